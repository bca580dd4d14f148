/**
 * The state of one domain and the rules by which it changes; plain TypeScript, without Lit. The first subscriber starts
 * it, and it stops after the last has unsubscribed; its state stays, so that a later subscriber sees it at once.
 * Elements subscribe through a `StoreController`, which selects the store from the backend:
 *
 *     export class OnlineStore extends Store<{ people: ReadonlySet<string> }> {
 *       constructor(readonly api: OnlineApi) {
 *         super({ people: new Set() });
 *       }
 *       protected start() {
 *         return this.api.subscribe((people) => this.set({ people })); // the returned function stops it
 *       }
 *     }
 *     export const onlineStore = (backend: Backend) => backend.once('online', () => new OnlineStore(onlineApi(backend)));
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
      // An element that is moved unsubscribes and subscribes in one turn, which must not restart the store.
      queueMicrotask(() => {
        if (this.#listeners.size > 0) return;
        this.#stop?.();
        this.#stop = null;
      });
    };
  }

  /** Called for the first subscriber; the returned function is called after the last has unsubscribed. */
  protected abstract start(): () => void;

  /** Changes a part of the state, and calls the subscribers. */
  protected set(patch: Partial<State>): void {
    this.#state = { ...this.#state, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
