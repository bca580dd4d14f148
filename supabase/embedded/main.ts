import { parseArgs } from 'node:util';
import { startSupabase } from './index.ts';
import { stopOnSignals } from './signals.ts';

const usage = `npm run embedded -- [--project DIR] [--data DIR] [--port N] [--env-file FILE]

  --project   folder with config.toml, migrations/ and functions/; supabase
  --data      folder to keep the data in; .data
  --port      port on 127.0.0.1, 0 for a free one; SUPABASE_PORT, or api.port of config.toml
  --env-file  secrets of the functions; functions/.env of the project`;

// `npm run embedded`: Supabase alone, as `supabase start` would give it.
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      data: { type: 'string', default: '.data' },
      port: { type: 'string' },
      'env-file': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const { DATABASE_URL, SUPABASE_PORT } = process.env;
  const port = values.port ?? SUPABASE_PORT;
  const supabase = await startSupabase({
    ...(values.project !== undefined && { project: values.project }),
    ...(port !== undefined && port !== '' && { port: portOf(port) }),
    dataDir: values.data,
    databaseUrl: DATABASE_URL,
    // A free port for the API implies a free one for psql.
    psql: port === '0' ? 0 : true,
    envFile: values['env-file'],
    log: (line) => console.log(line),
  });
  stopOnSignals(() => supabase.stop());
  console.log(`Supabase       ${supabase.url}`);
  console.log(`psql           ${supabase.databaseUrl}`);
  console.log(`publishable    ${supabase.publishableKey}`);
  console.log(`secret         ${supabase.secretKey}`);
  console.log(`anon           ${supabase.anonKey}`);
  console.log(`service_role   ${supabase.serviceRoleKey}`);
  console.log('Ctrl-C stops it.');
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${text} is not the number of a port.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error && !process.env.DEBUG ? error.message : error);
  process.exit(1);
});
