import type { Transaction } from '../database.ts';

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
  last_sign_in_at: string | null;
  email_change: string | null;
  phone_change: string | null;
  raw_app_meta_data: Record<string, unknown>;
  raw_user_meta_data: Record<string, unknown>;
  banned_until: string | null;
  is_anonymous: boolean;
  created_at: string;
  updated_at: string;
}

const columns = `id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at,
  last_sign_in_at, email_change, phone_change, raw_app_meta_data, raw_user_meta_data, banned_until, is_anonymous,
  created_at, updated_at`;

/** How a person is reached: the column of auth.users, the provider of the identity. */
export type Channel = 'email' | 'phone';

export async function findUser(
  tx: Transaction,
  by: 'id' | Channel | 'email_change' | 'phone_change',
  value: string,
): Promise<UserRow | null> {
  const { rows } = await tx.query<UserRow>(
    `select ${columns} from auth.users where ${by} = $1 and deleted_at is null`,
    [value],
  );
  return rows[0] ?? null;
}

export interface NewUser {
  email?: string | undefined;
  phone?: string | undefined;
  passwordHash?: string | undefined;
  confirmed?: boolean;
  data?: Record<string, unknown>;
  appData?: Record<string, unknown>;
}

/** Writes a user with its identity. */
export async function createUser(tx: Transaction, user: NewUser, now: Date): Promise<UserRow> {
  const { email, phone, passwordHash, confirmed = false, data = {}, appData = {} } = user;
  const provider: Channel = phone ? 'phone' : 'email';
  const at = confirmed ? now.toISOString() : null;
  const { rows } = await tx.query<UserRow>(
    `insert into auth.users (email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at,
       raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning ${columns}`,
    [
      email ?? null,
      phone ?? null,
      passwordHash ?? '',
      email ? at : null,
      phone ? at : null,
      JSON.stringify({ provider, providers: [provider], ...appData }),
      JSON.stringify(data),
      now.toISOString(),
    ],
  );
  const [row] = rows;
  if (!row) throw new Error('the user was not written');
  await tx.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)
     values ($1::text, $1::uuid, $2, $3, $4, $4)`,
    [
      row.id,
      JSON.stringify({ sub: row.id, ...(email ? { email } : {}), ...(phone ? { phone } : {}), ...data }),
      provider,
      now.toISOString(),
    ],
  );
  return row;
}

/** Columns that a caller may set; the names never come from a request. */
type Change = Partial<
  Pick<
    UserRow,
    | 'email'
    | 'phone'
    | 'encrypted_password'
    | 'email_confirmed_at'
    | 'phone_confirmed_at'
    | 'last_sign_in_at'
    | 'email_change'
    | 'phone_change'
    | 'banned_until'
  >
> & { raw_user_meta_data?: string; raw_app_meta_data?: string };

export async function updateUser(tx: Transaction, id: string, change: Change, now: Date): Promise<UserRow> {
  const entries = Object.entries({ ...change, updated_at: now.toISOString() });
  const sets = entries.map(([column], index) => `${column} = $${index + 2}`);
  const { rows } = await tx.query<UserRow>(
    `update auth.users set ${sets.join(', ')} where id = $1 returning ${columns}`,
    [id, ...entries.map(([, value]) => value)],
  );
  const [row] = rows;
  if (!row) throw new Error('the user is gone');
  return row;
}

const iso = (value: unknown): string | undefined => (value ? new Date(String(value)).toISOString() : undefined);

/** A user as GoTrue shows it to himself and to administrators. */
export async function userResponse(tx: Transaction, user: UserRow): Promise<Record<string, unknown>> {
  const { rows: identities } = await tx.query<Record<string, unknown>>(
    `select id as identity_id, provider_id as id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at
     from auth.identities where user_id = $1 order by created_at`,
    [user.id],
  );
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? '',
    phone: user.phone ?? '',
    email_confirmed_at: iso(user.email_confirmed_at),
    phone_confirmed_at: iso(user.phone_confirmed_at),
    confirmed_at: iso(user.phone_confirmed_at ?? user.email_confirmed_at),
    last_sign_in_at: iso(user.last_sign_in_at),
    ...(user.email_change ? { new_email: user.email_change } : {}),
    ...(user.phone_change ? { new_phone: user.phone_change } : {}),
    app_metadata: user.raw_app_meta_data,
    user_metadata: user.raw_user_meta_data,
    identities: identities.map((identity) => ({
      ...identity,
      last_sign_in_at: iso(identity.last_sign_in_at),
      created_at: iso(identity.created_at),
      updated_at: iso(identity.updated_at),
    })),
    created_at: iso(user.created_at),
    updated_at: iso(user.updated_at),
    is_anonymous: user.is_anonymous,
  };
}
