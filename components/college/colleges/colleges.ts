import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { AppError } from '../../core/errors.ts';
import { formatPhone } from '../../core/phone.ts';
import { base, root } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, skeletonRows, tag } from '../../ui/bits.ts';
import '../../ui/dialog.ts';
import { icon } from '../../element/icon.ts';
import '../../ui/menu.ts';
import { shortName } from '../../core/names.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { CollegeOpenEvent } from '../shared/college-events.ts';
import type { Me, PendingCollege } from '../shared/me-api.ts';
import { type MeState, meStore } from '../shared/me-store.ts';
import type { MyCollege } from '../shared/my-colleges-api.ts';
import { myCollegesStore } from '../shared/my-colleges-store.ts';
import '../../element/signed-out.ts';
import type { Offer } from './offers-api.ts';
import { offersStore } from './offers-store.ts';

/**
 * The menu at the left: the colleges that I belong to, those that invite me, with «Принять» and «Отклонить», and those
 * that have not answered me; it changes by itself.
 * @tag sferum-colleges
 * @fires {CollegeOpenEvent} sferum-college-open - Before a college opens; cancel it to show it elsewhere.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Colleges extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    noticeStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: min(600px, 85vh);
      }
      .side {
        display: flex;
        flex-direction: column;
        flex: 1;
        padding: 10px;
      }
      h2 {
        padding: 10px 10px 8px;
        color: var(--sferum-text-2);
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
      }
      .rows {
        display: grid;
        gap: 2px;
      }
      .row {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        min-height: 56px;
        padding: 6px 10px;
        border-radius: var(--sferum-r-m);
        color: inherit;
      }
      a.row:hover,
      button.row:hover {
        background: var(--sferum-hover);
        text-decoration: none;
      }
      .row[aria-current] {
        --sferum-behind: var(--sferum-accent-soft);
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
      }
      .row[aria-current] small {
        color: inherit;
      }
      .row > span:last-child {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .row b {
        display: block;
        font: 500 calc(var(--sferum-size) * 0.933) / 1.25 var(--sferum-family);
      }
      .row small,
      .me small {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .row img {
        flex: none;
        width: 40px;
        height: 40px;
        border-radius: min(11px, calc(var(--sferum-round, 10px) * 1.3));
        background: #fff;
        object-fit: contain;
      }
      .blank {
        display: grid;
        place-items: center;
        flex: none;
        width: 40px;
        height: 40px;
        border: 1px dashed var(--sferum-line-strong);
        border-radius: min(11px, calc(var(--sferum-round, 10px) * 1.3));
        color: var(--sferum-text-2);
      }
      .row .tag {
        margin-top: 3px;
      }
      .offer .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding: 0 10px 8px 62px;
      }
      .add {
        justify-content: flex-start;
        margin: 8px 0;
        text-align: start;
      }
      .me {
        display: flex;
        align-items: center;
        gap: 12px;
        margin-top: auto;
        padding: 16px 4px 8px 10px;
      }
      .me .who {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .me b {
        display: block;
        font: 600 calc(var(--sferum-size) * 1) / 1.3 var(--sferum-family);
      }
      .view-state {
        min-height: 240px;
      }
      sferum-signed-out {
        min-height: inherit;
      }
      @media (forced-colors: active) {
        .row[aria-current] {
          outline: 2px solid;
          outline-offset: -2px;
        }
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  /** Id of the selected college; absent takes the one of the address (with `page`), else the page's. */
  @property() college = '';
  /** Address of the page that shows a college; its id is added as `?college=…`. Absent leaves it to the event. */
  @property() page = '';

  readonly #adding = new LazyTag(this, 'sferum-auth');
  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));
  readonly #me = new StoreController(this, (backend) => (backend.userId ? meStore(backend) : null));
  readonly #offers = new StoreController(this, (backend) => (backend.userId ? offersStore(backend) : null));

  get #selected(): string {
    const named = this.page ? new URL(location.href).searchParams.get('college') : '';
    return this.college || named || this.#mine.backend?.config.college || '';
  }

  #address(id: string): string {
    const url = new URL(this.page, document.baseURI);
    url.searchParams.set('college', id);
    return url.href;
  }

  #open(event: Event, id: string): void {
    if (!this.dispatchEvent(new CollegeOpenEvent(id))) event.preventDefault();
    else this.college = id;
  }

  override render() {
    const { backend, state: mine, store } = this.#mine;
    const { state: me } = this.#me;
    const { menu } = this.strings.college;
    if (backend && !backend.userId) {
      return html`<sferum-signed-out of="sferum-colleges"></sferum-signed-out>`;
    }
    const { state: offered, store: offers } = this.#offers;
    const requestsFailed = me?.requests.status === 'failed' ? me.requests.error : null;
    const offersFailed = offered?.offers.status === 'failed' ? offered.offers.error : null;
    return html`<nav class="side" aria-labelledby="title">
      <h2 id="title">${menu.title}</h2>
      ${this.view(mine?.colleges, (colleges) => this.#rows(colleges, me), {
        skeleton: skeletonRows(2, true),
        retry: () => store?.retry(),
      })}
      ${requestsFailed ? this.#partFailed(requestsFailed, () => this.#me.store?.retry()) : nothing}
      ${offersFailed ? this.#partFailed(offersFailed, () => offers?.retry()) : nothing}
      ${offered?.problem ? notice('alert', menu.offerProblems[offered.problem], 'danger') : nothing}
      ${me?.me.status === 'ready' && me.me.value ? this.#account(me.me.value, me) : nothing}
    </nav>
    ${
      this.#adding.shown
        ? html`<sferum-dialog heading=${menu.add} @closed=${this.#adding.hide}
            >${this.view(this.#adding.shown, () => html`<sferum-auth></sferum-auth>`, { retry: this.#adding.show })}</sferum-dialog
          >`
        : nothing
    }`;
  }

  #partFailed({ code }: AppError, retry: () => void): TemplateResult {
    const { common } = this.strings;
    return html`${notice('alert', common.errors[code].title, 'danger')}
      <button class="button ghost" type="button" @click=${retry}>${common.retry}</button>`;
  }

  #rows(colleges: readonly MyCollege[], me: MeState | undefined): TemplateResult {
    const { menu } = this.strings.college;
    const pending = me?.requests.status === 'ready' ? me.requests.value : [];
    const { state: offered } = this.#offers;
    const settled = me?.requests.status !== 'loading' && offered?.offers.status !== 'loading';
    const joined = new Set(colleges.map(({ id }) => id));
    const offers = offered?.offers.status === 'ready' ? offered.offers.value : [];
    const inviting = offers.filter(({ collegeId }) => !joined.has(collegeId));
    const invited = new Set(inviting.map(({ collegeId }) => collegeId));
    const waiting = pending.filter(({ id }) => !joined.has(id) && !invited.has(id));
    const none = colleges.length + inviting.length + waiting.length === 0 && settled;
    return html`<ul class="rows">
        ${repeat(
          colleges,
          ({ id }) => id,
          (college) => html`<li>${this.#college(college)}</li>`,
        )}
        ${repeat(
          inviting,
          ({ collegeId }) => collegeId,
          (offer) => html`<li class="offer">${this.#offer(offer, offered?.busy ?? false)}</li>`,
        )}
        ${waiting.map((college) => html`<li>${this.#pending(college)}</li>`)}
        ${
          none
            ? html`<li class="row">
                <span class="blank">${icon('building')}</span><span><small>${menu.none}</small></span>
              </li>`
            : nothing
        }
      </ul>
      ${
        none
          ? html`<button class="button soft add" type="button" @click=${this.#adding.show}>
              ${icon(signs.plus, 18)}<span>${menu.add}</span>
            </button>`
          : nothing
      }`;
  }

  #college(college: MyCollege): TemplateResult {
    const { college: words } = this.strings;
    const { id, isAdmin, logo, role, shortName: name } = college;
    const current = id === this.#selected ? 'page' : nothing;
    const body = html`${
      logo
        ? html`<img src=${logo} alt="" width="40" height="40" />`
        : avatar({ id, icon: 'building', size: 'm', square: true })
    }<span><b>${name}</b><small>${isAdmin ? words.administrator : words.roles[role]}</small></span>`;
    return this.page
      ? html`<a
          class="row"
          href=${this.#address(id)}
          aria-current=${current}
          @click=${(event: Event) => this.#open(event, id)}
          >${body}</a
        >`
      : html`<button
          class="row"
          type="button"
          aria-current=${current}
          @click=${(event: Event) => this.#open(event, id)}
        >
          ${body}
        </button>`;
  }

  #offer({ collegeId, groupNumber, logo, role, shortName: name }: Offer, busy: boolean): TemplateResult {
    const { menu, roles } = this.strings.college;
    const { store } = this.#offers;
    const what = [roles[role], groupNumber].filter(Boolean).join(', ');
    return html`<div class="row">
        ${
          logo
            ? html`<img src=${logo} alt="" width="40" height="40" />`
            : html`<span class="blank">${icon('building')}</span>`
        }<span><b>${menu.offer.replace('#', name)}</b><small>${what}</small></span>
      </div>
      <div class="actions">
        <button
          class="button primary"
          type="button"
          aria-disabled=${busy}
          aria-label=${`${menu.accept}: ${name}`}
          @click=${() => void store?.accept(collegeId)}
        >
          ${menu.accept}
        </button>
        <button
          class="button ghost"
          type="button"
          aria-disabled=${busy}
          aria-label=${`${menu.decline}: ${name}`}
          @click=${() => void store?.decline(collegeId)}
        >
          ${menu.decline}
        </button>
      </div>`;
  }

  #pending({ logo, shortName: name }: PendingCollege): TemplateResult {
    const { menu } = this.strings.college;
    return html`<div class="row">
      ${
        logo
          ? html`<img src=${logo} alt="" width="40" height="40" />`
          : html`<span class="blank">${icon('building')}</span>`
      }<span><b>${name}</b>${tag(menu.waiting, 'warning', 'clock')}</span>
    </div>`;
  }

  #account(me: Me, { signingOut, problem }: MeState): TemplateResult {
    const { menu } = this.strings.college;
    const { common } = this.strings;
    const items = [
      { text: menu.add, sign: signs.plus, act: this.#adding.show },
      {
        text: common.signOut,
        sign: signs.door,
        act: () => void this.#me.store?.signOut(),
        reason: signingOut ? common.loading : undefined,
      },
    ];
    return html`<div class="me">
        ${avatar({ id: me.id, text: initials(me.name, me.surname), size: 'm' })}
        <span class="who"><b>${shortName(me)}</b><small>${formatPhone(me.phone)}</small></span>
        <sferum-menu label=${menu.account} .items=${items}></sferum-menu>
      </div>
      ${problem ? notice('alert', common.errors[problem].title, 'danger') : nothing}`;
  }
}
define('sferum-colleges', Colleges);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-colleges': Colleges;
  }
}
