import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type Group, type GroupsApi, groupsApi } from './groups-api.ts';

export interface GroupsState {
  readonly groups: Loadable<readonly Group[]>;
}

/** The groups of a college, kept up to date. */
export class GroupListStore extends LiveStore<GroupsState, readonly Group[]> {
  readonly #api: GroupsApi;
  readonly #college: string;

  constructor(api: GroupsApi, college: string) {
    super({ groups: loading });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<readonly Group[]> {
    return this.#api.list(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(groups: GroupsState['groups']): void {
    this.set({ groups });
  }
}

export const groupListStore = (backend: Backend, college: string): GroupListStore =>
  backend.once(`group-list:${college}`, () => new GroupListStore(groupsApi(backend), college));
