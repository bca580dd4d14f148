import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How far below the screen the end of a list may be when the next page is fetched. */
const ahead = '0px 0px 1500px';

/**
 * «Показать ещё» once, and from then on more comes by itself as somebody scrolls: nobody presses a button four hundred times. Until
 * then a page around the list keeps its end within reach.
 *
 *     readonly #more = new FollowMore(this, () => canFetch, () => void store.fetchMore());
 *     moreButton(strings.common, state, this.#more.press)
 */
export class FollowMore implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  readonly #can: () => boolean;
  readonly #fetch: () => void;
  #isPressed = false;
  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#fetch();
    },
    { rootMargin: ahead },
  );

  constructor(
    host: ReactiveControllerHost & { readonly renderRoot: ParentNode },
    can: () => boolean,
    fetchMore: () => void,
  ) {
    this.#host = host;
    this.#can = can;
    this.#fetch = fetchMore;
    host.addController(this);
  }

  readonly press = (): void => {
    this.#isPressed = true;
    this.#fetch();
  };

  /** Another list is shown. */
  reset(): void {
    this.#isPressed = false;
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  hostUpdated(): void {
    // It may be within reach still, of which nobody says anything again.
    this.#observer.disconnect();
    const end = this.#isPressed && this.#can() ? this.#host.renderRoot.querySelector('.more') : null;
    if (end) this.#observer.observe(end);
  }
}
