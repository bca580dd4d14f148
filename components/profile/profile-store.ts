import { Action, type ActionState } from '../core/action.ts';
import type { Backend } from '../core/backend.ts';
import { type AppError, type Loadable, loading } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import type { PersonName } from '../core/names.ts';
import { dataArchive } from './data-archive.ts';
import { type Profile, type ProfileApi, profileApi } from './profile-api.ts';

export type NameField = keyof PersonName;
export type NameFault = 'surnameEmpty' | 'nameEmpty' | 'long';

/** What a person can do here; each of them once at a time. */
const actionNames = ['rename', 'pack', 'signOut', 'signOutEverywhere', 'erase'] as const;
export type ActionName = (typeof actionNames)[number];

const forEachAction = <T>(make: (name: ActionName) => T) =>
  Object.fromEntries(actionNames.map((name) => [name, make(name)])) as Record<ActionName, T>;

export interface ProfileState {
  /** Null while the person has no name. */
  readonly profile: Loadable<Profile | null>;
  /** What is typed of a new name; null while nothing is changed. */
  readonly draft: PersonName | null;
  readonly faults: Readonly<Partial<Record<NameField, NameFault>>>;
  readonly actions: Readonly<Record<ActionName, ActionState<AppError>>>;
  /** Progress of `pack`, 0 to 1. */
  readonly packed: number;
}

/** As the database limits it, in characters. */
const maxNameLength = 100;

/** The profile of who is signed in: their name, and what they may do with their data and sessions. */
export class ProfileStore extends LiveStore<ProfileState, Profile | null> {
  readonly #api: Pick<ProfileApi, keyof ProfileApi>;
  readonly #actions = forEachAction(
    (name) =>
      new Action<AppError>(
        (state) => this.set({ actions: { ...this.state.actions, [name]: state } }),
        (error) => error,
      ),
  );

  constructor(api: Pick<ProfileApi, keyof ProfileApi>) {
    const idle = { busy: false, problem: null };
    super({ profile: loading, draft: null, faults: {}, actions: forEachAction(() => idle), packed: 0 });
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

  /** The name as it is in the fields. */
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

  /** Saves the name as it is typed. @returns whether it was saved. */
  async rename(): Promise<boolean> {
    const { surname, name, patronymic } = this.name;
    const typed = { surname: surname.trim(), name: name.trim(), patronymic: patronymic.trim() };
    const faults: Partial<Record<NameField, NameFault>> = {};
    if (!typed.surname) faults.surname = 'surnameEmpty';
    if (!typed.name) faults.name = 'nameEmpty';
    for (const field of ['surname', 'name', 'patronymic'] as const) {
      if ([...typed[field]].length > maxNameLength) faults[field] = 'long';
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

  /** Everything that is stored about the person, in one file; null when it failed. */
  async pack(): Promise<Blob | null> {
    let file: Blob | null = null;
    this.set({ packed: 0 });
    await this.#actions.pack.run(async () => {
      file = await dataArchive(this.#api, (packed) => this.set({ packed }));
    });
    return file;
  }

  /** Ends the session on this device. @returns whether it was ended. */
  signOut(): Promise<boolean> {
    return this.#actions.signOut.run(() => this.#api.signOut());
  }

  /** Ends all sessions of the person. @returns whether they were ended. */
  signOutEverywhere(): Promise<boolean> {
    return this.#actions.signOutEverywhere.run(() => this.#api.signOutEverywhere());
  }

  /** Erases the account, but does not end the session. @returns whether it was erased. */
  erase(): Promise<boolean> {
    return this.#actions.erase.run(() => this.#api.erase());
  }

  clearError(name: ActionName): void {
    this.#actions[name].clearError();
  }
}

export const profileStore = (backend: Backend): ProfileStore =>
  backend.once('profile', () => new ProfileStore(profileApi(backend)));
