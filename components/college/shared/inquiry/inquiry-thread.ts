import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { readDraft } from '../../../core/drafts/drafts.ts';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { LazyCode } from '../../../element/host/lazy-code.ts';
import { type InquiryStrings, inquiryTexts } from '../../../locales/ru/inquiry.ts';
import { type MessagesStrings, messagesTexts } from '../../../locales/ru/messages/messages.ts';
import { Attachments } from '../../../messages/composer/attachments.ts';
import '../../../messages/composer/composer.ts';
import type { ComposedEvent, Composer } from '../../../messages/composer/composer.ts';
import { isTypedByFinger } from '../../../messages/composer/stand-in.ts';
import type { ConversationState } from '../../../messages/conversation-store.ts';
import '../../../messages/history/history.ts';
import type { History } from '../../../messages/history/history.ts';
import type { Writer } from '../../../messages/history/rows.ts';
import type { OutboxItem } from '../../../messages/outbox/outbox.ts';
import { initials } from '../../../ui/avatar.ts';
import { bitsStyles } from '../../../ui/bits.ts';
import { notice, noticeStyles } from '../../../ui/notice.ts';
import type { InquiryMessage, InquirySummary } from './inquiry-message.ts';
import type { InquiryStore } from './inquiry-store.ts';

/** How the college appears beside what it writes. */
export interface CollegeFace {
  readonly id: string;
  readonly name: string;
  /** Address of its picture; empty when it has none. */
  readonly logo: string;
}

/**
 * The messages of an inquiry and the place to write, for either side of it.
 * @slot empty - Stands where nothing is written yet.
 * @slot end - After the last message.
 * @slot above - Above the place to write.
 */
export class InquiryThread extends SferumElement<{ inquiry: InquiryStrings; messages: MessagesStrings }> {
  static override styles = [
    base,
    bitsStyles,
    noticeStyles,
    css`
      :host {
        /* What lies over it while files are dragged. */
        position: relative;
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      sferum-history {
        flex: 1;
      }
      slot[name='above'] .notice {
        border-top: 1px solid var(--sferum-line);
        border-radius: 0;
      }
    `,
  ];
  protected readonly texts = { inquiry: inquiryTexts, messages: messagesTexts };

  @property({ attribute: false }) store!: InquiryStore;
  /** The state that is drawn; the store tells when it changes. */
  @property({ attribute: false }) shown!: ConversationState<InquiryMessage, InquirySummary>;
  /** This side is the college. */
  @property({ attribute: false }) ofCollege = false;
  @property({ attribute: false }) face!: CollegeFace;
  @property({ attribute: false }) asker = '';
  /** A line that names who answered, for those who may know; empty for none. */
  @property({ attribute: false }) byline: (message: InquiryMessage) => TemplateResult | string = () => '';
  /** Whose draft it is, and where it is kept. */
  @property({ attribute: false }) person = '';
  @property({ attribute: false }) place = '';
  /** What is written here, and the same in short. */
  @property() label = '';
  @property() hint = '';
  @query('sferum-history') private history!: History;
  @query('sferum-composer') private composer!: Composer;

  /** On a phone the messages take it: nobody has asked for the keyboard. */
  override focus(): void {
    const taker = isTypedByFinger() ? this.history : this.composer;
    taker?.focus({ preventScroll: true });
  }

  readonly #code = new LazyCode(this);
  readonly #attachments = new Attachments(this, {
    fetch: (code, asked = false) => this.#code.fetch(code, asked),
    mayAttach: () => true,
    onVoice: (event) => event.take(this.store.send('', { files: [event.file] })),
  });

  protected override updated(): void {
    // Files that were chosen before a reload.
    if (readDraft(this.person, `${this.place}:files`)) void this.#attachments.use();
  }

  #send(event: ComposedEvent): void {
    event.take(this.#attachments.count > 0 ? this.#sendWithFiles(event.text) : this.store.send(event.text));
    void this.updateComplete.then(() => this.history.toEnd());
  }

  #sendWithFiles(text: string): Promise<void> {
    const { store } = this;
    return this.#attachments.send(async (files) => {
      if (text || files.length > 0) await store.send(text, { files });
    });
  }

  #writer = (message: InquiryMessage | null): Writer => {
    const { asker, face, ofCollege } = this;
    const isCollege = message?.fromCollege ?? ofCollege;
    const own = isCollege === ofCollege;
    const name = isCollege ? face.name : own ? this.strings.messages.you : asker;
    return {
      // Those who may know it see where one administrator ends and another begins.
      id: isCollege ? `college ${message ? (message.answeredBy?.id ?? '') : this.person}` : 'asker',
      name,
      named: isCollege,
      tone: isCollege ? face.id : '',
      initials: initials(name, ''),
      isCollege,
      logo: isCollege ? face.logo : '',
    };
  };

  #problem = ({ problem }: OutboxItem): string => (problem ? this.strings.inquiry.problems[problem] : '');

  override render() {
    const { inquiry, messages } = this.strings;
    const { summary } = this.shown;
    const closed = summary.status === 'ready' && summary.value?.status === 'closed';
    return html`<sferum-history
        .manual=${{ ask: inquiry.earlier, failed: inquiry.earlierFailed }}
        label=${inquiry.log}
        .store=${this.store}
        .shown=${this.shown}
        .writer=${this.#writer}
        .problem=${this.#problem}
        .byline=${this.byline}
        .language=${this.language}
        .strings=${messages}
      >
        <slot name="empty" slot="empty"></slot>
        <slot name="end" slot="end"></slot>
      </sferum-history>
      ${this.#code.problem ? notice('alert', this.strings.common.errors[this.#code.problem.code].text, 'danger') : nothing}
      <slot name="above">${closed ? notice('lock', inquiry.closed) : nothing}</slot>
      <sferum-composer
        .person=${this.person}
        .place=${this.place}
        label=${this.label}
        hint=${this.hint}
        .language=${this.language}
        .strings=${this.strings.common}
        .files=${messages}
        .attached=${this.#attachments.count}
        ?covered=${this.#attachments.covers}
        @near=${() => void this.#attachments.use()}
        @attach=${() => void this.#attachments.use((tray) => tray.choose())}
        @record=${() => void this.#attachments.use((tray) => tray.record())}
        @composed=${this.#send}
      >
        ${this.#attachments.tray(this.place)}
      </sferum-composer>`;
  }
}
define('sferum-inquiry-thread', InquiryThread);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-inquiry-thread': InquiryThread;
  }
}
