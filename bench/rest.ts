import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { findPostgres, startOwnPostgres } from '../scripts/own-postgres.ts';
import { freshDatabase } from '../supabase/embedded/testing/fresh-database.ts';
import { table } from './measure.ts';
import { memoryOf, processorOf } from './processes.ts';
import type { Memory, Started } from './rest-server.ts';

const clients = [1, 8, 32];
/** Each number is the best of so many rounds: what else the machine does comes and goes. */
const rounds = 5;
/** Of a round, in milliseconds. */
const duration = 1000;
/** Requests before the first round. */
const warmUp = 100;

interface Server {
  readonly process: ChildProcess;
  /** The first of the processes of its own Postgres, where it has one. */
  readonly cluster: number | undefined;
  readonly started: Started;
  readonly headers: Record<string, string>;
  readonly atRest: number;
}

interface Seen {
  /** Answers a second. */
  rate: number;
  /** Milliseconds of processor that an answer took, Postgres included; NaN where they cannot be counted. */
  processor: number;
}

interface Request {
  readonly path: string;
  readonly body?: unknown;
}

/** What a client asks, by the name it has in the table. */
const requests: Record<string, (chat: string, message: string) => Request> = {
  'read one message by id': (_chat, message) => ({ path: `messages?id=eq.${message}&select=id,seq,author_id,body` }),
  'read a page of 50 messages (rpc)': (chat) => ({
    path: 'rpc/chat_page',
    body: { chat, before: null, after: null, size: 50 },
  }),
  'write a message': (chat) => ({
    path: 'rpc/send_message',
    body: { id: randomUUID(), chat, body: 'Завтра пара начнётся на полчаса позже' },
  }),
};

/** Requests a second and memory of the embedded Supabase on PGlite, and on Postgres where there is one. */
export async function measure(): Promise<string> {
  const place = await postgres();
  const servers: { name: string; server: Server }[] = [];
  try {
    servers.push({ name: 'PGlite', server: await start() });
    if (place) servers.push({ name: 'Postgres', server: await start(place) });
    const named = await Promise.all(servers.map(async ({ server }) => ({ server, message: await aMessage(server) })));
    const rates: (string | number)[][] = [];
    for (const [name, request] of Object.entries(requests)) {
      for (const count of clients) {
        const best: Seen[] = [];
        for (let round = 0; round < rounds; round++) {
          for (const [each, { server, message }] of named.entries()) {
            const next = () => request(server.started.chat, message);
            if (round === 0) for (let warm = 0; warm < warmUp; warm++) await ask(server, next());
            const seen = await askFor(server, count, next);
            const { rate, processor } = best[each] ?? seen;
            best[each] = { rate: Math.max(rate, seen.rate), processor: Math.min(processor, seen.processor) };
          }
        }
        const [pglite, other] = best;
        rates.push([name, count, ...cells(pglite), ...cells(other, pglite)]);
      }
    }
    const memories = await Promise.all(servers.map(({ name, server }) => memory(name, server)));
    const own = place?.pid === undefined ? Number.NaN : await memoryOf(place.pid);
    if (!Number.isNaN(own)) memories.push(["Postgres's own processes", '', '', own.toFixed(0)]);
    return [
      table(
        [
          'Requests',
          'clients',
          'PGlite, a second',
          'processor, ms each',
          'Postgres, a second (ratio)',
          'processor, ms each (ratio)',
        ],
        rates,
      ),
      table(['Memory, MB', 'at rest', 'most under load', 'after the load'], memories),
    ].join('\n\n');
  } finally {
    for (const { server } of servers) await stop(server);
    await place?.drop();
  }
}

function cells(seen?: Seen, base?: Seen): [string, string] {
  const against = (value = Number.NaN, least = Number.NaN, digits = 0) => {
    if (Number.isNaN(value)) return '—';
    return `${value.toFixed(digits)}${base ? ` (${(value / least).toFixed(1)})` : ''}`;
  };
  return [against(seen?.rate, base?.rate), against(seen?.processor, base?.processor, 1)];
}

interface Place {
  readonly url: string;
  readonly pid?: number;
  drop(): Promise<void>;
}

/** A database on the server of DATABASE_URL, or on one of our own; null where there is neither. */
async function postgres(): Promise<Place | null> {
  if (process.env.DATABASE_URL) return freshDatabase(process.env.DATABASE_URL);
  const programs = findPostgres();
  if (!programs) return null;
  const own = await startOwnPostgres(programs);
  return { url: own.url, pid: own.pid, drop: own.stop };
}

async function start(place?: Place): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'rest-server.ts'), place ? [place.url] : []);
  const started = await answer<Started>(child);
  const session = await fetch(`${started.url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: started.key, 'content-type': 'application/json' },
    body: JSON.stringify(started.account),
  });
  const { access_token } = (await session.json()) as { access_token: string };
  const headers = {
    ...{ apikey: started.key, authorization: `Bearer ${access_token}` },
    ...{ 'content-type': 'application/json', prefer: 'return=representation' },
  };
  const { settled } = await order<Memory>(child, 'memory');
  // What a server elsewhere takes cannot be counted.
  const cluster = place && (place.pid ?? Number.NaN);
  return { process: child, cluster, started, headers, atRest: settled };
}

async function stop({ process }: Server): Promise<void> {
  process.send('stop');
  await once(process, 'exit');
}

async function answer<Reply>(child: ChildProcess): Promise<Reply> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', ended).then(([reply]) => reply as Reply),
      once(child, 'exit', ended).then(() => Promise.reject(new Error('the server ended'))),
    ]);
  } finally {
    ended.abort();
  }
}

function order<Reply>(child: ChildProcess, what: 'memory' | 'processor'): Promise<Reply> {
  child.send(what);
  return answer(child);
}

/** Milliseconds of processor that the server and its Postgres have taken so far. */
async function processor({ cluster, process }: Server): Promise<number> {
  const own = await order<number>(process, 'processor');
  return own + (cluster === undefined ? 0 : await processorOf(cluster));
}

async function aMessage(server: Server): Promise<string> {
  const [first] = (await ask(server, { path: 'messages?select=id&limit=1' })) as { id: string }[];
  if (!first) throw new Error('the demo college has no message');
  return first.id;
}

async function ask({ headers, started }: Server, { path, body }: Request): Promise<unknown> {
  const response = await fetch(`${started.url}/rest/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const reply = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${reply}`);
  return JSON.parse(reply);
}

/** What `count` clients see, each of which sends the next request after each answer. */
async function askFor(server: Server, count: number, next: () => Request): Promise<Seen> {
  const before = await processor(server);
  const from = performance.now();
  let answers = 0;
  const client = async () => {
    while (performance.now() - from < duration) {
      await ask(server, next());
      answers++;
    }
  };
  await Promise.all(Array.from({ length: count }, client));
  const rate = answers / ((performance.now() - from) / 1000);
  return { rate, processor: ((await processor(server)) - before) / answers };
}

async function memory(name: string, { process, atRest }: Server): Promise<string[]> {
  const { most, settled } = await order<Memory>(process, 'memory');
  return [`server on ${name}`, ...[atRest, most, settled].map((megabytes) => megabytes.toFixed(0))];
}
