// `npm run operator -- colleges list|approve|reject` and `npm run operator -- page`: registers the colleges that apply.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { asksLoopback } from '../shared/loopback.ts';
import type { OperatorAccess } from './access.ts';
import { Applications, type Status } from './applications.ts';
import { checkInstallation } from './check.ts';
import { operatorPage } from './page.ts';
import { People } from './people.ts';

const help = `Кто регистрирует колледжи (the operator of an installation):

  npm run operator -- colleges list [pending|approved|rejected]
  npm run operator -- colleges approve ID
  npm run operator -- colleges reject ID [--reason "…"]
  npm run operator -- colleges registered    the colleges there are, with their ids
  npm run operator -- colleges administrator ID NUMBER
                                             makes the owner of the number an administrator
  npm run operator -- people number OLD NEW  another telephone number for the same account
  npm run operator -- page [--port 5180]     the same on a page, on this machine only
  npm run operator -- check                  which settings are weaker than the pages promise

SUPABASE_URL and SUPABASE_SECRET_KEY name the Supabase; absent, it is the local one on port 54321.`;

/** The well-known secret key of every local Supabase. */
const localSecretKey = 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { reason: { type: 'string', default: '' }, port: { type: 'string', default: '5180' } },
  });
  const { SUPABASE_URL, SUPABASE_SECRET_KEY } = process.env;
  if (SUPABASE_URL && !SUPABASE_SECRET_KEY) throw new Error('SUPABASE_URL needs SUPABASE_SECRET_KEY beside it.');
  const access = {
    url: (SUPABASE_URL ?? 'http://127.0.0.1:54321').replace(/\/+$/, ''),
    secretKey: SUPABASE_SECRET_KEY ?? localSecretKey,
  };
  const applications = new Applications(access);
  const people = new People(access);
  const [subject, verb, id = '', number = ''] = positionals;
  if (subject === 'page' && !verb) return servePage(applications, Number(values.port));
  if (subject === 'check' && !verb) return check(access);
  if (subject === 'people' && verb === 'number' && number) {
    return console.log(`Номер изменён (changed): ${await people.changeNumber(id, number)}`);
  }
  if (subject !== 'colleges') return console.log(help);
  if (verb === 'list') return list(applications, (id || 'pending') as Status);
  if (verb === 'approve' && id) {
    const college = await applications.approve(await whole(applications, id));
    return console.log(`Колледж зарегистрирован (registered): ${college}`);
  }
  if (verb === 'reject' && id) {
    await applications.reject(await whole(applications, id), values.reason);
    return console.log('Заявка отклонена (rejected).');
  }
  if (verb === 'registered') {
    for (const college of await people.colleges()) console.log(`${college.id}  ${college.name}, ${college.city}`);
    return;
  }
  if (verb === 'administrator' && number) {
    const now = await people.appoint(id, number);
    return console.log(
      now
        ? 'Администратор назначен (appointed).'
        : 'Станет администратором, когда войдёт с этим номером (will be one after signing in with it).',
    );
  }
  console.log(help);
}

async function check(access: OperatorAccess): Promise<void> {
  const signs = { kept: '✔', broken: '✖', unknown: '?' };
  const findings = await checkInstallation(access);
  for (const { text, verdict } of findings) console.log(`${signs[verdict]} ${text}`);
  if (findings.some(({ verdict }) => verdict === 'broken')) process.exitCode = 1;
}

async function list(applications: Applications, status: Status): Promise<void> {
  const rows = await applications.list(status);
  if (rows.length === 0) return console.log('Заявок нет (no applications).');
  for (const { administrator, createdAt, id, name, phone, place, reason } of rows) {
    console.log(`${id}  ${createdAt.toISOString().slice(0, 16).replace('T', ' ')}  ${name}`);
    console.log(`    ${place} · ${administrator} · +${phone}${reason ? ` · ${reason}` : ''}`);
  }
}

/** Completes the beginning of an id, if only one application has it. */
async function whole(applications: Applications, id: string): Promise<string> {
  const fitting = (await applications.list()).filter((row) => row.id.startsWith(id.toLowerCase()));
  return fitting.length === 1 && fitting[0] ? fitting[0].id : id;
}

async function servePage(applications: Applications, port: number): Promise<void> {
  const answer = await operatorPage(applications, '');
  const server = createServer((req, res) => {
    const path = (req.url ?? '/').replace(/[?#].*$/s, '');
    if (!asksLoopback(req)) return res.writeHead(421).end();
    answer(req, res, path).then(
      (done) => done || res.writeHead(404).end(),
      (error: unknown) => {
        console.error(error);
        res.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  process.once('SIGINT', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error && !process.env.DEBUG ? error.message : error);
  process.exit(1);
});
