import { type Backend, unwrap } from '../../core/backend.ts';
import type { Person } from '../../core/names.ts';
import { logoAddress } from './my-colleges-api.ts';

/** Who is signed in, as they see themselves. */
export interface Me extends Person {
  /** Digits with the country code; empty when the account has none. */
  readonly phone: string;
}

/** A college that I applied to; it has not answered. */
export interface PendingCollege {
  readonly id: string;
  readonly shortName: string;
  readonly logo: string;
}

/** What I see of myself. Throws AppError only. */
export class MeApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Null while I have no name. */
  async me(): Promise<Me | null> {
    const id = this.#backend.userId ?? '';
    const profiles = this.#backend.client.rest.from('profiles').select('surname, name, patronymic');
    const [known] = await unwrap(profiles.eq('id', id).limit(1));
    return known ? { ...known, id, phone: this.#backend.session.current?.phone ?? '' } : null;
  }

  async requests(): Promise<PendingCollege[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('my_requests'));
    return rows.map((row) => ({
      id: row.college_id,
      shortName: row.short_name || row.name,
      logo: logoAddress(this.#backend, row.logo_path),
    }));
  }

  signOut(): Promise<void> {
    return this.#backend.session.signOut();
  }

  /** Calls `changed` whenever an application of mine may have been sent, withdrawn or answered. */
  subscribe(changed: () => void): () => void {
    const events = { request: changed, membership: changed };
    return this.#backend.channels.subscribe(`user:${this.#backend.userId}`, { events, onJoined: changed });
  }
}

export const meApi = (backend: Backend): MeApi => backend.once('me-api', () => new MeApi(backend));
