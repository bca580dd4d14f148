import { Action, type ActionState } from '../core/action.ts';
import type { Backend } from '../core/backend.ts';
import { type AppError, type Loadable, loading } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import type { PersonName } from '../core/names.ts';
import { dataArchive } from './data-archive.ts';
import { type Profile, type ProfileApi, profileApi } from './profile-api.ts';

export type NameField = keyof PersonName;
export type NameFault = 'surnameEmpty' | 'nameEmpty' | 'long';

/** What a person can do here; one at a time of each kind. */
const acts = ['rename', 'pack', 'signOut', 'signOutEverywhere', 'erase'] as const;
export type Act = (typeof acts)[number];

const forEachAct = <T>(make: (act: Act) => T) =>
  Object.fromEntries(acts.map((act) => [act, make(act)])) as Record<Act, T>;

export interface ProfileState {
  /** Null while the person has no name. */
  readonly profile: Loadable<Profile | null>;
  /** What is typed of a new name; null while nothing is changed. */
  readonly draft: PersonName | null;
  readonly faults: Readonly<Partial<Record<NameField, NameFault>>>;
  readonly acts: Readonly<Record<Act, ActionState<AppError>>>;
  /** How far the packing has come, 0 to 1. */
  readonly packed: number;
}

/** The longest that the database keeps, in characters. */
const longest = 100;

/** The own name, and what one may do with one's data and sessions. */
export class ProfileStore extends LiveStore<ProfileState, Profile | null> {
  readonly #api: Pick<ProfileApi, keyof ProfileApi>;
  readonly #actions = forEachAct(
    (act) =>
      new Action<AppError>(
        (state) => this.set({ acts: { ...this.state.acts, [act]: state } }),
        (error) => error,
      ),
  );

  constructor(api: Pick<ProfileApi, keyof ProfileApi>) {
    const idle = { busy: false, problem: null };
    super({ profile: loading, draft: null, faults: {}, acts: forEachAct(() => idle), packed: 0 });
    this.#api = api;
  }

  protected load(): Promise<Profile | null> {
    return this.#api.profile();
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(changed);
  }

  protected show(profile: Loadable<Profile | null>): void {
    this.set({ profile });
  }

  /** The name as it stands in the fields. */
  get name(): PersonName {
    const { draft, profile } = this.state;
    const saved = profile.status === 'ready' ? profile.value : null;
    return draft ?? saved ?? { surname: '', name: '', patronymic: '' };
  }

  type(field: NameField, text: string): void {
    const { [field]: _corrected, ...faults } = this.state.faults;
    this.set({ draft: { ...this.name, [field]: text }, faults });
    this.clearError('rename');
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
    return this.#actions.rename.run(async () => {
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
    await this.#actions.pack.run(async () => {
      file = await dataArchive(this.#api, (packed) => this.set({ packed }));
    });
    return file;
  }

  /** Ends the session on this device; true when it is ended. */
  signOut(): Promise<boolean> {
    return this.#actions.signOut.run(() => this.#api.signOut());
  }

  /** Ends all sessions of the person; true when they are ended. */
  signOutEverywhere(): Promise<boolean> {
    return this.#actions.signOutEverywhere.run(() => this.#api.signOutEverywhere());
  }

  /** Erases the account; true when it is gone. The session here is still to be ended. */
  erase(): Promise<boolean> {
    return this.#actions.erase.run(() => this.#api.erase());
  }

  clearError(act: Act): void {
    this.#actions[act].clearError();
  }
}

export const profileStore = (backend: Backend): ProfileStore =>
  backend.once('profile', () => new ProfileStore(profileApi(backend)));
