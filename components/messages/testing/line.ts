import type { ConversationHandlers } from '../conversation.ts';
import { type FakeMessage, FakeServer, offline } from './fake-server.ts';

interface Request {
  serve(): void;
  /** The server never sees it. */
  fail(): void;
  /** The server does it, and nobody learns of that. */
  loseAnswer(): void;
}

/** A line to a server on which everything arrives when a test delivers it, in any order, twice, or not at all. */
export class Line {
  readonly server = new FakeServer();
  #requests: Request[] = [];
  #answers: (() => void)[] = [];
  #broadcasts: ((handlers: ConversationHandlers<FakeMessage>) => void)[] = [];

  constructor() {
    this.server.ask = (answer) =>
      new Promise((resolve, reject) => {
        const refuse = () => reject(offline);
        this.#requests.push({
          serve: () => {
            const known = answer();
            this.#answers.push(() => resolve(known));
          },
          fail: () => this.#answers.push(refuse),
          loseAnswer: () => {
            answer();
            this.#answers.push(refuse);
          },
        });
      });
    this.server.broadcast = (delivery) => void this.#broadcasts.push(delivery);
  }

  get isQuiet(): boolean {
    return this.#requests.length === 0 && this.#answers.length === 0;
  }

  get asked(): number {
    return this.#requests.length;
  }

  get undelivered(): number {
    return this.#broadcasts.length;
  }

  request(what: keyof Request, nth: number): void {
    take(this.#requests, nth)?.[what]();
  }

  /** All that is under way is at the server or lost, and nobody learns which. */
  cut(isDone: (nth: number) => boolean): void {
    for (const [nth, request] of this.#requests.splice(0).entries()) request[isDone(nth) ? 'loseAnswer' : 'fail']();
    for (const answer of this.#answers.splice(0)) answer();
  }

  answer(nth: number): void {
    take(this.#answers, nth)?.();
  }

  deliver(nth: number): void {
    const delivery = take(this.#broadcasts, nth);
    if (delivery) for (const handlers of [...this.server.handlers]) delivery(handlers);
  }

  double(nth: number): void {
    const delivery = this.#broadcasts[nth % this.#broadcasts.length];
    if (delivery) this.#broadcasts.push(delivery);
  }

  drop(nth: number): void {
    take(this.#broadcasts, nth);
  }

  dropAll(): void {
    this.#broadcasts = [];
  }
}

function take<T>(list: T[], nth: number): T | undefined {
  return list.splice(nth % Math.max(1, list.length), 1)[0];
}

/** Lets everything happen that is ready to. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
