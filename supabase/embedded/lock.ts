import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes a folder for this process, until the returned function is called.
 * @throws {Error} with a sentence for people when another process has it, or it cannot be written to.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'in-use');
  try {
    await mkdir(folder, { recursive: true });
    await takeOver(file, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw new Error(`The disk is full: ${folder} cannot be written to.`, { cause: error });
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR' || code === 'EEXIST') {
      throw new Error(`The folder ${folder} cannot be written to. Check who owns it.`, { cause: error });
    }
    throw error;
  }
  return () => rm(file, { force: true });
}

async function takeOver(file: string, folder: string): Promise<void> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(await readFile(file, 'utf8'));
    if (owner && isAlive(owner)) {
      throw new Error(`The folder ${folder} is in use by another start (process ${owner}). Stop that one first.`);
    }
    // Left behind by a process that was killed.
    await rm(file, { force: true });
    await writeFile(file, String(process.pid), { flag: 'wx' });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
