import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type RealtimeChannel,
  type RealtimeChannelOptions,
  RealtimeClient,
  type WebSocketLikeConstructor,
} from '@supabase/realtime-js';
import { jwtVerify, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import type { Claims, Database } from '../database.ts';
import { createPgliteDatabase } from '../database-pglite.ts';
import { readyCopy } from '../open-database.ts';
import { Inbox } from '../testing/inbox.ts';
import { createRealtime, type Realtime, type RealtimeConfig } from './index.ts';

export const versions = ['1.0.0', '2.0.0'] as const;
export const anonKey = 'sb_publishable_test';
const secret = new TextEncoder().encode('a secret that only these tests know, long enough');

const hour = () => Math.floor(Date.now() / 1000) + 3600;

/** A token of a signed-in person; `exp` in seconds since 1970, `key` of another project where it is not this one's. */
export function tokenOf(sub: string, exp = hour(), key: Uint8Array = secret): Promise<string> {
  return new SignJWT({ sub, role: 'authenticated', nonce: Math.random() })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime(exp)
    .sign(key);
}

async function verify(token: string): Promise<Claims | null> {
  if (token === anonKey) {
    return { role: 'anon' };
  }
  try {
    const { payload } = await jwtVerify(token, secret);
    return { ...payload, role: String(payload.role) };
  } catch {
    return null; // Whatever is wrong with a token, the answer of `Verify` is the same.
  }
}

export interface Received {
  type: string;
  event: string;
  payload: Record<string, unknown>;
  meta?: { id?: string; replayed?: boolean };
}

/** A joined (or refused) channel of the real client with all that it received. */
export interface Joined {
  channel: RealtimeChannel;
  received: Inbox<Received>;
  statuses: Inbox<{ status: string; message: string }>;
  system: Inbox<{ status: string; message: string; channel: string }>;
}

/** A database that is not there, for what needs none. */
export const noDatabase: Database = {
  kind: 'pglite',
  transaction: () => Promise.reject(new Error('no database')),
  as: () => Promise.reject(new Error('no database')),
  listen: () => Promise.resolve(() => Promise.resolve()),
  close: () => Promise.resolve(),
};

/** PGlite with the bootstrap and policies that let `members` in. */
export async function roomDatabase(): Promise<Database> {
  const database = await createPgliteDatabase({ from: await readyCopy() });
  await database.transaction((tx) =>
    tx.exec(`
      create table public.members (topic text, person text, may_send boolean, may_keep boolean not null default true);
      grant select on public.members to authenticated;
      create policy "Members receive" on realtime.messages for select to authenticated using (
        exists (
          select from public.members m
          where m.topic = (select realtime.topic()) and m.person = (select auth.jwt() ->> 'sub')
        )
      );
      create policy "Some members send" on realtime.messages for insert to authenticated with check (
        exists (
          select from public.members m
          where m.topic = (select realtime.topic()) and m.person = (select auth.jwt() ->> 'sub') and m.may_send
            and (m.may_keep or realtime.messages.extension <> 'persistence')
        )
      );
    `),
  );
  return database;
}

interface WithSocket {
  socketAdapter: { getSocket(): { disconnect(): void } };
}

export class TestServer {
  readonly realtime: Realtime;
  readonly logged = new Inbox<string>();
  readonly #server = createServer();
  readonly #lines = new Set<Duplex>();
  readonly #clients: RealtimeClient[] = [];
  readonly #sockets: WebSocket[] = [];

  private constructor(database: Database, config: Partial<RealtimeConfig>, now: () => number) {
    this.realtime = createRealtime({ database, verify, config, now, log: this.logged.add });
    this.#server.on('upgrade', (req: IncomingMessage, socket, head) => {
      this.#lines.add(socket);
      socket.on('close', () => this.#lines.delete(socket));
      this.realtime.handleUpgrade(req, socket, head);
    });
  }

  static async start(
    database: Database,
    config: Partial<RealtimeConfig> = {},
    now: () => number = Date.now,
  ): Promise<TestServer> {
    const server = new TestServer(database, config, now);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/realtime/v1`;
  }

  async client(vsn: string, token?: string): Promise<RealtimeClient> {
    const client = new RealtimeClient(this.url, {
      transport: WebSocket as unknown as WebSocketLikeConstructor,
      vsn,
      params: { apikey: anonKey },
      fetch: (input, init) => this.realtime.fetch(new Request(input as string, init)),
      logger: () => {},
    });
    this.#clients.push(client);
    if (token) {
      await client.setAuth(token);
    }
    return client;
  }

  join(
    client: RealtimeClient,
    topic: string,
    config: RealtimeChannelOptions['config'] = {},
    prepare: (channel: RealtimeChannel) => void = () => {},
  ): Joined {
    const channel = client.channel(topic, { config });
    const joined: Joined = { channel, received: new Inbox(), statuses: new Inbox(), system: new Inbox() };
    channel.on('broadcast', { event: '*' }, (message) => joined.received.add(message as Received));
    channel.on('system', {}, joined.system.add);
    prepare(channel);
    channel.subscribe((status, error) => joined.statuses.add({ status, message: error?.message ?? '' }));
    return joined;
  }

  /** Joins and waits until it has worked. */
  async joined(...args: Parameters<TestServer['join']>): Promise<Joined> {
    const joined = this.join(...args);
    const [first] = await joined.statuses.count(1);
    if (first?.status !== 'SUBSCRIBED') {
      throw new Error(`not joined: ${first?.status} ${first?.message}`);
    }
    return joined;
  }

  /** A socket without the client library; what it receives is kept as text or bytes. */
  async socket(
    vsn = '2.0.0',
    apikey = anonKey,
    headers: Record<string, string> = {},
  ): Promise<{ socket: WebSocket; received: Inbox<unknown[]>; closed: Promise<number> }> {
    const socket = new WebSocket(`${this.url}/websocket?apikey=${apikey}&vsn=${vsn}`, { headers });
    this.#sockets.push(socket);
    const received = new Inbox<unknown[]>();
    socket.on('message', (data, binary) => received.add(binary ? [data] : JSON.parse(String(data))));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return { socket, received, closed };
  }

  /** Breaks all lines, as a network does. */
  cut(): void {
    for (const line of this.#lines) {
      line.destroy();
    }
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) {
      // Not client.disconnect(): its timer would keep the process for ten seconds.
      (client as unknown as WithSocket).socketAdapter.getSocket().disconnect();
    }
    for (const socket of this.#sockets) {
      socket.terminate();
    }
    await this.realtime.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
