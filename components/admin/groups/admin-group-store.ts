import {
  type GroupChoice,
  type GroupsApi,
  type GroupTeacher,
  groupsApi,
  isStale,
} from '../../college/shared/groups-api.ts';
import { type Member, type MembersApi, membersApi } from '../../college/shared/members-api.ts';
import type { Backend } from '../../core/backend.ts';
import { differing, rebase } from '../../core/edit-draft.ts';
import { type AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';

/** Why it was not saved; each has a sentence. */
export type GroupProblem =
  | 'number'
  | 'numberLong'
  | 'numberTaken'
  | 'years'
  | 'yearsFar'
  | 'subjects'
  | 'graduated'
  | 'inUse'
  | AppError['code'];

export interface GroupState {
  readonly choice: Loadable<GroupChoice>;
  readonly isGraduated: boolean;
  readonly saving: boolean;
  readonly problem: GroupProblem | null;
  /** What somebody else has saved meanwhile, by field. */
  readonly changedMeanwhile: Partial<GroupChoice>;
  /** Teachers that the search finds. */
  readonly found: readonly Member[];
}

const longest = { number: 30, years: 10 };

/** What is wrong with a choice before it is sent; null when nothing is. */
export function faultOf({ number, startYear, endYear, teachers }: GroupChoice): GroupProblem | null {
  if (!number.trim()) return 'number';
  if ([...number.trim()].length > longest.number) return 'numberLong';
  if (endYear <= startYear) return 'years';
  if (endYear > startYear + longest.years) return 'yearsFar';
  if (teachers.some(({ subjects }) => subjects.length === 0)) return 'subjects';
  return null;
}

/** A group that is being made (`group` is null) or changed; what is chosen is kept until it is saved or discarded. */
export class GroupStore extends Store<GroupState> {
  readonly #api: GroupsApi;
  readonly #members: MembersApi;
  readonly #college: string;
  readonly #group: string | null;
  readonly #empty: GroupChoice;
  #base: GroupChoice | null = null;
  #version = 0;
  #search = 0;

  constructor(api: GroupsApi, members: MembersApi, college: string, group: string | null, year: number) {
    super({
      choice: loading,
      isGraduated: false,
      saving: false,
      problem: null,
      changedMeanwhile: {},
      found: [],
    });
    this.#api = api;
    this.#members = members;
    this.#college = college;
    this.#group = group;
    this.#empty = { number: '', title: '', startYear: year, endYear: year + 4, teachers: [] };
  }

  protected start(): () => void {
    const stop = new AbortController();
    void this.#load(stop.signal);
    return () => stop.abort();
  }

  retry(): void {
    this.set({ choice: loading });
    void this.#load(new AbortController().signal);
  }

  change(patch: Partial<GroupChoice>): void {
    const { choice } = this.state;
    if (choice.status === 'ready') this.set({ choice: ready({ ...choice.value, ...patch }), problem: null });
  }

  addTeacher({ id, surname, name, patronymic, subjects }: Member): void {
    const { choice } = this.state;
    if (choice.status !== 'ready' || choice.value.teachers.some((teacher) => teacher.id === id)) return;
    this.change({ teachers: [...choice.value.teachers, { id, surname, name, patronymic, subjects }] });
  }

  changeTeacher(id: string, subjects: readonly string[] | null): void {
    const { choice } = this.state;
    if (choice.status !== 'ready') return;
    const { teachers } = choice.value;
    this.change({
      teachers:
        subjects === null
          ? teachers.filter((teacher) => teacher.id !== id)
          : teachers.map((teacher) => (teacher.id === id ? { ...teacher, subjects } : teacher)),
    });
  }

  /** Looks for teachers to add; what was asked before does not overtake what was asked last. */
  async search(query: string): Promise<void> {
    this.#search += 1;
    const mine = this.#search;
    const found = await this.#members.list(this.#college, { query, filter: 'teacher', size: 20 }).catch(toAppError);
    if (mine === this.#search) this.set({ found: found instanceof Error ? [] : found });
  }

  /** Forgets what was chosen and not saved. */
  discard(): void {
    this.set({ problem: null, changedMeanwhile: {}, choice: ready(this.#base ?? this.#empty) });
  }

  /** @returns whether it is saved; otherwise the state says why not, and everything chosen is still there. */
  async save(): Promise<boolean> {
    const { saving, choice } = this.state;
    if (saving || choice.status !== 'ready') return false;
    const wanted = { ...choice.value, number: choice.value.number.trim(), title: choice.value.title.trim() };
    const problem = faultOf(wanted);
    if (problem) {
      this.set({ problem });
      return false;
    }
    return this.#act(async () => {
      if (this.#group) {
        const touched = this.#base && differing(this.#base, wanted).includes('teachers');
        const teachers: readonly GroupTeacher[] | undefined = touched ? wanted.teachers : undefined;
        this.#version = await this.#api.update(this.#group, this.#version, wanted, teachers);
        this.#base = wanted;
      } else {
        await this.#api.create(this.#college, wanted);
        this.set({ choice: ready(this.#empty) });
      }
    });
  }

  /** @returns whether the group is gone; otherwise the state says why not. */
  async remove(): Promise<boolean> {
    const group = this.#group;
    if (this.state.saving || !group) return false;
    return this.#act(() => this.#api.remove(group), { SF002: 'inUse' });
  }

  async #act(act: () => Promise<void>, reasons: Record<string, GroupProblem> = {}): Promise<boolean> {
    this.set({ saving: true, problem: null, changedMeanwhile: {} });
    try {
      await act();
      this.set({ saving: false });
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      const known: Record<string, GroupProblem> = {
        SF002: isStale(error) ? 'conflict' : 'numberTaken',
        SF006: 'graduated',
        ...reasons,
      };
      if (isStale(error)) await this.#takeIn();
      this.set({ saving: false, problem: known[error.detail] ?? error.code });
      return false;
    }
  }

  /** After a conflict: what somebody else saved is the ground now, and what was chosen here stays on top of it. */
  async #takeIn(): Promise<void> {
    if (!this.#group) return;
    const saved = await this.#api.get(this.#group).catch(toAppError);
    const { choice } = this.state;
    // Without an answer the next try finds the same conflict.
    if (saved instanceof Error || !this.#base || choice.status !== 'ready') return;
    const { choice: theirs, version } = saved;
    const changed = Object.fromEntries(differing(this.#base, theirs).map((field) => [field, theirs[field]]));
    const rebased = rebase(this.#base, choice.value, theirs);
    this.#base = theirs;
    this.#version = version;
    this.set({ choice: ready(rebased), changedMeanwhile: changed });
  }

  async #load(signal: AbortSignal): Promise<void> {
    if (!this.#group) {
      if (this.state.choice.status !== 'ready') this.set({ choice: ready(this.#empty) });
      return;
    }
    try {
      const { choice: theirs, version, isGraduated } = await this.#api.get(this.#group);
      if (signal.aborted) return;
      const { choice } = this.state;
      // What was chosen here before and not saved is still wanted.
      const kept = this.#base && choice.status === 'ready' ? rebase(this.#base, choice.value, theirs) : theirs;
      this.#base = theirs;
      this.#version = version;
      this.set({ choice: ready(kept), isGraduated });
    } catch (error) {
      if (!signal.aborted) this.set({ choice: failed(error) });
    }
  }
}

export const groupStore = (backend: Backend, college: string, group: string | null): GroupStore =>
  backend.once(
    `group:${college}:${group ?? 'new'}`,
    () => new GroupStore(groupsApi(backend), membersApi(backend), college, group, new Date().getFullYear()),
  );
