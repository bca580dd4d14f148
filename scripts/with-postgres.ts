// `node --import tsx scripts/with-postgres.ts npm test -- policies`: runs a command with the DATABASE_URL of a
// temporary Postgres. Without an installed Postgres it does nothing, successfully.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findPostgres, startOwnPostgres } from './own-postgres.ts';

const [command = '', ...args] = process.argv.slice(2);
const programs = findPostgres();
if (!programs) {
  console.log('No Postgres here: the command was not run.');
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
