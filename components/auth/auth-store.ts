import type { Backend } from '../core/backend.ts';
import { type AppError, toAppError } from '../core/errors.ts';
import type { PersonName } from '../core/names.ts';
import { inTime, Retry } from '../core/network/retry.ts';
import { parsePhone } from '../core/phone.ts';
import type { SessionKeeper } from '../core/session.ts';
import { Store } from '../core/store.ts';
import { AuthApi, type Consent, type Me } from './auth-api.ts';
import { type Field, type Problem, problemOf } from './auth-problem.ts';
import { codeLength } from './code.ts';
import { passwordFault } from './password.ts';
import { type TabValue, tabValue } from './tab-value.ts';

/**
 * The steps of signing in:
 *
 * phone ─▶ password ────────────────────────────────▶ signed-in      an existing account
 *   │         └─▶ forgot ─▶ code ─▶ new-password ───▶ signed-in
 *   └─▶ code ─▶ new-password ─▶ name ───────────────▶ signed-in      a new one
 *
 * and `consent` before `signed-in`, where the person has not agreed to the present text of the college.
 */
export type Step =
  | 'opening'
  | 'failed'
  | 'phone'
  | 'password'
  | 'forgot'
  | 'code'
  | 'new-password'
  | 'name'
  | 'consent'
  | 'signed-in';

/** A code that was sent and not used yet. */
export interface PendingCode {
  /** Digits with the country code. */
  readonly phone: string;
  readonly purpose: 'enter' | 'reset';
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** When another code may be requested, milliseconds since 1970. */
  readonly againAt: number;
  /** How many wrong codes were entered. */
  readonly guesses: number;
  /** `away` when the person went back from the code, `verified` when the code was right. */
  readonly at: 'code' | 'away' | 'verified';
  /** Whether the new account has its password already. */
  readonly passwordSet: boolean;
}

export interface AuthState {
  readonly step: Step;
  /** `reset` after «Забыли пароль?». */
  readonly purpose: 'enter' | 'reset';
  /** Digits with the country code, as far as they are known. */
  readonly phone: string;
  /** What is running; nothing else can be started meanwhile. */
  readonly busy: 'submit' | 'resend' | 'signOut' | null;
  readonly problem: Problem | null;
  /** Seconds until another code may be requested. */
  readonly wait: number;
  /** How many codes were sent, so that each is announced. */
  readonly resent: number;
  /** The name as far as it is typed. */
  readonly name: PersonName;
  readonly person: Me | null;
  /** Why the session could not be opened, in the step `failed`. */
  readonly failure: AppError | null;
}

/** What the store needs of the backend. */
export type SignIn = Pick<AuthApi, keyof AuthApi>;

/** Wrong codes after which the server accepts none for the same SMS. */
const maxGuesses = 5;
/** How long a code is valid, in milliseconds. */
const codeLifetime = 600_000;

const nobody: PersonName = { surname: '', name: '', patronymic: '' };

const signedOut: Omit<AuthState, 'step' | 'wait'> = {
  purpose: 'enter',
  phone: '',
  busy: null,
  problem: null,
  resent: 0,
  name: nobody,
  person: null,
  failure: null,
};

/** Steps that need a session, or find out about it. */
const sessionSteps: readonly Step[] = ['opening', 'failed', 'new-password', 'name', 'consent', 'signed-in'];

/** Signing in, step by step. Passwords and codes are passed on and kept nowhere. */
export class AuthStore extends Store<AuthState> {
  readonly #api: SignIn;
  readonly #storage: TabValue<PendingCode>;
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #started = false;
  /** The person has not agreed to the present text. */
  #needsConsent = false;
  readonly #retry = new Retry(() => void this.#enter());
  /** Of two overlapping calls of `#enter` only the later counts. */
  #turn = 0;

  /** Version of the text that everybody must have agreed to; empty where only new accounts are asked. */
  consentVersion = '';
  /** Gets a token for each request for which Auth wants one; null where there is no captcha. */
  captcha: (() => Promise<string>) | null = null;

  constructor(api: SignIn, storage: TabValue<PendingCode>, now: () => number = Date.now) {
    super({ ...signedOut, step: 'opening', wait: 0 });
    this.#api = api;
    this.#storage = storage;
    this.#now = now;
  }

  protected start(): () => void {
    this.#started = true;
    const unsubscribe = this.#api.subscribe(() => this.#sessionChanged());
    if (this.state.step === 'opening') void this.#api.loaded.then(() => this.retry());
    else this.#sessionChanged();
    this.#countDown();
    return () => {
      this.#started = false;
      clearTimeout(this.#timer);
      this.#retry.stop();
      unsubscribe();
    };
  }

  /** Finds out who is signed in; again after a failure. */
  async retry(): Promise<void> {
    if (this.state.step === 'failed') this.set({ step: 'opening', failure: null });
    if (this.#api.userId) await this.#enter();
    else this.#signedOut();
  }

  /** The first step: a number in any usual notation. */
  async submitPhone(text: string): Promise<void> {
    const phone = this.#readPhone(text);
    if (!phone) return;
    await this.#act('submit', 'phone', async () => {
      if ((await this.#api.method(phone)) === 'password') this.set({ step: 'password', purpose: 'enter' });
      else await this.#toCode(phone, 'enter');
    });
  }

  /** Requests a code in place of a forgotten password. */
  async submitForgot(text: string): Promise<void> {
    const phone = this.#readPhone(text);
    if (phone) await this.#act('submit', 'phone', () => this.#toCode(phone, 'reset'));
  }

  async submitPassword(password: string): Promise<void> {
    if (!password) return this.#refuse('password', 'passwordEmpty');
    await this.#act('submit', 'password', async () => {
      await this.#api.signIn(this.state.phone, password, await this.captcha?.());
      this.#storage.write(null);
      await this.#enter();
    });
  }

  async submitCode(code: string): Promise<void> {
    const pending = this.#storage.read();
    if (code.length < codeLength) return this.#refuse('code', 'codeShort');
    const stale = pending && this.#staleness(pending);
    if (stale) return this.#refuse('code', stale);
    await this.#act('submit', 'code', async () => {
      try {
        await this.#api.verify(this.state.phone, code);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (pending && error.reason === 'codeWrong') {
          const counted = { ...pending, guesses: pending.guesses + 1 };
          this.#storage.write(counted);
          const burnt = this.#staleness(counted);
          if (burnt) return this.#refuse('code', burnt);
        }
        throw error;
      }
      if (pending) this.#storage.write({ ...pending, at: 'verified' });
      await this.#enter();
    });
  }

  /** Another SMS to the same number; does nothing while the countdown runs. */
  async resend(): Promise<void> {
    if (this.state.wait > 0) return;
    await this.#act('resend', 'code', () => this.#send(this.state.phone, this.state.purpose));
  }

  async submitNewPassword(password: string): Promise<void> {
    const fault = passwordFault(password);
    if (fault) return this.#refuse('password', fault);
    await this.#act('submit', 'password', async () => {
      try {
        await this.#api.setPassword(password);
      } catch (thrown) {
        // When the answer to the first attempt was lost, the password is already set.
        if (toAppError(thrown).reason !== 'samePassword') throw thrown;
      }
      if (this.state.person) return this.#signedIn(this.state.person);
      const pending = this.#storage.read();
      if (pending) this.#storage.write({ ...pending, passwordSet: true });
      this.set({ step: 'name' });
    });
  }

  /** Keeps what is typed of the name, so that going back loses nothing. */
  typeName(name: Partial<PersonName>): void {
    this.set({ name: { ...this.state.name, ...name } });
  }

  /** Registers the name; `consent` is what the person has agreed to, null when they have not. */
  async submitName(consent: Consent | null): Promise<void> {
    const { surname, name, patronymic } = this.state.name;
    const trimmed = { surname: surname.trim(), name: name.trim(), patronymic: patronymic.trim() };
    if (!trimmed.surname) return this.#refuse('surname', 'surnameEmpty');
    if (!trimmed.name) return this.#refuse('name', 'nameEmpty');
    if (!consent) return this.#refuse('consent', 'consentMissing');
    await this.#act('submit', null, async () => {
      await this.#api.saveName(trimmed, consent);
      await this.#enter();
    });
  }

  /** Continues with what the person has agreed to; null when they have not. */
  async submitConsent(consent: Consent | null): Promise<void> {
    if (!consent) return this.#refuse('consent', 'consentMissing');
    await this.#act('submit', null, async () => {
      await this.#api.giveConsent(consent);
      await this.#enter();
    });
  }

  /** One step back; from the first step with a session to the beginning, which ends the session. */
  async back(): Promise<void> {
    const { step, purpose, busy } = this.state;
    if (busy) return;
    if (step === 'code') {
      const pending = this.#storage.read();
      if (pending) this.#storage.write({ ...pending, at: 'away' });
      this.set({ step: purpose === 'reset' ? 'forgot' : 'phone', problem: null });
    } else if (step === 'forgot' && this.state.phone) this.set({ step: 'password', purpose: 'enter', problem: null });
    else if (step === 'forgot') this.changePhone();
    else if (step === 'password') this.changePhone();
    else if (step === 'name') this.set({ step: 'new-password', problem: null });
    else if (step === 'new-password' || step === 'consent') await this.signOut();
  }

  /** From the password or the code back to the number. */
  changePhone(): void {
    const pending = this.#storage.read();
    if (pending) this.#storage.write({ ...pending, at: 'away' });
    this.set({ step: 'phone', purpose: 'enter', problem: null });
  }

  forgot(): void {
    this.set({ step: 'forgot', purpose: 'reset', problem: null });
  }

  async signOut(): Promise<void> {
    await this.#act('signOut', null, async () => {
      await this.#api.signOut();
      this.#storage.write(null);
      this.#signedOut();
    });
  }

  /** To be called when a field is typed in: its error holds no longer. */
  clearError(): void {
    if (this.state.problem && !this.state.busy) this.set({ problem: null });
  }

  #readPhone(text: string): string | null {
    const parsed = parsePhone(text);
    if ('phone' in parsed) {
      this.set({ phone: parsed.phone });
      return parsed.phone;
    }
    const count = parsed.problem === 'phoneShort' ? parsed.missing : undefined;
    this.set({ problem: { field: 'phone', reason: parsed.problem, count } });
    return null;
  }

  #refuse(field: Field, reason: Problem['reason']): void {
    this.set({ problem: { field, reason } });
  }

  /** One action at a time; an error is shown beside `field`, and what was typed stays. */
  async #act(busy: AuthState['busy'], field: Field | null, act: () => Promise<void>): Promise<void> {
    if (this.state.busy) return;
    this.set({ busy, problem: null });
    try {
      await act();
    } catch (thrown) {
      const problem = problemOf(toAppError(thrown), field);
      if (sessionSteps.includes(this.state.step) && !this.#api.userId) this.#signedOut();
      this.set({ problem });
    } finally {
      this.set({ busy: null });
    }
  }

  async #toCode(phone: string, purpose: AuthState['purpose']): Promise<void> {
    const pending = this.#storage.read();
    if (pending?.phone === phone && pending.at !== 'verified' && pending.againAt > this.#now()) {
      // An SMS is under way; the server would refuse to send another so soon.
      this.#showCode({ ...pending, purpose, at: 'code' });
    } else await this.#send(phone, purpose);
  }

  async #send(phone: string, purpose: AuthState['purpose']): Promise<void> {
    const { sent, wait } = await this.#api.sendCode(phone, await this.captcha?.());
    const now = this.#now();
    const before = this.#storage.read();
    const known = !sent && before?.phone === phone ? before : { sentAt: now, guesses: 0 };
    const { sentAt, guesses } = known;
    this.#showCode({ phone, purpose, sentAt, guesses, againAt: now + wait * 1000, at: 'code', passwordSet: false });
    if (sent) this.set({ resent: this.state.resent + 1 });
    else this.#refuse('code', 'codeTooSoon');
  }

  #showCode(pending: PendingCode): void {
    const stale = this.#staleness(pending);
    this.#storage.write(pending);
    this.set({
      step: 'code',
      purpose: pending.purpose,
      phone: pending.phone,
      problem: stale ? { field: 'code', reason: stale } : null,
    });
    this.#countDown();
  }

  #staleness({ guesses, sentAt }: PendingCode): 'codeBurnt' | 'codeExpired' | null {
    if (guesses >= maxGuesses) return 'codeBurnt';
    return this.#now() - sentAt > codeLifetime ? 'codeExpired' : null;
  }

  #countDown(): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, (this.#storage.read()?.againAt ?? 0) - this.#now());
    const wait = Math.ceil(left / 1000);
    if (wait !== this.state.wait) this.set({ wait });
    if (wait > 0 && this.#started) this.#timer = setTimeout(() => this.#countDown(), left % 1000 || 1000);
  }

  #sessionChanged(): void {
    const { step, person, busy } = this.state;
    // The running action of this tab shows the outcome itself.
    if (busy) return;
    const { userId } = this.#api;
    if (!userId && sessionSteps.includes(step)) this.#signedOut();
    else if (userId && (!sessionSteps.includes(step) || (person && person.id !== userId))) void this.#enter();
  }

  /** With a session: finds out whose it is, and whether the registration is complete. */
  async #enter(): Promise<void> {
    const turn = ++this.#turn;
    let person: Me | null;
    let needsConsent: boolean;
    try {
      person = await inTime(this.#api.person());
      const version = person ? this.consentVersion : '';
      needsConsent = version !== '' && !(await inTime(this.#api.hasConsented(version)));
    } catch (thrown) {
      if (turn !== this.#turn) return;
      if (!this.#api.userId) this.#signedOut();
      else this.#failed(toAppError(thrown));
      return;
    }
    if (turn !== this.#turn) return;
    this.#retry.stop();
    this.#needsConsent = needsConsent;
    const pending = this.#storage.read();
    const verified = pending?.at === 'verified' ? pending : null;
    if (person && verified?.purpose !== 'reset') this.#signedIn(person);
    else if (person) this.set({ step: 'new-password', purpose: 'reset', person, phone: person.phone, problem: null });
    else {
      const step = verified?.passwordSet ? 'name' : 'new-password';
      this.set({ step, purpose: 'enter', person: null, phone: verified?.phone ?? this.state.phone, problem: null });
    }
  }

  /** Lets a person with a session in as soon as the server answers. */
  #failed(failure: AppError): void {
    this.set({ step: 'failed', failure });
    if (this.#started) this.#retry.after(failure);
  }

  #signedIn(person: Me): void {
    if (this.#needsConsent) {
      this.set({ step: 'consent', purpose: 'enter', person, phone: person.phone, problem: null });
      return;
    }
    this.#storage.write(null);
    this.set({ ...signedOut, busy: this.state.busy, step: 'signed-in', person });
  }

  /** Without a session: to the beginning, or to the code of the pending SMS. */
  #signedOut(): void {
    this.#turn += 1;
    const pending = this.#storage.read();
    this.set({ ...signedOut, busy: this.state.busy, step: 'phone', phone: pending?.phone ?? '' });
    // A code that was used to sign in is worth nothing without that session.
    if (pending?.at === 'verified') this.#storage.write(null);
    if (pending?.at === 'code' && this.#now() - pending.sentAt < codeLifetime) this.#showCode(pending);
  }
}

// By the session and not by the backend: signing in provides another one, in the middle of the steps.
const stores = new WeakMap<SessionKeeper, AuthStore>();

export function authStore({ client, session, config }: Backend): AuthStore {
  let store = stores.get(session);
  if (!store) {
    const storage = tabValue<PendingCode>(`sferum.sign-in:${new URL(config.url).host}`);
    store = new AuthStore(new AuthApi(client, session), storage);
    stores.set(session, store);
  }
  return store;
}
