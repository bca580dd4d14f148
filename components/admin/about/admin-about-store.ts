import {
  type AboutApi,
  aboutApi,
  type CollegeData,
  type CollegeVersion,
  collegeConflict,
  logoBytes,
  logoTypes,
} from '../../college/shared/college-data-api.ts';
import type { Backend } from '../../core/backend.ts';
import { differing, rebase } from '../../core/edit-draft.ts';
import { type AppError, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';

export type AboutField = keyof CollegeData;

/** Why it was not saved; each has a sentence. */
export type AboutProblem = 'empty' | 'site' | 'logoType' | 'logoBig' | AppError['code'];

export interface AboutState {
  readonly data: Loadable<CollegeData>;
  readonly timeZones: readonly string[];
  /** Something is written that is not saved. */
  readonly changed: boolean;
  readonly saving: boolean;
  readonly uploading: boolean;
  readonly problem: { readonly field: AboutField | null; readonly reason: AboutProblem } | null;
  /** What somebody else has saved meanwhile, by field. */
  readonly changedMeanwhile: Partial<CollegeData>;
}

const required: readonly AboutField[] = ['name', 'shortName', 'country', 'city'];

/** What is wrong before it is sent; null when nothing is. */
export function faultOf(data: CollegeData): AboutState['problem'] {
  const empty = required.find((field) => !data[field].trim());
  if (empty) return { field: empty, reason: 'empty' };
  const site = data.site.trim();
  if (site && !(/^https?:\/\//.test(site) && URL.canParse(site))) return { field: 'site', reason: 'site' };
  return null;
}

const trimmed = (data: CollegeData): CollegeData =>
  Object.fromEntries(Object.entries(data).map(([field, value]) => [field, value.trim()])) as unknown as CollegeData;

/** The data of a college as an administrator writes it; what is written is kept until it is saved. */
export class AboutStore extends Store<AboutState> {
  readonly #api: AboutApi;
  readonly #college: string;
  readonly #refresh: LiveQuery<CollegeVersion>;
  #base: CollegeData | null = null;
  #version = 0;

  constructor(api: AboutApi, college: string) {
    super({
      data: loading,
      timeZones: [],
      changed: false,
      saving: false,
      uploading: false,
      problem: null,
      changedMeanwhile: {},
    });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<CollegeVersion>(
      () => api.get(college),
      (saved) => {
        if (saved.status !== 'ready') this.set({ data: saved });
        // What is being saved is answered by its own answer.
        else if (!this.state.saving) this.#takeIn(saved.value);
      },
    );
  }

  protected start(): () => void {
    if (this.state.timeZones.length === 0) void this.#loadTimeZones();
    return this.#refresh.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  logoAddress(path: string): string {
    return this.#api.logoAddress(path);
  }

  retry(): void {
    this.set({ data: loading });
    void this.#refresh.refetch();
  }

  change(patch: Partial<CollegeData>): void {
    const { data } = this.state;
    if (data.status !== 'ready') return;
    const next = { ...data.value, ...patch };
    this.set({ data: ready(next), changed: this.#differs(next), problem: null });
  }

  /** Forgets what was written and not saved. */
  discard(): void {
    if (this.#base) this.set({ data: ready(this.#base), changed: false, problem: null, changedMeanwhile: {} });
  }

  /** Keeps a picture as the logo; like the rest it is the college's only after saving. */
  async chooseLogo(picture: Blob): Promise<void> {
    if (this.state.uploading) return;
    const reason = !logoTypes[picture.type] ? 'logoType' : picture.size > logoBytes ? 'logoBig' : null;
    if (reason) {
      this.set({ problem: { field: 'logoPath', reason } });
      return;
    }
    this.set({ uploading: true, problem: null });
    try {
      this.change({ logoPath: await this.#api.uploadLogo(this.#college, picture) });
    } catch (thrown) {
      const { code } = toAppError(thrown);
      this.set({ problem: { field: 'logoPath', reason: code === 'invalid' ? 'logoType' : code } });
    } finally {
      this.set({ uploading: false });
    }
  }

  /** @returns whether it is saved; otherwise the state says why not, and everything written is still there. */
  async save(): Promise<boolean> {
    const { data, saving, uploading } = this.state;
    if (data.status !== 'ready' || saving || uploading) return false;
    const wanted = trimmed(data.value);
    const problem = faultOf(wanted);
    if (problem) {
      this.set({ problem });
      return false;
    }
    this.set({ saving: true, problem: null, changedMeanwhile: {} });
    try {
      const before = this.#base?.logoPath;
      this.#version = await this.#api.update(this.#college, this.#version, wanted);
      this.#base = wanted;
      this.set({ saving: false, changed: false, data: ready(wanted) });
      if (before && before !== wanted.logoPath) void this.#api.removeLogo(before).catch(toAppError);
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      this.set({ saving: false, problem: { field: null, reason: error.code } });
      const present = collegeConflict(error);
      if (present && this.#base) {
        const base = this.#base;
        const changed = differing(base, present.data).map((field) => [field, present.data[field]]);
        this.#takeIn(present);
        this.set({ changedMeanwhile: Object.fromEntries(changed) });
      }
      return false;
    }
  }

  /** What is saved is the ground, and what is written here stays on top of it. */
  #takeIn({ data: theirs, version }: CollegeVersion): void {
    const { data } = this.state;
    const mine = this.#base && data.status === 'ready' ? rebase(this.#base, data.value, theirs) : theirs;
    this.#base = theirs;
    this.#version = version;
    this.set({ data: ready(mine), changed: this.#differs(mine) });
  }

  #differs(data: CollegeData): boolean {
    return this.#base !== null && differing(this.#base, data).length > 0;
  }

  async #loadTimeZones(): Promise<void> {
    const timeZones = await this.#api.timeZones().catch(toAppError);
    // Without the list the present zone can still be kept.
    if (!(timeZones instanceof Error)) this.set({ timeZones });
  }
}

export const aboutStore = (backend: Backend, college: string): AboutStore =>
  backend.once(`about:${college}`, () => new AboutStore(aboutApi(backend), college));
