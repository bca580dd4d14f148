import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { fullName, type Person } from '../../../core/names.ts';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { Fetched } from '../../../element/host/fetched.ts';
import { icon } from '../../../element/icon.ts';
import { StoreController } from '../../../element/store-controller.ts';
import { type EditorStrings, editorTexts } from '../../../locales/ru/articles/editor.ts';
import { avatar, avatarStyles, initials } from '../../../ui/avatar.ts';
import { skeletonRows } from '../../../ui/bits.ts';
import { notice, noticeStyles } from '../../../ui/notice.ts';
import '../../../ui/search.ts';
import type { Search } from '../../../ui/search.ts';
import { signs } from '../../../ui/signs.ts';
import type { ArticleEditingStore } from '../article-editing-store.ts';

/**
 * The dialog «Соавторы»: who writes an article together with its author.
 * @fires closed
 */
export class AuthorsDialog extends SferumElement<{ editor: EditorStrings }> {
  static override styles = [
    base,
    avatarStyles,
    noticeStyles,
    css`
      .text {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 52px;
      }
      li > span:nth-child(2) {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .none {
        color: var(--sferum-text-2);
      }
      .view-state {
        min-height: 120px;
      }
    `,
  ];
  protected readonly texts = { editor: editorTexts };

  @property({ attribute: false }) store!: ArticleEditingStore;
  @state() private query = '';
  readonly #found = new Fetched<readonly Person[]>(this, () => this.store.colleagues(this.query));
  readonly #now = new StoreController(this, () => this.store);

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.clearError();
  }

  #search(query: string): void {
    this.query = query;
    if (query) this.#found.ask();
  }

  async #set(people: readonly Person[]): Promise<void> {
    await this.store.setAuthors(people.map(({ id }) => id));
  }

  override render() {
    const { common, editor } = this.strings;
    const { state } = this.#now;
    const draft = state?.draft.status === 'ready' ? state.draft.value : null;
    if (!draft) return nothing;
    const { authors, isOwner } = draft;
    const problem = state?.actionProblem;
    return html`<sferum-dialog heading=${editor.authorsTitle} @closed=${() => this.dispatchEvent(new Event('closed'))}>
      <p class="text">${editor.authorsText}</p>
      ${problem ? notice('alert', problem.reason === 'people' ? editor.problems.people : common.errors[problem.code].text, 'danger') : nothing}
      ${
        authors.length === 0
          ? html`<p class="none">${editor.authorsNone}</p>`
          : html`<ul>
              ${authors.map((person) =>
                this.#person(
                  person,
                  isOwner
                    ? {
                        sign: 'close',
                        label: common.remove,
                        act: () => void this.#set(authors.filter(({ id }) => id !== person.id)),
                      }
                    : null,
                ),
              )}
            </ul>`
      }
      ${isOwner ? this.#chooser(authors) : nothing}
    </sferum-dialog>`;
  }

  #person(person: Person, does: { sign: 'close' | 'plus'; label: string; act: () => void } | null): TemplateResult {
    const name = fullName(person);
    return html`<li>
      ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'm' })}<span>${name}</span>
      ${
        does
          ? html`<button
              class="icon-button"
              type="button"
              aria-label=${does.label.replace('#', name)}
              title=${does.label.replace('#', name)}
              @click=${does.act}
            >
              ${icon(does.sign === 'plus' ? signs.plus : 'close')}
            </button>`
          : nothing
      }
    </li>`;
  }

  #chooser(authors: readonly Person[]): TemplateResult {
    const { common, editor } = this.strings;
    const known = new Set([this.store.me, ...authors.map(({ id }) => id)]);
    return html`<sferum-search
        label=${editor.authorsSearch}
        .value=${this.query}
        @searched=${(event: Event) => this.#search((event.target as Search).value)}
      ></sferum-search>
      ${
        this.query
          ? html`<div>${this.view(
              this.#found.value,
              (people) => {
                const others = people.filter(({ id }) => !known.has(id));
                if (others.length === 0) return html`<p class="none" role="status">${common.nothingFound}</p>`;
                return html`<ul>
                  ${others.map((person) => this.#person(person, { sign: 'plus', label: editor.authorsAdd, act: () => void this.#set([...authors, person]) }))}
                </ul>`;
              },
              { skeleton: skeletonRows(2), retry: this.#found.ask },
            )}</div>`
          : nothing
      }`;
  }
}
define('sferum-article-authors', AuthorsDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-authors': AuthorsDialog;
  }
}
