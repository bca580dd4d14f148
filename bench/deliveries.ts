import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { type Supabase, startSupabase } from '../supabase/embedded/index.ts';
import type { Report } from './listeners.ts';
import { collect, quantile, table } from './measure.ts';
import { order, startListeners } from './sockets.ts';

const sizes = [1, 100, 500, 2000];
/** Messages sent one after another, each when all have received the previous one. */
const single = 50;
/** Deliveries of a burst, in which nobody waits. */
const burst = 200_000;
const project = join(import.meta.dirname, '..', 'supabase', 'embedded', 'conformance', 'supabase');

function memory(): number {
  collect();
  const { arrayBuffers, external, heapUsed } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 1024;
}

/** One broadcast to many sockets on one topic, by a client and from the database. */
export async function measure(): Promise<string> {
  const supabase = await startSupabase({ project, port: 0, realtime: { messagesPerSecond: 1e6, joinsPerSecond: 1e6 } });
  const listeners = startListeners();
  try {
    const url = `${supabase.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${supabase.publishableKey}&vsn=2.0.0`;
    const rows: { size: number; client: number[]; database: number[]; cells: string[] }[] = [];
    let last = 0;
    for (const size of sizes) {
      const before = memory();
      const opened = await order(listeners, { act: 'open', url, count: size });
      const more = size - last;
      const each = (memory() - before) / more;
      last = size;
      await order(listeners, { act: 'broadcast', count: 20 });
      const client = await order(listeners, { act: 'broadcast', count: single });
      const clientBurst = await order(listeners, { act: 'burst', count: Math.min(2000, burst / size) });
      const database = await fromDatabase(supabase, listeners, single, 1);
      const databaseBurst = await fromDatabase(supabase, listeners, 1, Math.min(2000, burst / size));
      rows.push({
        size,
        client: client.delays,
        database: database.delays,
        cells: [
          // These two mean nothing for a single socket.
          more < 100 ? '' : ((more / opened.took) * 1000).toFixed(0),
          more < 100 ? '' : each.toFixed(1),
          ...[clientBurst, databaseBurst].map(({ delays, took }) => ((delays.length / took) * 1000).toFixed(0)),
        ],
      });
    }
    const bases = rows[0];
    const ratio = (delays: number[], base: number[] = []) =>
      [0.5, 0.95].map((share) => {
        const [value, least] = [quantile(delays, share), quantile(base, share)];
        return `${value.toFixed(1)} (${(value / least).toFixed(1)})`;
      });
    return table(
      [
        'Sockets on one topic',
        'joins a second',
        'memory a socket, KB',
        'deliveries a second, client',
        'database',
        'delay by a client, ms (ratio), p50',
        'p95',
        'from the database, p50',
        'p95',
      ],
      rows.map(({ size, client, database, cells }) => [
        size,
        ...cells,
        ...ratio(client, bases?.client),
        ...ratio(database, bases?.database),
      ]),
    );
  } finally {
    listeners.kill();
    await supabase.stop();
  }
}

/** `realtime.send` in consecutive transactions, with `messages` in each. */
async function fromDatabase(
  { database }: Supabase,
  listeners: ChildProcess,
  transactions: number,
  messages: number,
): Promise<Report> {
  const all: Report[] = [];
  for (let each = 0; each < transactions; each++) {
    const received = order(listeners, { act: 'listen', count: messages });
    await new Promise((resolve) => listeners.once('message', resolve));
    const payload = { at: performance.timeOrigin + performance.now(), text: 'о том, что произошло' };
    await database.transaction((tx) =>
      tx.query(`select realtime.send($1::jsonb, 'e', 'bench', false) from generate_series(1, $2)`, [
        JSON.stringify(payload),
        messages,
      ]),
    );
    all.push(await received);
  }
  return { delays: all.flatMap(({ delays }) => delays), took: all.reduce((sum, { took }) => sum + took, 0) };
}
