import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clock, dayTitle, redrawDaily } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { personName } from '../../element/person/person-name.ts';
import { type ChatTalkStrings, chatTalkTexts } from '../../locales/ru/chat/chat-talk.ts';
import { talkSigns } from '../../messages/actions/talk-signs.ts';
import { plainText } from '../../messages/text/plain-text.ts';
import '../../ui/dialog.ts';
import { signs } from '../../ui/signs.ts';
import type { Pin } from '../chat-api.ts';

/** A pinned message is to be shown where it stands, or its pin taken away. */
export class PinEvent extends Event {
  readonly id: string;
  constructor(type: 'show' | 'unpin', id: string) {
    super(type);
    this.id = id;
  }
}

/**
 * What is pinned in a chat, at its top: one message, which a click shows where it stands, and then the one before it; and
 * the list of all.
 *
 *     html`<sferum-chat-pins .pins=${state.pins} ?unpins=${canPin} @show=${({ id }) => history.jumpTo(id)}></sferum-chat-pins>`
 *
 * @fires {PinEvent} show
 * @fires {PinEvent} unpin
 */
export class PinsBar extends SferumElement<{ words: ChatTalkStrings }> {
  static override styles = [
    base,
    css`
      :host {
        flex: none;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 44px;
        padding-inline: 16px 12px;
        background: var(--sferum-surface);
        border-bottom: 1px solid var(--sferum-line);
        font: var(--sferum-t-small);
      }
      .current {
        flex: 1;
        display: flex;
        align-items: center;
        gap: 10px;
        min-width: 0;
        min-height: 36px;
        border-radius: var(--sferum-r-s);
        text-align: start;
      }
      .current .icon {
        flex: none;
        color: var(--sferum-accent-text);
      }
      .count {
        flex: none;
        color: var(--sferum-text-2);
        font-variant-numeric: tabular-nums;
      }
      li {
        padding: 12px 0;
      }
      li + li {
        border-top: 1px solid var(--sferum-line);
      }
      .head {
        display: flex;
        gap: 12px;
        justify-content: space-between;
        font-weight: 600;
      }
      .head time {
        flex: none;
        color: var(--sferum-text-2);
        font: var(--sferum-t-caption);
      }
      .text {
        margin: 3px 0 6px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .foot span {
        flex: 1;
      }
      @media (width < 560px) {
        .foot span {
          flex-basis: 100%;
        }
        .foot {
          justify-content: flex-end;
        }
      }
      @container (width < 640px) {
        .bar {
          min-height: 56px;
          padding-inline: 14px 4px;
        }
        .current {
          min-height: 44px;
        }
      }
    `,
  ];
  protected readonly texts = { words: chatTalkTexts };

  @property({ attribute: false }) pins: readonly Pin[] = [];
  /** Id of the college in which the people here are known. */
  @property({ attribute: false }) college = '';
  /** This person may take pins away. */
  @property({ type: Boolean }) unpins = false;
  /** Id of the message that the bar shows. */
  @state() private current = '';
  @state() private listed = false;
  /** The latest pin when the bar was hidden: another one shows it again. */
  @state() private hiddenAt = '';

  constructor() {
    super();
    redrawDaily(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const isThere = this.pins.some(({ message }) => message.id === this.current);
    if (changed.has('pins') && (!isThere || this.pins[0]?.message.id !== changed.get('pins')?.[0]?.message.id)) {
      this.current = this.pins[0]?.message.id ?? '';
    }
  }

  #show(id: string): void {
    const at = this.pins.findIndex(({ message }) => message.id === id);
    this.current = this.pins[(at + 1) % this.pins.length]?.message.id ?? '';
    this.dispatchEvent(new PinEvent('show', id));
  }

  override render() {
    const { pins, strings } = this;
    const { words } = strings;
    const at = Math.max(
      0,
      pins.findIndex(({ message }) => message.id === this.current),
    );
    const pin = pins[at];
    if (!pin || this.hiddenAt === pins[0]?.message.id) return nothing;
    const { message } = pin;
    const text = plainText(message.body, message.talk.mentions);
    return html`<div class="bar" role="region" aria-label=${words.pinned}>
        <button class="current" type="button" aria-label=${`${words.showPinned}: ${text}`} @click=${() => this.#show(message.id)}>
          ${icon(talkSigns.pin, 18)}<span class="ellipsis">${text}</span>
        </button>
        ${
          pins.length > 1
            ? html`<span class="count">${words.pinnedOf.replace('#', String(at + 1)).replace('@', String(pins.length))}</span>`
            : nothing
        }
        <button
          class="icon-button"
          type="button"
          aria-label=${words.allPinned}
          title=${words.allPinned}
          @click=${() => {
            this.listed = true;
          }}
        >
          ${icon(signs.list)}
        </button>
        <button
          class="icon-button"
          type="button"
          aria-label=${words.hide}
          title=${words.hide}
          @click=${() => {
            this.hiddenAt = pins[0]?.message.id ?? '';
          }}
        >
          ${icon('close')}
        </button>
      </div>
      ${this.listed ? this.#list() : nothing}`;
  }

  #list(): TemplateResult {
    return html`<sferum-dialog
      heading=${this.strings.words.pinned}
      wide
      reading
      @closed=${() => {
        this.listed = false;
      }}
    >
      <ul>
        ${this.pins.map((pin) => this.#item(pin))}
      </ul>
    </sferum-dialog>`;
  }

  #item({ by, message }: Pin): TemplateResult {
    const { words } = this.strings;
    const { erased } = this.strings.common;
    const { author, body, createdAt, id, talk } = message;
    return html`<li>
      <div class="head">
        <span class="ellipsis">${personName(author, author.isCollege ? '' : this.college, erased)}</span>
        <time>${dayTitle(createdAt, this.language)}, ${clock(createdAt, this.language)}</time>
      </div>
      <p class="text">${plainText(body, talk.mentions)}</p>
      <div class="foot">
        <span>${by ? html`${words.pinnedBy} ${personName(by, this.college, erased)}` : nothing}</span>
        ${
          this.unpins
            ? html`<button
                class="button ghost"
                type="button"
                @click=${() => this.dispatchEvent(new PinEvent('unpin', id))}
              >
                ${words.unpin}
              </button>`
            : nothing
        }
        <button
          class="button soft"
          type="button"
          @click=${() => {
            this.listed = false;
            this.dispatchEvent(new PinEvent('show', id));
          }}
        >
          ${words.showInChat}
        </button>
      </div>
    </li>`;
  }
}
define('sferum-chat-pins', PinsBar);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-pins': PinsBar;
  }
}
