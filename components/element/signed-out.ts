import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { type MembersTag, type SignedOutStrings, signedOutTexts } from '../locales/ru/signed-out.ts';
import { base } from './base.styles.ts';
import { define } from './define.ts';
import { SferumElement } from './element.ts';
import { LazyTag } from './host/lazy-tag.ts';
import { type IconName, icon } from './icon.ts';
import { SignInEvent } from './sign-in-event.ts';

const signs: Record<MembersTag, IconName> = {
  'sferum-admin': 'lock',
  'sferum-article': 'building',
  'sferum-articles': 'building',
  'sferum-chat': 'chat',
  'sferum-chats': 'chat',
  'sferum-college': 'building',
  'sferum-colleges': 'building',
  'sferum-documents': 'building',
  'sferum-group': 'users',
  'sferum-inquiry': 'chat',
  'sferum-invite': 'users',
  'sferum-lesson': 'users',
  'sferum-profile': 'user',
};

/**
 * Shown instead of what only members see: says why, and opens the sign-in.
 *
 *     html`<sferum-signed-out of="sferum-chats"></sferum-signed-out>`
 */
export class SignedOut extends SferumElement<{ signedOut: SignedOutStrings }> {
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
  protected readonly texts = { signedOut: signedOutTexts };

  /** The tag that it stands for. */
  @property() of: MembersTag = 'sferum-chat';
  /** Words of one's own in place of those for the tag. */
  @property() heading = '';
  @property() text = '';
  readonly #signingIn = new LazyTag(this, 'sferum-auth');

  /** Focuses the heading, because what had the focus before is gone. */
  override focus(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  #signIn(): void {
    if (this.dispatchEvent(new SignInEvent())) this.#signingIn.show();
  }

  override render() {
    const { shown } = this.#signingIn;
    if (shown)
      return html`${this.view(shown, () => html`<sferum-auth></sferum-auth>`, { retry: this.#signingIn.show })}`;
    const { title, text } = this.strings.signedOut[this.of];
    return html`<div class="view-state">
      <span class="emblem">${icon(signs[this.of], 26)}</span>
      <h3 tabindex="-1">${this.heading || title}</h3>
      <p>${this.text || text}</p>
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
