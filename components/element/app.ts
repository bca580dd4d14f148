import { html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { provideBackend } from './context.ts';
import { define } from './define.ts';

/**
 * Provides the tags in it with another Supabase or another college than the rest of the page.
 * @tag sferum-app
 * @slot - The tags.
 */
export class App extends LitElement {
  /** Address of the Supabase project. */
  @property() url = '';
  /** Its publishable key. */
  @property() key = '';
  /** Id of the college. */
  @property() college = '';

  #stop: (() => void) | null = null;
  #given = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = null;
    this.#given = '';
  }

  override willUpdate(): void {
    const given = `${this.url} ${this.key} ${this.college}`;
    if (!this.url || !this.key || given === this.#given) return;
    this.#stop?.();
    this.#given = given;
    this.#stop = provideBackend(this, { url: this.url, key: this.key, college: this.college }).stop;
  }

  override render() {
    return html`<slot></slot>`;
  }
}
define('sferum-app', App);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-app': App;
  }
}
