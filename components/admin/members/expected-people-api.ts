import type { Role } from '../../college/shared/my-colleges-api.ts';
import { type Backend, unwrap } from '../../core/backend.ts';
import type { PersonName } from '../../core/names.ts';

/** Somebody who will be a member as soon as they register with this number. */
export interface ExpectedPerson extends PersonName {
  readonly phone: string;
  readonly role: Role;
  readonly group: string;
  readonly subjects: readonly string[];
}

/** The function of the database answers one value, since a set of rows is cut at a thousand. */
interface ExpectedRow extends PersonName {
  phone: string;
  role: Role;
  group_number: string | null;
  subjects: string[] | null;
}

/** Those who were added to a college and have not registered. Throws AppError only. */
export class ExpectedPeopleApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** By surname. */
  async list(college: string): Promise<ExpectedPerson[]> {
    const answer = await unwrap(this.#backend.client.rest.rpc('expected_people', { college }));
    return (answer as unknown as ExpectedRow[]).map(
      ({ surname, name, patronymic, phone, role, group_number, subjects }) => ({
        surname,
        name,
        patronymic,
        phone,
        role,
        group: group_number ?? '',
        subjects: subjects ?? [],
      }),
    );
  }

  async remove(college: string, phone: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('remove_expected', { college, phone }));
  }

  /** Calls `changed` whenever somebody may have come, been added, or be expected no longer. */
  subscribe(college: string, changed: () => void): () => void {
    const { channels } = this.#backend;
    const unsubscribe = channels.subscribe(`college:${college}`, {
      events: { person_changed: changed },
      onJoined: changed,
    });
    const unsubscribeAdmin = channels.subscribe(`admin:${college}`, {
      events: { log_changed: changed },
      onJoined: changed,
    });
    return () => {
      unsubscribe();
      unsubscribeAdmin();
    };
  }
}

export const expectedPeopleApi = (backend: Backend): ExpectedPeopleApi =>
  backend.once('expected-people-api', () => new ExpectedPeopleApi(backend));
