import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type MyCollege, type MyCollegesApi, myCollegesApi } from './my-colleges-api.ts';

export interface MyCollegesState {
  readonly colleges: Loadable<readonly MyCollege[]>;
}

/** The colleges that I belong to and my rights there, kept up to date: a change of rights takes effect at once. */
export class MyCollegesStore extends Store<MyCollegesState> {
  readonly #api: MyCollegesApi;
  readonly #refresh: LiveQuery<readonly MyCollege[]>;
  readonly #heard = new Map<string, () => void>();

  constructor(api: MyCollegesApi) {
    super({ colleges: loading });
    this.#api = api;
    this.#refresh = new LiveQuery<readonly MyCollege[]>(
      () => api.list(),
      (colleges) => {
        if (colleges.status === 'ready') this.#subscribe(colleges.value);
        this.set({ colleges });
      },
    );
  }

  protected start(): () => void {
    const stop = new AbortController();
    const leave = this.#api.subscribeToMe(this.#refresh.invalidate);
    document.addEventListener('visibilitychange', () => this.#seen(), { signal: stop.signal });
    void this.#refresh.refetch();
    return () => {
      stop.abort();
      this.#refresh.stop();
      leave();
      for (const each of this.#heard.values()) each();
      this.#heard.clear();
    };
  }

  retry(): void {
    this.set({ colleges: loading });
    void this.#refresh.refetch();
  }

  /** @throws {AppError} invalid with SF005, when I am the only administrator there. */
  async leave(college: string): Promise<void> {
    await this.#api.leave(college);
    await this.#refresh.refetch();
  }

  /** What was told while the page was hidden may have been missed. */
  #seen(): void {
    if (document.visibilityState === 'visible') this.#refresh.invalidate();
  }

  #subscribe(colleges: readonly MyCollege[]): void {
    const wanted = new Map(colleges.map((college) => [`${college.id} ${college.isAdmin}`, college]));
    for (const [key, leave] of this.#heard) {
      if (wanted.has(key)) continue;
      leave();
      this.#heard.delete(key);
    }
    for (const [key, { id, isAdmin }] of wanted) {
      if (!this.#heard.has(key)) this.#heard.set(key, this.#api.listenToCollege(id, isAdmin, this.#refresh.invalidate));
    }
  }
}

export const myCollegesStore = (backend: Backend): MyCollegesStore =>
  backend.once('my-colleges', () => new MyCollegesStore(myCollegesApi(backend)));
