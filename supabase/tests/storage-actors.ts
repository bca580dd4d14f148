import assert from 'node:assert/strict';
import { join } from 'node:path';
import { StorageClient } from '@supabase/storage-js';
import { type StartOptions, type Supabase, startSupabase } from '../embedded/index.ts';

const root = join(import.meta.dirname, '../..');

/**
 * People who use a bucket through the Storage API, each with a session of their own; «nobody» has none.
 *
 *     const actors = await StorageActors.start('college-logos');
 *     await actors.person('teacher', college, 'teacher');
 *     await actors.as('teacher').upload(path, picture);
 *     await actors.stop();
 */
export class StorageActors {
  readonly supabase: Supabase;
  readonly #bucket: string;
  readonly #clients = new Map<string, StorageClient>();
  readonly #tokens = new Map<string, string>();

  private constructor(supabase: Supabase, bucket: string) {
    this.supabase = supabase;
    this.#bucket = bucket;
    this.#add('nobody', supabase.publishableKey);
  }

  static async start(bucket: string, more: StartOptions = {}): Promise<StorageActors> {
    const supabase = await startSupabase({
      project: join(root, 'supabase'),
      cacheDir: join(root, '.cache'),
      port: 0,
      passwordCost: 4,
      ...more,
    });
    return new StorageActors(supabase, bucket);
  }

  stop(): Promise<void> {
    return this.supabase.stop();
  }

  /** Signs somebody in who belongs to a college. @returns their id. */
  async person(name: string, college: string, role: string, isAdmin = false): Promise<string> {
    const { publishableKey, secretKey } = this.supabase;
    const phone = `7999000${String(1000 + this.#clients.size)}`;
    const password = 'длинный пароль';
    const { id } = await this.#auth('admin/users', secretKey, { phone, password, phone_confirm: true });
    await this.supabase.database.transaction(async (tx) => {
      await tx.query(`insert into public.profiles (id, surname, name) values ($1, $2, 'Тест')`, [id, name]);
      await tx.query(`insert into public.memberships (college_id, person_id, role, is_admin) values ($1, $2, $3, $4)`, [
        college,
        id,
        role,
        isAdmin,
      ]);
    });
    const session = await this.#auth('token?grant_type=password', publishableKey, { phone, password });
    this.#add(name, session.access_token);
    return id;
  }

  /** The bucket as somebody uses it. */
  as(name: string, bucket = this.#bucket): ReturnType<StorageClient['from']> {
    const client = this.#clients.get(name);
    assert.ok(client, name);
    return client.from(bucket);
  }

  /** What a request of somebody says of them. */
  headers(name: string): Record<string, string> {
    return { apikey: this.supabase.publishableKey, authorization: `Bearer ${this.#tokens.get(name)}` };
  }

  /** Calls a function of the database as somebody. */
  call(name: string, what: string, args: object): Promise<Response> {
    return fetch(`${this.supabase.url}/rest/v1/rpc/${what}`, {
      method: 'POST',
      headers: { ...this.headers(name), 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
  }

  /** Whether everybody sees the object by its address. */
  async isThere(path: string): Promise<boolean> {
    return (await fetch(this.as('nobody').getPublicUrl(path).data.publicUrl)).ok;
  }

  #add(name: string, token: string): void {
    const { publishableKey, url } = this.supabase;
    const headers = { apikey: publishableKey, authorization: `Bearer ${token}` };
    this.#clients.set(name, new StorageClient(`${url}/storage/v1`, headers));
    this.#tokens.set(name, token);
  }

  #auth(path: string, key: string, body: object): Promise<{ id: string; access_token: string }> {
    return fetch(`${this.supabase.url}/auth/v1/${path}`, {
      method: 'POST',
      headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((response) => response.json());
  }
}
