import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type Group, type GroupsApi, groupsApi } from '../shared/groups-api.ts';

export interface SeenGroup extends Group {
  /** What it is to me. */
  readonly mine: 'studying' | 'teaching' | null;
}

/** The groups of a college as a member sees them, those where he studies or teaches first. */
export class CollegeGroupsStore extends Store<{ readonly groups: Loadable<readonly SeenGroup[]> }> {
  readonly #api: GroupsApi;
  readonly #college: string;
  readonly #refresh: LiveQuery<readonly SeenGroup[]>;

  constructor(api: GroupsApi, college: string) {
    super({ groups: loading });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<readonly SeenGroup[]>(
      () => this.#load(),
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

  async #load(): Promise<SeenGroup[]> {
    const [groups, mine] = await Promise.all([this.#api.list(this.#college), this.#api.mine(this.#college)]);
    const known = new Map(mine.map(({ id, isTeacher }) => [id, isTeacher ? 'teaching' : 'studying'] as const));
    const seen = groups.map((group) => ({ ...group, mine: known.get(group.id) ?? null }));
    return [...seen.filter((group) => group.mine), ...seen.filter((group) => !group.mine)];
  }
}

export const collegeGroupsStore = (backend: Backend, college: string): CollegeGroupsStore =>
  backend.once(`college-groups:${college}`, () => new CollegeGroupsStore(groupsApi(backend), college));
