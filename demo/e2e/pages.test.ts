import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { signInAs, useStage } from './harness.ts';

const site = join(import.meta.dirname, '..', 'site');
const pages = (readdirSync(site, { recursive: true }) as string[])
  .map((path) => `/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.html') && !path.includes('/_') && path !== '/404.html');

describe('The pages of the college', () => {
  const stage = useStage();

  for (const path of pages) {
    it(`B3 ${path} holds under its policy, signed in and not, and is not wider than a small telephone`, async () => {
      const visits = [undefined, 'teacher' as const].map(async (as) => {
        const page = await stage.open(path, { as, viewport: { width: 320, height: 640 } });
        await page.waitForLoadState('networkidle');
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${path} is ${wider} px too wide`);
        const empty = await page.evaluate(
          () => [...document.querySelectorAll('sferum-chat, sferum-chats')].filter((tag) => !tag.shadowRoot).length,
        );
        assert.equal(empty, 0);
      });
      await Promise.all(visits);
    });
  }

  it('«Войти как…» signs in and out with one click', async () => {
    const page = await stage.open('/student/group.html');
    await signInAs(page, 'teacher');
    await page.getByText('Ветрова Марина Олеговна').waitFor();
    await page.locator('.message').first().waitFor();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Выйти', exact: true }).click()]);
    await page.getByText('вы не вошли').waitFor();
    assert.equal(await page.locator('.message').count(), 0);
  });

  it('«Входящие SMS» shows a code when it is sent, the newest first', async () => {
    const page = await stage.open('/demo/sms');
    await page.getByText('Пока пусто.').waitFor();
    for (const phone of ['79000000998', '79000000999']) {
      const { url, key } = stage.demo.backend;
      const headers = { apikey: key, 'content-type': 'application/json' };
      for (const path of ['rest/v1/rpc/request_code', 'auth/v1/otp']) {
        await fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify({ phone }) });
      }
      await page.getByText(`+${phone}`).waitFor();
    }
    assert.match(await page.locator('li').first().innerText(), /\+79000000999[\s\S]*\b\d{6}\b/);
  });
});
