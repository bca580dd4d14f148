import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { download } from '../../element/download.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ImportStrings, importTexts } from '../../locales/ru/admin/import.ts';
import { type MembersStrings, membersTexts } from '../../locales/ru/admin/members.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../../ui/menu.ts';
import { notice } from '../../ui/notice.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { table, tableStyles } from '../../ui/table.ts';
import '../../ui/toast.ts';
import { myCollegesStore } from '../../college/shared/my-colleges-store.ts';
import { OpenSectionEvent } from '../../college/shared/section-events.ts';
import type { Toast } from '../../ui/toast.ts';
import './admin-member.ts';
import type { MemberDoneEvent } from './admin-member.ts';
import './expected-people.ts';
import type { Member, MemberFilter } from '../../college/shared/members-api.ts';
import { type MembersState, membersStore } from '../../college/shared/members-store.ts';
import { headButton, sectionFailure, sectionHead, sectionStyles } from '../../college/shared/section.ts';
import { fullName, shortName } from '../../core/names.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import type { SectionName } from '../admin-sections.ts';
import type { ExpectedRemovedEvent } from './expected-people.ts';
import { type MembersExportState, membersExportStore } from './members-export-store.ts';

const filters = ['all', 'student', 'teacher', 'staff', 'administrators'] as const;

/** The section «Участники». */
export class AdminMembers extends SferumElement<{ members: MembersStrings; imports: ImportStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    tableStyles,
    sectionStyles,
    css`
      /* Who teaches in ten groups must not take the place of the names. */
      .table .lines,
      .table .narrow {
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-clamp: 2;
      }
      .table .lines {
        display: -webkit-box;
      }
      @container (width >= 37.333em) {
        .table th:first-child {
          width: 36%;
        }
      }
      @container (width >= 60em) {
        .table th:nth-child(3) {
          width: 34%;
        }
      }
      @container (width < 37.333em) {
        .table .narrow {
          display: -webkit-box;
        }
      }
    `,
  ];
  protected readonly texts = { members: membersTexts, imports: importTexts };

  @property() college = '';
  /** Who is being edited or removed. */
  @state() private edited: { readonly member: Member; readonly removal: boolean } | null = null;
  /** A new link is being made, or shown. */
  @state() private inviting = false;
  /** Those who have not registered yet are shown instead of the members. */
  @state() private expecting = false;
  @query('sferum-toast') private toast!: Toast;

  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? membersStore(backend, this.college) : null,
  );
  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));
  readonly #exported = new StoreController(this, (backend) =>
    backend.userId && this.college ? membersExportStore(backend, this.college) : null,
  );

  async #done(event: MemberDoneEvent): Promise<void> {
    const { editing } = this.strings.members;
    const { edited } = this;
    this.edited = null;
    if (!edited) return;
    const text = (event.removed ? editing.removed : editing.saved).replace('#', shortName(edited.member));
    this.toast.show({ text });
    if (event.removed) await this.#focusHead();
  }

  /** A row goes away, and with it what has the focus when the dialog is gone. */
  async #focusHead(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  #expectNoLonger = ({ person }: ExpectedRemovedEvent): void => {
    this.toast.show({ text: this.strings.imports.expected.removed.replace('#', () => shortName(person)) });
    void this.#focusHead();
  };

  async #export(): Promise<void> {
    const { imports } = this.strings;
    const done = await this.#exported.store?.export(async (people) => {
      const { membersFile } = await import('./members-file.ts');
      download(membersFile(people, imports), imports.file.name);
    });
    if (done) this.toast.show({ text: imports.exportDone });
  }

  async #invite(): Promise<void> {
    this.inviting = await this.#code.fetch(() => import('../../college/shared/invitations/group-invitation.ts'));
  }

  #open(section: SectionName): void {
    this.dispatchEvent(new OpenSectionEvent(section));
  }

  override render() {
    const { state: now, store } = this.#store;
    const { common, members, imports } = this.strings;
    return html`${sectionHead(
      members.title,
      html`<sferum-search
          folds
          label=${members.search}
          .value=${now?.query ?? ''}
          @searched=${(event: Event) => store?.search((event.target as Search).value)}
        ></sferum-search>
          ${headButton(signs.userPlus, members.invite, () => void this.#invite())}
          <sferum-menu
            label=${imports.actions}
            .items=${[
              { text: imports.import, sign: signs.upload, act: () => this.#open('import') },
              { text: imports.export, sign: signs.download, act: () => void this.#export() },
            ]}
          ></sferum-menu>`,
    )}
      ${sectionFailure(this.#code.problem, common)} ${this.#failure(this.#exported.state?.problem ?? null)}
      ${now ? this.#tabs(now) : nothing}
      ${
        this.expecting
          ? html`<sferum-expected-people
              .college=${this.college}
              .query=${now?.query ?? ''}
              @removed=${this.#expectNoLonger}
            ></sferum-expected-people>`
          : this.view(now?.members, (list) => (now ? this.#members(list, now) : nothing), {
              skeleton: skeletonRows(8),
              retry: () => store?.retry(),
            })
      }
      ${
        this.edited
          ? html`<sferum-admin-member
              .college=${this.college}
              .person=${this.edited.member.id}
              .name=${fullName(this.edited.member)}
              .removal=${this.edited.removal}
              @closed=${() => {
                this.edited = null;
              }}
              @done=${this.#done}
            ></sferum-admin-member>`
          : nothing
      }
      ${
        this.inviting
          ? html`<sferum-group-invitation
              anybody
              .college=${this.college}
              .place=${this.#place}
              @closed=${() => {
                this.inviting = false;
              }}
            ></sferum-group-invitation>`
          : nothing
      }
      <sferum-toast></sferum-toast>`;
  }

  /** Name of the college, for the printed sheet. */
  get #place(): string {
    const { colleges } = this.#mine.state ?? {};
    return (colleges?.status === 'ready' && colleges.value.find(({ id }) => id === this.college)?.name) || '';
  }

  #failure(problem: MembersExportState['problem']): TemplateResult | typeof nothing {
    if (!problem) return nothing;
    const { common, imports } = this.strings;
    const text = problem === 'denied' ? common.errors.denied.text : imports.exportFailed;
    return html`<div class="failure">${notice('alert', text, 'danger')}</div>`;
  }

  #tabs({ counts, filter }: MembersState): TemplateResult {
    const { members, imports } = this.strings;
    const count: Record<MemberFilter, number | undefined> = {
      all: counts?.total,
      student: counts?.students,
      teacher: counts?.teachers,
      staff: counts?.staff,
      administrators: counts?.administrators,
    };
    return chipTabs<MemberFilter | 'expected'>({
      label: members.filtersLabel,
      tabs: [
        ...filters.map((value) => ({ value, text: members.filters[value], count: count[value] })),
        { value: 'expected', text: imports.expected.title },
      ],
      value: this.expecting ? 'expected' : filter,
      choose: (value) => {
        this.expecting = value === 'expected';
        if (value !== 'expected') this.#store.store?.choose(value);
      },
    });
  }

  #members(list: readonly Member[], now: MembersState): TemplateResult {
    const { members } = this.strings;
    if (list.length === 0) {
      return now.query || now.filter !== 'all'
        ? notFound(members.nothingFound, members.nothingFoundText)
        : emptyState('users', members.empty, members.emptyText);
    }
    const { columns } = members;
    return html`${table(
      members.title,
      [
        { title: columns.name },
        { title: columns.role, from: 'middle' },
        { title: columns.details, from: 'wide' },
        { title: '', label: columns.actions },
      ],
      html`${repeat(
        list,
        ({ id }) => id,
        (member) => this.#row(member),
      )}`,
    )}
    ${moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore())}`;
  }

  #row(member: Member): TemplateResult {
    const { members } = this.strings;
    const isMe = member.id === this.#store.store?.myId;
    const groups = member.groups.map(({ number }) => number).join(', ');
    const details =
      member.role === 'student' ? groups : [member.subjects.join(', '), groups].filter(Boolean).join(' · ');
    const role = members.roles[member.role];
    const admin = member.isAdmin ? tag(members.administrator, 'accent', signs.shield) : nothing;
    const items = [
      { text: members.edit, sign: signs.edit, act: () => this.#edit(member, false) },
      { text: members.removeFrom, sign: signs.trash, danger: true, act: () => this.#edit(member, true) },
    ];
    const name = member.role === 'student' ? shortName(member) : fullName(member);
    return html`<tr>
      <td>
        <div class="who">
          ${avatar({ id: member.id, text: initials(member.name, member.surname), size: 'm' })}
          <span>
            <button type="button" @click=${() => this.dispatchEvent(new PersonOpenEvent(member.id, this.college))}>
              <b>${name}</b></button>${isMe ? html` <span class="muted">${members.you}</span>` : nothing}
            <span class="narrow">${member.isAdmin ? admin : nothing} ${[role, details].filter(Boolean).join(', ')}</span>
          </span>
        </div>
      </td>
      <td class="from-middle">${member.isAdmin ? html`${admin} ` : nothing}${role}</td>
      <td class="from-wide"><span class="lines">${details}</span></td>
      <td><sferum-menu label=${members.actions.replace('#', name)} .items=${items}></sferum-menu></td>
    </tr>`;
  }

  #edit(member: Member, removal: boolean): void {
    this.edited = { member, removal };
  }
}
define('sferum-admin-members', AdminMembers);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-members': AdminMembers;
  }
}
