import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base, root } from '../../element/base.styles.ts';
import { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { exampleId } from '../../element/host/config.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import { loadTag } from '../../element/registry.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, ringStyles, skeletonRows, tag } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import { failureNotice, notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { ChatMadeEvent } from '../../chat/new/new-chat.ts';
import { fullName, shortName } from '../../core/names.ts';
import type { Toast } from '../../ui/toast.ts';
import type { GroupTeacher } from '../shared/groups-api.ts';
import type { MyCollege } from '../shared/my-colleges-api.ts';
import { myCollegesStore } from '../shared/my-colleges-store.ts';
import { rowStyles } from '../shared/rows.styles.ts';
import { styles } from './group.styles.ts';
import type { GroupChat, GroupPage } from './group-page-api.ts';
import { type GroupPageState, groupPageStore } from './group-page-store.ts';
import type { TeacherAddedEvent } from './group-teacher.ts';
import '../../element/signed-out.ts';

/** What is shown of each list before «Показать все». */
const few = { teachers: 3, chats: 4, students: 15 };
type List = keyof typeof few;

/** What is known of a chat before it is loaded. */
type OpenChat = NonNullable<HTMLElementTagNameMap['sferum-chat']['known']>;

/**
 * A study group for the members of its college: who teaches and studies there, and my chats in it.
 * @tag sferum-group
 * @fires {ChatOpenEvent} sferum-chat-open - Before a chat opens in the place of the group; cancel it to show it elsewhere.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Group extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    noticeStyles,
    ringStyles,
    rowStyles,
    styles,
  ];
  protected readonly texts = { college: collegeTexts };

  /** Id of the group. */
  @property() group = '';
  /** It stands in a college's page, to which a button leads back: it fires `back`. */
  @property({ type: Boolean }) inside = false;

  /** Lists that are shown in full. */
  @state() private full: ReadonlySet<List> = new Set();
  @state() private adding = false;
  /** The dialog of inviting is open; `loading` until its code is there. */
  @state() private inviting: 'loading' | 'open' | null = null;
  /** The dialog of a new chat is open; `loading` until its code is there. */
  @state() private making: 'loading' | 'open' | null = null;
  @state() private removed: GroupTeacher | null = null;
  /** The chat that is open in the place of the group. */
  @state() private chat: OpenChat | null = null;
  @query('sferum-toast') private toast!: Toast | null;

  readonly #thread = new LazyTag(this, 'sferum-chat');
  readonly #addingCode = new LazyCode(this);
  readonly #makingCode = new LazyCode(this);
  readonly #invitingCode = new LazyCode(this);
  /** The focus goes in as soon as there is something to take it. */
  #entering = false;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.group ? groupPageStore(backend, this.group) : null,
  );
  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has('group')) return;
    this.full = new Set();
    this.adding = false;
    this.removed = null;
    this.chat = null;
  }

  #membership(page: GroupPage): MyCollege | undefined {
    const { state: now } = this.#mine;
    return now?.colleges.status === 'ready' ? now.colleges.value.find(({ id }) => id === page.college) : undefined;
  }

  /** Takes the focus of a person who has opened the group. */
  enter(): void {
    this.#entering = true;
    this.#takeFocus();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.#entering) this.#takeFocus();
  }

  #takeFocus(): void {
    if (this.chat) {
      const thread = this.renderRoot.querySelector('sferum-chat');
      if (thread) this.#entering = false;
      thread?.enter();
      return;
    }
    const title = this.renderRoot.querySelector<HTMLElement>('h2');
    if (title) this.#entering = false;
    (title ?? this.renderRoot.querySelector<HTMLElement>('.head button'))?.focus();
  }

  /** Pointing at a chat fetches its code. Whether that could be had is told to who opens it. */
  #prepareChat(): void {
    void Promise.allSettled([loadTag('sferum-chat')]);
  }

  #openChat({ id, memberCount = 0, title = '' }: Pick<GroupChat, 'id'> & Partial<GroupChat>, page: GroupPage): void {
    if (!this.dispatchEvent(new ChatOpenEvent(id))) return;
    this.chat = {
      id,
      collegeId: page.college,
      kind: 'group',
      title,
      groupNumber: page.number,
      picture: '',
      memberCount,
      peer: null,
    };
    this.#thread.show();
    this.#entering = true;
  }

  async #leaveChat(): Promise<void> {
    const { chat } = this;
    this.chat = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-chat="${chat?.id}"]`)?.focus({ preventScroll: true });
  }

  #done(text: string): void {
    this.toast?.show({ text });
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  async #remove(teacher: GroupTeacher): Promise<void> {
    if (!(await this.#store.store?.removeTeacher(teacher.id))) return;
    this.removed = null;
    await this.updateComplete;
    this.#done(this.strings.college.group.removed.replace('#', shortName(teacher)));
  }

  async #added({ name }: TeacherAddedEvent): Promise<void> {
    this.adding = false;
    this.#store.store?.invalidate();
    await this.updateComplete;
    this.toast?.show({ text: this.strings.college.group.added.replace('#', name) });
  }

  override render() {
    const { backend, state: now, store } = this.#store;
    const { group } = this.strings.college;
    if (backend && !backend.userId) {
      return html`<sferum-signed-out of="sferum-group"></sferum-signed-out>`;
    }
    if (!this.group) return this.lacking('group', exampleId);
    if (this.chat) return this.#openedChat(this.chat);
    return html`${this.view(now?.page, (page) => (now ? this.#page(page, now) : nothing), {
      skeleton: this.#skeleton(),
      retry: () => store?.retry(),
      explain: ({ code }) =>
        code === 'missing' || code === 'denied' || code === 'invalid'
          ? { title: group.missing, text: group.missingText }
          : undefined,
    })}
      <sferum-toast></sferum-toast>`;
  }

  #openedChat(chat: OpenChat): TemplateResult {
    return html`${this.view(
      this.#thread.shown ?? undefined,
      () =>
        html`<sferum-chat back .chat=${chat.id} .known=${chat.title ? chat : null} @back=${this.#leaveChat}></sferum-chat>`,
      { retry: this.#thread.show },
    )}`;
  }

  #page(page: GroupPage, now: GroupPageState): TemplateResult {
    const { group } = this.strings.college;
    const me = this.#store.store?.myId ?? '';
    const isAdmin = this.#membership(page)?.isAdmin ?? false;
    return html`<div class="page">
      ${this.#head(page)}
      ${page.isGraduated ? notice('graduate', group.past.replace('#', String(page.endYear))) : nothing}
      <div class="columns">
        <div class="main">
          ${this.#teachers(page, me, isAdmin)}
          ${this.#chats(page, !page.isGraduated && (isAdmin || page.teachers.some(({ id }) => id === me)))}
        </div>
        ${this.#students(page, !page.isGraduated && (isAdmin || page.teachers.some(({ id }) => id === me)))}
      </div>
      ${
        this.inviting === 'open'
          ? html`<sferum-group-invitation
              .college=${page.college}
              .place=${this.#membership(page)?.name ?? ''}
              .group=${page.id}
              @closed=${() => {
                this.inviting = null;
              }}
            ></sferum-group-invitation>`
          : nothing
      }
      ${
        this.making === 'open'
          ? html`<sferum-new-chat
              .college=${page.college}
              .group=${page.id}
              @closed=${() => {
                this.making = null;
              }}
              @made=${({ chat }: ChatMadeEvent) => {
                this.making = null;
                this.#store.store?.invalidate();
                this.#openChat({ id: chat }, page);
              }}
            ></sferum-new-chat>`
          : nothing
      }
      ${
        this.adding
          ? html`<sferum-group-teacher
              .college=${page.college}
              .group=${page.id}
              .number=${page.number}
              .there=${page.teachers.map(({ id }) => id)}
              ?anybody=${isAdmin}
              @closed=${() => {
                this.adding = false;
              }}
              @added=${this.#added}
            ></sferum-group-teacher>`
          : nothing
      }
      ${this.removed ? this.#removal(page, this.removed, me, now) : nothing}
    </div>`;
  }

  /** The head with the way back, and the cards of teachers, chats and students. */
  #skeleton(): TemplateResult {
    const title = html`<div class="title"><span class="skeleton"></span></div>`;
    return html`<div class="page">
      <header class="head">
        ${this.#backButton()}<span class="skeleton picture"></span>
        <div><span class="skeleton"></span><p><span class="skeleton"></span></p></div>
      </header>
      <div class="columns">
        <div class="main">
          <section>${title}${skeletonRows(few.teachers)}</section>
          <section>${title}${skeletonRows(few.chats, true)}</section>
        </div>
        <section class="students">
          ${title}
          <ul>
            ${Array.from({ length: few.students }, () => html`<li><span class="skeleton picture"></span></li>`)}
          </ul>
        </section>
      </div>
    </div>`;
  }

  #backButton(): TemplateResult | typeof nothing {
    const { back } = this.strings.common;
    if (!this.inside) return nothing;
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${back}
      title=${back}
      @click=${() => this.dispatchEvent(new Event('back'))}
    >
      ${icon('back')}
    </button>`;
  }

  #head({ endYear, isGraduated, number, startYear, title }: GroupPage): TemplateResult {
    const { group } = this.strings.college;
    return html`<header class="head">
      ${this.#backButton()} ${avatar({ id: number, text: number, size: 'l', square: true })}
      <div>
        <h2 tabindex="-1">${number}</h2>
        ${isGraduated ? tag(group.graduated, 'plain', 'graduate') : nothing}
        <p>${[`${startYear} — ${endYear}`, title].filter(Boolean).join(' · ')}</p>
      </div>
    </header>`;
  }

  /** The heading of a list, and all of it where that is more than a few. */
  #title(list: List, count: number): TemplateResult {
    const { group } = this.strings.college;
    const full = this.full.has(list);
    return html`<div class="title">
      <h3 id=${list}>${group[list]} <span>${count}</span></h3>
      ${
        count > few[list]
          ? html`<button
              class="button link"
              type="button"
              aria-expanded=${full}
              aria-describedby=${list}
              @click=${() => {
                const next = new Set(this.full);
                if (!next.delete(list)) next.add(list);
                this.full = next;
              }}
            >
              ${full ? group.showLess : group.showAll}
            </button>`
          : nothing
      }
    </div>`;
  }

  #shown<T>(list: List, all: readonly T[]): readonly T[] {
    return this.full.has(list) ? all : all.slice(0, few[list]);
  }

  #teachers(page: GroupPage, me: string, isAdmin: boolean): TemplateResult {
    const { group } = this.strings.college;
    const { isGraduated, teachers } = page;
    const role = this.#membership(page)?.role;
    const teaches = teachers.some(({ id }) => id === me);
    const mayAdd = !isGraduated && (isAdmin || (role === 'teacher' && !teaches));
    return html`<section aria-labelledby="teachers">
      ${this.#title('teachers', teachers.length)}
      ${teachers.length === 0 ? html`<p class="nothing">${group.noTeachers}</p>` : nothing}
      <ul>
        ${repeat(
          this.#shown('teachers', teachers),
          ({ id }) => id,
          (teacher) => html`<li>
            <button class="row" type="button" @click=${() => this.#openPerson(page, teacher.id)}>
              ${avatar({ id: teacher.id, text: initials(teacher.name, teacher.surname), size: 'm' })}
              <span><b>${fullName(teacher)}</b><small>${teacher.subjects.join(', ')}</small></span>
            </button>
            ${isAdmin && !isGraduated && teacher.id !== me ? this.#removeButton(teacher) : nothing}
          </li>`,
        )}
      </ul>
      ${
        mayAdd || (teaches && !isGraduated)
          ? html`<div class="actions">
              ${
                mayAdd
                  ? html`<button
                      class="button"
                      type="button"
                      @click=${() => void this.#addTeacher()}
                    >
                      ${icon(signs.userPlus, 18)}<span>${group.addTeacher}</span>
                    </button>`
                  : nothing
              }
              ${
                teaches
                  ? html`<button
                      class="button ghost"
                      type="button"
                      @click=${() => this.#ask(teachers.find(({ id }) => id === me) ?? null)}
                    >
                      ${group.removeMe}
                    </button>`
                  : nothing
              }
              ${failureNotice(this.#addingCode.problem, this.strings.common)}
            </div>`
          : nothing
      }
    </section>`;
  }

  #openPerson({ college }: GroupPage, person: string): void {
    this.dispatchEvent(new PersonOpenEvent(person, college));
  }

  #ask(teacher: GroupTeacher | null): void {
    this.removed = teacher;
  }

  #removeButton(teacher: GroupTeacher): TemplateResult {
    const label = this.strings.college.group.removeTeacher.replace('#', shortName(teacher));
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => this.#ask(teacher)}
    >
      ${icon('close', 18)}
    </button>`;
  }

  async #addTeacher(): Promise<void> {
    const { group } = this;
    const isThere = await this.#addingCode.fetch(() => import('./group-teacher.ts'));
    this.adding = isThere && group === this.group;
  }

  async #makeChat(): Promise<void> {
    if (this.making) return;
    this.making = 'loading';
    this.making = (await this.#makingCode.fetch(() => import('../../chat/new/new-chat.ts'))) ? 'open' : null;
  }

  #chats(page: GroupPage, mayMake: boolean): TemplateResult {
    const { chats, number } = page;
    const { group } = this.strings.college;
    const count = (members: number) => plural(this.language, members, group.members).replace('#', String(members));
    return html`<section class="chats" aria-labelledby="chats">
      ${this.#title('chats', chats.length)}
      ${chats.length === 0 ? html`<p class="nothing">${group.noChats}</p>` : nothing}
      <ul>
        ${repeat(
          this.#shown('chats', chats),
          ({ id }) => id,
          (chat) => html`<li>
            <button
              class="row"
              type="button"
              data-chat=${chat.id}
              @pointerover=${this.#prepareChat}
              @focus=${this.#prepareChat}
              @click=${() => this.#openChat(chat, page)}
            >
              ${avatar({ id: number, text: number, size: 'm', square: true })}
              <span><b>${chat.title}</b><small>${count(chat.memberCount)}</small></span>
            </button>
          </li>`,
        )}
      </ul>
      ${
        mayMake
          ? html`<div class="actions">
              <button class="button" type="button" aria-disabled=${this.making === 'loading'} @click=${this.#makeChat}>
                ${icon(signs.plus, 18)}<span>${group.makeChat}</span>
              </button>
              ${failureNotice(this.#makingCode.problem, this.strings.common)}
            </div>`
          : nothing
      }
    </section>`;
  }

  async #invite(): Promise<void> {
    if (this.inviting) return;
    this.inviting = 'loading';
    const code = () => import('../shared/invitations/group-invitation.ts');
    this.inviting = (await this.#invitingCode.fetch(code)) ? 'open' : null;
  }

  #students(page: GroupPage, mayInvite: boolean): TemplateResult {
    const { students } = page;
    const { group } = this.strings.college;
    const full = this.full.has('students');
    return html`<section class=${full ? 'students all' : 'students'} aria-labelledby="students">
      ${this.#title('students', students.length)}
      ${students.length === 0 ? html`<p class="nothing">${group.noStudents}</p>` : nothing}
      <ul>
        ${repeat(
          this.#shown('students', students),
          ({ id }) => id,
          (student) => html`<li>
            <button type="button" title=${shortName(student)} @click=${() => this.#openPerson(page, student.id)}>
              ${avatar({ id: student.id, text: initials(student.name, student.surname), size: 'm' })}
              ${
                full
                  ? html`<span>${shortName(student)}</span>`
                  : html`<span>${student.name}<span class="visually-hidden"> ${student.surname}</span></span>`
              }
            </button>
          </li>`,
        )}
      </ul>
      ${
        mayInvite
          ? html`<button class="button wide" type="button" aria-disabled=${this.inviting === 'loading'} @click=${this.#invite}>
                ${icon(signs.userPlus, 18)}<span>${group.invite}</span>
              </button>
              ${failureNotice(this.#invitingCode.problem, this.strings.common)}`
          : nothing
      }
    </section>`;
  }

  #removal(page: GroupPage, teacher: GroupTeacher, me: string, now: GroupPageState): TemplateResult {
    const { removal } = this.strings.college.group;
    const { problem, removing } = now;
    const mine = teacher.id === me;
    return confirm({
      heading: (mine ? removal.titleMe : removal.title).replace('#', page.number),
      text: mine ? removal.me : removal.other.replace('#', shortName(teacher)),
      verb: mine ? removal.verbMe : removal.verb,
      busy: removing,
      error: problem ? this.strings.common.errors[problem].text : undefined,
      act: () => void this.#remove(teacher),
      closed: () => {
        this.#store.store?.clearError();
        this.removed = null;
      },
      strings: this.strings,
    });
  }
}
define('sferum-group', Group);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-group': Group;
  }
}
