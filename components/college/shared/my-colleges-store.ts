import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type MyCollege, type MyCollegesApi, myCollegesApi } from './my-colleges-api.ts';

export type LeaveProblem = 'lastAdmin' | AppErrorCode;

export interface MyCollegesState {
  readonly colleges: Loadable<readonly MyCollege[]>;
  readonly leaving: boolean;
  /** Why I am still in the college that I wanted to leave. */
  readonly leaveProblem: LeaveProblem | null;
}

/** The colleges that I belong to and my rights there, kept up to date: a change of rights takes effect at once. */
export class MyCollegesStore extends LiveStore<MyCollegesState, readonly MyCollege[]> {
  readonly #api: MyCollegesApi;
  /** What ends the subscription to a college, by its id and my right there. */
  readonly #subscriptions = new Map<string, () => void>();

  readonly #leaving = new Action<LeaveProblem>(
    ({ busy, problem }) => this.set({ leaving: busy, leaveProblem: problem }),
    problemOf('lastAdmin'),
  );

  constructor(api: MyCollegesApi) {
    super({ colleges: loading, leaving: false, leaveProblem: null });
    this.#api = api;
  }

  protected load(): Promise<readonly MyCollege[]> {
    return this.#api.list();
  }

  protected subscribeToChanges(changed: () => void): () => void {
    const stop = new AbortController();
    const unsubscribe = this.#api.subscribeToMe(changed);
    // What was published while the page was hidden may have been missed.
    const seen = () => document.visibilityState === 'visible' && changed();
    document.addEventListener('visibilitychange', seen, { signal: stop.signal });
    return () => {
      stop.abort();
      unsubscribe();
      for (const each of this.#subscriptions.values()) each();
      this.#subscriptions.clear();
    };
  }

  protected show(colleges: MyCollegesState['colleges']): void {
    if (colleges.status === 'ready') this.#subscribeTo(colleges.value);
    this.set({ colleges });
  }

  /** @returns whether I am out of the college. */
  leave(college: string): Promise<boolean> {
    return this.#leaving.run(async () => {
      await this.#api.leave(college);
      this.#drop(college);
    });
  }

  clearError(): void {
    this.#leaving.clearError();
  }

  #drop(college: string): void {
    const { colleges } = this.state;
    if (colleges.status === 'ready') this.set({ colleges: ready(colleges.value.filter(({ id }) => id !== college)) });
    this.query.supersede();
  }

  #subscribeTo(colleges: readonly MyCollege[]): void {
    const wanted = new Map(colleges.map((college) => [`${college.id} ${college.isAdmin}`, college]));
    for (const [key, unsubscribe] of this.#subscriptions) {
      if (wanted.has(key)) continue;
      unsubscribe();
      this.#subscriptions.delete(key);
    }
    for (const [key, { id, isAdmin }] of wanted) {
      if (this.#subscriptions.has(key)) continue;
      this.#subscriptions.set(key, this.#api.subscribeToCollege(id, isAdmin, this.query.invalidate));
    }
  }
}

export const myCollegesStore = (backend: Backend): MyCollegesStore =>
  backend.once('my-colleges', () => new MyCollegesStore(myCollegesApi(backend)));
