import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { type JoinStrings, joinTexts } from '../../locales/ru/join.ts';

/**
 * What somebody sees who has joined a group: its people and chats, one press from a chat. `<sferum-group>` has to be loaded
 * before. Fires `go` when they go on to the page.
 */
export class AuthWelcome extends SferumElement<{ join: JoinStrings }> {
  static override styles = [
    base,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding: 20px 20px 4px;
      }
      header div {
        flex: 1 1 260px;
        min-width: 0;
      }
      h2 {
        font: var(--sferum-t-heading);
        overflow-wrap: anywhere;
      }
      /* It has the focus only to be read aloud. */
      h2:focus-visible {
        outline: 0;
      }
      p {
        color: var(--sferum-text-2);
      }
    `,
  ];
  protected readonly texts = { join: joinTexts };

  /** Id of the group. */
  @property() group = '';
  /** Number of the group. */
  @property() number = '';
  /** There is a page to go on to. */
  @property({ type: Boolean }) leads = false;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  override render() {
    const { welcome } = this.strings.join;
    return html`<header>
        <div role="status">
          <h2 id="title" tabindex="-1">${welcome.title.replace('#', () => this.number)}</h2>
          <p>${welcome.text}</p>
        </div>
        ${
          this.leads
            ? html`<button class="button" type="button" @click=${() => this.dispatchEvent(new Event('go'))}>${welcome.go}</button>`
            : nothing
        }
      </header>
      <sferum-group .group=${this.group}></sferum-group>`;
  }
}
define('sferum-auth-welcome', AuthWelcome);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-auth-welcome': AuthWelcome;
  }
}
