import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { header } from './request.ts';

/** How long to wait before the connection of a caller that is still sending is cut, in milliseconds. */
const lingering = 1000;

/** Headers of an answer that a page may read. */
const exposed = [
  'content-range',
  'content-location',
  'content-disposition',
  'date',
  'etag',
  'link',
  'location',
  'retry-after',
  'range-unit',
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

/** Headers that concern one connection alone. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

export function allowPages(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader('access-control-allow-origin', '*');
  res.setHeader('access-control-expose-headers', exposed);
  if (req.method !== 'OPTIONS') return;
  res.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
  res.setHeader('access-control-allow-headers', header(req, 'access-control-request-headers') || '*');
  res.setHeader('access-control-max-age', '3600');
}

/** Sends an answer at the pace of the caller; its stream is cancelled when the caller goes away. */
export async function send(req: IncomingMessage, res: ServerResponse, response: Response): Promise<void> {
  res.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') res.appendHeader(name, value);
    else if (!ofTheConnection.has(name)) res.setHeader(name, value);
  }
  if (!req.complete && response.status >= 400) {
    await sendEarly(req, res, response);
  } else if (!response.body || req.method === 'HEAD') {
    await response.body?.cancel();
    res.end();
  } else {
    res.flushHeaders();
    await pipeline(Readable.fromWeb(response.body as NodeStream), res);
  }
  if (!req.complete) await linger(req, res);
  if (!req.complete) req.socket.destroy();
}

/** Refuses a request that is still being sent: the answer must arrive before the connection is cut. */
async function sendEarly(req: IncomingMessage, res: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(req.method === 'HEAD' ? new ArrayBuffer(0) : await response.arrayBuffer());
  res.setHeader('connection', 'close');
  if (req.method !== 'HEAD') res.setHeader('content-length', body.byteLength);
  if (body.byteLength > 0) res.write(body);
  else res.flushHeaders();
  await linger(req, res);
  res.end();
}

/** Discards incoming data, for a while. */
async function linger(req: IncomingMessage, res: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingering);
    const over = () => {
      clearTimeout(timer);
      resolve();
    };
    req.once('end', over).once('close', over);
    res.once('close', over);
    req.resume();
  });
}
