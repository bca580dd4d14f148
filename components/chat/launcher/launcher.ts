import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { sharedSession } from '../../core/session.ts';
import { base, root } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { writtenFor } from '../../element/host/config.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { loadTag } from '../../element/registry.ts';
import { type LauncherStrings, launcherTexts } from '../../locales/ru/chat/launcher.ts';
import { styles } from './launcher.styles.ts';
import type { CountedEvent, PeekEvent } from './launcher-counter.ts';

/**
 * A button that floats over the page, with the number of unread messages; it opens the chats in a panel. The code of
 * the chats comes with the first click.
 * @tag sferum-chat-launcher
 * @csspart button - The button.
 * @csspart panel - The panel with the chats.
 * @fires {UnreadEvent} sferum-unread - Another number of messages or chats is unread.
 * @fires {ChatOpenEvent} sferum-chat-open - Before a chat opens; cancel it to show it elsewhere.
 */
export class ChatLauncher extends SferumElement<{ launcher: LauncherStrings }> {
  static override styles: CSSResultGroup = [base, root, styles];
  protected readonly texts = { launcher: launcherTexts };

  /** Id of the college whose chats are shown; absent takes the page's, and without that all. */
  @property() college = '';
  /** Id of the open chat. */
  @property({ reflect: true }) chat = '';
  /** Where the page shows how much is unread: `title`, `icon`, or both, with a blank between; absent nowhere. */
  @property() counter = '';
  /** The panel is open. */
  @property({ type: Boolean, reflect: true }) open = false;

  @state() private isSignedIn = false;
  /** The code of the counter, and of what is in the panel, is here. */
  @state() private counts = false;
  @state() private panel: 'none' | 'card' | 'chats' = 'none';
  @state() private unread = 0;
  @query('.launch') private button!: HTMLButtonElement;
  @query('.panel') private panelElement!: HTMLElement | null;

  readonly #code = new LazyCode(this);
  readonly #counter = new LazyCode(this);
  #unsubscribe = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    const { key, url } = writtenFor(this);
    // Without the script of the page, whoever provides the backend knows who is signed in.
    if (!url) {
      this.isSignedIn = true;
      return;
    }
    const session = sharedSession(url, key);
    const follow = () => {
      this.isSignedIn = session.current !== null;
    };
    this.#unsubscribe = session.subscribe(follow);
    void session.loaded.then(follow);
    follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isSignedIn && !this.counts) void this.#count();
    if (this.open) void this.#fill();
    if (!this.isSignedIn) this.unread = 0;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('open') && this.open) this.panelElement?.focus({ preventScroll: true });
  }

  async #count(): Promise<void> {
    // The button opens the chats without it.
    this.counts = await this.#counter.fetch(() => import('./launcher-counter.ts'), false);
  }

  /** Fetches what the panel shows: to whom is not signed in a card. */
  async #fill(): Promise<void> {
    const wanted = this.isSignedIn ? 'chats' : 'card';
    if (this.panel === wanted || this.#code.problem) return;
    const code = () => (wanted === 'chats' ? loadTag('sferum-chats') : import('../../element/signed-out.ts'));
    if (await this.#code.fetch(code)) this.panel = wanted;
  }

  readonly #retry = (): void => {
    this.#code.clear();
    this.requestUpdate();
  };

  #close(): void {
    this.open = false;
    this.button.focus({ preventScroll: true });
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    this.#close();
  }

  #peeked({ chat }: PeekEvent): void {
    this.chat = chat;
    this.open = true;
  }

  override render() {
    const { launcher } = this.strings;
    const { open, unread } = this;
    const count = plural(this.language, unread, launcher.unread).replace('#', String(unread));
    const label = open ? launcher.close : launcher.open;
    return html`${
      this.counts && this.isSignedIn
        ? html`<sferum-launcher-counter
            .college=${this.college}
            .counter=${this.counter}
            .quiet=${open}
            @counted=${({ total }: CountedEvent) => {
              this.unread = total.messages || total.chats;
            }}
            @peek=${this.#peeked}
          ></sferum-launcher-counter>`
        : nothing
    }
      ${open || this.panel !== 'none' ? this.#panel() : nothing}
      <button
        class="launch"
        part="button"
        type="button"
        aria-expanded=${open}
        aria-label=${unread > 0 ? `${label}, ${count}` : label}
        title=${label}
        @click=${() => {
          if (open) this.#close();
          else this.open = true;
        }}
      >
        ${icon(open ? 'chevronDown' : 'chat', 28)}
        ${unread > 0 ? html`<span class="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
      </button>`;
  }

  #panel(): TemplateResult {
    const { launcher } = this.strings;
    return html`<div
      class="panel"
      part="panel"
      role="dialog"
      aria-label=${launcher.title}
      tabindex="-1"
      ?hidden=${!this.open}
      @keydown=${this.#key}
    >
      ${this.#inside()}
    </div>`;
  }

  #inside(): TemplateResult {
    const { common, launcher } = this.strings;
    const close = html`<button
      slot="head"
      class="icon-button"
      type="button"
      aria-label=${common.close}
      title=${common.close}
      @click=${this.#close}
    >
      ${icon('close')}
    </button>`;
    if (this.panel === 'chats' && this.isSignedIn) {
      return html`<sferum-chats
        .college=${this.college}
        .chat=${this.chat}
        @sferum-unread=${(event: Event) => event.stopPropagation()}
        >${close}</sferum-chats
      >`;
    }
    const head = html`<div class="head"><h2>${launcher.title}</h2>${close}</div>`;
    const { problem } = this.#code;
    if (problem) {
      const { text, title } = common.errors[problem.code];
      return html`${head}
        <div class="view-state" role="alert">
          <h3>${title}</h3>
          <p>${text}</p>
          <button class="button" type="button" @click=${this.#retry}>${common.retry}</button>
        </div>`;
    }
    if (this.panel === 'card' && !this.isSignedIn) {
      return html`${head}<sferum-signed-out of="sferum-chats"></sferum-signed-out>`;
    }
    return html`${head}
      <div aria-busy="true">
        <span class="visually-hidden" role="status">${common.loading}</span>
        <span class="skeleton search"></span>
        ${Array.from(
          { length: 7 },
          () => html`<div class="row">
            <span class="skeleton"></span>
            <div><span class="skeleton"></span><span class="skeleton"></span></div>
          </div>`,
        )}
      </div>`;
  }
}
define('sferum-chat-launcher', ChatLauncher);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-launcher': ChatLauncher;
  }
}
