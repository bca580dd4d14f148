import { type Browser, chromium, type Page } from 'playwright-core';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../shared/browser.mjs';
import { quantile, table } from './measure.ts';

const messages = 100;

/** A page of the bare broadcast: its socket, and when it sent and received. */
interface Talking {
  readonly socket: WebSocket;
  readonly sent: number[];
  readonly received: number[];
}

/** The way of a message from key press to the other person's screen, beside a bare broadcast. */
export async function measure(): Promise<string> {
  const demo = await startDemo();
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: browserFlags });
  try {
    const bare = await bareBroadcast(demo, browser);
    const whole = await sendToPainted(demo, browser);
    const rows = (
      [
        ['p50', 0.5],
        ['p95', 0.95],
      ] as const
    ).flatMap(([name, share]) => {
      const [base, full] = [quantile(bare, share), quantile(whole, share)];
      return [
        [`bare broadcast, page to page, ${name}`, base.toFixed(1), 1],
        [`key press → painted in the other browser, ${name}`, full.toFixed(1), (full / base).toFixed(1)],
      ];
    });
    return table(['Way of a message', 'ms', 'ratio'], rows);
  } finally {
    await browser.close();
    await demo.stop();
  }
}

/** A broadcast from a socket in one page to a socket in another: no library, no database, nothing painted. */
async function bareBroadcast({ backend }: Demo, browser: Browser): Promise<number[]> {
  const open = async (): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.evaluate(
      (url) =>
        new Promise<void>((joined) => {
          const socket = new WebSocket(url);
          const talking: Talking = { socket, sent: [], received: [] };
          Object.assign(globalThis, { talking });
          socket.onopen = () => socket.send('["1","1","realtime:bench","phx_join",{}]');
          socket.onmessage = ({ data }) => {
            if (typeof data === 'string') joined();
            else talking.received.push(performance.timeOrigin + performance.now());
          };
        }),
      `${backend.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${backend.key}`,
    );
    return page;
  };
  const [from, to] = [await open(), await open()];
  for (let each = 1; each <= messages; each++) {
    await from.evaluate(() => {
      const { socket, sent } = (globalThis as unknown as { talking: Talking }).talking;
      sent.push(performance.timeOrigin + performance.now());
      socket.send('["1","2","realtime:bench","broadcast",{"type":"broadcast","event":"e","payload":{}}]');
    });
    await to.waitForFunction(
      (count) => (globalThis as unknown as { talking: Talking }).talking.received.length === count,
      each,
    );
  }
  const talk = (page: Page, what: 'sent' | 'received') =>
    page.evaluate((name) => (globalThis as unknown as { talking: Talking }).talking[name], what);
  const [sent, received] = [await talk(from, 'sent'), await talk(to, 'received')];
  await Promise.all([from.close(), to.close()]);
  return received.map((at, each) => at - (sent[each] ?? Number.NaN));
}

async function sendToPainted(demo: Demo, browser: Browser): Promise<number[]> {
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
  const [writer, reader] = [await open('teacher'), await open('student')];
  const times: number[] = [];
  for (let each = -5; each < messages; each++) {
    const text = `замер ${each}`;
    const painted = reader.waitForFunction(
      (wanted) => {
        const history = document.querySelector('sferum-chat')?.shadowRoot?.querySelector('sferum-history');
        const last = [...(history?.shadowRoot?.querySelectorAll('.message') ?? [])].at(-1);
        return last?.querySelector('.text')?.textContent === wanted
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
}
