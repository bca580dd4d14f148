import {
  adoptStyles,
  type CSSResult,
  html,
  LitElement,
  nothing,
  type PropertyValues,
  render,
  type TemplateResult,
} from 'lit';
import { property, query } from 'lit/decorators.js';
import { painted } from '../../core/channels.ts';
import { dayTitle, redrawDaily } from '../../core/dates.ts';
import { AppError, isUnreached } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { define } from '../../element/define.ts';
import { ground } from '../../element/host/ground.styles.ts';
import { type Language, plural } from '../../element/localize.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { KeyedRows } from '../../ui/list/keyed-rows.ts';
import type { ConversationSummary, Message, Target } from '../conversation.ts';
import type { ConversationState, ConversationStore } from '../conversation-store.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import { bubbleStyles } from './bubble.styles.ts';
import { bubble, type Fault, type MenuLabels, type MessageStatus, type TalkRules } from './bubble.ts';
import type { Carried } from './carried.ts';
import { styles } from './history.styles.ts';
import { List } from './list.ts';
import type { Reading } from './reading.ts';
import { anyCarries, carries, type MessageRow, Rows, type Writer } from './rows.ts';

/** Messages wait no longer than this for the code that draws what they carry, in milliseconds. */
const waitsAtMost = 1000;
/** Messages wait no longer than this while somebody types, in milliseconds. */
const waitsForLetters = 100;

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
  static override styles = [ground, ...avatarStyles, bubbleStyles, styles];

  @property({ attribute: false }) store!: ConversationStore<M, ConversationSummary>;
  /** The state that is drawn; the parent sets it when the store changes. */
  @property({ attribute: false }) shown!: ConversationState<M, ConversationSummary>;
  /** What this is a history of, for those who do not see it. */
  @property() label = '';
  /** Who wrote a message; null is one's own that has not arrived. */
  @property({ attribute: false }) writer!: (message: M | null) => Writer;
  /** Why an item was not sent, in words, unless its files say more; empty when that need not be shown. */
  @property({ attribute: false }) problem: (item: OutboxItem) => string = () => '';
  /** Why an edit or a deletion was refused, and what can be done about it. */
  @property({ attribute: false }) refusal: (item: OutboxItem) => Fault | null = () => null;
  /** Labels of each message's menu button; the parent opens the menu. Null when messages have no menu. */
  @property({ attribute: false }) menus: MenuLabels | null = null;
  /** Null where messages carry a text alone. */
  @property({ attribute: false }) talk: TalkRules | null = null;
  /** A line below a message that names its author; empty for none. */
  @property({ attribute: false }) byline: (message: M) => TemplateResult | string = () => '';
  /** Label of the ticks as a button that shows who has read; empty when they are no button. */
  @property({ attribute: false }) readers = '';
  /** Labels where a button loads older messages; null where scrolling does. */
  @property({ attribute: false }) manual: { readonly ask: string; readonly failed: string } | null = null;
  @property({ attribute: false }) language: Language = 'ru';
  @property({ attribute: false }) strings!: MessagesStrings;
  @query('.scroller') scroller!: HTMLElement;

  /** Which of its rows are drawn, and where they stand. */
  readonly list = new List(this);
  /** What was drawn last. */
  rows: Rows<M> | null = null;
  /** What happens while somebody reads; its code follows the first paint. */
  #reading: Reading<M> | null = null;
  #following: Promise<Reading<M>> | null = null;
  /** What draws what messages carry beside a plain text. */
  #carried: Carried | null = null;
  #fetchingCarried: Promise<void> | null = null;
  #hasWaited = false;
  readonly #added: CSSResult[] = [];
  /** The last message that was there when the history was opened. */
  #newest: number | null = null;
  readonly #drawn = new KeyedRows('entry');
  /** What decides how each row looks that is drawn. */
  readonly #looks = new WeakMap<Element, readonly unknown[]>();
  /** It is to be drawn at once. */
  #isUrgent = false;
  #drawNow = () => {};
  /** The message that has the focus, which goes to the pane when it is no longer drawn. */
  #focused: Element | null = null;

  constructor() {
    super();
    redrawDaily(this);
  }

  /** Adds styles that come with code. */
  addStyles(...styles: CSSResult[]): void {
    this.#added.push(...styles);
    if (this.shadowRoot) adoptStyles(this.shadowRoot, [...History.elementStyles, ...this.#added]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.list.connect(this.scroller);
    this.#reading?.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.disconnect();
    this.list.disconnect();
    this.store.look(this, null);
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /**
   * At most one drawing a frame, and within it, however much comes: until then what was written goes on its way. While
   * somebody types, their letters are painted first. Only what the screen still lacks is drawn at once.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.#carried && anyCarries(this.shown)) {
      const fetching = this.#fetchCarried();
      // What is painted is whole, and nothing moves in it later.
      if (!this.#hasWaited) await Promise.race([fetching, new Promise((done) => setTimeout(done, waitsAtMost))]);
      this.#hasWaited = true;
    }
    const mayWait = this.list.isSettled && document.visibilityState === 'visible';
    if (mayWait && !this.#isUrgent) await this.#frame();
    this.#isUrgent = false;
    super.scheduleUpdate();
  }

  /** Resolves in the frame in which it is to draw. */
  #frame(): Promise<void> {
    const began = performance.now();
    return new Promise((done) => {
      this.#drawNow = done;
      const look = () => {
        if (this.#reading?.isTyped && performance.now() - began < waitsForLetters) requestAnimationFrame(look);
        else done();
      };
      requestAnimationFrame(look);
    });
  }

  /** Does not wait for the next frame. */
  hurry(): void {
    this.#isUrgent = true;
    this.#drawNow();
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    this.list.connect(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) {
      changed.get('store')?.look(this, null);
      this.list.reset();
      this.#newest = null;
      this.#reading?.reset();
    }
    this.#reading?.announce();
    this.#focused = this.shadowRoot?.activeElement?.closest('.message') ?? null;
    if (this.hasUpdated) this.list.hold(!this.store.hasNewer);
    const { manual, shown } = this;
    const { following, lastSeq, span } = shown;
    const rows = new Rows(shown, {
      isOwn: (message) => this.store.isOwn(message),
      writer: this.writer,
      carried: this.#carried,
    });
    this.rows = rows;
    if (!this.list.isPlaced && shown.messages.status === 'ready') this.#open(rows);
    this.list.arrange({
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
    if (this.#focused && !this.#focused.isConnected) this.scroller.focus({ preventScroll: true });
    if (!this.isConnected || !this.list.settle()) return;
    if (this.#reading) this.#reading.drawn();
    else void this.#follow();
  }

  /** Without a connection what is carried is said in words; the next drawing asks again. */
  #fetchCarried(): Promise<void> {
    this.#fetchingCarried ??= import('./carried.ts').then(
      (carried) => {
        this.#carried = carried;
        this.addStyles(carried.carriedStyles);
        this.requestUpdate();
      },
      (error: unknown) => {
        this.#fetchingCarried = null;
        if (!isUnreached(error)) throw error;
      },
    );
    return this.#fetchingCarried;
  }

  /** Fetches what is needed once somebody reads; nobody has asked for it, and the next drawing does so again. */
  async #follow(): Promise<void> {
    if (!this.list.isPlaced || this.#following) return;
    try {
      await painted();
      await this.#read();
    } catch (error) {
      if (!isUnreached(error)) throw error;
    }
  }

  #read(): Promise<Reading<M>> {
    this.#following ??= import('./reading.ts').then(
      ({ Reading }) => {
        const reading = new Reading(this, this.#newest);
        this.#reading = reading;
        if (this.isConnected) reading.connect();
        this.requestUpdate();
        return reading;
      },
      (error: unknown) => {
        this.#following = null;
        throw error;
      },
    );
    return this.#following;
  }

  /** Goes to the newest message. */
  async toEnd(): Promise<void> {
    let reading: Reading<M>;
    try {
      reading = await this.#read();
    } catch (error) {
      if (!isUnreached(error)) throw error;
      // What was just written waits at the end of what is held.
      this.list.goTo(null);
      return;
    }
    await reading.toEnd();
  }

  /**
   * Shows a message, by its id or seq, in the middle of the screen, however far away, or the first one that was written
   * from a moment on; «Вернуться» leads back. It takes the focus, unless `quietly`. @returns whether it is there.
   * @throws {AppError} when it is not held and cannot be fetched.
   */
  async jumpTo(target: Target, { quietly = false } = {}): Promise<boolean> {
    await this.updateComplete;
    let reading: Reading<M>;
    try {
      reading = await this.#read();
    } catch (error) {
      throw isUnreached(error) ? new AppError('offline') : error;
    }
    return reading.jumpTo(target, quietly);
  }

  /** Opens at the first unread message, with some that were read above it, or else at the end. */
  #open(rows: Rows<M>): void {
    this.#newest = rows.newest;
    const { firstUnread } = this.shown;
    const index = firstUnread > 0 ? rows.indexOf(firstUnread) : rows.length;
    const { height } = this.list;
    // What fits on the screen with the end is shown with the end.
    const isFar = (rows.length - index) * this.list.estimate > height * 0.75;
    this.list.goTo(index < rows.length && isFar ? { id: '', seq: firstUnread, top: height / 4 } : null);
  }

  /** A text as it is read aloud; until there is code for its marks, with them. */
  plain(text: string, mentions?: readonly Person[]): string {
    return this.#carried?.plainText(text, mentions, this.strings.everybody) ?? text;
  }

  #scrolled(): void {
    const isPerson = this.list.scrolled(!this.store.hasNewer);
    this.#reading?.look();
    if (isPerson) this.#reading?.scrolled();
  }

  #status({ item, seq }: MessageRow<M>): MessageStatus {
    if (seq === 0 || item?.status === 'pending') return 'pending';
    return seq <= this.shown.othersReadSeq ? 'read' : 'sent';
  }

  override render() {
    const { above, below } = this.list.drawn;
    const isEmpty = !this.rows?.length;
    return html`
      <div
        class="scroller"
        tabindex="0"
        role="log"
        aria-live="off"
        aria-label=${this.label}
        aria-description=${this.menus?.keys ?? nothing}
        @scroll=${this.#scrolled}
      >
        <div class="inner ${isEmpty ? 'bare' : ''}" .style=${`--row: ${this.list.estimate}px`}>
          ${isEmpty ? html`<slot name="empty"></slot>` : this.#top()}
          <div class="gap" .style=${`height: ${above}px`}></div>
          <div class="rows"></div>
          <div class="gap" .style=${`height: ${below}px`}></div>
          <slot name="end"></slot>
        </div>
      </div>
      ${this.#reading?.draw() ?? nothing}
      <div class="visually-hidden" aria-live="polite">${this.#reading?.announcement}</div>
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

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const { list, rows } = this;
    const box = this.renderRoot.querySelector('.rows');
    if (!rows || !box) return;
    const { from, to } = list.drawn;
    const ids = Array.from({ length: to - from }, (_, index) => rows.idAt(from + index));
    this.#drawn.show(box, ids, (element, index) => this.#drawRow(element, rows.row(from + index)));
  }

  #drawRow(element: HTMLElement, row: MessageRow<M>): void {
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
      item && this.#reading?.words,
      carries(row.text, row.files, row.talk) && this.#carried,
      first,
      last,
      status,
      day,
      news,
      menus,
      readers,
      rules,
      language,
      strings,
    ];
    looks.push(...Object.values(writer), ...marks);
    const before = this.#looks.get(element);
    if (looks.length === before?.length && looks.every((look, index) => look === before[index])) return;
    this.#looks.set(element, looks);
    const template = html`${day ? html`<h3 class="day"><span>${day}</span></h3>` : nothing}${
      news ? html`<div class="new" role="separator">${news}</div>` : nothing
    }${bubble(row, {
      status,
      fault: this.#reading?.fault(row) ?? null,
      byline,
      readers,
      showReaders: () => this.dispatchEvent(new ReadersEvent(row.seq)),
      discard: () => void this.store.discard(row.id),
      menus,
      rules,
      carried: this.#carried,
      language,
      strings,
    })}`;
    render(template, element, { host: this });
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
