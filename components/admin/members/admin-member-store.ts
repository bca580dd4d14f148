import { type Group, type GroupsApi, groupsApi } from '../../college/shared/groups-api.ts';
import {
  type Member,
  type MemberChoice,
  type MemberConflict,
  type MemberGroup,
  type MembersApi,
  type MemberVersion,
  memberConflict,
  membersApi,
} from '../../college/shared/members-api.ts';
import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { EditDraft } from '../../core/edit-draft.ts';
import { type AppError, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';

/** Why it was not saved; each has a sentence. */
export type MemberProblem = 'lastAdmin' | 'graduated' | 'subjects' | 'gone' | AppError['code'];

export interface AdminMemberState {
  readonly member: Loadable<Member>;
  /** Groups that can be chosen: those that have not graduated, and the member's own. */
  readonly groups: readonly (MemberGroup | Group)[];
  readonly choice: MemberChoice;
  readonly saving: boolean;
  readonly problem: MemberProblem | null;
  /** What somebody else has saved meanwhile, by field. */
  readonly changedMeanwhile: Partial<MemberChoice>;
}

const nothingChosen: MemberChoice = { role: 'student', isAdmin: false, groups: [], subjects: [] };

const choiceOf = ({ role, isAdmin, groups, subjects }: Member): MemberChoice => ({
  role,
  isAdmin,
  groups: groups.map(({ id }) => id),
  subjects,
});

/** What an administrator is deciding about one member; it is kept until they save or discard it. */
export class AdminMemberStore extends Store<AdminMemberState> {
  readonly #api: MembersApi;
  readonly #college: string;
  readonly #person: string;
  readonly #query: LiveQuery<readonly [MemberVersion, readonly Group[]]>;
  readonly #draft = new EditDraft<MemberChoice, string>(({ typed, changedMeanwhile }) =>
    this.set({ choice: typed, changedMeanwhile }),
  );
  readonly #action = new Action<MemberProblem>(
    ({ busy, problem }) => this.set({ saving: busy, problem }),
    problemOf('subjects', 'gone', 'lastAdmin', 'graduated'),
  );

  constructor(api: MembersApi, groups: GroupsApi, college: string, person: string) {
    super({
      member: loading,
      groups: [],
      choice: nothingChosen,
      saving: false,
      problem: null,
      changedMeanwhile: {},
    });
    this.#api = api;
    this.#college = college;
    this.#person = person;
    this.#query = new LiveQuery<readonly [MemberVersion, readonly Group[]]>(
      () => Promise.all([api.get(college, person), groups.list(college)]),
      (saved) => {
        if (saved.status !== 'ready') return this.set({ member: saved });
        const [{ member, version }, all] = saved.value;
        const own = new Set(member.groups.map(({ id }) => id));
        this.#draft.load(choiceOf(member), version);
        this.set({
          member: ready(member),
          groups: all.filter(({ id, isGraduated }) => !isGraduated || own.has(id)),
        });
      },
    );
  }

  protected start(): () => void {
    void this.#query.refetch();
    return () => this.#query.stop();
  }

  retry(): void {
    this.set({ member: loading });
    void this.#query.refetch();
  }

  change(patch: Partial<MemberChoice>): void {
    this.#draft.change(patch);
    this.#action.clearError();
  }

  discard(): void {
    this.#draft.discard();
    this.#action.clearError();
  }

  /** @returns whether it is saved; otherwise the state says why not, and everything chosen is still there. */
  async save(): Promise<boolean> {
    const draft = this.#draft.current;
    if (!draft) return false;
    const { typed, version } = draft;
    if (typed.role === 'teacher' && typed.groups.length > 0 && typed.subjects.length === 0) {
      return this.#action.refuse('subjects');
    }
    return this.#action.run(async () => {
      this.#draft.acknowledge();
      this.#draft.saved(typed, typed, await this.#update(version, typed));
    });
  }

  /** @returns whether the person is out of the college; otherwise the state says why not. */
  remove(): Promise<boolean> {
    return this.#action.run(() => this.#api.remove(this.#college, this.#person));
  }

  async #update(version: string, choice: MemberChoice): Promise<string> {
    try {
      return await this.#api.update(this.#college, this.#person, version, choice);
    } catch (thrown) {
      const present = memberConflict(toAppError(thrown));
      if (present) this.#takeIn(present);
      throw thrown;
    }
  }

  #takeIn({ version, groupList, ...choice }: MemberConflict): void {
    const known = new Set(this.state.groups.map(({ id }) => id));
    this.set({ groups: [...this.state.groups, ...groupList.filter(({ id }) => !known.has(id))] });
    this.#draft.conflict(choice, version);
  }
}

export const adminMemberStore = (backend: Backend, college: string, person: string): AdminMemberStore =>
  backend.once(
    `admin-member:${college}:${person}`,
    () => new AdminMemberStore(membersApi(backend), groupsApi(backend), college, person),
  );
