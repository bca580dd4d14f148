import { css, html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { AppError, toAppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ChatSearchStrings, chatSearchTexts } from '../../locales/ru/chat/chat-search.ts';
import type { History } from '../../messages/history/history.ts';
import { plainText } from '../../messages/text/plain-text.ts';
import { isForInputMethod } from '../../ui/input-method.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import type { ChatMessage } from '../chat-api.ts';
import type { Hit } from './chat-search-api.ts';
import { type ChatSearchState, chatSearchStore, spanOf } from './chat-search-store.ts';
import { beginningsIn, plainWord } from './found-words.ts';
import { Highlighter } from './highlighter.ts';
import './search-filters.ts';
import { searchStyles } from './search-styles.ts';

const up = svg`<path d="M4.5 12.5 10 7l5.5 5.5"/>`;

/** The words that were found, as they stand in the texts. */
const wordsOf = (hits: readonly Hit[]): ReadonlySet<string> =>
  new Set(hits.flatMap(({ ranges, text }) => ranges.map(([from, to]) => plainWord(text.slice(from, to)))));

/** The hits among messages that were loaded, the newest first. */
function findIn(messages: readonly ChatMessage[], asked: ChatSearchState): Hit[] {
  const [since, until] = spanOf(asked);
  return messages
    .filter(
      ({ author, createdAt, deletedAt }) =>
        !deletedAt &&
        !asked.withFiles &&
        (!asked.author || author.id === asked.author.id) &&
        (!since || createdAt >= since) &&
        (!until || createdAt < until),
    )
    .flatMap(({ author, body, chatId, createdAt, id, seq, talk }) => {
      const text = plainText(body, talk.mentions);
      const ranges = asked.query ? beginningsIn(text, asked.query) : [];
      return ranges ? [{ id, chatId, seq, createdAt, author, text, ranges }] : [];
    })
    .reverse();
}

/**
 * The search in one chat, in place of its head: a field, what it is narrowed by, and the way from hit to hit, each of which
 * is shown where it stands.
 *
 *     html`<sferum-chat-search chat=${id} .history=${history} .college=${id} .messages=${() => held} @closed=${close}></sferum-chat-search>`
 *
 * @fires closed
 */
export class ChatSearch extends SferumElement<{ words: ChatSearchStrings }> {
  static override styles = [
    base,
    searchStyles,
    css`
      :host {
        display: contents;
      }
      .bar,
      .filters-row {
        flex: none;
        background: var(--sferum-surface);
        border-bottom: 1px solid var(--sferum-line);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 60px;
        padding: 8px 12px 8px 16px;
      }
      sferum-search {
        flex: 1;
      }
      .count {
        flex: none;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        font-variant-numeric: tabular-nums;
      }
      .filters-row {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .hint {
        margin-inline-start: auto;
        padding-inline-end: 12px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-caption);
      }
      .steps {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      @container (width < 42.666em) {
        .bar {
          padding-inline: 8px 4px;
        }
        /* In place of where one writes. */
        .steps {
          position: absolute;
          inset: auto 0 0;
          z-index: 1;
          min-height: 60px;
          padding: 8px 16px;
          background: var(--sferum-surface);
          border-top: 1px solid var(--sferum-line);
        }
        .count {
          flex: 1;
        }
        .hint {
          display: none;
        }
      }
    `,
  ];
  protected readonly texts = { words: chatSearchTexts };

  @property() chat = '';
  @property({ attribute: false }) college = '';
  @property({ attribute: false }) history: History<ChatMessage> | null = null;
  /** What was loaded of the chat. */
  @property({ attribute: false }) messages: () => readonly ChatMessage[] = () => [];
  /** Which hit is looked at. */
  @state() private at = 0;
  @state() private problem: AppError | null = null;
  @query('sferum-search') private field!: Search;

  #highlighter: Highlighter | null = null;
  #hits: ChatSearchState['hits'] = null;
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? chatSearchStore(backend, this.chat) : null,
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#highlighter?.stop();
    this.#highlighter = null;
  }

  /** Takes the focus into the field. */
  override focus(): void {
    void this.updateComplete.then(() => this.field?.updateComplete).then(() => this.field?.focus());
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    this.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { state, store } = this.#store;
    if (store) store.local = (asked) => findIn(this.messages(), asked);
    if (state?.hits === this.#hits) return;
    const before = this.#hits?.status === 'ready' ? this.#hits.value : [];
    this.#hits = state?.hits ?? null;
    const hits = this.#found;
    // The next page goes on from where one is.
    if (before.length > 0 && hits[0]?.id === before[0]?.id && hits.length >= before.length) return;
    this.at = 0;
    if (hits.length > 0) void this.#show(0);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { history } = this;
    if (!this.#highlighter && history?.shadowRoot && this.isConnected) {
      this.#highlighter = new Highlighter(history.shadowRoot);
    }
    const hits = this.#found;
    this.#highlighter?.show(wordsOf(hits), hits[this.at]?.seq ?? 0);
  }

  get #found(): readonly Hit[] {
    const { hits } = this.#store.state ?? {};
    return hits?.status === 'ready' ? hits.value : [];
  }

  async #show(index: number): Promise<void> {
    const hit = this.#found[index];
    if (!hit) return;
    this.at = index;
    this.problem = null;
    try {
      const isThere = await this.history?.jumpTo(hit.id, { quietly: true });
      if (isThere === false) this.problem = new AppError('missing');
    } catch (error) {
      this.problem = toAppError(error);
    }
  }

  /** To an older hit, or (-1) to a newer one. */
  async #step(by: 1 | -1): Promise<void> {
    const { state, store } = this.#store;
    if (by === 1 && this.at + 1 >= this.#found.length && state?.more) await store?.fetchMore();
    await this.#show(this.at + by);
  }

  /** @returns whether the search is left. */
  #leaves(event: KeyboardEvent): boolean {
    const isInDialog = event.composedPath().some((on) => on instanceof HTMLDialogElement);
    if (event.defaultPrevented || event.key !== 'Escape' || isInDialog) return false;
    event.preventDefault();
    this.#close();
    return true;
  }

  #key(event: KeyboardEvent): void {
    if (isForInputMethod(event) || this.#leaves(event) || event.defaultPrevented) return;
    const isEnter = event.key === 'Enter' && event.composedPath()[0] instanceof HTMLInputElement;
    const isOlder = event.key === 'ArrowUp' || (isEnter && !event.shiftKey);
    if (!isOlder && !isEnter && event.key !== 'ArrowDown') return;
    event.preventDefault();
    void this.#step(isOlder ? 1 : -1);
  }

  #close(): void {
    this.dispatchEvent(new Event('closed'));
  }

  #count(state: ChatSearchState): string {
    const { words } = this.strings;
    if (!state.hits) return '';
    if (state.hits.status !== 'ready') return state.hits.status === 'loading' ? words.searching : '';
    const count = state.hits.value.length;
    if (count === 0) return state.isUnclear ? words.unclear : words.nothing;
    return words.place.replace('#', String(this.at + 1)).replace('@', `${count}${state.more ? '+' : ''}`);
  }

  override render() {
    const { state, store } = this.#store;
    if (!state || !store) return nothing;
    const { words } = this.strings;
    const count = this.#found.length;
    return html`<div class="bar" role="search" @keydown=${this.#key}>
        <sferum-search
          label=${words.search}
          .value=${state.query}
          @searched=${(event: Event) => store.search((event.target as Search).value)}
        ></sferum-search>
        <div class="steps">
          <span class="count" role="status">${this.#count(state)}</span>
          ${this.#way('older', this.at + 1 < count || state.more, 1)} ${this.#way('newer', this.at > 0, -1)}
        </div>
        <button class="icon-button" type="button" aria-label=${words.close} title=${words.close} @click=${this.#close}>
          ${icon('close')}
        </button>
      </div>
      <div class="filters-row" @keydown=${this.#leaves}>
        <sferum-search-filters .store=${store} .shown=${state} .college=${this.college}></sferum-search-filters>
        <span class="hint">${words.hint}</span>
      </div>
      ${state.isLocal ? html`<p class="strip" role="status">${words.loaded}</p>` : nothing} ${this.#fault(state)}`;
  }

  #way(kind: 'older' | 'newer', isThere: boolean, by: 1 | -1): TemplateResult {
    const label = this.strings.words[kind];
    return html`<button
      class="icon-button ${kind}"
      type="button"
      aria-label=${label}
      title=${label}
      aria-disabled=${isThere ? 'false' : 'true'}
      @click=${() => isThere && void this.#step(by)}
    >
      ${icon(by === 1 ? up : 'chevronDown')}
    </button>`;
  }

  #fault({ hits, moreFailed }: ChatSearchState): TemplateResult | typeof nothing {
    const { common, words } = this.strings;
    if (hits?.status === 'failed') {
      return html`<p class="problem" role="alert">
        ${common.errors[hits.error.code].text}
        <button class="button" type="button" @click=${() => this.#store.store?.retry()}>${common.retry}</button>
      </p>`;
    }
    const { problem } = this;
    const text = problem
      ? problem.code === 'missing'
        ? words.gone
        : words.failed
      : moreFailed
        ? this.strings.common.moreFailed
        : '';
    return text ? html`<p class="problem" role="alert">${text}</p>` : nothing;
  }
}
define('sferum-chat-search', ChatSearch);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-search': ChatSearch;
  }
}
