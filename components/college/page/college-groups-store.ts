import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type Group, type GroupsApi, groupsApi } from '../shared/groups-api.ts';

export interface SeenGroup extends Group {
  /** What it is to me. */
  readonly mine: 'studying' | 'teaching' | null;
}

export interface CollegeGroupsState {
  readonly groups: Loadable<readonly SeenGroup[]>;
}

/** The groups of a college as a member sees them, those where they study or teach first. */
export class CollegeGroupsStore extends LiveStore<CollegeGroupsState, readonly SeenGroup[]> {
  readonly #api: GroupsApi;
  readonly #college: string;

  constructor(api: GroupsApi, college: string) {
    super({ groups: loading });
    this.#api = api;
    this.#college = college;
  }

  protected async load(): Promise<readonly SeenGroup[]> {
    const [groups, mine] = await Promise.all([this.#api.list(this.#college), this.#api.mine(this.#college)]);
    const known = new Map(mine.map(({ id, isTeacher }) => [id, isTeacher ? 'teaching' : 'studying'] as const));
    const seen = groups.map((group) => ({ ...group, mine: known.get(group.id) ?? null }));
    return [...seen.filter((group) => group.mine), ...seen.filter((group) => !group.mine)];
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(groups: CollegeGroupsState['groups']): void {
    this.set({ groups });
  }
}

export const collegeGroupsStore = (backend: Backend, college: string): CollegeGroupsStore =>
  backend.once(`college-groups:${college}`, () => new CollegeGroupsStore(groupsApi(backend), college));
