import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Session, SupabaseClient } from '@supabase/supabase-js';
import type { Target } from './target.ts';

/** Somebody with a confirmed address who is signed in. */
export interface Person {
  readonly auth: SupabaseClient['auth'];
  readonly email: string;
  readonly id: string;
  readonly session: Session;
}

/** Where a link led, and with what. */
export interface Redirect {
  readonly to: string;
  readonly query: Readonly<Record<string, string>>;
  readonly fragment: Readonly<Record<string, string>>;
}

/** What tests of Auth do with people and their mail. */
export function people(target: Target, password: string) {
  const fresh = () => `person-${randomUUID()}@example.com`;
  return {
    /** An address that nobody has. */
    fresh,
    async person(): Promise<Person> {
      const email = fresh();
      const { admin } = target.client({ key: target.secretKey }).auth;
      const made = await admin.createUser({ email, password, email_confirm: true });
      assert.equal(made.error, null);
      const { auth } = target.client();
      const { data } = await auth.signInWithPassword({ email, password });
      const { session } = data;
      assert.ok(session);
      return { auth, email, id: session.user.id, session };
    },
    /** The link of the newest e-mail to this address. */
    async linkTo(email: string, since = 0): Promise<string> {
      const { text } = await target.mail(email, since);
      return /https?:\/\/[^\s)"]+\/verify\?[^\s)"]+/.exec(text)?.[0] ?? assert.fail(`no link in: ${text}`);
    },
    /** Presses a link, as a browser without any key does. */
    async follow(link: string): Promise<Redirect> {
      const answer = await fetch(link, { redirect: 'manual' });
      assert.equal(answer.status, 303, await answer.text());
      const url = new URL(answer.headers.get('location') ?? '');
      const query = Object.fromEntries(url.searchParams);
      const fragment = Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
      return { to: `${url.origin}${url.pathname}`, query, fragment };
    },
  };
}
