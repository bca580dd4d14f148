import { expect } from '@esm-bundle/chai';
import { until } from '../element/testing/until.ts';
import {
  alerted,
  at,
  atCode,
  atPassword,
  enter,
  mount,
  password,
  phone,
  server,
  type,
  withServer,
} from './testing/stage.ts';

interface Rendered {
  container: HTMLElement;
  options: Record<string, unknown> & { callback(token: string): void; 'error-callback'(): void };
}

/** Everything here happens on a page with the strict policy, as far as a page can give it to itself. */
before(() => {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "require-trusted-types-for 'script'; trusted-types lit-html sferum-captcha";
  document.head.append(policy);
});

describe('<sferum-auth> with a captcha', () => {
  withServer();

  /** Addresses of the scripts that were put on the page, and what happens to each: this page cannot fetch them. */
  let scripts: string[] = [];
  let outcome: 'load' | 'error' = 'load';
  const observer = new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof HTMLScriptElement)) continue;
      scripts.push(node.src);
      if (outcome === 'load') Object.assign(globalThis, { turnstile: widget, hcaptcha: widget });
      node.dispatchEvent(new Event(outcome));
    }
  });
  const widget = {
    render(container: HTMLElement, options: Rendered['options']) {
      rendered.push({ container, options });
      return String(rendered.length);
    },
    remove() {
      removed += 1;
    },
  };
  let rendered: Rendered[] = [];
  let removed = 0;
  let sent: { path: string; token: unknown }[] = [];
  beforeEach(() => {
    rendered = [];
    removed = 0;
    sent = [];
    scripts = [];
    outcome = 'load';
    observer.observe(document.head, { childList: true });
    server.onRequest = (path, body) => {
      const security = body.gotrue_meta_security as { captcha_token?: string } | undefined;
      if (path.startsWith('/auth/')) sent.push({ path, token: security?.captcha_token });
    };
  });

  afterEach(() => observer.disconnect());

  it('loads nothing from anybody where none is named', async () => {
    await atCode();
    expect(scripts).to.deep.equal([]);
    expect(sent).to.deep.equal([{ path: '/auth/v1/otp', token: undefined }]);
  });

  it('loads nothing for a provider that it does not know', async () => {
    await atCode({ captcha: 'https://evil.example', 'captcha-key': 'key' });
    expect(scripts).to.deep.equal([]);
  });

  it('R1 says that the provider was not reached, and asks again at the next attempt', async () => {
    const auth = await mount({ captcha: 'turnstile', 'captcha-key': 'key of the site' });
    outcome = 'error';
    expect(scripts).to.deep.equal([]);
    type(auth, 'phone', phone);
    enter(auth);
    await alerted(auth, 'Сервер не ответил');
    const script = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit';
    expect(scripts).to.deep.equal([script]);
    expect(document.querySelector('script[src*=turnstile]')).to.equal(null);
    expect(sent).to.deep.equal([]);
    outcome = 'load';
    enter(auth);
    await until(() => scripts.length > 1, 'the script again');
    await until(() => rendered[0], 'the widget');
    rendered[0]?.options.callback('solved');
    await at(auth, 'SMS');
  });

  it('R1 sends the token of the widget, which is gone afterwards', async () => {
    const auth = await mount({ captcha: 'turnstile', 'captcha-key': 'key of the site' });
    type(auth, 'phone', phone);
    enter(auth);
    await until(() => rendered[0], 'the widget');
    const { container, options } = rendered[0] as Rendered;
    expect([options.sitekey, container.parentElement, container.assignedSlot?.name]).to.deep.equal([
      'key of the site',
      auth,
      'captcha',
    ]);
    expect(sent).to.deep.equal([]);
    options.callback('solved');
    await at(auth, 'SMS');
    expect(sent).to.deep.equal([{ path: '/auth/v1/otp', token: 'solved' }]);
    expect([removed, container.isConnected]).to.deep.equal([1, false]);
  });

  it('R3 says that it failed, and lets another attempt begin; nothing typed is lost', async () => {
    server.add(phone, password, { surname: 'Соколова', name: 'Алина', patronymic: '' });
    const auth = await atPassword({ captcha: 'turnstile', 'captcha-key': 'key' });
    type(auth, 'password', password);
    enter(auth);
    await until(() => rendered[0], 'the widget');
    rendered[0]?.options['error-callback']();
    await alerted(auth, 'не робот');
    enter(auth);
    await until(() => rendered[1], 'another widget');
    rendered[1]?.options.callback('solved');
    await until(() => sent.length > 0, 'the request');
    expect(sent[0]).to.deep.equal({ path: '/auth/v1/token', token: 'solved' });
  });

  it('loads hCaptcha from its own host', async () => {
    const auth = await mount({ captcha: 'hcaptcha', 'captcha-key': 'key' });
    type(auth, 'phone', phone);
    enter(auth);
    await until(() => rendered[0], 'the widget');
    rendered[0]?.options.callback('solved');
    await at(auth, 'SMS');
    expect(scripts).to.deep.equal(['https://js.hcaptcha.com/1/api.js?render=explicit']);
  });
});
