import { html, nothing, type TemplateResult } from 'lit';
import { dayTitle } from '../../core/dates.ts';
import { AppError } from '../../core/errors.ts';
import { controls } from '../../element/base.styles.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { type ReadingStrings, readingTexts } from '../../locales/ru/messages/reading.ts';
import type { Message, Target } from '../conversation.ts';
import { inWords } from '../file-words.ts';
import { lateWords } from '../late-words.ts';
import type { Fault } from './bubble.ts';
import type { History } from './history.ts';
import type { Place } from './list.ts';
import { readingStyles } from './reading.styles.ts';
import type { MessageRow, Rows } from './rows.ts';
import { withSelected } from './selected-rows.ts';

/** This close to an edge of what is held fetches what lies beyond, in px. */
const fetchWithin = 800;
/** After scrolling the day at the top stays for so long, in milliseconds. */
const dayStays = 1200;
/** After so long without scrolling one rests, and what is on the screen is fetched, in milliseconds. */
const restsAfter = 120;
/** At which parts of what is seen of it the browser says that another part is. */
const steps = Array.from({ length: 21 }, (_, step) => step / 20);
/** After so long it is looked again whether an invisible part of the page is seen, in milliseconds. */
const hiddenFor = 500;
/** The height of a day's heading, in px: closer than this the one that floats would lie on it. */
const dayHeight = 44;

/** A letter is painted within this time, in milliseconds. */
const letterTakes = 40;

/** Where one was before a jump, when that was the end. */
const end: Place = { id: '', seq: 0, top: 0 };

/**
 * What happens in a history while somebody reads it: what is near is fetched, what is seen is read, the day floats, jumps
 * lead away and back, what comes is announced. Its code follows the first paint, and it draws into the tree of the history.
 *
 *     const reading = new Reading(history, newest);
 *     reading.connect();
 *     html`${reading.draw()}`
 *     reading.look(); // after each drawing and each scroll
 */
export class Reading<M extends Message> {
  readonly #history: History<M>;
  /** Away from the end by more than a screen. */
  #away = false;
  /** The day at the top of the screen while one scrolls; empty at rest. */
  #day = '';
  /** Where one was before a jump. */
  #origin: Place | null = null;
  /** The message that was jumped to, until it is drawn, and whether it leaves the focus where it is. */
  #target = 0;
  #isQuiet = false;
  #frame = 0;
  #moving = false;
  #still: ReturnType<typeof setTimeout> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** The newest message that was there at first or was announced since; null until the first are there. */
  #announced: number | null;
  /** What has just arrived, for those who cannot see it. */
  announcement = '';
  /** When a letter was last typed anywhere on the page. */
  #typedAt = Number.NEGATIVE_INFINITY;
  readonly #listeners: readonly [EventTarget, string, (event: never) => void, AddEventListenerOptions?][];
  /** What of the messages boxes around them, closed panels and the window leave to be seen. */
  readonly #seen = new IntersectionObserver((entries) => this.#markSeen(entries.at(-1)), { threshold: steps });
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  /** `newest` is the last message that was there when the history was opened; null while none has come. */
  constructor(history: History<M>, newest: number | null) {
    this.#history = history;
    this.#announced = newest;
    history.addStyles(controls, readingStyles);
    history.list.widen = (near) => withSelected(history, near);
    this.#listeners = [
      [document, 'visibilitychange', this.look],
      [globalThis, 'focus', this.look],
      [history, 'pointerenter', this.look],
      [globalThis, 'scroll', this.look, { capture: true, passive: true }],
      [globalThis, 'beforeprint', this.#drawWhole],
      [globalThis, 'afterprint', this.#drawPart],
      [globalThis, 'keydown', this.#searched, { capture: true }],
      [globalThis, 'input', this.#typed, { capture: true, passive: true }],
      [history.scroller, 'pointerdown', this.#drawPart],
    ];
  }

  connect(): void {
    for (const [target, name, listener, options] of this.#listeners)
      target.addEventListener(name, listener as EventListener, options);
    this.look();
  }

  disconnect(): void {
    for (const [target, name, listener, options] of this.#listeners)
      target.removeEventListener(name, listener as EventListener, options);
    this.#seen.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#hiddenTimer);
    clearTimeout(this.#still);
    clearTimeout(this.#rest);
    this.#rest = undefined;
  }

  /** Another conversation is shown. */
  reset(): void {
    this.#announced = null;
    this.#origin = null;
    this.#target = 0;
  }

  async toEnd(): Promise<void> {
    const { list, store } = this.#history;
    try {
      await store.toEnd();
    } catch (error) {
      // The next click asks again; what was just written waits at the end of what is held.
      if (!(error instanceof AppError)) throw error;
    }
    this.#origin = null;
    list.goTo(null);
    await this.#history.updateComplete;
    this.look();
  }

  async jumpTo(target: Target, quietly: boolean): Promise<boolean> {
    const { list, scroller, store } = this.#history;
    const origin = this.#origin ?? (list.atEnd ? end : list.place);
    const seq = await store.showAround(target);
    if (!seq || !this.#history.isConnected) return false;
    this.#origin = origin;
    this.#target = seq;
    this.#isQuiet = quietly;
    list.goTo({ id: '', seq, top: scroller.clientHeight / 3 });
    await this.#history.updateComplete;
    return true;
  }

  async #back(): Promise<void> {
    const origin = this.#origin;
    if (!origin) return;
    if (origin.seq === 0) return this.toEnd();
    try {
      await this.#history.store.showAround(origin.seq);
    } catch (error) {
      // The next click asks again.
      if (!(error instanceof AppError)) throw error;
      return;
    }
    this.#origin = null;
    this.#history.list.goTo(origin);
  }

  /** What is on the screen was drawn. */
  drawn(): void {
    if (this.#target) this.#show(this.#target);
    this.look();
  }

  /** Marks the message that was jumped to. */
  #show(seq: number): void {
    this.#target = 0;
    const { menus, renderRoot } = this.#history;
    const message = renderRoot.querySelector<HTMLElement>(`.message[data-seq="${seq}"]`);
    if (!message) return;
    if (menus && !this.#isQuiet) message.focus({ preventScroll: true });
    const tint = 'color-mix(in srgb, var(--sferum-accent) 28%, transparent)';
    message.animate([{ backgroundColor: tint }, { backgroundColor: tint, offset: 0.5 }, {}], { duration: 1800 });
  }

  /** Tells what has just arrived to those who cannot see it; never what was there before. */
  announce(): void {
    const { shown, store, strings, writer } = this.#history;
    const { messages } = shown;
    if (messages.status !== 'ready') return;
    const last = messages.value.at(-1);
    const seq = last?.seq ?? 0;
    if (last && !last.deletedAt && this.#announced !== null && seq > this.#announced && !store.isOwn(last)) {
      this.announcement = `${writer(last).name}: ${inWords(this.#history.plain(last.body, last.talk?.mentions), last.files, strings)}`;
    }
    this.#announced = Math.max(this.#announced ?? 0, seq);
  }

  /** A person has scrolled. */
  scrolled(): void {
    this.#moving = true;
    clearTimeout(this.#still);
    this.#still = setTimeout(() => {
      this.#moving = false;
      this.#set('', this.#away);
    }, dayStays);
    clearTimeout(this.#rest);
    this.#rest = undefined;
  }

  /** Everything that is held is drawn while the page is printed or searched, and what is near the screen otherwise. */
  readonly #drawWhole = (): void => this.#draw(true);
  readonly #drawPart = (): void => this.#draw(false);

  #draw(whole: boolean): void {
    const { list } = this.#history;
    if (list.whole === whole) return;
    list.whole = whole;
    this.#history.requestUpdate();
  }

  readonly #typed = ({ timeStamp }: Event): void => {
    this.#typedAt = timeStamp;
  };

  /** A letter was typed that may not be painted yet. */
  get isTyped(): boolean {
    return performance.now() - this.#typedAt < letterTakes;
  }

  readonly #searched = (event: KeyboardEvent): void => {
    const isSearch = (event.ctrlKey || event.metaKey) && event.code === 'KeyF';
    // The keys that one types into the browser's own field do not come here.
    if (isSearch) this.#drawWhole();
    else if (!event.ctrlKey && !event.metaKey) this.#drawPart();
  };

  /** After a frame: what is seen stays held and is read, what is near is fetched. */
  readonly look = (): void => {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { isConnected, list, manual, rows, store } = this.#history;
      if (!rows || !list.isPlaced || !isConnected) return;
      list.rest();
      list.reach();
      const { held, view } = list;
      const isHeld = view.top < held.bottom && view.bottom > held.top;
      if (list.atEnd) store.look(this.#history, null);
      else if (isHeld) store.look(this.#history, this.#span(rows));
      const height = view.bottom - view.top;
      if (this.#origin && list.atEnd) {
        this.#origin = null;
        this.#history.requestUpdate();
      }
      const away = !list.atEnd && (held.bottom - view.bottom > height || store.hasNewer);
      this.#set(this.#floatingDay(rows, isHeld), away);
      if (!isHeld && rows.length > 0) this.#rest ??= setTimeout(() => this.#fetch(), restsAfter);
      else if (isHeld && view.top - held.top < fetchWithin && !manual && store.hasOlder) void store.loadOlder();
      else if (isHeld && held.bottom - view.bottom < fetchWithin && store.hasNewer) void store.loadNewer();
      this.#seeAnew();
    });
  };

  #set(day: string, away: boolean): void {
    if (day === this.#day && away === this.#away) return;
    this.#day = day;
    this.#away = away;
    this.#history.hurry();
  }

  /** One rests where nothing is held. */
  #fetch(): void {
    this.#rest = undefined;
    const { isConnected, list, shown, store } = this.#history;
    const { held, view } = list;
    if (!isConnected || (view.top < held.bottom && view.bottom > held.top)) return;
    const seq = list.seqAt((view.top + view.bottom) / 2);
    void store.loadAround(Math.min(seq, shown.lastSeq));
  }

  /** The day of what is at the top shows while one scrolls, unless its heading is there. */
  #floatingDay(rows: Rows<M>, isHeld: boolean): string {
    if (!this.#moving) return this.#day;
    const { language, list } = this.#history;
    const { view } = list;
    const index = list.at(view.top);
    const isHeading = [index, index + 1].some((each) => {
      const offset = list.top(each) - view.top;
      return each < rows.length && offset > -dayHeight && offset < dayHeight && rows.row(each).dated;
    });
    return isHeld && rows.length > 0 && !isHeading ? dayTitle(rows.row(index).at, language) : '';
  }

  /** First and last message on the screen. */
  #span(rows: Rows<M>): { from: number; to: number } | null {
    const { list } = this.#history;
    const { view } = list;
    const from = rows.seqAt(list.at(view.top));
    const to = rows.seqAt(list.at(view.bottom - 1));
    return from > 0 ? { from, to: Math.max(from, to) } : null;
  }

  /** A person looks at this page, or at least at these messages, and does not only have it open somewhere. */
  #attentive(): boolean {
    return document.visibilityState === 'visible' && (document.hasFocus() || this.#history.matches(':hover'));
  }

  /** Has the browser say again what is seen of the messages; of a part that grows it says so by itself. */
  #seeAnew(): void {
    const { scroller, shown } = this.#history;
    this.#seen.disconnect();
    if (this.#attentive() && shown.readSeq < shown.lastSeq) this.#seen.observe(scroller);
  }

  /** Reads the messages whose end is seen. */
  #markSeen(entry: IntersectionObserverEntry | undefined): void {
    const history = this.#history;
    const { isConnected, list, rows, store } = history;
    if (!entry?.isIntersecting || !rows || !isConnected || !this.#attentive()) return;
    clearTimeout(this.#hiddenTimer);
    if (!history.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })) {
      // The browser does not say when a page shows again what it has made invisible in its place.
      this.#hiddenTimer = setTimeout(this.look, hiddenFor);
      return;
    }
    const { held, view } = list;
    const { boundingClientRect: whole, intersectionRect: seen } = entry;
    const top = view.top + seen.top - whole.top;
    const edge = view.bottom - (whole.bottom - seen.bottom) + 8;
    if (view.top >= held.bottom || edge <= held.top) return;
    let index = list.at(edge);
    if (list.top(index + 1) > edge) index -= 1;
    // The end of the one before is above what is seen.
    if (list.top(index + 1) < top) return;
    while (index >= 0 && rows.seqAt(index) === 0) index -= 1;
    if (index >= 0) store.read(rows.seqAt(index));
  }

  /** Null until they are there in the language of the history. */
  get words(): ReadingStrings | null {
    return lateWords(readingTexts, this.#history.language, () => this.#history.requestUpdate());
  }

  /** What went wrong with what was done here, and what can be done about it; null when nothing did. */
  fault({ id, item }: MessageRow<M>): Fault | null {
    if (!item) return null;
    if (item.act.kind !== 'send') return item.status === 'failed' ? this.#history.refusal(item) : null;
    const { words } = this;
    const problem = this.#history.problem(item);
    if (!problem || !words) return null;
    const { discard, fileProblems, resend, replyGone, withoutReply } = words;
    const text = fileProblems[item.reason as keyof typeof fileProblems] ?? problem;
    if (item.status === 'failed' && item.reason === 'replyDeleted') {
      const actions = [
        { text: withoutReply, act: () => void this.#history.store.sendWithoutReply(id) },
        { text: discard, act: () => void this.#history.store.discard(id) },
      ];
      return { text: replyGone, actions };
    }
    const actions = [
      { text: resend, act: () => void this.#history.store.resend(id) },
      { text: discard, act: () => void this.#history.store.discard(id) },
    ];
    return { text, actions };
  }

  draw(): TemplateResult {
    const { words } = this;
    return html`${this.#day ? html`<div class="day afloat" aria-hidden="true"><span>${this.#day}</span></div>` : nothing}
      <div class="ways">
        ${this.#origin && words ? this.#return(words) : nothing}<slot name="ways"></slot>${this.#away && words ? this.#jump(words) : nothing}
      </div>`;
  }

  #jump({ toLatest }: ReadingStrings): TemplateResult {
    const { language, shown, strings } = this.#history;
    const unread = shown.lastSeq - shown.readSeq;
    const count = plural(language, unread, strings.unread).replace('#', String(unread));
    return html`<button
      class="icon-button jump"
      type="button"
      aria-label=${unread > 0 ? `${toLatest}, ${count}` : toLatest}
      title=${toLatest}
      @click=${() => void this.toEnd()}
    >
      ${icon('down')}${unread > 0 ? html`<span class="badge" data-count=${unread > 99 ? '99+' : unread}></span>` : nothing}
    </button>`;
  }

  #return({ back }: ReadingStrings): TemplateResult {
    return html`<button class="button return" type="button" @click=${() => void this.#back()}>
      ${icon('back', 18)}${back}
    </button>`;
  }
}
