import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { Fetched } from '../../element/host/fetched.ts';
import { type EmojiStrings, emojiTexts } from '../../locales/ru/messages/emoji.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { type EmojiIndex, loadEmoji, noteRecent, recentEmoji } from './emoji-index.ts';

/** An emoji was chosen. */
export class EmojiEvent extends Event {
  readonly emoji: string;
  constructor(emoji: string) {
    super('emoji');
    this.emoji = emoji;
  }
}

const columns = 8;

/**
 * All emoji to choose one from: found in Russian and English, those used last first. The arrows go through the grid.
 *
 *     html`<sferum-emoji-picker .chosen=${['👍']} @emoji=${({ emoji }) => store.react(id, emoji)}></sferum-emoji-picker>`
 *
 * @fires {EmojiEvent} emoji - One was chosen.
 */
export class EmojiPicker extends SferumElement<{ words: EmojiStrings }> {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        width: 344px;
        max-width: 100%;
        height: 380px;
        max-height: 60vh;
      }
      sferum-search {
        flex: none;
        margin: 12px 12px 4px;
      }
      .pane {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 0 12px 12px;
      }
      h3 {
        padding: 8px 4px 2px;
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
        color: var(--sferum-text-2);
      }
      section {
        content-visibility: auto;
        contain-intrinsic-size: auto 320px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(8, 1fr);
      }
      button {
        display: grid;
        place-items: center;
        min-height: 40px;
        border-radius: var(--sferum-r-m);
        font-size: clamp(22px, var(--sferum-size) * 1.467, 34px);
        line-height: 1;
      }
      button:hover {
        background: var(--sferum-hover);
      }
      button[aria-pressed='true'] {
        background: var(--sferum-accent-soft);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      p {
        padding: 24px 8px;
        text-align: center;
        color: var(--sferum-text-2);
      }
      @media (width < 560px) {
        :host {
          width: 100%;
        }
      }
      @media (forced-colors: active) {
        button[aria-pressed='true'] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
    `,
  ];
  protected readonly texts = { words: emojiTexts };

  /** Those that are chosen already. */
  @property({ attribute: false }) chosen: readonly string[] = [];
  readonly #index = new Fetched<EmojiIndex>(this, loadEmoji);
  @state() private wanted = '';
  @query('sferum-search') private search!: Search | null;

  readonly #recent = recentEmoji().slice(0, 2 * columns);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#index.ask();
  }

  override focus(): void {
    void this.updateComplete.then(() => this.search?.focus());
  }

  #choose(emoji: string): void {
    noteRecent(emoji);
    this.dispatchEvent(new EmojiEvent(emoji));
  }

  /** Through the rows of all groups, as they stand on the screen. */
  #key(event: KeyboardEvent): void {
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>('.grid button')];
    const at = all.indexOf(event.composedPath()[0] as HTMLElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const vertical = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && vertical === undefined) return;
    event.preventDefault();
    let next = all[at + (step ?? 0)];
    if (vertical !== undefined) {
      const here = all[at]?.getBoundingClientRect();
      const rows = vertical > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
      const isNext = (each: HTMLElement) => {
        const box = each.getBoundingClientRect();
        return !here || (Math.abs(box.left - here.left) < 4 && Math.abs(box.top - here.top) > 4);
      };
      next = at < 0 ? all[0] : rows.slice(0, 3 * columns).find(isNext);
      if (!next && vertical < 0) this.focus();
    }
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { wanted, strings } = this;
    return html`<sferum-search
        label=${strings.words.search}
        .value=${wanted}
        @searched=${(event: Event) => {
          this.wanted = (event.target as Search).value;
        }}
        @keydown=${this.#key}
      ></sferum-search>
      <div class="pane" @keydown=${this.#key}>
        ${this.view(this.#index.value, (index) => this.#groups(index), { retry: this.#index.ask })}
      </div>`;
  }

  #groups(index: EmojiIndex): TemplateResult {
    const { strings, wanted } = this;
    if (wanted) {
      const found = index.find(wanted).map(({ emoji }) => emoji);
      return found.length > 0
        ? html`<div role="status" class="visually-hidden">${strings.words.found}: ${found.length}</div>
            ${this.#group(strings.words.found, found, index)}`
        : html`<p role="status">${strings.words.nothing}</p>`;
    }
    const groups = strings.words.groups.map((title, group) => ({
      title,
      emoji: index.all.filter((each) => each.group === group).map(({ emoji }) => emoji),
    }));
    return html`${this.#group(strings.words.recent, this.#recent, index)}
    ${groups.map(({ emoji, title }) => (emoji.length > 0 ? this.#group(title, emoji, index) : nothing))}`;
  }

  #group(title: string, list: readonly string[], index: EmojiIndex): TemplateResult {
    const names = new Map(index.all.map(({ emoji, names }) => [emoji, names[this.language === 'en' ? 'en' : 'ru']]));
    return html`<section>
      <h3>${title}</h3>
      <div class="grid" role="group" aria-label=${title}>
        ${list.map(
          (emoji, place) => html`<button
            type="button"
            tabindex=${place === 0 ? 0 : -1}
            aria-label=${names.get(emoji) ?? emoji}
            title=${names.get(emoji) ?? emoji}
            aria-pressed=${this.chosen.includes(emoji) ? 'true' : nothing}
            @click=${() => this.#choose(emoji)}
          >
            ${emoji}
          </button>`,
        )}
      </div>
    </section>`;
  }
}
define('sferum-emoji-picker', EmojiPicker);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-emoji-picker': EmojiPicker;
  }
}
