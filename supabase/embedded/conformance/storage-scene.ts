import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { openTarget, type Target } from './target.ts';

/** What supabase-js tells of a refusal. */
export type Refusal = { status?: number; statusCode?: string; message: string } | null;
export const refusalOf = (error: Refusal) => [error?.status, error?.statusCode, error?.message];

export const text = (body: string) => new Blob([body], { type: 'text/plain' });
/** A pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Two people and an administrator before the buckets of `config.toml`; each of the two has a folder of their own. */
export class Scene {
  target!: Target;
  admin!: SupabaseClient;
  anna!: SupabaseClient;
  boris!: SupabaseClient;
  annasFolder = '';

  async open(): Promise<void> {
    this.target = await openTarget();
    this.admin = this.target.client({ key: this.target.secretKey });
    const first = await this.#person();
    this.anna = first.client;
    this.annasFolder = first.id;
    this.boris = (await this.#person()).client;
  }

  isLocal(): boolean {
    return this.target.name === 'a local Supabase';
  }

  /** A name in Anna's folder that no other test uses. */
  own(ending = 'txt'): string {
    return `${this.annasFolder}/${randomUUID()}.${ending}`;
  }

  papers(client = this.anna) {
    return client.storage.from('papers');
  }

  /** Puts a file there as the administrator. @returns its name. */
  async put(name = this.own(), body = text('hello'), bucket = 'papers'): Promise<string> {
    const { error } = await this.admin.storage.from(bucket).upload(name, body);
    assert.equal(error, null);
    return name;
  }

  async read(name: string, client = this.anna, bucket = 'papers'): Promise<string | undefined> {
    return (await client.storage.from(bucket).download(name)).data?.text();
  }

  async #person(): Promise<{ client: SupabaseClient; id: string }> {
    const email = `${randomUUID()}@example.com`;
    const password = randomUUID();
    const made = await this.admin.auth.admin.createUser({ email, password, email_confirm: true });
    assert.equal(made.error, null);
    const client = this.target.client();
    assert.equal((await client.auth.signInWithPassword({ email, password })).error, null);
    return { client, id: made.data.user?.id ?? '' };
  }
}
