import { type Backend, unwrap, withReasons } from '../core/backend.ts';
import type { Person, PersonName } from '../core/names.ts';
import { toStorageError } from '../core/network/storage-error.ts';

/** What a person agreed to, and when. */
interface GivenConsent {
  readonly version: string;
  readonly at: Date;
}

/** Who is signed in. */
export interface Profile extends Person {
  /** Digits with the country code; empty when the account has none. */
  readonly phone: string;
  /** The latest; null for accounts from before consents were stored. */
  readonly consent: GivenConsent | null;
}

/** Everything that is kept about the person, by sections; `files` names those in Storage as `bucket/path`. */
export interface PersonalData {
  readonly sections: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
}

/** The profile of the caller, and what they may do with their data. Throws AppErrors only. */
export class ProfileApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Null while the person has no name. */
  async profile(): Promise<Profile | null> {
    const { rest } = this.#backend.client;
    const id = this.#myId;
    const names = rest.from('profiles').select('surname, name, patronymic').eq('id', id).limit(1);
    const consents = rest.from('consents').select('text_version, given_at').eq('person_id', id);
    const [[name], [consent]] = await Promise.all([
      unwrap(names),
      unwrap(consents.order('given_at', { ascending: false }).limit(1)),
    ]);
    if (!name) return null;
    const phone = this.#backend.session.current?.phone ?? '';
    const given = consent ? { version: consent.text_version, at: new Date(consent.given_at) } : null;
    return { ...name, id, phone, consent: given };
  }

  async rename({ surname, name, patronymic }: PersonName): Promise<void> {
    const mine = this.#backend.client.rest.from('profiles').update({ surname, name, patronymic }).eq('id', this.#myId);
    await unwrap(mine.select('id').single());
  }

  async data(): Promise<PersonalData> {
    const sections = (await unwrap(this.#backend.client.rest.rpc('export_my_data'))) as Record<string, unknown>;
    return { sections, files: sections.files as string[] };
  }

  /** A file of Storage; null when the person may no longer read it. */
  async file(path: string): Promise<Blob | null> {
    const [bucket = '', ...parts] = path.split('/');
    const storage = await this.#backend.client.storage();
    const { data, error } = await storage.from(bucket).download(parts.join('/'));
    if (!error) return data;
    const status = Number((error as { status?: number }).status ?? 0);
    if (status >= 400 && status < 500 && status !== 429) return null;
    throw toStorageError(error);
  }

  /**
   * Erases the data and the account; repeating it does no harm. The session still has to be ended by `signOut`.
   * @throws {AppError} invalid with the reason `lastAdmin`, where a college would lose its last administrator.
   */
  erase(): Promise<void> {
    return withReasons(this.#backend.client.call('erase-account'), { SF005: 'lastAdmin' });
  }

  signOut(): Promise<void> {
    return this.#backend.session.signOut();
  }

  signOutEverywhere(): Promise<void> {
    return this.#backend.session.signOutEverywhere();
  }

  /** Calls `changed` whenever the name may have changed, in another tab or on another device. */
  subscribe(changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.#myId}`, { events: { profile: changed }, onJoined: changed });
  }

  get #myId(): string {
    return this.#backend.userId ?? '';
  }
}

export const profileApi = (backend: Backend): ProfileApi => backend.once('profile-api', () => new ProfileApi(backend));
