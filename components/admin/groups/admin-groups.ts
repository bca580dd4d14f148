import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type GroupsStrings, groupsTexts } from '../../locales/ru/admin/groups.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../../ui/menu.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { table, tableStyles } from '../../ui/table.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import './admin-group.ts';
import { groupListStore } from '../../college/shared/group-list-store.ts';
import type { Group } from '../../college/shared/groups-api.ts';
import { myCollegesStore } from '../../college/shared/my-colleges-store.ts';
import { headButton, sectionFailure, sectionHead, sectionStyles } from '../../college/shared/section.ts';
import type { GroupDoneEvent } from './admin-group.ts';

const filters = ['studying', 'graduated', 'all'] as const;
type Filter = (typeof filters)[number];

/** Teachers who are named in a row of the list. */
const named = 2;

const plain = (text: string) => text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** The section «Группы». */
export class AdminGroups extends SferumElement<{ groups: GroupsStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    tableStyles,
    sectionStyles,
    css`
      .who b {
        margin-inline-end: 6px;
      }
      .who .tag {
        vertical-align: middle;
      }
      .note {
        padding: 12px 20px 20px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      @container (width < 37.333em) {
        .note {
          padding-inline: 16px;
        }
      }
    `,
  ];
  protected readonly texts = { groups: groupsTexts };

  @property() college = '';
  @state() private filter: Filter = 'studying';
  @state() private wanted = '';
  /** The group in the dialog; null for a new one. */
  @state() private edited: { readonly group: Group | null; readonly act: 'edit' | 'teacher' | 'remove' } | null = null;
  /** Id of the group that people are invited to. */
  @state() private invited = '';
  @query('sferum-toast') private toast!: Toast;

  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? groupListStore(backend, this.college) : null,
  );

  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));

  /** Name of the college, for the printed sheet. */
  get #place(): string {
    const { colleges } = this.#mine.state ?? {};
    return (colleges?.status === 'ready' && colleges.value.find(({ id }) => id === this.college)?.name) || '';
  }

  async #invite({ id }: Group): Promise<void> {
    const fetched = await this.#code.fetch(() => import('../../college/shared/invitations/group-invitation.ts'));
    if (fetched) this.invited = id;
  }

  async #done({ what, number }: GroupDoneEvent): Promise<void> {
    this.edited = null;
    this.toast.show({ text: this.strings.groups.editing[what].replace('#', number) });
    if (what !== 'removed') return;
    // The row goes away, and with it what has the focus when the dialog is gone.
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  #edit(group: Group | null, act: 'edit' | 'teacher' | 'remove' = 'edit'): void {
    this.edited = { group, act };
  }

  override render() {
    const { state: now, store } = this.#store;
    const { common, groups } = this.strings;
    return html`${sectionHead(
      groups.title,
      html`<sferum-search
            folds
            label=${groups.search}
            .value=${this.wanted}
            @searched=${(event: Event) => {
              this.wanted = (event.target as Search).value;
            }}
          ></sferum-search>
          ${headButton(signs.plus, groups.create, () => this.#edit(null))}`,
    )}
      ${sectionFailure(this.#code.problem, common)}
      ${this.view(now?.groups, (list) => this.#list(list), {
        skeleton: skeletonRows(8, true),
        retry: () => store?.retry(),
      })}
      ${
        this.edited
          ? html`<sferum-admin-group
              .college=${this.college}
              .group=${this.edited.group?.id ?? ''}
              .number=${this.edited.group?.number ?? ''}
              .act=${this.edited.act}
              @closed=${() => {
                this.edited = null;
              }}
              @done=${this.#done}
            ></sferum-admin-group>`
          : nothing
      }
      ${
        this.invited
          ? html`<sferum-group-invitation
              anybody
              .college=${this.college}
              .place=${this.#place}
              .group=${this.invited}
              @closed=${() => {
                this.invited = '';
              }}
            ></sferum-group-invitation>`
          : nothing
      }
      <sferum-toast></sferum-toast>`;
  }

  #list(list: readonly Group[]): TemplateResult {
    const { groups } = this.strings;
    if (list.length === 0) {
      return emptyState(
        signs.folder,
        groups.empty,
        groups.emptyText,
        html`<button class="button primary" type="button" @click=${() => this.#edit(null)}>
          ${icon(signs.plus, 18)}<span>${groups.create}</span>
        </button>`,
      );
    }
    const inFilter = (group: Group, filter: Filter) =>
      filter === 'all' || group.isGraduated === (filter === 'graduated');
    const wanted = plain(this.wanted);
    const found = list.filter(({ number, title }) => plain(`${number} ${title}`).includes(wanted));
    const shown = found.filter((group) => inFilter(group, this.filter));
    const { columns } = groups;
    return html`${chipTabs<Filter>({
      label: groups.filtersLabel,
      tabs: filters.map((value) => ({
        value,
        text: groups.filters[value],
        count: found.filter((group) => inFilter(group, value)).length,
      })),
      value: this.filter,
      choose: (value) => {
        this.filter = value;
      },
    })}
      ${
        shown.length === 0
          ? notFound(groups.nothingFound, groups.nothingFoundText)
          : html`${table(
              groups.title,
              [
                { title: columns.number },
                { title: columns.years, from: 'middle' },
                { title: columns.students, from: 'middle' },
                { title: columns.teachers, from: 'wide' },
                { title: '', label: columns.actions },
              ],
              html`${repeat(
                shown,
                ({ id }) => id,
                (group) => this.#row(group),
              )}`,
            )}
              <p class="note">${groups.note}</p>`
      }`;
  }

  #row(group: Group): TemplateResult {
    const { groups } = this.strings;
    const years = `${group.startYear} — ${group.endYear}`;
    const students = plural(this.language, group.studentCount, groups.students).replace(
      '#',
      String(group.studentCount),
    );
    const { teachers } = group;
    const names = teachers.slice(0, named).map(({ surname }) => surname);
    if (teachers.length > named) names.push(groups.andMore.replace('#', String(teachers.length - named)));
    const items = [
      { text: groups.edit, sign: signs.edit, act: () => this.#edit(group) },
      {
        text: groups.addTeacher,
        sign: signs.userPlus,
        act: () => this.#edit(group, 'teacher'),
        reason: group.isGraduated ? groups.graduated : undefined,
      },
      {
        text: groups.invite,
        sign: signs.link,
        act: () => void this.#invite(group),
        reason: group.isGraduated ? groups.graduated : undefined,
      },
      { text: groups.remove, sign: signs.trash, danger: true, act: () => this.#edit(group, 'remove') },
    ];
    return html`<tr class=${group.isGraduated ? 'quiet' : ''}>
      <td>
        <div class="who">
          ${avatar({ id: group.number, text: group.number, size: 'm', square: true })}
          <span>
            <b><button class="opens" type="button" @click=${() => this.#edit(group)}>${group.number}</button></b>${group.isGraduated ? tag(groups.graduated, 'plain', 'graduate') : nothing}
            <span class="narrow">${years}, ${students}</span>
          </span>
        </div>
      </td>
      <td class="from-middle">${years}</td>
      <td class="from-middle">${group.studentCount}</td>
      <td class="from-wide">${names.join(', ')}</td>
      <td><sferum-menu label=${groups.actions.replace('#', group.number)} .items=${items}></sferum-menu></td>
    </tr>`;
  }
}
define('sferum-admin-groups', AdminGroups);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-groups': AdminGroups;
  }
}
