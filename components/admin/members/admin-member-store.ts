import { type Group, type GroupsApi, groupsApi } from '../../college/shared/groups-api.ts';
import {
  type Member,
  type MemberChoice,
  type MemberGroup,
  type MembersApi,
  memberConflict,
  membersApi,
} from '../../college/shared/members-api.ts';
import type { Backend } from '../../core/backend.ts';
import { differing, rebase } from '../../core/edit-draft.ts';
import { type AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';

/** Why it was not saved; each has a sentence. */
export type MemberProblem = 'lastAdmin' | 'graduated' | 'subjects' | 'gone' | AppError['code'];

export interface MemberState {
  readonly member: Loadable<Member>;
  /** Groups that can be chosen: those that have not graduated, and his own. */
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

const problemOf = (error: AppError): MemberProblem =>
  ({ SF001: 'subjects' as const, SF003: 'gone' as const, SF005: 'lastAdmin' as const, SF006: 'graduated' as const })[
    error.detail
  ] ?? error.code;

/** What an administrator is deciding about one member; it is kept until he saves or discards it. */
export class MemberStore extends Store<MemberState> {
  readonly #api: MembersApi;
  readonly #groups: GroupsApi;
  readonly #college: string;
  readonly #person: string;
  #base: MemberChoice | null = null;
  #version = '';

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
    this.#groups = groups;
    this.#college = college;
    this.#person = person;
  }

  protected start(): () => void {
    const stop = new AbortController();
    void this.#load(stop.signal);
    return () => stop.abort();
  }

  get changed(): boolean {
    return this.#base !== null && differing(this.#base, this.state.choice).length > 0;
  }

  change(patch: Partial<MemberChoice>): void {
    this.set({ choice: { ...this.state.choice, ...patch }, problem: null });
  }

  /** Forgets what was chosen and not saved. */
  discard(): void {
    this.set({ problem: null, changedMeanwhile: {}, ...(this.#base && { choice: this.#base }) });
  }

  retry(): void {
    this.set({ member: loading });
    void this.#load(new AbortController().signal);
  }

  /** @returns whether it is saved; otherwise the state says why not, and everything chosen is still there. */
  async save(): Promise<boolean> {
    const { saving, choice } = this.state;
    if (saving || !this.#base) return false;
    if (choice.role === 'teacher' && choice.groups.length > 0 && choice.subjects.length === 0) {
      this.set({ problem: 'subjects' });
      return false;
    }
    return this.#act(async () => {
      this.#version = await this.#api.update(this.#college, this.#person, this.#version, choice);
      this.#base = choice;
    });
  }

  /** @returns whether the person is out of the college; otherwise the state says why not. */
  async remove(): Promise<boolean> {
    if (this.state.saving) return false;
    return this.#act(() => this.#api.remove(this.#college, this.#person));
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    this.set({ saving: true, problem: null, changedMeanwhile: {} });
    try {
      await act();
      this.set({ saving: false });
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      this.set({ saving: false, problem: problemOf(error) });
      this.#takeIn(error);
      return false;
    }
  }

  /** After a conflict: what somebody else saved is the ground now, and what was chosen here stays on top of it. */
  #takeIn(error: AppError): void {
    const present = memberConflict(error);
    if (!present || !this.#base) return;
    const { version, groupList, ...theirs } = present;
    const changed = Object.fromEntries(differing(this.#base, theirs).map((field) => [field, theirs[field]]));
    const choice = rebase(this.#base, this.state.choice, theirs);
    const known = new Set(this.state.groups.map(({ id }) => id));
    this.#base = theirs;
    this.#version = version;
    this.set({
      choice,
      changedMeanwhile: changed,
      groups: [...this.state.groups, ...groupList.filter(({ id }) => !known.has(id))],
    });
  }

  async #load(signal: AbortSignal): Promise<void> {
    try {
      const [{ member, version }, groups] = await Promise.all([
        this.#api.get(this.#college, this.#person),
        this.#groups.list(this.#college),
      ]);
      if (signal.aborted) return;
      const theirs = choiceOf(member);
      // What was chosen here before and not saved is still wanted.
      const choice = this.#base ? rebase(this.#base, this.state.choice, theirs) : theirs;
      const own = new Set(theirs.groups);
      this.#base = theirs;
      this.#version = version;
      this.set({
        member: ready(member),
        choice,
        groups: groups.filter(({ id, isGraduated }) => !isGraduated || own.has(id)),
      });
    } catch (error) {
      if (!signal.aborted) this.set({ member: failed(error) });
    }
  }
}

export const memberStore = (backend: Backend, college: string, person: string): MemberStore =>
  backend.once(
    `member:${college}:${person}`,
    () => new MemberStore(membersApi(backend), groupsApi(backend), college, person),
  );
