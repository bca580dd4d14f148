/**
 * State of one domain, and the rules by which it changes. It works while somebody subscribes: the first subscriber
 * starts it, the last one out stops it. What it knew stays, so that a later subscriber sees it at once.
 */
export abstract class Store<State extends object> {
  #state: State;
  readonly #listeners = new Set<() => void>();
  #stop: (() => void) | null = null;

  constructor(initial: State) {
    this.#state = initial;
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#stop ??= this.start();
    return () => {
      this.#listeners.delete(listener);
      // An element that is moved leaves and returns in one turn; that must not cost a subscription.
      queueMicrotask(() => {
        if (this.#listeners.size > 0) return;
        this.#stop?.();
        this.#stop = null;
      });
    };
  }

  /** Begins to work; what it returns ends the work. */
  protected abstract start(): () => void;

  protected set(patch: Partial<State>): void {
    this.#state = { ...this.#state, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
