import { type Backend, unwrap, unwrapAll, withReasons } from '../../../core/backend.ts';
import type { Role } from '../my-colleges-api.ts';

export type InvitationEnd = 'expired' | 'used' | 'revoked' | 'graduated';

/** A link by which people join, as those see it who may hand it out. */
export interface InvitationLink {
  readonly id: string;
  readonly groupId: string | null;
  /** Empty when it leads to the college and to no group. */
  readonly group: string;
  readonly role: Role;
  /** Null for one without an end. */
  readonly expiresAt: Date | null;
  /** Null for any number. */
  readonly maxUses: number | null;
  readonly uses: number;
  /** Why it no longer works; null while it does. */
  readonly end: InvitationEnd | null;
  /** The part of the address that opens the college; empty when it works no more. */
  readonly token: string;
  /** The same for the telephone. */
  readonly code: string;
  readonly creator: string;
}

export interface NewInvitation {
  readonly groupId: string | null;
  readonly role: Role;
  /** From now on, by the clock of the database; null with `until`, or for one without an end. */
  readonly minutes: number | null;
  readonly until: Date | null;
  readonly maxUses: number | null;
}

/** Links into a college. Throws AppError only. */
export class InvitationsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The newest first; all of the college for administrators, their own for teachers. */
  async list(college: string): Promise<InvitationLink[]> {
    const { rest } = this.#backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('invitations_of', { college }).range(from, to));
    return rows.map((row) => ({
      id: row.id,
      groupId: row.study_group,
      group: row.group_number ?? '',
      role: row.role,
      expiresAt: row.expires_at ? new Date(row.expires_at) : null,
      maxUses: row.max_uses,
      uses: row.uses,
      end: row.state === 'open' ? null : (row.state as InvitationEnd),
      token: row.token ?? '',
      code: row.code ?? '',
      creator: row.creator,
    }));
  }

  /**
   * @returns the id of the new link.
   * @throws {AppError} `max_uses` or `expires`, when that does not fit; `graduated`, when the group has graduated.
   */
  async create(college: string, { groupId, maxUses, minutes, role, until }: NewInvitation): Promise<string> {
    const making = this.#backend.client.rest.rpc('create_invitation', {
      college,
      role,
      ...(groupId && { study_group: groupId }),
      ...(minutes && { minutes }),
      ...(until && { expires: until.toISOString() }),
      ...(maxUses && { max_uses: maxUses }),
    });
    const [made] = await withReasons(unwrap(making), { SF006: 'graduated' });
    return made?.id ?? '';
  }

  /** Takes effect at once, also for who has the page open already. */
  async revoke(invitation: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('revoke_invitation', { invitation }));
  }

  /** Where a link leads: the page of joining, with the token. */
  address(token: string): string {
    const { joinPage } = this.#backend.config;
    const url = new URL(joinPage || location.href, location.href);
    url.hash = '';
    if (!joinPage) url.search = '';
    url.searchParams.set('invite', token);
    return url.href;
  }

  /** Calls `changed` whenever a link was made, used or revoked. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`admin:${college}`, { events: { invitation: changed }, onJoined: changed });
  }
}

export const invitationsApi = (backend: Backend): InvitationsApi =>
  backend.once('invitations-api', () => new InvitationsApi(backend));
