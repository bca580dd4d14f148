import { css, html } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon, type Sign } from '../element/icon.ts';
import { type MenuItem, menuPopoverStyles, menuRows, menuRowsIn, menuStyles, moveInMenu } from './menu-items.ts';

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
    menuStyles,
    menuPopoverStyles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      .icon-button[aria-expanded='true'] {
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
      }
    `,
  ];
  protected readonly texts = {};

  /** Accessible name of the button. */
  @property() label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @property({ attribute: false }) sign: Sign = 'more';

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
    return menuRowsIn(this.menu);
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
    if (event.key !== 'Escape' && event.key !== 'Tab') {
      moveInMenu(event, this.#rows);
      return;
    }
    if (event.key === 'Escape') event.preventDefault();
    this.menu.hidePopover();
    this.button.focus();
  }

  #choose(item: MenuItem): void {
    this.menu.hidePopover();
    this.button.focus();
    item.act();
  }

  override render() {
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
        ${menuRows(this.items, (item) => this.#choose(item))}
      </div>`;
  }
}
define('sferum-menu', Menu);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-menu': Menu;
  }
}
