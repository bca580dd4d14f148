import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The parameter of the page's address that names the chat. */
const parameter = 'chat';

interface RouteHost extends ReactiveControllerHost {
  /** The tag may change the address of its page. */
  readonly route: boolean;
  /** Id of the open chat; empty for none. */
  chat: string;
}

/**
 * Keeps the open chat in the page's address, where the page lets its tag do that: «Back» leads from a chat to the list.
 * From one chat to the next it is the same step, so that «Back» does not lead through all that were looked at.
 */
export class ChatRoute implements ReactiveController {
  readonly #host: RouteHost;
  /** What was open when the address was last as the tag: until then there is nothing to go back to. */
  #known: string | null = null;

  constructor(host: RouteHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    if (!this.#host.chat) this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
  }

  hostUpdated(): void {
    if (!this.#host.route) return;
    // Where it is told only now, the address is older than what is shown.
    if (this.#known === null && !this.#host.chat) this.#read();
    const { chat } = this.#host;
    if (chat === this.#known) return;
    const isStep = this.#known !== null && (this.#known === '' || chat === '');
    this.#known = chat;
    const url = new URL(location.href);
    if ((url.searchParams.get(parameter) ?? '') === chat) return;
    if (chat) url.searchParams.set(parameter, chat);
    else url.searchParams.delete(parameter);
    history[isStep ? 'pushState' : 'replaceState'](history.state, '', url);
  }

  readonly #read = (): void => {
    if (this.#host.route) this.#host.chat = new URL(location.href).searchParams.get(parameter) ?? '';
  };
}
