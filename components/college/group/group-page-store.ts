import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { AppError, type AppErrorCode, failed, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type GroupPage, type GroupPageApi, groupPageApi } from './group-page-api.ts';

export interface GroupPageState {
  readonly page: Loadable<GroupPage>;
  /** A teacher is being removed. */
  readonly removing: boolean;
  readonly problem: AppErrorCode | null;
}

/** One group and its people, kept up to date. */
export class GroupPageStore extends LiveStore<GroupPageState, GroupPage | null> {
  readonly #api: GroupPageApi;
  readonly #group: string;
  readonly #removal = new Action<AppErrorCode>(
    ({ busy, problem }) => this.set({ removing: busy, problem }),
    problemOf(),
  );
  #unsubscribe: (() => void) | null = null;

  constructor(api: GroupPageApi, group: string) {
    super({ page: loading, removing: false, problem: null });
    this.#api = api;
    this.#group = group;
  }

  get myId(): string {
    return this.#api.myId;
  }

  protected load(): Promise<GroupPage | null> {
    return this.#api.get(this.#group);
  }

  /** Changes are published in the college, which is known when the page is: `show` subscribes. */
  protected subscribeToChanges(): () => void {
    return () => {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    };
  }

  protected show(found: Loadable<GroupPage | null>): void {
    if (found.status !== 'ready') {
      this.set({ page: found });
    } else if (found.value) {
      this.set({ page: ready(found.value) });
      this.#unsubscribe ??= this.#api.subscribe(found.value.college, this.query.invalidate);
    } else {
      this.set({ page: failed(new AppError('missing')) });
    }
  }

  invalidate(): void {
    this.query.invalidate();
  }

  clearError(): void {
    this.#removal.clearError();
  }

  /** @returns whether the person teaches there no more. */
  removeTeacher(person: string): Promise<boolean> {
    return this.#removal.run(async () => {
      await this.#api.removeTeacher(this.#group, person);
      this.#drop(person);
    });
  }

  #drop(person: string): void {
    const { page } = this.state;
    if (page.status === 'ready') {
      const teachers = page.value.teachers.filter(({ id }) => id !== person);
      this.set({ page: ready({ ...page.value, teachers }) });
    }
    this.query.supersede();
  }
}

export const groupPageStore = (backend: Backend, group: string): GroupPageStore =>
  backend.once(`group-page:${group}`, () => new GroupPageStore(groupPageApi(backend), group));
