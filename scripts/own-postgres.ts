import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A temporary cluster, independent of any other Postgres on the machine. */
export interface OwnPostgres {
  /** Address of its superuser. */
  readonly url: string;
  /** Name and version, as Postgres prints them. */
  readonly version: string;
  /** Id of the postmaster, the parent of all processes of the cluster. */
  readonly pid: number;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** The folder of Postgres's programs: the newest in the usual place, else on the PATH; undefined without any. */
export function findPostgres(): string | undefined {
  const place = '/usr/lib/postgresql';
  const versions = existsSync(place) ? readdirSync(place).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(place, version, 'bin')), ...pathFolders()];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

function pathFolders(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean);
}

/**
 * Starts a new cluster on a free port, without fsync: its data need not survive a crash.
 * @throws {Error} when Postgres does not start.
 */
export async function startOwnPostgres(programs: string): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'sferum-postgres-'));
  try {
    const owner = await ownerOf(folder);
    const call = (program: string, args: readonly string[]) =>
      run(join(programs, program), args, { cwd: folder, ...owner });
    const data = join(folder, 'data');
    const password = randomBytes(12).toString('hex');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, password);
    await call('initdb', [
      ...['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      ...['-E', 'UTF8', '--locale=C.UTF-8'],
    ]);
    const port = await freePort();
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
    await call('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start']);
    const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      version: (await call('postgres', ['--version'])).stdout.trim(),
      pid: Number(pid),
      async stop() {
        await call('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
        await rm(folder, { recursive: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`Postgres did not start: ${(error as Error).message}`, { cause: error });
  }
}

/** Postgres refuses to run as root; then the user of its package owns the cluster. */
async function ownerOf(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)),
  );
  await chown(folder, uid as number, gid as number);
  return { uid: uid as number, gid: gid as number };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
