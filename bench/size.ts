// What a page downloads of our JavaScript, as a browser asks for it: with one <sferum-chat> and a kept session step by
// step, then with each public tag for somebody who is not signed in and for somebody who is.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { sessionKey } from '../components/core/session.ts';
import { isPublicTag, type PublicTag, registry } from '../components/element/registry.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../shared/browser.mjs';

/** Kilobytes after gzip: what may not be exceeded, and what we aim at. */
const budgets = {
  'first message painted': { limit: 44, aim: 44 },
  'everything for a live chat': { limit: 80, aim: 75 },
};

/** Kilobytes after gzip that a tag may cost whoever is not signed in. */
const signedOutLimit = 24;
/** The same for a member, who sees what it is made for. */
const signedInLimits: Readonly<Record<PublicTag, number>> = {
  'sferum-admin': 71,
  'sferum-app': 30,
  'sferum-article': 70.2,
  'sferum-articles': 64.3,
  'sferum-auth': 95,
  'sferum-chat': 78.5,
  'sferum-chat-launcher': 57,
  'sferum-chats': 91,
  'sferum-college': 114.5,
  'sferum-colleges': 72,
  'sferum-documents': 68.8,
  'sferum-group': 82,
  'sferum-inquiry': 79,
  'sferum-invite': 70,
  'sferum-lesson': 50,
  'sferum-profile': 72,
};

interface Loaded {
  name: string;
  /** Milliseconds since the navigation. */
  start: number;
}

async function sessionOf(demo: Demo, account: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${demo.url}/demo/session/${account}`, { method: 'POST', headers: { origin: demo.url } });
  if (!answer.ok) throw new Error(`no session for ${account}: ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}

/** Opens the page. @returns also when the first message was on the screen, in milliseconds since the navigation. */
async function open(browser: Browser, demo: Demo, session: Record<string, unknown>): Promise<[Page, number]> {
  const kept = { name: sessionKey(demo.backend.url), value: JSON.stringify(session) };
  const storageState = { cookies: [], origins: [{ origin: demo.url, localStorage: [kept] }] };
  const page = await (await browser.newContext({ storageState })).newPage();
  await page.goto(`${demo.url}/student/group.html`, { waitUntil: 'commit' });
  const painted = await page.waitForFunction(
    () => {
      const history = document.querySelector('sferum-chat')?.shadowRoot?.querySelector('sferum-history');
      const message = history?.shadowRoot?.querySelector('.message');
      return message && message.getBoundingClientRect().height > 0 ? performance.now() : false;
    },
    null,
    { polling: 'raf' },
  );
  return [page, Number(await painted.jsonValue())];
}

const loadedScripts = (page: Page): Promise<Loaded[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.startsWith('/sferum/'))
      .map(({ name, startTime }) => ({ name: new URL(name).pathname.slice('/sferum/'.length), start: startTime })),
  );

interface Size {
  readonly name: string;
  readonly bytes: number;
}

async function zipped(names: Iterable<string>): Promise<Size[]> {
  const sizes = [];
  for (const name of new Set(names)) {
    const text = await readFile(join(import.meta.dirname, '../dist/drop-in', name));
    sizes.push({ name, bytes: gzipSync(text, { level: 9 }).length });
  }
  return sizes.sort((a, b) => b.bytes - a.bytes);
}

async function measure(): Promise<Record<keyof typeof budgets, string[]>> {
  const demo = await startDemo();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  try {
    const session = await sessionOf(demo, 'student');
    const [page, painted] = await open(browser, demo, session);
    await page.getByRole('textbox').last().fill('размер');
    await page.keyboard.press('Enter');
    await page.getByText('размер', { exact: true }).last().waitFor();
    const scripts = await loadedScripts(page);
    // A token that has ended brings in what renews it.
    const [renewing] = await open(browser, demo, { ...session, expires_at: 1 });
    const all = [...scripts, ...(await loadedScripts(renewing))];
    return {
      'first message painted': scripts.filter(({ start }) => start <= painted).map(({ name }) => name),
      'everything for a live chat': all.map(({ name }) => name),
    };
  } finally {
    await browser.close();
    await demo.stop();
  }
}

const attributesOf = (tag: PublicTag, { backend }: Demo): string =>
  (
    ({
      'sferum-app': `url="${backend.url}" key="${backend.key}" college="${backend.collegeId}"`,
      // Without a poll and pictures in the text, which come with their own code.
      'sferum-article': 'article="dokumenty-na-praktiku"',
      'sferum-chat': `chat="${backend.groupChatId}"`,
      'sferum-chats': `chat="${backend.groupChatId}"`,
      'sferum-group': `group="${backend.collegeId}"`,
      'sferum-invite': `invitation="${backend.collegeId}"`,
    }) as Partial<Record<PublicTag, string>>
  )[tag] ?? '';

const kilobytes = (sizes: readonly Size[]): number => sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;

function list(sizes: readonly Size[]): void {
  for (const { name, bytes } of sizes) console.log(`    ${(bytes / 1024).toFixed(1).padStart(6)}  ${name}`);
}

/** The scripts of a page with nothing but this tag, when nothing more is asked for. */
async function sizesOf(tag: PublicTag, browser: Browser, demo: Demo, session: object | null): Promise<Size[]> {
  const { url, backend } = demo;
  const html = `<!doctype html><html lang="ru"><link rel="icon" href="data:,"><script type="module"
    src="${url}/sferum/sferum.js" data-sferum-url="${backend.url}" data-sferum-key="${backend.key}"
    data-sferum-college="${backend.collegeId}"></script><${tag} ${attributesOf(tag, demo)}></${tag}>`;
  const server = createServer((_, res) => res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const localStorage = session ? [{ name: sessionKey(backend.url), value: JSON.stringify(session) }] : [];
  const context = await browser.newContext({ storageState: { cookies: [], origins: [{ origin, localStorage }] } });
  try {
    const page = await context.newPage();
    await page.goto(origin, { waitUntil: 'networkidle' });
    return await zipped((await loadedScripts(page)).map(({ name }) => name));
  } finally {
    await context.close();
    server.close();
    server.closeAllConnections();
  }
}

/** Measures every public tag, says what it costs, lists the scripts of what is too much, and counts. */
async function measureTags(count: (good: boolean) => string): Promise<void> {
  const demo = await startDemo();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  try {
    const [student, administrator] = [await sessionOf(demo, 'student'), await sessionOf(demo, 'administrator')];
    console.log(`\n  KB gzip of a page with one tag   signed out (limit ${signedOutLimit})   signed in (limit)`);
    for (const tag of Object.keys(registry).filter(isPublicTag)) {
      const scripts = {
        out: await sizesOf(tag, browser, demo, null),
        member: await sizesOf(tag, browser, demo, tag === 'sferum-admin' ? administrator : student),
      };
      const [out, member] = [kilobytes(scripts.out), kilobytes(scripts.member)];
      const limit = signedInLimits[tag];
      const [fitsOut, fitsMember] = [out > 0 && out <= signedOutLimit, member <= limit];
      const mark = count(fitsOut && fitsMember);
      console.log(
        `${mark} ${tag.padEnd(30)} ${out.toFixed(1).padStart(10)} ${member.toFixed(1).padStart(24)} (${limit})`,
      );
      if (!fitsOut) list(scripts.out);
      if (!fitsMember) list(scripts.member);
    }
  } finally {
    await browser.close();
    await demo.stop();
  }
}

let passed = 0;
let failed = 0;

function count(good: boolean): string {
  if (good) passed += 1;
  else failed += 1;
  return good ? '✓' : '✗';
}

for (const [what, names] of Object.entries(await measure())) {
  const { limit, aim } = budgets[what as keyof typeof budgets];
  const sizes = await zipped(names);
  const total = kilobytes(sizes);
  const good = names.length > 0 && total <= limit;
  console.log(`${count(good)} ${what}: ${total.toFixed(1)} KB gzip (limit ${limit}, aim ${aim})`);
  list(sizes);
}
await measureTags(count);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
