import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { type ChatSearchStrings, chatSearchTexts } from '../../locales/ru/chat/chat-search.ts';
import { signs } from '../../ui/signs.ts';
import type { PickedEvent } from '../new/people-picker.ts';
import { type ChatSearchState, type ChatSearchStore, type Period, periods } from './chat-search-store.ts';
import { searchStyles } from './search-styles.ts';

/**
 * What a search in messages is narrowed by: who wrote, when, and whether with files. Each is a list of the browser's own,
 * which every keyboard, finger and screen reader knows.
 *
 *     html`<sferum-search-filters .store=${store} .shown=${state} .college=${id}></sferum-search-filters>`
 */
export class SearchFilterChips extends SferumElement<{ words: ChatSearchStrings }> {
  static override styles = [
    base,
    searchStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];
  protected readonly texts = { words: chatSearchTexts };

  @property({ attribute: false }) store!: ChatSearchStore;
  @property({ attribute: false }) shown!: ChatSearchState;
  /** The college among whose people an author is chosen; empty where none is known. */
  @property({ attribute: false }) college = '';
  @state() private choosing = false;

  async #chooseAuthor(value: string): Promise<void> {
    if (value === 'choose') {
      await Promise.all([import('../new/people-picker.ts'), import('../../ui/dialog.ts')]);
      this.choosing = true;
    } else if (value !== 'chosen') {
      const me = { id: this.store.myId, surname: '', name: '', patronymic: '' };
      this.store.filter({ author: value === 'me' ? me : null });
    }
    // The list shows who is chosen, not that somebody is to be.
    this.requestUpdate();
  }

  override render() {
    const { shown, store, strings } = this;
    const { words } = strings;
    const { author, period, since, until, withFiles } = shown;
    const isMe = author?.id === store.myId;
    return html`<div class="filters" role="group" aria-label=${words.filters}>
        ${this.#chip(
          'user',
          words.author,
          author !== null,
          [
            ['anyone', words.anyone],
            ['me', words.me],
            ...(author && !isMe ? [['chosen', shortName(author)] as const] : []),
            ...(this.college ? [['choose', words.choose] as const] : []),
          ],
          author ? (isMe ? 'me' : 'chosen') : 'anyone',
          (value) => void this.#chooseAuthor(value),
        )}
        ${this.#chip(
          signs.calendar,
          words.period,
          period !== 'all',
          periods.map((each) => [each, words.periods[each]] as const),
          period,
          (value) => store.filter({ period: value as Period }),
        )}
        ${
          period === 'own'
            ? html`${this.#day(words.since, since, (day) => store.filter({ since: day }))}
              ${this.#day(words.until, until, (day) => store.filter({ until: day }))}`
            : nothing
        }
        ${this.#chip(
          signs.filter,
          words.files,
          withFiles,
          [
            ['all', words.everything],
            ['files', words.withFiles],
          ],
          withFiles ? 'files' : 'all',
          (value) => store.filter({ withFiles: value === 'files' }),
        )}
      </div>
      ${this.choosing ? this.#picker() : nothing}`;
  }

  #chip(
    sign: Sign,
    label: string,
    isSet: boolean,
    options: readonly (readonly [value: string, text: string])[],
    value: string,
    choose: (value: string) => void,
  ): TemplateResult {
    return html`<label class="chip ${isSet ? 'set' : ''}">
      ${icon(sign, 18)}
      <select
        aria-label=${label}
        .value=${live(value)}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        ${options.map(([each, text]) => html`<option value=${each} ?selected=${each === value}>${text}</option>`)}
      </select>
      ${icon('chevronDown', 16)}
    </label>`;
  }

  #day(label: string, value: string, choose: (day: string) => void): TemplateResult {
    return html`<label class="chip ${value ? 'set' : ''}">
      <span>${label}</span>
      <input
        type="date"
        .value=${value}
        @change=${(event: Event) => choose((event.target as HTMLInputElement).value)}
      />
    </label>`;
  }

  #picker(): TemplateResult {
    const close = () => {
      this.choosing = false;
    };
    return html`<sferum-dialog heading=${this.strings.words.choosing} @closed=${close}>
      <sferum-people-picker
        single
        .college=${this.college}
        @picked=${({ person }: PickedEvent) => {
          this.store.filter({ author: person });
          close();
        }}
      ></sferum-people-picker>
    </sferum-dialog>`;
  }
}
define('sferum-search-filters', SearchFilterChips);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-search-filters': SearchFilterChips;
  }
}
