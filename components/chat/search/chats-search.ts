import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { redrawDaily } from '../../core/dates.ts';
import { fullName, shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ChatSearchStrings, chatSearchTexts } from '../../locales/ru/chat/chat-search.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, notFound, skeletonRows } from '../../ui/bits.ts';
import { shortTime } from '../../ui/list/short-time.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';
import { chatAvatar } from '../new/chat-avatar.ts';
import type { Candidate } from '../new/chat-making-api.ts';
import { peoplePickerStore } from '../new/people-picker-store.ts';
import { personalChatStore } from '../new/personal-chat-store.ts';
import type { Hit } from './chat-search-api.ts';
import { type ChatSearchState, chatSearchStore } from './chat-search-store.ts';
import { beginningsIn } from './found-words.ts';
import './search-filters.ts';
import { moreButton, moreStyles } from '../../ui/list/more-button.ts';
import { searchStyles } from './search-styles.ts';

/** People of the college that are shown at most. */
const mostPeople = 5;
/** Pause after the last key press before the search, in milliseconds. */
const pause = 250;

/** A message is to be shown where it stands. */
export class HitOpenEvent extends Event {
  readonly hit: Hit;
  constructor(hit: Hit) {
    super('hit-open');
    this.hit = hit;
  }
}

/** A text with what was found marked in it. */
function marked(text: string, ranges: readonly (readonly [from: number, to: number])[]): (string | TemplateResult)[] {
  let done = 0;
  const parts = ranges.map(([from, to]) => {
    const part = html`${text.slice(done, from)}<mark>${text.slice(from, to)}</mark>`;
    done = to;
    return part;
  });
  return [...parts, text.slice(done)];
}

/**
 * What the field over the list of chats finds: chats and people by name, messages of all chats.
 *
 *     html`<sferum-chats-search query=${typed} .chats=${all} college=${id} @hit-open=${({ hit }) => show(hit)}></sferum-chats-search>`
 *
 * @fires {HitOpenEvent} hit-open
 * @fires {ChatOpenEvent} sferum-chat-open - Of a chat that was found, or the personal chat with a person.
 */
export class ChatsSearch extends SferumElement<{ words: ChatSearchStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
    bitsStyles,
    moreStyles,
    searchStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        flex: 1;
        min-height: 0;
      }
      .filters {
        flex: none;
      }
      .results {
        flex: 1;
        min-height: 0;
        padding: 0 8px 8px;
        overflow: hidden auto;
        scrollbar-width: thin;
      }
      h3 {
        display: flex;
        justify-content: space-between;
        padding: 10px 12px 4px;
        color: var(--sferum-text-2);
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
      }
      h3 span {
        font-weight: 400;
        font-variant-numeric: tabular-nums;
      }
      .row {
        display: flex;
        align-items: flex-start;
        gap: 12px;
        width: 100%;
        min-width: 0;
        padding: 9px 10px;
        border-radius: var(--sferum-r-m);
        text-align: start;
      }
      .row.one {
        align-items: center;
      }
      .row:hover {
        background: var(--sferum-hover);
      }
      .row[aria-current='true'] {
        background: var(--sferum-accent-soft);
      }
      .row:focus-visible {
        outline-offset: -2px;
      }
      .words {
        flex: 1;
        min-width: 0;
      }
      .top {
        display: flex;
        gap: 6px;
        align-items: baseline;
      }
      .top b {
        flex: 1;
        font: var(--sferum-t-strong);
      }
      time {
        flex: none;
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      .row[aria-current='true'] time {
        color: var(--sferum-text-2);
      }
      .text {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        line-height: 1.35;
        overflow-wrap: anywhere;
      }
      .text b {
        color: var(--sferum-text);
        font-weight: 500;
      }
      .view-state {
        min-height: 220px;
      }
    `,
  ];
  protected readonly texts = { words: chatSearchTexts };

  @property({ attribute: false }) query = '';
  /** My chats. */
  @property({ attribute: false }) chats: readonly ChatSummary[] = [];
  /** The college among whose people is searched; empty where none is known. */
  @property({ attribute: false }) college = '';
  /** Id of the message that was opened last. */
  @state() private opened = '';

  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #store = new StoreController(this, (backend) => (backend.userId ? chatSearchStore(backend, '') : null));
  readonly #people = new StoreController(this, (backend) =>
    backend.userId && this.college ? peoplePickerStore(backend, this.college, '') : null,
  );
  readonly #writing = new StoreController(this, (backend) =>
    backend.userId && this.college ? personalChatStore(backend, this.college) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { store } = this.#store;
    if (store) store.local = () => [];
    if (!changed.has('query')) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), pause);
  }

  #search(): void {
    this.#store.store?.search(this.query);
    this.#people.store?.search(this.query);
  }

  /** Goes into the results, from the field. */
  enter(): void {
    this.renderRoot.querySelector<HTMLElement>('.row')?.focus();
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('.row')];
    const next = rows[rows.indexOf(this.shadowRoot?.activeElement as HTMLElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #openChat(id: string): void {
    this.dispatchEvent(new ChatOpenEvent(id));
  }

  async #write(person: Candidate): Promise<void> {
    const chat = await this.#writing.store?.open(person.id);
    if (chat) this.#openChat(chat);
  }

  get #foundPeople(): readonly Candidate[] {
    const { found, query } = this.#people.state ?? {};
    return found?.status === 'ready' && query === this.query.trim() && query ? found.value.slice(0, mostPeople) : [];
  }

  override render() {
    const { state, store } = this.#store;
    if (!state || !store) return nothing;
    const { common, words } = this.strings;
    const chats = this.chats.flatMap((chat) => {
      const title = chatTitle(chat, this.strings.common.erased);
      const ranges = beginningsIn(title, this.query);
      return ranges ? [{ chat, title, ranges }] : [];
    });
    const people = this.#foundPeople;
    const problem = this.#writing.state?.problem;
    return html`<sferum-search-filters .store=${store} .shown=${state} .college=${this.college}></sferum-search-filters>
      ${state.isLocal ? html`<p class="strip" role="status">${words.offline}</p>` : nothing}
      ${problem ? html`<p class="problem" role="alert">${common.errors[problem].text}</p>` : nothing}
      <div class="results" role="region" aria-label=${words.results} @keydown=${this.#key}>
        ${
          chats.length > 0
            ? html`<h3>${words.chats}</h3>
                ${chats.map(({ chat, title, ranges }) => this.#chat(chat, title, ranges))}`
            : nothing
        }
        ${people.length > 0 ? html`<h3>${words.people}</h3>${people.map((person) => this.#person(person))}` : nothing}
        ${
          state.hits
            ? this.view(state.hits, (hits) => this.#messages(hits, state, chats.length + people.length === 0), {
                skeleton: skeletonRows(4),
                retry: () => store.retry(),
              })
            : nothing
        }
      </div>`;
  }

  #chat(chat: ChatSummary, title: string, ranges: readonly (readonly [number, number])[]): TemplateResult {
    return html`<button class="row one" type="button" data-chat=${chat.id} @click=${() => this.#openChat(chat.id)}>
      ${chatAvatar(chat, 'm')}<span class="words ellipsis">${marked(title, ranges)}</span>
    </button>`;
  }

  #person(person: Candidate): TemplateResult {
    const name = person.role === 'student' ? shortName(person) : fullName(person);
    return html`<button
      class="row one"
      type="button"
      aria-label=${this.strings.words.write.replace('#', name)}
      @click=${() => void this.#write(person)}
    >
      ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'm' })}
      <span class="words ellipsis">${marked(name, beginningsIn(name, this.query) ?? [])}</span>
    </button>`;
  }

  #messages(hits: readonly Hit[], state: ChatSearchState, isAlone: boolean): TemplateResult | typeof nothing {
    const { words } = this.strings;
    if (hits.length === 0) {
      if (!isAlone || state.isLocal) return nothing;
      return state.isUnclear ? notFound(words.unclear, words.unclearText) : notFound(words.nothing, words.nothingText);
    }
    return html`<h3>${words.messages}<span role="status">${hits.length}${state.more ? '+' : ''}</span></h3>
      ${repeat(
        hits,
        ({ id }) => id,
        (hit) => this.#hit(hit),
      )}
      ${moreButton(this.strings.common, state, () => void this.#store.store?.fetchMore())}`;
  }

  #hit(hit: Hit): TemplateResult {
    const { words } = this.strings;
    const chat = this.chats.find(({ id }) => id === hit.chatId);
    const isMine = hit.author.id === this.#store.store?.myId;
    const who = isMine ? words.you : shortName(hit.author) || this.strings.common.erased;
    const named = isMine || chat?.kind !== 'personal';
    return html`<button
      class="row"
      type="button"
      data-hit=${hit.id}
      aria-current=${hit.id === this.opened ? 'true' : nothing}
      @click=${() => {
        this.opened = hit.id;
        this.dispatchEvent(new HitOpenEvent(hit));
      }}
    >
      ${chat ? chatAvatar(chat, 'm') : avatar({ id: hit.chatId, icon: 'chat', size: 'm', square: true })}
      <span class="words">
        <span class="top">
          <b class="ellipsis">${chat ? chatTitle(chat, this.strings.common.erased) : ''}</b>
          <time>${shortTime(hit.createdAt, this.language)}</time>
        </span>
        <span class="text">${named ? html`<b>${who}:</b> ` : nothing}${marked(hit.text, hit.ranges)}</span>
      </span>
    </button>`;
  }
}
define('sferum-chats-search', ChatsSearch);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chats-search': ChatsSearch;
  }
}
