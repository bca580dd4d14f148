import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopOnSignals } from '../supabase/embedded/signals.ts';
import { putUpCovers } from './covers.ts';
import { installLiveKit, missingForLiveKit } from './livekit/livekit.ts';
import { type Demo, startDemo } from './server.ts';

/** `npm start` and `npm run dev`. */
const dataDir = join(import.meta.dirname, '..', '.data', 'demo');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { fresh: { type: 'boolean' }, dev: { type: 'boolean' }, livekit: { type: 'boolean' } },
  });
  const { PORT = '5173', SUPABASE_PORT = '54321' } = process.env;
  if (values.fresh && (process.env.SUPABASE_URL || process.env.DATABASE_URL)) {
    throw new Error('--fresh касается только папки .data, а не чужой базы (--fresh empties .data only).');
  }
  if (values.livekit) {
    if (process.env.SUPABASE_URL)
      throw new Error('--livekit касается только своего Supabase (of the embedded Supabase only).');
    const missing = await missingForLiveKit();
    if (missing) throw new Error(`LiveKit не собрать: нет Go (${missing}).`);
    await installLiveKit((line) => console.log(line));
  }
  const demo = await startDemo({
    port: portOf('PORT', PORT),
    supabasePort: portOf('SUPABASE_PORT', SUPABASE_PORT),
    dataDir,
    fresh: values.fresh,
    dev: values.dev,
    livekit: values.livekit,
    env: process.env,
    log: (line) => console.log(line),
  });
  stopOnSignals(() => demo.stop());
  await putUpCovers(demo.backend);
  console.log(greeting(demo));
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${name}=${text}: это не номер порта (not a port number).`);
  }
  return port;
}

function greeting({ url, backend }: Demo): string {
  const lines = [
    '',
    `Сайт колледжа (the college's site):  ${url}`,
    `Supabase:                            ${backend.url}`,
    '',
  ];
  if (backend.own) {
    lines.push('Войти можно одним нажатием в полосе сверху или по номеру и паролю (accounts: phone, password):');
    for (const { label, phone, password, surname, name, patronymic } of backend.own.accounts) {
      lines.push(`  ${label.padEnd(14)} +${phone}  ${password.padEnd(16)} ${surname} ${name} ${patronymic}`);
    }
    lines.push('', `Коды из SMS появляются здесь (SMS codes appear here):  ${url}/demo/sms`);
  }
  lines.push('Остановить: Ctrl-C (stop: Ctrl-C)', '');
  return lines.join('\n');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error && !process.env.DEBUG ? error.message : error);
  process.exit(1);
});
