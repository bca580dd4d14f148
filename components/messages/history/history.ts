import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { clock, dayTitle, fullDate, redrawDaily } from '../../core/dates.ts';
import { AppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { icon } from '../../element/icon.ts';
import { type Language, plural } from '../../element/localize.ts';
import type { MessagesStrings } from '../../locales/ru/messages.ts';
import './bubble.ts';
import type { ConversationSummary, Message } from '../conversation.ts';
import type { ConversationState, ConversationStore } from '../conversation-store.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { Bubble, Fault, MessageStatus } from './bubble.ts';
import { styles } from './history.styles.ts';
import { type MessageRow, toDays, type Writer } from './rows.ts';

/** This close to the end counts as at the end; this close to an edge fetches what lies beyond, in px. */
const atEndWithin = 60;
const fetchWithin = 800;
/** After scrolling the day at the top stays for so long, in milliseconds. */
const dayStays = 1200;

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

/** What the menus of messages are called, for those who do not see them too. */
export interface MenuLabels {
  /** Of the button at a message. */
  readonly more: string;
  /** How one gets from message to message by the keyboard. */
  readonly keys: string;
}

/** A message and where it stands on the screen. */
interface Place {
  readonly element: Element;
  readonly top: number;
}

/**
 * The messages of a conversation, scrolling. What a person reads keeps its place whatever comes before or after it.
 *
 *     html`<sferum-history
 *       .store=${store} .shown=${store.state} label="Сообщения"
 *       .writer=${(message) => writerOf(message)} .strings=${strings.messages}
 *     ><div slot="empty">…</div></sferum-history>`
 *
 * @slot empty - In place of messages.
 * @slot end - After the last message.
 * @fires {ReadersEvent} readers - Who has read a message is asked for.
 */
export class History<M extends Message = Message> extends LitElement {
  static override styles = [base, styles];

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
  @query('.scroller') private scroller!: HTMLElement;

  #placed = false;
  #atEnd = true;
  /** Where the end was when it was last gone to. */
  #pinnedAt = 0;
  /** What has to be back in its place after the drawing that is under way. */
  #anchor: Place | null = null;
  /** Where the text stood when it was last looked at. */
  #resting: Place | null = null;
  #inView = false;
  #frame = 0;
  #still: ReturnType<typeof setTimeout> | undefined;
  /** The newest message that was there at first or was announced since; null until the first are there. */
  #announced: number | null = null;
  #announcement = '';
  #resized = new ResizeObserver(() => this.#keepPlace());
  #seen = new IntersectionObserver(([entry]) => {
    this.#inView = entry?.isIntersecting ?? false;
    this.#look();
  });

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
    this.#seen.observe(this);
    if (this.hasUpdated) this.#resized.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
    removeEventListener('focus', this.#look);
    this.removeEventListener('pointerenter', this.#look);
    removeEventListener('scroll', this.#look, { capture: true });
    this.#seen.disconnect();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#still);
    this.store.look(this, null);
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) {
      changed.get('store')?.look(this, null);
      this.#placed = false;
      this.#atEnd = true;
      this.#anchor = null;
      this.#announced = null;
    }
    this.#announce();
    if (!this.hasUpdated || !this.#placed) return;
    // The person may have scrolled a moment ago, and the event that says so is still to come.
    if (this.#atEnd && this.scroller.scrollTop < this.#pinnedAt - 1) this.#atEnd = this.#isAtEnd();
    if (!this.#atEnd) this.#anchor ??= this.#topmost();
  }

  protected override updated(): void {
    // Messages draw themselves a moment later; only then their heights are what they will be.
    void Promise.all([...this.#bubbles()].map((bubble) => bubble.updateComplete)).then(() => this.#place());
  }

  /** Goes to the newest message. */
  async toEnd(): Promise<void> {
    try {
      await this.store.toEnd();
    } catch (error) {
      // The next click asks again; what was just written waits at the end of what is held.
      if (!(error instanceof AppError)) throw error;
    }
    await this.updateComplete;
    this.#atEnd = true;
    this.#pin();
    this.#look();
  }

  /** Tells what has just arrived to those who cannot see it; never what was there before. */
  #announce(): void {
    const { messages } = this.shown;
    if (messages.status !== 'ready') return;
    const last = messages.value.at(-1);
    const seq = last?.seq ?? 0;
    if (last && !last.deletedAt && this.#announced !== null && seq > this.#announced && !this.store.isOwn(last)) {
      this.#announcement = `${this.writer(last).name}: ${last.body}`;
    }
    this.#announced = Math.max(this.#announced ?? 0, seq);
  }

  #bubbles(): NodeListOf<Bubble> {
    return this.renderRoot.querySelectorAll('sferum-bubble');
  }

  #topmost(): Place | null {
    const edge = this.scroller.getBoundingClientRect().top;
    for (const element of this.#bubbles()) {
      const { bottom, top } = element.getBoundingClientRect();
      if (bottom > edge) return { element, top };
    }
    return null;
  }

  #place(): void {
    if (!this.isConnected) return;
    const { scroller } = this;
    if (!this.#placed) {
      if (this.shown.messages.status !== 'ready') return;
      this.#placed = true;
      const divider = this.renderRoot.querySelector('.new');
      this.#pin();
      if (divider) {
        const above = divider.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
        if (above < 0) scroller.scrollTop += above - scroller.clientHeight / 4;
      }
      this.#atEnd = this.#isAtEnd();
    } else if (this.#atEnd) {
      this.#pin();
    } else if (this.#anchor) {
      this.#restore(this.#anchor);
    }
    this.#anchor = null;
    this.#look();
  }

  #pin(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#pinnedAt = this.scroller.scrollTop;
  }

  #isAtEnd(): boolean {
    const { clientHeight, scrollHeight, scrollTop } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < atEndWithin && !this.store.hasNewer;
  }

  /** The pane has another size: lines break elsewhere, the keyboard is up, the composer grows. */
  #keepPlace(): void {
    if (!this.#placed) return;
    if (this.#atEnd) this.#pin();
    else if (this.#resting) this.#restore(this.#resting);
    this.#look();
  }

  #restore({ element, top }: Place): void {
    if (element.isConnected) this.scroller.scrollTop += element.getBoundingClientRect().top - top;
  }

  #scrolled(): void {
    if (!this.#placed || this.#anchor) return;
    this.#atEnd = this.#isAtEnd();
    this.scroller.classList.add('moving');
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.scroller.classList.remove('moving'), dayStays);
    this.#look();
  }

  /** The day that sticks to the top shows only while one scrolls: at rest it would lie on the text. */
  #floatDays(): void {
    const edge = this.scroller.getBoundingClientRect().top;
    for (const day of this.renderRoot.querySelectorAll('.day')) {
      const top = day.parentElement?.getBoundingClientRect().top ?? edge;
      day.classList.toggle('afloat', top < edge - 8);
    }
  }

  /** After a frame: what is seen stays held and is read, what is near is fetched. */
  #look = (): void => {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.#placed || !this.isConnected) return;
      this.#resting = this.#topmost();
      this.store.look(this, this.#atEnd ? null : this.#span());
      this.#floatDays();
      const { clientHeight, scrollHeight, scrollTop } = this.scroller;
      const below = scrollHeight - scrollTop - clientHeight;
      this.away = below > clientHeight || this.store.hasNewer;
      if (scrollTop < fetchWithin && !this.manual && this.store.hasOlder) void this.store.loadOlder();
      else if (below < fetchWithin && this.store.hasNewer) void this.store.loadNewer();
      if (this.#inView && this.#attentive()) this.#markSeen();
    });
  };

  /** First and last message on the screen. */
  #span(): { from: number; to: number } | null {
    const { bottom: edge } = this.scroller.getBoundingClientRect();
    const from = this.#seqOf(this.#resting?.element);
    let to = from;
    for (const bubble of this.#bubbles()) {
      if (bubble.getBoundingClientRect().top > edge) break;
      to = Math.max(to, this.#seqOf(bubble));
    }
    return from > 0 ? { from, to } : null;
  }

  #seqOf(bubble: Element | undefined): number {
    return Number((bubble as HTMLElement | undefined)?.dataset.seq ?? 0);
  }

  /** A person looks at this page, or at least at these messages, and does not only have it open somewhere. */
  #attentive(): boolean {
    return document.visibilityState === 'visible' && (document.hasFocus() || this.matches(':hover'));
  }

  #markSeen(): void {
    // The page around may end before the messages do.
    const edge = Math.min(this.scroller.getBoundingClientRect().bottom, innerHeight);
    let seq = 0;
    for (const bubble of this.#bubbles()) {
      if (bubble.getBoundingClientRect().bottom - 8 > edge) break;
      seq = Math.max(seq, this.#seqOf(bubble));
    }
    if (seq > 0) this.store.read(seq);
  }

  #status({ item, seq }: MessageRow<M>): MessageStatus {
    if (seq === 0 || item?.status === 'pending') return 'pending';
    return seq <= this.shown.othersReadSeq ? 'read' : 'sent';
  }

  override render() {
    const { language, shown } = this;
    const days = toDays(shown, { isOwn: (message) => this.store.isOwn(message), writer: this.writer });
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
        <div class="inner ${days.length === 0 ? 'bare' : ''}">
          ${days.length === 0 ? html`<slot name="empty"></slot>` : this.#top()}
          ${repeat(
            days,
            ({ key }) => key,
            ({ date, rows }) => html`<section>
              <h3 class="day">${dayTitle(date, language)}</h3>
              ${repeat(
                rows,
                ({ id }) => id,
                (row) => this.#row(row),
              )}
            </section>`,
          )}
          <slot name="end"></slot>
        </div>
      </div>
      ${this.away ? this.#jump() : nothing}
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
    const count = plural(language, unread, strings.unread).replace('#', String(unread));
    return html`<button
      class="icon-button jump"
      type="button"
      aria-label=${unread > 0 ? `${strings.toLatest}, ${count}` : strings.toLatest}
      title=${strings.toLatest}
      @click=${() => void this.toEnd()}
    >
      ${icon('down')}${unread > 0 ? html`<span class="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>`;
  }

  #row(row: MessageRow<M>): TemplateResult {
    const { language, strings } = this;
    const { menus } = this;
    const { at, deletedAt, editedAt, id, message, text, writer } = row;
    const time = clock(at, language);
    const edited = editedAt ? `${strings.editedAt} ${fullDate(editedAt, language)}, ${clock(editedAt, language)}` : '';
    const count = this.shown.unreadAtOpening;
    return html`${
      row.divided
        ? html`<div class="new" role="separator">${plural(language, count, strings.newMessages).replace('#', String(count))}</div>`
        : nothing
    }<sferum-bubble
        id=${id}
        data-seq=${row.seq}
        role=${menus ? 'article' : nothing}
        tabindex=${menus ? -1 : nothing}
        aria-label=${menus ? `${writer.name}, ${time}` : nothing}
        aria-description=${menus ? (deletedAt ? strings.deleted : text) : nothing}
        .text=${text}
        .writer=${writer}
        .time=${time}
        .status=${this.#status(row)}
        .edited=${edited}
        .deleted=${deletedAt !== null}
        .fault=${this.#fault(row)}
        .own=${row.own}
        .first=${row.first}
        .last=${row.last}
        .byline=${message && row.last ? this.byline(message) : ''}
        .readers=${this.readers}
        .more=${deletedAt ? '' : (menus?.more ?? '')}
        .strings=${strings}
        @readers=${() => this.dispatchEvent(new ReadersEvent(row.seq))}
      ></sferum-bubble>`;
  }

  #fault({ id, item }: MessageRow<M>): Fault | null {
    if (!item) return null;
    if (item.act.kind !== 'send') return item.status === 'failed' ? this.refusal(item) : null;
    const text = this.problem(item);
    const { discard, resend } = this.strings;
    const actions = [
      { text: resend, act: () => void this.store.resend(id) },
      { text: discard, act: () => void this.store.discard(id) },
    ];
    return text ? { text, actions } : null;
  }
}
define('sferum-history', History);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-history': History;
  }
}
