import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type CollegeData, type CollegeDataApi, collegeDataApi } from '../shared/college-data-api.ts';
import { type MembersApi, membersApi } from '../shared/members-api.ts';

export interface CollegeAbout extends CollegeData {
  readonly members: number;
}

export interface CollegeAboutState {
  readonly about: Loadable<CollegeAbout>;
}

/** What a college says about itself to its members, kept up to date. */
export class CollegeAboutStore extends LiveStore<CollegeAboutState, CollegeAbout> {
  readonly #about: CollegeDataApi;
  readonly #members: MembersApi;
  readonly #college: string;

  constructor(about: CollegeDataApi, members: MembersApi, college: string) {
    super({ about: loading });
    this.#about = about;
    this.#members = members;
    this.#college = college;
  }

  protected async load(): Promise<CollegeAbout> {
    const [{ data }, { total }] = await Promise.all([
      this.#about.get(this.#college),
      this.#members.count(this.#college),
    ]);
    return { ...data, members: total };
  }

  protected subscribeToChanges(changed: () => void): () => void {
    const unsubscribe = this.#about.subscribe(this.#college, changed);
    const unsubscribeMembers = this.#members.subscribe(this.#college, changed);
    return () => {
      unsubscribe();
      unsubscribeMembers();
    };
  }

  protected show(about: CollegeAboutState['about']): void {
    this.set({ about });
  }
}

export const collegeAboutStore = (backend: Backend, college: string): CollegeAboutStore =>
  backend.once(
    `college-about:${college}`,
    () => new CollegeAboutStore(collegeDataApi(backend), membersApi(backend), college),
  );
