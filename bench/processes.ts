// Memory and processor time of a process and its children, from Linux; NaN on other systems.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Milliseconds in which the times of `stat` are counted. */
const tick = 10;

async function family(parent: number): Promise<number[]> {
  const list = `/proc/${parent}/task/${parent}/children`;
  if (!existsSync(list)) return [];
  const children = (await readFile(list, 'utf8')).trim().split(' ').filter(Boolean);
  return [parent, ...children.map(Number)];
}

async function sum(parent: number, file: string, value: (text: string, pid: number) => number): Promise<number> {
  const pids = await family(parent);
  if (pids.length === 0) return Number.NaN;
  const values = await Promise.all(pids.map(async (pid) => value(await readFile(`/proc/${pid}/${file}`, 'utf8'), pid)));
  return values.reduce((total, each) => total + each, 0);
}

/** Memory in MB, shared pages counted once. */
export async function memoryOf(parent: number): Promise<number> {
  return (await sum(parent, 'smaps_rollup', (text) => Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]))) / 1024;
}

/** Processor in milliseconds since they began; that of children which have ended is their parent's. */
export async function processorOf(parent: number): Promise<number> {
  return sum(parent, 'stat', (text, pid) => {
    // The name, the second field, may hold anything; user and system time are the 14th and 15th, ended children's next.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number);
    const counted = pid === parent ? fields : fields.slice(0, 2);
    return counted.reduce((total, ticks) => total + ticks, 0) * tick;
  });
}
