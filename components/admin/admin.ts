import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { MyCollege } from '../college/shared/my-colleges-api.ts';
import { type MyCollegesStore, myCollegesStore } from '../college/shared/my-colleges-store.ts';
import { type OpenSectionEvent, SectionChangedEvent } from '../college/shared/section-events.ts';
import { shellStyles } from '../college/shared/shell.styles.ts';
import { failed, type Loadable, loading, ready } from '../core/errors.ts';
import { fullName } from '../core/names.ts';
import { Retry } from '../core/network/retry.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import { personName } from '../element/person/person-name.ts';
import { StoreController } from '../element/store-controller.ts';
import { type AdminStrings, adminTexts } from '../locales/ru/admin/admin.ts';
import { avatar, avatarStyles } from '../ui/avatar.ts';
import { bitsStyles, counter, skeletonRows } from '../ui/bits.ts';
import { fieldStyles, select } from '../ui/field.ts';
import { signs } from '../ui/signs.ts';
import {
  isSection,
  type MenuName,
  menuName,
  type Section,
  type SectionName,
  sectionNames,
  sections,
} from './admin-sections.ts';
import { administratorsStore } from './administrators-store.ts';
import { inquiryCountsStore } from './inquiries/admin-inquiries-store.ts';
import { adminReportsStore } from './reports/admin-reports-store.ts';
import '../element/signed-out.ts';

/** Administrators who are named to somebody without the right. */
const named = 3;

/** The parameter of the page's address that names the section, with `route`. */
const parameter = 'section';

/**
 * The administration of a college: its people, groups, links, inquiries and log. Only administrators see it.
 * @tag sferum-admin
 * @fires {SectionChangedEvent} sferum-section-changed - Another section is shown.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Admin extends SferumElement<{ admin: AdminStrings }> {
  static override styles: CSSResultGroup = [base, root, avatarStyles, bitsStyles, fieldStyles, shellStyles];
  protected readonly texts = { admin: adminTexts };

  /** Id of the college; absent takes the page's, and without that the first that I administer. */
  @property() college = '';
  /** The section that is shown. */
  @property({ reflect: true }) section: SectionName | '' = '';
  /** Keeps the section in the page's address (`?section=groups`), so that «Back» and links lead to it. */
  @property({ type: Boolean }) route = false;

  @state() private loaded: Loadable<SectionName> = loading;

  /** What is shown where the address names no section. */
  #first: SectionName | '' = '';
  /** The section whose code could not be loaded. */
  #failed: SectionName | '' = '';
  #loading: Promise<void> = Promise.resolve();
  readonly #retry = new Retry(() => {
    this.#loading = this.#load();
  });
  readonly #mine: StoreController<MyCollegesStore> = new StoreController(this, (backend) =>
    backend.userId ? myCollegesStore(backend) : null,
  );
  /** Whom somebody without the right can ask. */
  readonly #administrators = new StoreController(this, (backend) => {
    const college = this.#college;
    return college && !college.isAdmin ? administratorsStore(backend, college.id) : null;
  });

  readonly #inquiries = new StoreController(this, (backend) => {
    const college = this.#college;
    return college?.isAdmin ? inquiryCountsStore(backend, college.id) : null;
  });

  readonly #reports = new StoreController(this, (backend) => {
    const college = this.#college;
    return college?.isAdmin ? adminReportsStore(backend, college.id) : null;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#first = this.section;
    addEventListener('popstate', this.#readAddress);
    this.#readAddress();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#readAddress);
    this.#retry.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('section')) this.#loading = this.#load();
  }

  get #current(): SectionName {
    return isSection(this.section) ? this.section : (sectionNames[0] ?? 'members');
  }

  /** The college in question as far as I belong to it. */
  get #college(): MyCollege | undefined {
    const { state, backend } = this.#mine;
    if (state?.colleges.status !== 'ready') return undefined;
    const wanted = this.college || backend?.config.college;
    const { value } = state.colleges;
    return wanted ? value.find(({ id }) => id === wanted) : (value.find(({ isAdmin }) => isAdmin) ?? value[0]);
  }

  #readAddress = (): void => {
    if (!this.route) return;
    const named = new URL(location.href).searchParams.get(parameter) ?? '';
    this.section = isSection(named) ? named : this.#first;
  };

  async #load(): Promise<void> {
    const name = this.#current;
    // While it is tried again without having been asked for, what is said about it stays.
    if (this.#failed !== name) this.loaded = loading;
    const loaded = await sections[name].load().then(() => ready(name), failed);
    if (name !== this.#current) return;
    this.loaded = loaded;
    this.#failed = loaded.status === 'failed' ? name : '';
    if (loaded.status === 'failed' && this.isConnected) this.#retry.after(loaded.error);
    else this.#retry.stop();
  }

  #open(section: string): void {
    if (!isSection(section) || section === this.#current) return;
    this.section = section;
    if (this.route) {
      const url = new URL(location.href);
      url.searchParams.set(parameter, section);
      history.pushState(history.state, '', url);
    }
    this.dispatchEvent(new SectionChangedEvent(section));
  }

  /** Opens what a section leads to; what had the focus there is gone with it. */
  async #follow(section: string): Promise<void> {
    this.#open(section);
    await this.updateComplete;
    await this.#loading;
    await this.updateComplete;
    const opened = this.renderRoot.querySelector<SferumElement>('.section > :last-child');
    await opened?.updateComplete;
    opened?.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override render() {
    const { backend, state, store } = this.#mine;
    const { admin } = this.strings;
    if (backend && !backend.userId) {
      return html`<sferum-signed-out of="sferum-admin"></sferum-signed-out>`;
    }
    return this.view(
      state?.colleges,
      () => {
        const college = this.#college;
        if (!college) return this.#lock('building', admin.noCollege, html`<p>${admin.noCollegeText}</p>`);
        if (!college.isAdmin) return this.#noRight();
        return this.#shell(college);
      },
      { skeleton: skeletonRows(8), retry: () => store?.retry() },
    );
  }

  #lock(sign: 'lock' | 'building', title: string, body: TemplateResult): TemplateResult {
    return html`<div class="view-state" role="status">
      <span class="emblem neutral">${icon(sign, 26)}</span>
      <h3>${title}</h3>
      ${body}
    </div>`;
  }

  #noRight(): TemplateResult {
    const { admin } = this.strings;
    const { people } = this.#administrators.state ?? {};
    // Without their names it is still said what to do.
    const askable = people?.status === 'ready' ? people.value.slice(0, named) : [];
    return this.#lock(
      'lock',
      admin.noRight,
      html`<p>${admin.noRightText}</p>
        ${
          askable.length > 0
            ? html`<p>${admin.noRightAsk}</p>
                <ul class="people">
                  ${askable.map((person) => html`<li>${personName(person, this.#college?.id ?? '', '', fullName(person))}</li>`)}
                </ul>`
            : nothing
        }`,
    );
  }

  #shell(college: MyCollege): TemplateResult {
    const { admin } = this.strings;
    const current = menuName(this.#current);
    return html`<div class="admin">
      <nav aria-label=${admin.title}>
        <div class="menu">
          <div class="org">
            ${
              college.logo
                ? html`<img src=${college.logo} alt="" width="40" height="40" />`
                : avatar({ id: college.id, icon: 'building', size: 'm', square: true })
            }
            <div><b>${college.shortName}</b><small>${admin.administrator}</small></div>
          </div>
          ${sectionNames.map((name) => this.#row(name, college, name === current))}
        </div>
      </nav>
      <div class="section" @open-section=${(event: OpenSectionEvent) => void this.#follow(event.section)}>
        <div class="choose">
          <span class="frame">
            ${select({
              id: 'section',
              label: admin.choose,
              sign: signs.list,
              value: current,
              options: sectionNames.map((name) => ({ value: name, text: this.#withCount(name, college) })),
              change: (name) => this.#open(name),
            })}
          </span>
        </div>
        ${this.view(this.loaded, (name) => (sections[name] as Section).draw(college), {
          skeleton: skeletonRows(8),
          retry: () => {
            this.#failed = '';
            this.#loading = this.#load();
          },
          explain: ({ code }) =>
            code === 'offline' ? { title: admin.notLoaded, text: admin.notLoadedText } : undefined,
        })}
      </div>
    </div>`;
  }

  #count(name: SectionName, college: MyCollege): number {
    const inquiries = this.#inquiries.state?.counts?.unread ?? 0;
    const known = this.#reports.state?.reports;
    const reports = known?.status === 'ready' ? known.value.filter(({ decision }) => !decision).length : 0;
    return (sections[name] as Section).count?.({ requests: college.requests, inquiries, reports }) ?? 0;
  }

  #withCount(name: MenuName, college: MyCollege): string {
    const count = this.#count(name, college);
    return `${this.strings.admin.sections[name]}${count > 0 ? ` (${count})` : ''}`;
  }

  #row(name: MenuName, college: MyCollege, current: boolean): TemplateResult {
    const { admin } = this.strings;
    const count = this.#count(name, college);
    return html`<button type="button" aria-current=${current ? 'page' : nothing} @click=${() => this.#open(name)}>
      ${icon(sections[name].sign)}<span>${admin.sections[name]}</span>
      ${counter(count, `, ${admin.waiting.replace('#', String(count))}`, !current)}
    </button>`;
  }
}
define('sferum-admin', Admin);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin': Admin;
  }
}
