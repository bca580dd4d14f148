import type { Role } from '../../college/shared/my-colleges-api.ts';
import { type Backend, unwrap } from '../../core/backend.ts';
import type { PersonName } from '../../core/names.ts';

/** A member, or somebody expected, for a table. */
export interface ExportedPerson extends PersonName {
  readonly phone: string;
  readonly role: Role;
  readonly groups: string;
  readonly subjects: string;
  readonly isAdmin: boolean;
  readonly state: 'member' | 'expected';
  readonly since: Date;
}

/** The function of the database answers one value, since a set of rows is cut at a thousand. */
interface ExportRow extends PersonName {
  phone: string;
  role: Role;
  groups: string;
  subjects: string;
  is_admin: boolean;
  state: ExportedPerson['state'];
  since: string;
}

/** The people of a college for a table. Throws AppError only. */
export class MembersExportApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Everybody, with whole numbers; the log keeps who asked. */
  async list(college: string): Promise<ExportedPerson[]> {
    const answer = await unwrap(this.#backend.client.rest.rpc('export_members', { college }));
    return (answer as unknown as ExportRow[]).map(({ is_admin, since, ...row }) => ({
      ...row,
      isAdmin: is_admin,
      since: new Date(since),
    }));
  }
}

export const membersExportApi = (backend: Backend): MembersExportApi =>
  backend.once('members-export-api', () => new MembersExportApi(backend));
