import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { sessionKey } from '../../components/core/session.ts';
import { type Person, type Stage, useStage } from './harness.ts';

interface HostPage {
  /** Its body. */
  body: string;
  head?: string;
  /** More attributes of our script; `null` leaves the script out. */
  script?: Record<string, string> | null;
  as?: Person;
  width?: number;
}

/** Opens a page of another origin, with our script in its head. */
async function openHost(stage: Stage, { body, head = '', script = {}, as, width = 1100 }: HostPage): Promise<Page> {
  const { url, backend } = stage.demo;
  const attributes = {
    'data-sferum-url': backend.url,
    'data-sferum-key': backend.key,
    'data-sferum-college': backend.collegeId,
    ...script,
  };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  const ours = script ? `<script type="module" src="${url}/sferum/sferum.js" ${written.join(' ')}></script>` : '';
  const content = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <link rel="icon" href="data:,"><title>Чужая страница</title>${head}${ours}</head><body>${body}</body></html>`;
  const server = createServer((_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(content));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // It answers once; an open one would keep the tests from ending.
  server.unref();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stage.allow(origin);
  const localStorage = as ? [{ name: sessionKey(backend.url), value: await stage.session(as) }] : [];
  const storageState = { cookies: [], origins: [{ origin, localStorage }] };
  return stage.open(`${origin}/`, { storageState, viewport: { width, height: 900 } });
}

const phoneOf = (page: Page) => page.locator('sferum-auth').getByRole('textbox').first();

describe("On other people's pages", () => {
  const stage = useStage();

  it('B2 the low-vision version of a site leaves a typed number readable, and the tags take its colours and size', async () => {
    const page = await openHost(stage, {
      head: `<style>body.bvi-active * { color: #fff !important; background: #000 !important; font-size: 24px !important;
          letter-spacing: 2px !important }</style>`,
      script: { 'data-sferum-low-vision': '.bvi-active main' },
      body: '<main><h1>Вход</h1><sferum-auth></sferum-auth></main>',
    });
    const field = phoneOf(page);
    await field.fill('9000000001');
    // The whole of the tag comes when somebody turns to it, and keeps what was typed.
    await page.locator('sferum-auth:defined').waitFor();
    await page.waitForFunction(
      () =>
        document.querySelector('sferum-auth')?.shadowRoot?.querySelector<HTMLInputElement>('input[name=phone]')?.value,
    );
    assert.equal(await field.inputValue(), '9000000001');
    const looks = (of: Element) => {
      const { color, backgroundColor, fontSize, letterSpacing } = getComputedStyle(of);
      return { color, backgroundColor, fontSize, letterSpacing };
    };
    const before = await field.evaluate(looks);
    await page.evaluate(() => document.body.classList.add('bvi-active'));
    await page.waitForFunction(() => document.documentElement.style.getPropertyValue('--sferum-ink'));
    const { color, backgroundColor, fontSize, letterSpacing } = await field.evaluate(looks);
    assert.equal(color, 'rgb(255, 255, 255)');
    assert.equal(backgroundColor, before.backgroundColor);
    const ground = await page.locator('sferum-auth').evaluate((of) => getComputedStyle(of).backgroundColor);
    assert.equal(ground, 'rgb(0, 0, 0)');
    assert.ok(Number.parseFloat(fontSize) >= 24, fontSize);
    assert.equal(letterSpacing, before.letterSpacing);
    await page.evaluate(() => document.body.classList.remove('bvi-active'));
    await page.waitForFunction(() => !document.documentElement.style.getPropertyValue('--sferum-ink'));
    assert.deepEqual(await field.evaluate(looks), before);
  });

  it('B2 the shortcuts of a page eat nothing of what is typed, and act beside the fields', async () => {
    const page = await openHost(stage, {
      as: 'student',
      body: `<button type="button">Поиск</button><p id="acted"></p><sferum-chat chat="${stage.demo.backend.groupChatId}"></sferum-chat>
        <script>
          document.addEventListener('keydown', (event) => {
            if (event.target.matches('input, textarea') || event.key.length > 1) return;
            event.preventDefault();
            document.getElementById('acted').textContent += event.key;
          });
          for (const name of ['paste', 'copy']) document.addEventListener(name, (event) => event.preventDefault());
        </script>`,
    });
    const field = page.locator('sferum-chat').getByRole('textbox').last();
    await field.click();
    await page.keyboard.type('abc / 123');
    assert.equal(await field.inputValue(), 'abc / 123');
    assert.equal(await page.locator('#acted').innerText(), '');
    await field.press('ControlOrMeta+A');
    await field.press('ControlOrMeta+C');
    await field.press('End');
    await field.press('ControlOrMeta+V');
    assert.equal(await field.inputValue(), 'abc / 123abc / 123');
    await field.fill('');
    await page.getByRole('button', { name: 'Поиск', exact: true }).press('/');
    assert.equal(await page.locator('#acted').innerText(), '/');
  });

  it('B1 tags start in shadow trees of the page: in open ones by themselves, in closed ones when they are named', async () => {
    const page = await openHost(stage, {
      body: `<sferum-auth mode="reset"></sferum-auth><college-open></college-open><college-inside></college-inside><div id="late"></div><div id="closed"></div>
        <script type="module">
          customElements.define('college-open', class extends HTMLElement {
            connectedCallback() {
              this.attachShadow({ mode: 'open' }).innerHTML = '<div data-sferum="colleges" title="Ваши колледжи"></div>';
            }
          });
          setTimeout(() => customElements.define('college-inside', class extends HTMLElement {
            constructor() {
              super();
              this.attachShadow({ mode: 'open' });
            }
            connectedCallback() {
              requestAnimationFrame(() => this.shadowRoot.append(document.createElement('sferum-group')));
            }
          }));
          window.late = () => {
            const root = document.getElementById('late').attachShadow({ mode: 'open' });
            root.innerHTML = '<sferum-auth></sferum-auth><sferum-inquiry></sferum-inquiry>';
          };
          const closed = document.getElementById('closed').attachShadow({ mode: 'closed' });
          window.begin = () => Sferum.start(closed);
          window.begun = () => closed.firstChild.shadowRoot !== null;
          closed.innerHTML = '<sferum-profile></sferum-profile>';
        </script>`,
    });
    await page.locator('college-open sferum-colleges[title]').getByRole('button', { name: 'Войти' }).waitFor();
    await page.locator('college-inside sferum-group').getByRole('button', { name: 'Войти' }).waitFor();
    // Nobody is told of a shadow tree that an element gets later, until a tag in it that is known already begins.
    await page.evaluate('late()');
    await page.locator('#late sferum-inquiry').getByRole('button', { name: 'Войти' }).waitFor();
    assert.equal(await page.evaluate('begun()'), false);
    await page.evaluate('begin(); begin()');
    await page.waitForFunction('begun()');
  });

  it('B1 a stand-in keeps what the page has given it', async () => {
    const page = await openHost(stage, {
      body: `<div data-sferum="colleges" data-page="/x" id="a" class="b" lang="en" dir="rtl" title="t" hidden role="region"
        aria-label="Мои колледжи" style="height: 333px"></div>`,
    });
    const tag = page.locator('sferum-colleges');
    await tag.waitFor({ state: 'attached' });
    const attributes = await tag.evaluate((of) =>
      Object.fromEntries(of.getAttributeNames().map((name) => [name, of.getAttribute(name)])),
    );
    // Our own, drawn or not.
    delete attributes.theme;
    assert.deepEqual(attributes, {
      page: '/x',
      id: 'a',
      class: 'b',
      lang: 'en',
      dir: 'rtl',
      title: 't',
      hidden: '',
      role: 'region',
      'aria-label': 'Мои колледжи',
      style: 'height: 333px;',
    });
  });

  const withoutSheets = `<script>
    delete Document.prototype.adoptedStyleSheets;
    delete ShadowRoot.prototype.adoptedStyleSheets;
    window.CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor'); } };
  </script>`;

  it('B1 a browser that constructs no style sheets shows the tags as others do', async () => {
    const page = await openHost(stage, { head: withoutSheets, body: '<sferum-auth></sferum-auth>' });
    await phoneOf(page).waitFor();
    const button = page.locator('sferum-auth').getByRole('button', { name: 'Войти' }).first();
    assert.equal(await button.evaluate((of) => getComputedStyle(of).color), 'rgb(255, 255, 255)');
  });

  it('B1 where the policy of the page forbids its styles too, it says so', async () => {
    stage.expect(/Content Security Policy/);
    const policy = `<meta http-equiv="content-security-policy" content="style-src 'self'">`;
    const page = await openHost(stage, { head: policy + withoutSheets, body: '<sferum-auth></sferum-auth>' });
    await page.getByText('Этот браузер слишком старый').waitFor();
  });

  const mistakes: Record<string, { script?: Record<string, string>; body?: string; says: string }> = {
    'no address': {
      script: { 'data-sferum-url': '' },
      says: '<script … data-sferum-url="https://project.supabase.co">',
    },
    'no key': { script: { 'data-sferum-key': '' }, says: '<script … data-sferum-key="sb_publishable_…">' },
    'an address without https://': {
      script: { 'data-sferum-url': 'project.supabase.co' },
      says: '<script … data-sferum-url="https://project.supabase.co">',
    },
    'the name of no tag': { body: '<div data-sferum="chatt">Чат</div>', says: '<div data-sferum="chat">' },
  };
  for (const [name, { script = {}, body = '<sferum-chats></sferum-chats>', says }] of Object.entries(mistakes)) {
    it(`B1 says in place, and in the console, what a webmaster has forgotten: ${name}`, async () => {
      stage.expect(/^logged: sferum: /);
      const page = await openHost(stage, { script, body });
      await page.getByText(says).waitFor();
      const help = page.getByRole('link', { name: 'Как настроить' });
      const answer = await fetch((await help.getAttribute('href')) ?? '');
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
      assert.match(await answer.text(), /data-sferum-url/);
    });
  }

  it('R6 a device whose clock is two hours ahead renews its token once, and stays signed in', async () => {
    const page = await openHost(stage, {
      as: 'student',
      head: `<script>
        const now = Date.now.bind(Date);
        Date.now = () => now() + 7_200_000;
      </script>`,
      body: '<sferum-colleges></sferum-colleges><sferum-chats></sferum-chats>',
    });
    let renewals = 0;
    page.on('request', (request) => {
      if (request.url().includes('grant_type=refresh_token')) renewals += 1;
    });
    await page.reload();
    await page.locator('sferum-chats').getByText('Объявления колледжа').first().waitFor();
    const already = renewals;
    await page.reload();
    await page.locator('sferum-chats').getByText('Объявления колледжа').first().waitFor();
    assert.ok(already <= 1, `${already} renewals`);
    assert.equal(renewals, already);
  });

  const plainHttp = `<script>
    delete Crypto.prototype.randomUUID;
    for (const name of ['clipboard', 'locks']) delete Navigator.prototype[name];
  </script>`;

  it('R5 on plain http an inquiry goes out, and a link is copied', async () => {
    const student = await openHost(stage, {
      as: 'student',
      head: plainHttp,
      body: '<sferum-inquiry></sferum-inquiry>',
    });
    assert.equal(await student.evaluate('String(crypto.randomUUID) + navigator.clipboard'), 'undefinedundefined');
    const field = student.getByRole('textbox').last();
    await field.fill('Где взять справку?');
    await field.press('Enter');
    await student.getByText('Где взять справку?').first().waitFor();
    const member = await openHost(stage, {
      as: 'student',
      head: plainHttp,
      body: '<textarea></textarea><sferum-college></sferum-college>',
    });
    await member.getByRole('button', { name: 'Действия с колледжем' }).click();
    await member.getByRole('menuitem', { name: 'Скопировать ссылку' }).click();
    await member.getByText('Ссылка скопирована').waitFor();
    const pasted = member.locator('body > textarea');
    await pasted.focus();
    await pasted.press('ControlOrMeta+V');
    assert.equal(await pasted.inputValue(), member.url());
  });

  it('R5 a server that says nothing is told of after ten seconds, and what it says later comes by itself', async () => {
    const page = await openHost(stage, {
      as: 'student',
      body: '<sferum-auth></sferum-auth><sferum-profile></sferum-profile><sferum-chats></sferum-chats>',
    });
    const rest = `${stage.demo.backend.url}/rest/**`;
    await page.route(rest, () => {});
    await page.clock.install();
    await page.reload();
    const tags = ['sferum-auth', 'sferum-profile', 'sferum-chats'].map((tag) => page.locator(tag));
    for (const tag of tags) await tag.locator('[aria-busy=true]').first().waitFor({ state: 'attached' });
    await page.clock.fastForward(10_500);
    for (const tag of tags) await tag.getByText('Сервер не ответил').first().waitFor();
    await page.unroute(rest);
    await page.clock.fastForward(3100);
    for (const [index, name] of ['Алина Соколова', 'Скачать мои данные', 'Объявления колледжа'].entries()) {
      await tags[index]?.getByText(name).first().waitFor();
    }
  });

  it('B1 who is not signed in gets cards without the code for members, which comes when somebody signs in', async () => {
    const page = await openHost(stage, { body: '<sferum-chats></sferum-chats><sferum-college></sferum-college>' });
    await page.locator('sferum-chats').getByText('Войдите, чтобы читать чаты').waitFor();
    await page.locator('sferum-college').getByText('Войдите, чтобы увидеть колледж').waitFor();
    assert.equal(await page.locator('sferum-chats:defined, sferum-college:defined').count(), 0);
    const other = await page.context().newPage();
    await other.goto(page.url());
    const kept = [sessionKey(stage.demo.backend.url), await stage.session('student')] as const;
    await other.evaluate(([key, session]) => localStorage.setItem(key, session), kept);
    await page.locator('sferum-chats').getByText('Объявления колледжа').first().waitFor();
    await page.locator('sferum-college').getByRole('button', { name: 'Действия с колледжем' }).waitFor();
    assert.equal(await page.getByText('Войдите, чтобы').count(), 0);
  });
});
