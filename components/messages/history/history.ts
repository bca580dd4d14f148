import { html, LitElement, noChange, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { dayTitle, redrawDaily } from '../../core/dates.ts';
import { AppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { icon } from '../../element/icon.ts';
import { type Language, plural } from '../../element/localize.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import type { ConversationSummary, Message, Target } from '../conversation.ts';
import type { ConversationState, ConversationStore } from '../conversation-store.ts';
import { inWords } from '../file-words.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import { plainText } from '../text/plain-text.ts';
import { bubbleStyles } from './bubble.styles.ts';
import { bubble, type Fault, type MenuLabels, type MessageStatus, type TalkRules } from './bubble.ts';
import { styles } from './history.styles.ts';
import { List, type Place } from './list.ts';
import { type MessageRow, Rows, type Writer } from './rows.ts';

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

/** Where one was before a jump, when that was the end. */
const end: Place = { id: '', seq: 0, top: 0 };

/** Asks who has read a message of one's own. */
export class ReadersEvent extends Event {
  readonly seq: number;
  constructor(seq: number) {
    super('readers');
    this.seq = seq;
  }
}

/** What is selected, and links, have the menu of the browser; with Shift everything has. */
export const hasBrowserMenu = (event: MouseEvent): boolean =>
  event.shiftKey || String(getSelection()) !== '' || event.composedPath().some((on) => on instanceof HTMLAnchorElement);

/**
 * The messages of a conversation, scrolling. What a person reads keeps its place whatever comes before or after it.
 * Only what is on the screen or near it is drawn, see `list.ts`; what is not held is drawn as outlines, and fetched when
 * one rests there.
 *
 *     html`<sferum-history
 *       .store=${store} .shown=${store.state} label="Сообщения"
 *       .writer=${(message) => writerOf(message)} .strings=${strings.messages}
 *     ><div slot="empty">…</div></sferum-history>`
 *
 * @slot empty - In place of messages.
 * @slot end - After the last message.
 * @slot ways - Beside the ways back and to the end, which float over the messages.
 * @fires {ReadersEvent} readers - Who has read a message is asked for.
 */
export class History<M extends Message = Message> extends LitElement {
  static override styles = [base, ...avatarStyles, bubbleStyles, styles];

  @property({ attribute: false }) store!: ConversationStore<M, ConversationSummary>;
  /** The state that is drawn; the parent sets it when the store changes. */
  @property({ attribute: false }) shown!: ConversationState<M, ConversationSummary>;
  /** What this is a history of, for those who do not see it. */
  @property() label = '';
  /** Who wrote a message; null is one's own that has not arrived. */
  @property({ attribute: false }) writer!: (message: M | null) => Writer;
  /** Why an item was not sent, in words; empty when that need not be shown. */
  @property({ attribute: false }) problem: (item: OutboxItem) => string = () => '';
  /** Why an edit or a deletion was refused, and what can be done about it. */
  @property({ attribute: false }) refusal: (item: OutboxItem) => Fault | null = () => null;
  /** Labels of each message's menu button; the parent opens the menu. Null when messages have no menu. */
  @property({ attribute: false }) menus: MenuLabels | null = null;
  /** Null where messages carry a text alone. */
  @property({ attribute: false }) talk: TalkRules | null = null;
  /** A line below a message that names its author; empty for none. */
  @property({ attribute: false }) byline: (message: M) => string = () => '';
  /** Label of the ticks as a button that shows who has read; empty when they are no button. */
  @property({ attribute: false }) readers = '';
  /** Labels where a button loads older messages; null where scrolling does. */
  @property({ attribute: false }) manual: { readonly ask: string; readonly failed: string } | null = null;
  @property({ attribute: false }) language: Language = 'ru';
  @property({ attribute: false }) strings!: MessagesStrings;
  /** Away from the end by more than a screen. */
  @state() private away = false;
  /** The day at the top of the screen while one scrolls; empty at rest. */
  @state() private day = '';
  /** Where one was before a jump. */
  @state() private origin: Place | null = null;
  @query('.scroller') private scroller!: HTMLElement;

  readonly #list = new List(this);
  #rows: Rows<M> | null = null;
  /** What decides how each row looks that is drawn, by its id. */
  #looks = new Map<string, readonly unknown[]>();
  /** The message that was jumped to, until it is drawn, and whether it leaves the focus where it is. */
  #target = 0;
  #isQuiet = false;
  /** The message that has the focus, which goes to the pane when it is no longer drawn. */
  #focused: Element | null = null;
  /** Something was drawn since the last frame. */
  #hasDrawn = false;
  #frame = 0;
  #moving = false;
  #still: ReturnType<typeof setTimeout> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** The newest message that was there at first or was announced since; null until the first are there. */
  #announced: number | null = null;
  #announcement = '';
  /** What of the messages boxes around them, closed panels and the window leave to be seen. */
  readonly #seen = new IntersectionObserver((entries) => this.#markSeen(entries.at(-1)), { threshold: steps });
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    redrawDaily(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
    addEventListener('focus', this.#look);
    this.addEventListener('pointerenter', this.#look);
    addEventListener('scroll', this.#look, { capture: true, passive: true });
    addEventListener('beforeprint', this.#drawWhole);
    addEventListener('afterprint', this.#drawPart);
    addEventListener('keydown', this.#searched, { capture: true });
    if (this.hasUpdated) this.#list.connect(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
    removeEventListener('focus', this.#look);
    this.removeEventListener('pointerenter', this.#look);
    removeEventListener('scroll', this.#look, { capture: true });
    removeEventListener('beforeprint', this.#drawWhole);
    removeEventListener('afterprint', this.#drawPart);
    removeEventListener('keydown', this.#searched, { capture: true });
    this.#seen.disconnect();
    this.#list.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#hiddenTimer);
    clearTimeout(this.#still);
    clearTimeout(this.#rest);
    this.store.look(this, null);
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /** At most one drawing a frame, however much comes in it; only what the screen still lacks is drawn at once. */
  protected override async scheduleUpdate(): Promise<void> {
    const mayWait = this.#hasDrawn && this.#list.isSettled && document.visibilityState === 'visible';
    if (mayWait) await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  protected override firstUpdated(): void {
    this.#list.connect(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) {
      changed.get('store')?.look(this, null);
      this.#list.reset();
      this.#announced = null;
      this.origin = null;
      this.#target = 0;
    }
    this.#announce();
    this.#focused = this.shadowRoot?.activeElement?.closest('.message') ?? null;
    if (this.hasUpdated) this.#list.hold(!this.store.hasNewer);
    const { manual, shown } = this;
    const { following, lastSeq, span } = shown;
    const rows = new Rows(shown, { isOwn: (message) => this.store.isOwn(message), writer: this.writer });
    this.#rows = rows;
    if (!this.#list.isPlaced && shown.messages.status === 'ready') this.#open(rows);
    this.#list.arrange({
      before: manual ? 0 : span.from - 1,
      length: rows.length,
      // What is pending waits at the end of what is held.
      after: manual || following || shown.pending.length > 0 ? 0 : Math.max(0, lastSeq - span.to),
      idAt: rows.idAt,
      seqAt: (index) => rows.seqAt(index),
      indexOf: (seq) => rows.indexOf(seq),
    });
  }

  protected override updated(): void {
    if (!this.#hasDrawn) {
      this.#hasDrawn = true;
      requestAnimationFrame(() => {
        this.#hasDrawn = false;
      });
    }
    if (this.#focused && !this.#focused.isConnected) this.scroller.focus({ preventScroll: true });
    if (!this.isConnected || !this.#list.settle()) return;
    if (this.#target) this.#show(this.#target);
    this.#look();
  }

  /** Goes to the newest message. */
  async toEnd(): Promise<void> {
    try {
      await this.store.toEnd();
    } catch (error) {
      // The next click asks again; what was just written waits at the end of what is held.
      if (!(error instanceof AppError)) throw error;
    }
    this.origin = null;
    this.#list.goTo(null);
    await this.updateComplete;
    this.#look();
  }

  /**
   * Shows a message, by its id or seq, in the middle of the screen, however far away, or the first one that was written
   * from a moment on; «Вернуться» leads back. It takes the focus, unless `quietly`. @returns whether it is there.
   * @throws {AppError} when it is not held and cannot be fetched.
   */
  async jumpTo(target: Target, { quietly = false } = {}): Promise<boolean> {
    await this.updateComplete;
    const origin = this.origin ?? (this.#list.atEnd ? end : this.#list.place);
    const seq = await this.store.showAround(target);
    if (!seq || !this.isConnected) return false;
    this.origin = origin;
    this.#target = seq;
    this.#isQuiet = quietly;
    this.#list.goTo({ id: '', seq, top: this.scroller.clientHeight / 3 });
    await this.updateComplete;
    return true;
  }

  async #back(): Promise<void> {
    const { origin } = this;
    if (!origin) return;
    if (origin.seq === 0) return this.toEnd();
    try {
      await this.store.showAround(origin.seq);
    } catch (error) {
      // The next click asks again.
      if (!(error instanceof AppError)) throw error;
      return;
    }
    this.origin = null;
    this.#list.goTo(origin);
  }

  /** Opens at the first unread message, with some that were read above it, or else at the end. */
  #open(rows: Rows<M>): void {
    const { firstUnread } = this.shown;
    const index = firstUnread > 0 ? rows.indexOf(firstUnread) : rows.length;
    const { height } = this.#list;
    // What fits on the screen with the end is shown with the end.
    const isFar = (rows.length - index) * this.#list.estimate > height * 0.75;
    this.#list.goTo(index < rows.length && isFar ? { id: '', seq: firstUnread, top: height / 4 } : null);
  }

  /** Marks the message that was jumped to. */
  #show(seq: number): void {
    this.#target = 0;
    const message = this.renderRoot.querySelector<HTMLElement>(`.message[data-seq="${seq}"]`);
    if (!message) return;
    if (this.menus && !this.#isQuiet) message.focus({ preventScroll: true });
    const tint = 'color-mix(in srgb, var(--sferum-accent) 28%, transparent)';
    message.animate([{ backgroundColor: tint }, { backgroundColor: tint, offset: 0.5 }, {}], { duration: 1800 });
  }

  /** Tells what has just arrived to those who cannot see it; never what was there before. */
  #announce(): void {
    const { messages } = this.shown;
    if (messages.status !== 'ready') return;
    const last = messages.value.at(-1);
    const seq = last?.seq ?? 0;
    if (last && !last.deletedAt && this.#announced !== null && seq > this.#announced && !this.store.isOwn(last)) {
      this.#announcement = `${this.writer(last).name}: ${inWords(plainText(last.body, last.talk?.mentions), last.files, this.strings)}`;
    }
    this.#announced = Math.max(this.#announced ?? 0, seq);
  }

  #scrolled(): void {
    const isPerson = this.#list.scrolled(!this.store.hasNewer);
    this.#look();
    if (!isPerson) return;
    this.#moving = true;
    clearTimeout(this.#still);
    this.#still = setTimeout(() => {
      this.#moving = false;
      this.day = '';
    }, dayStays);
    clearTimeout(this.#rest);
    this.#rest = undefined;
  }

  /** Everything that is held is drawn while the page is printed or searched, and what is near the screen otherwise. */
  #drawWhole = (): void => this.#draw(true);
  #drawPart = (): void => this.#draw(false);

  #draw(whole: boolean): void {
    if (this.#list.whole === whole) return;
    this.#list.whole = whole;
    this.requestUpdate();
  }

  #searched = (event: KeyboardEvent): void => {
    const isSearch = (event.ctrlKey || event.metaKey) && event.code === 'KeyF';
    // The keys that one types into the browser's own field do not come here.
    if (isSearch) this.#drawWhole();
    else if (!event.ctrlKey && !event.metaKey) this.#drawPart();
  };

  /** After a frame: what is seen stays held and is read, what is near is fetched. */
  #look = (): void => {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const rows = this.#rows;
      if (!rows || !this.#list.isPlaced || !this.isConnected) return;
      this.#list.rest();
      this.#list.reach();
      const { held, view } = this.#list;
      const isHeld = view.top < held.bottom && view.bottom > held.top;
      if (this.#list.atEnd) this.store.look(this, null);
      else if (isHeld) this.store.look(this, this.#span(rows));
      const height = view.bottom - view.top;
      this.away = !this.#list.atEnd && (held.bottom - view.bottom > height || this.store.hasNewer);
      if (this.origin && this.#list.atEnd) this.origin = null;
      this.#floatDay(rows, isHeld);
      if (!isHeld && rows.length > 0) this.#rest ??= setTimeout(() => this.#fetch(), restsAfter);
      else if (isHeld && view.top - held.top < fetchWithin && !this.manual && this.store.hasOlder) {
        void this.store.loadOlder();
      } else if (isHeld && held.bottom - view.bottom < fetchWithin && this.store.hasNewer) void this.store.loadNewer();
      this.#seeAnew();
    });
  };

  /** One rests where nothing is held. */
  #fetch(): void {
    this.#rest = undefined;
    const { held, view } = this.#list;
    if (!this.isConnected || (view.top < held.bottom && view.bottom > held.top)) return;
    const seq = this.#list.seqAt((view.top + view.bottom) / 2);
    void this.store.loadAround(Math.min(seq, this.shown.lastSeq));
  }

  /** The day of what is at the top shows while one scrolls, unless its heading is there. */
  #floatDay(rows: Rows<M>, isHeld: boolean): void {
    if (!this.#moving) return;
    const { view } = this.#list;
    const index = this.#list.at(view.top);
    const isHeading = [index, index + 1].some((each) => {
      const offset = this.#list.top(each) - view.top;
      return each < rows.length && offset > -dayHeight && offset < dayHeight && rows.row(each).dated;
    });
    this.day = isHeld && rows.length > 0 && !isHeading ? dayTitle(rows.row(index).at, this.language) : '';
  }

  /** First and last message on the screen. */
  #span(rows: Rows<M>): { from: number; to: number } | null {
    const { view } = this.#list;
    const from = rows.seqAt(this.#list.at(view.top));
    const to = rows.seqAt(this.#list.at(view.bottom - 1));
    return from > 0 ? { from, to: Math.max(from, to) } : null;
  }

  /** A person looks at this page, or at least at these messages, and does not only have it open somewhere. */
  #attentive(): boolean {
    return document.visibilityState === 'visible' && (document.hasFocus() || this.matches(':hover'));
  }

  /** Has the browser say again what is seen of the messages; of a part that grows it says so by itself. */
  #seeAnew(): void {
    this.#seen.disconnect();
    if (this.#attentive() && this.shown.readSeq < this.shown.lastSeq) this.#seen.observe(this.scroller);
  }

  /** Reads the messages whose end is seen. */
  #markSeen(entry: IntersectionObserverEntry | undefined): void {
    const rows = this.#rows;
    if (!entry?.isIntersecting || !rows || !this.isConnected || !this.#attentive()) return;
    clearTimeout(this.#hiddenTimer);
    if (!this.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })) {
      // The browser does not say when a page shows again what it has made invisible in its place.
      this.#hiddenTimer = setTimeout(this.#look, hiddenFor);
      return;
    }
    const { held, view } = this.#list;
    const { boundingClientRect: whole, intersectionRect: seen } = entry;
    const top = view.top + seen.top - whole.top;
    const edge = view.bottom - (whole.bottom - seen.bottom) + 8;
    if (view.top >= held.bottom || edge <= held.top) return;
    let index = this.#list.at(edge);
    if (this.#list.top(index + 1) > edge) index -= 1;
    // The end of the one before is above what is seen.
    if (this.#list.top(index + 1) < top) return;
    while (index >= 0 && rows.seqAt(index) === 0) index -= 1;
    if (index >= 0) this.store.read(rows.seqAt(index));
  }

  #status({ item, seq }: MessageRow<M>): MessageStatus {
    if (seq === 0 || item?.status === 'pending') return 'pending';
    return seq <= this.shown.othersReadSeq ? 'read' : 'sent';
  }

  override render() {
    const { above, below, from, to } = this.#list.drawn;
    const rows = this.#rows;
    const isEmpty = !rows || rows.length === 0;
    const known = this.#looks;
    this.#looks = new Map();
    const indexes = Array.from({ length: to - from }, (_, index) => from + index);
    return html`
      <div
        class="scroller"
        tabindex="0"
        role="log"
        aria-live="off"
        aria-label=${this.label}
        aria-description=${this.menus?.keys ?? nothing}
        @scroll=${this.#scrolled}
        @pointerdown=${this.#drawPart}
      >
        <div class="inner ${isEmpty ? 'bare' : ''}" .style=${`--row: ${this.#list.estimate}px`}>
          ${isEmpty ? html`<slot name="empty"></slot>` : this.#top()}
          <div class="gap" .style=${`height: ${above}px`}></div>
          ${repeat(
            indexes,
            (index) => rows?.idAt(index),
            (index) => rows && this.#row(rows.row(index), known),
          )}
          <div class="gap" .style=${`height: ${below}px`}></div>
          <slot name="end"></slot>
        </div>
      </div>
      ${this.day ? html`<div class="day afloat" aria-hidden="true"><span>${this.day}</span></div>` : nothing}
      <div class="ways">
        ${this.origin ? this.#return() : nothing}<slot name="ways"></slot>${this.away ? this.#jump() : nothing}
      </div>
      <div class="visually-hidden" aria-live="polite">${this.#announcement}</div>
    `;
  }

  /** Above the first message. */
  #top(): TemplateResult | typeof nothing {
    const { manual, shown, store, strings } = this;
    if (!store.hasOlder) return manual ? nothing : html`<p class="edge">${strings.start}</p>`;
    if (!manual) return nothing;
    return html`${shown.olderProblem ? html`<p class="edge fault" role="alert">${manual.failed}</p>` : nothing}
      <button class="button earlier" type="button" @click=${() => void store.loadOlder(true)}>${manual.ask}</button>`;
  }

  #jump(): TemplateResult {
    const { language, shown, strings } = this;
    const unread = shown.lastSeq - shown.readSeq;
    const shownCount = unread > 99 ? '99+' : String(unread);
    const count = plural(language, unread, strings.unread).replace('#', shownCount);
    return html`<button
      class="icon-button jump"
      type="button"
      aria-label=${unread > 0 ? `${strings.toLatest}, ${count}` : strings.toLatest}
      title=${strings.toLatest}
      @click=${() => void this.toEnd()}
    >
      ${icon('down')}${unread > 0 ? html`<span class="badge" aria-hidden="true">${shownCount}</span>` : nothing}
    </button>`;
  }

  #return(): TemplateResult {
    return html`<button class="button return" type="button" @click=${() => void this.#back()}>
      ${icon('back', 18)}${this.strings.back}
    </button>`;
  }

  #row(row: MessageRow<M>, known: ReadonlyMap<string, readonly unknown[]>): unknown {
    const { language, menus, readers, strings, talk: rules } = this;
    const { at, dated, divided, first, item, last, marks, message, writer } = row;
    const status = this.#status(row);
    const byline = message && last ? this.byline(message) : '';
    const day = dated ? dayTitle(at, language) : '';
    const unread = this.shown.unreadAtOpening;
    const news = divided ? plural(language, unread, strings.newMessages).replace('#', String(unread)) : '';
    // A flood draws one row each, not all that are on the screen.
    const looks = [
      message ?? item,
      item,
      first,
      last,
      status,
      byline,
      day,
      news,
      menus,
      readers,
      rules,
      language,
      strings,
    ];
    looks.push(...Object.values(writer), ...marks);
    this.#looks.set(row.id, looks);
    const before = known.get(row.id);
    if (before?.length === looks.length && looks.every((look, index) => look === before[index])) return noChange;
    return html`${day ? html`<h3 class="day"><span>${day}</span></h3>` : nothing}${
      news ? html`<div class="new" role="separator">${news}</div>` : nothing
    }${bubble(row, {
      status,
      fault: this.#fault(row),
      byline,
      readers,
      showReaders: () => this.dispatchEvent(new ReadersEvent(row.seq)),
      discard: () => void this.store.discard(row.id),
      menus,
      rules,
      language,
      strings,
    })}`;
  }

  #fault({ id, item }: MessageRow<M>): Fault | null {
    if (!item) return null;
    if (item.act.kind !== 'send') return item.status === 'failed' ? this.refusal(item) : null;
    const text = this.problem(item);
    const { discard, resend, replyGone, withoutReply } = this.strings;
    if (item.status === 'failed' && item.reason === 'replyDeleted') {
      const actions = [
        { text: withoutReply, act: () => void this.store.sendWithoutReply(id) },
        { text: discard, act: () => void this.store.discard(id) },
      ];
      return { text: replyGone, actions };
    }
    const actions = [
      { text: resend, act: () => void this.store.resend(id) },
      { text: discard, act: () => void this.store.discard(id) },
    ];
    return text ? { text, actions } : null;
  }
}
// What is measured in one drawing may ask for another.
History.disableWarning?.('change-in-update');
define('sferum-history', History);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-history': History;
  }
}
