import type { Role } from '../../college/shared/my-colleges-api.ts';
import { type Backend, unwrap, unwrapAll, withReasons } from '../../core/backend.ts';
import type { PersonName } from '../../core/names.ts';

/** Somebody who has registered and waits to be admitted. */
export interface JoinRequest extends PersonName {
  readonly id: string;
  readonly personId: string;
  readonly role: Role;
  /** Number of the group as the person wrote it; empty when they named none. */
  readonly group: string;
  /** The group of that number that is not graduated, if there is exactly one. */
  readonly groupId: string | null;
  readonly subjects: readonly string[];
  readonly sentAt: Date;
}

/** Applications to a college; administrators only. Throws AppError only. */
export class AdminRequestsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Those that wait, the newest first. */
  async list(college: string): Promise<JoinRequest[]> {
    const { rest } = this.#backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('college_requests', { college }).range(from, to));
    return rows.map((row) => ({
      id: row.id,
      personId: row.person_id,
      surname: row.surname,
      name: row.name,
      patronymic: row.patronymic,
      role: row.role,
      group: row.group_number,
      groupId: row.group_id,
      subjects: row.subjects,
      sentAt: new Date(row.created_at),
    }));
  }

  /**
   * @throws {AppError} missing, when it was withdrawn or somebody else has decided it; `graduated`, of the group;
   * `subjects`, when they do not fit.
   */
  async admit(request: JoinRequest, group: string | null): Promise<void> {
    const admitting = this.#backend.client.rest.rpc('admit_request', {
      request: request.id,
      role: request.role,
      ...(group && { study_group: group }),
      subjects: [...request.subjects],
    });
    await withReasons(unwrap(admitting), { SF001: 'subjects', SF006: 'graduated' });
  }

  /** For good. @throws {AppError} missing, as `admit`. */
  async hide(request: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('hide_request', { request }));
  }

  /** Calls `changed` whenever the list may have changed. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`admin:${college}`, {
      events: { requests_changed: changed },
      onJoined: changed,
    });
  }
}

export const adminRequestsApi = (backend: Backend): AdminRequestsApi =>
  backend.once('admin-requests-api', () => new AdminRequestsApi(backend));
