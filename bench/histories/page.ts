import { type Contestant, makeMessage } from './contestant.ts';

/** What the page is asked for by its address: `?who=floor&count=1000`. */
const contestants: Readonly<Record<string, () => Promise<Contestant>>> = {
  floor: async () => (await import('./floor.ts')).floor,
  sferum: async () => (await import('./sferum.ts')).sferum,
  'deep-chat': async () => (await import('./deep-chat.ts')).deepChat,
  'vue-advanced': async () => (await import('./vue-advanced.ts')).vueAdvanced,
};

/** Key presses to the paint after them, in milliseconds. */
const delays: number[] = [];
let contestant: Contestant;
let count = 0;

/** The end of a frame: what was drawn in it has been laid out and painted. */
const frame = (): Promise<number> =>
  new Promise((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(null);
    });
  });

function isShown(text: string): boolean {
  const last = contestant.last();
  if (!last?.textContent?.includes(text)) return false;
  const { bottom, height } = last.getBoundingClientRect();
  return height > 0 && bottom > 0 && bottom < innerHeight;
}

async function shown(text: string): Promise<number> {
  for (;;) {
    const at = await frame();
    if (isShown(text)) return at;
  }
}

function elements(root: ParentNode): number {
  let sum = 0;
  for (const element of root.querySelectorAll('*')) sum += 1 + (element.shadowRoot ? elements(element.shadowRoot) : 0);
  return sum;
}

const bench = {
  async load(who: string): Promise<void> {
    const load = contestants[who];
    if (!load) throw new Error(`nobody is called ${who}`);
    contestant = await load();
    // As after a session was read from it: the first use of it waits for the disk.
    localStorage.getItem('');
  },

  prepare(messages: number): void {
    count = messages;
    contestant.prepare(Array.from({ length: messages }, (_, index) => makeMessage(index + 1)));
  },

  /** @returns milliseconds until the last message is painted at the bottom. */
  async open(): Promise<number> {
    const place = document.querySelector('main');
    if (!place) throw new Error('no place');
    const last = makeMessage(count).text;
    await frame();
    const began = performance.now();
    await contestant.open(place);
    return (await shown(last)) - began;
  },

  nodes: (): number => elements(document.querySelector('main') ?? document),

  focus(): void {
    const field = contestant.field();
    field?.focus();
    field?.addEventListener('keydown', ({ timeStamp }) => {
      void frame().then((at) => delays.push(at - timeStamp));
    });
    delays.length = 0;
  },

  /** `each` messages a second for some seconds. @returns whether the last is shown, and the delays of the keys. */
  async flood(each: number, seconds: number): Promise<{ all: boolean; delays: number[] }> {
    const began = performance.now();
    let sent = 0;
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        const due = Math.min(each * seconds, Math.floor(((performance.now() - began) / 1000) * each));
        for (; sent < due; sent++) {
          count += 1;
          contestant.add(makeMessage(count));
        }
        if (sent < each * seconds) return;
        clearInterval(timer);
        done();
      }, 1000 / each);
    });
    const end = performance.now() + 5000;
    while (!isShown(makeMessage(count).text) && performance.now() < end) await frame();
    return { all: isShown(makeMessage(count).text), delays };
  },
};

export type Bench = typeof bench;
Object.assign(globalThis, { bench });
