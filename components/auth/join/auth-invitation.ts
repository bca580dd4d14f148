import { html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type JoinStrings, joinTexts } from '../../locales/ru/join.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import '../../ui/combobox.ts';
import { icon } from '../../element/icon.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { styles } from '../auth.styles.ts';
import type { Me } from '../auth-api.ts';
import { type Dead, invitationStore } from './auth-invitation-store.ts';
import { joinStyles } from './join.styles.ts';
import type { Invitation } from './join-api.ts';

/**
 * What a link leads to, and joining by it. Fires `begin` when somebody wants to sign in for it, `leave` when they are done
 * with it, `dead` when they have read that it is no longer valid, `other-person` when another person wants to sign in, and
 * `joined` after joining.
 */
export class AuthInvitation extends SferumElement<{ join: JoinStrings }> {
  static override styles = [base, avatarStyles, noticeStyles, ringStyles, styles, joinStyles];
  protected readonly texts = { join: joinTexts };

  /** Token of a link or a short code. */
  @property() secret = '';
  /** Who is signed in; null before that. */
  @property({ attribute: false }) person: Me | null = null;
  /** The secret is a code that was typed, perhaps wrongly. */
  @property({ type: Boolean }) typed = false;
  /** «Шаг 4 из 4», when it ends a registration. */
  @property() step = '';

  @query('sferum-combobox') private subjects!: Combobox | null;
  @query('#title') private heading!: HTMLElement | null;

  #joined = false;

  readonly #store = new StoreController(this, (backend) =>
    this.secret ? invitationStore(backend, this.secret) : null,
  );

  get joined(): { readonly collegeId: string; readonly groupId: string } | null {
    return this.#store.state?.joined ?? null;
  }

  /** Number of the group that it leads into; empty for the college alone. */
  get group(): string {
    const { invitation } = this.#store.state ?? {};
    return invitation?.status === 'ready' ? invitation.value.group : '';
  }

  #focusAwaited = false;

  /** Focuses the heading, as soon as the invitation is loaded. */
  override focus(): void {
    this.#focusAwaited = !this.heading;
    this.heading?.focus();
  }

  protected override updated(): void {
    const now = this.#store.state;
    if (!now) return;
    if (this.#focusAwaited && this.heading) this.focus();
    if (now.problem === 'subjectMissing') this.subjects?.focus();
    if (!now.joined || this.#joined) return;
    this.#joined = true;
    this.focus();
    this.#fire('joined');
  }

  #fire(event: 'begin' | 'leave' | 'dead' | 'other-person' | 'joined'): void {
    this.dispatchEvent(new Event(event));
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.subjects?.commit();
    void this.#store.store?.join();
  }

  override render() {
    const { state: now, store } = this.#store;
    if (now?.dead) return this.#end(now.dead);
    return this.view(now?.invitation, (invitation) => this.#card(invitation), { retry: () => void store?.load() });
  }

  #end(dead: Dead): TemplateResult {
    const { join } = this.strings;
    const { title, text } = dead === 'unknown' && this.typed ? join.dead.unknownCode : join.dead[dead];
    return html`<div class="card">
      <div class="none" role="status">
        <span class="emblem neutral">${icon(signs.link, 26)}</span>
        <h2 id="title" tabindex="-1">${title}</h2>
        <p>${text}</p>
      </div>
      <div class="bottom">
        <button class="button big wide" type="button" @click=${() => this.#fire('dead')}>
          ${this.typed ? join.code.again : this.person ? join.invitation.others : join.dead.signIn}
        </button>
      </div>
    </div>`;
  }

  #card(invitation: Invitation): TemplateResult {
    const { invitation: texts } = this.strings.join;
    const { person } = this;
    const joined = this.#store.state?.joined !== null && this.#store.state?.joined !== undefined;
    const done = person !== null && (joined || invitation.joined);
    return html`<form class="card wider" novalidate aria-labelledby="title" @submit=${this.#submit}>
      <div class="top"><i></i><span>${this.step || texts.top}</span></div>
      <h2 id="title" tabindex="-1">
        ${joined ? texts.joined : done ? texts.joinedAlready : person ? texts.check : texts.heading}
      </h2>
      <p class="lead">
        ${joined ? texts.joinedText : done ? texts.joinedAlreadyText : this.#from(invitation)}
      </p>
      <div class="place">
        ${avatar({ id: invitation.collegeId, icon: 'building', size: 'l', square: true })}
        <div>
          <h3>${invitation.college}</h3>
          <p>${invitation.city}</p>
        </div>
      </div>
      ${this.#facts(invitation)} ${person && !done && this.#store.store?.asksSubjects ? this.#subjectsField() : nothing}
      <div class="bottom">${done ? this.#goOn() : person ? this.#join() : this.#begin()}</div>
    </form>`;
  }

  #from({ inviter, inviterIsAdmin }: Invitation): string {
    const { byLink, from, fromAdmin } = this.strings.join.invitation;
    return inviter ? (inviterIsAdmin ? fromAdmin : from).replace('#', inviter) : byLink;
  }

  #facts({ group, groupTitle, role }: Invitation): TemplateResult {
    const { invitation: texts, role: roles } = this.strings.join;
    const fact = (name: string, value: string, whole = false) =>
      value ? html`<div class=${whole ? 'whole' : ''}><dt>${name}</dt><dd>${value}</dd></div>` : nothing;
    const { person } = this;
    const name = person && [person.name, person.patronymic, person.surname].filter(Boolean).join(' ');
    return html`<dl class="facts">
      ${fact(texts.role, roles[role])} ${fact(texts.group, groupTitle ? `${group}, ${groupTitle}` : group)}
      ${fact(texts.name, name ?? '', true)}
    </dl>`;
  }

  #subjectsField(): TemplateResult {
    const { strings } = this;
    const { problem, subjects = [] } = this.#store.state ?? {};
    const { invitation: texts } = strings.join;
    const wrong = problem === 'subjectMissing' || problem === 'subjectLong' ? strings.join.joinProblems[problem] : '';
    return html`<sferum-combobox
      label=${texts.subjects}
      placeholder=${subjects.length ? texts.subject : texts.firstSubject}
      help=${texts.subjectsHelp}
      error=${wrong}
      maxlength="200"
      multiple
      free
      .values=${subjects}
      @changed=${(event: Event) => this.#store.store?.setSubjects((event.target as Combobox).values)}
    ></sferum-combobox>`;
  }

  #join(): TemplateResult {
    const { join } = this.strings;
    const { problem, busy = false } = this.#store.state ?? {};
    const besideField = problem === 'subjectMissing' || problem === 'subjectLong';
    return html`${
      problem && !besideField
        ? notice('alert', join.joinProblems[problem], 'danger')
        : notice(signs.info, join.invitation.wrong)
    }
      <button class="button primary big wide" type="submit" aria-disabled=${busy}>
        <span class="label">${busy ? ring() : nothing}${join.invitation.join}</span>
      </button>
      <button class="button ghost big wide" type="button" @click=${() => this.#fire('other-person')}>
        ${join.invitation.notMe}
      </button>`;
  }

  #begin(): TemplateResult {
    return html`<button class="button primary big wide" type="button" @click=${() => this.#fire('begin')}>
      ${this.strings.join.invitation.begin}
    </button>`;
  }

  #goOn(): TemplateResult {
    return html`<button class="button primary big wide" type="button" @click=${() => this.#fire('leave')}>
      ${this.strings.join.invitation.go}
    </button>`;
  }
}
define('sferum-auth-invitation', AuthInvitation);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-auth-invitation': AuthInvitation;
  }
}
