import type { IncomingMessage } from 'node:http';

/** A body longer than a part takes. */
export class BodyTooLarge extends Error {}

/** The caller closed the connection before the request was complete. */
export class CallerGone extends Error {}

/** Bytes for which the caller gets another millisecond. */
const leastPace = 8;

export const header = (req: IncomingMessage, name: string): string => {
  const value = req.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

/**
 * The requested address; null when it is invalid: no absolute path, broken escapes or UTF-8, a NUL, or a malformed
 * host.
 */
export function addressOf(req: IncomingMessage): URL | null {
  // Servers have to accept the absolute form of a target, as proxies send it (RFC 9112, 3.2.2).
  const target = (req.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  const host = header(req, 'host') || 'localhost';
  if (!target.startsWith('/') || !/^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host)) return null;
  if (/%00|%(?![\da-f]{2})/i.test(target.split('?')[0] ?? '') || /%00/.test(target)) return null;
  const address = `http://${host}${target}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  try {
    decodeURIComponent(url.pathname);
    return url;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** The body of a request, read only when a part asks for it. */
export class RequestBody {
  readonly #req: IncomingMessage;
  readonly #patience: number;
  readonly #begin: () => void;
  #chunks: AsyncIterator<Buffer> | undefined;
  /** Milliseconds spent waiting for more of it. */
  #waited = 0;
  #bytes = 0;

  /**
   * `patience` in milliseconds; `begin` is called before the first byte is read, because the caller may wait for
   * `100 Continue`.
   */
  constructor(req: IncomingMessage, patience: number, begin: () => void) {
    this.#req = req;
    this.#patience = patience;
    this.#begin = begin;
  }

  get empty(): boolean {
    const { headers, method } = this.#req;
    if (method === 'GET' || method === 'HEAD') return true;
    return headers['transfer-encoding'] === undefined && !Number(headers['content-length']);
  }

  /** The body as it comes, null when there is none. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.empty) return null;
    return new ReadableStream(
      {
        pull: async (controller) => {
          const chunk = await this.#next();
          if (chunk) controller.enqueue(new Uint8Array(chunk));
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** The whole body. @throws {BodyTooLarge} as soon as that is known. */
  async read(largest: number): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.empty) return null;
    if (Number(header(this.#req, 'content-length')) > largest) throw new BodyTooLarge();
    const chunks: Buffer[] = [];
    for (let chunk = await this.#next(); chunk; chunk = await this.#next()) {
      if (this.#bytes > largest) throw new BodyTooLarge();
      chunks.push(chunk);
    }
    return new Uint8Array(Buffer.concat(chunks));
  }

  /** The next chunk, null at the end. @throws {CallerGone} */
  async #next(): Promise<Buffer | null> {
    if (!this.#chunks) {
      this.#begin();
      this.#chunks = this.#req.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    }
    const from = performance.now();
    // Cuts off callers that send too slowly. Only the time spent waiting for them counts.
    const late = setTimeout(() => this.#req.socket.destroy(), this.#patience + this.#bytes / leastPace - this.#waited);
    try {
      const { done, value } = await this.#chunks.next();
      if (done) return null;
      this.#bytes += value.length;
      return value;
    } catch (error) {
      throw new CallerGone('the caller has gone', { cause: error });
    } finally {
      clearTimeout(late);
      this.#waited += performance.now() - from;
    }
  }
}

export function toRequest(
  req: IncomingMessage,
  url: URL,
  signal: AbortSignal,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null,
): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.append('x-forwarded-for', req.socket.remoteAddress ?? '');
  return new Request(url, { method: req.method ?? 'GET', headers, signal, ...(body && { body, duplex: 'half' }) });
}
