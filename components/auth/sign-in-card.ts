import { html } from 'lit';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import { type SignInStrings, signInTexts } from '../locales/ru/sign-in.ts';
import { field, fieldStyles } from '../ui/field.ts';
import { cardStyles } from './card.styles.ts';
import { type Way, ways } from './ways.ts';

/**
 * The first step of `<sferum-auth>` as it looks, without the code for what follows. Fires `wanted` as soon as somebody
 * turns to it; `<sferum-auth>` then takes its place by `handOver`.
 */
export class SignInCard extends SferumElement<{ signIn: SignInStrings }> {
  static override styles = [...root, base, fieldStyles, cardStyles];
  protected readonly texts = { signIn: signInTexts };

  #submitted = false;
  /** The way that was chosen instead of signing in. */
  #way: Way | '' = '';

  /** Gives the step that takes over what was typed, the selection, the focus, and what was pressed. */
  handOver(to: HTMLInputElement): void {
    const tree = this.renderRoot as ShadowRoot;
    const field = tree.querySelector('input');
    if (!field) return;
    const wayIn = (way: string) => to.form?.querySelector<HTMLElement>(`[data-way=${way}]`);
    const { value, selectionStart, selectionEnd, selectionDirection } = field;
    to.value = value;
    if (this.matches(':focus-within')) {
      const way = tree.activeElement?.getAttribute('data-way');
      (way ? wayIn(way) : to)?.focus({ preventScroll: true });
      if (!way) to.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none');
    }
    // Its form listens when the present update is done.
    if (this.#way) queueMicrotask(() => wayIn(this.#way)?.click());
    else if (this.#submitted) queueMicrotask(() => to.form?.requestSubmit());
  }

  #want(): void {
    this.dispatchEvent(new Event('wanted'));
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.#submitted = true;
    this.#want();
  }

  override render() {
    const { signIn: phone } = this.strings;
    const control = html`<input
      id="phone"
      name="phone"
      type="tel"
      inputmode="tel"
      autocomplete="tel"
      placeholder="+7"
      maxlength="64"
      aria-describedby="phone-help"
      @input=${this.#want}
    />`;
    return html`<div class="stage" @pointerenter=${this.#want} @focusin=${this.#want}>
      <form class="card" novalidate aria-labelledby="title" @submit=${this.#submit}>
        <div class="top"></div>
        <span class="logo">${icon('graduate', 26)}</span>
        <h2 id="title">${phone.title}</h2>
        <p class="lead">${phone.text}</p>
        ${field({ id: 'phone', label: phone.label, help: phone.help, error: undefined, control })}
        <div class="bottom">
          <button class="button primary big wide" type="submit"><span class="label">${phone.submit}</span></button>
          ${ways(phone, (way) => {
            this.#way = way;
            this.#want();
          })}
          <div class="terms"><slot name="terms">${phone.terms}</slot></div>
        </div>
      </form>
    </div>`;
  }
}
define('sferum-sign-in-card', SignInCard);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-sign-in-card': SignInCard;
  }
}
