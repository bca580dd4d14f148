import { type CSSResultGroup, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ImportStrings, importTexts } from '../../locales/ru/admin/import.ts';
import { type MembersStrings, membersTexts } from '../../locales/ru/admin/members.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import '../../ui/menu.ts';
import { sectionStyles } from '../../college/shared/section.ts';
import { fullName, type PersonName } from '../../core/names.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import { signs } from '../../ui/signs.ts';
import { table, tableStyles } from '../../ui/table.ts';
import { shownPhone } from '../people-table.ts';
import type { ExpectedPerson } from './expected-people-api.ts';
import { expectedPeopleStore } from './expected-people-store.ts';

/** Rows that are drawn at once. */
const pageSize = 100;

/** Somebody is expected no longer. */
export class ExpectedRemovedEvent extends Event {
  readonly person: PersonName;

  constructor(person: PersonName) {
    super('removed');
    this.person = person;
  }
}

/** Those who were added from a file and have not registered; fires `removed`. */
export class ExpectedPeople extends SferumElement<{ imports: ImportStrings; members: MembersStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    ringStyles,
    tableStyles,
    sectionStyles,
    css`
      :host {
        min-height: 0;
      }
      @container (width >= 37.333em) {
        .table th:first-child {
          width: 36%;
        }
      }
    `,
  ];
  protected readonly texts = { imports: importTexts, members: membersTexts };

  @property() college = '';
  /** Part of a name, a group, a subject or a number. */
  @property() query = '';
  @state() private shown = pageSize;
  /** The number of who is to be expected no longer. */
  @state() private removing = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? expectedPeopleStore(backend, this.college) : null,
  );

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('query')) this.shown = pageSize;
  }

  async #remove(person: ExpectedPerson): Promise<void> {
    if (!(await this.#store.store?.remove(person.phone))) return;
    this.removing = '';
    this.dispatchEvent(new ExpectedRemovedEvent(person));
  }

  #close = (): void => {
    this.#store.store?.clearError();
    this.removing = '';
  };

  #fits(person: ExpectedPerson): boolean {
    const { group, subjects, phone } = person;
    const words = [fullName(person), `${person.surname} ${person.name}`, group, ...subjects, phone, shownPhone(phone)];
    const wanted = this.query.toLocaleLowerCase();
    return words.some((word) => word.toLocaleLowerCase().includes(wanted));
  }

  override render() {
    const { state: now, store } = this.#store;
    return this.view(now?.people, (people) => this.#people(people), {
      skeleton: skeletonRows(8),
      retry: () => store?.retry(),
    });
  }

  #people(people: readonly ExpectedPerson[]): TemplateResult {
    const { imports, members, common } = this.strings;
    const { expected } = imports;
    if (people.length === 0) return emptyState('clock', expected.empty, expected.emptyText);
    const found = this.query ? people.filter((person) => this.#fits(person)) : people;
    if (found.length === 0) return notFound(members.nothingFound, members.nothingFoundText);
    const { columns } = expected;
    return html`<p class="lead">${expected.lead}</p>
      ${table(
        expected.title,
        [
          { title: columns.name },
          { title: columns.role, from: 'middle' },
          { title: columns.details, from: 'wide' },
          { title: columns.phone, from: 'middle' },
          { title: '', label: columns.actions },
        ],
        html`${repeat(
          found.slice(0, this.shown),
          ({ phone }) => phone,
          (person) => this.#row(person),
        )}`,
      )}
      ${moreButton(common, { more: found.length > this.shown }, () => {
        this.shown += pageSize;
      })}
      ${this.#confirm(people.find(({ phone }) => phone === this.removing))}`;
  }

  #row(person: ExpectedPerson): TemplateResult {
    const { imports, members } = this.strings;
    const name = fullName(person);
    const role = members.roles[person.role];
    const details = [person.subjects.join(', '), person.group].filter(Boolean).join(' · ');
    const phone = shownPhone(person.phone);
    const items = [
      {
        text: imports.expected.remove,
        sign: signs.trash,
        danger: true,
        act: () => {
          this.removing = person.phone;
        },
      },
    ];
    return html`<tr>
      <td>
        <div class="who">
          ${avatar({ id: person.phone, text: initials(person.name, person.surname), size: 'm' })}
          <span>
            <b>${name}</b>
            <span class="narrow">${[role, details].filter(Boolean).join(', ')}</span>
            <span class="narrow">${phone}</span>
          </span>
        </div>
      </td>
      <td class="from-middle">${role}</td>
      <td class="from-wide">${details}</td>
      <td class="from-middle">${phone}</td>
      <td><sferum-menu label=${imports.expected.actions.replace('#', () => name)} .items=${items}></sferum-menu></td>
    </tr>`;
  }

  #confirm(person: ExpectedPerson | undefined): TemplateResult | typeof nothing {
    if (!person) return nothing;
    const { expected } = this.strings.imports;
    const { busy = false, problem = null } = this.#store.state ?? {};
    return confirm({
      heading: expected.removal,
      text: expected.removalText.replace('#', () => fullName(person)),
      verb: expected.remove,
      act: () => void this.#remove(person),
      closed: this.#close,
      busy,
      error: problem ? this.strings.common.errors[problem].text : undefined,
      strings: this.strings,
    });
  }
}
define('sferum-expected-people', ExpectedPeople);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-expected-people': ExpectedPeople;
  }
}
