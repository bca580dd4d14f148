import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type MeApi, meApi } from '../shared/me-api.ts';
import { type Member, type MembersApi, membersApi } from '../shared/members-api.ts';
import { type GroupPageApi, groupPageApi } from './group-page-api.ts';

export type TeacherProblem = AppErrorCode | 'nobody' | 'subjects' | 'graduated';

/** People who are offered at once; typing narrows them down. */
const offered = 20;

export interface GroupTeacherState {
  readonly query: string;
  /** Who can be added. */
  readonly found: Loadable<readonly Member[]>;
  /** Id of who is chosen; empty for nobody. */
  readonly person: string;
  readonly subjects: readonly string[];
  readonly saving: boolean;
  readonly problem: TeacherProblem | null;
}

/** Adding a teacher to a group: an administrator adds anybody, a teacher themselves. */
export class GroupTeacherStore extends Store<GroupTeacherState> {
  readonly #pages: GroupPageApi;
  readonly #members: MembersApi;
  readonly #me: MeApi;
  readonly #college: string;
  readonly #group: string;
  readonly #found: LiveQuery<readonly Member[]>;
  readonly #saving = new Action<TeacherProblem>(
    ({ busy, problem }) => this.set({ saving: busy, problem }),
    problemOf('graduated'),
  );

  constructor(pages: GroupPageApi, members: MembersApi, me: MeApi, college: string, group: string, anybody: boolean) {
    super({ query: '', found: loading, person: '', subjects: [], saving: false, problem: null });
    this.#pages = pages;
    this.#members = members;
    this.#me = me;
    this.#college = college;
    this.#group = group;
    this.#found = new LiveQuery<readonly Member[]>(
      () => (anybody ? this.#anybody() : this.#myself()),
      (found) => {
        this.set({ found });
        const [only] = found.status === 'ready' ? found.value : [];
        if (!anybody && only && !this.state.person) this.choose(only);
      },
    );
  }

  get myId(): string {
    return this.#members.myId;
  }

  protected start(): () => void {
    void this.#found.refetch();
    return () => this.#found.stop();
  }

  search(query: string): void {
    this.set({ query: query.trim() });
    void this.#found.refetch();
  }

  retry(): void {
    this.set({ found: loading });
    void this.#found.refetch();
  }

  /** Begins with what the person teaches elsewhere; what was written for another goes. */
  choose(member: Member): void {
    if (member.id === this.state.person) return;
    this.set({ person: member.id, subjects: member.subjects, problem: null });
  }

  write(subjects: readonly string[]): void {
    this.set({ subjects, problem: null });
  }

  discard(): void {
    this.set({ query: '', person: '', subjects: [], problem: null });
  }

  /** @returns whether the teacher is added. */
  async save(): Promise<boolean> {
    const { person, subjects } = this.state;
    if (!person) return this.#saving.refuse('nobody');
    if (subjects.length === 0) return this.#saving.refuse('subjects');
    return this.#saving.run(async () => {
      await this.#pages.addTeacher(this.#group, subjects, person === this.myId ? undefined : person);
      this.discard();
    });
  }

  async #anybody(): Promise<Member[]> {
    const { query } = this.state;
    const of = (filter: 'teacher' | 'staff') => this.#members.list(this.#college, { query, filter, size: offered });
    return (await Promise.all([of('teacher'), of('staff')])).flat().slice(0, offered);
  }

  async #myself(): Promise<Member[]> {
    const me = await this.#me.me();
    const found = await this.#members.list(this.#college, { query: me?.surname ?? '' });
    const known = found.filter(({ id }) => id === this.myId);
    if (known.length > 0 || !me) return known;
    return [{ ...me, role: 'teacher', isAdmin: false, subjects: [], groups: [] }];
  }
}

export const groupTeacherStore = (
  backend: Backend,
  college: string,
  group: string,
  anybody: boolean,
): GroupTeacherStore =>
  backend.once(
    `group-teacher:${group}:${anybody}`,
    () => new GroupTeacherStore(groupPageApi(backend), membersApi(backend), meApi(backend), college, group, anybody),
  );
