// What a page with one <sferum-chat> and a kept session downloads of our JavaScript, as a browser asks for it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../shared/browser.mjs';

/** Kilobytes after gzip: what may not be exceeded, and what we aim at. */
const budgets = {
  'first message painted': { limit: 60, aim: 50 },
  'everything for a live chat': { limit: 90, aim: 80 },
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
      const message = history?.shadowRoot?.querySelector('sferum-bubble');
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

async function zipped(names: Iterable<string>): Promise<{ name: string; bytes: number }[]> {
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

let passed = 0;
let failed = 0;
for (const [what, names] of Object.entries(await measure())) {
  const { limit, aim } = budgets[what as keyof typeof budgets];
  const sizes = await zipped(names);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  const good = names.length > 0 && total <= limit;
  if (good) passed += 1;
  else failed += 1;
  console.log(`${good ? '✓' : '✗'} ${what}: ${total.toFixed(1)} KB gzip (limit ${limit}, aim ${aim})`);
  for (const { name, bytes } of sizes) console.log(`    ${(bytes / 1024).toFixed(1).padStart(6)}  ${name}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
