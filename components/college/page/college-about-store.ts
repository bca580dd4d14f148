import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type AboutApi, aboutApi, type CollegeData } from '../shared/college-data-api.ts';
import { type MembersApi, membersApi } from '../shared/members-api.ts';

export interface CollegeAbout extends CollegeData {
  readonly members: number;
}

/** What a college says about itself to its members, kept up to date. */
export class CollegeAboutStore extends Store<{ readonly about: Loadable<CollegeAbout> }> {
  readonly #about: AboutApi;
  readonly #members: MembersApi;
  readonly #college: string;
  readonly #refresh: LiveQuery<CollegeAbout>;

  constructor(about: AboutApi, members: MembersApi, college: string) {
    super({ about: loading });
    this.#about = about;
    this.#members = members;
    this.#college = college;
    this.#refresh = new LiveQuery<CollegeAbout>(
      async () => {
        const [{ data }, { total }] = await Promise.all([about.get(college), members.count(college)]);
        return { ...data, members: total };
      },
      (state) => this.set({ about: state }),
    );
  }

  protected start(): () => void {
    const leave = this.#about.subscribe(this.#college, this.#refresh.invalidate);
    const leaveMembers = this.#members.subscribe(this.#college, this.#refresh.invalidate);
    void this.#refresh.refetch();
    return () => {
      leave();
      leaveMembers();
      this.#refresh.stop();
    };
  }

  retry(): void {
    this.set({ about: loading });
    void this.#refresh.refetch();
  }
}

export const collegeAboutStore = (backend: Backend, college: string): CollegeAboutStore =>
  backend.once(
    `college-about:${college}`,
    () => new CollegeAboutStore(aboutApi(backend), membersApi(backend), college),
  );
