import { type Backend, unwrap } from '../core/backend.ts';
import type { Person } from '../core/names.ts';

export interface PersonGroup {
  readonly id: string;
  readonly number: string;
  /** What a teacher teaches there. */
  readonly subjects: readonly string[];
}

/** A member of a college as its other members see them. */
export interface PersonCard extends Person {
  readonly role: 'student' | 'teacher' | 'staff';
  readonly isAdmin: boolean;
  readonly subjects: readonly string[];
  readonly groups: readonly PersonGroup[];
  /** With its middle hidden; empty for those who may not see even that. */
  readonly phone: string;
  /** The caller may change what the person is in the college. */
  readonly canEdit: boolean;
}

/** What is asked of the backend about one person. Throws AppError only. */
export class PersonCardApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  /** Null when the person does not belong to the college, or not any more. */
  async card(college: string, person: string): Promise<PersonCard | null> {
    const [row] = await unwrap(this.#backend.client.rest.rpc('person_card', { college, person }));
    if (!row) return null;
    return {
      id: row.person_id,
      surname: row.surname,
      name: row.name,
      patronymic: row.patronymic,
      role: row.role,
      isAdmin: row.is_admin,
      subjects: row.subjects,
      groups: row.groups as unknown as PersonGroup[],
      phone: row.phone ?? '',
      canEdit: row.can_edit,
    };
  }

  /** Id of my personal chat with somebody, which is made when there is none. */
  personalChat(college: string, person: string): Promise<string> {
    return unwrap(this.#backend.client.rest.rpc('personal_chat', { college, person }));
  }

  /** Calls `changed` whenever somebody of the college may have changed. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`college:${college}`, {
      events: { person_changed: changed, group_changed: changed },
      onJoined: changed,
    });
  }
}

export const personCardApi = (backend: Backend): PersonCardApi =>
  backend.once('person-card-api', () => new PersonCardApi(backend));
