import { createHash, randomBytes } from 'node:crypto';
import type { Transaction } from '../database.ts';
import type { Body } from './body.ts';
import { type Call, type Parts, requireBearer } from './call.ts';
import { AuthFault, isTaken } from './errors.ts';
import { refuseToAdmin } from './refused.ts';
import { checkFree } from './user.ts';
import { userResponse } from './user-response.ts';
import { type Change, createUser, findUserById, merged, setAddress, type UserRow, updateUser, uuid } from './users.ts';

/** `auth.admin` of supabase-js: users, for callers with the secret key. */
export async function administer(parts: Parts, route: string, call: Call): Promise<unknown> {
  refuseToAdmin(route, call);
  const [, method, id, rest] = /^(\w+) \/admin\/users(?:\/([^/]+))?(\/factors)?$/.exec(route) ?? [];
  if (method === 'GET' && !id) return listUsers(parts, call);
  if (method === 'POST' && !id) return addUserByAdmin(parts, call);
  if (!method || !id) throw new AuthFault(404, 'not_found', 'No such endpoint in the embedded Supabase');
  if (!uuid.test(id)) throw new AuthFault(404, 'validation_failed', 'user_id must be an UUID');
  const { database } = parts;
  if (method === 'GET' && rest) return database.transaction(async (tx) => (await load(tx, id)) && []);
  if (method === 'GET') return database.transaction(async (tx) => userResponse(tx, await load(tx, id)));
  if (method === 'PUT' && !rest) return changeUser(parts, call, id);
  if (method === 'DELETE' && !rest) return deleteUser(parts, call, id);
  throw new AuthFault(405, 'validation_failed', 'Method not allowed');
}

export function checkAdmin(call: Call): void {
  const { role } = call.claims;
  if (role !== 'service_role' && role !== 'supabase_admin') {
    requireBearer(call);
    throw new AuthFault(403, 'not_admin', 'User not allowed');
  }
}

async function load(tx: Transaction, id: string): Promise<UserRow> {
  const user = await findUserById(tx, id);
  if (!user) throw new AuthFault(404, 'user_not_found', 'User not found');
  return user;
}

async function listUsers({ database, url }: Parts, { query }: Call): Promise<Response> {
  const size = numberOf(query, 'per_page', 50, 1000);
  const page = numberOf(query, 'page', 1, 1_000_000);
  const { total, users } = await database.transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      'select id from auth.users order by created_at desc, id limit $1 offset $2',
      [size, (page - 1) * size],
    );
    const { rows: counted } = await tx.query<{ total: number }>('select count(*) as total from auth.users');
    const found = [];
    for (const { id } of rows) found.push(await userResponse(tx, await load(tx, id)));
    return { users: found, total: counted[0]?.total ?? 0 };
  });
  const last = Math.max(1, Math.ceil(total / size));
  const link = (to: number, rel: string) => `<${url}/auth/v1/admin/users?page=${to}&per_page=${size}>; rel="${rel}"`;
  const links = [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')].join(', ');
  return Response.json({ users, aud: 'authenticated' }, { headers: { 'x-total-count': String(total), link: links } });
}

function numberOf(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const value = query.get(name);
  if (!value) return fallback;
  if (!/^\d{1,9}$/.test(value)) throw new AuthFault(400, 'validation_failed', `Bad Pagination Parameters: ${name}`);
  return Math.min(Math.max(Number(value), 1), most);
}

async function addUserByAdmin({ database, now, passwords }: Parts, { body }: Call): Promise<unknown> {
  const [email, phone] = [body.email(), body.phone()];
  if (!email && !phone) {
    throw new AuthFault(400, 'validation_failed', 'Cannot create a user without either an email or phone');
  }
  const id = body.text('id');
  if (id && !uuid.test(id)) throw new AuthFault(400, 'validation_failed', 'ID must conform to the uuid v4 format');
  const password = body.text('password');
  const given = body.text('password_hash');
  if (password && given) {
    throw new AuthFault(400, 'validation_failed', 'Only a password or a password hash should be provided');
  }
  if (given && !/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(given)) {
    throw new AuthFault(400, 'validation_failed', 'password_hash must be one of bcrypt');
  }
  // An account without a password gets one that nobody can guess.
  const passwordHash = given || (await passwords.hash(password || `${randomBytes(24).toString('base64')}aA1!`));
  const user = {
    ...(id && { id }),
    email,
    phone,
    passwordHash,
    role: body.text('role'),
    emailConfirmed: body.flag('email_confirm'),
    phoneConfirmed: body.flag('phone_confirm'),
    data: body.object('user_metadata') ?? {},
    byAdmin: true,
    appData: body.object('app_metadata') ?? {},
  };
  const ban = banOf(body, now());
  try {
    return await database.transaction(async (tx) => {
      await checkFree(tx, null, 'email', email);
      await checkFree(tx, null, 'phone', phone);
      const made = await createUser(tx, user, now());
      return userResponse(tx, ban === undefined ? made : await updateUser(tx, made.id, { banned_until: ban }, now()));
    });
  } catch (error) {
    if (isTaken(error)) throw new AuthFault(422, 'conflict', 'A user with this id or address was made meanwhile');
    throw error;
  }
}

async function changeUser({ database, now, passwords }: Parts, { body }: Call, id: string): Promise<unknown> {
  const [email, phone, role] = [body.email(), body.phone(), body.text('role')];
  const [data, appData] = [body.object('user_metadata'), body.object('app_metadata')];
  const ban = banOf(body, now());
  const passwordHash = body.has('password') ? await passwords.hash(body.text('password')) : null;
  const confirms = { email: body.flag('email_confirm'), phone: body.flag('phone_confirm') };
  return database.transaction(async (tx) => {
    let user = await load(tx, id);
    await checkFree(tx, user, 'email', email);
    await checkFree(tx, user, 'phone', phone);
    const change: Change = {
      ...(role && { role }),
      ...(ban !== undefined && { banned_until: ban }),
      ...(passwordHash && { encrypted_password: passwordHash }),
    };
    user = await updateUser(tx, id, change, now());
    if (passwordHash) await tx.query('delete from auth.sessions where user_id = $1', [id]);
    for (const [channel, address] of [
      ['email', email],
      ['phone', phone],
    ] as const) {
      const wanted = address || (confirms[channel] ? (user[channel] ?? '') : '');
      if (!wanted) continue;
      user = await setAddress(tx, user, channel, wanted, now(), confirms[channel]);
    }
    if (data) user = await updateUser(tx, id, { raw_user_meta_data: merged(user.raw_user_meta_data, data) }, now());
    if (appData) user = await updateUser(tx, id, { raw_app_meta_data: merged(user.raw_app_meta_data, appData) }, now());
    return userResponse(tx, user);
  });
}

async function deleteUser({ database, now }: Parts, { body }: Call, id: string): Promise<unknown> {
  const soft = body.flag('should_soft_delete');
  await database.transaction(async (tx) => {
    const user = await load(tx, id);
    if (!soft) {
      await tx.query('delete from auth.users where id = $1', [id]);
      return;
    }
    if (user.deleted_at) return;
    const hidden = (text: string | null) =>
      text
        ? createHash('sha256')
            .update(id + text)
            .digest('base64url')
        : null;
    await updateUser(
      tx,
      id,
      {
        email: hidden(user.email),
        phone: hidden(user.phone)?.slice(0, 15) ?? null,
        encrypted_password: '',
        email_change: '',
        phone_change: '',
        raw_user_meta_data: {},
        raw_app_meta_data: {},
        deleted_at: now().toISOString(),
      },
      now(),
    );
    for (const table of ['sessions', 'one_time_tokens']) {
      await tx.query(`delete from auth.${table} where user_id = $1`, [id]);
    }
    await tx.query(
      `update auth.identities set identity_data = '{}', provider_id = encode(sha256(convert_to(provider_id, 'utf8')), 'hex')
       where user_id = $1`,
      [id],
    );
  });
  return {};
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** When a ban ends, null for «none», undefined when the request does not mention it. */
function banOf(body: Body, now: Date): string | null | undefined {
  const text = body.text('ban_duration');
  if (!text) return undefined;
  if (text === 'none') return null;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  const until = new Date(now.getTime() + seconds * 1000);
  // A duration of Go holds 292 years.
  if (parts.map(([part]) => part).join('') !== text || seconds > 292 * 365 * 86_400 || parts.length === 0) {
    throw new AuthFault(400, 'validation_failed', 'invalid format for ban duration: e.g. 24h, 1h30m, none');
  }
  return until.toISOString();
}
