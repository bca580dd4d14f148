import type { Transaction } from '../database.ts';
import type { UserRow } from './users.ts';

const iso = (value: unknown): string | undefined => (value ? new Date(String(value)).toISOString() : undefined);

/** A user as GoTrue shows one to that person, to administrators and to hooks. */
export async function userResponse(tx: Transaction, user: UserRow): Promise<Record<string, unknown>> {
  const { rows: identities } = await tx.query<Record<string, unknown>>(
    `select id as identity_id, provider_id as id, user_id, identity_data, provider, last_sign_in_at, created_at,
       updated_at, email
     from auth.identities where user_id = $1 order by created_at, provider`,
    [user.id],
  );
  return {
    ...bareUser(user),
    identities: identities.map(({ email, ...identity }) => ({
      ...identity,
      last_sign_in_at: iso(identity.last_sign_in_at),
      created_at: iso(identity.created_at),
      updated_at: iso(identity.updated_at),
      ...(email ? { email } : {}),
    })),
  };
}

function bareUser(user: UserRow) {
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? '',
    phone: user.phone ?? '',
    email_confirmed_at: iso(user.email_confirmed_at),
    phone_confirmed_at: iso(user.phone_confirmed_at),
    confirmed_at: iso(earliest(user.phone_confirmed_at, user.email_confirmed_at)),
    invited_at: iso(user.invited_at),
    confirmation_sent_at: iso(user.confirmation_sent_at),
    recovery_sent_at: iso(user.recovery_sent_at),
    email_change_sent_at: iso(user.email_change_sent_at),
    phone_change_sent_at: iso(user.phone_change_sent_at),
    reauthentication_sent_at: iso(user.reauthentication_sent_at),
    last_sign_in_at: iso(user.last_sign_in_at),
    ...(user.email_change ? { new_email: user.email_change } : {}),
    ...(user.phone_change ? { new_phone: user.phone_change } : {}),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    created_at: iso(user.created_at),
    updated_at: iso(user.updated_at),
    banned_until: iso(user.banned_until),
    deleted_at: iso(user.deleted_at),
    is_anonymous: user.is_anonymous,
  };
}

function earliest(one: string | null, two: string | null): string | null {
  if (!one || !two) return one ?? two;
  return new Date(one) < new Date(two) ? one : two;
}

/** The answer to signing up with a taken address: looks like a new user, so that it reveals nothing. */
export function strangerResponse(address: { email?: string; phone?: string }, data: unknown, now: Date) {
  const [provider] = address.email ? ['email'] : ['phone'];
  const at = now.toISOString();
  return {
    id: crypto.randomUUID(),
    aud: 'authenticated',
    role: '',
    email: address.email ?? '',
    phone: address.phone ?? '',
    confirmation_sent_at: at,
    app_metadata: { provider, providers: [provider] },
    user_metadata: data,
    identities: [],
    created_at: at,
    updated_at: at,
    is_anonymous: false,
  };
}
