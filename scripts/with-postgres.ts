// `node --import tsx scripts/with-postgres.ts npm test -- policies`: runs a command with the DATABASE_URL of a Postgres
// that exists for this command alone. Where Postgres's programs are not installed nothing is run, and nothing has failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findPostgres, startOwnPostgres } from './own-postgres.ts';

const [command = '', ...args] = process.argv.slice(2);
const programs = findPostgres();
if (!programs) {
  console.log('No Postgres here: what needs one was not run.');
  process.exit(0);
}
const postgres = await startOwnPostgres(programs);
let status = 1;
try {
  console.log(`━━ On ${postgres.version} ━━`);
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, DATABASE_URL: postgres.url } });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'close');
  status = code ?? 1;
} finally {
  await postgres.stop();
}
process.exit(status);
