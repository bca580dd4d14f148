import type { Claims, Transaction } from '../database.ts';
import { AuthFault } from './errors.ts';
import type { Passwords } from './passwords.ts';
import { createUser, findUser, type UserRow, updateUser, userResponse } from './users.ts';

type Body = Record<string, unknown>;

/** `auth.admin` of supabase-js: users, for who holds the secret key. */
export class AdminUsers {
  readonly #passwords: Passwords;
  readonly #now: () => Date;

  constructor(passwords: Passwords, now: () => Date) {
    this.#passwords = passwords;
    this.#now = now;
  }

  async answer(tx: Transaction, route: string, query: URLSearchParams, body: Body, claims: Claims): Promise<unknown> {
    if (claims.role !== 'service_role') throw new AuthFault(403, 'not_admin', 'User not allowed');
    const [, method, id] = /^(\w+) \/admin\/users(?:\/([0-9a-f-]{36}))?$/.exec(route) ?? [];
    if (method === 'GET' && !id) return this.#list(tx, query);
    if (method === 'POST' && !id) return this.#create(tx, body);
    if (!method || !id) throw new AuthFault(404, 'not_found', 'No such endpoint in the embedded Supabase');
    const user = await findUser(tx, 'id', id);
    if (!user) throw new AuthFault(404, 'user_not_found', 'User not found');
    if (method === 'GET') return userResponse(tx, user);
    if (method === 'PUT') return this.#update(tx, user, body);
    if (method === 'DELETE') {
      await tx.query('delete from auth.users where id = $1', [id]);
      return {};
    }
    throw new AuthFault(405, 'validation_failed', 'Method not allowed');
  }

  async #list(tx: Transaction, query: URLSearchParams): Promise<unknown> {
    const size = Math.min(Math.max(Number(query.get('per_page')) || 50, 1), 1000);
    const page = Math.max(Number(query.get('page')) || 1, 1);
    const { rows } = await tx.query<{ id: string }>(
      'select id from auth.users where deleted_at is null order by created_at desc, id limit $1 offset $2',
      [size, (page - 1) * size],
    );
    const users = [];
    for (const { id } of rows) {
      const user = await findUser(tx, 'id', id);
      if (user) users.push(await userResponse(tx, user));
    }
    return { users, aud: 'authenticated' };
  }

  async #create(tx: Transaction, body: Body): Promise<unknown> {
    const { email, password, phone } = body;
    const number = typeof phone === 'string' ? phone.replace(/^\+/, '') : undefined;
    const address = typeof email === 'string' ? email.toLowerCase() : undefined;
    if (!number && !address) {
      throw new AuthFault(400, 'validation_failed', 'Cannot create a user without either an email or phone');
    }
    for (const [by, value] of [
      ['phone', number],
      ['email', address],
    ] as const) {
      if (value && (await findUser(tx, by, value))) {
        throw new AuthFault(422, `${by}_exists`, `A user with this ${by} has already been registered`);
      }
    }
    const passwordHash = typeof password === 'string' ? await this.#passwords.hash(password) : undefined;
    const user = await createUser(
      tx,
      {
        email: address,
        phone: number,
        passwordHash,
        confirmed: body.email_confirm === true || body.phone_confirm === true,
        data: (body.user_metadata as Body | undefined) ?? {},
        appData: (body.app_metadata as Body | undefined) ?? {},
      },
      this.#now(),
    );
    return userResponse(tx, user);
  }

  async #update(tx: Transaction, user: UserRow, body: Body): Promise<unknown> {
    const now = this.#now();
    const at = now.toISOString();
    const change = {
      ...(typeof body.password === 'string' && { encrypted_password: await this.#passwords.hash(body.password) }),
      ...(typeof body.phone === 'string' && { phone: body.phone.replace(/^\+/, '') }),
      ...(typeof body.email === 'string' && { email: body.email.toLowerCase() }),
      ...(body.phone_confirm === true && { phone_confirmed_at: at }),
      ...(body.email_confirm === true && { email_confirmed_at: at }),
      ...(body.user_metadata !== undefined && {
        raw_user_meta_data: JSON.stringify({ ...user.raw_user_meta_data, ...(body.user_metadata as object) }),
      }),
      ...(body.app_metadata !== undefined && {
        raw_app_meta_data: JSON.stringify({ ...user.raw_app_meta_data, ...(body.app_metadata as object) }),
      }),
    };
    return userResponse(tx, await updateUser(tx, user.id, change, now));
  }
}
