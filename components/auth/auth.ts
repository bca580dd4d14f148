import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { failed, loading } from '../core/errors.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { loadTag } from '../element/registry.ts';
import { StoreController } from '../element/store-controller.ts';
import { type AuthStrings, authTexts } from '../locales/ru/auth.ts';
import { avatarStyles } from '../ui/avatar.ts';
import { ringStyles } from '../ui/bits.ts';
import { choiceStyles } from '../ui/choice.ts';
import { fieldStyles } from '../ui/field.ts';
import { notice, noticeStyles } from '../ui/notice.ts';
import { styles } from './auth.styles.ts';
import type { Consent, Me } from './auth-api.ts';
import { JoinedEvent, SignedInEvent, SignedOutEvent } from './auth-events.ts';
import {
  codeStep,
  consentStep,
  forgotStep,
  nameStep,
  newPasswordStep,
  passwordStep,
  phoneStep,
  type StepActions,
  type StepView,
  stepOf,
} from './auth-steps.ts';
import { type AuthStore, authStore, type Step } from './auth-store.ts';
import { Captcha, isCaptchaProvider } from './captcha.ts';
import { codeFrom, codeLength } from './code.ts';
import type { AuthInvitation } from './join/auth-invitation.ts';
import type { AuthPlaces } from './join/auth-places.ts';
import { secretFrom, tokenLength } from './join/invitation-secret.ts';
import type { SignInCard } from './sign-in-card.ts';
import type { Way } from './ways.ts';

/** Parameter of the address with the token of an invitation. */
const inviteParameter = 'invite';

const parts = 'sferum-auth-invitation, sferum-auth-places, sferum-auth-welcome';

/** Steps that a form submits. */
const forms: Partial<Record<Step, (view: StepView) => unknown>> = {
  phone: phoneStep,
  password: passwordStep,
  forgot: forgotStep,
  code: codeStep,
  'new-password': newPasswordStep,
  name: nameStep,
  consent: consentStep,
};

/** The card of a person with their colleges, which comes for all but those who are signed out. */
const skeleton = html`<div class="card outline">
  <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
</div>`;

/** Where to go after signing in: an address of this origin, or null. */
export function safeNext(next: string): string | null {
  if (!next || !URL.canParse(next, location.href)) return null;
  const url = new URL(next, location.href);
  return /^https?:$/.test(url.protocol) && url.origin === location.origin ? url.href : null;
}

/**
 * Signing in, registering and resetting a password by telephone number; joining a college by a link; then the colleges
 * of the person, with «Добавить учебное заведение» and «Выйти».
 * @tag sferum-auth
 * @slot terms - Under the first button: the rules of the college's platform, with links.
 * @slot consent - The text on personal data that a person agrees to when they register. It is stored with its
 * `data-version`, to be changed together with the text; whoever agreed to another version is asked again.
 * @slot captcha - Filled by the element itself while a captcha is to be solved.
 * @fires {SignedInEvent} sferum-signed-in - Somebody has signed in; cancel it to stay instead of going to `next`.
 * @fires {JoinedEvent} sferum-joined - The person has joined a college by a link; cancel it where the page shows the group itself.
 * @fires {SignedOutEvent} sferum-signed-out - The person has signed out, here or in another tab.
 */
export class Auth extends SferumElement<{ auth: AuthStrings }> {
  static override styles = [...root, base, avatarStyles, choiceStyles, fieldStyles, noticeStyles, ringStyles, styles];

  protected readonly texts = { auth: authTexts };

  /**
   * Address to go to after signing in or joining here, for those who have a college; others stay and find one. Only an
   * address of this origin is followed.
   */
  @property() next = '';
  /**
   * `sign-in`; `join`, which asks for the code of an invitation when the address has none; `reset`, which begins with a
   * forgotten password; `college`, the form by which a college asks to be registered, for which nobody signs in.
   */
  @property() mode: 'sign-in' | 'join' | 'reset' | 'college' = 'sign-in';
  /** Token of an invitation; absent takes `invite` of the page's address. */
  @property() invite = '';
  /** Provider of the captcha that Supabase Auth asks for: `turnstile` or `hcaptcha`; absent loads none. */
  @property() captcha = '';
  /** Public key of the site for the captcha, from its provider. */
  @property({ attribute: 'captcha-key' }) captchaKey = '';

  @state() private password = '';
  @state() private passwordShown = false;
  @state() private code = '';
  @state() private caret: number | null = 0;
  @state() private agreed = false;
  /** Token of the invitation, until it is dealt with. */
  @state() private secret = '';
  /** The person has seen the invitation and continues to sign in. */
  @state() private begun = false;
  /** What somebody began without an account; absent shows the first step. */
  @state() private way: Way | '' = '';
  /** Where the person has joined just now. */
  @state() private arrived: { readonly collegeId: string; readonly groupId: string; readonly group: string } | null =
    null;
  readonly #parts = new LazyCode(this);

  /** The person did something here, or the focus is here: it moves with the step. */
  #acted = false;
  #focused = false;
  #step: Step = 'opening';
  #problem: AuthStore['state']['problem'] = null;
  #resent = 0;
  #partAwaited = false;
  /** The person signed in here, so who has a college goes on to `next`. */
  #hurries = false;
  /** The code as it was typed, to be corrected. */
  #typedCode = '';
  /** The person was registered here, so joining is the last step. */
  #registered = false;
  /** Who is signed in as the page knows it by events: an id, null for nobody, undefined at first. */
  #announced: string | null | undefined;

  readonly #controller: StoreController<AuthStore> = new StoreController(this, authStore);

  readonly #actions: StepActions = {
    back: () => this.#do((store) => store.back()),
    changePhone: () => this.#do((store) => store.changePhone()),
    forgot: () => this.#do((store) => store.forgot()),
    resend: () => this.#do((store) => store.resend()),
    togglePassword: () => {
      this.passwordShown = !this.passwordShown;
    },
    typePassword: (event) => {
      this.password = inputOf(event).value;
    },
    typeCode: (event) => this.#takeCode(inputOf(event).value, inputOf(event)),
    pasteCode: (event) => {
      event.preventDefault();
      this.#controller.store?.clearError();
      this.#takeCode(event.clipboardData?.getData('text') ?? '', inputOf(event));
    },
    moveInCode: (event) => {
      const { selectionStart, selectionEnd } = inputOf(event);
      this.caret = selectionStart === selectionEnd ? selectionStart : null;
    },
    typeName: (event) => {
      const { name, value } = inputOf(event);
      this.#controller.store?.typeName({ [name]: value });
    },
    agree: (agreed) => {
      this.agreed = agreed;
    },
    open: (way) => this.#openWay(way),
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.secret ||= secretFrom(this.invite || (new URLSearchParams(location.search).get(inviteParameter) ?? ''));
    if (this.secret.length !== tokenLength) this.#typedCode = this.secret;
    if (this.mode === 'join' && !this.secret) this.way = 'code';
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('invite') && this.invite) this.secret = secretFrom(this.invite);
    const now = this.#controller.state;
    if (!now) return;
    if (!now.person) this.arrived = null;
    this.#focused = this.shadowRoot?.activeElement != null;
    if (now.step !== this.#step) {
      this.password = '';
      this.passwordShown = false;
      this.agreed = false;
    }
    // Somebody amid signing in has seen the invitation, also after a reload.
    if (now.step in forms && now.step !== 'phone') this.begun = true;
    if (now.step !== this.#step || now.resent !== this.#resent) {
      this.code = '';
      this.caret = 0;
    }
  }

  /** The card of the first step stays until the field for the number is here, which takes over what was typed. */
  protected override replaces(card: SignInCard): boolean {
    const step = this.#controller.state?.step ?? 'opening';
    if (step === 'opening') return false;
    const field = this.renderRoot.querySelector<HTMLInputElement>('[name=phone]');
    if (field) card.handOver(field);
    card.remove();
    return step !== 'failed';
  }

  protected override updated(): void {
    const { store, state: now } = this.#controller;
    if (!store || !now) return;
    store.captcha = isCaptchaProvider(this.captcha) ? this.#captchaToken : null;
    store.consentVersion = this.#ownConsent().length > 0 ? this.#consent().version : '';
    const { step, problem, resent, person } = now;
    const before = this.#step;
    const moved = step !== before;
    const refused = problem === this.#problem ? null : problem;
    const again = resent !== this.#resent;
    this.#step = step;
    this.#problem = problem;
    this.#resent = resent;
    const isHere = (this.#acted || this.#focused) && step !== 'opening';
    if (isHere && moved) this.#focusStep();
    else if (isHere && refused?.field) this.#focus(this.#find(`#${refused.field}`));
    else if (isHere && again) this.#focus(this.#firstField());
    else if (this.#partAwaited && !this.renderRoot.querySelector('.view-loading')) this.#focusStep();
    if (step === 'name') this.#registered = true;
    if (this.mode === 'reset' && step === 'phone' && before === 'opening') this.#controller.store?.forgot();
    if (step !== 'opening' && step !== 'failed') this.#announce(person && step === 'signed-in' ? person.id : null);
    if (moved && step !== 'opening') this.#acted = false;
  }

  /** Fires the events when another person is signed in than before, or nobody. */
  #announce(userId: string | null): void {
    const before = this.#announced;
    this.#announced = userId;
    if (before === undefined || before === userId) return;
    if (before) this.dispatchEvent(new SignedOutEvent());
    if (!userId) return;
    const stay = !this.dispatchEvent(new SignedInEvent(userId));
    // An invitation comes first, and a tab where nobody did anything stays where it is.
    this.#hurries = !stay && !this.secret && this.#acted;
    this.requestUpdate();
  }

  #goOn(): void {
    const next = safeNext(this.next);
    // Where the session stays behind, the next page would ask for the sign-in again, without end.
    if (next && !this.#staysBehind) location.assign(next);
  }

  /** The browser refuses to store anything for this page, and the page is for the sign-in alone. */
  get #staysBehind(): boolean {
    return safeNext(this.next) !== null && this.#controller.backend?.session.lasts === false;
  }

  #openWay(way: Way | ''): void {
    this.way = way;
    this.#acted = true;
    void this.updateComplete.then(() => this.#focusStep());
  }

  /** Shows where a code leads. It goes into the address, so that a reload amid registering keeps it. */
  #takeInvitation(code: string): void {
    this.#typedCode = code;
    this.secret = code;
    this.begun = false;
    this.way = '';
    const url = new URL(location.href);
    url.searchParams.set(inviteParameter, code);
    history.replaceState(history.state, '', url);
    void this.updateComplete.then(() => this.#focusStep());
  }

  /** A code that leads nowhere was perhaps mistyped. */
  #endDead(): void {
    this.#endInvitation();
    if (this.#typedCode) this.way = 'code';
    void this.updateComplete.then(() => this.#focusStep());
  }

  /** Removes the invitation from the address too, so that a reload does not bring it back. */
  #endInvitation(): void {
    this.secret = '';
    this.begun = false;
    const url = new URL(location.href);
    if (!url.searchParams.has(inviteParameter)) return;
    url.searchParams.delete(inviteParameter);
    history.replaceState(history.state, '', url);
  }

  #joined(event: Event): void {
    const { group, joined } = event.currentTarget as AuthInvitation;
    if (!joined) return;
    const stay = !this.dispatchEvent(new JoinedEvent(joined.collegeId, joined.groupId));
    if (stay || !joined.groupId) return;
    this.arrived = { ...joined, group };
    this.#endInvitation();
    void this.updateComplete.then(() => this.#focusStep());
  }

  readonly #captchaToken = async (): Promise<string> => {
    if (!isCaptchaProvider(this.captcha)) throw new Error(`no captcha ${this.captcha}`);
    return new Captcha({ provider: this.captcha, siteKey: this.captchaKey }, this).token();
  };

  #do(act: (store: AuthStore) => unknown): void {
    const { store } = this.#controller;
    if (!store) return;
    this.#acted = true;
    act(store);
  }

  #takeCode(text: string, input: HTMLInputElement): void {
    const code = codeFrom(text);
    const isNew = code !== this.code;
    // Lit does not set again a value that it has set last.
    input.value = code;
    this.code = code;
    this.caret = input.selectionStart;
    if (isNew && code.length === codeLength) this.#do((store) => store.submitCode(code));
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const text = (name: string) => String(new FormData(form).get(name) ?? '');
    const submits: Partial<Record<Step, (store: AuthStore) => unknown>> = {
      phone: (store) => store.submitPhone(text('phone')),
      password: (store) => store.submitPassword(text('password')),
      forgot: (store) => store.submitForgot(text('phone')),
      code: (store) => store.submitCode(this.code),
      'new-password': (store) => store.submitNewPassword(text('password')),
      name: (store) => store.submitName(this.agreed ? this.#consent() : null),
      consent: (store) => store.submitConsent(this.agreed ? this.#consent() : null),
    };
    const submit = submits[this.#step];
    if (submit) this.#do(submit);
  }

  /** Focuses what a step begins with; a part whose code is being loaded when it is there. */
  #focusStep(): void {
    const part = this.renderRoot.querySelector<AuthInvitation | AuthPlaces>(parts);
    this.#partAwaited = !part && this.renderRoot.querySelector('.view-loading') !== null;
    if (part) void part.updateComplete.then(() => part.focus());
    else this.#focus(this.#firstField() ?? this.#find('#title, .view-state button'));
  }

  /** The college's own text on personal data. */
  #ownConsent(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(':scope > [slot=consent]')];
  }

  /** The text beside the checkbox, as it was shown. */
  #consent(): Consent {
    const own = this.#ownConsent();
    const text = own.map(({ textContent }) => textContent.trim()).join('\n');
    return { version: own[0]?.dataset.version || '1', text: text || this.strings.auth.consent.text };
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }

  #firstField(): HTMLElement | null {
    return this.#find('.frame input, .code input');
  }

  #focus(target: HTMLElement | null): void {
    target?.focus();
    // What was refused is selected, to be typed over.
    if (target instanceof HTMLInputElement && target.getAttribute('aria-invalid') === 'true') target.select();
  }

  #status(auth: AuthStrings, now: AuthStore['state']): string {
    if (now.step !== 'code') return '';
    if (now.busy === 'submit') return auth.code.checking;
    if (now.wait === 0) return auth.code.ready;
    return now.resent > 1 ? auth.code.resent : '';
  }

  override render() {
    const { store, state: now } = this.#controller;
    if (!store || !now || now.step === 'opening')
      return html`<div class="stage">${this.view(loading, () => nothing, { skeleton })}</div>`;
    if (now.step === 'failed') {
      const retry = () => this.#do(() => store.retry());
      return html`<div class="stage">${this.view(failed(now.failure), () => nothing, { retry })}</div>`;
    }
    if (this.mode === 'college') return html`<div class="stage">${this.#registration()}</div>`;
    const { person } = now;
    const isInvited = this.secret && (now.step === 'signed-in' || (now.step === 'phone' && !this.begun));
    if (this.arrived && person) return this.#welcome(this.arrived);
    const content = isInvited
      ? this.#part(
          'sferum-auth-invitation',
          () => import('./join/auth-invitation.ts'),
          () => this.#invitation(person),
        )
      : now.step === 'signed-in'
        ? this.#part(
            'sferum-auth-places',
            () => import('./join/auth-places.ts'),
            () => this.#places(person),
          )
        : now.step === 'phone' && this.way
          ? this.#part(
              'sferum-auth-places',
              () => import('./join/auth-places.ts'),
              () => this.#places(null),
            )
          : this.#form(store, now);
    return html`<div class="stage">
      ${this.#staysBehind ? notice('alert', this.strings.auth.notKept, 'warning') : nothing} ${content}
      <p class="visually-hidden" role="status">${this.#status(this.strings.auth, now)}</p>
    </div>`;
  }

  /** Draws a part, after loading its code at the first time. */
  #part(tag: string, load: () => Promise<unknown>, draw: () => TemplateResult) {
    if (customElements.get(tag)) return draw();
    const { problem } = this.#parts;
    const begin = () => void this.#parts.fetch(load);
    if (problem) return this.view({ status: 'failed', error: problem }, () => nothing, { retry: begin });
    begin();
    return this.view(loading, () => nothing);
  }

  #form(store: AuthStore, now: AuthStore['state']) {
    const { strings, language, password, passwordShown, code, caret, agreed } = this;
    const typed = { password, passwordShown, code, caret, agreed };
    const steps = this.secret ? 4 : 3;
    const view: StepView = { state: now, strings, language, actions: this.#actions, typed, steps };
    return html`<form
      class="card"
      novalidate
      aria-labelledby="title"
      aria-busy=${now.busy !== null}
      @submit=${this.#submit}
      @input=${{ handleEvent: () => store.clearError(), capture: true }}
    >
      ${forms[now.step]?.(view)}
      <slot name="captcha"></slot>
    </form>`;
  }

  #invitation(person: Me | null) {
    return html`<sferum-auth-invitation
      .secret=${this.secret}
      .person=${person}
      step=${this.#registered ? stepOf(this.strings.auth, 4, 4) : ''}
      @begin=${() => {
        this.begun = true;
        this.#acted = true;
        void this.updateComplete.then(() => this.#focus(this.#firstField()));
      }}
      @leave=${() => {
        this.#endInvitation();
        if (this.#controller.state?.person) this.#goOn();
      }}
      ?typed=${this.#typedCode !== ''}
      @dead=${this.#endDead}
      @other-person=${() => this.#do((store) => store.signOut())}
      @joined=${this.#joined}
    ></sferum-auth-invitation>`;
  }

  /** The group that the person has joined, with its people and chats. */
  #welcome({ groupId, group }: { groupId: string; group: string }) {
    return this.#part(
      'sferum-auth-welcome',
      () => Promise.all([import('./join/auth-welcome.ts'), loadTag('sferum-group')]),
      () =>
        html`<sferum-auth-welcome
          .group=${groupId}
          .number=${group}
          ?leads=${safeNext(this.next) !== null}
          @go=${this.#goOn}
        ></sferum-auth-welcome>`,
    );
  }

  #registration() {
    const draw = () =>
      html`<sferum-auth-registration
        @back=${() => {
          this.mode = 'sign-in';
        }}
      ></sferum-auth-registration>`;
    return this.#part('sferum-auth-registration', () => import('./join/auth-registration.ts'), draw);
  }

  #places(person: Me | null) {
    return html`<sferum-auth-places
      .person=${person}
      ?leaving=${this.#controller.state?.busy === 'signOut'}
      ?leads=${safeNext(this.next) !== null}
      ?hurries=${this.#hurries}
      .way=${person && this.mode === 'join' ? 'code' : this.way}
      .typedCode=${this.#typedCode}
      @go=${this.#goOn}
      @back=${() => this.#openWay('')}
      @begin=${() => this.#openWay('')}
      @sign-out=${() => this.#do((store) => store.signOut())}
      @coded=${(event: Event) => {
        this.#takeInvitation((event.currentTarget as AuthPlaces).code);
      }}
    ></sferum-auth-places>`;
  }
}
define('sferum-auth', Auth);

function inputOf(event: Event): HTMLInputElement {
  return event.currentTarget as HTMLInputElement;
}

declare global {
  interface HTMLElementTagNameMap {
    'sferum-auth': Auth;
  }
}
