import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { redrawDaily } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { Fetched } from '../../element/host/fetched.ts';
import { registry } from '../../element/registry.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type JoinStrings, joinTexts } from '../../locales/ru/join.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, tag } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import { shortTime } from '../../ui/list/short-time.ts';
import '../../ui/dialog.ts';
import { icon } from '../../element/icon.ts';
import { fieldStyles, inputField } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { styles } from '../auth.styles.ts';
import type { Me } from '../auth-api.ts';
import './auth-registration.ts';
import './auth-search.ts';
import { formatPhone } from '../../core/phone.ts';
import type { Way } from '../ways.ts';
import { placesStore } from './auth-places-store.ts';
import { secretFrom } from './invitation-secret.ts';
import { joinStyles } from './join.styles.ts';
import type { Application, Offer, Places } from './join-api.ts';

type View = 'home' | Way;

/**
 * The colleges of the person, and the ways into another: an application, or the code of an invitation. Somebody who is not
 * signed in sees a way only. Fires `sign-out`; `coded` when a code was typed, which is then `code`; `back` and `begin` when
 * somebody leaves the way, or has to sign in to go on; `go` when a member goes on to the page.
 */
export class AuthPlaces extends SferumElement<{ join: JoinStrings }> {
  static override styles = [base, avatarStyles, bitsStyles, fieldStyles, noticeStyles, ringStyles, styles, joinStyles];
  protected readonly texts = { join: joinTexts };

  @property({ attribute: false }) person: Me | null = null;
  /** Signing out is under way. */
  @property({ type: Boolean }) leaving = false;

  /** What it begins with; absent shows the colleges. */
  @property() way: Way | '' = '';
  /** What the field for a code has at first. */
  @property() typedCode = '';
  /** There is a page to go on to, for members. */
  @property({ type: Boolean }) leads = false;
  /** A member goes on at once. */
  @property({ type: Boolean }) hurries = false;

  @state() private shown: View = 'home';
  @state() private typed = '';
  @state() private codeMissing = false;
  @state() private withdrawing: Application | null = null;
  /** The application about which the person writes to the administration. */
  @state() private writing: Application | null = null;
  /** The code of what they write in, loaded when it is first needed. */
  readonly #writer = new Fetched<unknown>(this, async () => registry['sferum-inquiry']?.());

  /** What was prepared without an account is looked for once. */
  #begun = false;
  #hurried = false;
  readonly #store = new StoreController(this, placesStore);

  /** The code that was typed instead of following a link, or the token of a link that was pasted. */
  get code(): string {
    return secretFrom(this.typed);
  }

  constructor() {
    super();
    redrawDaily(this);
  }

  override focus(): void {
    const { renderRoot } = this;
    (renderRoot.querySelector<HTMLElement>('#code') ?? renderRoot.querySelector<HTMLElement>('#title'))?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('way') && this.way) this.shown = this.way;
    if (changed.has('typedCode') && this.typedCode) this.typed = this.typedCode;
    if (!this.#begun && this.person && this.#store.store) {
      this.#begun = true;
      if (this.#store.state?.awaited) this.shown = 'search';
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('shown') && changed.get('shown') !== undefined) this.focus();
    const { places } = this.#store.state ?? {};
    if (places?.status !== 'ready' || this.#hurried || !this.person) return;
    // Only the first answer leads on: what comes later would take the page away from whoever reads it.
    this.#hurried = true;
    if (this.hurries && this.shown === 'home' && places.value.colleges.length > 0) this.#fire('go');
  }

  override render() {
    if (this.shown === 'search') {
      return html`<sferum-auth-search
        @done=${this.#home}
        @back=${this.#home}
        @begin=${() => this.#fire('begin')}
        @register=${() => this.#show('registration')}
      ></sferum-auth-search>`;
    }
    if (this.shown === 'registration') {
      return html`<sferum-auth-registration @back=${this.#home}></sferum-auth-registration>`;
    }
    if (this.shown === 'code') return this.#codeView();
    const { state: now, store } = this.#store;
    return html`<div class="card wider">
      ${this.#account()}
      ${this.view(now?.places, (places) => this.#places(places), { retry: () => store?.retry() })}
      <div class="bottom">
        <button
          class="button big wide"
          type="button"
          aria-disabled=${this.leaving}
          @click=${() => this.#fire('sign-out')}
        >
          <span class="label">${this.leaving ? ring() : nothing}${this.strings.common.signOut}</span>
        </button>
      </div>
    </div>
    ${this.#confirmation()} ${this.#inquiry()}`;
  }

  #fire(event: 'sign-out' | 'coded' | 'back' | 'begin' | 'go'): void {
    this.dispatchEvent(new Event(event));
  }

  #home = (): void => {
    this.#store.store?.discard();
    if (this.person) this.shown = 'home';
    else this.#fire('back');
  };

  #account(): TemplateResult | typeof nothing {
    const { person } = this;
    if (!person) return nothing;
    return html`<div class="account">
      ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'm' })}
      <div>
        <h2 id="title" tabindex="-1">${person.name} ${person.surname}</h2>
        <p>${formatPhone(person.phone)}</p>
      </div>
    </div>`;
  }

  #places({ applications, colleges, offers, registrations }: Places): TemplateResult {
    const { applyProblems, places } = this.strings.join;
    const { problem } = this.#store.state ?? {};
    const isGone = problem === 'offerGone' ? notice('alert', applyProblems.offerGone, 'danger') : nothing;
    if (colleges.length + offers.length + applications.length + registrations.length === 0) {
      return html`${isGone}${this.#none()}`;
    }
    return html`${isGone}${offers.map((offer) => this.#offer(offer))}
    ${
      colleges.length > 0
        ? html`<h3>${places.mine}</h3>
            <ul class="colleges">
              ${colleges.map(
                ({ id, isAdmin, name, role }) => html`<li class="college still">
                  ${avatar({ id, icon: 'building', size: 'm', square: true })}
                  <span><b>${name}</b><small>${this.strings.join.role[role]}${isAdmin ? `, ${places.admin}` : ''}</small></span>
                </li>`,
              )}
            </ul>
            ${
              this.leads
                ? html`<button class="button primary big wide" type="button" @click=${() => this.#fire('go')}>
                    ${places.go}
                  </button>`
                : nothing
            }`
        : nothing
    }
    ${registrations.map((name) => html`<div class="pending"><h3>${name}</h3>${notice('clock', places.registered)}</div>`)}
    ${applications.map((application) => this.#pending(application))} ${this.#ways(false)}`;
  }

  #offer({ city, college, collegeId, group, role }: Offer): TemplateResult {
    const { applyProblems, places, role: roles } = this.strings.join;
    const { busy = false, problem } = this.#store.state ?? {};
    const { store } = this.#store;
    return html`<section class="pending" aria-label=${college}>
      <h3>${places.offer.replace('#', college)}</h3>
      <dl class="facts">
        <div><dt>${places.role}</dt><dd>${[roles[role], group].filter(Boolean).join(', ')}</dd></div>
        <div><dt>${places.city}</dt><dd>${city}</dd></div>
      </dl>
      ${problem && problem !== 'offerGone' ? notice('alert', applyProblems[problem], 'danger') : nothing}
      <div class="actions">
        <button class="button primary" type="button" aria-disabled=${busy} @click=${() => void this.#accept(collegeId)}>
          ${places.accept}
        </button>
        <button class="button ghost" type="button" aria-disabled=${busy} @click=${() => void store?.decline(collegeId)}>
          ${places.decline}
        </button>
      </div>
    </section>`;
  }

  async #accept(college: string): Promise<void> {
    if ((await this.#store.store?.accept(college)) && this.leads) this.#fire('go');
  }

  #none(): TemplateResult {
    const { places } = this.strings.join;
    return html`<div class="none">
      <span class="emblem">${icon('building', 28)}</span>
      <h3>${places.none}</h3>
      <p>${places.noneText}</p>
      ${this.#ways(true)} ${notice(signs.info, places.noneNote)}
    </div>`;
  }

  #ways(main: boolean): TemplateResult {
    const { code, places } = this.strings.join;
    return html`<button class="button ${main ? 'primary' : 'soft'} big wide" type="button" @click=${() => this.#show('search')}>
        ${icon(signs.plus, 18)}<span>${places.add}</span>
      </button>
      <button class="button ghost wide" type="button" @click=${() => this.#show('code')}>${code.open}</button>`;
  }

  #show(view: View): void {
    this.shown = view;
  }

  #pending(application: Application): TemplateResult {
    const { places, role } = this.strings.join;
    const { busy = false } = this.#store.state ?? {};
    const of = [role[application.role], application.group, application.subjects.join(', ')].filter(Boolean).join(', ');
    return html`<section class="pending" aria-label=${application.college}>
      <p>${tag(places.waiting, 'warning', 'clock')}</p>
      <h3>${places.pending}</h3>
      <p class="lead">${places.pendingText}</p>
      <dl class="facts">
        <div class="whole"><dt>${places.college}</dt><dd>${application.college}</dd></div>
        <div><dt>${places.role}</dt><dd>${of}</dd></div>
        <div><dt>${places.sent}</dt><dd>${shortTime(application.sentAt, this.language)}</dd></div>
      </dl>
      ${notice(signs.info, places.noAnswer)}
      <div class="actions">
        <button
          class="button"
          type="button"
          @click=${() => {
            this.#store.store?.change(application);
            this.#show('search');
          }}
        >
          ${places.change}
        </button>
        <button class="button ${application.answered ? 'soft' : ''}" type="button" @click=${() => this.#write(application)}>
          ${application.answered ? places.answered : places.write}
        </button>
        <button
          class="button ghost"
          type="button"
          aria-disabled=${busy}
          @click=${() => {
            this.withdrawing = application;
          }}
        >
          ${places.withdraw}
        </button>
      </div>
    </section>`;
  }

  #write(application: Application): void {
    this.writing = application;
    this.#writer.ask();
  }

  #inquiry(): TemplateResult | typeof nothing {
    const { writing } = this;
    if (!writing) return nothing;
    return html`<sferum-dialog
      wide
      heading=${`${this.strings.join.places.write}: ${writing.college}`}
      @closed=${() => {
        this.writing = null;
        this.#store.store?.invalidate();
      }}
    >
      ${this.view(
        this.#writer.value,
        () => html`<sferum-inquiry inside .college=${writing.collegeId}></sferum-inquiry>`,
        {
          retry: this.#writer.ask,
        },
      )}
    </sferum-dialog>`;
  }

  #confirmation(): TemplateResult | typeof nothing {
    const { withdrawing } = this;
    if (!withdrawing) return nothing;
    const { applyProblems, places } = this.strings.join;
    const { busy = false, problem } = this.#store.state ?? {};
    const closed = () => {
      this.withdrawing = null;
    };
    return confirm({
      heading: places.withdrawAsk,
      text: places.withdrawText.replace('#', withdrawing.college),
      verb: places.withdraw,
      act: async () => {
        if (await this.#store.store?.withdraw(withdrawing.collegeId)) closed();
      },
      closed,
      busy,
      error: problem ? applyProblems[problem] : undefined,
      strings: this.strings,
    });
  }

  #submitCode(event: Event): void {
    event.preventDefault();
    this.codeMissing = !this.code;
    if (this.codeMissing) this.renderRoot.querySelector<HTMLElement>('#code')?.focus();
    else this.#fire('coded');
  }

  #codeView(): TemplateResult {
    const { code } = this.strings.join;
    const { back } = this.strings.common;
    return html`<form class="card" novalidate aria-labelledby="title" @submit=${this.#submitCode}>
      <div class="top">
        <button class="icon-button" type="button" aria-label=${back} title=${back} @click=${this.#home}>${icon('back')}</button>
        <span></span>
      </div>
      <h2 id="title" tabindex="-1">${code.title}</h2>
      <p class="lead">${code.text}</p>
      ${inputField({
        id: 'code',
        label: code.label,
        value: this.typed,
        input: (value) => {
          this.typed = value;
          this.codeMissing = false;
        },
        maxlength: 2000,
        required: true,
        help: code.help,
        error: this.codeMissing ? code.empty : undefined,
      })}
      <div class="bottom">
        <button class="button primary big wide" type="submit">${code.submit}</button>
      </div>
    </form>`;
  }
}
define('sferum-auth-places', AuthPlaces);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-auth-places': AuthPlaces;
  }
}
