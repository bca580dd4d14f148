import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Taking over a lock takes milliseconds; a process that needs longer was killed meanwhile. In milliseconds. */
const takingOver = 10_000;

/**
 * Locks a folder for this process. @returns what unlocks it.
 * @throws {Error} with a sentence for people when another process has it, or it cannot be written to.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true });
    await take(folder);
  } catch (error) {
    throw folderError(folder, error);
  }
  return () => rm(join(folder, 'in-use'), { force: true });
}

/** Turns errors of writing to a folder into a sentence for people; returns any other error as it is. */
export function folderError(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new Error(`The disk is full: ${folder} cannot be written to.`, { cause: error });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new Error(`The folder ${folder} cannot be written to. Check who owns it.`, { cause: error });
  }
  return error;
}

async function take(folder: string): Promise<void> {
  const file = join(folder, 'in-use');
  const mine = join(folder, `in-use.${randomUUID()}`);
  // Linked to its final name with its content, so that nobody reads half of it.
  await writeFile(mine, JSON.stringify({ pid: process.pid, stamp: await stampOf(process.pid) }));
  try {
    if (await linked(mine, file)) return;
    await refuseIfAlive(file, folder);
    // Two processes that find the lock of a dead one must not both take it over.
    const guard = join(folder, 'in-use.taking');
    if (!(await guarded(guard))) throw taken(folder);
    try {
      await refuseIfAlive(file, folder);
      await rm(file, { force: true });
      if (!(await linked(mine, file))) throw taken(folder);
    } finally {
      await rmdir(guard);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

async function guarded(guard: string): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Gone by now: whoever held it has just taken the folder over.
    const held = await stat(guard).catch((gone: NodeJS.ErrnoException) => {
      if (gone.code !== 'ENOENT') throw gone;
      return null;
    });
    return held !== null && Date.now() - held.mtimeMs > takingOver;
  }
}

async function refuseIfAlive(file: string, folder: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // Its owner has just stopped.
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [, pid, stamp] = /^\{"pid":(\d+),"stamp":(?:"([^"]*)"|null)\}$/.exec(text) ?? [];
  if (pid !== undefined && (await isAlive(Number(pid), stamp))) throw taken(folder, pid);
}

function taken(folder: string, pid?: string): Error {
  const who = pid === undefined ? '' : ` (process ${pid})`;
  return new Error(`The folder ${folder} is in use by another start${who}. Stop that one first.`);
}

async function isAlive(pid: number, stamp: string | undefined): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // The number may have been reused.
  return stamp === undefined || (await stampOf(pid)) === stamp;
}

/** Distinguishes a process from a later one with the same number; null where the system cannot. */
async function stampOf(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const process = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; the time of its start is the 20th part after it.
    return `${boot.trim()} ${process.slice(process.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}
