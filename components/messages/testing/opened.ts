import { until } from '../../element/testing/until.ts';
import { messages } from '../../locales/ru/messages/messages.ts';
import type { ConversationSummary } from '../conversation.ts';
import { ConversationStore } from '../conversation-store.ts';
import '../history/history.ts';
import type { Writer } from '../history/rows.ts';
import type { FakeMessage, FakeServer } from './fake-server.ts';

export const frames = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
};

const writer = (message: FakeMessage | null): Writer => {
  const isOwn = message?.own ?? true;
  const name = isOwn ? 'Вы' : 'Тимур Гареев';
  return { id: name, name, named: !isOwn, tone: name, initials: 'ТГ', isCollege: false, logo: '' };
};

/** A conversation of 400 × 500 px at the top of the page (or further down, or of a box in it), open and placed; `undo` ends it. */
export async function openHistory(server: FakeServer, undo: (() => void)[], top = 0, box = document.body) {
  // What fetches older messages while one scrolls follows the first paint; a test scrolls at once.
  await import('../history/reading.ts');
  const store = new ConversationStore<FakeMessage, ConversationSummary>(server, server.outbox(), 'fake:1');
  const element = document.createElement('sferum-history');
  element.style.cssText = `display:block;position:absolute;top:${top}px;left:0;width:400px;height:500px`;
  const show = () => Object.assign(element, { store, shown: store.state, writer, strings: messages });
  show();
  undo.push(store.subscribe(show), () => element.remove());
  box.append(element);
  const history = await until(() => element.shadowRoot, 'the history');
  await until(() => history.querySelector('.message'), 'the messages');
  await until(() => server.handlers.size > 0, 'the store is subscribed');
  const scroller = history.querySelector('.scroller');
  if (!(scroller instanceof HTMLElement)) throw new Error('no scroller');
  await frames(3);
  const message = (seq: number) => history.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  const topOf = (seq: number) => message(seq)?.getBoundingClientRect().top ?? Number.NaN;
  const toEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  const scrollTo = async (y: number) => {
    scroller.scrollTop = y;
    await frames(3);
  };
  /** The first message that is wholly on the screen. */
  const reading = () => {
    const edge = scroller.getBoundingClientRect().top;
    for (const row of history.querySelectorAll<HTMLElement>('.message')) {
      if (row.getBoundingClientRect().top >= edge) return Number(row.dataset.seq);
    }
    throw new Error('nothing on the screen');
  };
  return { element, store, history, scroller, message, topOf, toEnd, scrollTo, reading };
}
