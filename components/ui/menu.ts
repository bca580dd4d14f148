import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon, type Sign } from '../element/icon.ts';
import { signs } from './signs.ts';

export interface MenuItem {
  readonly text: string;
  readonly act: () => void;
  readonly sign?: Sign;
  /** Comes last, below a line. */
  readonly danger?: boolean;
  /** Why it cannot be done now; the row is shown disabled, with the reason. */
  readonly reason?: string | undefined;
}

/**
 * A button («⋯») and the menu that it opens: arrows, Home, End and letters move in it, Escape closes it. A chosen item
 * acts after the menu is closed and the button has the focus again, so that a dialog it opens returns the focus there.
 *
 *     html`<sferum-menu
 *       label="Действия с группой ИС-21"
 *       .items=${[
 *         { text: 'Редактировать', sign: signs.edit, act: () => this.#edit(group) },
 *         { text: 'Удалить', danger: true, act: () => this.#remove(group), reason: graduated ? 'Группа выпущена' : undefined },
 *       ]}
 *     ></sferum-menu>`
 */
export class Menu extends SferumElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      .icon-button[aria-expanded='true'] {
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
      }
      [popover] {
        inset: auto;
        width: max-content;
        min-width: 220px;
        max-width: min(340px, calc(100vw - 16px));
        max-height: calc(100vh - 16px);
        margin: 0;
        padding: 6px;
        border: 0;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-raised);
        color: var(--sferum-text);
        box-shadow: var(--sferum-e2);
        overflow: auto;
        font: var(--sferum-t-body);
        opacity: 0;
        translate: 0 -8px;
        transition:
          opacity calc(var(--sferum-base) / 2) var(--sferum-ease),
          translate calc(var(--sferum-base) / 2) var(--sferum-ease),
          overlay calc(var(--sferum-base) / 2) allow-discrete,
          display calc(var(--sferum-base) / 2) allow-discrete;
      }
      [popover]:popover-open {
        opacity: 1;
        translate: none;
        transition-duration: var(--sferum-base);
      }
      @starting-style {
        [popover]:popover-open {
          opacity: 0;
          translate: 0 -8px;
        }
      }
      [role='menuitem'] {
        display: flex;
        align-items: center;
        gap: 10px;
        width: 100%;
        min-height: 38px;
        padding: 6px 10px;
        border-radius: var(--sferum-r-m);
        font: 400 calc(var(--sferum-size) * 0.933) / 1.25 var(--sferum-family);
      }
      [role='menuitem'] .icon {
        color: var(--sferum-text-3);
      }
      [role='menuitem']:is(:hover, :focus) {
        background: var(--sferum-hover);
      }
      [role='menuitem']:focus-visible {
        outline-offset: -2px;
      }
      [aria-disabled='true'] {
        color: var(--sferum-text-3);
        cursor: default;
      }
      small {
        display: block;
        margin-top: 2px;
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      .danger,
      .danger .icon {
        color: var(--sferum-danger-text);
      }
      hr {
        margin: 6px 10px;
        border: 0;
        border-top: 1px solid var(--sferum-line);
      }
      @container (width < 560px) {
        [role='menuitem'] {
          min-height: 44px;
        }
      }
      @media (pointer: coarse) {
        [role='menuitem'] {
          min-height: 44px;
        }
      }
      @media (forced-colors: active) {
        [popover] {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = {};

  /** Accessible name of the button. */
  @property() label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @property({ attribute: false }) sign: Sign = signs.more;

  @state() private open = false;
  @query('button[popovertarget]') private button!: HTMLButtonElement;
  @query('[popover]') private menu!: HTMLElement;

  override focus(options?: FocusOptions): void {
    this.button.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#hide, true);
    removeEventListener('resize', this.#hide);
  }

  #hide = (): void => this.menu.hidePopover();

  get #rows(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  /** Below the button, or above it where there is no room; always within the window. */
  #place(event: ToggleEvent): void {
    if (event.newState !== 'open') return;
    const at = this.button.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const tall = 12 + this.items.length * 44;
    const above = at.bottom + tall + 12 > height && at.top > height - at.bottom;
    const fromRight = at.right >= 240 || at.right > width / 2;
    const { style } = this.menu;
    style.top = above ? 'auto' : `${at.bottom + 4}px`;
    style.bottom = above ? `${height - at.top + 4}px` : 'auto';
    style.right = fromRight ? `${Math.max(8, width - at.right)}px` : 'auto';
    style.left = fromRight ? 'auto' : `${Math.max(8, at.left)}px`;
  }

  #toggled(event: ToggleEvent): void {
    this.open = event.newState === 'open';
    if (this.open) {
      this.#rows[0]?.focus();
      // It is positioned by the window and would stay behind when the page scrolls.
      addEventListener('scroll', this.#hide, true);
      addEventListener('resize', this.#hide);
    } else {
      removeEventListener('scroll', this.#hide, true);
      removeEventListener('resize', this.#hide);
    }
  }

  #keyOnButton(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || this.open) return;
    event.preventDefault();
    this.menu.showPopover();
  }

  #keyInMenu(event: KeyboardEvent): void {
    const rows = this.#rows;
    const at = rows.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const { key } = event;
    if (key === 'Escape' || key === 'Tab') {
      if (key === 'Escape') event.preventDefault();
      this.menu.hidePopover();
      this.button.focus();
      return;
    }
    const step = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 }[key];
    const letter = key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const wanted = key.toLocaleLowerCase();
    const next =
      step !== undefined
        ? rows[step % rows.length]
        : letter
          ? [...rows.slice(at + 1), ...rows].find((row) => row.innerText.trim().toLocaleLowerCase().startsWith(wanted))
          : undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #choose(item: MenuItem): void {
    if (item.reason) return;
    this.menu.hidePopover();
    this.button.focus();
    item.act();
  }

  #row(item: MenuItem): TemplateResult {
    return html`${item.danger ? html`<hr role="separator" />` : nothing}
      <button
        class=${item.danger ? 'danger' : ''}
        type="button"
        role="menuitem"
        tabindex="-1"
        aria-disabled=${item.reason ? 'true' : nothing}
        @click=${() => this.#choose(item)}
      >
        ${item.sign ? icon(item.sign, 18) : nothing}
        <span>${item.text}${item.reason ? html`<small>${item.reason}</small>` : nothing}</span>
      </button>`;
  }

  override render() {
    const ordered = [...this.items].sort((a, b) => Number(a.danger ?? false) - Number(b.danger ?? false));
    return html`<button
        class="icon-button"
        type="button"
        popovertarget="menu"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.label}
        title=${this.label}
        @keydown=${this.#keyOnButton}
      >
        ${icon(this.sign)}
      </button>
      <div
        id="menu"
        popover
        role="menu"
        aria-label=${this.label}
        @beforetoggle=${this.#place}
        @toggle=${this.#toggled}
        @keydown=${this.#keyInMenu}
      >
        ${ordered.map((item) => this.#row(item))}
      </div>`;
  }
}
define('sferum-menu', Menu);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-menu': Menu;
  }
}
