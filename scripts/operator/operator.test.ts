import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Supabase, startSupabase } from '../../supabase/embedded/index.ts';
import { Applications } from './applications.ts';
import { operatorPage } from './page.ts';

const root = join(import.meta.dirname, '..', '..');

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

  it('R7 decides on a page that never shows the key and hears no other site', async () => {
    const id = await apply('<b>Горный</b> колледж');
    const shown = await (await fetch(page)).text();
    assert.match(shown, /&lt;b&gt;Горный/);
    assert.ok(!shown.includes(supabase.secretKey));
    const word = /name="word" value="([^"]+)"/.exec(shown)?.[1] ?? '';
    const send = (body: Record<string, string>) =>
      fetch(page, { method: 'POST', body: new URLSearchParams({ application: id, ...body }) });
    assert.equal((await send({ act: 'approve', word: 'guessed' })).status, 403);
    assert.equal((await applications.list()).length, 1);
    assert.match(await (await send({ act: 'approve', word })).text(), /Колледж зарегистрирован/);
    assert.equal((await send({ act: 'approve', word })).status, 409);
    assert.match(await (await fetch(`${page}?status=approved`)).text(), /Горный/);
  });
});
