// The sockets of `deliveries.ts`, in a process of their own, so that they take no time from the measured server.
import { WebSocket } from 'ws';

export interface Order {
  readonly act: 'open' | 'broadcast' | 'burst' | 'listen';
  /** Of the WebSocket; for `open`. */
  readonly url?: string;
  /** For `open`: the topic, and what is said when it is joined; a public one without a token when absent. */
  readonly topic?: string;
  readonly join?: object;
  /** How many sockets, or how many messages. */
  readonly count?: number;
}

export interface Report {
  /** Milliseconds from sending to delivery, one for each delivery. */
  readonly delays: number[];
  /** Milliseconds that all of it took. */
  readonly took: number;
}

let topic = 'realtime:bench';
let joining: object = {};
/** How many sockets open at once. */
const batch = 50;
/** Time limit of this process, in milliseconds; what stands beside others on a busy machine takes minutes. */
const patience = 900_000;

const listeners: WebSocket[] = [];
let speaker: WebSocket | null = null;
let delays: number[] = [];
let wanted = Number.POSITIVE_INFINITY;
let enough = (): void => {};

/** A clock that all processes of this machine share. */
const now = () => performance.timeOrigin + performance.now();

/** Reads a broadcast as it comes in protocol 2.0.0: five bytes, three names, the payload. */
function onBroadcast(data: Buffer): void {
  const [, topicBytes = 0, eventBytes = 0, metaBytes = 0] = data;
  const { at } = JSON.parse(data.toString('utf8', 5 + topicBytes + eventBytes + metaBytes)) as { at: number };
  delays.push(now() - at);
  if (delays.length === wanted) enough();
}

/** Resolves when `count` broadcasts have been delivered since `act` began. */
async function delivered(count: number, act: () => void): Promise<Report> {
  delays = [];
  wanted = count;
  const from = performance.now();
  const all = new Promise<void>((resolve) => {
    enough = resolve;
  });
  act();
  await all;
  return { delays, took: performance.now() - from };
}

function join(url: string, prepare: (socket: WebSocket) => void = () => {}): Promise<WebSocket> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => socket.send(JSON.stringify(['1', '1', topic, 'phx_join', joining])));
    socket.once('message', (answer) => {
      if (!String(answer).includes('"status":"ok"')) return reject(new Error(`not joined: ${answer}`));
      prepare(socket);
      resolve(socket);
    });
  });
}

async function open(url: string, count: number): Promise<Report> {
  const from = performance.now();
  speaker ??= await join(url);
  while (listeners.length < count) {
    const more = Math.min(batch, count - listeners.length);
    const opened = Array.from({ length: more }, () =>
      join(url, (socket) => socket.on('message', (data, binary) => binary && onBroadcast(data as Buffer))),
    );
    listeners.push(...(await Promise.all(opened)));
  }
  return { delays: [], took: performance.now() - from };
}

function broadcast(): void {
  const payload = { at: now(), text: 'о том, что произошло, одним коротким предложением' };
  speaker?.send(JSON.stringify(['1', '2', topic, 'broadcast', { type: 'broadcast', event: 'e', payload }]));
}

async function run({ act, url = '', count = 0, ...how }: Order): Promise<Report> {
  switch (act) {
    case 'open':
      topic = how.topic ?? topic;
      joining = how.join ?? joining;
      return open(url, count);
    case 'broadcast': {
      const all: Report[] = [];
      for (let each = 0; each < count; each++) all.push(await delivered(listeners.length, broadcast));
      return { delays: all.flatMap(({ delays }) => delays), took: all.reduce((sum, { took }) => sum + took, 0) };
    }
    case 'burst':
      return delivered(listeners.length * count, () => {
        for (let each = 0; each < count; each++) broadcast();
      });
    case 'listen':
      return delivered(listeners.length * count, () => process.send?.('listening'));
  }
}

setTimeout(() => process.exit(1), patience);
process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
