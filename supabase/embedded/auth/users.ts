import type { Transaction } from '../database.ts';

/** How a person is reached; also the column of auth.users and the provider of the identity. */
export type Channel = 'email' | 'phone';

type Metadata = Record<string, unknown>;

/** A row of auth.users, as far as it is used. */
export interface UserRow {
  id: string;
  aud: string;
  role: string;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: string | null;
  phone_confirmed_at: string | null;
  invited_at: string | null;
  confirmation_sent_at: string | null;
  recovery_sent_at: string | null;
  email_change_sent_at: string | null;
  phone_change_sent_at: string | null;
  reauthentication_sent_at: string | null;
  last_sign_in_at: string | null;
  email_change: string | null;
  email_change_confirm_status: number;
  phone_change: string | null;
  raw_app_meta_data: Metadata | null;
  raw_user_meta_data: Metadata | null;
  banned_until: string | null;
  is_anonymous: boolean;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

const columns = `id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, invited_at,
  confirmation_sent_at, recovery_sent_at, email_change_sent_at, phone_change_sent_at, reauthentication_sent_at,
  last_sign_in_at, email_change, email_change_confirm_status, phone_change, raw_app_meta_data, raw_user_meta_data,
  banned_until, is_anonymous, created_at, updated_at, deleted_at`;

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The user with this id, also a soft-deleted one; locked until the transaction ends. */
export async function findUserById(tx: Transaction, id: string): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>(`select ${columns} from auth.users where id = $1 for update`, [id]);
  return rows[0] ?? null;
}

/** The user who has this address, or is changing to it; locked until the transaction ends. */
export async function findUser(
  tx: Transaction,
  by: Channel | 'email_change' | 'phone_change',
  value: string,
): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>(
    `select ${columns} from auth.users where ${by} = $1 and deleted_at is null and not is_sso_user
     order by updated_at desc limit 1 for update`,
    [value],
  );
  return rows[0] ?? null;
}

export interface NewUser {
  id?: string;
  email?: string;
  phone?: string;
  role?: string;
  passwordHash?: string;
  /** Whether each address is confirmed. */
  emailConfirmed?: boolean;
  phoneConfirmed?: boolean;
  anonymous?: boolean;
  /** Whether somebody else adds the account; who signs up has their address in their metadata as well. */
  byAdmin?: boolean;
  data?: Metadata;
  appData?: Metadata;
}

/** Writes a user with an identity for each address. */
export async function createUser(tx: Transaction, user: NewUser, now: Date): Promise<UserRow> {
  const id = user.id ?? crypto.randomUUID();
  const at = now.toISOString();
  const providers = (['email', 'phone'] as const).filter((channel) => user[channel]);
  const [provider] = providers;
  const verified = { email_verified: user.emailConfirmed === true };
  const signedUp = { sub: id, email: user.email, ...verified, phone_verified: false };
  const added = user.emailConfirmed ? verified : {};
  const own = user.email ? (user.byAdmin ? added : signedUp) : {};
  const { rows } = await tx.query<UserRow>(
    `insert into auth.users (id, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at,
       raw_app_meta_data, raw_user_meta_data, is_anonymous, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning ${columns}`,
    [
      id,
      user.role || 'authenticated',
      user.email || null,
      user.phone || null,
      user.passwordHash ?? '',
      user.email && user.emailConfirmed ? at : null,
      user.phone && user.phoneConfirmed ? at : null,
      JSON.stringify({ ...(provider && { provider, providers }), ...user.appData }),
      JSON.stringify({ ...user.data, ...own }),
      user.anonymous === true,
      at,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error('the user was not written');
  for (const channel of providers) await writeIdentity(tx, row, channel, user.data ?? {}, now);
  return row;
}

/** Creates the identity of an address, or updates it from the user. */
async function writeIdentity(tx: Transaction, user: UserRow, channel: Channel, data: Metadata, now: Date) {
  await tx.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
     values ($1::text, $1::uuid, $2, $3, $4, $4, $4)
     on conflict (provider_id, provider) do update set
       identity_data = auth.identities.identity_data || excluded.identity_data, updated_at = excluded.updated_at`,
    [
      user.id,
      JSON.stringify({
        ...data,
        sub: user.id,
        [channel]: user[channel],
        email_verified: channel === 'email' && user.email_confirmed_at !== null,
        phone_verified: channel === 'phone' && user.phone_confirmed_at !== null,
      }),
      channel,
      now.toISOString(),
    ],
  );
}

/** Columns that a caller may set; the names never come from a request. */
export type Change = Partial<
  Omit<UserRow, 'id' | 'created_at' | 'updated_at' | 'raw_app_meta_data' | 'raw_user_meta_data'>
> & { raw_app_meta_data?: Metadata; raw_user_meta_data?: Metadata };

export async function updateUser(tx: Transaction, id: string, change: Change, now: Date): Promise<UserRow> {
  const entries = Object.entries({ ...change, updated_at: now.toISOString() });
  const sets = entries.map(([column], index) => `${column} = $${index + 2}`);
  const values = entries.map(([, value]) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  );
  const { rows } = await tx.query<UserRow>(
    `update auth.users set ${sets.join(', ')} where id = $1 returning ${columns}`,
    [id, ...values],
  );
  const [row] = rows;
  if (!row) throw new Error('the user is gone');
  return row;
}

/** Sets a confirmed address, which makes an anonymous user a permanent one. */
export function confirmAddress(
  tx: Transaction,
  user: UserRow,
  channel: Channel,
  address: string,
  now: Date,
): Promise<UserRow> {
  return setAddress(tx, user, channel, address, now, true);
}

/** Sets an address, which stays confirmed where the one before was. */
export async function setAddress(
  tx: Transaction,
  user: UserRow,
  channel: Channel,
  address: string,
  now: Date,
  confirmed: boolean,
): Promise<UserRow> {
  const app = user.raw_app_meta_data ?? {};
  const known = Array.isArray(app.providers) ? app.providers.filter((each) => typeof each === 'string') : [];
  const providers = known.includes(channel) ? known : [...known, channel];
  const at = now.toISOString();
  const changed = await updateUser(
    tx,
    user.id,
    {
      is_anonymous: false,
      raw_app_meta_data: { ...app, provider: app.provider ?? channel, providers },
      ...(channel === 'email'
        ? {
            email: address,
            ...(confirmed && {
              email_confirmed_at: at,
              raw_user_meta_data: { ...user.raw_user_meta_data, email_verified: true },
            }),
          }
        : { phone: address, ...(confirmed && { phone_confirmed_at: at }) }),
    },
    now,
  );
  await writeIdentity(tx, changed, channel, {}, now);
  return changed;
}

/** Merges as GoTrue does: null removes a key. */
export function merged(old: Metadata | null, change: Metadata): Metadata {
  return Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== null));
}
