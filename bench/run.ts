// npm run bench: starts, and the way of a message from key press to the other person's screen beside a bare broadcast.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealtimeClient } from '@supabase/realtime-js';
import { chromium, type Page } from 'playwright-core';
import WebSocket from 'ws';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../scripts/browser.mjs';
import { startSupabase } from '../supabase/embedded/index.ts';
import { seedDemoCollege } from '../supabase/seed/index.ts';

const messages = 100;

/** Milliseconds that `act` takes. */
async function time(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await act();
  return performance.now() - from;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function starts(): Promise<{ cold: number; warm: number }> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'sferum-bench-'));
  const start = async () => {
    const supabase = await startSupabase({ port: 0, cacheDir, seed: seedDemoCollege });
    await supabase.stop();
  };
  const cold = await time(start);
  const warm = await time(start);
  await rm(cacheDir, { recursive: true });
  return { cold, warm };
}

/** A broadcast from one client of the same server to another, without a database. */
async function bareBroadcast({ backend }: Demo): Promise<number[]> {
  const connect = () =>
    new RealtimeClient(`${backend.url}/realtime/v1`, {
      params: { apikey: backend.key },
      transport: WebSocket as unknown as typeof globalThis.WebSocket,
    });
  const [one, two] = [connect(), connect()];
  const [from, to] = [one.channel('bench'), two.channel('bench')];
  let heard = (): void => {};
  to.on('broadcast', { event: 'ping' }, () => heard());
  const up = (channel: typeof from) =>
    new Promise<void>((joined) => channel.subscribe((status) => status === 'SUBSCRIBED' && joined()));
  await Promise.all([up(from), up(to)]);
  const times: number[] = [];
  for (let each = 0; each < messages; each++) {
    times.push(
      await time(async () => {
        const arrived = new Promise<void>((resolve) => {
          heard = resolve;
        });
        await from.send({ type: 'broadcast', event: 'ping', payload: {} });
        await arrived;
      }),
    );
  }
  await Promise.all([one.disconnect(), two.disconnect()]);
  return times;
}

async function sendToPainted(demo: Demo): Promise<number[]> {
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: browserFlags });
  const open = async (as: string): Promise<Page> => {
    const answer = await fetch(`${demo.url}/demo/session/${as}`, { method: 'POST', headers: { origin: demo.url } });
    const value = await answer.text();
    const storageState = {
      cookies: [],
      origins: [{ origin: demo.url, localStorage: [{ name: sessionKey(demo.backend.url), value }] }],
    };
    const page = await (await browser.newContext({ storageState })).newPage();
    await page.goto(`${demo.url}/student/group.html`);
    await page.getByRole('textbox', { name: 'Сообщение' }).waitFor();
    return page;
  };
  try {
    const [writer, reader] = [await open('teacher'), await open('student')];
    const times: number[] = [];
    for (let each = -5; each < messages; each++) {
      const text = `замер ${each}`;
      const painted = reader.waitForFunction(
        (wanted) => {
          const history = document.querySelector('sferum-chat')?.shadowRoot?.querySelector('sferum-chat-history');
          const last = [...(history?.shadowRoot?.querySelectorAll('sferum-chat-message') ?? [])].at(-1);
          return last?.shadowRoot?.querySelector('.text')?.textContent === wanted
            ? performance.timeOrigin + performance.now()
            : false;
        },
        text,
        { polling: 'raf' },
      );
      await writer.getByRole('textbox', { name: 'Сообщение' }).fill(text);
      const pressed = await writer.evaluate(() => performance.timeOrigin + performance.now());
      await writer.keyboard.press('Enter');
      // The first few warm the pages up.
      const took = Number(await (await painted).jsonValue()) - pressed;
      if (each >= 0) times.push(took);
    }
    return times;
  } finally {
    await browser.close();
  }
}

const started = await starts();
const demo = await startDemo();
const bare = await bareBroadcast(demo);
const whole = await sendToPainted(demo);
await demo.stop();

const ms = (value: number) => value.toFixed(1);
console.log(`Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`);
console.log('| What | ms | ratio |\n|---|---|---|');
console.log(`| embedded start, warm | ${started.warm.toFixed(0)} | 1 |`);
console.log(`| embedded start, cold | ${started.cold.toFixed(0)} | ${(started.cold / started.warm).toFixed(1)} |`);
for (const [name, share] of [
  ['p50', 0.5],
  ['p95', 0.95],
] as const) {
  const [base, full] = [quantile(bare, share), quantile(whole, share)];
  console.log(`| bare broadcast, client to client, ${name} | ${ms(base)} | 1 |`);
  console.log(`| key press → painted in the other browser, ${name} | ${ms(full)} | ${(full / base).toFixed(1)} |`);
}
process.exit(0);
