import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Database } from '../database.ts';
import { defaults, type RealtimeConfig } from './config.ts';
import { Connection, type Services } from './connection.ts';
import type { Verify } from './credentials.ts';
import { DatabaseFeed } from './database-feed.ts';
import type { Version } from './frames.ts';
import { answer } from './http.ts';
import { Hub } from './hub.ts';
import { Policies } from './policies.ts';
import { Rate } from './rate.ts';
import { Refusal } from './refusal.ts';
import { StoredMessages } from './stored-messages.ts';

export type { RealtimeConfig } from './config.ts';

export interface RealtimeOptions {
  /** With `bootstrap/realtime.sql` in it. */
  database: Database;
  /** Claims of an access token or of an API key; null when it is not valid. */
  verify: Verify;
  config?: Partial<RealtimeConfig>;
  /** The time against which tokens are checked, in milliseconds since 1970. */
  now?: () => number;
  log?: (message: string) => void;
}

export interface RealtimeStats {
  connections: number;
  /** Joined or joining, over all connections. */
  channels: number;
  /** Topics with at least one channel. */
  topics: number;
}

export interface Realtime {
  /** Takes over an upgrade request for `/realtime/v1/websocket`. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Answers the other requests under `/realtime/v1/`. */
  fetch(request: Request): Promise<Response>;
  /** Closes all sockets and stops listening to the database, which stays open. */
  close(): Promise<void>;
  stats(): RealtimeStats;
}

/** Supabase Realtime for an unchanged realtime-js: broadcast and presence, without Postgres Changes. */
export function createRealtime(options: RealtimeOptions): Realtime {
  const { database, verify, config: given, now = Date.now, log = () => {} } = options;
  const config = { ...defaults, ...given };
  const hub = new Hub(config);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: config.frameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const stored = new StoredMessages(database);
  const feed = new DatabaseFeed(database, stored, {
    log,
    onMessage(message) {
      try {
        hub.broadcast(message);
      } catch (error) {
        log(`A message of the database on topic ${message.topic} was not delivered: ${error}`);
      }
    },
    // A client that reconnects fetches what it missed; one that stays connected would never know.
    onLost(error) {
      log(`Messages of the database could not be read: ${error}`);
      for (const connection of hub.connections) {
        connection.close(1012, 'messages were lost');
      }
    },
  });
  const ready = feed.start();
  ready.catch((error: unknown) => log(`The database cannot be listened to: ${error}`));
  const services: Services = {
    config,
    hub,
    stored,
    verify,
    now,
    ready,
    log,
    policies: new Policies(database, log),
    unexpected(error) {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return new Refusal('UnknownErrorOnChannel', 'Unknown Error on Channel');
    },
  };
  const byHttp = new Rate(config.messagesPerSecond, 1000);
  let open = true;

  async function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost');
    if (!/\/websocket\/?$/.test(pathname)) {
      return refuse(socket, '404 Not Found');
    }
    const header = req.headers['x-api-key'];
    const apiKey = searchParams.get('apikey') ?? (typeof header === 'string' ? header : '');
    const version = versionOf(searchParams.get('vsn'));
    if (!version) {
      return refuse(socket, '400 Bad Request');
    }
    if (!(await verify(apiKey))) {
      return refuse(socket, '401 Unauthorized');
    }
    if (!open) {
      return refuse(socket, '503 Service Unavailable');
    }
    sockets.handleUpgrade(req, socket, head, (webSocket) => {
      new Connection(webSocket, services, { version, apiKey, headers: ownHeaders(req) });
    });
  }

  return {
    handleUpgrade(req, socket, head) {
      // Until the WebSocket library takes over, an error here would end the process.
      socket.on('error', (error) => log(`A socket failed: ${error.message}`));
      upgrade(req, socket, head).catch((error: unknown) => {
        log(`A socket could not be opened: ${error}`);
        refuse(socket, '400 Bad Request');
      });
    },
    fetch: (request) => answer(services, byHttp, request),
    async close() {
      open = false;
      hub.stop();
      const closing = [...hub.connections];
      for (const connection of closing) {
        connection.close(1001, 'the server stops');
      }
      // Lets the close frames leave; answers are not waited for.
      await new Promise((resolve) => setImmediate(resolve));
      for (const connection of closing) {
        connection.end();
      }
      await Promise.allSettled([ready]);
      await feed.stop();
    },
    stats() {
      let channels = 0;
      for (const connection of hub.connections) {
        channels += connection.channels;
      }
      return { connections: hub.connections.size, channels, topics: hub.topics };
    },
  };
}

function versionOf(vsn: string | null): Version | null {
  switch (vsn) {
    case null:
    case '1.0.0':
      return '1.0.0';
    case '2.0.0':
      return '2.0.0';
    default:
      return null;
  }
}

function ownHeaders(req: IncomingMessage): Record<string, string> {
  const own = Object.entries(req.headers).filter(([name]) => name.startsWith('x-'));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
