import type { Backend } from '../core/backend.ts';
import { type AppError, toAppError } from '../core/errors.ts';
import type { PersonName } from '../core/names.ts';
import { parsePhone } from '../core/phone.ts';
import type { SessionKeeper } from '../core/session.ts';
import { Store } from '../core/store.ts';
import { AuthApi, type Consent, type Person } from './auth-api.ts';
import { type Field, type Problem, problemOf } from './auth-problem.ts';
import { codeLength } from './code.ts';
import { passwordFault } from './password.ts';
import { type PendingCode, type PendingCodeStorage, tabStorage } from './pending-code-storage.ts';

/**
 * Where the person is on the way in:
 *
 * phone ─▶ password ────────────────────────────────▶ signed-in      who has an account
 *   │         └─▶ forgot ─▶ code ─▶ new-password ───▶ signed-in
 *   └─▶ code ─▶ new-password ─▶ name ───────────────▶ signed-in      who is new
 *
 * and `consent` before `signed-in`, where the college's text is another than the person has agreed to.
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

export interface AuthState {
  readonly step: Step;
  /** `reset` when the way leads through «Забыли пароль?». */
  readonly purpose: 'enter' | 'reset';
  /** Digits with the country code, as far as they are known. */
  readonly phone: string;
  /** What the person waits for; nothing else can be begun meanwhile. */
  readonly busy: 'submit' | 'resend' | 'leave' | null;
  readonly problem: Problem | null;
  /** Seconds until another code may be asked for. */
  readonly wait: number;
  /** Counts the codes that were sent on the person's asking, so that each is announced. */
  readonly resent: number;
  /** The name as far as it is typed. */
  readonly name: PersonName;
  readonly person: Person | null;
  /** Why the session could not be opened, in the step `failed`. */
  readonly failure: AppError | null;
}

/** What the store asks of the backend. */
export type SignIn = Pick<AuthApi, keyof AuthApi>;

/** After so many wrong codes the server takes no other for the same SMS. */
const mostGuesses = 5;
/** A code is good for this long, in milliseconds. */
const codeLife = 600_000;

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

/** Steps that somebody without a session cannot be at. */
const inside: readonly Step[] = ['opening', 'failed', 'new-password', 'name', 'consent', 'signed-in'];

/** The way in. Passwords and codes pass through and are kept nowhere. */
export class AuthStore extends Store<AuthState> {
  readonly #api: SignIn;
  readonly #storage: PendingCodeStorage;
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working = false;
  /** The person who comes in has not agreed to the text of today. */
  #unagreed = false;
  /** Of two openings that overlap only the later counts. */
  #turn = 0;

  /** Version of the text that everybody has to have agreed to; empty asks nobody who has a name. */
  consentVersion = '';

  constructor(api: SignIn, storage: PendingCodeStorage, now: () => number = Date.now) {
    super({ ...signedOut, step: 'opening', wait: 0 });
    this.#api = api;
    this.#storage = storage;
    this.#now = now;
  }

  protected start(): () => void {
    this.#working = true;
    const unheard = this.#api.subscribe(() => this.#sessionChanged());
    if (this.state.step === 'opening') void this.#api.loaded.then(() => this.retry());
    else this.#sessionChanged();
    this.#countDown();
    return () => {
      this.#working = false;
      clearTimeout(this.#timer);
      unheard();
    };
  }

  /** Finds out who is signed in, again after it failed. */
  async retry(): Promise<void> {
    if (this.state.step === 'failed') this.set({ step: 'opening', failure: null });
    if (this.#api.userId) await this.#enter();
    else this.#leave();
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

  /** Asks for a code that replaces a forgotten password. */
  async submitForgot(text: string): Promise<void> {
    const phone = this.#readPhone(text);
    if (phone) await this.#act('submit', 'phone', () => this.#toCode(phone, 'reset'));
  }

  async submitPassword(password: string): Promise<void> {
    if (!password) return this.#refuse('password', 'passwordEmpty');
    await this.#act('submit', 'password', async () => {
      await this.#api.signIn(this.state.phone, password);
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

  /** Another SMS to the same number; passes while the countdown runs. */
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
        // After a lost answer the second try gives the password that is already set.
        if (toAppError(thrown).reason !== 'samePassword') throw thrown;
      }
      if (this.state.person) return this.#welcome(this.state.person);
      const pending = this.#storage.read();
      if (pending) this.#storage.write({ ...pending, passwordSet: true });
      this.set({ step: 'name' });
    });
  }

  /** Keeps what is typed of the name, so that going back does not lose it. */
  typeName(name: Partial<PersonName>): void {
    this.set({ name: { ...this.state.name, ...name } });
  }

  /** Registers the name; `consent` is what the person has agreed to, null when he has not. */
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

  /** Goes on with what the person has agreed to; null when he has not. */
  async submitConsent(consent: Consent | null): Promise<void> {
    if (!consent) return this.#refuse('consent', 'consentMissing');
    await this.#act('submit', null, async () => {
      await this.#api.giveConsent(consent);
      await this.#enter();
    });
  }

  /** One step back; from a step that needs a session to the beginning, which ends it. */
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

  /** From the password or the code to another number. */
  changePhone(): void {
    const pending = this.#storage.read();
    if (pending) this.#storage.write({ ...pending, at: 'away' });
    this.set({ step: 'phone', purpose: 'enter', problem: null });
  }

  forgot(): void {
    this.set({ step: 'forgot', purpose: 'reset', problem: null });
  }

  async signOut(): Promise<void> {
    await this.#act('leave', null, async () => {
      await this.#api.signOut();
      this.#storage.write(null);
      this.#leave();
    });
  }

  /** What was said about a field holds until it is typed in again. */
  edited(): void {
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

  /** One thing at a time; what goes wrong is told beside `field`, and what was typed stays. */
  async #act(busy: AuthState['busy'], field: Field | null, work: () => Promise<void>): Promise<void> {
    if (this.state.busy) return;
    this.set({ busy, problem: null });
    try {
      await work();
    } catch (thrown) {
      const problem = problemOf(toAppError(thrown), field);
      if (inside.includes(this.state.step) && !this.#api.userId) this.#leave();
      this.set({ problem });
    } finally {
      this.set({ busy: null });
    }
  }

  async #toCode(phone: string, purpose: AuthState['purpose']): Promise<void> {
    const pending = this.#storage.read();
    if (pending?.phone === phone && pending.at !== 'verified' && pending.againAt > this.#now()) {
      // The code of a moment ago is on its way; the server would refuse another.
      this.#showCode({ ...pending, purpose, at: 'code' });
    } else await this.#send(phone, purpose);
  }

  async #send(phone: string, purpose: AuthState['purpose']): Promise<void> {
    const { sent, wait } = await this.#api.sendCode(phone);
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
    if (guesses >= mostGuesses) return 'codeBurnt';
    return this.#now() - sentAt > codeLife ? 'codeExpired' : null;
  }

  #countDown(): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, (this.#storage.read()?.againAt ?? 0) - this.#now());
    const wait = Math.ceil(left / 1000);
    if (wait !== this.state.wait) this.set({ wait });
    if (wait > 0 && this.#working) this.#timer = setTimeout(() => this.#countDown(), left % 1000 || 1000);
  }

  #sessionChanged(): void {
    const { step, person, busy } = this.state;
    // What this tab does itself tells the outcome by itself.
    if (busy) return;
    const { userId } = this.#api;
    if (!userId && inside.includes(step)) this.#leave();
    else if (userId && (!inside.includes(step) || (person && person.id !== userId))) void this.#enter();
  }

  /** There is a session: whose, and is anything of the registration left to do? */
  async #enter(): Promise<void> {
    const turn = ++this.#turn;
    let person: Person | null;
    let unagreed: boolean;
    try {
      person = await this.#api.person();
      const version = person ? this.consentVersion : '';
      unagreed = version !== '' && !(await this.#api.hasConsented(version));
    } catch (thrown) {
      if (turn !== this.#turn) return;
      if (!this.#api.userId) this.#leave();
      else this.set({ step: 'failed', failure: toAppError(thrown) });
      return;
    }
    if (turn !== this.#turn) return;
    this.#unagreed = unagreed;
    const pending = this.#storage.read();
    const verified = pending?.at === 'verified' ? pending : null;
    if (person && verified?.purpose !== 'reset') this.#welcome(person);
    else if (person) this.set({ step: 'new-password', purpose: 'reset', person, phone: person.phone, problem: null });
    else {
      const step = verified?.passwordSet ? 'name' : 'new-password';
      this.set({ step, purpose: 'enter', person: null, phone: verified?.phone ?? this.state.phone, problem: null });
    }
  }

  #welcome(person: Person): void {
    if (this.#unagreed) this.set({ step: 'consent', purpose: 'enter', person, phone: person.phone, problem: null });
    else this.#arrive(person);
  }

  #arrive(person: Person): void {
    this.#storage.write(null);
    this.set({ ...signedOut, busy: this.state.busy, step: 'signed-in', person });
  }

  /** Nobody is signed in: to the beginning, or to the code that is on its way. */
  #leave(): void {
    this.#turn += 1;
    const pending = this.#storage.read();
    this.set({ ...signedOut, busy: this.state.busy, step: 'phone', phone: pending?.phone ?? '' });
    // A code that let somebody in is used up with the session that it gave.
    if (pending?.at === 'verified') this.#storage.write(null);
    if (pending?.at === 'code' && this.#now() - pending.sentAt < codeLife) this.#showCode(pending);
  }
}

// By the session and not by the backend, which is another after signing in, in the middle of the steps.
const stores = new WeakMap<SessionKeeper, AuthStore>();

export function authStore({ client, session, config }: Backend): AuthStore {
  let store = stores.get(session);
  if (!store) {
    const storage = tabStorage(`sferum.sign-in:${new URL(config.url).host}`);
    store = new AuthStore(new AuthApi(client, session), storage);
    stores.set(session, store);
  }
  return store;
}
