import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** An answer; `cache` is the Cache-Control header. */
export interface Answer {
  status?: number;
  type: string;
  body: string | Buffer;
  cache?: string;
  headers?: OutgoingHttpHeaders;
}

/** Smaller answers are not worth compressing, in bytes. */
const worthCompressing = 1024;

/** Answers GET and HEAD, with 304 for a known ETag and gzip for text. */
export async function send(req: IncomingMessage, res: ServerResponse, answer: Answer): Promise<void> {
  const body = Buffer.from(answer.body);
  const etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`;
  const headers: OutgoingHttpHeaders = {
    'content-type': answer.type,
    'cache-control': answer.cache ?? 'no-cache',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag,
    ...answer.headers,
  };
  const status = answer.status ?? 200;
  if (status === 200 && req.headers['if-none-match']?.includes(etag)) {
    res.writeHead(304, headers).end();
    return;
  }
  const accepted = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
  const packed = accepted && isText(answer.type) && body.length >= worthCompressing;
  const content = packed ? await compress(body) : body;
  if (packed) headers['content-encoding'] = 'gzip';
  headers['content-length'] = content.length;
  res.writeHead(status, headers).end(req.method === 'HEAD' ? undefined : content);
}

export function sendJson(req: IncomingMessage, res: ServerResponse, status: number, value: unknown): Promise<void> {
  return send(req, res, { status, type: 'application/json', body: JSON.stringify(value), cache: 'no-store' });
}

function isText(type: string): boolean {
  return /^text\/|javascript|json|svg/.test(type);
}
