import {
  type CollegeData,
  type CollegeDataApi,
  type CollegeVersion,
  collegeConflict,
  collegeDataApi,
  logoBytes,
  logoTypes,
} from '../../college/shared/college-data-api.ts';
import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { EditDraft } from '../../core/edit-draft.ts';
import { type AppError, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';

export type AboutField = keyof CollegeData;

/** Why it was not saved; each has a sentence. */
export type AboutProblem = 'empty' | 'site' | 'hours' | 'logoType' | 'logoBig' | AppError['code'];

export interface AdminAboutState {
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

/** Pictures that can be the logo, as a choice of files asks for them. */
export const pictureTypes = Object.keys(logoTypes).join(',');

/** Thirty days. */
const mostEditHours = 720;

const required: readonly AboutField[] = ['name', 'shortName', 'country', 'city'];

/** What is wrong before it is sent; null when nothing is. */
export function faultOf(data: CollegeData): AdminAboutState['problem'] {
  const empty = required.find((field) => !data[field].trim());
  if (empty) return { field: empty, reason: 'empty' };
  const hours = data.editHours.trim();
  if (!/^\d{1,3}$/.test(hours) || Number(hours) > mostEditHours) return { field: 'editHours', reason: 'hours' };
  const site = data.site.trim();
  if (site && !(/^https?:\/\//.test(site) && URL.canParse(site))) return { field: 'site', reason: 'site' };
  return null;
}

const trimmed = (data: CollegeData): CollegeData =>
  Object.fromEntries(Object.entries(data).map(([field, value]) => [field, value.trim()])) as unknown as CollegeData;

/** The data of a college as an administrator writes it; what is written is kept until it is saved. */
export class AdminAboutStore extends LiveStore<AdminAboutState, CollegeVersion> {
  readonly #api: CollegeDataApi;
  readonly #college: string;
  readonly #draft = new EditDraft<CollegeData, number>(({ typed, differs, changedMeanwhile }) =>
    this.set({ data: ready(typed), changed: differs, changedMeanwhile }),
  );
  readonly #saving = new Action<AdminAboutState['problem']>(
    ({ busy, problem }) => this.set({ saving: busy, problem }),
    ({ code }) => ({ field: null, reason: code }),
  );
  readonly #uploading = new Action<AdminAboutState['problem']>(
    ({ busy, problem }) => this.set({ uploading: busy, problem }),
    ({ code }) => ({ field: 'logoPath', reason: code === 'invalid' ? 'logoType' : code }),
  );

  constructor(api: CollegeDataApi, college: string) {
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
  }

  protected override start(): () => void {
    if (this.state.timeZones.length === 0) void this.#loadTimeZones();
    return super.start();
  }

  protected load(): Promise<CollegeVersion> {
    return this.#api.get(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(saved: Loadable<CollegeVersion>): void {
    if (saved.status !== 'ready') this.set({ data: saved });
    // What is being saved is answered by its own answer.
    else if (!this.state.saving) this.#draft.load(saved.value.data, saved.value.version);
  }

  logoAddress(path: string): string {
    return this.#api.logoAddress(path);
  }

  change(patch: Partial<CollegeData>): void {
    this.#draft.change(patch);
    this.#saving.clearError();
  }

  discard(): void {
    this.#draft.discard();
    this.#saving.clearError();
  }

  /** Keeps a picture as the logo; like the rest it is the college's only after saving. */
  async chooseLogo(picture: Blob): Promise<void> {
    const reason = !logoTypes[picture.type] ? 'logoType' : picture.size > logoBytes ? 'logoBig' : null;
    if (reason) {
      this.#uploading.refuse({ field: 'logoPath', reason });
      return;
    }
    await this.#uploading.run(async () => {
      this.#draft.change({ logoPath: await this.#api.uploadLogo(this.#college, picture) });
    });
  }

  /** @returns whether it is saved; otherwise the state says why not, and everything written is still there. */
  async save(): Promise<boolean> {
    const draft = this.#draft.current;
    if (!draft || this.state.uploading) return false;
    const { base, typed, version } = draft;
    const wanted = trimmed(typed);
    const fault = faultOf(wanted);
    if (fault) return this.#saving.refuse(fault);
    return this.#saving.run(async () => {
      this.#draft.acknowledge();
      this.#draft.saved(typed, wanted, await this.#update(version, wanted));
      if (base.logoPath && base.logoPath !== wanted.logoPath) {
        void this.#api.removeLogo(base.logoPath).catch(toAppError);
      }
    });
  }

  async #update(version: number, wanted: CollegeData): Promise<number> {
    try {
      return await this.#api.update(this.#college, version, wanted);
    } catch (thrown) {
      const present = collegeConflict(toAppError(thrown));
      if (present) this.#draft.conflict(present.data, present.version);
      throw thrown;
    }
  }

  async #loadTimeZones(): Promise<void> {
    const timeZones = await this.#api.timeZones().catch(toAppError);
    // Without the list the present zone can still be kept.
    if (!(timeZones instanceof Error)) this.set({ timeZones });
  }
}

export const adminAboutStore = (backend: Backend, college: string): AdminAboutStore =>
  backend.once(`admin-about:${college}`, () => new AdminAboutStore(collegeDataApi(backend), college));
