import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

/** Name of the Firefox that is installed, null for none. Playwright drives only one of its own, which is not. */
export const findFirefox = (): string | null =>
  ['firefox-esr', 'firefox'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) ?? null;

/** Keys that write nothing, as WebDriver calls them. */
export const key = {
  backspace: '\uE003',
  tab: '\uE004',
  enter: '\uE007',
  shift: '\uE008',
  control: '\uE009',
  home: '\uE011',
} as const;

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly result?: Record<string, never>;
  readonly message?: string;
}

const up = (value: string) => ({ type: 'keyUp', value });
const down = (value: string) => ({ type: 'keyDown', value });

/**
 * One page of an installed Firefox, by WebDriver BiDi.
 *
 *     const firefox = await Firefox.start('firefox-esr');
 *     await firefox.open(url);
 *     await firefox.type('Привет');
 *     await firefox.press(key.control, 'b');
 *     await firefox.evaluate(`document.title`);
 *     await firefox.stop();
 */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;
  #context = '';

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.#waiting.get(answer.id ?? 0)?.(answer);
    });
  }

  static async start(name: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'sferum-firefox-'));
    const args = ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile, 'about:blank'];
    const process = spawn(name, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const url = await new Promise<string>((resolve, reject) => {
      process.once('close', () => reject(new Error(`${name} ended`)));
      createInterface({ input: process.stderr }).on('line', (line) => {
        const [, found] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
        if (found) resolve(found);
      });
    });
    const socket = new WebSocket(`${url}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(process, profile, socket);
    await firefox.#send('session.new', { capabilities: {} });
    const { contexts } = (await firefox.#send('browsingContext.getTree', {})) as unknown as {
      contexts: { context: string }[];
    };
    firefox.#context = contexts[0]?.context ?? '';
    await firefox.#do('browsingContext.setViewport', { viewport: { width: 1100, height: 900 } });
    return firefox;
  }

  async stop(): Promise<void> {
    const closed = once(this.#process, 'close');
    this.#process.kill();
    await closed;
    await rm(this.#profile, { recursive: true, force: true });
  }

  async #send(method: string, params: object): Promise<Record<string, never>> {
    this.#last += 1;
    const id = this.#last;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#waiting.delete(id);
    if (answer.type === 'error') throw new Error(`${method}: ${answer.message}`);
    return answer.result ?? {};
  }

  #do(method: string, params: object): Promise<Record<string, never>> {
    return this.#send(method, { context: this.#context, ...params });
  }

  async open(url: string): Promise<void> {
    await this.#do('browsingContext.navigate', { url, wait: 'complete' });
  }

  /** The value of an expression, in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, type } = (await this.#send('script.evaluate', {
      expression: `JSON.stringify(${expression})`,
      target: { context: this.#context },
      awaitPromise: true,
    })) as unknown as { type: string; result?: { value?: string } };
    if (type === 'exception') throw new Error(`it throws: ${expression}`);
    return JSON.parse(result?.value ?? 'null') as T;
  }

  /** Waits until an expression is true, and gives its value. */
  async until<T>(expression: string, what: string): Promise<T> {
    const end = performance.now() + 15_000;
    while (performance.now() < end) {
      const value = await this.evaluate<T>(expression);
      if (value) return value;
      await this.evaluate('new Promise((next) => requestAnimationFrame(() => next(null)))');
    }
    throw new Error(`waited in vain: ${what}`);
  }

  #keys(actions: readonly object[]): Promise<unknown> {
    return this.#do('input.performActions', { actions: [{ type: 'key', id: 'keys', actions }] });
  }

  async type(text: string): Promise<void> {
    await this.#keys([...text].flatMap((letter) => [down(letter), up(letter)]));
  }

  /** Keys that are held down together. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#keys([...keys.map(down), ...[...keys].reverse().map(up)]);
  }

  /** Presses the button of the mouse at one place and lets it go at another. */
  async drag(from: readonly [number, number], to: readonly [number, number] = from): Promise<void> {
    const move = ([x, y]: readonly [number, number]) => ({ type: 'pointerMove', x: Math.round(x), y: Math.round(y) });
    const actions = [move(from), { type: 'pointerDown', button: 0 }, move(to), { type: 'pointerUp', button: 0 }];
    await this.#do('input.performActions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }
}
