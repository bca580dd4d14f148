import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GoTrueAdminApi } from '@supabase/auth-js';
import { type Supabase, startSupabase } from '../supabase/embedded/index.ts';
import { Applications } from './applications.ts';
import { operatorPage } from './page.ts';
import { People } from './people.ts';

const root = join(import.meta.dirname, '..');

describe('R7 The operator', () => {
  let supabase: Supabase;
  let applications: Applications;
  let server: Server;
  let page = '';

  /** What a college asks for, with a name of its own. */
  async function apply(name: string): Promise<string> {
    const answer = await fetch(`${supabase.url}/rest/v1/rpc/apply_for_college`, {
      method: 'POST',
      headers: { apikey: supabase.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({
        name,
        short_name: name,
        country: 'Россия',
        city: 'Речноборск',
        address: '',
        site: '',
        surname: 'Белова',
        given_name: 'Наталья',
        patronymic: '',
        phone: '79001112233',
      }),
    });
    assert.ok(answer.ok, await answer.text());
    return (await applications.list()).find((each) => each.name === name)?.id ?? '';
  }

  const password = 'синяя-парта-214';

  /** @returns whether the number and the password open an account. */
  async function opens(phone: string): Promise<boolean> {
    const { status } = await fetch(`${supabase.url}/auth/v1/token?grant_type=password`, {
      method: 'POST',
      headers: { apikey: supabase.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({ phone, password }),
    });
    return status === 200;
  }

  /** An account with a proved number and a name. */
  async function register(phone: string, surname: string): Promise<void> {
    const auth = new GoTrueAdminApi({
      url: `${supabase.url}/auth/v1`,
      headers: { apikey: supabase.secretKey, authorization: `Bearer ${supabase.secretKey}` },
    });
    const { data, error } = await auth.createUser({ phone, phone_confirm: true, password });
    assert.equal(error, null);
    await supabase.database.transaction((tx) =>
      tx.query(`insert into public.profiles (id, surname, name) values ($1, $2, 'Анна')`, [data.user?.id, surname]),
    );
  }

  /** Does `work` where Auth answers as the real one does when a number is taken. */
  async function realAuth<Result>(work: () => Promise<Result>): Promise<Result> {
    const { fetch: ask } = globalThis;
    const taken = { code: 500, error_code: 'unexpected_failure', msg: 'Database error updating user' };
    globalThis.fetch = async (input, init) =>
      init?.method === 'PUT' ? Response.json(taken, { status: 500 }) : ask(input, init);
    try {
      return await work();
    } finally {
      globalThis.fetch = ask;
    }
  }

  async function administrators(college: string): Promise<string[]> {
    const { rows } = await supabase.database.transaction((tx) =>
      tx.query<{ surname: string }>(
        `select p.surname from public.memberships m join public.profiles p on p.id = m.person_id
          where m.college_id = $1 and m.is_admin order by p.surname`,
        [college],
      ),
    );
    return rows.map(({ surname }) => surname);
  }

  before(async () => {
    supabase = await startSupabase({ project: join(root, 'supabase'), cacheDir: join(root, '.cache'), port: 0 });
    applications = new Applications({ url: supabase.url, secretKey: supabase.secretKey });
    const answer = await operatorPage(applications, '/operator');
    server = createServer((req, res) => {
      void answer(req, res, (req.url ?? '').replace(/\?.*$/, '')).then((done) => done || res.writeHead(404).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/operator`;
  });
  after(async () => {
    server.close();
    await supabase.stop();
  });

  it('R7 approves and rejects from the command line’s side, each once', async () => {
    const [good, bad] = [await apply('Речной колледж'), await apply('Мнимый колледж')];
    assert.match(await applications.approve(good), /^[0-9a-f-]{36}$/);
    await assert.rejects(applications.approve(good), /already/);
    await applications.reject(bad, 'Такого нет');
    assert.deepEqual(await applications.list(), []);
    assert.deepEqual(
      (await applications.list('rejected')).map(({ name, reason }) => [name, reason]),
      [['Мнимый колледж', 'Такого нет']],
    );
    await assert.rejects(applications.reject('nonsense', ''), /no such application/);
  });

  it('R7 is refused with a key that is not secret, in a sentence', async () => {
    const stranger = new Applications({ url: supabase.url, secretKey: supabase.publishableKey });
    await assert.rejects(stranger.list(), /the key is refused/);
  });

  it('R7 decides on a page that never shows the key and accepts no forms of other sites', async () => {
    const id = await apply('<b>Горный</b> колледж');
    const shown = await (await fetch(page)).text();
    assert.match(shown, /&lt;b&gt;Горный/);
    assert.ok(!shown.includes(supabase.secretKey));
    const token = /name="token" value="([^"]+)"/.exec(shown)?.[1] ?? '';
    const send = (body: Record<string, string>) =>
      fetch(page, { method: 'POST', body: new URLSearchParams({ application: id, ...body }) });
    assert.equal((await send({ act: 'approve', token: 'guessed' })).status, 403);
    assert.equal((await applications.list()).length, 1);
    assert.match(await (await send({ act: 'approve', token })).text(), /Колледж зарегистрирован/);
    assert.equal((await send({ act: 'approve', token })).status, 409);
    assert.match(await (await fetch(`${page}?status=approved`)).text(), /Горный/);
  });

  it('A5 gives a college another administrator, who comes in with exactly the number', async () => {
    const people = new People({ url: supabase.url, secretKey: supabase.secretKey });
    const { rows } = await supabase.database.transaction((tx) =>
      tx.query<{ id: string }>(
        `insert into public.colleges (name, short_name, country, city)
          values ('Лесной колледж', 'Лесной', 'Россия', 'Речноборск') returning id`,
      ),
    );
    const id = rows[0]?.id ?? '';
    assert.deepEqual(
      (await people.colleges()).filter((each) => each.id === id),
      [{ id, name: 'Лесной колледж', city: 'Речноборск' }],
    );
    assert.equal(await people.appoint(id.slice(0, 8), '8 (900) 111-22-44'), false);
    await register('79001112244', 'Лесова');
    assert.deepEqual(await administrators(id), ['Лесова']);
    await register('79001112255', 'Борова');
    assert.equal(await people.appoint(id, '+7 900 111-22-55'), true);
    assert.deepEqual(await administrators(id), ['Борова', 'Лесова']);
    await assert.rejects(people.appoint('nonsense', '79001112255'), /no such college/);
    await assert.rejects(people.appoint('', '79001112255'), /no such college/);
    await assert.rejects(people.appoint(id, '911'), /not a telephone number/);
  });

  it('A12 gives a person another number, never that of somebody else', async () => {
    const people = new People({ url: supabase.url, secretKey: supabase.secretKey });
    await register('79001113301', 'Новикова');
    await register('79001113302', 'Занятая');
    assert.equal(await people.changeNumber('79001113301', '8 900 111-33-09'), 'Новикова Анна');
    assert.deepEqual([await opens('79001113309'), await opens('79001113301')], [true, false]);
    await assert.rejects(people.changeNumber('79001113301', '79001113308'), /nobody has this number/);
    await assert.rejects(people.changeNumber('79001113309', '79001113302'), /another account has this number/);
    await assert.rejects(
      realAuth(() => people.changeNumber('79001113309', '79001113302')),
      /another account has this number/,
    );
    const stranger = new People({ url: supabase.url, secretKey: supabase.publishableKey });
    await assert.rejects(stranger.changeNumber('79001113309', '79001113308'), /the key is refused/);
  });
});
