import { css, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from './base.styles.ts';
import { define } from './define.ts';
import { SferumElement } from './element.ts';
import { icon, type Sign } from './icon.ts';
import { loadTag } from './registry.ts';
import { SignInEvent } from './sign-in-event.ts';

/**
 * Shown instead of what only members see: says why, and opens the sign-in.
 *
 *     html`<sferum-signed-out heading="Чаты" text="Войдите, чтобы увидеть чаты" .sign=${'chat'}></sferum-signed-out>`
 */
export class SignedOut extends SferumElement {
  static override styles = [
    base,
    css`
      .view-state,
      sferum-auth {
        min-height: inherit;
      }
      /* It has the focus only to be read aloud. */
      h3:focus-visible {
        outline: 0;
      }
    `,
  ];
  protected readonly texts = {};

  @property() heading = '';
  @property() text = '';
  @property({ attribute: false }) sign: Sign = 'building';
  @state() private signingIn = false;

  /** Focuses the heading, because what had the focus before is gone. */
  override focus(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  async #signIn(): Promise<void> {
    if (!this.dispatchEvent(new SignInEvent())) return;
    await loadTag('sferum-auth');
    this.signingIn = true;
  }

  override render() {
    if (this.signingIn) return html`<sferum-auth></sferum-auth>`;
    return html`<div class="view-state">
      <span class="emblem">${icon(this.sign, 26)}</span>
      <h3 tabindex="-1">${this.heading}</h3>
      <p>${this.text}</p>
      <button class="button primary" type="button" @click=${this.#signIn}>${this.strings.common.signIn}</button>
    </div>`;
  }
}
define('sferum-signed-out', SignedOut);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-signed-out': SignedOut;
  }
}
