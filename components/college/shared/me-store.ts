import type { Backend } from '../../core/backend.ts';
import { type AppError, type Loadable, loading, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type Me, type MeApi, meApi, type PendingCollege } from './me-api.ts';

export interface MeState {
  readonly me: Loadable<Me | null>;
  readonly requests: Loadable<readonly PendingCollege[]>;
  readonly leaving: boolean;
  /** Why signing out failed. */
  readonly problem: AppError | null;
}

/** Who I am and which colleges have not answered me yet, kept up to date. */
export class MeStore extends Store<MeState> {
  readonly #api: MeApi;
  readonly #me: LiveQuery<Me | null>;
  readonly #requests: LiveQuery<readonly PendingCollege[]>;

  constructor(api: MeApi) {
    super({ me: loading, requests: loading, leaving: false, problem: null });
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
    const leave = this.#api.subscribe(this.#requests.invalidate);
    this.#load();
    return () => {
      leave();
      this.#me.stop();
      this.#requests.stop();
    };
  }

  retry(): void {
    this.set({ me: loading, requests: loading });
    this.#load();
  }

  async signOut(): Promise<void> {
    if (this.state.leaving) return;
    this.set({ leaving: true, problem: null });
    try {
      await this.#api.signOut();
    } catch (error) {
      this.set({ problem: toAppError(error) });
    } finally {
      this.set({ leaving: false });
    }
  }

  #load(): void {
    void this.#me.refetch();
    void this.#requests.refetch();
  }
}

export const meStore = (backend: Backend): MeStore => backend.once('me', () => new MeStore(meApi(backend)));
