import type { Claims } from '../database.ts';
import type { Services } from './connection.ts';
import { isApiKey } from './credentials.ts';
import type { Message } from './database-feed.ts';
import type { Broadcast } from './frames.ts';
import { Refusal } from './refusal.ts';

const PATH = /\/api\/broadcast(?:\/([^/]+)\/events\/([^/]+))?\/?$/;

/** An answer other than success. */
class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Broadcasts sent by HTTP: several as `{ messages }`, or one to `/api/broadcast/<topic>/events/<event>`. */
export async function answer(services: Services, request: Request): Promise<Response> {
  try {
    await handle(services, request);
    return new Response(null, { status: 202 });
  } catch (error) {
    if (error instanceof HttpError) {
      return Response.json({ message: error.message }, { status: error.status });
    }
    if (error instanceof Refusal) {
      return Response.json({ message: error.reason }, { status: 422 });
    }
    return Response.json({ message: services.unexpected(error).message }, { status: 500 });
  }
}

async function handle(services: Services, request: Request): Promise<void> {
  const url = new URL(request.url);
  const path = PATH.exec(url.pathname);
  if (!path) {
    throw new HttpError(404, 'Not found');
  }
  if (request.method !== 'POST') {
    throw new HttpError(405, 'Method not allowed');
  }
  const claims = await authenticate(services, request);
  const body = await read(request, services.config.frameBytes);
  const [, topic, event] = path;
  if (topic !== undefined && event !== undefined) {
    await sendOne(services, claims, oneMessage(url, request, decodeName(topic), decodeName(event), body));
  } else {
    await sendMany(services, claims, manyMessages(body));
  }
}

async function authenticate(services: Services, request: Request): Promise<Claims> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const apiKey = request.headers.get('apikey');
  const token = bearer && (!apiKey || !isApiKey(bearer)) ? bearer : apiKey;
  const claims = token ? await services.verify(token) : null;
  if (!claims) {
    throw new HttpError(401, 'Unauthorized');
  }
  return claims;
}

async function sendOne(services: Services, claims: Claims, message: Message): Promise<void> {
  check(services, message);
  if (message.private && !(await services.policies.maySay(message.topic, claims)).broadcast) {
    throw new HttpError(403, 'Unauthorized');
  }
  services.hub.broadcast(message);
}

/** As on hosted Supabase, what the caller may not say is left out without an error. */
async function sendMany(services: Services, claims: Claims, messages: Message[]): Promise<void> {
  if (messages.length > services.config.messagesPerSecond) {
    throw new HttpError(429, 'Too many messages to broadcast, please reduce the batch size');
  }
  const allowed = new Map<string, boolean>();
  for (const message of messages) {
    check(services, message);
    if (message.private && !allowed.has(message.topic)) {
      allowed.set(message.topic, (await services.policies.maySay(message.topic, claims)).broadcast);
    }
  }
  for (const message of messages) {
    if (!message.private || allowed.get(message.topic)) {
      services.hub.broadcast(message);
    }
  }
}

function check({ config, hub }: Services, message: Message): void {
  if (!message.private && !config.allowPublic) {
    throw new Refusal('PrivateOnly', 'This project only allows private channels');
  }
  hub.check(message.broadcast);
}

function oneMessage(url: URL, request: Request, topic: string, event: string, body: Buffer): Message {
  const isPrivate = url.searchParams.get('private') === 'true';
  if (url.searchParams.has('persist') || url.searchParams.has('persist[ttl]')) {
    throw new HttpError(422, 'This server stores no broadcasts of clients; store them with realtime.send');
  }
  return { topic, private: isPrivate, broadcast: { event, payload: onePayload(request, body) } };
}

function onePayload(request: Request, body: Buffer): Broadcast['payload'] {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim();
  switch (type) {
    case 'application/json':
      return { json: JSON.stringify(json(body)) };
    case 'application/octet-stream':
      return { bytes: body };
    default:
      throw new HttpError(415, 'Send application/json or application/octet-stream');
  }
}

function manyMessages(body: Buffer): Message[] {
  const given = json(body);
  const messages = typeof given === 'object' && given !== null && 'messages' in given ? given.messages : undefined;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new HttpError(422, 'messages: an array of { topic, event, payload, private } is required');
  }
  return messages.map((message: unknown, at) => {
    const { topic, event, payload = {}, private: isPrivate } = (message ?? {}) as Record<string, unknown>;
    if (typeof topic !== 'string' || topic === '' || typeof event !== 'string' || event === '') {
      throw new HttpError(422, `messages[${at}]: topic and event are required`);
    }
    return { topic, private: isPrivate === true, broadcast: { event, payload: { json: JSON.stringify(payload) } } };
  });
}

async function read(request: Request, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > limit) {
      throw new HttpError(413, `A body has up to ${limit} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw Object.assign(new HttpError(400, 'The body is not JSON'), { cause: error });
  }
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw Object.assign(new HttpError(400, 'The path is not well-formed'), { cause: error });
  }
}
