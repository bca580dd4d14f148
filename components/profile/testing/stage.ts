import { AppError, type AppErrorCode } from '../../core/errors.ts';
import type { PersonName } from '../../core/names.ts';
import { stageFor } from '../../element/testing/stage.ts';
import type { PersonalData, Profile, ProfileApi } from '../profile-api.ts';

export const alina: Profile = {
  id: 'alina',
  surname: 'Соколова',
  name: 'Алина',
  patronymic: 'Игоревна',
  phone: '79120000011',
  consent: { version: '2026-09', at: new Date(2026, 8, 12) },
};

type Method = 'profile' | 'rename' | 'data' | 'erase' | 'signOut' | 'signOutEverywhere';

/** Answers as the backend does, unless a test makes it fail or wait. */
export class FakeProfile implements Pick<ProfileApi, keyof ProfileApi> {
  person: Profile | null = alina;
  stored: PersonalData = { sections: { account: { phone: alina.phone }, messages: [{ body: 'Привет' }] }, files: [] };
  readonly blobs = new Map<string, string>();
  readonly renamed: PersonName[] = [];
  readonly called: Method[] = [];
  /** The error of the next call of a method. */
  readonly fails = new Map<Method, AppError>();
  /** Every call waits for this. */
  gate: Promise<void> = Promise.resolve();
  #changed: () => void = () => {};

  fail(method: Method, code: AppErrorCode, reason = ''): void {
    this.fails.set(method, new AppError(code, '', { reason }));
  }

  async profile(): Promise<Profile | null> {
    await this.#call('profile');
    return this.person;
  }

  async rename(name: PersonName): Promise<void> {
    await this.#call('rename');
    this.renamed.push(name);
    if (this.person) this.person = { ...this.person, ...name };
  }

  async data(): Promise<PersonalData> {
    await this.#call('data');
    return this.stored;
  }

  async file(path: string): Promise<Blob | null> {
    const text = this.blobs.get(path);
    return text === undefined ? null : new Blob([text]);
  }

  erase(): Promise<void> {
    return this.#call('erase');
  }

  signOut(): Promise<void> {
    return this.#call('signOut');
  }

  signOutEverywhere(): Promise<void> {
    return this.#call('signOutEverywhere');
  }

  subscribe(changed: () => void): () => void {
    this.#changed = changed;
    return () => {
      this.#changed = () => {};
    };
  }

  /** As after a change in another tab or on another device. */
  change(): void {
    this.#changed();
  }

  async #call(method: Method): Promise<void> {
    this.called.push(method);
    await this.gate;
    const error = this.fails.get(method);
    this.fails.delete(method);
    if (error) throw error;
  }
}

/** A place on the page where the tag has a fake backend, as Алина or signed out. */
export function stage({ signedIn = true } = {}) {
  const { place, backend, stop } = stageFor(signedIn ? alina.id : null);
  const api = backend.once('profile-api', () => new FakeProfile());
  return { place, backend, stop, api };
}
