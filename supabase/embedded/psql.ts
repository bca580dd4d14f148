import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import type { OwnSession, PgliteDatabase, Send } from './database-pglite.ts';
import { quoteLiteral } from './session.ts';

/** Where psql and other programs reach PGlite. */
export interface PsqlServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface PsqlOptions {
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** A transaction idle for longer is rolled back and its connection closed, in milliseconds. */
  idle?: number;
}

/** The protocol's version, 3.0. */
const version = 196608;
/** Codes that a connection may send first in its place. */
const startup = { cancel: 80877102, ssl: 80877103, gss: 80877104 };
/** The startup message for PGlite itself, which has no other user and no other database. */
const greeting = hello({ user: 'postgres', database: 'postgres' });
/** Longest message, in bytes. */
const longest = 256 * 1024 * 1024;

/**
 * Postgres's protocol in front of PGlite, for psql and other clients. PGlite has a single session: a connection holds
 * it from its first message until its transaction ends, and the API waits meanwhile, so that no two share a
 * transaction. Clients connect as the superuser `postgres`, without a password; LISTEN delivers nothing.
 */
export async function servePsql(
  database: PgliteDatabase,
  { port, host = '127.0.0.1', idle = 30_000 }: PsqlOptions,
): Promise<PsqlServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new Connection(database, socket, idle).run().then(
      () => socket.end(),
      (error: unknown) => socket.end(failure('FATAL', '58000', error instanceof Error ? error.message : String(error))),
    );
  });
  const taken = await listening(server, port, host);
  return {
    url: `postgres://postgres:postgres@${host}:${taken}/postgres`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function listening(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} for psql is taken. Stop what uses it, or choose another one: [db] port in config.toml.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Messages up to one that Postgres answers, and whether ReadyForQuery follows. */
interface Batch {
  bytes: Buffer;
  ready: boolean;
}

class Idle extends Error {}

class Connection {
  readonly #database: PgliteDatabase;
  readonly #socket: Socket;
  readonly #idle: number;
  readonly #session: OwnSession = { settings: '', prepared: [] };
  readonly #incoming: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(database: PgliteDatabase, socket: Socket, idle: number) {
    this.#database = database;
    this.#socket = socket.setNoDelay(true);
    this.#idle = idle;
    this.#incoming = socket[Symbol.asyncIterator]();
    // The iterator reports an error as the end of the input.
    socket.on('error', () => socket.destroy());
  }

  async run(): Promise<void> {
    try {
      const hello = await this.#hello();
      if (hello === null) return;
      const wanted = readHello(hello);
      if ('refused' in wanted) return this.#write(wanted.refused);
      this.#session.settings = wanted.settings;
      await this.#database.raw(this.#session, async (send) => this.#write(await send(greeting)));
      for (;;) {
        const batch = await this.#batch();
        if (batch === null) return;
        await this.#database.raw(this.#session, (send) => this.#turn(send, batch));
      }
    } catch (error) {
      if (!(error instanceof Idle)) throw error;
      const seconds = this.#idle / 1000;
      this.#write(
        failure(
          'FATAL',
          '25P03',
          `The transaction was open for ${seconds} s without a statement; everybody else waits for it, so it was rolled back.`,
        ),
      );
    }
  }

  /** Everything from a first batch until Postgres is ready with no transaction open. */
  async #turn(send: Send, first: Batch): Promise<void> {
    let batch: Batch | null = first;
    while (batch !== null) {
      const answer = copiesIn(batch) ? await this.#copyIn(send, batch) : await send(batch.bytes);
      const { bytes, idle } = readable(answer, batch);
      this.#write(bytes);
      if (idle) return;
      batch = await this.#batch(this.#idle);
    }
    this.#socket.destroy();
  }

  /** Messages up to one that Postgres must answer; one by one, PGlite would answer each error twice. */
  async #batch(patience?: number): Promise<Batch | null> {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const message = await this.#message(patience);
      if (message === null || message[0] === code('X')) return null;
      parts.push(message);
      size += message.length;
      if (size > longest) throw new Error('Too much at once.');
      const kind = String.fromCharCode(message[0] ?? 0);
      if (!'PBDEC'.includes(kind)) return { bytes: Buffer.concat(parts), ready: kind !== 'H' };
    }
  }

  /** PGlite can copy in only data that is complete before the statement begins. */
  async #copyIn(send: Send, { bytes }: Batch): Promise<Uint8Array> {
    this.#write(frame('G', Buffer.from([0, 0, 0])));
    const parts = [bytes];
    for (;;) {
      const part = await this.#message(this.#idle);
      if (part === null) return new Uint8Array();
      parts.push(part);
      if (part[0] === code('c') || part[0] === code('f')) break;
    }
    return withoutCopyResponse(await send(Buffer.concat(parts)));
  }

  /** @returns the message that opens a session, or null when the connection wanted none. */
  async #hello(): Promise<Buffer | null> {
    for (;;) {
      const length = (await this.#bytes(4))?.readUInt32BE(0) ?? 0;
      if (length < 8 || length > 10_000) return null;
      const whole = await this.#take(length);
      if (whole === null) return null;
      const asked = whole.readUInt32BE(4);
      if (asked === startup.cancel) return null;
      if (asked !== startup.ssl && asked !== startup.gss) return whole;
      this.#write(Buffer.from('N'));
    }
  }

  /** @returns the next whole message, null at the end. @throws {Idle} */
  async #message(patience?: number): Promise<Buffer | null> {
    const head = await this.#bytes(5, patience);
    if (head === null) return null;
    const length = head.readUInt32BE(1) + 1;
    if (length > longest) throw new Error('The message is too long.');
    return this.#take(length, patience);
  }

  async #take(length: number, patience?: number): Promise<Buffer | null> {
    const found = await this.#bytes(length, patience);
    if (found !== null) this.#buffer = this.#buffer.subarray(length);
    return found;
  }

  /** The next bytes, without consuming them. */
  async #bytes(count: number, patience?: number): Promise<Buffer | null> {
    const parts = [this.#buffer];
    let size = this.#buffer.length;
    while (size < count) {
      const { done, value } = await within(this.#incoming.next(), patience);
      if (done) return null;
      parts.push(value);
      size += value.length;
    }
    if (parts.length > 1) this.#buffer = Buffer.concat(parts);
    return this.#buffer.subarray(0, count);
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.#socket.writable) this.#socket.write(bytes);
  }
}

function hello(parameters: Readonly<Record<string, string>>): Buffer {
  const texts = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  const body = Buffer.from(`${texts.join('')}\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.writeUInt32BE(version, 4);
  return Buffer.concat([head, body]);
}

/** Reads the startup message: user, database and settings of the session. */
function readHello(whole: Buffer): { settings: string } | { refused: Buffer } {
  if (whole.readUInt32BE(4) !== version)
    return { refused: failure('FATAL', '0A000', 'Only protocol 3.0 is spoken here.') };
  const parts = whole.toString('utf8', 8).split('\0');
  const given: Record<string, string> = {};
  for (let at = 0; at + 1 < parts.length && parts[at]; at += 2) given[parts[at] ?? ''] = parts[at + 1] ?? '';
  const { database = 'postgres', options = '', replication, user, ...settings } = given;
  if (user !== 'postgres') {
    const message = 'Connect as postgres, and take another role with «set role».';
    return { refused: failure('FATAL', '28000', message) };
  }
  if (database !== 'postgres') {
    return { refused: failure('FATAL', '3D000', `database ${JSON.stringify(database)} does not exist`) };
  }
  const flags = [...options.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|\S)*)\s*/g)];
  if (replication !== undefined || flags.map(([flag]) => flag).join('') !== options) {
    return { refused: failure('FATAL', '0A000', 'PGlite takes no options but «-c name=value», and no replication.') };
  }
  for (const [, name = '', value = ''] of flags) settings[name] = value.replace(/\\(.)/g, '$1');
  const calls = Object.entries(settings)
    // Requests for protocol extensions, which a server may ignore.
    .filter(([name]) => !name.startsWith('_pq_.'))
    .map(([name, value]) => `select set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false);`);
  return { settings: calls.join('') };
}

async function within<T>(event: Promise<T>, patience?: number): Promise<T> {
  if (patience === undefined) return event;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Idle()), patience);
  });
  try {
    return await Promise.race([event, late]);
  } finally {
    clearTimeout(timer);
  }
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}

function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function failure(severity: string, sqlstate: string, message: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${sqlstate}`, `M${message}`, ''];
  return frame('E', Buffer.from(fields.map((field) => `${field}\0`).join('')));
}

/** Whether this is a COPY … FROM STDIN. */
function copiesIn({ bytes }: Batch): boolean {
  return bytes[0] === code('Q') && /^\s*copy\b[^;]*\bfrom\s+stdin\b/i.test(bytes.toString('utf8', 5));
}

/**
 * The part of an answer that is the client's: no notifications, which are the platform's own, and one ReadyForQuery.
 */
function readable(answer: Uint8Array, { ready }: Batch): { bytes: Buffer; idle: boolean } {
  const messages = [...frames(answer)].filter((message) => message[0] !== code('A'));
  const kept = messages.filter((message) => message[0] !== code('Z'));
  const last = messages.findLast((message) => message[0] === code('Z'));
  if (!ready || last === undefined) return { bytes: Buffer.concat(kept), idle: false };
  return { bytes: Buffer.concat([...kept, last]), idle: last[5] === code('I') };
}

function withoutCopyResponse(answer: Uint8Array): Buffer {
  return Buffer.concat([...frames(answer)].filter((message) => message[0] !== code('G')));
}

function* frames(answer: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = 1 + bytes.readUInt32BE(at + 1);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
