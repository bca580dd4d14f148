import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import type { Database } from '../../core/database.types.ts';
import { tokenLength } from './invitation-secret.ts';

export type Role = Database['public']['Enums']['member_role'];

/** What a link leads to; visible to somebody signed out too. */
export interface Invitation {
  /** For `join`; also where the link was given by its short code. */
  readonly token: string;
  readonly collegeId: string;
  readonly college: string;
  readonly city: string;
  /** Empty when the link is for the college alone. */
  readonly group: string;
  readonly groupTitle: string;
  readonly role: Role;
  /** Name and surname; empty when their account was erased. */
  readonly inviter: string;
  readonly inviterIsAdmin: boolean;
  /** The caller is a member already, in this role and group. */
  readonly joined: boolean;
}

export interface CollegePlace {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly city: string;
  readonly address: string;
}

export interface MyCollege {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isAdmin: boolean;
}

/** An application to join, as its author sees it: they learn nothing but that it is pending. */
export interface Application {
  readonly collegeId: string;
  readonly college: string;
  readonly city: string;
  readonly role: Role;
  readonly group: string;
  readonly subjects: readonly string[];
  readonly sentAt: Date;
  /** The administration has written an answer that the author has not read. */
  readonly answered: boolean;
}

/** A college that invites the person by their number; it does not learn of them before they accept. */
export interface Offer {
  readonly collegeId: string;
  readonly college: string;
  readonly city: string;
  readonly role: Role;
  /** Empty when it is for the college alone. */
  readonly group: string;
}

/** Colleges that a person is a member of, is invited to or has applied to. */
export interface Places {
  readonly colleges: readonly MyCollege[];
  readonly offers: readonly Offer[];
  readonly applications: readonly Application[];
  /** Names of the colleges whose registration they applied for and the operator has not decided yet. */
  readonly registrations: readonly string[];
}

/** The data with which a college asks to be registered. */
export interface Registration {
  readonly name: string;
  readonly shortName: string;
  readonly country: string;
  readonly city: string;
  readonly address: string;
  readonly site: string;
  readonly surname: string;
  readonly givenName: string;
  readonly patronymic: string;
  /** Of the administrator; digits with the country code. */
  readonly phone: string;
}

/** Why a link is not valid, where the database gives no reason of its own. */
const dead = { SF003: 'unknown', SF006: 'graduated' };

/** Joining a college: by links, codes and applications. Throws AppErrors only. */
export class JoinApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get #rest() {
    return this.#backend.client.rest;
  }

  /**
   * What a link or a short code leads to; null when there is no such link. The database counts codes first.
   * @throws {AppError} when it no longer works, with the `reason`: expired, revoked, used, graduated.
   */
  async preview(secret: string): Promise<Invitation | null> {
    if (secret.length !== tokenLength) await unwrap(this.#rest.rpc('announce_code', { code: secret }));
    const [row] = await withReasons(unwrap(this.#rest.rpc('preview_invitation', { secret })), dead);
    if (!row) return null;
    return {
      token: row.token,
      collegeId: row.college_id,
      college: row.college_name,
      city: row.city,
      group: row.group_number ?? '',
      groupTitle: row.group_title ?? '',
      role: row.role,
      inviter: row.inviter ?? '',
      inviterIsAdmin: row.inviter_is_admin,
      joined: row.joined,
    };
  }

  /**
   * Joins by a link; repeating it does no harm.
   * @throws {AppError} with the `reason` as `preview`, or: left (removed since the link was made), role (a member in
   * another role), subjects (a teacher names none).
   */
  async join(token: string, subjects: readonly string[]): Promise<{ collegeId: string; groupId: string }> {
    const redeemed = unwrap(this.#rest.rpc('redeem_invitation', { token, subjects: [...subjects] }));
    const [row] = await withReasons(redeemed, { ...dead, SF001: 'subjects', SF002: 'role' });
    return { collegeId: row?.college_id ?? '', groupId: row?.group_id ?? '' };
  }

  get isSignedIn(): boolean {
    return this.#backend.userId !== null;
  }

  /** Of nobody there are none. */
  async places(): Promise<Places> {
    if (!this.isSignedIn) return { colleges: [], offers: [], applications: [], registrations: [] };
    const [colleges, offers, applications, registrations] = await Promise.all([
      unwrap(this.#rest.rpc('my_colleges')),
      unwrap(this.#rest.rpc('my_offers')),
      unwrap(this.#rest.rpc('my_requests')),
      unwrap(this.#rest.rpc('my_college_applications')),
    ]);
    const answered = await Promise.all(applications.map(({ college_id }) => this.#isAnswered(college_id)));
    return {
      colleges: colleges.map(({ id, name, role, is_admin }) => ({ id, name, role, isAdmin: is_admin })),
      offers: offers.map((row) => ({
        collegeId: row.college_id,
        college: row.name,
        city: row.city,
        role: row.role,
        group: row.group_number ?? '',
      })),
      applications: applications.map((row, i) => ({
        collegeId: row.college_id,
        college: row.name,
        city: row.city,
        role: row.role,
        group: row.group_number,
        subjects: row.subjects,
        sentAt: new Date(row.created_at),
        answered: answered[i] ?? false,
      })),
      registrations: registrations.map(({ name }) => name),
    };
  }

  async #isAnswered(college: string): Promise<boolean> {
    const [inquiry] = await unwrap(this.#rest.rpc('my_inquiry', { college }));
    return inquiry !== undefined && inquiry.last_seq > inquiry.read_seq;
  }

  async search(country: string, city: string, query: string): Promise<CollegePlace[]> {
    const rows = await unwrap(this.#rest.rpc('search_colleges', { country, city, query }));
    return rows.map(({ id, name, short_name, city: where, address }) => ({
      id,
      name,
      shortName: short_name,
      city: where,
      address,
    }));
  }

  /** Cities with similar names, the most similar first. */
  async similarCities(country: string, city: string): Promise<string[]> {
    const rows = await unwrap(this.#rest.rpc('suggest_cities', { country, city }));
    return rows.map((row) => row.city);
  }

  /**
   * Sends an application, or changes the pending one.
   * @throws {AppError} conflict with the reason `member`, when the person is a member already.
   */
  async apply(college: string, role: Role, group: string, subjects: readonly string[]): Promise<void> {
    const application = { college, role, group_number: group, subjects: [...subjects] };
    await withReasons(unwrap(this.#rest.rpc('request_to_join', application)), { SF002: 'member' });
  }

  /** @throws {AppError} with the `reason` offerGone, when the college no longer invites the person. */
  async accept(college: string): Promise<void> {
    await withReasons(unwrap(this.#rest.rpc('accept_offer', { college })), { SF003: 'offerGone' });
  }

  async decline(college: string): Promise<void> {
    await unwrap(this.#rest.rpc('decline_offer', { college }));
  }

  async withdraw(college: string): Promise<void> {
    await unwrap(this.#rest.rpc('cancel_request', { college }));
  }

  /** Asks the operator to register a college; repeating the same does no harm. */
  async registerCollege(college: Registration): Promise<void> {
    await unwrap(
      this.#rest.rpc('apply_for_college', {
        name: college.name,
        short_name: college.shortName,
        country: college.country,
        city: college.city,
        address: college.address,
        site: college.site,
        surname: college.surname,
        given_name: college.givenName,
        patronymic: college.patronymic,
        phone: college.phone,
      }),
    );
  }

  /** Calls `changed` when a college or an application of the caller changes, until the returned function is called. */
  subscribe(changed: () => void): () => void {
    const { userId } = this.#backend;
    if (!userId) return () => {};
    const events = { membership: changed, offer: changed, request: changed, inquiry: changed };
    const channels = this.#backend.channels;
    return channels.subscribe(`user:${userId}`, { events, onJoined: changed });
  }
}

export const joinApi = (backend: Backend): JoinApi => backend.once('join-api', () => new JoinApi(backend));
