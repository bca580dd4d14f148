// The Supabase of `rest.ts` with the demo college, in a process of its own, so that the clients take no time from it
// and its memory can be measured.
import { setTimeout } from 'node:timers/promises';
import { startEmbedded } from '../demo/backend.ts';
import { collect } from './measure.ts';

export interface Started {
  readonly url: string;
  /** Its publishable key. */
  readonly key: string;
  /** Of somebody who may write in the chat. */
  readonly account: { readonly phone: string; readonly password: string };
  readonly chat: string;
}

/** Resident memory of this process, in MB. */
export interface Memory {
  /** The most since the last answer. */
  readonly most: number;
  /** After garbage was collected and nothing more was given back. */
  readonly settled: number;
}

const resident = () => process.memoryUsage.rss() / 2 ** 20;

let most = 0;
setInterval(() => {
  most = Math.max(most, resident());
}, 50).unref();

async function settle(): Promise<number> {
  let last = resident();
  for (;;) {
    collect();
    await setTimeout(500);
    const now = resident();
    if (last - now < 1) return now;
    last = now;
  }
}

process.on('disconnect', () => process.exit());
const backend = await startEmbedded({ port: 0, databaseUrl: process.argv[2], log: () => {} });
const teacher = backend.own?.accounts.find(({ key }) => key === 'teacher');
if (!teacher) throw new Error('the demo college has no teacher');
process.on('message', async (order: 'memory' | 'processor' | 'stop') => {
  if (order === 'processor') {
    const { system, user } = process.cpuUsage();
    process.send?.((system + user) / 1000);
    return;
  }
  if (order === 'stop') {
    await backend.stop();
    process.exit();
  }
  const memory = { most, settled: await settle() };
  most = 0;
  process.send?.(memory satisfies Memory);
});
const { phone, password } = teacher;
process.send?.({
  ...{ url: backend.url, key: backend.key, chat: backend.groupChatId },
  account: { phone, password },
} satisfies Started);
