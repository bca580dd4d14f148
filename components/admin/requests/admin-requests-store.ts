import { problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type AdminRequestsApi, adminRequestsApi, type JoinRequest } from './admin-requests-api.ts';

export type RequestProblem = 'graduated' | 'subjects' | AppErrorCode;

export interface AdminRequestsState {
  readonly requests: Loadable<readonly JoinRequest[]>;
  /** Ids of those that are being decided. */
  readonly busy: ReadonlySet<string>;
  /** Why the last decision failed, and of which application. */
  readonly problem: { readonly id: string; readonly reason: RequestProblem } | null;
}

export type AdminRequestsBackend = Pick<AdminRequestsApi, 'list' | 'admit' | 'hide' | 'subscribe'>;

/** The applications that wait for an administrator of a college. */
export class AdminRequestsStore extends LiveStore<AdminRequestsState, readonly JoinRequest[]> {
  readonly #api: AdminRequestsBackend;
  readonly #college: string;

  constructor(api: AdminRequestsBackend, college: string) {
    super({ requests: loading, busy: new Set(), problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<readonly JoinRequest[]> {
    return this.#api.list(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(requests: AdminRequestsState['requests']): void {
    this.set({ requests });
  }

  /** @returns whether the person is admitted. */
  admit(request: JoinRequest, group: string | null): Promise<boolean> {
    return this.#decide(request.id, () => this.#api.admit(request, group));
  }

  /** Hides the application for good. @returns whether it is hidden. */
  hide(request: JoinRequest): Promise<boolean> {
    return this.#decide(request.id, () => this.#api.hide(request.id));
  }

  clearError(): void {
    if (this.state.problem) this.set({ problem: null });
  }

  async #decide(id: string, act: () => Promise<void>): Promise<boolean> {
    if (this.state.busy.has(id)) return false;
    this.set({ busy: new Set([...this.state.busy, id]), problem: null });
    try {
      await act();
      this.#drop(id);
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      this.set({ problem: { id, reason: problemOf('graduated', 'subjects')(error) } });
      // It is decided elsewhere: the list knows better.
      if (error.code === 'missing') this.query.invalidate();
      return false;
    } finally {
      this.set({ busy: new Set([...this.state.busy].filter((one) => one !== id)) });
    }
  }

  #drop(id: string): void {
    const { requests } = this.state;
    if (requests.status === 'ready') this.set({ requests: ready(requests.value.filter((one) => one.id !== id)) });
    this.query.supersede();
  }
}

export const adminRequestsStore = (backend: Backend, college: string): AdminRequestsStore =>
  backend.once(`admin-requests:${college}`, () => new AdminRequestsStore(adminRequestsApi(backend), college));
