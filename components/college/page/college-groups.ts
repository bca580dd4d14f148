import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { GroupOpenEvent } from '../shared/college-events.ts';
import { rowStyles } from '../shared/rows.styles.ts';
import { sectionHead, sectionStyles } from '../shared/section.ts';
import { collegeGroupsStore, type SeenGroup } from './college-groups-store.ts';

const filters = ['studying', 'graduated'] as const;
type Filter = (typeof filters)[number];

const plain = (text: string) => text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** The section «Группы» of a college's page. Fires `sferum-group-open`. */
export class CollegeGroups extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    sectionStyles,
    rowStyles,
    css`
      .tag {
        margin-inline-start: 8px;
        vertical-align: middle;
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  @property() college = '';
  @state() private filter: Filter = 'studying';
  @state() private wanted = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? collegeGroupsStore(backend, this.college) : null,
  );

  override render() {
    const { state: now, store } = this.#store;
    const { groups, page } = this.strings.college;
    return html`${sectionHead(
      page.sections.groups,
      html`<sferum-search
        folds
        label=${groups.search}
        .value=${this.wanted}
        @searched=${(event: Event) => {
          this.wanted = (event.target as Search).value;
        }}
      ></sferum-search>`,
    )}
    ${this.view(now?.groups, (list) => this.#list(list), {
      skeleton: skeletonRows(8, true),
      retry: () => store?.retry(),
    })}`;
  }

  #list(list: readonly SeenGroup[]): TemplateResult {
    const { groups } = this.strings.college;
    if (list.length === 0) return emptyState(signs.folder, groups.empty, groups.emptyText);
    const wanted = plain(this.wanted);
    const found = list.filter(({ number, title }) => plain(`${number} ${title}`).includes(wanted));
    const of = (filter: Filter) => found.filter(({ isGraduated }) => isGraduated === (filter === 'graduated'));
    const shown = of(this.filter);
    return html`${chipTabs<Filter>({
      label: groups.filtersLabel,
      tabs: filters.map((value) => ({ value, text: groups.filters[value], count: of(value).length })),
      value: this.filter,
      choose: (value) => {
        this.filter = value;
      },
    })}
    ${
      shown.length === 0
        ? notFound(groups.nothingFound, groups.nothingFoundText)
        : html`<ul class="rows">
            ${repeat(
              shown,
              ({ id }) => id,
              (group) => html`<li>${this.#row(group)}</li>`,
            )}
          </ul>`
    }`;
  }

  #row(group: SeenGroup): TemplateResult {
    const { groups } = this.strings.college;
    const students = plural(this.language, group.studentCount, groups.students).replace(
      '#',
      String(group.studentCount),
    );
    const details = [`${group.startYear} — ${group.endYear}`, group.title, students].filter(Boolean).join(' · ');
    const mine = group.mine === 'teaching' ? groups.teaching : groups.mine;
    return html`<button
      class=${group.isGraduated ? 'row quiet' : 'row'}
      type="button"
      @click=${() => this.dispatchEvent(new GroupOpenEvent(group.id))}
    >
      ${avatar({ id: group.number, text: group.number, size: 'l', square: true })}
      <span>
        <b>${group.number}</b>${group.mine ? tag(mine, 'accent') : nothing}${
          group.isGraduated ? tag(groups.graduated, 'plain', 'graduate') : nothing
        }
        <small>${details}</small>
      </span>
    </button>`;
  }
}
define('sferum-college-groups', CollegeGroups);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-groups': CollegeGroups;
  }
}
