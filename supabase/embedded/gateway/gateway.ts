import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Auth } from '../auth/auth.ts';
import type { Config } from '../config.ts';
import type { Claims } from '../database.ts';
import type { Functions } from '../functions/index.ts';
import { bearerOf, TokenError, type Tokens } from '../keys.ts';
import type { Realtime } from '../realtime/index.ts';
import type { Rest } from '../rest/rest.ts';
import type { Storage } from '../storage/index.ts';
import { addressOf, BodyTooLarge, CallerGone, header, RequestBody, toRequest } from './request.ts';
import { allowPages, send } from './response.ts';

export interface Parts {
  readonly config: Config;
  readonly tokens: Tokens;
  readonly rest: Rest;
  readonly auth: Auth;
  readonly realtime: Realtime;
  readonly storage: Storage;
  readonly functions: Functions;
}

/** Largest body of a request to a part that reads it as a whole, in bytes. */
const largest = 1024 * 1024;
/** The same of calls of the database, which take long texts. */
const largestCall = 8 * 1024 * 1024;

/** When to ask again while everything is being prepared, in seconds. */
const retryAfterSeconds = 2;

/** How long a request may take to arrive, in milliseconds. */
export interface Patience {
  readonly head: number;
  /** For a body; each 8 bytes of it give a millisecond more. */
  readonly body: number;
}

export interface Gateway {
  /** Starts listening. @returns the port. @throws {Error} with a sentence for people when it is taken. */
  listen(host: string, port: number): Promise<number>;
  /** From now on the parts answer; before, everything is 503. */
  serve(parts: Parts): void;
  /** Stops listening; open requests have `grace` milliseconds to end. Realtime closes its own sockets. */
  close(grace?: number): Promise<void>;
}

/**
 * The HTTP server in front of all parts: CORS, API keys, tokens, limits of size and time. A part gets a `Request` and
 * either verified claims or {@link Identify}, and answers with a `Response`; an error that it throws is logged and
 * becomes a 500 without details.
 *
 * @example
 * const gateway = createGateway(console.log);
 * const port = await gateway.listen('127.0.0.1', 54321);
 * gateway.serve(await makeParts());
 */
export function createGateway(
  log: (line: string) => void,
  patience: Patience = { head: 15_000, body: 30_000 },
): Gateway {
  // No limit for a request as a whole: a large file may take its time, as long as it keeps coming.
  const server = createServer({
    requestTimeout: 0,
    headersTimeout: patience.head,
    connectionsCheckingInterval: patience.head / 5,
  });
  let parts: Parts | null = null;
  const serve = async (req: IncomingMessage, res: ServerResponse, begin: () => void) => {
    const gone = new AbortController();
    res.once('close', () => res.writableFinished || gone.abort(new CallerGone('the caller has gone')));
    const body = new RequestBody(req, patience.body, begin);
    const url = addressOf(req);
    // Functions set their own CORS headers.
    if (!parts || !url || partOf(url.pathname) !== 'functions') allowPages(req, res);
    const response = !parts
      ? preparing(req)
      : url
        ? await answer(parts, req, url, body, gone.signal).catch((error: unknown) => failure(error, log))
        : Response.json({ message: 'The address of the request is not well-formed' }, { status: 400 });
    if (!server.listening) res.setHeader('connection', 'close');
    await send(req, res, response);
  };
  const underWay = new Set<Promise<void>>();
  const begin = (req: IncomingMessage, res: ServerResponse, onBody = () => {}) => {
    const served = serve(req, res, onBody).catch((error: NodeJS.ErrnoException) => {
      // The head has been sent; only a broken connection can still show that the body is incomplete.
      res.destroy();
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
        log(`An answer to ${req.method} ${req.url} broke off: ${error.message}`);
    });
    underWay.add(served);
    void served.then(() => underWay.delete(served));
  };
  server.on('request', begin);
  server.on('checkContinue', (req, res) => begin(req, res, () => res.writeContinue()));
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!parts)
      socket.end(
        `HTTP/1.1 503 Service Unavailable\r\nretry-after: ${retryAfterSeconds}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    else if (parts.config.realtime.enabled && /^\/realtime\/v1\/websocket\/?$/.test(addressOf(req)?.pathname ?? ''))
      parts.realtime.handleUpgrade(req, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  return {
    listen: (host, port) => listen(server, host, port),
    serve(all) {
      parts = all;
    },
    async close(grace = 3_000) {
      server.close();
      let late: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all(underWay),
        new Promise<void>((resolve) => {
          late = setTimeout(resolve, grace);
        }),
      ]);
      clearTimeout(late);
      server.closeAllConnections();
    },
  };
}

/** The answer while nothing is ready yet; a preflight passes, so that a page may read it. */
function preparing({ method }: IncomingMessage): Response {
  if (method === 'OPTIONS') return new Response(null, { status: 204 });
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return Response.json({ message: 'Supabase is starting' }, { status: 503, headers });
}

function failure(error: unknown, log: (line: string) => void): Response {
  if (error instanceof BodyTooLarge) return Response.json({ message: 'Payload too large' }, { status: 413 });
  // Never sent: the caller has gone.
  if (error instanceof CallerGone) return new Response(null, { status: 499 });
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return Response.json({ message: 'Internal server error' }, { status: 500 });
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop what uses it, or choose another one with SUPABASE_PORT.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function answer(
  parts: Parts,
  req: IncomingMessage,
  url: URL,
  body: RequestBody,
  signal: AbortSignal,
): Promise<Response> {
  const { pathname, searchParams } = url;
  const part = partOf(pathname);
  if (['TRACE', 'TRACK', 'CONNECT'].includes(req.method ?? '')) {
    return Response.json({ message: 'Method not allowed' }, { status: 405 });
  }
  // OPTIONS without a preflight's headers asks for the TUS version.
  const asksTus = pathname.startsWith('/storage/v1/upload/') && !header(req, 'access-control-request-method');
  if (req.method === 'OPTIONS' && part !== 'functions' && !asksTus) return new Response(null, { status: 204 });
  if (pathname === '/') return Response.json({ status: 'ok' });
  if (!part || !parts.config[part].enabled) {
    return Response.json({ message: 'no Route matched with those values' }, { status: 404 });
  }
  // Links that a browser follows carry no key.
  if (
    /^\/auth\/v1\/(health|\.well-known\/jwks\.json|verify|authorize|callback)$/.test(pathname) &&
    req.method === 'GET'
  ) {
    return parts.auth.fetch(toRequest(req, url, signal, null), { role: 'anon' });
  }
  if (part === 'storage' || part === 'functions') {
    return parts[part].fetch(toRequest(req, url, signal, body.stream()), () =>
      parts.tokens.identify(header(req, 'authorization'), header(req, 'apikey')),
    );
  }
  const key = header(req, 'apikey') || searchParams.get('apikey') || '';
  const keyRole = parts.tokens.roleOfKey(key);
  if (!keyRole) {
    return Response.json(
      key
        ? { message: 'Invalid API key', hint: 'Double check your Supabase `anon` or `service_role` API key.' }
        : { message: 'No API key found in request', hint: 'No `apikey` request header or url param was found.' },
      { status: 401 },
    );
  }
  if (searchParams.has('apikey')) searchParams.delete('apikey');
  const request = async () => toRequest(req, url, signal, await body.read(part === 'rest' ? largestCall : largest));
  // Realtime checks tokens itself.
  if (part === 'realtime') return parts.realtime.fetch(await request());
  let claims: Claims = { role: keyRole };
  const bearer = bearerOf(header(req, 'authorization'));
  if (bearer) {
    try {
      claims = await parts.tokens.read(bearer);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return refuse(pathname, error);
    }
  }
  return parts[part].fetch(await request(), claims);
}

function partOf(pathname: string): 'rest' | 'auth' | 'realtime' | 'storage' | 'functions' | null {
  const name = /^\/(rest|auth|realtime|storage|functions)\/v1(\/|$)/.exec(pathname)?.[1];
  return (name as ReturnType<typeof partOf> | undefined) ?? null;
}

function refuse(pathname: string, { expired, message }: TokenError): Response {
  if (pathname.startsWith('/auth/v1')) {
    return Response.json({ code: 'bad_jwt', error_code: 'bad_jwt', message, msg: message }, { status: 403 });
  }
  const code = expired ? 'PGRST303' : 'PGRST301';
  return Response.json({ code, message, details: null, hint: null }, { status: 401 });
}
