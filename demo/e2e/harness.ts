import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { sessionKey } from '../../components/core/session.ts';
import { browserFlags, findBrowser } from '../../shared/browser.mjs';
import { crowdPassword, type DemoAccount } from '../../supabase/seed/index.ts';
import { type Demo, type DemoOptions, startDemo } from '../server.ts';

export type Person = DemoAccount['key'];

let launched: Promise<Browser> | null = null;

/** The browser of this process: each test has a context of its own in it. */
function browserOfAll(): Promise<Browser> {
  // A microphone of the browser's own; who may use it is up to each test.
  const args = [...browserFlags, '--use-fake-device-for-media-stream'];
  launched ??= chromium.launch({ executablePath: findBrowser(), args });
  return launched;
}

after(async () => (await launched)?.close());

interface OpenOptions extends BrowserContextOptions {
  /** One of the demo's people, or anybody else of the college by their telephone number. */
  as?: Person | { readonly phone: string };
  /** JavaScript that runs in each page before anything else. */
  init?: string;
}

/**
 * The demo and a browser for the tests of one `describe`. After each test it closes what was opened and fails on what
 * no page may do: log an error, throw, violate the Content-Security-Policy, ask a host that is not configured.
 */
export class Stage {
  #demo: Demo | null = null;
  #browser: Browser | null = null;
  #contexts: BrowserContext[] = [];
  #problems: string[] = [];
  #expected: RegExp[] = [];
  #hosts = new Set<string>();

  get demo(): Demo {
    assert.ok(this.#demo, 'the demo runs only while the tests do');
    return this.#demo;
  }

  async start(options: DemoOptions = {}): Promise<void> {
    // One after the other: of what was begun beside a failure nobody would know to stop it, and the tests would not end.
    this.#demo = await startDemo(options);
    this.#browser = await browserOfAll();
  }

  async stop(): Promise<void> {
    const demo = this.#demo;
    // Whoever runs the tests of many files keeps this object, and a database is 300 MB.
    this.#demo = null;
    await demo?.stop();
  }

  /** A browser of its own for one person: a new context, signed in when `as` is given, with one page at `path`. */
  async open(path: string, { as, init, ...options }: OpenOptions = {}): Promise<Page> {
    assert.ok(this.#browser);
    const origins = as
      ? [
          {
            origin: this.demo.url,
            localStorage: [
              {
                name: sessionKey(this.demo.backend.url),
                value: typeof as === 'string' ? await this.session(as) : await this.sessionOf(as.phone),
              },
            ],
          },
        ]
      : [];
    const context = await this.#browser.newContext({
      locale: 'ru',
      viewport: { width: 1100, height: 900 },
      storageState: { cookies: [], origins },
      ...options,
    });
    this.#contexts.push(context);
    context.on('page', (page) => this.#watch(page));
    if (init) await context.addInitScript({ content: init });
    const page = await context.newPage();
    await page.goto(new URL(path, this.demo.url).href);
    return page;
  }

  /** A session of one of the demo's people, as the components keep it. */
  async session(as: Person): Promise<string> {
    const headers = { origin: this.demo.url };
    const answer = await fetch(`${this.demo.url}/demo/session/${as}`, { method: 'POST', headers });
    const body = await answer.text();
    assert.equal(answer.status, 200, body);
    return body;
  }

  /** The same of anybody else in the demo college, by their telephone number. */
  async sessionOf(phone: string): Promise<string> {
    const { key, url } = this.demo.backend;
    const answer = await fetch(`${url}/auth/v1/token?grant_type=password`, {
      method: 'POST',
      headers: { apikey: key, 'content-type': 'application/json' },
      body: JSON.stringify({ phone, password: crowdPassword }),
    });
    const body = await answer.text();
    assert.equal(answer.status, 200, body);
    return body;
  }

  /** Lets the pages of this test log errors of this kind, e.g. of a network that the test itself takes away. */
  expect(problem: RegExp): void {
    this.#expected.push(problem);
  }

  /** Lets the pages of this test ask one more host. */
  allow(url: string): void {
    this.#hosts.add(new URL(url).host);
  }

  async endTest(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map(close));
    const expected = this.#expected.splice(0);
    const problems = this.#problems.splice(0).filter((problem) => !expected.some((pattern) => pattern.test(problem)));
    this.#hosts.clear();
    assert.deepEqual(problems, [], 'what no page may do');
  }

  #watch(page: Page): void {
    const own = [this.demo.url, this.demo.backend.url].map((url) => new URL(url).host);
    const look = (address: string) => {
      const { protocol, host } = new URL(address);
      if (protocol === 'data:' || protocol === 'blob:' || own.includes(host) || this.#hosts.has(host)) return;
      this.#problems.push(`asked a foreign host: ${address}`);
    };
    page.on('request', (request) => look(request.url()));
    page.on('websocket', (socket) => look(socket.url()));
    page.on('pageerror', (error) => this.#problems.push(`threw: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#problems.push(`logged: ${message.text()} (${message.location().url})`);
    });
  }
}

/** Closes a browser of its own; an answer that is on its way through a route of the test is then no failure. */
async function close(context: BrowserContext): Promise<void> {
  const routed = [context, ...context.pages()];
  await Promise.all(routed.map((each) => each.unrouteAll({ behavior: 'ignoreErrors' })));
  await context.close();
}

/** Starts the demo once for the `describe` that calls it. */
export function useStage(options?: DemoOptions): Stage {
  const stage = new Stage();
  before(() => stage.start(options));
  afterEach(() => stage.endTest());
  after(() => stage.stop());
  return stage;
}

/** «Войти как…» on a page of the demo. */
export async function signInAs(page: Page, as: Person): Promise<void> {
  const button = page.locator(`[data-demo-as="${as}"]`);
  await Promise.all([page.waitForEvent('load'), button.click()]);
  await page.locator(`[data-demo-as="${as}"][aria-pressed="true"]`).waitFor();
}
