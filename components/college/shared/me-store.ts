import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type Me, type MeApi, meApi, type PendingCollege } from './me-api.ts';

export interface MeState {
  readonly me: Loadable<Me | null>;
  readonly requests: Loadable<readonly PendingCollege[]>;
  readonly signingOut: boolean;
  /** Why signing out failed. */
  readonly problem: AppErrorCode | null;
}

/** Who I am and which colleges have not answered me yet, kept up to date. */
export class MeStore extends Store<MeState> {
  readonly #api: MeApi;
  readonly #me: LiveQuery<Me | null>;
  readonly #requests: LiveQuery<readonly PendingCollege[]>;
  readonly #signOut = new Action<AppErrorCode>(
    ({ busy, problem }) => this.set({ signingOut: busy, problem }),
    problemOf(),
  );

  constructor(api: MeApi) {
    super({ me: loading, requests: loading, signingOut: false, problem: null });
    this.#api = api;
    this.#me = new LiveQuery<Me | null>(
      () => api.me(),
      (me) => this.set({ me }),
    );
    this.#requests = new LiveQuery<readonly PendingCollege[]>(
      () => api.requests(),
      (requests) => this.set({ requests }),
    );
  }

  protected start(): () => void {
    void this.#me.refetch();
    const stop = this.#requests.start((changed) => this.#api.subscribe(changed));
    return () => {
      stop();
      this.#me.stop();
    };
  }

  retry(): void {
    this.set({ me: loading, requests: loading });
    void this.#me.refetch();
    void this.#requests.refetch();
  }

  async signOut(): Promise<void> {
    await this.#signOut.run(() => this.#api.signOut());
  }
}

export const meStore = (backend: Backend): MeStore => backend.once('me', () => new MeStore(meApi(backend)));
