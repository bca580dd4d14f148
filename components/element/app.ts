import { html, LitElement } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define } from './define.ts';
import { type Mistake, mistakeIn, writtenOn } from './host/config.ts';
import { provideBackend } from './host/provider.ts';

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

  @state() private mistake: Mistake | null = null;

  #stop: (() => void) | null = null;
  #given: string | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = null;
    this.#given = null;
  }

  override willUpdate(): void {
    const given = `${this.url} ${this.key} ${this.college}`;
    if (given === this.#given) return;
    this.#stop?.();
    this.#stop = null;
    this.#given = given;
    const written = writtenOn(this);
    this.mistake = mistakeIn(written);
    if (this.mistake) void import('./host/mistake.ts');
    else this.#stop = provideBackend(this, written).stop;
  }

  override render() {
    return this.mistake ? html`<sferum-mistake .mistake=${this.mistake}></sferum-mistake>` : html`<slot></slot>`;
  }
}
define('sferum-app', App);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-app': App;
  }
}
