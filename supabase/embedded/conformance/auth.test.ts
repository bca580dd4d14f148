import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { type AuthError, createClient, type Session, type SupabaseClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { adminMethods } from './auth-admin.ts';
import { type Person, people, type Redirect } from './auth-people.ts';
import { refusedMethods } from './auth-refused.ts';
import { methodsOf } from './methods.ts';
import { openTarget, type Target } from './target.ts';

const password = 'a password of some length';

describe('Auth as supabase-js uses it', () => {
  const { complete, method } = methodsOf('auth');
  let target: Target;
  let client: SupabaseClient;
  let person: () => Promise<Person>;
  let follow: (link: string) => Promise<Redirect>;
  let linkTo: (email: string, since?: number) => Promise<string>;
  let fresh: () => string;
  before(async () => {
    target = await openTarget();
    client = target.client();
    ({ person, follow, linkTo, fresh } = people(target, password));
  });
  after(() => target.stop());
  const code = (error: AuthError | null) => error?.code;
  const codeTo = async (email: string, since = 0) => (await target.mail(email, since)).code;

  method('auth.signUp()', 'works', (it) => {
    it('waits for the code or the link of an e-mail, and then signs in', async () => {
      const email = fresh();
      const { data, error } = await client.auth.signUp({ email, password, options: { data: { nick: 'Ю' } } });
      assert.equal(error, null);
      assert.deepEqual([data.session, data.user?.email, data.user?.user_metadata.nick], [null, email, 'Ю']);
      assert.equal(code((await client.auth.signInWithPassword({ email, password })).error), 'email_not_confirmed');
      const link = await linkTo(email);
      const { fragment } = await follow(link);
      assert.equal(fragment.type, 'signup');
      assert.equal((await client.auth.getUser(fragment.access_token ?? '')).data.user?.email, email);
      assert.equal((await follow(link)).fragment.error_code, 'otp_expired');
    });
    it('does not tell who has an account', async () => {
      const { email } = await person();
      const { data, error } = await client.auth.signUp({ email, password });
      assert.deepEqual([error, data.session, data.user?.identities], [null, null, []]);
    });
    it('refuses a weak password, and says in which way it is weak', async () => {
      const { error } = await client.auth.signUp({ email: fresh(), password: 'short' });
      assert.equal(code(error), 'weak_password');
      assert.deepEqual((error as AuthError & { reasons: string[] }).reasons, ['length']);
    });
    it('refuses what is no address', async () => {
      for (const email of ['nobody', 'a@', 'a b@example.com', '@example.com']) {
        assert.equal(code((await client.auth.signUp({ email, password })).error), 'validation_failed', email);
      }
    });
  });

  method('auth.signInAnonymously()', 'works', (it) => {
    it('begins a session without an address, which becomes permanent with one', async () => {
      const somebody = target.client();
      const { data, error } = await somebody.auth.signInAnonymously({ options: { data: { seat: 4 } } });
      assert.equal(error, null);
      assert.deepEqual([data.user?.is_anonymous, data.user?.user_metadata.seat], [true, 4]);
      assert.equal(code((await somebody.auth.updateUser({ password })).error), 'validation_failed');
      const email = fresh();
      assert.equal((await somebody.auth.updateUser({ email })).data.user?.new_email, email);
      const token = await codeTo(email);
      const verified = await somebody.auth.verifyOtp({ email, token, type: 'email_change' });
      assert.deepEqual(
        [verified.error, verified.data.user?.id, verified.data.user?.is_anonymous, verified.data.user?.email],
        [null, data.user?.id, false, email],
      );
    });
  });

  method('auth.signInWithPassword()', 'works', (it) => {
    it('signs in with an address and its password, whatever its case', async () => {
      const { email } = await person();
      const { data, error } = await target.client().auth.signInWithPassword({ email: email.toUpperCase(), password });
      assert.equal(error, null);
      assert.ok(data.session?.refresh_token);
      assert.equal(data.session?.token_type, 'bearer');
    });
    it('says no more of a wrong password than of a person who is not there', async () => {
      const { email } = await person();
      const wrong = await client.auth.signInWithPassword({ email, password: 'not this one' });
      const nobody = await client.auth.signInWithPassword({ email: fresh(), password });
      assert.deepEqual([code(wrong.error), wrong.error?.message], [code(nobody.error), nobody.error?.message]);
      assert.equal(code(wrong.error), 'invalid_credentials');
    });
  });

  method('auth.signInWithOtp()', 'works', (it) => {
    it('sends a link and a code by e-mail, to who is there and to who is new', async () => {
      const { email, id } = await person();
      for (const [address, type] of [
        [email, 'magiclink'],
        [fresh(), 'signup'],
      ] as const) {
        const { error } = await client.auth.signInWithOtp({ email: address });
        assert.equal(error, null);
        assert.match(await linkTo(address), new RegExp(`type=${type}`));
      }
      const token = await codeTo(email);
      const { data } = await target.client().auth.verifyOtp({ email, token, type: 'email' });
      assert.equal(data.user?.id, id);
    });
    it('leads only where config.toml allows it', async () => {
      for (const [wanted, led] of [
        ['http://127.0.0.1:3000/welcome', 'http://127.0.0.1:3000/welcome'],
        ['https://elsewhere.example/', 'http://127.0.0.1:3000'],
        ['http://127.0.0.1:3000@elsewhere.example/', 'http://127.0.0.1:3000'],
      ] as const) {
        const email = fresh();
        await client.auth.signInWithOtp({ email, options: { emailRedirectTo: wanted } });
        const { to } = await follow(await linkTo(email));
        assert.equal(to.replace(/\/$/, ''), led, wanted);
      }
    });
    it('registers nobody when told so', async () => {
      const { error } = await client.auth.signInWithOtp({ email: fresh(), options: { shouldCreateUser: false } });
      assert.equal(code(error), 'otp_disabled');
    });
    it('sends a code by SMS', async () => {
      const phone = '79990000001';
      assert.equal((await client.auth.signInWithOtp({ phone: `+${phone}` })).error, null);
      const { data, error } = await target.client().auth.verifyOtp({ phone, token: '123456', type: 'sms' });
      assert.deepEqual([error, data.user?.phone], [null, phone]);
      assert.ok(data.user?.phone_confirmed_at);
    });
  });

  method('auth.verifyOtp()', 'works', (it) => {
    it('takes a code once, also when it comes twice at once', async () => {
      const email = fresh();
      await client.auth.signInWithOtp({ email });
      const token = await codeTo(email);
      const verify = () => target.client().auth.verifyOtp({ email, token, type: 'email' });
      const all = await Promise.all([verify(), verify(), verify()]);
      assert.equal(all.filter(({ error }) => error === null).length, 1);
      assert.ok(all.every(({ error }) => error === null || code(error) === 'otp_expired'));
    });
    it('takes what stands for the code in a link', async () => {
      const email = fresh();
      await client.auth.signInWithOtp({ email });
      const hash = new URL(await linkTo(email)).searchParams.get('token') ?? '';
      const { data, error } = await target.client().auth.verifyOtp({ token_hash: hash, type: 'email' });
      assert.deepEqual([error, data.user?.email], [null, email]);
    });
    it('refuses a wrong code, another’s code and one of another kind', async () => {
      const newCode = async () => {
        const email = fresh();
        await client.auth.signInWithOtp({ email });
        return [email, await codeTo(email)] as const;
      };
      const [email, right] = await newCode();
      let [other, token] = await newCode();
      // Two people may get the same code by chance.
      while (token === right) [other, token] = await newCode();
      for (const [address, given, type] of [
        [email, right === '000000' ? '000001' : '000000', 'email'],
        [email, token, 'email'],
        [other, token, 'recovery'],
        [other, `${token}0`, 'email'],
        [fresh(), token, 'email'],
      ] as const) {
        const { error } = await client.auth.verifyOtp({ email: address, token: given, type });
        assert.equal(code(error), 'otp_expired');
      }
    });
  });

  method('auth.resend()', 'works', (it) => {
    it('sends the confirmation once more, and nothing to who has it already', async () => {
      const email = fresh();
      await client.auth.signUp({ email, password });
      const first = await codeTo(email);
      const since = Date.now() + 1;
      let answer = await client.auth.resend({ type: 'signup', email });
      while (code(answer.error) === 'over_email_send_rate_limit')
        answer = await client.auth.resend({ type: 'signup', email });
      assert.equal(answer.error, null);
      const second = await codeTo(email, since);
      if (second !== first) {
        assert.equal(code((await client.auth.verifyOtp({ email, token: first, type: 'signup' })).error), 'otp_expired');
      }
      assert.equal((await client.auth.verifyOtp({ email, token: second, type: 'signup' })).error, null);
      assert.equal((await client.auth.resend({ type: 'signup', email })).error, null);
      assert.equal((await client.auth.resend({ type: 'signup', email: fresh() })).error, null);
    });
  });

  method('auth.resetPasswordForEmail()', 'works', (it) => {
    it('signs in by the code, so that a new password can be set; answers alike to who is not there', async () => {
      const { email } = await person();
      assert.equal((await client.auth.resetPasswordForEmail(email)).error, null);
      assert.equal((await client.auth.resetPasswordForEmail(fresh())).error, null);
      const mine = target.client();
      const { error } = await mine.auth.verifyOtp({ email, token: await codeTo(email), type: 'recovery' });
      assert.equal(error, null);
      assert.equal((await mine.auth.updateUser({ password: 'another password' })).error, null);
      assert.equal((await client.auth.signInWithPassword({ email, password: 'another password' })).error, null);
      assert.equal(code((await client.auth.signInWithPassword({ email, password })).error), 'invalid_credentials');
    });
  });

  method('auth.exchangeCodeForSession()', 'works', (it) => {
    it('signs in where the link was asked for, once, and nowhere else', async () => {
      const { email, id } = await person();
      const kept = new Map<string, string>();
      const storage = {
        getItem: (name: string) => kept.get(name) ?? null,
        setItem: (name: string, value: string) => void kept.set(name, value),
        removeItem: (name: string) => void kept.delete(name),
      };
      const app = target.client({ auth: { flowType: 'pkce', storage, persistSession: true } });
      assert.equal((await app.auth.signInWithOtp({ email })).error, null);
      const { query } = await follow(await linkTo(email));
      const before = new Map(kept);
      const { data, error } = await app.auth.exchangeCodeForSession(query.code ?? '');
      assert.deepEqual([error, data.user?.id], [null, id]);
      for (const [name, value] of before) kept.set(name, value);
      assert.equal(code((await app.auth.exchangeCodeForSession(query.code ?? '')).error), 'flow_state_not_found');
    });
  });

  method('auth.setSession()', 'works', (it) => {
    it('takes over a session, and refuses one that is none', async () => {
      const { session } = await person();
      const other = target.client();
      const { data, error } = await other.auth.setSession(session);
      assert.deepEqual([error, data.user?.id], [null, session.user.id]);
      const forged = `${session.access_token.slice(0, -6)}AAAAAA`;
      assert.ok((await target.client().auth.setSession({ ...session, access_token: forged })).error);
    });
  });

  method('auth.refreshSession()', 'works', (it) => {
    it('replaces the refresh token, and gives two tabs the same one', async () => {
      const { session } = await person();
      const use = () => target.client().auth.refreshSession({ refresh_token: session.refresh_token });
      const [one, two] = await Promise.all([use(), use()]);
      assert.deepEqual([one.error, two.error], [null, null]);
      assert.notEqual(one.data.session?.refresh_token, session.refresh_token);
      assert.equal(one.data.session?.refresh_token, two.data.session?.refresh_token);
    });
    it('refuses a token that never was', async () => {
      const { error } = await target.client().auth.refreshSession({ refresh_token: "x' or '1'='1" });
      assert.equal(code(error), 'refresh_token_not_found');
    });
  });

  method('auth.getSession()', 'works', (it) => {
    it('is the session of this client', async () => {
      const { auth, session } = await person();
      assert.equal((await auth.getSession()).data.session?.access_token, session.access_token);
      assert.equal((await target.client().auth.getSession()).data.session, null);
    });
  });

  method('auth.getUser()', 'works', (it) => {
    it('tells who it is, and nothing when the session is over', async () => {
      const { auth, email, id, session } = await person();
      const { data } = await auth.getUser();
      assert.deepEqual(
        [data.user?.id, data.user?.email, data.user?.aud, data.user?.role, data.user?.is_anonymous],
        [id, email, 'authenticated', 'authenticated', false],
      );
      assert.deepEqual(data.user?.app_metadata, { provider: 'email', providers: ['email'] });
      assert.deepEqual(
        data.user?.identities?.map(({ identity_data, provider, user_id }) => [provider, user_id, identity_data?.email]),
        [['email', id, email]],
      );
      await auth.signOut();
      assert.equal((await client.auth.getUser(session.access_token)).error?.name, 'AuthSessionMissingError');
    });
    it('wants a token, for which no key stands', async () => {
      const { publishableKey, secretKey, url } = target;
      for (const apikey of [publishableKey, secretKey]) {
        for (const [method, path] of [
          ['GET', 'user'],
          ['PUT', 'user'],
          ['POST', 'logout'],
          ['GET', 'reauthenticate'],
          ['POST', 'factors'],
        ] as const) {
          const answer = await fetch(`${url}/auth/v1/${path}`, { method, headers: { apikey } });
          const { error_code, msg } = await answer.json();
          assert.deepEqual(
            [answer.status, error_code, msg],
            [401, 'no_authorization', 'This endpoint requires a valid Bearer token'],
          );
        }
      }
      const key = await fetch(`${url}/auth/v1/user`, {
        headers: { apikey: publishableKey, authorization: `Bearer ${publishableKey}` },
      });
      assert.deepEqual([key.status, (await key.json()).error_code], [403, 'bad_jwt']);
    });
  });

  method('auth.getClaims()', 'works', (it) => {
    it('reads a token with the public key, and refuses one that was changed', async () => {
      const { auth, id, email, session } = await person();
      const { data, error } = await auth.getClaims();
      assert.equal(error, null);
      const { claims } = data ?? assert.fail();
      assert.deepEqual(
        [claims.sub, claims.role, claims.aal, claims.email, claims.phone, claims.is_anonymous],
        [id, 'authenticated', 'aal1', email, '', false],
      );
      const [way, ...others] = claims.amr ?? [];
      assert.ok(typeof way === 'object');
      const { timestamp, ...rest } = way;
      assert.deepEqual([rest, others], [{ method: 'password' }, []]);
      // The session may have begun in the second before its token was signed.
      assert.ok(timestamp <= claims.iat && timestamp > claims.iat - 60, `${timestamp}, ${claims.iat}`);
      assert.equal(claims.exp - claims.iat, 3600);
      assert.equal(claims.iss, `${target.url}/auth/v1`);
      const [head, , signature] = session.access_token.split('.');
      const forged = Buffer.from(JSON.stringify({ ...claims, role: 'service_role' })).toString('base64url');
      assert.ok((await client.auth.getClaims(`${head}.${forged}.${signature}`)).error);
    });
    it('asks nobody once the key is known', async () => {
      const { session } = await person();
      const keys = (await (await fetch(`${target.url}/auth/v1/.well-known/jwks.json`)).json()) as { keys: never[] };
      let asked = 0;
      const offline = target.client({
        global: {
          fetch: async () => {
            asked++;
            throw new TypeError('offline');
          },
        },
      });
      const { data } = await offline.auth.getClaims(session.access_token, { jwks: keys });
      assert.deepEqual([data?.claims.sub, asked], [session.user.id, 0]);
    });
  });

  method('auth.updateUser()', 'works', (it) => {
    it('changes what it is told, merging the data', async () => {
      const { auth } = await person();
      await auth.updateUser({ data: { a: 1, b: 2 } });
      const { data } = await auth.updateUser({ data: { b: 3 } });
      assert.deepEqual([data.user?.user_metadata.a, data.user?.user_metadata.b], [1, 3]);
    });
    it('changes an address when both confirmed, the old one and the new one', async () => {
      const { auth, email, id } = await person();
      const other = fresh();
      assert.equal((await auth.updateUser({ email: other })).data.user?.new_email, other);
      const first = await auth.verifyOtp({ email, token: await codeTo(email), type: 'email_change' });
      assert.deepEqual([first.error, first.data.session], [null, null]);
      assert.equal((await auth.getUser()).data.user?.email, email);
      const second = await auth.verifyOtp({ email: other, token: await codeTo(other), type: 'email_change' });
      assert.deepEqual([second.error, second.data.user?.id, second.data.user?.email], [null, id, other]);
      assert.equal((await client.auth.signInWithPassword({ email: other, password })).error, null);
    });
    it('gives a number when its code was entered', async () => {
      const { auth, id } = await person();
      const phone = '79990000002';
      assert.equal((await auth.updateUser({ phone })).data.user?.new_phone, phone);
      const { data, error } = await auth.verifyOtp({ phone, token: '123456', type: 'phone_change' });
      assert.deepEqual([error, data.user?.id, data.user?.phone], [null, id, phone]);
      assert.deepEqual(data.user?.app_metadata.providers, ['email', 'phone']);
    });
    it('refuses an address that another has, and the same password', async () => {
      const [one, two] = [await person(), await person()];
      assert.equal(code((await one.auth.updateUser({ email: two.email })).error), 'email_exists');
      assert.equal(code((await one.auth.updateUser({ password })).error), 'same_password');
    });
    it('a new password signs out everywhere else', async () => {
      const { auth, email } = await person();
      const elsewhere = target.client();
      await elsewhere.auth.signInWithPassword({ email, password });
      assert.equal((await auth.updateUser({ password: 'another password' })).error, null);
      assert.equal((await auth.getUser()).error, null);
      assert.equal((await elsewhere.auth.getUser()).error?.name, 'AuthSessionMissingError');
    });
  });

  method('auth.reauthenticate()', 'works', (it) => {
    it('sends a code to who is signed in, and to nobody else', async () => {
      const { auth, email } = await person();
      assert.equal((await auth.reauthenticate()).error, null);
      assert.match(await codeTo(email), /^\d{6}$/);
      assert.equal((await target.client().auth.reauthenticate()).error?.name, 'AuthSessionMissingError');
    });
  });

  method('auth.signOut()', 'works', (it) => {
    it('ends this session, all others, or all', async () => {
      const { email } = await person();
      const sessions = await Promise.all(
        Array.from({ length: 3 }, async () => {
          const each = target.client();
          await each.auth.signInWithPassword({ email, password });
          return each.auth;
        }),
      );
      const [one, two, three] = sessions as [Person['auth'], Person['auth'], Person['auth']];
      const stands = async () =>
        Promise.all(tokens.map(async (token) => (await client.auth.getUser(token)).error === null));
      const tokens = await Promise.all(
        sessions.map(async (auth) => (await auth.getSession()).data.session?.access_token ?? ''),
      );
      assert.equal((await one.signOut({ scope: 'local' })).error, null);
      assert.deepEqual(await stands(), [false, true, true]);
      assert.equal((await two.signOut({ scope: 'others' })).error, null);
      assert.deepEqual(await stands(), [false, true, false]);
      assert.equal((await two.signOut()).error, null);
      assert.deepEqual(await stands(), [false, false, false]);
      assert.equal((await three.signOut()).error, null);
    });
  });

  method('auth.onAuthStateChange()', 'works', (it) => {
    it('tells what happens to the session', async () => {
      const { email } = await person();
      const mine = target.client();
      const events: string[] = [];
      const { data } = mine.auth.onAuthStateChange((event) => void events.push(event));
      await mine.auth.signInWithPassword({ email, password });
      await mine.auth.updateUser({ data: { a: 1 } });
      await mine.auth.refreshSession();
      await mine.auth.signOut();
      data.subscription.unsubscribe();
      assert.deepEqual(
        events.filter((event) => event !== 'INITIAL_SESSION'),
        ['SIGNED_IN', 'USER_UPDATED', 'TOKEN_REFRESHED', 'SIGNED_OUT'],
      );
    });
  });

  method('auth.startAutoRefresh()', 'works', (it) => {
    it('renews a session that is about to end', async () => {
      const { session } = await person();
      const old: Session = { ...session, expires_at: Math.floor(Date.now() / 1000) + 20 };
      const kept = new Map([['key', JSON.stringify(old)]]);
      const storage = {
        getItem: (name: string) => kept.get(name) ?? null,
        setItem: (name: string, value: string) => void kept.set(name, value),
        removeItem: (name: string) => void kept.delete(name),
      };
      const mine = target.client({ auth: { persistSession: true, storage, storageKey: 'key' } });
      const renewed = new Promise<Session | null>((resolve) => {
        mine.auth.onAuthStateChange((event, now) => event === 'TOKEN_REFRESHED' && resolve(now));
      });
      await mine.auth.startAutoRefresh();
      assert.notEqual((await renewed)?.refresh_token, session.refresh_token);
      await mine.auth.stopAutoRefresh();
    });
  });

  method('auth.stopAutoRefresh()', 'works', (it) => {
    it('leaves the session as it is', async () => {
      const { auth, session } = await person();
      await auth.startAutoRefresh();
      await auth.stopAutoRefresh();
      assert.equal((await auth.getSession()).data.session?.refresh_token, session.refresh_token);
    });
  });

  method('auth.initialize()', 'works', (it) => {
    it('needs no server', async () => {
      assert.equal((await target.client().auth.initialize()).error, null);
    });
  });

  method('auth.dispose()', 'works', (it) => {
    it('needs no server', async () => {
      const mine = target.client();
      await mine.auth.initialize();
      await mine.auth.dispose();
    });
  });

  method('auth.isThrowOnErrorEnabled()', 'works', (it) => {
    it('throws instead of answering with an error, when asked to', async () => {
      const mine = target.client({ auth: { throwOnError: true } });
      await assert.rejects(mine.auth.signInWithPassword({ email: fresh(), password }), { code: 'invalid_credentials' });
    });
  });

  method('auth.getUserIdentities()', 'works', (it) => {
    it('lists by what one signs in', async () => {
      const { auth, email } = await person();
      const { data } = await auth.getUserIdentities();
      assert.deepEqual(
        data?.identities.map(({ identity_data }) => identity_data?.email),
        [email],
      );
    });
  });

  const open = () => ({ ...people(target, password), target, password });
  adminMethods(method, open);
  refusedMethods(method, open);

  // Made only for the names of its methods.
  const { auth } = createClient('http://127.0.0.1', 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
  });
  // Those that are private in its types.
  complete(auth, 'auth.', [
    ...['fetch', 'logger', 'fetchJwk'],
    ...['signInWithEthereum', 'signInWithSolana', 'linkIdentityOAuth', 'linkIdentityIdToken'],
  ]);
  complete(auth.mfa, 'auth.mfa.');
  complete(auth.oauth, 'auth.oauth.');
  complete(auth.passkey, 'auth.passkey.');
  complete(auth.admin, 'auth.admin.', ['fetch']);
  complete(auth.admin.mfa, 'auth.admin.mfa.');
  complete(auth.admin.oauth, 'auth.admin.oauth.');
  complete(auth.admin.customProviders, 'auth.admin.customProviders.');
  complete(auth.admin.passkey, 'auth.admin.passkey.');
});
