import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type MessageActionsStrings, messageActionsTexts } from '../../locales/ru/messages/message-actions.ts';
import { type MenuItem, menuRows, menuRowsIn, menuStyles, moveInMenu } from '../../ui/menu-items.ts';
import { recentEmoji } from '../emoji/emoji-index.ts';
import { EmojiEvent as Chosen, type EmojiEvent } from '../emoji/emoji-picker.ts';
import { boxOf } from '../history/bubble.ts';
import type { History } from '../history/history.ts';
import { menuSheetStyles } from './message-actions.styles.ts';
import { followGestures, type Point } from './message-gestures.ts';

/** What the menu of a message shows. */
export interface MenuContent {
  readonly name: string;
  readonly text: string;
  readonly items: readonly MenuItem[];
  /** Reactions of mine to it; null when one cannot react. */
  readonly chosen: readonly string[] | null;
}

/** Distance of the menu from the message, and from the edge of the window; from when on a message is tall. In px. */
const distance = 8;
const tall = 240;
/** How many reactions stand above the menu. */
const inStrip = 6;

/**
 * The menu of a message, with a strip of reactions above it and, when that is asked for, all of them in its place. It
 * opens by the gestures of `message-gestures.ts`, beside the message, which is outlined; on a narrow page from below.
 *
 *     html`<sferum-message-menu .history=${history} .content=${(id) => contentOf(id)} @emoji=${react}></sferum-message-menu>`
 *
 * @fires {EmojiEvent} emoji - A reaction was chosen to the message `shownId`.
 */
export class MessageMenu extends SferumElement<{ actions: MessageActionsStrings }> {
  static override styles = [
    base,
    menuStyles,
    menuSheetStyles,
    css`
      .strip {
        display: flex;
        gap: 2px;
        margin-bottom: 4px;
        padding: 0 0 4px;
        border-bottom: 1px solid var(--sferum-line);
      }
      .strip button {
        display: grid;
        place-items: center;
        flex: 1;
        min-width: 34px;
        height: 38px;
        border-radius: 99px;
        font-size: clamp(21px, var(--sferum-size) * 1.4, 32px);
        line-height: 1;
      }
      .strip button:hover {
        background: var(--sferum-hover);
      }
      .strip button:focus-visible {
        outline-offset: -2px;
      }
      .strip [aria-pressed='true'] {
        background: var(--sferum-accent-soft);
      }
      @media (width < 560px) {
        .strip {
          justify-content: space-between;
          border: 0;
        }
        .strip button {
          height: 44px;
        }
      }
      @media (forced-colors: active) {
        .strip [aria-pressed='true'] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];
  protected readonly texts = { actions: messageActionsTexts };

  @property({ attribute: false }) history: History | null = null;
  /** What the menu of a message shows; null when it has none. Asked for again whenever this is drawn. */
  @property({ attribute: false }) content: (id: string) => MenuContent | null = () => null;

  /** Shows who it is that a text names. */
  @property({ attribute: false }) touch: (person: string) => void = () => {};

  /** The message whose menu is open. */
  @state() private menu: { readonly bubble: HTMLElement; readonly at: Point | null } | null = null;
  @state() private picking = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  #unfollow = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow();
  }

  /** Id of the message whose menu is open, or was open last. */
  shownId = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('history')) this.#follow();
    if (this.menu && !this.content(this.menu.bubble.id)) this.#close();
  }

  #follow(): void {
    this.#unfollow();
    if (!this.history) return;
    const open = (bubble: HTMLElement, at: Point | null) => void this.#open(bubble, at);
    this.#unfollow = followGestures(this.history, open, (person) => this.touch(person));
  }

  async #open(bubble: HTMLElement, at: Point | null): Promise<void> {
    if (this.menu || !this.content(bubble.id)) return;
    this.menu = { bubble, at };
    this.shownId = bubble.id;
    await this.updateComplete;
    // There the focus goes back to.
    bubble.focus({ preventScroll: true });
    this.#highlight(bubble, true);
    this.dialog.showModal();
    this.#place();
    menuRowsIn(this.dialog)[0]?.focus();
  }

  #highlight(bubble: HTMLElement, on: boolean): void {
    bubble.toggleAttribute('hot', on);
    const root = bubble.getRootNode();
    if (root instanceof ShadowRoot) root.host.toggleAttribute('dim', on);
  }

  /** Below the message, or the pointer on a tall one; above where there is no room; always within the window. */
  #place(): void {
    const { dialog, menu } = this;
    if (!menu) return;
    const { bubble } = menu;
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetHeight, offsetWidth, style } = dialog;
    const box = boxOf(bubble);
    const at = box.height > tall ? menu.at : null;
    const left = at ? at.clientX : bubble.classList.contains('own') ? box.right - offsetWidth : box.left;
    const from = at
      ? { top: at.clientY, bottom: at.clientY }
      : { top: box.top - distance, bottom: box.bottom + distance };
    const top = from.bottom + offsetHeight + distance > clientHeight ? from.top - offsetHeight : from.bottom;
    const within = (wanted: number, most: number) => Math.max(distance, Math.min(wanted, most - distance));
    style.left = `${within(left, clientWidth - offsetWidth)}px`;
    style.top = `${within(top, clientHeight - offsetHeight)}px`;
  }

  #key(event: KeyboardEvent): void {
    if (this.picking) return;
    if (event.key === 'Tab') {
      event.preventDefault();
      this.#close();
      return;
    }
    // The strip is above the first row, and the arrows go along it.
    const strip = [...this.dialog.querySelectorAll<HTMLElement>('.strip button')];
    const rows = menuRowsIn(this.dialog);
    const target = event.composedPath()[0] as HTMLElement;
    const at = strip.indexOf(target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at >= 0 && step) {
      event.preventDefault();
      strip[(at + step + strip.length) % strip.length]?.focus();
    } else if (at >= 0 && event.key === 'ArrowDown') {
      event.preventDefault();
      rows[0]?.focus();
    } else if (event.key === 'ArrowUp' && target === rows[0] && strip[0]) {
      event.preventDefault();
      strip[0].focus();
    } else if (at < 0 || event.key.startsWith('Arrow')) moveInMenu(event, rows);
  }

  #react(emoji: string): void {
    this.#close();
    this.dispatchEvent(new Chosen(emoji));
  }

  async #pick(): Promise<void> {
    this.picking = true;
    await this.updateComplete;
    this.#place();
    this.dialog.querySelector('sferum-emoji-picker')?.focus();
  }

  #close(): void {
    this.dialog.close();
    this.#closed();
  }

  /** The other mouse button on what lies behind the open menu asks for the menu of that. */
  #pointed(event: PointerEvent): void {
    event.preventDefault();
    if (event.target !== this.dialog) return;
    this.#close();
    const { clientX, clientY } = event;
    let below: Element | null = this.history;
    for (let tree = below?.shadowRoot; tree; tree = below?.shadowRoot ?? null) {
      const inside = tree.elementFromPoint(clientX, clientY);
      if (!inside || inside === below) break;
      below = inside;
    }
    below?.dispatchEvent(new PointerEvent(event.type, event));
  }

  #closed(): void {
    // Another may have been opened since.
    if (this.dialog.open) return;
    if (this.menu) this.#highlight(this.menu.bubble, false);
    this.menu = null;
    this.picking = false;
  }

  override render() {
    const { menu } = this;
    const content = menu && this.content(menu.bubble.id);
    return html`<dialog
      aria-label=${this.strings.actions.title}
      @close=${this.#closed}
      @keydown=${this.#key}
      @pointerdown=${(event: PointerEvent) => {
        if (event.target === this.dialog && event.button !== 2) this.#close();
      }}
      @contextmenu=${this.#pointed}
    >
      ${content ? (this.picking ? this.#picker(content) : this.#sheet(content)) : nothing}
    </dialog>`;
  }

  #picker({ chosen }: MenuContent): TemplateResult {
    return html`<sferum-emoji-picker
      .chosen=${chosen ?? []}
      @emoji=${({ emoji }: EmojiEvent) => this.#react(emoji)}
    ></sferum-emoji-picker>`;
  }

  #sheet({ chosen, items, name, text }: MenuContent): TemplateResult {
    const choose = (item: MenuItem) => {
      this.#close();
      item.act();
    };
    return html`<div class="sheet">
      <i class="grab"></i>
      <p class="quote"><b>${name}</b><span>${text}</span></p>
      ${chosen ? this.#strip(chosen) : nothing}
      <div role="menu" aria-label=${this.strings.actions.title}>${menuRows(items, choose)}</div>
    </div>`;
  }

  #strip(chosen: readonly string[]): TemplateResult {
    const { allReactions, react } = this.strings.actions;
    const emoji = [...new Set([...chosen, ...recentEmoji()])].slice(0, inStrip);
    return html`<div class="strip" role="group" aria-label=${react}>
      ${emoji.map(
        (each) => html`<button
          type="button"
          aria-label=${each}
          aria-pressed=${chosen.includes(each) ? 'true' : 'false'}
          @click=${() => this.#react(each)}
        >
          ${each}
        </button>`,
      )}
      <button type="button" aria-label=${allReactions} title=${allReactions} @click=${this.#pick}>
        ${icon('chevronDown')}
      </button>
    </div>`;
  }
}
define('sferum-message-menu', MessageMenu);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-message-menu': MessageMenu;
  }
}
