import type { Backend } from '../core/backend.ts';
import { type AppError, type Loadable, loading, toAppError } from '../core/errors.ts';
import { LiveQuery } from '../core/live-store.ts';
import { Store } from '../core/store.ts';
import { dataArchive } from './data-archive.ts';
import { type PersonName, type Profile, type ProfileApi, profileApi } from './profile-api.ts';

export type NameField = keyof PersonName;
export type NameFault = 'surnameEmpty' | 'nameEmpty' | 'long';

/** What a person does here; one at a time of each kind. */
export type Act = 'rename' | 'pack' | 'leave' | 'leaveEverywhere' | 'erase';

export interface ProfileState {
  /** Null while the person has no name. */
  readonly profile: Loadable<Profile | null>;
  /** What is typed of a new name; null while nothing is changed. */
  readonly draft: PersonName | null;
  readonly faults: Readonly<Partial<Record<NameField, NameFault>>>;
  readonly busy: ReadonlySet<Act>;
  /** Why the last try failed. */
  readonly problems: Readonly<Partial<Record<Act, AppError>>>;
  /** How far the packing has come, 0 to 1. */
  readonly packed: number;
}

/** The longest that the database keeps, in characters. */
const longest = 100;

/** The own name, and what one may do with one's data and sessions. */
export class ProfileStore extends Store<ProfileState> {
  readonly #api: Pick<ProfileApi, keyof ProfileApi>;
  readonly #profile: LiveQuery<Profile | null>;

  constructor(api: Pick<ProfileApi, keyof ProfileApi>) {
    super({ profile: loading, draft: null, faults: {}, busy: new Set(), problems: {}, packed: 0 });
    this.#api = api;
    this.#profile = new LiveQuery<Profile | null>(
      () => api.profile(),
      (profile) => this.set({ profile }),
    );
  }

  protected start(): () => void {
    const leave = this.#api.subscribe(this.#profile.invalidate);
    void this.#profile.refetch();
    return () => {
      leave();
      this.#profile.stop();
    };
  }

  retry(): void {
    this.set({ profile: loading });
    void this.#profile.refetch();
  }

  /** The name as it stands in the fields. */
  get name(): PersonName {
    const { draft, profile } = this.state;
    const saved = profile.status === 'ready' ? profile.value : null;
    return draft ?? saved ?? { surname: '', name: '', patronymic: '' };
  }

  type(field: NameField, text: string): void {
    const { [field]: _mended, ...faults } = this.state.faults;
    const { rename: _told, ...problems } = this.state.problems;
    this.set({ draft: { ...this.name, [field]: text }, faults, problems });
  }

  /** Saves the name as it is typed; true when it is saved. */
  async rename(): Promise<boolean> {
    const { surname, name, patronymic } = this.name;
    const typed = { surname: surname.trim(), name: name.trim(), patronymic: patronymic.trim() };
    const faults: Partial<Record<NameField, NameFault>> = {};
    if (!typed.surname) faults.surname = 'surnameEmpty';
    if (!typed.name) faults.name = 'nameEmpty';
    for (const field of ['surname', 'name', 'patronymic'] as const) {
      if ([...typed[field]].length > longest) faults[field] = 'long';
    }
    this.set({ faults });
    if (Object.keys(faults).length > 0) return false;
    return this.#act('rename', async () => {
      const { draft } = this.state;
      await this.#api.rename(typed);
      const { profile } = this.state;
      if (profile.status === 'ready' && profile.value) {
        this.set({ profile: { ...profile, value: { ...profile.value, ...typed } } });
      }
      // What was typed while it was being saved is not saved yet.
      if (this.state.draft === draft) this.set({ draft: null });
    });
  }

  /** Everything that is kept about the person, in one file; null when it failed. */
  async pack(): Promise<Blob | null> {
    let file: Blob | null = null;
    this.set({ packed: 0 });
    await this.#act('pack', async () => {
      file = await dataArchive(this.#api, (packed) => this.set({ packed }));
    });
    return file;
  }

  /** Ends the session on this device; true when it is ended. */
  signOut(): Promise<boolean> {
    return this.#act('leave', () => this.#api.signOut());
  }

  /** Ends all sessions of the person; true when they are ended. */
  signOutEverywhere(): Promise<boolean> {
    return this.#act('leaveEverywhere', () => this.#api.signOutEverywhere());
  }

  /** Erases the account; true when it is gone. The session here is still to be ended. */
  erase(): Promise<boolean> {
    return this.#act('erase', () => this.#api.erase());
  }

  /** What was told about an act is read. */
  forget(act: Act): void {
    const { [act]: _read, ...problems } = this.state.problems;
    this.set({ problems });
  }

  async #act(act: Act, work: () => Promise<void>): Promise<boolean> {
    if (this.state.busy.has(act)) return false;
    this.forget(act);
    this.set({ busy: new Set([...this.state.busy, act]) });
    try {
      await work();
      return true;
    } catch (thrown) {
      this.set({ problems: { ...this.state.problems, [act]: toAppError(thrown) } });
      return false;
    } finally {
      this.set({ busy: new Set([...this.state.busy].filter((each) => each !== act)) });
    }
  }
}

export const profileStore = (backend: Backend): ProfileStore =>
  backend.once('profile', () => new ProfileStore(profileApi(backend)));
