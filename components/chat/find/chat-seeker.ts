import type { Backend } from '../../core/backend.ts';
import type { Loadable } from '../../core/errors.ts';
import { findChat, type KnownOfChat } from './find-chat-store.ts';

/** Shows a chat, and may know another than its id. */
interface Seeking extends KnownOfChat {
  chat: string;
}

/**
 * Looks for the chat of the group or the person that a page names, unless it names a chat itself.
 *
 *     const seeker = new ChatSeeker(element, (notFound) => draw(notFound));
 *     seeker.follow(backend, isNamed); // before each drawing
 */
export class ChatSeeker {
  readonly #host: Seeking;
  readonly #show: (notFound: Loadable<never> | null) => void;
  /** For whom which chat was looked for. */
  #sought = '';
  #stop = () => {};

  /** `show` is called with why there is none. */
  constructor(host: Seeking, show: (notFound: Loadable<never> | null) => void) {
    this.#host = host;
    this.#show = show;
  }

  /** `isNamed`: the chat of the host is another now. */
  follow(backend: Backend, isNamed: boolean): void {
    const { chat, group, person } = this.#host;
    const sought = backend.userId && (group || person) ? `${backend.userId} ${group} ${person}` : '';
    const isKnown = sought === this.#sought;
    this.#sought = sought;
    if (isNamed && chat) this.#stop();
    else if (!isKnown) this.#seek(backend);
  }

  /** Looks anew with the next drawing. */
  retry(): void {
    this.#sought = '';
  }

  end(): void {
    this.#stop();
    if (!this.#host.chat) this.#sought = '';
  }

  #seek(backend: Backend): void {
    this.#stop();
    this.#show(null);
    if (!this.#sought) return;
    this.#host.chat = '';
    this.#stop = findChat(backend, this.#host, (found) => {
      if (found.status === 'ready') this.#host.chat = found.value;
      else this.#show(found);
    });
  }
}
