import type { Backend } from '../../core/backend.ts';
import { AppError, type AppErrorCode, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type GroupPage, type GroupPageApi, groupPageApi } from './group-page-api.ts';

export interface GroupPageState {
  readonly page: Loadable<GroupPage>;
  /** A teacher is being removed. */
  readonly removing: boolean;
  readonly problem: AppErrorCode | null;
}

/** One group and its people, kept up to date. */
export class GroupPageStore extends Store<GroupPageState> {
  readonly #api: GroupPageApi;
  readonly #group: string;
  readonly #refresh: LiveQuery<GroupPage | null>;
  /** Ends hearing the college whose group it is. */
  #leave: (() => void) | null = null;

  constructor(api: GroupPageApi, group: string) {
    super({ page: loading, removing: false, problem: null });
    this.#api = api;
    this.#group = group;
    this.#refresh = new LiveQuery<GroupPage | null>(
      () => this.#api.get(this.#group),
      (found) => {
        if (found.status !== 'ready') return this.set({ page: found });
        const page = found.value;
        this.set({ page: page ? ready(page) : failed(new AppError('missing')) });
        if (page) this.#leave ??= api.subscribe(page.college, this.reload);
      },
    );
  }

  get myId(): string {
    return this.#api.myId;
  }

  protected start(): () => void {
    void this.#refresh.refetch();
    return () => {
      this.#refresh.stop();
      this.#leave?.();
      this.#leave = null;
    };
  }

  /** What is shown stays until the answer is there. */
  reload = (): void => this.#refresh.invalidate();

  retry(): void {
    this.set({ page: loading });
    void this.#refresh.refetch();
  }

  /** The problem belongs to a dialog that is closed. */
  forget(): void {
    this.set({ problem: null });
  }

  /** True when the teacher is gone. */
  async removeTeacher(person: string): Promise<boolean> {
    if (this.state.removing) return false;
    this.set({ removing: true, problem: null });
    try {
      await this.#api.removeTeacher(this.#group, person);
      this.reload();
      return true;
    } catch (error) {
      this.set({ problem: toAppError(error).code });
      return false;
    } finally {
      this.set({ removing: false });
    }
  }
}

export const groupPageStore = (backend: Backend, group: string): GroupPageStore =>
  backend.once(`group-page:${group}`, () => new GroupPageStore(groupPageApi(backend), group));
