import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Auth } from '../auth/auth.ts';
import type { Config } from '../config.ts';
import type { Claims } from '../database.ts';
import type { Functions } from '../functions/index.ts';
import { TokenError, type Tokens } from '../keys.ts';
import type { Realtime } from '../realtime/index.ts';
import type { Rest } from '../rest/rest.ts';
import type { Storage } from '../storage/index.ts';

export interface Parts {
  readonly config: Config;
  readonly tokens: Tokens;
  readonly rest: Rest;
  readonly auth: Auth;
  readonly realtime: Realtime;
  readonly storage: Storage;
  readonly functions: Functions;
}

/**
 * Who asks: claims of the bearer token, else of the API key, null when there is neither. For parts that answer some
 * requests without any, as a public file.
 * @throws {TokenError} when the token or the key is not valid.
 */
export type Identify = () => Promise<Claims | null>;

/** Largest body of a request, in bytes. */
const largest = 1024 * 1024;
/** A request has this time to arrive, in milliseconds, and for each byte of it some more: this many a millisecond. */
const slowest = 30_000;
const leastPace = 8;
/** How long an answer given before the body was read has to reach its caller, before the connection is cut. */
const lingering = 1000;

/** What a page may read of an answer. */
const exposed = [
  'content-range',
  'content-location',
  'content-disposition',
  'etag',
  'link',
  'location',
  'x-supabase-api-version',
  'x-total-count',
  'tus-resumable',
  'tus-version',
  'tus-extension',
  'tus-max-size',
  'upload-offset',
  'upload-length',
  'upload-metadata',
  'upload-expires',
].join(', ');

class BodyTooLarge extends Error {}

/** The one door: CORS, API keys, and the way to each part. */
export function createGateway(parts: Parts): Server {
  // No limit for a request as a whole: a large file may take its time, as long as it keeps coming.
  const server = createServer({ requestTimeout: 0, headersTimeout: slowest / 2 }, (req, res) => {
    keepPace(req);
    answer(parts, req)
      .then((response) => send(req, res, response))
      .catch((error: unknown) => {
        if (error instanceof BodyTooLarge) {
          return send(req, res, Response.json({ message: 'Payload too large' }, { status: 413 }), true);
        }
        console.error(error);
        return send(req, res, Response.json({ message: 'Internal server error' }, { status: 500 }));
      })
      .catch(() => res.destroy());
  });
  server.on('upgrade', (req, socket, head) => {
    if (req.url?.startsWith('/realtime/v1/websocket') && parts.config.realtime.enabled)
      parts.realtime.handleUpgrade(req, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  return server;
}

/** Starts to listen. @throws {Error} with a sentence for people when the port is taken. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop what uses it, or choose another one with SUPABASE_PORT.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function answer(parts: Parts, req: IncomingMessage): Promise<Response> {
  const { pathname } = new URL(req.url ?? '/', 'http://localhost');
  const part = partOf(pathname);
  // Outside of a page's preflight, OPTIONS asks which TUS is spoken there.
  const asksTus = pathname.startsWith('/storage/v1/upload/') && !header(req, 'access-control-request-method');
  if (req.method === 'OPTIONS' && part !== 'functions' && !asksTus) return new Response(null, { status: 204 });
  if (pathname === '/') return Response.json({ status: 'ok' });
  if (!part || !parts.config[part].enabled) {
    return Response.json({ message: 'no Route matched with those values' }, { status: 404 });
  }
  // A link of an e-mail, and what an app leads a page to, bring no key along.
  if (
    /^\/auth\/v1\/(health|\.well-known\/jwks\.json|verify|authorize|callback)$/.test(pathname) &&
    req.method === 'GET'
  ) {
    return parts.auth.fetch(toRequest(req, null), { role: 'anon' });
  }
  if (part === 'storage' || part === 'functions') {
    return parts[part].fetch(toRequest(req, streamOf(req)), () => identify(parts.tokens, req));
  }
  const url = new URL(req.url ?? '/', 'http://localhost');
  const key = header(req, 'apikey') || url.searchParams.get('apikey') || '';
  const keyRole = parts.tokens.roleOfKey(key);
  if (!keyRole) {
    const message = key ? 'Invalid API key' : 'No API key found in request';
    return Response.json({ message, hint: 'Send a publishable or secret key in the apikey header.' }, { status: 401 });
  }
  // It says itself who may not broadcast.
  if (part === 'realtime') return parts.realtime.fetch(toRequest(req, new Uint8Array(await readBody(req))));
  let claims: Claims = { role: keyRole };
  const bearer = /^bearer\s+(.+)$/i.exec(header(req, 'authorization'))?.[1];
  if (bearer) {
    try {
      claims = await parts.tokens.read(bearer);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return refuse(pathname, error);
    }
  }
  if (url.searchParams.has('apikey')) {
    url.searchParams.delete('apikey');
    req.url = `${url.pathname}${url.search}`;
  }
  const request = toRequest(req, new Uint8Array(await readBody(req)));
  if (pathname.startsWith('/rest/v1')) return parts.rest.fetch(request, claims);
  return parts.auth.fetch(request, claims);
}

function partOf(pathname: string): 'rest' | 'auth' | 'realtime' | 'storage' | 'functions' | null {
  const name = /^\/(rest|auth|realtime|storage|functions)\/v1(\/|$)/.exec(pathname)?.[1];
  return (name as ReturnType<typeof partOf> | undefined) ?? null;
}

async function identify(tokens: Tokens, req: IncomingMessage): Promise<Claims | null> {
  const bearer = /^bearer\s+(.+)$/i.exec(header(req, 'authorization'))?.[1];
  const token = bearer ?? header(req, 'apikey');
  return token ? tokens.read(token) : null;
}

function refuse(pathname: string, { expired, message }: TokenError): Response {
  if (pathname.startsWith('/auth/v1')) {
    return Response.json({ code: 'bad_jwt', error_code: 'bad_jwt', message, msg: message }, { status: 403 });
  }
  const code = expired ? 'PGRST303' : 'PGRST301';
  return Response.json({ code, message, details: null, hint: null }, { status: 401 });
}

const header = (req: IncomingMessage, name: string): string => {
  const value = req.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

/** Cuts off who sends so slowly that he only keeps the connection. */
function keepPace(req: IncomingMessage): void {
  const start = performance.now();
  const before = req.socket.bytesRead;
  const timer = setInterval(() => {
    if (req.complete) clearInterval(timer);
    else if (performance.now() - start > slowest + (req.socket.bytesRead - before) / leastPace) req.socket.destroy();
  }, slowest / 6).unref();
  req.on('close', () => clearInterval(timer));
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  if (Number(header(req, 'content-length')) > largest) throw new BodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toRequest(req: IncomingMessage, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined && !name.startsWith(':'))
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.append('x-forwarded-for', req.socket.remoteAddress ?? '');
  const method = req.method ?? 'GET';
  const bare = method === 'GET' || method === 'HEAD';
  return new Request(`http://${header(req, 'host') || 'localhost'}${req.url ?? '/'}`, {
    method,
    headers,
    ...(bare ? {} : { body, duplex: 'half' }),
  });
}

function streamOf(req: IncomingMessage): ReadableStream<Uint8Array> {
  return Readable.toWeb(req) as ReadableStream<Uint8Array>;
}

async function send(req: IncomingMessage, res: ServerResponse, response: Response, close = false): Promise<void> {
  const { headers } = response;
  res.statusCode = response.status;
  for (const [name, value] of headers) res.setHeader(name, value);
  res.setHeader('access-control-allow-origin', '*');
  res.setHeader('access-control-expose-headers', exposed);
  if (req.method === 'OPTIONS') {
    res.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
    res.setHeader('access-control-allow-headers', header(req, 'access-control-request-headers') || '*');
    res.setHeader('access-control-max-age', '3600');
  }
  if (close) res.setHeader('connection', 'close');
  if (!req.complete && response.status >= 400) return sendEarly(res, response);
  if (!response.body || req.method === 'HEAD') {
    res.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), res).catch(
    (error: NodeJS.ErrnoException) => {
      // The head is out already: all that is left to say is that the body is not whole.
      res.destroy();
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
    },
  );
}

/** A refusal while the caller still sends what nobody will read: it must reach him before the connection is cut. */
async function sendEarly(res: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  res.setHeader('connection', 'close').setHeader('content-length', body.byteLength);
  if (body.byteLength > 0) res.write(body);
  else res.flushHeaders();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingering);
    res.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  res.destroy();
}
