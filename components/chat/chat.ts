import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { AppError, failed, type Loadable, loading, ready } from '../core/errors.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import { plural } from '../element/localize.ts';
import { SignInEvent } from '../element/sign-in-event.ts';
import { StoreController } from '../element/store-controller.ts';
import { type ChatStrings, chatTexts } from '../locales/ru/chat.ts';
import { avatarStyles } from '../ui/avatar.ts';
import { styles } from './chat.styles.ts';
import type { ChatSummary, Reader } from './chat-api.ts';
import { chatAvatar } from './chat-avatar.ts';
import '../messages/composer.ts';
import type { ComposedEvent, Composer } from '../messages/composer.ts';
import { MessageSentEvent } from './message-sent-event.ts';
import './chat-history.ts';
import type { ChatHistory, ReadersEvent } from './chat-history.ts';
import { readersView } from './chat-readers.ts';
import { type ChatState, chatStore } from './chat-store.ts';
import { chatTitle, fullName } from './names.ts';
import { presenceStore } from './presence-store.ts';

/**
 * One chat: its messages and a place to write.
 * @tag sferum-chat
 * @fires {MessageSentEvent} sferum-message-sent - Before a message goes out; cancel it to keep it.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown in place of the chat; cancel it to show another.
 */
export class Chat extends SferumElement<{ chat: ChatStrings }> {
  static override styles: CSSResultGroup = [base, root, avatarStyles, styles];
  protected readonly texts = { chat: chatTexts };

  /** Id of the chat to show. */
  @property() chat = '';
  /** Shows a way back to a list; says `back`. */
  @property({ type: Boolean }) back = false;

  @state() private signingIn = false;
  @state() private readers: { seq: number; list: Loadable<readonly Reader[]> } | null = null;
  @query('sferum-composer') private composer!: Composer | null;
  @query('sferum-chat-history') private history!: ChatHistory | null;

  /** Where the cursor goes as soon as that is drawn. */
  #wanted: 'composer' | 'head' | null = null;
  #announced = 0;
  #said = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? chatStore(backend, this.chat) : null,
  );
  readonly #presence = new StoreController(this, (backend) => {
    const summary = this.#store.state?.summary;
    return backend.userId && summary?.status === 'ready' ? presenceStore(backend, summary.value.collegeId) : null;
  });

  /** Puts the cursor where one writes, as soon as the chat is there. */
  focusComposer(): void {
    this.#wanted = 'composer';
    this.#focusWanted();
  }

  /** Puts the focus on the way back to the list, where there is one. */
  focusBack(): void {
    this.#wanted = 'head';
    this.#focusWanted();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#focusWanted();
  }

  #focusWanted(): void {
    const { composer } = this;
    const back = this.renderRoot.querySelector<HTMLElement>('header button');
    if (this.#wanted === 'composer' && composer) {
      this.#wanted = null;
      if (composer.hasUpdated) composer.focus();
      else void composer.updateComplete.then(() => composer.focus());
    } else if (this.#wanted && back) {
      // Until there is a place to write, or for good where one can only read.
      if (this.#wanted === 'head') this.#wanted = null;
      if (!this.matches(':focus-within')) back.focus();
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('chat')) {
      this.#announced = 0;
      this.readers = null;
    }
    if (this.#store.backend?.userId) this.signingIn = false;
    this.#announce();
  }

  /** Tells what has just arrived to those who cannot see it; never the history. */
  #announce(): void {
    const { state } = this.#store;
    if (state?.messages.status !== 'ready') return;
    const last = state.messages.value.at(-1);
    if (!last || last.seq <= this.#announced) return;
    if (this.#announced > 0 && last.author.id !== this.#store.store?.myId) {
      this.#said = `${fullName(last.author)}: ${last.body}`;
    }
    this.#announced = last.seq;
  }

  async #send(event: ComposedEvent): Promise<void> {
    if (!this.dispatchEvent(new MessageSentEvent(this.chat, event.text))) {
      event.preventDefault();
      return;
    }
    await this.#store.store?.send(event.text);
    await this.history?.toEnd().catch((error: AppError) => {
      // Without a connection the message waits at the end of what is held.
      if (error.name !== 'AppError') throw error;
    });
  }

  async #showReaders(event: ReadersEvent): Promise<void> {
    const { store } = this.#store;
    if (!store) return;
    const { seq } = event;
    this.readers = { seq, list: loading };
    const list = await store.readers().then(ready, failed);
    if (this.readers) this.readers = { seq, list };
  }

  async #signIn(): Promise<void> {
    if (!this.dispatchEvent(new SignInEvent())) return;
    await import('../auth/auth.ts');
    this.signingIn = true;
  }

  #explain = (error: AppError): { title: string; text: string } | undefined => {
    const { chat } = this.strings;
    if (error.code !== 'missing') return undefined;
    return this.#store.state?.removed
      ? { title: chat.removed, text: chat.removedText }
      : { title: chat.missing, text: chat.missingText };
  };

  override render() {
    const { backend, state, store } = this.#store;
    const { chat } = this.strings;
    if (backend && !backend.userId) return this.#signedOut();
    const skeleton = this.#skeleton();
    if (!this.chat) {
      return html`<div class="thread state">
        ${this.view(failed(new AppError('missing')), () => nothing, { explain: this.#explain })}
      </div>`;
    }
    if (!state || !store) return this.view(undefined, () => nothing, { skeleton });
    if (state.messages.status === 'failed' || state.summary.status === 'failed') {
      const shown = state.messages.status === 'failed' ? state.messages : state.summary;
      return html`<div class="thread state">
        ${this.back ? html`<header class="back">${this.#backButton()}</header>` : nothing}
        ${this.view<unknown>(shown, () => nothing, { retry: () => store.retry(), explain: this.#explain })}
      </div>`;
    }
    return this.view(
      state.summary,
      (summary) => html`<div class="thread">
        ${this.#header(summary, state)}
        ${state.connected ? nothing : html`<div class="strip" role="status">${icon('wifiOff', 18)}<span>${chat.offline}</span></div>`}
        ${this.view(
          state.messages,
          (messages) =>
            messages.length === 0 && state.outgoing.length === 0
              ? html`<div class="bubbles">${this.#quiet()}</div>`
              : html`<sferum-chat-history
                  .store=${store}
                  .shown=${state}
                  .personal=${summary.kind === 'personal'}
                  .language=${this.language}
                  .strings=${chat}
                  @readers=${this.#showReaders}
                ></sferum-chat-history>`,
          { skeleton: this.#bubbles() },
        )}
        ${this.#typing(state)} ${this.#foot(summary)}
        <div class="visually-hidden" aria-live="polite">${this.#said}</div>
        ${
          this.readers
            ? readersView({
                readers: this.readers.list,
                seq: this.readers.seq,
                strings: this.strings,
                closed: () => {
                  this.readers = null;
                },
              })
            : nothing
        }
      </div>`,
      { skeleton },
    );
  }

  #signedOut(): TemplateResult {
    const { chat, common } = this.strings;
    if (this.signingIn) return html`<div class="thread state"><sferum-auth></sferum-auth></div>`;
    return html`<div class="thread state">
      <div class="view-state">
        <span class="emblem">${icon('chat', 26)}</span>
        <h3>${chat.signedOut}</h3>
        <p>${chat.signedOutText}</p>
        <button class="button primary" type="button" @click=${this.#signIn}>${common.signIn}</button>
      </div>
    </div>`;
  }

  #backButton(): TemplateResult | typeof nothing {
    if (!this.back) return nothing;
    const { toList } = this.strings.chat;
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${toList}
      title=${toList}
      @click=${() => this.dispatchEvent(new Event('back'))}
    >
      ${icon('back')}
    </button>`;
  }

  #header(summary: ChatSummary, state: ChatState): TemplateResult {
    const { erased, members } = this.strings.chat;
    const online = this.#presence.state?.online ?? new Set<string>();
    const peerHere = summary.peer ? online.has(summary.peer.id) : false;
    const here = [...state.members].filter((id) => online.has(id)).length;
    const count = summary.memberCount;
    const words = summary.peer
      ? peerHere
        ? this.strings.chat.here
        : ''
      : plural(this.language, count, members).replace('#', String(count)) +
        (here > 0 ? `, ${this.strings.chat.online.replace('#', String(here))}` : '');
    return html`<header class=${this.back ? 'back' : ''}>
      ${this.#backButton()}${chatAvatar(summary, 'm', peerHere)}
      <div class="words">
        <h2 class="ellipsis">${chatTitle(summary, erased)}</h2>
        ${words ? html`<p class="ellipsis">${words}</p>` : nothing}
      </div>
    </header>`;
  }

  #typing({ typing }: ChatState): TemplateResult | typeof nothing {
    if (typing.length === 0) return nothing;
    const { chat } = this.strings;
    const who = typing.length > 3 ? chat.several : typing.join(', ');
    const forms = typing.length === 1 ? chat.typing.one : chat.typing.other;
    return html`<div class="typing">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      <span class="ellipsis">${forms.replace('#', who)}</span>
    </div>`;
  }

  #foot(summary: ChatSummary): TemplateResult {
    const { chat } = this.strings;
    if (!summary.isOpen) {
      return html`<div class="closed">
        ${icon('lock')}
        <p><b>${chat.closed}</b>${chat.closedText}</p>
      </div>`;
    }
    return html`<sferum-composer
      .person=${this.#store.backend?.userId ?? ''}
      .place=${this.chat}
      label=${chat.compose}
      .language=${this.language}
      .strings=${this.strings.common}
      @composed=${this.#send}
      @typed=${() => this.#store.store?.typed()}
    ></sferum-composer>`;
  }

  #quiet(): TemplateResult {
    const { chat } = this.strings;
    return html`<div class="view-state">
      <span class="emblem">${icon('chat', 26)}</span>
      <h3>${chat.empty}</h3>
      <p>${chat.emptyText}</p>
    </div>`;
  }

  #bubbles(): TemplateResult {
    return html`<div class="bubbles">
      ${[false, false, true, false, true, true].map((own) => html`<span class="skeleton ${own ? 'own' : ''}"></span>`)}
    </div>`;
  }

  #skeleton(): TemplateResult {
    return html`<div class="thread">
      <header class=${this.back ? 'back' : ''}>${this.#backButton()}</header>
      ${this.#bubbles()}
      <div class="closed"></div>
    </div>`;
  }
}
define('sferum-chat', Chat);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat': Chat;
  }
}
