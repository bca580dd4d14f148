import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../../ui/search.ts';
import { fullName, shortName } from '../../core/names.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import type { Member } from '../shared/members-api.ts';
import { type MembersState, membersStore } from '../shared/members-store.ts';
import { rowStyles } from '../shared/rows.styles.ts';
import { sectionHead, sectionStyles } from '../shared/section.ts';

const filters = ['all', 'student', 'teacher', 'staff'] as const;
type Filter = (typeof filters)[number];

/** The section «Участники» of a college's page: who is here, without telephone numbers. */
export class CollegeMembers extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    sectionStyles,
    rowStyles,
    css`
      .row small {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-clamp: 2;
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  @property() college = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? membersStore(backend, this.college) : null,
  );

  override render() {
    const { state: now, store } = this.#store;
    const { members, page } = this.strings.college;
    return html`${sectionHead(
      page.sections.members,
      html`<sferum-search
        folds
        label=${members.search}
        .value=${now?.query ?? ''}
        @searched=${(event: Event) => store?.search((event.target as Search).value)}
      ></sferum-search>`,
    )}
    ${now ? this.#tabs(now) : nothing}
    ${this.view(now?.members, (list) => (now ? this.#list(list, now) : nothing), {
      skeleton: skeletonRows(8),
      retry: () => store?.retry(),
    })}`;
  }

  #tabs({ counts, filter }: MembersState): TemplateResult {
    const { members } = this.strings.college;
    const count: Record<Filter, number | undefined> = {
      all: counts?.total,
      student: counts?.students,
      teacher: counts?.teachers,
      staff: counts?.staff,
    };
    return chipTabs<Filter>({
      label: members.filtersLabel,
      tabs: filters.map((value) => ({ value, text: members.filters[value], count: count[value] })),
      value: filter === 'administrators' ? 'all' : filter,
      choose: (value) => this.#store.store?.choose(value),
    });
  }

  #list(list: readonly Member[], now: MembersState): TemplateResult {
    const { members } = this.strings.college;
    if (list.length === 0) {
      return now.query || now.filter !== 'all'
        ? notFound(members.nothingFound, members.nothingFoundText)
        : emptyState('users', members.empty, members.emptyText);
    }
    return html`<ul class="rows">
        ${repeat(
          list,
          ({ id }) => id,
          (member) => html`<li>${this.#row(member)}</li>`,
        )}
      </ul>
      ${moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore())}`;
  }

  #row(member: Member): TemplateResult {
    const { administrator, members, roles } = this.strings.college;
    const isMe = member.id === this.#store.store?.myId;
    const groups = member.groups.map(({ number }) => number).join(', ');
    const subjects = member.role === 'student' ? '' : member.subjects.join(', ');
    const details = [roles[member.role], subjects, groups].filter(Boolean).join(' · ');
    return html`<button
      class="row"
      type="button"
      @click=${() => this.dispatchEvent(new PersonOpenEvent(member.id, this.college))}
    >
      ${avatar({ id: member.id, text: initials(member.name, member.surname), size: 'l' })}
      <span>
        <b>${member.role === 'student' ? shortName(member) : fullName(member)}</b>${
          isMe ? html` <span class="muted">${members.you}</span>` : nothing
        } ${member.isAdmin ? tag(administrator, 'accent', signs.shield) : nothing}
        <small>${details}</small>
      </span>
    </button>`;
  }
}
define('sferum-college-members', CollegeMembers);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-members': CollegeMembers;
  }
}
