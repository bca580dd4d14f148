import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { type AppError, toAppError } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { Fetched } from '../../element/host/fetched.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { type ChatTalkStrings, chatTalkTexts } from '../../locales/ru/chat/chat-talk.ts';
import { quoteStyles } from '../../messages/actions/quote.styles.ts';
import { talkSigns } from '../../messages/actions/talk-signs.ts';
import type { Quote } from '../../messages/talk.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { choiceStyles, tick } from '../../ui/choice.ts';
import { closeDialog, type Dialog } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import { fieldStyles } from '../../ui/field.ts';
import { OneStop } from '../../ui/list/one-stop.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';
import { chatAvatar } from '../new/chat-avatar.ts';

/** As many chats and copies as the database takes at once. */
const mostChats = 20;
const mostCopies = 100;

/** What the dialog asks of the chat that it forwards from. */
export interface Forwarding {
  targets(): Promise<ChatSummary[]>;
  forward(messages: string[], chats: string[], comment: string, ids: string[]): Promise<void>;
}

const plain = (text: string) => text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е');

/**
 * The dialog «Переслать»: to several chats, with a comment. What is chosen and written stays until it has gone.
 *
 *     html`<sferum-chat-forward .from=${store} .messages=${[quote.id]} .quote=${quote} @closed=${close} @forwarded=${say}></sferum-chat-forward>`
 *
 * @fires closed
 * @fires forwarded - It has arrived in all chats.
 */
export class ForwardDialog extends SferumElement<{ words: ChatTalkStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
    choiceStyles,
    fieldStyles,
    quoteStyles,
    css`
      .body {
        display: flex;
        flex-direction: column;
        gap: 10px;
      }
      sferum-search {
        flex: none;
      }
      ul {
        height: 300px;
        overflow-y: auto;
        margin-inline: -8px;
      }
      label.row {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 52px;
        padding: 4px 8px;
        border-radius: var(--sferum-r-m);
        cursor: pointer;
      }
      label.row:hover {
        background: var(--sferum-hover);
      }
      textarea {
        width: 100%;
        min-height: 44px;
        max-height: 120px;
        padding: 10px 12px;
        border: 1px solid var(--sferum-line-strong);
        border-radius: var(--sferum-r-m);
        background: var(--sferum-surface);
        font: var(--sferum-t-body);
        field-sizing: content;
        resize: none;
      }
      .count {
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      .fault {
        color: var(--sferum-danger-text);
        font: var(--sferum-t-small);
      }
      @container (width < 560px) {
        label.row {
          min-height: 56px;
        }
        textarea {
          font-size: max(16px, var(--sferum-size));
        }
      }
    `,
  ];
  protected readonly texts = { words: chatTalkTexts };

  @property({ attribute: false }) from!: Forwarding;
  /** Ids of the messages that are forwarded. */
  @property({ attribute: false }) messages: readonly string[] = [];
  /** The one that is forwarded; null when they are several. */
  @property({ attribute: false }) quote: Quote | null = null;
  /** Who wrote it. */
  @property({ attribute: false }) author = '';
  @state() private wanted = '';
  @state() private chosen: readonly string[] = [];
  @state() private comment = '';
  @state() private busy = false;
  @state() private problem: AppError | null = null;
  @query('sferum-dialog') private dialog!: Dialog;

  /** Ids of the new messages of each chat: sent again after a lost answer they are the same. */
  readonly #ids = new Map<string, { readonly comment: string; readonly copies: readonly string[] }>();

  readonly #chats = new Fetched(this, () => this.from.targets());
  readonly #stop = new OneStop(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#chats.ask();
  }

  #toggle(id: string): void {
    const others = this.chosen.filter((each) => each !== id);
    this.chosen = others.length < this.chosen.length ? others : [...this.chosen, id];
    this.problem = null;
  }

  async #send(): Promise<void> {
    const { chosen, comment, messages } = this;
    this.busy = true;
    this.problem = null;
    const hasComment = comment.trim() !== '';
    const ids = chosen.flatMap((chat) => {
      const known = this.#ids.get(chat) ?? { comment: newId(), copies: messages.map(newId) };
      this.#ids.set(chat, known);
      return hasComment ? [known.comment, ...known.copies] : known.copies;
    });
    try {
      await this.from.forward([...messages], [...chosen], hasComment ? comment.trim() : '', ids);
      this.dispatchEvent(new Event('forwarded'));
      this.busy = false;
      await this.updateComplete;
      this.dialog.close();
    } catch (error) {
      this.busy = false;
      this.problem = toAppError(error);
    }
  }

  get #most(): number {
    const perChat = this.messages.length + (this.comment.trim() ? 1 : 0);
    return Math.min(mostChats, Math.floor(mostCopies / Math.max(1, perChat)));
  }

  get #fault(): string {
    const { messages, problem, strings } = this;
    const most = this.#most;
    if (this.chosen.length > most) return plural(this.language, most, strings.words.tooMany).replace('#', String(most));
    if (!problem) return '';
    if (problem.code === 'missing') return messages.length > 1 ? strings.words.goneSome : strings.words.gone;
    // Why exactly one cannot write is said in that chat.
    return problem.code === 'denied' || problem.reason
      ? strings.words.denied
      : strings.common.errors[problem.code].text;
  }

  override render() {
    const { author, busy, chosen, messages, quote, strings } = this;
    const { words } = strings;
    const count = chosen.length;
    return html`<sferum-dialog
      heading=${words.forward}
      ?busy=${busy}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <div class="body">
        <sferum-search
          autofocus
          label=${words.search}
          .value=${this.wanted}
          @keydown=${this.#stop.enter}
          @searched=${(event: Event) => {
            this.wanted = (event.target as Search).value;
          }}
        ></sferum-search>
        <p class="quote">
          ${
            quote
              ? html`<b>${author}</b><span>${quote.text}</span>`
              : html`<b>${plural(this.language, messages.length, words.some).replace('#', String(messages.length))}</b>`
          }
        </p>
        ${this.view(this.#chats.value, (chats) => this.#list(chats), { retry: this.#chats.ask })}
        <textarea
          rows="1"
          maxlength="4000"
          aria-label=${words.comment}
          placeholder=${words.comment}
          .value=${this.comment}
          @input=${(event: Event) => {
            this.comment = (event.target as HTMLTextAreaElement).value;
          }}
        ></textarea>
        ${this.#fault ? html`<p class="fault" role="alert">${this.#fault}</p>` : nothing}
        <p class="count" role="status">
          ${count > 0 ? plural(this.language, count, words.chosen).replace('#', String(count)) : words.choose}
        </p>
      </div>
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${strings.common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        ?disabled=${busy || count === 0 || count > this.#most}
        @click=${() => void this.#send()}
      >
        ${icon(talkSigns.forward, 18)}${words.forward}
      </button>
    </sferum-dialog>`;
  }

  #list(chats: readonly ChatSummary[]): TemplateResult {
    const { words } = this.strings;
    const title = (chat: ChatSummary) => chatTitle(chat, this.strings.common.erased);
    const found = chats.filter((chat) => plain(title(chat)).includes(plain(this.wanted)));
    if (chats.length === 0) return html`<p class="count">${words.noChats}</p>`;
    if (found.length === 0) return html`<p class="count" role="status">${words.nothingFound}</p>`;
    return html`<ul class="one-stop" @keydown=${this.#stop.move} @focusin=${this.#stop.keep}>
      ${found.map(
        (chat) => html`<li>
          <label class="row">
            ${tick(
              'checkbox',
              html`<input
                type="checkbox"
                .checked=${this.chosen.includes(chat.id)}
                @change=${() => this.#toggle(chat.id)}
              />`,
            )}${chatAvatar(chat, 's', false)}<span class="ellipsis">${title(chat)}</span>
          </label>
        </li>`,
      )}
    </ul>`;
  }
}
define('sferum-chat-forward', ForwardDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-forward': ForwardDialog;
  }
}
