/** A chunk of a body, or an answer of the side that reads the body. `id` names the request. */
export type BodyMessage =
  | { readonly kind: 'chunk'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' | 'pull' | 'cancel'; readonly id: number }
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string };

export type Headers = [name: string, value: string][];

/** Messages from the server to a worker. */
export type ToWorker =
  | BodyMessage
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly method: string;
      readonly url: string;
      readonly headers: Headers;
      readonly hasBody: boolean;
    }
  /** The request has ended: it was answered, or (`aborted`) the caller has gone. */
  | { readonly kind: 'over'; readonly id: number; readonly aborted: boolean }
  | { readonly kind: 'ping' };

/** Messages from a worker to the server. */
export type FromWorker =
  | BodyMessage
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'response';
      readonly id: number;
      readonly status: number;
      readonly headers: Headers;
      readonly hasBody: boolean;
    }
  | { readonly kind: 'threw'; readonly id: number }
  /** Answers a ping with the memory in use, in bytes. */
  | { readonly kind: 'pong'; readonly bytes: number }
  /** How many promises were handed to `EdgeRuntime.waitUntil` and are not settled. */
  | { readonly kind: 'background'; readonly tasks: number };

/** Carries bodies between two processes. A chunk is sent only when the other side pulls one, so nothing piles up. */
export class Bodies {
  readonly #post: (message: BodyMessage) => void;
  readonly #outgoing = new Map<number, ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>>();
  readonly #incoming = new Map<number, ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>>();
  /** Called when a body has ended in both directions. */
  readonly #done: (id: number) => void;

  constructor(post: (message: BodyMessage) => void, done: (id: number) => void = () => {}) {
    this.#post = post;
    this.#done = done;
  }

  send(id: number, body: ReadableStream<Uint8Array<ArrayBuffer>>): void {
    this.#outgoing.set(id, body.getReader());
  }

  receive(id: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream(
      {
        start: (controller) => {
          this.#incoming.set(id, controller);
        },
        pull: () => this.#post({ kind: 'pull', id }),
        cancel: () => {
          this.#incoming.delete(id);
          this.#post({ kind: 'cancel', id });
          this.#done(id);
        },
      },
      { highWaterMark: 0 },
    );
  }

  onMessage(message: BodyMessage): void {
    const { id } = message;
    const incoming = this.#incoming.get(id);
    switch (message.kind) {
      case 'pull':
        void this.#next(id);
        return;
      case 'cancel':
        this.stopSending(id);
        return;
      case 'chunk':
        incoming?.enqueue(message.bytes);
        return;
      case 'end':
        incoming?.close();
        break;
      case 'broken':
        incoming?.error(new Error(message.reason));
    }
    this.#incoming.delete(id);
    if (incoming) this.#done(id);
  }

  /** Reads no more of an outgoing body. */
  stopSending(id: number): void {
    const reader = this.#outgoing.get(id);
    this.#outgoing.delete(id);
    // The source of the body is informed; an error of its own changes nothing here.
    reader?.cancel().catch(() => {});
  }

  /** Ends both bodies of a request. */
  end(id: number, reason: string): void {
    this.stopSending(id);
    this.onMessage({ kind: 'broken', id, reason });
  }

  /** Ends every open body with an error. */
  break(reason: string): void {
    for (const id of [...this.#outgoing.keys(), ...this.#incoming.keys()]) this.end(id, reason);
  }

  async #next(id: number): Promise<void> {
    const reader = this.#outgoing.get(id);
    if (!reader) return;
    try {
      const { done, value } = await reader.read();
      if (!done && !(value instanceof Uint8Array)) throw new TypeError('a body is made of Uint8Array chunks');
      if (!this.#outgoing.has(id)) return;
      this.#post(done ? { kind: 'end', id } : { kind: 'chunk', id, bytes: value });
      if (!done) return;
    } catch (error) {
      this.#post({ kind: 'broken', id, reason: String(error) });
    }
    this.#outgoing.delete(id);
  }
}
