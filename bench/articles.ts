import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../shared/browser.mjs';
import { quantile, table } from './measure.ts';

const rounds = 7;
/** Keys that are pressed, and milliseconds between two. */
const typing = { keys: 80, pause: 90 };
const pictures = 200;
/** Some 1,800 characters, as on a sheet of paper. */
const linesOfPage = 6;
const sentence = 'Коммутатор смотрит на адрес кадра и выбирает порт, за которым этот адрес видели в последний раз. ';

interface Watched {
  delays: number[];
  tasks: number[];
}

interface Op {
  insert: unknown;
  attributes?: Record<string, unknown>;
}

/** People who call the database as pages do. */
class Writer {
  readonly #demo: Demo;
  readonly #token: string;

  constructor(demo: Demo, token: string) {
    this.#demo = demo;
    this.#token = token;
  }

  async #send(path: string, body: BodyInit, type: string): Promise<unknown> {
    const { key, url } = this.#demo.backend;
    const headers = { apikey: key, authorization: `Bearer ${this.#token}`, 'content-type': type };
    const response = await fetch(`${url}/${path}`, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  }

  call(name: string, args: object): Promise<unknown> {
    return this.#send(`rest/v1/rpc/${name}`, JSON.stringify(args), 'application/json');
  }

  async write(ops: readonly Op[], title: string, id: string = crypto.randomUUID(), slug = ''): Promise<string> {
    await this.call('create_article', { college: this.#demo.backend.collegeId, id });
    const content = { title, lead: 'О чём', cover: null, body: { ops } };
    await this.call('save_article', { article: id, tab: id, revision: 0, content });
    if (slug) await this.call('publish_article', { article: id, revision: 1, slug });
    await this.call('leave_article', { article: id, tab: id });
    return id;
  }

  /** An article with so many pictures of 1280 × 720, each a file of its own. */
  async illustrate(slug: string): Promise<string> {
    const id = crypto.randomUUID();
    await this.call('create_article', { college: this.#demo.backend.collegeId, id });
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const jpeg = await sharp({ create: { width: 1280, height: 720, channels: 3, background: 'navy', noise } })
      .jpeg({ quality: 40 })
      .toBuffer();
    const ops: Op[] = [];
    for (let n = 1; n <= pictures; n += 1) {
      const file = crypto.randomUUID();
      const path = `storage/v1/object/article-files/${this.#demo.backend.collegeId}/${id}/${file}/original`;
      await this.#send(path, new Uint8Array(jpeg), 'image/jpeg');
      const said = { id: file, kind: 'picture', name: `${n}.jpg`, width: 1280, height: 720 };
      await this.call('add_article_file', { article: id, file: said });
      ops.push({ insert: `${sentence}\n` }, { insert: { picture: { file, alt: `Рис. ${n}`, caption: `Рис. ${n}` } } });
    }
    const content = { title: 'Фотографии', lead: '', cover: null, body: { ops: [...ops, { insert: '\n' }] } };
    await this.call('save_article', { article: id, tab: id, revision: 0, content });
    await this.call('publish_article', { article: id, revision: 1, slug });
    await this.call('leave_article', { article: id, tab: id });
    return id;
  }
}

function pagesOf(count: number): Op[] {
  return Array.from({ length: count }, (_, page) => [
    { insert: `Страница ${page + 1}` },
    { insert: '\n', attributes: { header: 2 } },
    ...Array.from({ length: linesOfPage }, (_each, line) => ({ insert: `${line}. ${sentence.repeat(3)}\n` })),
  ]).flat();
}

/** In the page: what took the main thread longer than 50 ms, and how long after a key its letter was painted. */
function watch(): void {
  const watched: Watched = { delays: [], tasks: [] };
  (globalThis as unknown as { watched: Watched }).watched = watched;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.tasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
  addEventListener(
    'keydown',
    ({ timeStamp }) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => watched.delays.push(performance.now() - timeStamp);
        port2.postMessage(null);
      }),
    true,
  );
}

const watchedIn = (page: Page): Promise<Watched> =>
  page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
const forget = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { watched } = globalThis as unknown as { watched: Watched };
    watched.delays.length = 0;
    watched.tasks.length = 0;
  });

async function sessionOf(demo: Demo, account: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${demo.url}/demo/session/${account}`, { method: 'POST', headers: { origin: demo.url } });
  if (!answer.ok) throw new Error(`no session for ${account}: ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}

class Readers {
  readonly #browser: Browser;
  readonly #demo: Demo;

  constructor(browser: Browser, demo: Demo) {
    this.#browser = browser;
    this.#demo = demo;
  }

  async open(path: string, session: object | null): Promise<Page> {
    const { backend, url } = this.#demo;
    const localStorage = session ? [{ name: sessionKey(backend.url), value: JSON.stringify(session) }] : [];
    const context = await this.#browser.newContext({
      viewport: { width: 1100, height: 900 },
      locale: 'ru',
      storageState: { cookies: [], origins: [{ origin: url, localStorage }] },
    });
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(new URL(path, url).href, { waitUntil: 'commit' });
    return page;
  }

  /** Milliseconds from the navigation until words of the article are on the screen. */
  async untilText(path: string, session: object | null): Promise<number> {
    const page = await this.open(path, session);
    const painted = await page.waitForFunction(
      () => {
        const inside = document
          .querySelector('sferum-articles')
          ?.shadowRoot?.querySelector('sferum-article')
          ?.shadowRoot?.querySelector('.prose > p, .prose li');
        const words = inside ?? document.querySelector('article > p + p, article li');
        return words && words.getBoundingClientRect().height > 0 ? performance.now() : false;
      },
      null,
      { polling: 'raf' },
    );
    const time = Number(await painted.jsonValue());
    await page.context().close();
    return time;
  }

  /** Kilobytes of scripts, gzipped, and their names. */
  async scripts(path: string, session: object | null): Promise<ReadonlyMap<string, number>> {
    const page = await this.open(path, session);
    await page.waitForLoadState('networkidle');
    const names = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((name) => name.startsWith('/sferum/'))
        .map((name) => name.slice('/sferum/'.length)),
    );
    await page.context().close();
    const sizes = new Map<string, number>();
    for (const name of new Set(names)) {
      const text = await readFile(join(import.meta.dirname, '../dist/drop-in', name));
      sizes.set(name, gzipSync(text, { level: 9 }).length / 1024);
    }
    return sizes;
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, each) => total + each, 0);
const longest = ({ tasks }: Watched): string =>
  tasks.length === 0 ? 'none' : `${tasks.length}, the longest ${Math.max(...tasks).toFixed(0)} ms`;

async function reading(readers: Readers, demo: Demo, student: object, slug: string): Promise<string> {
  const { backend, url } = demo;
  const ways = {
    plain: [`${backend.url}/functions/v1/article/${backend.collegeId}/${slug}`, null],
    visitor: [`${url}/articles.html?article=${slug}`, null],
    member: [`${url}/articles.html?article=${slug}`, student],
  } as const;
  const times: Record<keyof typeof ways, number[]> = { plain: [], visitor: [], member: [] };
  // What answers first begins a process.
  await fetch(ways.plain[0]);
  for (let round = 0; round < rounds; round += 1)
    for (const [way, [path, session]] of Object.entries(ways) as [keyof typeof ways, (typeof ways)['plain']][])
      times[way].push(await readers.untilText(path, session));
  const own = await readers.scripts(ways.member[0], student);
  const core = await readers.scripts('/student/group.html', student);
  const over = sum([...own].filter(([name]) => !core.has(name)).map(([, size]) => size));
  const floor = quantile(times.plain, 0.5);
  const row = (name: string, way: keyof typeof ways, scripts: string) => {
    const time = quantile(times[way], 0.5);
    return [name, time.toFixed(0), (time / floor).toFixed(1), scripts];
  };
  return table(
    ['The same article', 'until its words are painted, ms', 'ratio', 'scripts, KB gzip (not those of a chat)'],
    [
      row('plain page of the function `article`', 'plain', '0'),
      row('`<sferum-articles>`, not signed in', 'visitor', ''),
      row('`<sferum-articles>`, a member', 'member', `${sum(own.values()).toFixed(1)} (${over.toFixed(1)})`),
    ],
  );
}

const textOf = (page: Page) => page.locator('.ql-editor');

async function type(page: Page): Promise<Watched> {
  await forget(page);
  for (let n = 0; n < typing.keys; n += 1) {
    await page.keyboard.press(n % 8 === 7 ? 'Space' : 'o');
    await page.waitForTimeout(typing.pause);
  }
  return watchedIn(page);
}

async function writing(readers: Readers, teacher: object, writer: Writer): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const pages of [10, 500]) {
    const id = await writer.write(pagesOf(pages), `${pages} страниц`);
    const page = await readers.open(`/articles.html?article=${id}`, teacher);
    await textOf(page).locator('p').first().waitFor({ timeout: 120_000 });
    const opening = await watchedIn(page);
    const opened = longest(opening);
    for (const [where, key] of [
      ['at the beginning', 'Control+Home'],
      ['at the end', 'Control+End'],
    ] as const) {
      await textOf(page).locator('p').first().click();
      await page.keyboard.press(key);
      await page.waitForTimeout(500);
      const typed = await type(page);
      rows.push([
        `${pages} pages, ${where}`,
        quantile(typed.delays, 0.5).toFixed(0),
        quantile(typed.delays, 0.95).toFixed(0),
        longest(typed),
        opened,
      ]);
    }
    await page.context().close();
  }
  return table(['Typing', 'key → paint p50, ms', 'p95, ms', 'tasks over 50 ms while typing', 'while opening'], rows);
}

/** Scrolls through all of it. */
async function scroll(page: Page): Promise<Watched> {
  await forget(page);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 700) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(16);
  }
  await page.waitForTimeout(500);
  return watchedIn(page);
}

async function looking(readers: Readers, student: object, teacher: object, id: string): Promise<string> {
  const rows: string[][] = [];
  const read = await readers.open(`/articles.html?article=${id}`, student);
  await read.locator('article.prose img').first().waitFor({ timeout: 120_000 });
  await read.waitForTimeout(1000);
  rows.push([`${pictures} pictures, read`, longest(await watchedIn(read)), longest(await scroll(read))]);
  await read.context().close();
  const written = await readers.open(`/articles.html?article=${id}`, teacher);
  await written.getByRole('button', { name: 'Редактировать' }).click();
  await textOf(written).locator('sferum-article-embed').first().waitFor({ timeout: 120_000 });
  await written.waitForTimeout(1500);
  const opened = longest(await watchedIn(written));
  rows.push([`${pictures} pictures, written`, opened, longest(await scroll(written))]);
  await written.keyboard.press('Control+Home');
  await textOf(written).locator('p').first().click();
  const typed = await type(written);
  await written.context().close();
  const line = `Typing there: p50 ${quantile(typed.delays, 0.5).toFixed(0)} ms, p95 ${quantile(typed.delays, 0.95).toFixed(0)} ms; tasks over 50 ms: ${longest(typed)}.`;
  return `${table(['Pictures', 'tasks over 50 ms while opening', 'while scrolling to the end'], rows)}\n\n${line}`;
}

/** Reading beside a plain page of the same article, typing in long ones, and many pictures; the build in `dist/` is measured. */
export async function measure(): Promise<string> {
  const demo = await startDemo();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  try {
    const [teacher, student, admin] = await Promise.all(
      ['teacher', 'student', 'administrator'].map((account) => sessionOf(demo, account)),
    );
    if (!teacher || !student || !admin) throw new Error('nobody is there');
    const [writer, opener] = [teacher, admin].map((each) => new Writer(demo, String(each.access_token)));
    if (!writer || !opener) throw new Error('nobody writes');
    const readers = new Readers(browser, demo);
    const article = await writer.write(pagesOf(5), 'Пять страниц', undefined, 'pyat-stranits');
    await opener.call('set_article_public', { article, version: 1 });
    const parts = [
      await reading(readers, demo, student, 'pyat-stranits'),
      await writing(readers, teacher, writer),
      await looking(readers, student, teacher, await writer.illustrate('fotografii')),
    ];
    return parts.join('\n\n');
  } finally {
    await browser.close();
    await demo.stop();
  }
}
