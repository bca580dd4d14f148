import { html, nothing, svg, type TemplateResult } from 'lit';
import { readNote, writeNote } from '../../core/drafts/draft-notes.ts';
import type { Person } from '../../core/names.ts';
import { icon } from '../../element/icon.ts';
import type { Language } from '../../element/localize.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import '../../messages/composer/composer.ts';
import { Attachments } from '../../messages/composer/attachments.ts';
import type { ComposedEvent, Composer } from '../../messages/composer/composer.ts';
import { resume } from '../../messages/composer/resume.ts';
import type { Begun } from '../../messages/composer/stand-in.ts';
import type { Beside } from '../../messages/outbox/outbox.ts';
import type { Quote } from '../../messages/talk.ts';
import { withIds } from '../../messages/text/mention-text.ts';
import type { WritingAids } from '../../messages/writing/writing-aids.ts';
import { MessageSentEvent } from '../message-sent-event.ts';
import type { ChatHost } from './chat-host.ts';

const bars = svg`<path d="M4.5 16.5V11M10 16.5v-13M15.5 16.5V7.5"/>`;
const smile = svg`<circle cx="10" cy="10" r="7"/><path d="M7 11.75c.7 1.1 1.75 1.75 3 1.75s2.3-.65 3-1.75M7.5 7.75v.5M12.5 7.75v.5"/>`;

/** What the chat does when somebody writes. */
export interface WritingHost extends ChatHost {
  /** A message went out. */
  readonly sent: () => void;
  /** Files may go with the next message. */
  readonly mayAttach: () => boolean;
  readonly editLast: () => void;
  readonly askPoll: () => void;
}

/** The place to write in a chat; it follows the first paint, and until then `StandIn` is there. */
export class ChatWriting {
  readonly #host: WritingHost;
  /** What helps to write is there; it is fetched when somebody first asks for it. */
  #isAided = false;

  /** The files that go with the next message. */
  readonly attachments: Attachments;

  constructor(host: WritingHost) {
    this.#host = host;
    this.attachments = new Attachments(host.element, {
      fetch: host.fetch,
      mayAttach: host.mayAttach,
      onVoice: (event) => {
        const { chat, element, reaching, store } = this.#host;
        if (store && element.dispatchEvent(new MessageSentEvent(chat, '')))
          event.take(reaching(store.send('', { files: [event.file] })));
      },
    });
  }

  /** Goes on with what was begun before the composer was there. */
  resume(begun: Begun, composer: Composer): void {
    resume(begun, composer);
    this.attachments.add([...begun.files]);
  }

  /** `editing` is where a text is kept that is to replace a message; empty when none is. */
  draw(editing: string, language: Language, common: CommonStrings, messages: MessagesStrings): TemplateResult {
    const { attachments } = this;
    const { chat, composer, me, store, words } = this.#host;
    return html`<sferum-composer
      part="composer"
      .person=${me}
      .place=${editing || chat}
      ?saving=${editing !== ''}
      label=${words.compose}
      .language=${language}
      .strings=${common}
      .files=${messages}
      .attached=${attachments.count}
      ?covered=${attachments.covers}
      @near=${() => void attachments.use()}
      @attach=${() => void attachments.use((tray) => tray.choose(this.#isPollButtonHidden))}
      @record=${() => void attachments.use((tray) => tray.record())}
      @composed=${(event: ComposedEvent) => (editing ? this.#host.actions?.save(event) : this.#send(event))}
      @typed=${() => editing || store?.typed()}
      @recall=${this.#host.editLast}
      @cancel=${() => this.#host.actions?.cancel()}
      @input=${({ data }: InputEvent) => {
        if (data?.includes('@')) void this.#aid((aids) => aids.look());
      }}
      @keydown=${this.#format}
      @keyup=${this.#noteSelection}
      @pointerup=${this.#noteSelection}
    >
      ${
        this.#isAided
          ? html`<sferum-writing-aids
              slot="above"
              .composer=${composer}
              .candidates=${(search: string) => store?.candidates(search) ?? Promise.resolve([])}
            ></sferum-writing-aids>`
          : nothing
      }
      ${
        editing
          ? nothing
          : html`<button
              slot="before"
              class="icon-button poll"
              type="button"
              aria-label=${words.poll}
              title=${words.poll}
              aria-haspopup="dialog"
              @click=${this.#host.askPoll}
            >
              ${icon(bars)}
            </button>
            ${attachments.tray(
              chat,
              html`<button slot="ways" class="button" type="button" @click=${this.#host.askPoll}>
                ${icon(bars, 18)}${words.poll}
              </button>`,
            )}`
      }
      <button
        slot="tools"
        class="icon-button"
        type="button"
        aria-label=${words.emoji}
        title=${words.emoji}
        aria-haspopup="dialog"
        @click=${() => void this.#aid((aids) => void aids.pick())}
      >
        ${icon(smile)}
      </button>
    </sferum-composer>`;
  }

  #send(event: ComposedEvent): void {
    const { attachments } = this;
    const { chat, element, history, me, reaching, sent, store } = this.#host;
    if (!store || !element.dispatchEvent(new MessageSentEvent(chat, event.text))) return;
    const people = readNote<Person[]>(me, chat, 'mentions') ?? [];
    const { body, mentions } = people.length > 0 ? withIds(event.text, people) : { body: event.text, mentions: [] };
    const beside = { reply: readNote<Quote>(me, chat, 'reply') ?? undefined, mentions };
    event.take(reaching(attachments.count > 0 ? this.#sendWithFiles(body, beside) : store.send(body, beside)));
    writeNote(me, chat, 'mentions', null);
    writeNote(me, chat, 'reply', null);
    sent();
    void element.updateComplete.then(() => history?.toEnd());
  }

  #sendWithFiles(text: string, beside: Beside): Promise<void> {
    const { store } = this.#host;
    return this.attachments.send(async (files) => {
      if (text || files.length > 0) await store?.send(text, { ...beside, files });
    });
  }

  /** In a narrow chat the ways to attach lead to it as well. */
  get #isPollButtonHidden(): boolean {
    return this.#host.element.renderRoot.querySelector<HTMLElement>('.poll')?.offsetWidth === 0;
  }

  get #aids(): WritingAids | null {
    return this.#host.element.renderRoot.querySelector('sferum-writing-aids');
  }

  async #aid(act: (aids: WritingAids) => void): Promise<void> {
    const { element, fetch } = this.#host;
    if (!(await fetch(() => import('../../messages/writing/writing-aids.ts')))) return;
    this.#isAided = true;
    element.requestUpdate();
    await element.updateComplete;
    const aids = this.#aids;
    await aids?.updateComplete;
    if (aids) act(aids);
  }

  /** Keys that mark what is selected; by their place, as they are the same on a Russian layout. */
  readonly #format = (event: KeyboardEvent): void => {
    if (this.#aids || !(event.ctrlKey || event.metaKey)) return;
    const isFormat = event.shiftKey ? /^(KeyM|Period|Digit8)$/ : /^Key[BI]$/;
    if (event.altKey || !isFormat.test(event.code)) return;
    event.preventDefault();
    void this.#aid((aids) => aids.key(event));
  };

  readonly #noteSelection = (): void => {
    const { selectionEnd = 0, selectionStart = 0 } = this.#host.composer?.field ?? {};
    if (!this.#aids && selectionEnd > selectionStart) void this.#aid((aids) => aids.look());
  };
}
