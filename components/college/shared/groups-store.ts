import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type Group, type GroupsApi, groupsApi } from './groups-api.ts';

/** The groups of a college, kept up to date. */
export class GroupsStore extends Store<{ readonly groups: Loadable<readonly Group[]> }> {
  readonly #api: GroupsApi;
  readonly #college: string;
  readonly #refresh: LiveQuery<readonly Group[]>;

  constructor(api: GroupsApi, college: string) {
    super({ groups: loading });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<readonly Group[]>(
      () => api.list(college),
      (groups) => this.set({ groups }),
    );
  }

  protected start(): () => void {
    return this.#refresh.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  retry(): void {
    this.set({ groups: loading });
    void this.#refresh.refetch();
  }
}

export const groupsStore = (backend: Backend, college: string): GroupsStore =>
  backend.once(`groups:${college}`, () => new GroupsStore(groupsApi(backend), college));
