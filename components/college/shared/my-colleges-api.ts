import { type Backend, unwrap, withReasons } from '../../core/backend.ts';

export type Role = 'teacher' | 'staff' | 'student';

/** A college that I belong to, and as what. */
export interface MyCollege {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly city: string;
  /** Address of its picture; empty when it has none. */
  readonly logo: string;
  readonly role: Role;
  readonly isAdmin: boolean;
  /** Applications that wait; 0 for those who do not decide on them. */
  readonly requests: number;
}

/** Where the picture of a college is; empty when it has none. */
export const logoAddress = (backend: Backend, path: string | null): string =>
  path ? `${backend.config.url}/storage/v1/object/public/college-logos/${path}` : '';

/** My own colleges. Throws AppError only. */
export class MyCollegesApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(): Promise<MyCollege[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('my_colleges'));
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      shortName: row.short_name,
      city: row.city,
      logo: logoAddress(this.#backend, row.logo_path),
      role: row.role,
      isAdmin: row.is_admin,
      requests: row.requests,
    }));
  }

  /** @throws {AppError} `lastAdmin`, when I am the only administrator there. */
  async leave(college: string): Promise<void> {
    await withReasons(unwrap(this.#backend.client.rest.rpc('leave_college', { college })), { SF005: 'lastAdmin' });
  }

  /** Calls `changed` whenever I may have been admitted, removed or given other rights. */
  subscribeToMe(changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.#backend.userId}`, {
      events: { membership: changed },
      onJoined: changed,
    });
  }

  /** Calls `changed` whenever the data of a college, or (for administrators) what waits there, may have changed. */
  subscribeToCollege(college: string, isAdmin: boolean, changed: () => void): () => void {
    const unsubscribe = this.#backend.channels.subscribe(`college:${college}`, {
      events: { college_changed: changed },
    });
    if (!isAdmin) return unsubscribe;
    const unsubscribeAdmin = this.#backend.channels.subscribe(`admin:${college}`, {
      events: { requests_changed: changed },
      onJoined: changed,
    });
    return () => {
      unsubscribe();
      unsubscribeAdmin();
    };
  }
}

export const myCollegesApi = (backend: Backend): MyCollegesApi =>
  backend.once('my-colleges-api', () => new MyCollegesApi(backend));
