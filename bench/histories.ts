import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { browserFlags, findBrowser } from '../shared/browser.mjs';
import type { Bench } from './histories/page.ts';
import { quantile, table } from './measure.ts';

/**
 * Who is compared, and with how many messages: those who draw every message take minutes for more, and one that draws
 * all of them anew for each that comes takes minutes for the flood.
 */
const contestants = {
  floor: { name: 'plain DOM, virtual (the floor)', most: 100_000, floods: true },
  sferum: { name: '`<sferum-chat>`', most: 100_000, floods: true },
  'deep-chat': { name: 'deep-chat', most: 1_000, floods: true },
  'vue-advanced': { name: 'vue-advanced-chat', most: 1_000, floods: false },
} as const;
type Name = keyof typeof contestants;

const sizes = [1_000, 10_000, 100_000] as const;
const rounds = 3;
/** Of the flood: messages a second, and for how many seconds. */
const flood = { each: 50, seconds: 6 };
const pause = 60;
const root = join(import.meta.dirname, 'histories');

interface Opened {
  first: number;
  task: number;
  heap: number;
  nodes: number;
}

interface Flooded {
  p50: number;
  p95: number;
  task: number;
  all: boolean;
}

const bench = (page: Page) => ({
  load: (who: string) => page.evaluate((name) => (globalThis as unknown as { bench: Bench }).bench.load(name), who),
  prepare: (count: number) => page.evaluate((n) => (globalThis as unknown as { bench: Bench }).bench.prepare(n), count),
  open: () => page.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.open()),
  nodes: () => page.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.nodes()),
  focus: () => page.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.focus()),
  flood: () =>
    page.evaluate(({ each, seconds }) => (globalThis as unknown as { bench: Bench }).bench.flood(each, seconds), flood),
});

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN;
}

/** A page with the code of a list, and nothing drawn. */
async function begin(browser: Browser, url: string, who: Name): Promise<[Page, CDPSession]> {
  const page = await (await browser.newContext({ viewport: { width: 900, height: 700 } })).newPage();
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await bench(page).load(who);
  return [page, session];
}

async function open(browser: Browser, url: string, who: Name, count: number): Promise<Opened> {
  const [page, session] = await begin(browser, url, who);
  await session.send('HeapProfiler.collectGarbage');
  const heap = await metric(session, 'JSHeapUsedSize');
  await bench(page).prepare(count);
  await session.send('HeapProfiler.collectGarbage');
  const task = await metric(session, 'TaskDuration');
  const first = await bench(page).open();
  const spent = (await metric(session, 'TaskDuration')) - task;
  await session.send('HeapProfiler.collectGarbage');
  const used = (await metric(session, 'JSHeapUsedSize')) - heap;
  const nodes = await bench(page).nodes();
  await page.context().close();
  return { first, task: spent * 1000, heap: used / 2 ** 20, nodes };
}

/** Somebody types all the while. */
async function type(browser: Browser, url: string, who: Name, throttling: number): Promise<Flooded> {
  const [page, session] = await begin(browser, url, who);
  await bench(page).prepare(1_000);
  await bench(page).open();
  await page.waitForTimeout(500);
  await bench(page).focus();
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttling });
  const task = await metric(session, 'TaskDuration');
  let isOver = false;
  const flooding = bench(page).flood();
  void flooding.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await page.keyboard.press('a');
    await page.waitForTimeout(pause);
  }
  const { all, delays } = await flooding;
  const spent = (await metric(session, 'TaskDuration')) - task;
  await page.context().close();
  return { p50: quantile(delays, 0.5), p95: quantile(delays, 0.95), task: spent * 1000, all };
}

/** What is compared has a `package.json` of its own: nobody else should have to download it. */
function install(): void {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // A shell, without which Windows cannot start npm.cmd.
  const { status } = spawnSync(`npm ${args.join(' ')}`, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: true,
  });
  if (status !== 0) throw new Error(`the packages in ${root} were not installed; npm says above why`);
}

async function serve(): Promise<{ server: PreviewServer; url: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'histories-'));
  await build({ configFile: false, logLevel: 'error', root, build: { outDir: folder, target: 'es2023' } });
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    root,
    build: { outDir: folder },
    preview: { port: 0, host: '127.0.0.1' },
  });
  return { server, url: server.resolvedUrls?.local[0] ?? '', folder };
}

const ratio = (value: number, base: number): string =>
  `${value.toFixed(value < 10 ? 1 : 0)} (${(value / base).toFixed(1)})`;
const middle = (values: readonly number[]): number => quantile(values, 0.5);

/** `<sferum-chat>` beside other lists with the same messages; each number is the middle one of three rounds in turn. */
export async function measure(): Promise<string> {
  install();
  const { folder, server, url } = await serve();
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: browserFlags });
  const asked = Object.keys(contestants) as Name[];
  try {
    const opened: (string | number)[][] = [];
    for (const count of sizes) {
      const results = new Map<Name, Opened[]>();
      for (let round = 0; round < rounds; round++) {
        for (const who of asked) {
          if (contestants[who].most < count) continue;
          results.set(who, [...(results.get(who) ?? []), await open(browser, url, who, count)]);
        }
      }
      const of = (who: Name, what: keyof Opened) => middle((results.get(who) ?? []).map((each) => each[what]));
      for (const who of results.keys()) {
        opened.push([
          count,
          contestants[who].name,
          ratio(of(who, 'first'), of('floor', 'first')),
          ratio(of(who, 'task'), of('floor', 'task')),
          of(who, 'heap').toFixed(1),
          of(who, 'nodes'),
        ]);
      }
    }
    const flooded: (string | number)[][] = [];
    for (const throttling of [1, 4]) {
      const results = new Map<Name, Flooded[]>();
      for (let round = 0; round < rounds; round++) {
        for (const who of asked.filter((each) => contestants[each].floods)) {
          results.set(who, [...(results.get(who) ?? []), await type(browser, url, who, throttling)]);
        }
      }
      const of = (who: Name, what: 'p50' | 'p95' | 'task') =>
        middle((results.get(who) ?? []).map((each) => each[what]));
      for (const [who, each] of results) {
        flooded.push([
          `${throttling} ×`,
          contestants[who].name,
          ratio(of(who, 'p50'), of('floor', 'p50')),
          ratio(of(who, 'p95'), of('floor', 'p95')),
          ratio(of(who, 'task'), of('floor', 'task')),
          each.every(({ all }) => all) ? 'yes' : 'no',
        ]);
      }
    }
    return [
      table(
        [
          'Messages',
          'List',
          'until the last is painted, ms (ratio)',
          'main thread, ms (ratio)',
          'heap, MB',
          'elements',
        ],
        opened,
      ),
      table(
        [
          'Processor',
          'Flood of 50 a second',
          'key → paint p50, ms (ratio)',
          'p95',
          'main thread, ms (ratio)',
          'all shown',
        ],
        flooded,
      ),
    ].join('\n\n');
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}
