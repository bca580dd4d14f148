import assert from 'node:assert/strict';
import type { AuthError, SupabaseClient } from '@supabase/supabase-js';
import type { people } from './auth-people.ts';
import type { methodsOf } from './methods.ts';
import type { Target } from './target.ts';

type Open = () => ReturnType<typeof people> & { target: Target; password: string };

const code = (error: AuthError | null) => error?.code;

/** `auth.admin`: `open` gives what is tested once it runs. */
export function adminMethods(method: ReturnType<typeof methodsOf>['method'], open: Open): void {
  const administrator = (): SupabaseClient['auth']['admin'] => {
    const { target } = open();
    return target.client({ key: target.secretKey }).auth.admin;
  };
  const signIn = (email: string, password = open().password) =>
    open().target.client().auth.signInWithPassword({ email, password });

  method('auth.admin.createUser()', 'works', (it) => {
    it('makes a user who signs in at once, and one who has to confirm first', async () => {
      const { fresh, password } = open();
      const [ready, waiting] = [fresh(), fresh()];
      const { data, error } = await administrator().createUser({
        email: ready,
        password,
        email_confirm: true,
        user_metadata: { nick: 'Ы' },
        app_metadata: { plan: 'free' },
      });
      assert.equal(error, null);
      assert.deepEqual(
        [data.user?.user_metadata, data.user?.app_metadata],
        [
          { nick: 'Ы', email_verified: true },
          { provider: 'email', providers: ['email'], plan: 'free' },
        ],
      );
      assert.equal((await signIn(ready)).error, null);
      const later = await administrator().createUser({ email: waiting, password });
      assert.deepEqual(later.data.user?.user_metadata, {});
      const { id } = later.data.user ?? assert.fail();
      const other = await administrator().updateUserById(id, { email: fresh(), user_metadata: { a: 1 } });
      assert.deepEqual(other.data.user?.user_metadata, { a: 1 });
      await administrator().updateUserById(id, { email: waiting });
      assert.equal(code((await signIn(waiting)).error), 'email_not_confirmed');
    });
    it('refuses who is there already, who is nobody, and who asks without the secret key', async () => {
      const { fresh, person, target } = open();
      const { email } = await person();
      assert.equal(code((await administrator().createUser({ email })).error), 'email_exists');
      assert.equal(code((await administrator().createUser({})).error), 'validation_failed');
      const { error } = await target.client().auth.admin.createUser({ email: fresh() });
      assert.ok(error?.status === 401 || error?.status === 403);
      const { publishableKey, url } = target;
      const bare = await fetch(`${url}/auth/v1/admin/users`, { headers: { apikey: publishableKey } });
      assert.deepEqual([bare.status, (await bare.json()).error_code], [401, 'no_authorization']);
    });
  });

  method('auth.admin.listUsers()', 'works', (it) => {
    it('goes by pages, newest first, and says how many there are', async () => {
      const { person } = open();
      const one = await person();
      const two = await person();
      const first = await administrator().listUsers({ page: 1, perPage: 1 });
      const second = await administrator().listUsers({ page: 2, perPage: 1 });
      assert.deepEqual([first.data.users[0]?.id, second.data.users[0]?.id], [two.id, one.id]);
      assert.ok(first.error === null && first.data.total >= 2 && first.data.nextPage === 2);
    });
  });

  method('auth.admin.getUserById()', 'works', (it) => {
    it('finds one, and says so when there is none', async () => {
      const { email, id } = await open().person();
      assert.equal((await administrator().getUserById(id)).data.user?.email, email);
      assert.equal(code((await administrator().getUserById(crypto.randomUUID())).error), 'user_not_found');
    });
  });

  method('auth.admin.updateUserById()', 'works', (it) => {
    it('changes address, number, password and data at once', async () => {
      const { fresh, person } = open();
      const { id } = await person();
      const email = fresh();
      const phone = `7${String(Date.now()).slice(-10)}`;
      const { data, error } = await administrator().updateUserById(id, {
        email,
        phone,
        phone_confirm: true,
        password: 'set by an administrator',
        user_metadata: { a: 1 },
        app_metadata: { plan: 'paid' },
      });
      assert.equal(error, null);
      assert.deepEqual(
        [data.user?.email, data.user?.phone, data.user?.user_metadata.a, data.user?.app_metadata.plan],
        [email, phone, 1, 'paid'],
      );
      assert.equal((await signIn(email, 'set by an administrator')).error, null);
    });
    it('bans for a while, and lets in again', async () => {
      const { email, id, session } = await open().person();
      const { data } = await administrator().updateUserById(id, { ban_duration: '24h' });
      assert.ok(Date.parse(data.user?.banned_until ?? '') > Date.now());
      assert.equal(code((await signIn(email)).error), 'user_banned');
      const { auth } = open().target.client();
      assert.equal(code((await auth.refreshSession(session)).error), 'user_banned');
      await administrator().updateUserById(id, { ban_duration: 'none' });
      assert.equal((await signIn(email)).error, null);
      assert.equal(
        code((await administrator().updateUserById(id, { ban_duration: 'a while' })).error),
        'validation_failed',
      );
    });
  });

  method('auth.admin.deleteUser()', 'works', (it) => {
    it('removes a user with all sessions', async () => {
      const { email, id, session } = await open().person();
      assert.equal((await administrator().deleteUser(id)).error, null);
      assert.equal(code((await administrator().getUserById(id)).error), 'user_not_found');
      assert.equal(code((await signIn(email)).error), 'invalid_credentials');
      assert.ok((await open().target.client().auth.getUser(session.access_token)).error);
    });
    it('keeps the row where told to, without who it was, and frees the address', async () => {
      const { email, id } = await open().person();
      assert.equal((await administrator().deleteUser(id, true)).error, null);
      assert.equal(code((await signIn(email)).error), 'invalid_credentials');
      assert.equal((await administrator().createUser({ email })).error, null);
    });
  });

  method('auth.admin.inviteUserByEmail()', 'works', (it) => {
    it('sends a link that signs in', async () => {
      const { follow, fresh, linkTo, person } = open();
      const email = fresh();
      const { data, error } = await administrator().inviteUserByEmail(email, { data: { class: '9Б' } });
      assert.equal(error, null);
      assert.ok(data.user?.invited_at);
      const { fragment } = await follow(await linkTo(email));
      assert.equal(fragment.type, 'invite');
      assert.ok(fragment.refresh_token);
      const { email: there } = await person();
      assert.equal(code((await administrator().inviteUserByEmail(there)).error), 'email_exists');
    });
  });

  method('auth.admin.generateLink()', 'works', (it) => {
    it('makes links that sign in, of each kind', async () => {
      const { follow, fresh, password, person } = open();
      const { email } = await person();
      for (const params of [
        { type: 'signup', email: fresh(), password },
        { type: 'invite', email: fresh() },
        { type: 'magiclink', email },
        { type: 'recovery', email },
      ] as const) {
        const { data, error } = await administrator().generateLink(params);
        assert.equal(error, null, params.type);
        assert.match(data.properties?.email_otp ?? '', /^\d{6}$/);
        assert.equal(data.properties?.verification_type, params.type);
        const { fragment } = await follow(data.properties?.action_link ?? '');
        assert.ok(fragment.access_token, params.type);
      }
    });
    it('makes links that change an address, one for each', async () => {
      const { follow, fresh, person } = open();
      const { email, id } = await person();
      const newEmail = fresh();
      const links = [];
      for (const type of ['email_change_current', 'email_change_new'] as const) {
        const { data, error } = await administrator().generateLink({ type, email, newEmail });
        assert.equal(error, null);
        links.push(data.properties?.action_link ?? '');
      }
      const [first, second] = [await follow(links[0] ?? ''), await follow(links[1] ?? '')];
      assert.ok(first.fragment.message && !first.fragment.access_token);
      assert.ok(second.fragment.access_token);
      assert.equal((await administrator().getUserById(id)).data.user?.email, newEmail);
    });
    it('says who is not there', async () => {
      const { error } = await administrator().generateLink({ type: 'recovery', email: open().fresh() });
      assert.equal(code(error), 'user_not_found');
    });
  });

  method('auth.admin.signOut()', 'works', (it) => {
    it('ends the sessions of whose token it is', async () => {
      const { auth, session } = await open().person();
      assert.equal((await administrator().signOut(session.access_token)).error, null);
      assert.equal((await auth.getUser()).error?.name, 'AuthSessionMissingError');
    });
  });
}
