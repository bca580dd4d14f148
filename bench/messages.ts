import { RealtimeClient } from '@supabase/realtime-js';
import { chromium, type Page } from 'playwright-core';
import WebSocket from 'ws';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../scripts/browser.mjs';
import { quantile, table, time } from './measure.ts';

const messages = 100;

/** The way of a message from key press to the other person's screen, beside a bare broadcast. */
export async function measure(): Promise<string> {
  const demo = await startDemo();
  const bare = await bareBroadcast(demo);
  const whole = await sendToPainted(demo);
  await demo.stop();
  const rows = (
    [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const
  ).flatMap(([name, share]) => {
    const [base, full] = [quantile(bare, share), quantile(whole, share)];
    return [
      [`bare broadcast, client to client, ${name}`, base.toFixed(1), 1],
      [`key press → painted in the other browser, ${name}`, full.toFixed(1), (full / base).toFixed(1)],
    ];
  });
  return table(['Way of a message', 'ms', 'ratio'], rows);
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
