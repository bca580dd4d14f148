import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { fullName, shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type NewChatStrings, newChatTexts } from '../../locales/ru/chat/new-chat.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, notFound, skeletonRows } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { choiceStyles } from '../../ui/choice.ts';
import '../../ui/search.ts';
import { moreButton, moreStyles } from '../../ui/list/more-button.ts';
import { OneStop } from '../../ui/list/one-stop.ts';
import { personChoice, personChoiceStyles } from '../../ui/list/person-choice.ts';
import type { Search } from '../../ui/search.ts';
import type { Audience, Candidate } from './chat-making-api.ts';
import { type PeoplePickerState, peoplePickerStore } from './people-picker-store.ts';

const filters = ['all', 'student', 'teacher', 'administrators'] as const;

/** Somebody was chosen, or is not any more. */
export class PickedEvent extends Event {
  readonly person: Candidate;
  constructor(person: Candidate) {
    super('picked');
    this.person = person;
  }
}

/** What a person is in the college, in one line. */
export function roleLine({ groups, role, subjects }: Candidate, words: NewChatStrings): string {
  return [words.roles[role], ...(role === 'student' ? groups : subjects.slice(0, 3))].join(', ');
}

/**
 * People of a college, searched and chosen; those who are chosen belong to the owner. Fires `picked`.
 *
 * @slot - Stands between the search and the people.
 */
export class PeoplePicker extends SferumElement<{ words: NewChatStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    choiceStyles,
    moreStyles,
    personChoiceStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 12px;
        min-height: 0;
        container-type: inline-size;
      }
      sferum-search {
        flex: none;
      }
      .chip-tabs {
        margin: 0 -8px;
        padding: 0 8px;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        max-height: 112px;
        overflow: auto;
      }
      .chips button {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        height: 32px;
        padding: 0 10px 0 4px;
        border-radius: 99px;
        background: var(--sferum-press);
        font: var(--sferum-t-small);
      }
      .chips .avatar {
        width: 24px;
        height: 24px;
        font-size: 9px;
      }
      .people {
        min-height: 220px;
        margin-inline: -4px;
      }
      .view-state {
        min-height: 220px;
        padding: 12px;
      }
    `,
  ];
  protected readonly texts = { words: newChatTexts };

  @property() college = '';
  /** Only people of this group; empty for the whole college. */
  @property() group = '';
  @property({ attribute: false }) chosen: readonly Candidate[] = [];
  /** The audience that is chosen as a whole, so that nobody is chosen one by one; empty while none is. */
  @property({ attribute: false }) everybody: Audience | '' = '';
  /** One person only. */
  @property({ type: Boolean }) single = false;
  /** Ids of those who cannot be chosen, because they are there already. */
  @property({ attribute: false }) without: ReadonlySet<string> = new Set();

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? peoplePickerStore(backend, this.college, this.group) : null,
  );

  readonly #stop = new OneStop(this);

  override render() {
    const { state, store } = this.#store;
    const { words } = this.strings;
    return html`<sferum-search
        label=${words.search}
        .value=${state?.query ?? ''}
        @keydown=${this.#stop.enter}
        @searched=${(event: Event) => store?.search((event.target as Search).value)}
      ></sferum-search>
      ${state ? this.#tabs(state) : nothing}
      <slot></slot>
      ${this.single ? nothing : this.#chips()}
      <div class="people">
        ${this.view(state?.found, (found) => (state ? this.#people(found, state) : nothing), {
          skeleton: skeletonRows(5),
          retry: () => store?.retry(),
        })}
      </div>`;
  }

  #tabs({ counts, filter }: PeoplePickerState): TemplateResult {
    const { words } = this.strings;
    return chipTabs({
      label: words.filtersLabel,
      tabs: filters.map((value) => ({ value, text: words.filters[value], count: counts?.[value] })),
      value: filter,
      choose: (value) => this.#store.store?.choose(value),
    });
  }

  #chips(): TemplateResult | typeof nothing {
    if (this.chosen.length === 0) return nothing;
    return html`<div class="chips">
      ${repeat(
        this.chosen,
        ({ id }) => id,
        (person) => html`<button
          type="button"
          @click=${() => this.dispatchEvent(new PickedEvent(person))}
        >
          ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
          <span class="visually-hidden">${this.strings.words.takeOut}</span>
          <span>${shortName(person)}</span>${icon('close', 16)}
        </button>`,
      )}
    </div>`;
  }

  #people(found: readonly Candidate[], now: PeoplePickerState): TemplateResult {
    const { words } = this.strings;
    const shown = found.filter(({ id }) => !this.without.has(id));
    const chosen = new Set(this.chosen.map(({ id }) => id));
    return html`${
      shown.length === 0
        ? notFound(words.nobody, words.nobodyText)
        : html`<div
            class="one-stop"
            role="group"
            aria-label=${words.people}
            @keydown=${this.#stop.move}
            @focusin=${this.#stop.keep}
          >
            ${repeat(
              shown,
              ({ id }) => id,
              (person) =>
                this.#person(
                  person,
                  this.everybody ? this.everybody !== 'teachers' || person.role !== 'student' : chosen.has(person.id),
                ),
            )}
          </div>`
    }
    ${moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore())}`;
  }

  #person(person: Candidate, checked: boolean): TemplateResult {
    return personChoice({
      type: this.single ? 'radio' : 'checkbox',
      person,
      name: person.role === 'student' ? shortName(person) : fullName(person),
      note: roleLine(person, this.strings.words),
      checked,
      disabled: this.everybody !== '',
      change: () => this.dispatchEvent(new PickedEvent(person)),
    });
  }
}
define('sferum-people-picker', PeoplePicker);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-people-picker': PeoplePicker;
  }
}
