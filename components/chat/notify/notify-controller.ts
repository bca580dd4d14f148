import type { LitElement, ReactiveController } from 'lit';
import { LazyCode } from '../../element/host/lazy-code.ts';
import type { NotifierOptions, notify } from './notifier.ts';
import { notifies } from './notify-choice.ts';

/**
 * Notifies as long as its element is on the page and the person wants it; the code comes only then.
 *
 *     readonly #notify = new NotifyController(this, () => (store ? { person, chats: store, … } : null));
 */
export class NotifyController implements ReactiveController {
  readonly #code: LazyCode;
  #notify: typeof notify | null = null;
  readonly #options: () => NotifierOptions | null;
  /** Who is notified, and how that ends. */
  #notified: { readonly person: string; stop: () => void } | null = null;

  /** `options` is called after every update; null when nobody is to be notified. */
  constructor(host: LitElement, options: () => NotifierOptions | null) {
    this.#code = new LazyCode(host);
    this.#options = options;
    host.addController(this);
  }

  /** Whether the person wants it, and the browser lets us. */
  get isOn(): boolean {
    const options = this.#options();
    return options !== null && notifies(options.person);
  }

  hostUpdated(): void {
    const options = this.#options();
    const person = options && notifies(options.person) ? options.person : null;
    if (person === (this.#notified?.person ?? null)) return;
    this.hostDisconnected();
    if (options && person) void this.#start(options);
  }

  hostDisconnected(): void {
    this.#notified?.stop();
    this.#notified = null;
  }

  async #start(options: NotifierOptions): Promise<void> {
    const notified = { person: options.person, stop: () => {} };
    this.#notified = notified;
    const code = async () => {
      this.#notify = (await import('./notifier.ts')).notify;
    };
    const isThere = await this.#code.fetch(code, false);
    if (this.#notified !== notified) return;
    // Without a connection there is nothing to announce; the next update tries again.
    if (isThere && this.#notify) notified.stop = this.#notify(options);
    else this.#notified = null;
  }
}
