import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Loadable, loading } from '../../core/errors.ts';
import { type Person, shortName } from '../../core/names.ts';
import { noPaging, type Page, PagedQuery, type Paging } from '../../core/paged-query.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import { avatar, avatarStyles, initials } from '../avatar.ts';
import { moreButton, moreStyles } from './more-button.ts';

/** A person in a list, with what they did; an erased account has no name. */
export interface ListedPerson {
  readonly person: Person;
  /** Shown at the end of their row. */
  readonly mark?: string;
}

/** Of thousands that are known so many are drawn at once. */
const drawnAtOnce = 100;

/**
 * People of whom something is said, page by page or all at once; each opens their card.
 *
 *     const load = async (before) => pageOf(await api.voters(poll, before), size, ({ at }) => at);
 *     html`<sferum-people-list .load=${load} .college=${college} .empty=${words.nobody}></sferum-people-list>`
 *     html`<sferum-people-list .people=${readers} .college=${college}></sferum-people-list>`
 */
export class PeopleList extends SferumElement {
  static override styles = [
    base,
    avatarStyles,
    moreStyles,
    css`
      li > * {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        min-height: 48px;
        border-radius: var(--sferum-r-m);
      }
      button:hover {
        background: var(--sferum-hover);
      }
      li button:focus-visible {
        outline-offset: -2px;
      }
      .mark {
        margin-inline-start: auto;
        font-size: calc(var(--sferum-size) * 1.333);
      }
      p {
        padding: 12px 0;
        color: var(--sferum-text-2);
      }
      .view-state {
        min-height: 160px;
      }
    `,
  ];
  protected readonly texts = {};

  /** Gives the page after a cursor, or the first one. */
  @property({ attribute: false }) load: ((after: string | null) => Promise<Page<ListedPerson>>) | null = null;
  /** All of them, instead of `load`. */
  @property({ attribute: false }) people: readonly ListedPerson[] = [];
  /** Id of the college in which these people are known; empty where they have no card. */
  @property({ attribute: false }) college = '';
  /** What is said of nobody. */
  @property({ attribute: false }) empty = '';
  @state() private list: Loadable<readonly ListedPerson[]> = loading;
  @state() private paging: Paging = noPaging;
  @state() private drawn = drawnAtOnce;
  readonly #query = new PagedQuery<ListedPerson>(
    async (after) => (await this.load?.(after)) ?? { items: [], next: null },
    (list, paging) => {
      this.list = list;
      this.paging = paging;
    },
  );

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.load) void this.#query.ask(true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#query.stop();
  }

  override render() {
    if (this.load) {
      const fetchMore = () => void this.#query.fetchMore();
      const retry = () => void this.#query.ask();
      return this.view(this.list, (list) => this.#rows(list, this.paging, fetchMore), { retry });
    }
    const { drawn, people } = this;
    return this.#rows(people.slice(0, drawn), { more: people.length > drawn }, () => {
      this.drawn += drawnAtOnce;
    });
  }

  #rows(people: readonly ListedPerson[], paging: Parameters<typeof moreButton>[1], more: () => void): TemplateResult {
    if (people.length === 0) return html`<p>${this.empty}</p>`;
    return html`<ul>
        ${people.map((each) => html`<li>${this.#row(each)}</li>`)}
      </ul>
      ${moreButton(this.strings.common, paging, more)}`;
  }

  #row({ mark, person }: ListedPerson): TemplateResult {
    const name = shortName(person);
    const inside = html`${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
      <span class="ellipsis">${name || this.strings.common.erased}</span
      >${mark ? html`<span class="mark">${mark}</span>` : nothing}`;
    if (!name || !this.college) return html`<span>${inside}</span>`;
    const open = () => this.dispatchEvent(new PersonOpenEvent(person.id, this.college));
    return html`<button type="button" @click=${open}>${inside}</button>`;
  }
}
define('sferum-people-list', PeopleList);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-people-list': PeopleList;
  }
}
