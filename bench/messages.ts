import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../shared/browser.mjs';
import { quantile, table } from './measure.ts';
import { order, startListeners } from './sockets.ts';

const messages = 60;
const warmUp = 5;
/** How many people have the chat before them. */
const sizes = [1, 50, 500];
/** Milliseconds. */
const frame = 1000 / 60;
/** So long no request is under way before a message is sent, in milliseconds: the answers to the one before are there. */
const quiet = 60;
/** Realtime closes a socket from which it hears nothing for longer, in milliseconds. */
const heartbeat = 20_000;

/** What pages note: of the bare way each message that was heard, of the whole way the last key, each with when. */
interface Noted {
  readonly heard: Record<string, number>;
  readonly pressed: number;
}

interface Sides {
  /** Resolves with the milliseconds that a message took. */
  send(text: string): Promise<number>;
}

/** The way of a message from key press to the other person's screen, beside a request that a plain socket hears of. */
export async function measure(): Promise<string> {
  const demo = await startDemo();
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: browserFlags });
  const listeners = startListeners();
  try {
    const [bare, whole] = [await bareSides(demo, browser), await wholeSides(demo, browser)];
    const rows: string[][] = [];
    for (const size of sizes) {
      // Both ways have one of the readers in a page.
      if (size > 1) await order(listeners, { act: 'open', count: size - 2, ...(await subscription(demo)) });
      const taken = { bare: [] as number[], whole: [] as number[] };
      for (let each = -warmUp; each < messages; each++) {
        // Nobody writes so much in a minute.
        await demo.backend.own?.database.transaction((tx) => tx.query('delete from private.attempts', []));
        await whole.quieten();
        const times = [await bare.send(`прямо ${size} ${each}`), await whole.send(`замер ${size} ${each}`)] as const;
        if (each < 0) continue;
        taken.bare.push(times[0]);
        taken.whole.push(times[1]);
      }
      for (const share of [0.5, 0.95]) {
        const [base, full] = [quantile(taken.bare, share), quantile(taken.whole, share)];
        const more = (full - base) / frame;
        rows.push([
          `${size}, p${share * 100}`,
          base.toFixed(1),
          full.toFixed(1),
          (full / base).toFixed(2),
          more.toFixed(1),
        ]);
      }
    }
    return table(
      [
        'Readers',
        'REST → heard on a plain socket, ms',
        'key press → painted in the other browser, ms',
        'ratio',
        'frames more',
      ],
      rows,
    );
  } finally {
    listeners.kill();
    await browser.close();
    await demo.stop();
  }
}

async function sessionOf(demo: Demo, person: string): Promise<{ access_token: string }> {
  const answer = await fetch(`${demo.url}/demo/session/${person}`, { method: 'POST', headers: { origin: demo.url } });
  return (await answer.json()) as { access_token: string };
}

/** How a plain client subscribes to the chat. */
async function subscription(demo: Demo): Promise<{ url: string; topic: string; join: object }> {
  const { url, key, groupChatId } = demo.backend;
  const { access_token } = await sessionOf(demo, 'student');
  return {
    url: `${url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${key}`,
    topic: `realtime:chat:${groupChatId}`,
    join: { config: { private: true }, access_token },
  };
}

/** No library and nothing painted: a page that sends a request, and one that hears of it on its socket. */
async function bareSides(demo: Demo, browser: Browser): Promise<Sides> {
  const { url, key, groupChatId } = demo.backend;
  const { access_token } = await sessionOf(demo, 'teacher');
  const open = async () => (await browser.newContext()).newPage();
  const [from, to] = [await open(), await open()];
  await to.evaluate(
    ({ url, topic, join, heartbeat }) =>
      new Promise<void>((joined) => {
        const heard: Record<string, number> = {};
        Object.assign(globalThis, { heard });
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send(JSON.stringify(['1', '1', topic, 'phx_join', join]));
        setInterval(() => socket.send(JSON.stringify([null, '2', 'phoenix', 'heartbeat', {}])), heartbeat);
        socket.onmessage = async ({ data }) => {
          const now = performance.timeOrigin + performance.now();
          if (typeof data === 'string') return joined();
          const text = await (data as Blob).text();
          const said = /прямо \d+ -?\d+/.exec(text)?.[0];
          if (said) heard[said] = now;
        };
      }),
    { ...(await subscription(demo)), heartbeat },
  );
  return {
    send: async (body) => {
      const began = await from.evaluate(
        async ({ url, key, token, chat, id, body }) => {
          const at = performance.timeOrigin + performance.now();
          const answer = await fetch(`${url}/rest/v1/rpc/send_message`, {
            method: 'POST',
            headers: { apikey: key, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ chat, id, body }),
          });
          if (!answer.ok) throw new Error(await answer.text());
          return at;
        },
        { url, key, token: access_token, chat: groupChatId, id: randomUUID(), body },
      );
      const heard = await to.waitForFunction((said) => (globalThis as unknown as Noted).heard[said], body);
      return Number(await heard.jsonValue()) - began;
    },
  };
}

async function wholeSides(demo: Demo, browser: Browser): Promise<Sides & { quieten(): Promise<void> }> {
  const open = async (person: string): Promise<Page> => {
    const value = JSON.stringify(await sessionOf(demo, person));
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
  await writer.evaluate(() => {
    addEventListener(
      'keydown',
      ({ timeStamp }) => Object.assign(globalThis, { pressed: performance.timeOrigin + timeStamp }),
      { capture: true },
    );
  });
  const underWay = new Set<Request>();
  let last = 0;
  for (const page of [writer, reader]) {
    const ended = (request: Request) => {
      underWay.delete(request);
      last = performance.now();
    };
    page
      .on('request', (request) => underWay.add(request))
      .on('requestfinished', ended)
      .on('requestfailed', ended);
  }
  const quieten = async () => {
    while (underWay.size > 0 || performance.now() - last < quiet) await setTimeout(quiet / 4);
  };
  return {
    quieten,
    send: async (body) => {
      // A frame is looked at when it is over, whatever is drawn within it.
      const painted = reader.evaluate(
        (wanted) =>
          new Promise<number>((done) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
              const history = document.querySelector('sferum-chat')?.shadowRoot?.querySelector('sferum-history');
              const last = [...(history?.shadowRoot?.querySelectorAll('.message') ?? [])].at(-1);
              if (last?.querySelector('.text')?.textContent === wanted)
                done(performance.timeOrigin + performance.now());
              else requestAnimationFrame(() => port2.postMessage(null));
            };
            port2.postMessage(null);
          }),
        body,
      );
      await writer.getByRole('textbox', { name: 'Сообщение' }).fill(body);
      // Whoever types has been announced as typing a while before the last key.
      await quieten();
      await writer.keyboard.press('Enter');
      const end = await painted;
      return end - (await writer.evaluate(() => (globalThis as unknown as Noted).pressed));
    },
  };
}
