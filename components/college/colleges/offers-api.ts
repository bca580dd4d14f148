import { type Backend, unwrap } from '../../core/backend.ts';
import { logoAddress, type Role } from '../shared/my-colleges-api.ts';

/** A college that invites me by my number, and as what. It does not learn of me before I accept. */
export interface Offer {
  readonly collegeId: string;
  readonly name: string;
  readonly shortName: string;
  readonly city: string;
  /** Address of its picture; empty when it has none. */
  readonly logo: string;
  readonly role: Role;
  /** Empty when it is for the college alone. */
  readonly groupNumber: string;
}

/** Invitations to me that I have neither accepted nor declined. Throws AppError only. */
export class OffersApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(): Promise<Offer[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('my_offers'));
    return rows.map((row) => ({
      collegeId: row.college_id,
      name: row.name,
      shortName: row.short_name || row.name,
      city: row.city,
      logo: logoAddress(this.#backend, row.logo_path),
      role: row.role,
      groupNumber: row.group_number ?? '',
    }));
  }

  /** @throws {AppError} missing, when the college no longer invites me. */
  async accept(college: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('accept_offer', { college }));
  }

  /** Does no harm when the college no longer invites me. */
  async decline(college: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('decline_offer', { college }));
  }

  /** Calls `changed` whenever a college may have invited me, or no longer does. */
  subscribe(changed: () => void): () => void {
    const events = { offer: changed, membership: changed };
    return this.#backend.channels.subscribe(`user:${this.#backend.userId}`, { events, onJoined: changed });
  }
}

export const offersApi = (backend: Backend): OffersApi => backend.once('offers-api', () => new OffersApi(backend));
