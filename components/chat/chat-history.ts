import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { clock, dayTitle } from '../core/dates.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { icon } from '../element/icon.ts';
import { type Language, plural } from '../element/localize.ts';
import type { ChatStrings } from '../locales/ru/chat.ts';
import { styles } from './chat-history.styles.ts';
import './chat-message.ts';
import type { ChatMessage, MessageStatus } from './chat-message.ts';
import { type MessageRow, toDays } from './chat-rows.ts';
import type { ChatState, ChatStore } from './chat-store.ts';

/** This close to the end counts as at the end; this close to an edge fetches what lies beyond, in px. */
const atEndWithin = 60;
const fetchWithin = 800;
/** After scrolling the day at the top stays for so long, in milliseconds. */
const dayStays = 1200;

/** Asks who has read a message of mine. */
export class ReadersEvent extends Event {
  readonly seq: number;
  constructor(seq: number) {
    super('readers');
    this.seq = seq;
  }
}

/** A message and where it stands on the screen. */
interface Place {
  readonly element: Element;
  readonly top: number;
}

/** The messages of a chat, scrolling. What a person reads keeps its place whatever comes before or after it. */
export class ChatHistory extends LitElement {
  static override styles = [base, styles];

  @property({ attribute: false }) store!: ChatStore;
  /** The state that is drawn; the store tells when it changes. */
  @property({ attribute: false }) shown!: ChatState;
  @property({ type: Boolean }) personal = false;
  @property({ attribute: false }) language: Language = 'ru';
  @property({ attribute: false }) strings!: ChatStrings;
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
  #resized = new ResizeObserver(() => this.#keepPlace());
  #seen = new IntersectionObserver(([entry]) => {
    this.#inView = entry?.isIntersecting ?? false;
    this.#look();
  });

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
    this.store.readsBack(this, false);
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) {
      changed.get('store')?.readsBack(this, false);
      this.#placed = false;
      this.#atEnd = true;
      this.#anchor = null;
    }
    if (!this.hasUpdated || !this.#placed) return;
    // The person may have scrolled a moment ago, and the event that says so is still to come.
    if (this.#atEnd && this.scroller.scrollTop < this.#pinnedAt - 1) this.#atEnd = this.#isAtEnd();
    if (!this.#atEnd) this.#anchor ??= this.#topmost();
  }

  protected override updated(): void {
    // Messages draw themselves a moment later; only then their heights are what they will be.
    void Promise.all([...this.#messages()].map((message) => message.updateComplete)).then(() => this.#place());
  }

  /** Goes to the newest message. */
  async toEnd(): Promise<void> {
    await this.store.loadLatest();
    await this.updateComplete;
    this.#atEnd = true;
    this.#pin();
    this.#look();
  }

  #messages(): NodeListOf<ChatMessage> {
    return this.renderRoot.querySelectorAll('sferum-chat-message');
  }

  #topmost(): Place | null {
    const edge = this.scroller.getBoundingClientRect().top;
    for (const element of this.#messages()) {
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

  /** After a frame: what was seen is read, what is near is fetched. */
  #look = (): void => {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.#placed || !this.isConnected) return;
      this.store.readsBack(this, !this.#atEnd);
      this.#resting = this.#topmost();
      this.#floatDays();
      const { clientHeight, scrollHeight, scrollTop } = this.scroller;
      this.away = scrollHeight - scrollTop - clientHeight > clientHeight || this.store.hasNewer;
      if (scrollTop < fetchWithin) void this.store.loadOlder();
      else if (scrollHeight - scrollTop - clientHeight < fetchWithin) void this.store.loadNewer();
      if (this.#inView && this.#attentive()) this.#markSeen();
    });
  };

  /** A page that did not come is asked for again by the next click; the strip says that there is no connection. */
  #missed = (error: unknown): void => {
    if (!(error instanceof Error) || error.name !== 'AppError') throw error;
  };

  /** A person looks at this page, or at least at this chat, and not only has it open somewhere. */
  #attentive(): boolean {
    return document.visibilityState === 'visible' && (document.hasFocus() || this.matches(':hover'));
  }

  #markSeen(): void {
    // The page around may end before the chat does.
    const edge = Math.min(this.scroller.getBoundingClientRect().bottom, innerHeight);
    let seq = 0;
    for (const message of this.#messages()) {
      if (message.getBoundingClientRect().bottom - 8 > edge) break;
      seq = Math.max(seq, Number(message.dataset.seq));
    }
    if (seq > 0) this.store.read(seq);
  }

  #status({ seq, waiting, failed }: MessageRow): MessageStatus {
    if (waiting) return 'waiting';
    if (failed) return 'failed';
    return seq <= this.shown.othersReadSeq ? 'read' : 'sent';
  }

  override render() {
    const { language, shown, strings } = this;
    const days = toDays(shown, this.store.myId);
    const unread = shown.lastSeq - shown.readSeq;
    return html`
      <div class="scroller" tabindex="0" aria-label=${strings.log} role="region" @scroll=${this.#scrolled}>
        <div class="inner" role="log" aria-live="off">
          ${days.length > 0 && !this.store.hasOlder ? html`<p class="edge">${strings.start}</p>` : nothing}
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
        </div>
      </div>
      ${
        this.away
          ? html`<button
              class="icon-button jump"
              type="button"
              aria-label=${
                unread > 0
                  ? `${strings.toLatest}, ${plural(language, unread, strings.unread).replace('#', String(unread))}`
                  : strings.toLatest
              }
              title=${strings.toLatest}
              @click=${() => void this.toEnd().catch(this.#missed)}
            >
              ${icon('down')}${unread > 0 ? html`<span class="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
            </button>`
          : nothing
      }
    `;
  }

  #row(row: MessageRow): TemplateResult {
    const { language, strings } = this;
    const count = this.shown.unreadAtOpening;
    return html`${
      row.divided
        ? html`<div class="new" role="separator">${plural(language, count, strings.newMessages).replace('#', String(count))}</div>`
        : nothing
    }<sferum-chat-message
        data-seq=${row.seq}
        .text=${row.text}
        .author=${row.author}
        .time=${clock(row.at, language)}
        .status=${this.#status(row)}
        .own=${row.own}
        .first=${row.first}
        .last=${row.last}
        .unnamed=${this.personal}
        .strings=${strings}
        @resend=${() => void this.store.resend(row.id)}
        @discard=${() => void this.store.discard(row.id)}
        @readers=${() => this.dispatchEvent(new ReadersEvent(row.seq))}
      ></sferum-chat-message>`;
  }
}
define('sferum-chat-history', ChatHistory);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-history': ChatHistory;
  }
}
