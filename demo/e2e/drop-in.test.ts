import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { sessionKey } from '../../components/core/session.ts';
import { useStage } from './harness.ts';

describe('The drop-in script', () => {
  const stage = useStage();

  for (const recipe of ['before', 'after', 'twice', 'div']) {
    it(`B1 shows the chat: /recipes/${recipe}.html`, async () => {
      const page = await stage.open(`/recipes/${recipe}.html`, { as: 'student' });
      await page.locator('sferum-chat .message').first().waitFor();
      assert.equal(await page.locator('sferum-chat').count(), 1);
    });
  }

  it('B1 shows a chat that is inserted later', async () => {
    const page = await stage.open('/recipes/inserted.html', { as: 'student' });
    await page.getByRole('button', { name: 'Показать чат' }).click();
    await page.locator('sferum-chat .message').first().waitFor();
  });

  it('B1 keeps a chat alive that is moved', async () => {
    const page = await stage.open('/recipes/moved.html', { as: 'student' });
    await page.locator('#first .message').first().waitFor();
    await page.getByRole('button', { name: 'Переставить' }).click();
    await page.locator('#second .message').first().waitFor();
    await stage.demo.backend.own?.database.transaction((tx) =>
      tx.query(
        `insert into public.messages (id, chat_id, author_id, body)
         select gen_random_uuid(), $1, account.id, 'после перестановки' from auth.users account where phone = $2`,
        [stage.demo.backend.groupChatId, '79000000007'],
      ),
    );
    await page.getByText('после перестановки').first().waitFor();
    assert.equal(await page.locator('.message', { hasText: 'после перестановки' }).count(), 1);
  });

  it('B1 gives the tags in <sferum-app> their own context', async () => {
    const page = await stage.open('/recipes/two-colleges.html', { as: 'teacher' });
    const [first, second] = [page.locator('body > sferum-chats'), page.locator('sferum-app sferum-chats')];
    await first.getByText('ИС-21 · Базы данных').first().waitFor();
    await second.getByText('Объявления техникума').first().waitFor();
    assert.equal(await first.getByText('Объявления техникума').count(), 0);
    assert.equal(await second.getByText('ИС-21 · Базы данных').count(), 0);
  });

  it('B3 works on a page of another origin under a strict policy', async () => {
    const { url, backend } = stage.demo;
    const script = `<script type="module" src="${url}/sferum/sferum.js" data-sferum-url="${backend.url}"
      data-sferum-key="${backend.key}" data-sferum-college="${backend.collegeId}"></script>`;
    const policy = [
      "default-src 'none'",
      `script-src ${url}`,
      "style-src 'self'",
      "img-src 'self' data: blob:",
      `connect-src ${backend.url} ${backend.url.replace('http', 'ws')}`,
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ];
    const college = createServer((req, res) => {
      const page =
        req.url === '/' ? `<!doctype html>${script}<sferum-chat chat="${backend.groupChatId}"></sferum-chat>` : '';
      res
        .writeHead(page ? 200 : 204, { 'content-type': 'text/html', 'content-security-policy': policy.join('; ') })
        .end(page);
    }).listen(0, '127.0.0.1');
    await once(college, 'listening');
    try {
      const origin = `http://127.0.0.1:${(college.address() as AddressInfo).port}`;
      stage.allow(origin);
      const page = await stage.open(`${origin}/`);
      const kept = [sessionKey(backend.url), await stage.session('student')] as const;
      await page.evaluate(([key, session]) => localStorage.setItem(key, session), kept);
      await page.reload();
      await page.locator('.message').first().waitFor();
    } finally {
      college.close();
      college.closeAllConnections();
    }
  });
});

describe("The host's styles", () => {
  const stage = useStage();

  it('B2 do not reach the parts of a chat, nor ours the page', async () => {
    const page = await stage.open('/student/group.html', { as: 'student' });
    const field = page.locator('sferum-chat').getByRole('textbox').last();
    await field.waitFor();
    const looks = (of: Element) => {
      const { textTransform, borderTopColor, boxShadow, letterSpacing } = getComputedStyle(of);
      return { textTransform, borderTopColor, boxShadow, letterSpacing };
    };
    const theirs = await page.getByRole('button', { name: 'Распечатать список' }).evaluate(looks);
    assert.deepEqual(theirs, {
      textTransform: 'uppercase',
      borderTopColor: 'rgb(201, 162, 74)',
      boxShadow: 'rgb(201, 162, 74) 0px 0px 4px 0px inset',
      letterSpacing: '0.16px',
    });
    const ours = await field.evaluate(looks);
    assert.notEqual(ours.borderTopColor, theirs.borderTopColor);
    assert.deepEqual(
      { ...ours, borderTopColor: '' },
      { textTransform: 'none', borderTopColor: '', boxShadow: 'none', letterSpacing: 'normal' },
    );
    const message = page.locator('.message').first();
    const { letterSpacing, lineHeight, fontSize } = await message.evaluate((of) => getComputedStyle(of));
    assert.deepEqual({ letterSpacing, fontSize }, { letterSpacing: 'normal', fontSize: '15px' });
    // The page says `* { line-height: inherit }`; the element says 1.4.
    assert.equal(lineHeight, '21px');
  });
});
