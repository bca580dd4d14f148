import type { IncomingMessage } from 'node:http';

/** A body longer than a part takes. */
export class BodyTooLarge extends Error {}

/** The caller has gone before his request was all there. */
export class CallerGone extends Error {}

/** Bytes for which the caller gets a millisecond more. */
const leastPace = 8;

export const header = (req: IncomingMessage, name: string): string => {
  const value = req.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

/**
 * The address that is asked for; null when it is none: not an absolute path, broken escapes or UTF-8, a NUL, a host that
 * is no name.
 */
export function addressOf(req: IncomingMessage): URL | null {
  // A proxy's form of a request, which every server has to take, names the host in the address.
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

/** What a request brings along, read when a part asks for it and not before. */
export class RequestBody {
  readonly #req: IncomingMessage;
  readonly #patience: number;
  readonly #begin: () => void;
  #chunks: AsyncIterator<Buffer> | undefined;
  /** Milliseconds that we waited for more of it. */
  #waited = 0;
  #bytes = 0;

  /**
   * `patience` in milliseconds; `begin` is called before the first byte is read, for the caller may wait for a word of
   * ours.
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

  /** All of it. @throws {BodyTooLarge} as soon as that is known. */
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

  /** The next part of it, null at its end. @throws {CallerGone} */
  async #next(): Promise<Buffer | null> {
    if (!this.#chunks) {
      this.#begin();
      this.#chunks = this.#req.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    }
    const from = performance.now();
    // Whoever sends so slowly that he only keeps the connection is cut off; the time in which we did not read is ours.
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
