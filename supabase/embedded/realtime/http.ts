import { checkTopic, type Services } from './connection.ts';
import { isApiKey } from './credentials.ts';
import type { Broadcast } from './frames.ts';
import { readPersist } from './persist.ts';
import type { Caller } from './policies.ts';
import type { Rate } from './rate.ts';
import { Refusal } from './refusal.ts';
import type { Message } from './stored-messages.ts';

const PATH = /\/api\/broadcast(?:\/([^/]+)\/events\/([^/]+))?\/?$/;

/** Any answer but success. */
class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Broadcasts sent by HTTP: several as `{ messages }`, or one to `/api/broadcast/<topic>/events/<event>`. `rate` counts
 * those of all callers.
 */
export async function answer(services: Services, rate: Rate, request: Request): Promise<Response> {
  try {
    await handle(services, rate, request);
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

async function handle(services: Services, rate: Rate, request: Request): Promise<void> {
  const url = new URL(request.url);
  const path = PATH.exec(url.pathname);
  if (!path) {
    throw new HttpError(404, 'Not found');
  }
  if (request.method !== 'POST') {
    throw new HttpError(405, 'Method not allowed');
  }
  const caller = await authenticate(services, request);
  const body = await read(request, services.config.frameBytes);
  const [, topic, event] = path;
  if (topic !== undefined && event !== undefined) {
    count(rate, 1, 'You have exceeded your rate limit');
    const message = oneMessage(url, request, decodeName(topic), decodeName(event), body);
    await sendOne(services, caller, message, readPersist(persistOf(url)));
  } else {
    const messages = manyMessages(body);
    count(rate, messages.length, 'Too many messages to broadcast, please reduce the batch size');
    await sendMany(services, caller, messages);
  }
}

async function authenticate(services: Services, { headers }: Request): Promise<Caller> {
  const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const apiKey = headers.get('apikey');
  const token = bearer && (!apiKey || !isApiKey(bearer)) ? bearer : apiKey;
  const claims = token ? await services.verify(token) : null;
  if (!claims) {
    throw new HttpError(401, 'Unauthorized');
  }
  return { claims, headers: Object.fromEntries(headers) };
}

function count(rate: Rate, messages: number, complaint: string): void {
  if (!rate.take(messages)) {
    throw new HttpError(429, complaint);
  }
}

async function sendOne(services: Services, caller: Caller, message: Message, seconds: number | null): Promise<void> {
  check(services, message);
  if (!message.private) {
    if (seconds !== null) {
      throw new HttpError(422, 'persist can only be used on private channels');
    }
    return services.hub.broadcast(message);
  }
  const writeRights = await services.policies.writeRights(message.topic, caller);
  if (!writeRights.broadcast) {
    throw new HttpError(403, 'Unauthorized');
  }
  services.hub.broadcast(message);
  if (seconds !== null && writeRights.persistence) {
    await keep(services, message, seconds);
  }
}

/** As on hosted Supabase, a broadcast that cannot be stored has been delivered nevertheless. */
async function keep({ log, stored }: Services, { topic, broadcast }: Message, seconds: number): Promise<void> {
  try {
    await stored.keep(topic, broadcast, seconds);
  } catch (error) {
    log(`UnableToPersistMessage: a broadcast on ${topic} was not kept: ${error}`);
  }
}

/** As on hosted Supabase, messages that the caller may not send are left out without an error. */
async function sendMany(services: Services, caller: Caller, messages: Message[]): Promise<void> {
  const allowed = new Map<string, boolean>();
  for (const message of messages) {
    check(services, message);
    if (message.private && !allowed.has(message.topic)) {
      allowed.set(message.topic, (await services.policies.writeRights(message.topic, caller)).broadcast);
    }
  }
  for (const message of messages) {
    if (!message.private || allowed.get(message.topic)) {
      services.hub.broadcast(message);
    }
  }
}

function check({ config, hub }: Services, message: Message): void {
  checkTopic(`realtime:${message.topic}`, config.nameBytes);
  if (!message.private && !config.allowPublic) {
    throw new Refusal('PrivateOnly', 'This project only allows private channels');
  }
  hub.check(message.broadcast);
}

function oneMessage(url: URL, request: Request, topic: string, event: string, body: Buffer): Message {
  const isPrivate = url.searchParams.get('private') === 'true';
  return { topic, private: isPrivate, broadcast: { event, payload: onePayload(request, body) } };
}

/** `persist=true`, or `persist[ttl]=60`. */
function persistOf({ searchParams }: URL): unknown {
  const ttl = searchParams.get('persist[ttl]');
  return ttl === null ? searchParams.get('persist') : { ttl };
}

function onePayload(request: Request, body: Buffer): Broadcast['payload'] {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim();
  switch (type) {
    case 'application/json':
      json(body); // Invalid JSON would break every client that receives it.
      return { json: body.toString() };
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
