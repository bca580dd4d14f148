import { type Backend, unwrap } from '../../core/backend.ts';
import type { AppError } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import { toStorageError } from '../../core/network/storage-error.ts';
import { logoAddress } from './my-colleges-api.ts';

/** What an administrator writes about the college. */
export interface CollegeData {
  readonly name: string;
  readonly shortName: string;
  readonly country: string;
  readonly city: string;
  readonly address: string;
  readonly site: string;
  readonly description: string;
  /** IANA name. */
  readonly timeZone: string;
  /** For how many hours after sending people may edit their messages in chats, as it is typed; 0 is never. */
  readonly editHours: string;
  /** In the bucket of logos; empty for none. */
  readonly logoPath: string;
}

export interface CollegeVersion {
  readonly data: CollegeData;
  readonly version: number;
}

interface Row {
  name: string;
  short_name: string;
  country: string;
  city: string;
  address: string;
  site: string;
  description: string;
  time_zone: string;
  edit_hours: number;
  logo_path: string;
  version: number;
}

/** Pictures that are taken, and their greatest size in bytes. */
export const logoTypes: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};
export const logoBytes = 2 * 1024 * 1024;

const bucket = 'college-logos';

const toVersion = (row: Row): CollegeVersion => ({
  data: {
    name: row.name,
    shortName: row.short_name,
    country: row.country,
    city: row.city,
    address: row.address,
    site: row.site,
    description: row.description,
    timeZone: row.time_zone,
    editHours: String(row.edit_hours),
    logoPath: row.logo_path,
  },
  version: row.version,
});

/** How the college is now, out of a conflict; null when the error is none. */
export const collegeConflict = (error: AppError): CollegeVersion | null =>
  error.code === 'conflict' && error.present ? toVersion(error.present as Row) : null;

/** The data of a college. Throws AppError only. */
export class CollegeDataApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** @throws {AppError} missing, also when it is there but not mine. */
  async get(college: string): Promise<CollegeVersion> {
    const columns =
      'name, short_name, country, city, address, site, description, time_zone, edit_hours, logo_path, version';
    const { rest } = this.#backend.client;
    return toVersion(await unwrap(rest.from('colleges').select(columns).eq('id', college).single()));
  }

  async timeZones(): Promise<string[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('time_zones'));
    return rows.map(({ name }) => name);
  }

  /** @throws {AppError} conflict, when somebody has saved it since `version` (see `collegeConflict`). */
  async update(college: string, version: number, data: CollegeData): Promise<number> {
    const { shortName, timeZone, editHours, logoPath, ...same } = data;
    return unwrap(
      this.#backend.client.rest.rpc('update_college', {
        college,
        version,
        ...same,
        short_name: shortName,
        time_zone: timeZone,
        edit_hours: Number(editHours),
        logo_path: logoPath,
      }),
    );
  }

  /** Keeps a picture and gives its path; it is the college's only when that is saved. */
  async uploadLogo(college: string, picture: Blob): Promise<string> {
    const path = `${college}/${newId()}.${logoTypes[picture.type]}`;
    const storage = await this.#backend.client.storage();
    const { error } = await storage.from(bucket).upload(path, picture, { contentType: picture.type });
    if (error) throw toStorageError(error);
    return path;
  }

  /** Takes away a picture that nobody will see again; that it fails does no harm. */
  async removeLogo(path: string): Promise<void> {
    const storage = await this.#backend.client.storage();
    await storage.from(bucket).remove([path]);
  }

  logoAddress(path: string): string {
    return logoAddress(this.#backend, path);
  }

  /** Calls `changed` whenever the data may have changed. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`college:${college}`, {
      events: { college_changed: changed },
      onJoined: changed,
    });
  }
}

export const collegeDataApi = (backend: Backend): CollegeDataApi =>
  backend.once('college-data-api', () => new CollegeDataApi(backend));
