import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { type ChatTalkStrings, chatTalkTexts } from '../../locales/ru/chat/chat-talk.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import '../../ui/dialog.ts';
import type { Reactor } from '../chat-api.ts';

/** As many as the database gives at once. */
const pageSize = 50;

/** The dialog «Кто отреагировал». Fires `closed`. */
export class ReactorsDialog extends SferumElement<{ words: ChatTalkStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
    css`
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 48px;
      }
      li > :last-child {
        margin-inline-start: auto;
        font-size: calc(var(--sferum-size) * 1.333);
      }
      p {
        padding: 12px 0;
        color: var(--sferum-text-2);
      }
    `,
  ];
  protected readonly texts = { words: chatTalkTexts };

  /** Gives those who reacted before a time, the latest first. */
  @property({ attribute: false }) load!: (before?: string) => Promise<Reactor[]>;
  @state() private list: Loadable<readonly Reactor[]> = loading;
  @state() private hasMore = false;
  @state() private fetching = false;
  @state() private moreFailed: AppError | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!this.hasUpdated) void this.#more();
  }

  async #more(): Promise<void> {
    if (this.fetching) return;
    const known = this.list.status === 'ready' ? this.list.value : [];
    this.fetching = true;
    this.moreFailed = null;
    try {
      const page = await this.load(known.at(-1)?.at);
      this.hasMore = page.length === pageSize;
      this.list = ready([...known, ...page]);
    } catch (error) {
      if (known.length > 0) this.moreFailed = toAppError(error);
      else this.list = failed(error);
    } finally {
      this.fetching = false;
    }
  }

  override render() {
    return html`<sferum-dialog
      heading=${this.strings.words.reactions}
      reading
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <div>${this.view(this.list, (list) => this.#body(list), { retry: () => void this.#more() })}</div>
    </sferum-dialog>`;
  }

  #body(list: readonly Reactor[]): TemplateResult {
    const { common, words } = this.strings;
    if (list.length === 0) return html`<p>${words.nobody}</p>`;
    return html`<ul>
        ${list.map(
          ({ emoji, person }) => html`<li>
            ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
            <span class="ellipsis">${shortName(person)}</span><span>${emoji}</span>
          </li>`,
        )}
      </ul>
      ${
        this.hasMore
          ? html`${this.moreFailed ? html`<p role="alert">${common.errors[this.moreFailed.code].text}</p>` : nothing}
              <button class="button" type="button" aria-disabled=${this.fetching} @click=${() => void this.#more()}>
                ${this.moreFailed ? common.retry : this.fetching ? common.loading : common.more}
              </button>`
          : nothing
      }`;
  }
}
define('sferum-chat-reactors', ReactorsDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-reactors': ReactorsDialog;
  }
}
