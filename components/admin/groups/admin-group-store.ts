import { type GroupChoice, type GroupsApi, type GroupVersion, groupsApi } from '../../college/shared/groups-api.ts';
import { type Member, type MembersApi, membersApi } from '../../college/shared/members-api.ts';
import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { serverTime } from '../../core/dates.ts';
import { type Draft, differing, EditDraft } from '../../core/edit-draft.ts';
import { type AppError, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
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

export interface AdminGroupState {
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
export class AdminGroupStore extends Store<AdminGroupState> {
  readonly #api: GroupsApi;
  readonly #members: MembersApi;
  readonly #college: string;
  readonly #group: string | null;
  readonly #empty: GroupChoice;
  readonly #draft = new EditDraft<GroupChoice, number>(({ typed, changedMeanwhile }) =>
    this.set({ choice: ready(typed), changedMeanwhile }),
  );
  readonly #action = new Action<GroupProblem>(
    ({ busy, problem }) => this.set({ saving: busy, problem }),
    problemOf('numberTaken', 'graduated', 'inUse'),
  );
  #query: LiveQuery<GroupVersion> | null = null;
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
    if (!group) return;
    this.#query = new LiveQuery<GroupVersion>(
      () => api.get(group),
      (saved) => {
        if (saved.status !== 'ready') return this.set({ choice: saved });
        const { choice, version, isGraduated } = saved.value;
        this.set({ isGraduated });
        this.#draft.load(choice, version);
      },
    );
  }

  protected start(): () => void {
    if (!this.#query) this.#draft.load(this.#empty, 0);
    void this.#query?.refetch();
    return () => this.#query?.stop();
  }

  retry(): void {
    if (!this.#query) return;
    this.set({ choice: loading });
    void this.#query.refetch();
  }

  change(patch: Partial<GroupChoice>): void {
    this.#draft.change(patch);
    this.#action.clearError();
  }

  addTeacher({ id, surname, name, patronymic, subjects }: Member): void {
    const { teachers = [] } = this.#draft.current?.typed ?? {};
    if (teachers.some((teacher) => teacher.id === id)) return;
    this.change({ teachers: [...teachers, { id, surname, name, patronymic, subjects }] });
  }

  changeTeacher(id: string, subjects: readonly string[] | null): void {
    const { teachers = [] } = this.#draft.current?.typed ?? {};
    this.change({
      teachers:
        subjects === null
          ? teachers.filter((teacher) => teacher.id !== id)
          : teachers.map((teacher) => (teacher.id === id ? { ...teacher, subjects } : teacher)),
    });
  }

  /** Looks for teachers to add; a stale answer is dropped. */
  async search(query: string): Promise<void> {
    this.#search += 1;
    const mine = this.#search;
    const found = await this.#members.list(this.#college, { query, filter: 'teacher', size: 20 }).catch(toAppError);
    if (mine === this.#search) this.set({ found: found instanceof Error ? [] : found });
  }

  discard(): void {
    this.#draft.discard();
    this.#action.clearError();
  }

  /** @returns whether it is saved; otherwise the state says why not, and everything chosen is still there. */
  async save(): Promise<boolean> {
    const draft = this.#draft.current;
    if (!draft) return false;
    const wanted = { ...draft.typed, number: draft.typed.number.trim(), title: draft.typed.title.trim() };
    const fault = faultOf(wanted);
    if (fault) return this.#action.refuse(fault);
    return this.#action.run(async () => {
      this.#draft.acknowledge();
      if (this.#group) {
        const version = await this.#update(this.#group, draft, wanted);
        this.#draft.saved(draft.typed, wanted, version);
      } else {
        await this.#api.create(this.#college, wanted);
        this.#draft.saved(draft.typed, this.#empty, 0);
      }
    });
  }

  /** @returns whether the group is gone; otherwise the state says why not. */
  async remove(): Promise<boolean> {
    const group = this.#group;
    return group !== null && this.#action.run(() => this.#api.remove(group));
  }

  /** Teachers that were not touched are not sent: somebody else may have changed them. */
  async #update(group: string, { base, version }: Draft<GroupChoice, number>, wanted: GroupChoice): Promise<number> {
    const teachers = differing(base, wanted).includes('teachers') ? wanted.teachers : undefined;
    try {
      return await this.#api.update(group, version, wanted, teachers);
    } catch (thrown) {
      if (toAppError(thrown).present !== undefined) await this.#takeIn(group);
      throw thrown;
    }
  }

  async #takeIn(group: string): Promise<void> {
    const saved = await this.#api.get(group).catch(toAppError);
    // Without an answer the next attempt finds the same conflict.
    if (!(saved instanceof Error)) this.#draft.conflict(saved.choice, saved.version);
  }
}

export const adminGroupStore = (backend: Backend, college: string, group: string | null): AdminGroupStore =>
  backend.once(
    `admin-group:${college}:${group ?? 'new'}`,
    () => new AdminGroupStore(groupsApi(backend), membersApi(backend), college, group, serverTime().getFullYear()),
  );
