import { type CSSResultGroup, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base, root } from '../../element/base.styles.ts';
import { copyText } from '../../element/clipboard.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import '../../ui/menu.ts';
import { noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import { SectionChangedEvent } from '../shared/section-events.ts';
import { shellStyles } from '../shared/shell.styles.ts';
import './college-about.ts';
import { AdminOpenEvent, type GroupOpenEvent } from '../shared/college-events.ts';
import './college-chats.ts';
import './college-groups.ts';
import './college-members.ts';
import '../group/group.ts';
import '../inquiry/inquiry.ts';
import { inquiryStore } from '../shared/inquiry/inquiry-store.ts';
import type { MyCollege } from '../shared/my-colleges-api.ts';
import { myCollegesStore } from '../shared/my-colleges-store.ts';
import '../../element/signed-out.ts';

const sections = ['about', 'chats', 'groups', 'members', 'articles'] as const;
type SectionName = (typeof sections)[number];

const sectionSigns: Readonly<Record<SectionName, Sign>> = {
  about: 'building',
  chats: 'chat',
  groups: signs.folder,
  members: 'users',
  articles: signs.list,
};

const isSection = (name: string): name is SectionName => (sections as readonly string[]).includes(name);

/**
 * A college for its members: what it is, its groups and its people.
 * @tag sferum-college
 * @fires {SectionChangedEvent} sferum-section-changed - Another section is shown.
 * @fires {GroupOpenEvent} sferum-group-open - Before a group opens; cancel it to show it elsewhere.
 * @fires {AdminOpenEvent} sferum-admin-open - Before the administration opens here; cancel it to show it elsewhere.
 * @fires {ChatOpenEvent} sferum-chat-open - Before a chat of a group opens; cancel it to show it elsewhere.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class College extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    noticeStyles,
    ringStyles,
    shellStyles,
    css`
      .org div {
        flex: 1;
      }
      .choose .chip-tabs {
        flex: 1;
        min-width: 0;
        margin-inline-start: -16px;
        padding-block: 0;
      }
      .manage {
        margin-top: 8px;
      }
      .answered {
        padding: 12px 16px 0;
      }
      @container (width < 60em) {
        .choose {
          display: flex;
          align-items: center;
          gap: 4px;
        }
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  /** Id of the college; absent takes the page's, and without that the first that I belong to. */
  @property() college = '';
  /** The section that is shown: `about`, `chats`, `groups`, `members` or `articles`. */
  @property({ reflect: true }) section = '';
  /** Id of the group that is shown in the section of groups. */
  @property() group = '';
  /** Keeps college, section and group in the page's address, so that «Back» and links lead to them. */
  @property({ type: Boolean }) route = false;

  /** Writing to the administration. */
  @state() private writing = false;
  /** The question whether I want to leave is open. */
  @state() private leaving = false;
  @query('sferum-toast') private toast!: Toast | null;

  /** What is shown where the address names nothing. */
  #first = { college: '', section: '', group: '' };

  readonly #managing = new LazyTag(this, 'sferum-admin');
  readonly #articles = new LazyTag(this, 'sferum-articles');
  /** The ways into a college, for who has none. */
  readonly #joining = new LazyTag(this, 'sferum-auth');
  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));
  readonly #asked = new StoreController(this, (backend) => {
    const college = this.#college;
    return college ? inquiryStore(backend, college.id) : null;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#first = { college: this.college, section: this.section, group: this.group };
    addEventListener('popstate', this.#readAddress);
    this.#readAddress();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#readAddress);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('college')) {
      this.#managing.hide();
      this.writing = false;
    }
    if (this.#current === 'articles' && !this.#articles.shown) this.#articles.show();
  }

  get #current(): SectionName {
    if (this.group) return 'groups';
    return isSection(this.section) ? this.section : 'about';
  }

  /** The college in question as far as I belong to it. */
  get #college(): MyCollege | undefined {
    const { state, backend } = this.#mine;
    if (state?.colleges.status !== 'ready') return undefined;
    const wanted = this.college || backend?.config.college;
    const { value } = state.colleges;
    return wanted ? value.find(({ id }) => id === wanted) : value[0];
  }

  #readAddress = (): void => {
    if (!this.route) return;
    const { searchParams } = new URL(location.href);
    this.college = searchParams.get('college') ?? this.#first.college;
    this.section = searchParams.get('section') ?? this.#first.section;
    this.group = searchParams.get('group') ?? this.#first.group;
    this.#managing.hide();
    void this.#keepFocus();
  };

  /** «Back» may take away what has the focus. */
  async #keepFocus(): Promise<void> {
    if (!this.matches(':focus-within')) return;
    await this.updateComplete;
    if (this.matches(':focus-within')) return;
    if (this.group) this.renderRoot.querySelector('sferum-group')?.enter();
    else await this.#focusSection();
  }

  async #focusSection(): Promise<void> {
    // Articles are no element before their code is here.
    const section = this.renderRoot.querySelector<HTMLElement & Partial<SferumElement>>('.section > :last-child');
    await section?.updateComplete;
    section?.renderRoot?.querySelector<HTMLElement>('h2')?.focus();
  }

  /** The address of what is shown. */
  #address(college: MyCollege): URL {
    const url = new URL(location.href);
    if (!this.route) return url;
    url.searchParams.set('college', college.id);
    url.searchParams.set('section', this.#current);
    if (this.group) url.searchParams.set('group', this.group);
    else url.searchParams.delete('group');
    return url;
  }

  #show(college: MyCollege, section: string, group = ''): void {
    if (!isSection(section)) return;
    const other = section !== this.#current;
    this.#managing.hide();
    this.section = section;
    this.group = group;
    if (this.route) history.pushState(history.state, '', this.#address(college));
    if (other) this.dispatchEvent(new SectionChangedEvent(section));
  }

  async #manage(college: MyCollege): Promise<void> {
    if (!this.dispatchEvent(new AdminOpenEvent(college.id))) return;
    this.#managing.show();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.to-college')?.focus();
  }

  /** Back from the administration, to what opened it. */
  async #stopManaging(): Promise<void> {
    this.#managing.hide();
    await this.updateComplete;
    const openers = ['.manage', '.choose sferum-menu'].map((each) => this.renderRoot.querySelector<HTMLElement>(each));
    openers.find((opener) => opener?.checkVisibility())?.focus();
  }

  async #copyLink(college: MyCollege): Promise<void> {
    const { page } = this.strings.college;
    const copied = await copyText(this.#address(college).href);
    this.toast?.show({ text: copied ? page.copied : page.notCopied });
  }

  async #leave(college: MyCollege): Promise<void> {
    if (await this.#mine.store?.leave(college.id)) this.leaving = false;
  }

  override render() {
    const { backend, state, store } = this.#mine;
    if (backend && !backend.userId) {
      return html`<sferum-signed-out of="sferum-college"></sferum-signed-out>`;
    }
    return this.view(
      state?.colleges,
      () => {
        const college = this.#college;
        if (!college) return this.#none();
        if (this.#managing.shown && college.isAdmin) return this.#administration(college);
        return this.#shell(college);
      },
      { skeleton: skeletonRows(8), retry: () => store?.retry() },
    );
  }

  #none(): TemplateResult {
    const { page } = this.strings.college;
    if (this.#joining.shown) {
      return html`${this.view(this.#joining.shown, () => html`<sferum-auth></sferum-auth>`, { retry: this.#joining.show })}`;
    }
    return html`<div class="view-state" role="status">
      <span class="emblem neutral">${icon('building', 26)}</span>
      <h3>${page.none}</h3>
      <p>${page.noneText}</p>
      <button class="button primary" type="button" @click=${this.#joining.show}>${page.join}</button>
    </div>`;
  }

  #administration(college: MyCollege): TemplateResult {
    return html`<button
        class="button ghost to-college"
        type="button"
        @click=${this.#stopManaging}
      >
        ${icon('back', 18)}<span>${college.shortName}</span>
      </button>
      ${this.view(this.#managing.shown ?? undefined, () => html`<sferum-admin .college=${college.id}></sferum-admin>`, {
        skeleton: skeletonRows(8),
        retry: this.#managing.show,
      })}`;
  }

  #shell(college: MyCollege): TemplateResult {
    const { administrator, page, roles } = this.strings.college;
    const current = this.#current;
    return html`<div class="admin">
        <nav aria-label=${page.title}>
          <div class="menu">
            <div class="org">
              ${
                college.logo
                  ? html`<img src=${college.logo} alt="" width="40" height="40" />`
                  : avatar({ id: college.id, icon: 'building', size: 'm', square: true })
              }
              <div>
                <b>${college.shortName}</b><small>${college.isAdmin ? administrator : roles[college.role]}</small>
              </div>
              ${this.#menu(college)}
            </div>
            ${sections.map(
              (name) => html`<button
                type="button"
                aria-current=${name === current ? 'page' : nothing}
                @click=${() => this.#show(college, name)}
              >
                ${icon(sectionSigns[name])}<span>${page.sections[name]}</span>
              </button>`,
            )}
            ${
              college.isAdmin
                ? html`<button class="manage" type="button" @click=${() => this.#manage(college)}>
                    ${icon(signs.shield)}<span>${page.manage}</span>
                  </button>`
                : nothing
            }
          </div>
        </nav>
        <div class="section" @sferum-group-open=${(event: GroupOpenEvent) => this.#opened(event, college)}>
          <div class="choose">
            ${chipTabs({
              label: page.choose,
              tabs: sections.map((name) => ({ value: name, text: page.sections[name] })),
              value: current,
              choose: (name) => this.#show(college, name),
            })}
            ${this.#menu(college)}
          </div>
          ${this.#answered()} ${this.#body(college, current)}
        </div>
      </div>
      ${this.#confirmation(college)} ${this.#inquiry(college)}
      <sferum-toast></sferum-toast>`;
  }

  #body({ id }: MyCollege, section: SectionName): TemplateResult {
    if (this.group) {
      return html`<sferum-group inside .group=${this.group} @back=${() => this.#back()}></sferum-group>`;
    }
    if (section === 'groups') return html`<sferum-college-groups .college=${id}></sferum-college-groups>`;
    if (section === 'chats') return html`<sferum-college-chats .college=${id}></sferum-college-chats>`;
    if (section === 'members') return html`<sferum-college-members .college=${id}></sferum-college-members>`;
    if (section === 'articles') {
      const { show, shown } = this.#articles;
      const articles = () => html`<sferum-articles .college=${id}></sferum-articles>`;
      return html`${this.view(shown ?? undefined, articles, { retry: show })}`;
    }
    return html`<sferum-college-about .college=${id}></sferum-college-about>`;
  }

  #opened(event: GroupOpenEvent, college: MyCollege): void {
    // The page decides first: the event reaches it after this.
    queueMicrotask(() => {
      if (!event.defaultPrevented) void this.#enter(college, event.group);
    });
  }

  async #enter(college: MyCollege, group: string): Promise<void> {
    this.#show(college, 'groups', group);
    await this.updateComplete;
    this.renderRoot.querySelector('sferum-group')?.enter();
  }

  async #back(): Promise<void> {
    const college = this.#college;
    if (!college) return;
    this.#show(college, 'groups');
    await this.updateComplete;
    await this.#focusSection();
  }

  #menu(college: MyCollege): TemplateResult {
    const { page } = this.strings.college;
    const items = [
      ...(college.isAdmin ? [{ text: page.manage, sign: signs.shield, act: () => this.#manage(college) }] : []),
      { text: page.write, sign: signs.inbox, act: () => this.#write() },
      { text: page.copyLink, sign: signs.link, act: () => void this.#copyLink(college) },
      {
        text: page.leave,
        sign: signs.door,
        danger: true,
        act: () => {
          this.#mine.store?.clearError();
          this.leaving = true;
        },
      },
    ];
    return html`<sferum-menu label=${page.actions} .items=${items}></sferum-menu>`;
  }

  #write(): void {
    this.writing = true;
  }

  /** In every section, while there is an answer that was not read. */
  #answered(): TemplateResult | typeof nothing {
    const { lastSeq = 0, readSeq = 0 } = this.#asked.state ?? {};
    if (lastSeq <= readSeq || this.writing) return nothing;
    return html`<p class="answered" role="status">
      <button class="button soft wide" type="button" @click=${this.#write}>
        ${icon(signs.inbox, 18)}<span>${this.strings.college.page.answered}</span>
      </button>
    </p>`;
  }

  #inquiry({ id, shortName }: MyCollege): TemplateResult | typeof nothing {
    if (!this.writing) return nothing;
    return html`<sferum-dialog
      wide
      heading=${`${this.strings.college.page.write}: ${shortName}`}
      @closed=${() => {
        this.writing = false;
      }}
    >
      <sferum-inquiry inside autofocus .college=${id}></sferum-inquiry>
    </sferum-dialog>`;
  }

  #confirmation(college: MyCollege): TemplateResult | typeof nothing {
    const { leaving: words } = this.strings.college;
    const { leaving: busy, leaveProblem: problem } = this.#mine.state ?? {};
    if (!this.leaving) return nothing;
    return confirm({
      heading: words.title,
      text: words.text.replace('#', college.shortName),
      verb: words.verb,
      busy,
      error: problem ? words.problems[problem] : undefined,
      act: () => void this.#leave(college),
      closed: () => {
        this.leaving = false;
      },
      strings: this.strings,
    });
  }
}
define('sferum-college', College);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college': College;
  }
}
