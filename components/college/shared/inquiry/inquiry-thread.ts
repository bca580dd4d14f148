import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { clock, dayTitle } from '../../../core/dates.ts';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { type InquiryStrings, inquiryTexts } from '../../../locales/ru/inquiry.ts';
import { bitsStyles } from '../../../ui/bits.ts';
import '../../../messages/composer.ts';
import type { ComposedEvent, Composer } from '../../../messages/composer.ts';
import { notice, noticeStyles } from '../../../ui/notice.ts';
import './inquiry-bubble.ts';
import type { InquiryMessage } from './inquiry-api.ts';
import type { CollegeFace } from './inquiry-bubble.ts';
import { type InquiryRow, toDays } from './inquiry-rows.ts';
import type { InquiryState, InquiryStore } from './inquiry-store.ts';

/**
 * The messages of an inquiry and the place to write, for either side of it.
 * @slot empty - Stands where nothing is written yet.
 * @slot end - After the last message.
 * @slot above - Above the place to write.
 */
export class InquiryThread extends SferumElement<{ inquiry: InquiryStrings }> {
  static override styles = [
    base,
    bitsStyles,
    noticeStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      /* It grows upwards: the end stays where it is, whatever comes before or after it. */
      .scroller {
        display: flex;
        flex-direction: column-reverse;
        flex: 1;
        min-height: 0;
        padding: 8px 20px 12px;
        overflow: hidden auto;
        overscroll-behavior: contain;
        background: var(--sferum-thread);
        scrollbar-width: thin;
      }
      .scroller:focus-visible {
        outline-offset: -2px;
      }
      .inner {
        display: flex;
        flex-direction: column;
        margin-bottom: auto;
      }
      .inner.bare {
        margin-block: auto;
      }
      .day {
        width: fit-content;
        margin: 8px auto 0;
        padding: 6px 12px;
        border-radius: 99px;
        background: var(--sferum-surface);
        box-shadow: var(--sferum-e1);
        color: var(--sferum-text-2);
        font: 500 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
      }
      .earlier {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 8px 0 4px;
      }
      slot[name='above'] .notice {
        border-top: 1px solid var(--sferum-line);
        border-radius: 0;
      }
      .end {
        min-height: 1px;
      }
      @container (width < 640px) {
        .scroller {
          padding-inline: 10px;
        }
      }
    `,
  ];
  protected readonly texts = { inquiry: inquiryTexts };

  @property({ attribute: false }) store!: InquiryStore;
  /** The state that is drawn; the store tells when it changes. */
  @property({ attribute: false }) shown!: InquiryState;
  /** This side is the college. */
  @property({ attribute: false }) ofCollege = false;
  @property({ attribute: false }) face!: CollegeFace;
  @property({ attribute: false }) asker = '';
  /** What is said of who answered, to those who may know. */
  @property({ attribute: false }) byline: (message: InquiryMessage) => string = () => '';
  /** Whose draft it is, and where it is kept. */
  @property({ attribute: false }) person = '';
  @property({ attribute: false }) place = '';
  /** What is written here. */
  @property() label = '';
  @query('.scroller') private scroller!: HTMLElement;
  @query('.end') private end!: HTMLElement;
  @query('sferum-composer') private composer!: Composer;

  #atEnd = false;
  readonly #watcher = new IntersectionObserver((entries) => {
    this.#atEnd = entries.at(-1)?.isIntersecting ?? false;
    this.#seen();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watcher.disconnect();
    this.#atEnd = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#watcher.observe(this.end);
  }

  override focus(): void {
    this.composer?.focus();
  }

  protected override firstUpdated(): void {
    if (this.isConnected) this.#watcher.observe(this.end);
  }

  protected override updated(): void {
    this.#seen();
  }

  #seen(): void {
    if (this.#atEnd && document.visibilityState === 'visible') void this.store.read();
  }

  async #write(event: ComposedEvent): Promise<void> {
    this.store.write(event.text);
    await this.updateComplete;
    this.scroller.scrollTo({ top: 0 });
  }

  override render() {
    const { inquiry } = this.strings;
    const days = toDays(this.shown, this.ofCollege);
    const closed = this.shown.inquiry.status === 'ready' && this.shown.inquiry.value?.status === 'closed';
    return html`<div class="scroller" role="log" aria-label=${inquiry.log} tabindex="0">
        <div class="inner ${days.length === 0 ? 'bare' : ''}">
          ${this.#earlier()}
          ${days.length === 0 ? html`<slot name="empty"></slot>` : nothing}
          ${days.map(
            ({ date, rows }) => html`<h3 class="day">${dayTitle(date, this.language)}</h3>
              ${repeat(
                rows,
                ({ id }) => id,
                (row) => this.#bubble(row),
              )}`,
          )}
          <slot name="end"></slot>
          <div class="end"></div>
        </div>
      </div>
      <slot name="above">${closed ? notice('info', inquiry.closed) : nothing}</slot>
      <sferum-composer
        .person=${this.person}
        .place=${this.place}
        label=${this.label}
        .language=${this.language}
        .strings=${this.strings.common}
        @composed=${this.#write}
      ></sferum-composer>`;
  }

  #earlier(): TemplateResult | typeof nothing {
    const { inquiry } = this.strings;
    if (!this.store.hasEarlier) return nothing;
    return html`<div class="earlier">
      ${this.shown.earlierFailed ? notice('alert', inquiry.earlierFailed, 'danger') : nothing}
      <button class="button" type="button" @click=${() => void this.store.fetchEarlier()}>${inquiry.earlier}</button>
    </div>`;
  }

  #bubble(row: InquiryRow): TemplateResult {
    const { inquiry } = this.strings;
    const { unsent, message } = row;
    const fromCollege = row.own === this.ofCollege;
    const by = message && row.last ? this.byline(message) : '';
    return html`<sferum-inquiry-bubble
      .text=${row.text}
      time=${clock(row.at, this.language)}
      .status=${unsent ? (unsent.problem ? 'failed' : 'waiting') : row.seq <= this.#othersReadSeq ? 'read' : 'sent'}
      .problem=${unsent?.problem ? inquiry.problems[unsent.problem] : ''}
      ?own=${row.own}
      ?first=${row.first}
      ?last=${row.last}
      .name=${row.own ? inquiry.you : this.asker}
      .college=${fromCollege ? this.face : null}
      .by=${by}
      .strings=${inquiry}
      @resend=${() => this.store.resend(row.id)}
      @discard=${() => this.store.discard(row.id)}
    ></sferum-inquiry-bubble>`;
  }

  get #othersReadSeq(): number {
    const { inquiry } = this.shown;
    return inquiry.status === 'ready' ? (inquiry.value?.othersReadSeq ?? 0) : 0;
  }
}
define('sferum-inquiry-thread', InquiryThread);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-inquiry-thread': InquiryThread;
  }
}
