import { expect } from '@esm-bundle/chai';
import { AppError, type AppErrorCode } from '../core/errors.ts';
import type { PersonName } from '../core/names.ts';
import { until } from '../element/testing/until.ts';
import type { Consent, Me } from './auth-api.ts';
import { AuthStore, type PendingCode, type SignIn } from './auth-store.ts';
import type { TabValue } from './tab-value.ts';

const phone = '79123456789';
const alina: PersonName = { surname: 'Соколова', name: 'Алина', patronymic: '' };
const consent: Consent = { version: '1', text: 'Обработка данных' };

const refusal = (code: AppErrorCode, reason: string) => new AppError(code, '', { reason });

class FakeApi implements SignIn {
  userId: string | null = null;
  loaded = Promise.resolve();
  nextMethod: 'password' | 'code' = 'code';
  profile: PersonName | null = null;
  consent: Consent | null = null;
  code = '314159';
  password = 'синяя-парта-214';
  wait = { sent: true, wait: 60 };
  calls: string[] = [];
  /** Thrown by the next call of this name. */
  readonly fails = new Map<string, AppError>();
  #listeners = new Set<() => void>();

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  become(userId: string | null): void {
    this.userId = userId;
    for (const listener of this.#listeners) listener();
  }

  async method() {
    await this.#call('method');
    return this.nextMethod;
  }
  async sendCode() {
    await this.#call('sendCode');
    return this.wait;
  }
  async verify(_phone: string, code: string) {
    await this.#call('verify');
    if (code !== this.code) throw refusal('invalid', 'codeWrong');
    this.become('me');
  }
  async signIn(_phone: string, password: string) {
    await this.#call('signIn');
    if (password !== this.password) throw refusal('invalid', 'passwordWrong');
    this.become('me');
  }
  async setPassword(password: string) {
    await this.#call('setPassword');
    if (password === this.password) throw refusal('invalid', 'samePassword');
    this.password = password;
  }
  async person(): Promise<Me | null> {
    await this.#call('person');
    return this.profile && { ...this.profile, id: this.userId ?? '', phone };
  }
  async saveName(name: PersonName, consent: Consent) {
    await this.#call('saveName');
    this.consent = consent;
    this.profile = name;
  }
  async hasConsented(version: string) {
    await this.#call('hasConsented');
    return this.consent?.version === version;
  }
  async giveConsent(consent: Consent) {
    await this.#call('giveConsent');
    this.consent = consent;
  }
  async signOut() {
    await this.#call('signOut');
    this.become(null);
  }

  async #call(name: string): Promise<void> {
    this.calls.push(name);
    await Promise.resolve();
    const failure = this.fails.get(name);
    this.fails.delete(name);
    if (failure) throw failure;
  }
}

class FakeStorage implements TabValue<PendingCode> {
  stored: PendingCode | null = null;
  read() {
    return this.stored;
  }
  write(pending: PendingCode | null) {
    this.stored = pending;
  }
}

describe('AuthStore', () => {
  let api: FakeApi;
  let storage: FakeStorage;
  let time: number;
  let unsubscribe: () => void;

  async function open(): Promise<AuthStore> {
    const store = new AuthStore(api, storage, () => time);
    unsubscribe = store.subscribe(() => {});
    await until(() => store.state.step !== 'opening', 'the first step');
    return store;
  }

  async function atCode(): Promise<AuthStore> {
    const store = await open();
    await store.submitPhone('8 912 345-67-89');
    expect(store.state.step).to.equal('code');
    return store;
  }

  beforeEach(() => {
    api = new FakeApi();
    storage = new FakeStorage();
    time = Date.UTC(2026, 10, 2, 9);
    unsubscribe = () => {};
  });
  afterEach(() => unsubscribe());

  describe('R1 The number and the code', () => {
    it('R1 asks for a code where the number is new, for the password where it is registered', async () => {
      const store = await atCode();
      expect(store.state.phone).to.equal(phone);
      store.changePhone();
      api.nextMethod = 'password';
      await store.submitPhone(phone);
      expect(store.state.step).to.equal('password');
    });

    it('R1 sends nothing for a wrong number', async () => {
      const store = await open();
      await store.submitPhone('+7 912 345-67-8');
      expect(store.state.problem).to.deep.equal({ field: 'phone', reason: 'phoneShort', count: 1 });
      expect(api.calls).to.deep.equal([]);
    });

    it('R1 sends once however often the button is pressed', async () => {
      const store = await open();
      await Promise.all([store.submitPhone(phone), store.submitPhone(phone), store.submitPhone(phone)]);
      expect(api.calls).to.deep.equal(['method', 'sendCode']);
    });

    it('R1 sends again only after the countdown', async () => {
      const store = await atCode();
      expect(store.state.wait).to.equal(60);
      await store.resend();
      expect(api.calls.filter((call) => call === 'sendCode')).to.have.length(1);
      time += 60_000;
      await until(() => store.state.wait === 0, 'the end of the countdown');
      await store.resend();
      expect(api.calls.filter((call) => call === 'sendCode')).to.have.length(2);
      expect(store.state.wait).to.equal(60);
    });

    it('R1 does not send again after going back and forth, and the countdown continues', async () => {
      const store = await atCode();
      await store.back();
      expect(store.state.step).to.equal('phone');
      time += 20_000;
      await store.submitPhone(phone);
      expect(store.state.step).to.equal('code');
      expect(store.state.wait).to.equal(40);
      expect(api.calls.filter((call) => call === 'sendCode')).to.have.length(1);
    });

    it('R1 another number gets its own code at once', async () => {
      const store = await atCode();
      store.changePhone();
      await store.submitPhone('8 912 000-00-00');
      expect(api.calls.filter((call) => call === 'sendCode')).to.have.length(2);
    });

    it('R1 resumes at the code after a reload, with the rest of the countdown', async () => {
      await atCode();
      unsubscribe();
      time += 15_000;
      const store = await open();
      expect(store.state).to.include({ step: 'code', phone, wait: 45 });
    });

    it('R1 begins with the number after a reload when the person had gone back', async () => {
      await (await atCode()).back();
      unsubscribe();
      expect((await open()).state).to.include({ step: 'phone', phone });
    });

    it('R1 shows the remaining time when the server says that it is too early', async () => {
      api.wait = { sent: false, wait: 42 };
      const store = await atCode();
      expect(store.state.wait).to.equal(42);
      expect(store.state.problem?.reason).to.equal('codeTooSoon');
    });

    it('R1 another attempt is possible after a wrong code', async () => {
      const store = await atCode();
      await store.submitCode('000000');
      expect(store.state.problem).to.deep.equal({ field: 'code', reason: 'codeWrong' });
      await store.submitCode(api.code);
      expect(store.state.step).to.equal('new-password');
    });

    it('R1 five wrong attempts burn a code; a new one is valid', async () => {
      const store = await atCode();
      for (let guess = 0; guess < 5; guess++) await store.submitCode('000000');
      expect(store.state.problem?.reason).to.equal('codeBurnt');
      await store.submitCode(api.code);
      expect(api.calls.filter((call) => call === 'verify')).to.have.length(5);
      expect(store.state.problem?.reason).to.equal('codeBurnt');
      time += 60_000;
      await until(() => store.state.wait === 0, 'the end of the countdown');
      await store.resend();
      expect(store.state.problem).to.equal(null);
      await store.submitCode(api.code);
      expect(store.state.step).to.equal('new-password');
    });

    it('R1 says that a code is burnt which somebody else has guessed at', async () => {
      const store = await atCode();
      api.fails.set('verify', refusal('limited', 'codeBurnt'));
      await store.submitCode(api.code);
      expect(store.state.problem).to.deep.equal({ field: 'code', reason: 'codeBurnt' });
    });

    it('R1 says that a code has expired', async () => {
      const store = await atCode();
      time += 601_000;
      await store.submitCode(api.code);
      expect(store.state.problem?.reason).to.equal('codeExpired');
    });

    it('R1 loses nothing when the server is not reached', async () => {
      const store = await open();
      api.fails.set('method', new AppError('offline'));
      await store.submitPhone('8 912 345-67-89');
      expect(store.state).to.deep.include({ step: 'phone', phone, busy: null });
      expect(store.state.problem).to.deep.equal({ field: null, reason: 'offline' });
      await store.submitPhone(phone);
      expect(store.state.step).to.equal('code');
    });

    it('R1 says when too many SMS were sent, or when sending failed', async () => {
      const store = await open();
      for (const reason of ['smsLimited', 'smsFailed'] as const) {
        api.fails.set('sendCode', refusal('limited', reason));
        await store.submitPhone(phone);
        expect(store.state).to.deep.include({ step: 'phone', problem: { field: null, reason } });
      }
    });
  });

  describe('R2 A new account', () => {
    async function atName(): Promise<AuthStore> {
      const store = await atCode();
      await store.submitCode(api.code);
      await store.submitNewPassword('зимний-чай-77');
      expect(store.state.step).to.equal('name');
      return store;
    }

    it('R2 password, then name, then signed in', async () => {
      const store = await atName();
      store.typeName({ surname: ' Соколова ', name: 'Алина' });
      await store.submitName(consent);
      expect(api.profile).to.deep.equal(alina);
      expect(api.consent).to.deep.equal(consent);
      expect(store.state).to.include({ step: 'signed-in' });
      expect(storage.stored).to.equal(null);
    });

    it('R2 says what is missing and keeps the rest', async () => {
      const store = await atName();
      store.typeName({ name: 'Алина' });
      await store.submitName(consent);
      expect(store.state.problem).to.deep.equal({ field: 'surname', reason: 'surnameEmpty' });
      store.typeName({ surname: 'Соколова', name: ' \u00a0' });
      await store.submitName(consent);
      expect(store.state.problem).to.deep.equal({ field: 'name', reason: 'nameEmpty' });
      expect(store.state.name.surname).to.equal('Соколова');
      store.typeName({ name: 'Алина' });
      await store.submitName(null);
      expect(store.state.problem).to.deep.equal({ field: 'consent', reason: 'consentMissing' });
      expect(api.profile).to.equal(null);
    });

    it('R2 keeps the name when it could not be saved, and saves it at the next attempt', async () => {
      const store = await atName();
      store.typeName(alina);
      api.fails.set('saveName', new AppError('offline'));
      await store.submitName(consent);
      expect(store.state.step).to.equal('name');
      expect(store.state.name).to.deep.equal(alina);
      await store.submitName(consent);
      expect(store.state.step).to.equal('signed-in');
    });

    it('R2 continues when the password was set but the answer was lost', async () => {
      const store = await atCode();
      await store.submitCode(api.code);
      await store.submitNewPassword(api.password);
      expect(store.state.step).to.equal('name');
    });

    it('R2 resumes where it was after a reload', async () => {
      await (await atCode()).submitCode(api.code);
      unsubscribe();
      const again = await open();
      expect(again.state.step).to.equal('new-password');
      await again.submitNewPassword('зимний-чай-77');
      unsubscribe();
      expect((await open()).state.step).to.equal('name');
    });

    it('R2 resumes at the password without the storage of the tab', async () => {
      api.userId = 'me';
      expect((await open()).state.step).to.equal('new-password');
    });

    it('R2 does not register twice: with a name the person is signed in after the code', async () => {
      api.profile = alina;
      const store = await atCode();
      await store.submitCode(api.code);
      expect(store.state.step).to.equal('signed-in');
      expect(store.state.person).to.include(alina);
    });

    it('R2 begins again with the number when the session has ended', async () => {
      const store = await atName();
      store.typeName(alina);
      api.userId = null;
      api.fails.set('saveName', refusal('denied', 'ended'));
      await store.submitName(consent);
      expect(store.state.step).to.equal('phone');
      expect(store.state.problem?.reason).to.equal('ended');
    });
  });

  describe('A12 Another text on personal data', () => {
    /** With the number of somebody who agreed to the text of last year. */
    async function returning(): Promise<AuthStore> {
      api.nextMethod = 'password';
      api.profile = alina;
      api.consent = { version: '2025', text: 'Прежний текст' };
      const store = await open();
      store.consentVersion = '2026';
      await store.submitPhone(phone);
      return store;
    }

    it('A12 is agreed to once, before the person is signed in', async () => {
      const store = await returning();
      await store.submitPassword(api.password);
      expect(store.state.step).to.equal('consent');
      await store.submitConsent(null);
      expect(store.state.problem).to.deep.equal({ field: 'consent', reason: 'consentMissing' });
      api.fails.set('giveConsent', new AppError('offline'));
      await store.submitConsent({ version: '2026', text: 'Новый текст' });
      expect(store.state).to.deep.include({ step: 'consent', problem: { field: null, reason: 'offline' } });
      await store.submitConsent({ version: '2026', text: 'Новый текст' });
      expect(store.state.step).to.equal('signed-in');
      await store.retry();
      expect(store.state.step).to.equal('signed-in');
    });

    it('A12 whoever does not agree is signed out', async () => {
      const store = await returning();
      await store.submitPassword(api.password);
      await store.back();
      expect(store.state.step).to.equal('phone');
      expect(api.userId).to.equal(null);
    });

    it('A12 a new password comes first', async () => {
      const store = await returning();
      await store.submitForgot(phone);
      await store.submitCode(api.code);
      expect(store.state.step).to.equal('new-password');
      await store.submitNewPassword('зимний-чай-77');
      expect(store.state.step).to.equal('consent');
    });

    it('A12 nobody is asked again where the college has no text of its own', async () => {
      const store = await returning();
      store.consentVersion = '';
      await store.submitPassword(api.password);
      expect(store.state.step).to.equal('signed-in');
      expect(api.calls).not.to.include('hasConsented');
    });
  });

  describe('R3 An existing account', () => {
    async function atPassword(): Promise<AuthStore> {
      api.nextMethod = 'password';
      api.profile = alina;
      const store = await open();
      await store.submitPhone(phone);
      return store;
    }

    it('R3 number and password, without an SMS', async () => {
      const store = await atPassword();
      await store.submitPassword(api.password);
      expect(store.state.step).to.equal('signed-in');
      expect(api.calls).not.to.include('sendCode');
    });

    it('R3 another attempt is possible after a wrong password', async () => {
      const store = await atPassword();
      await store.submitPassword('не-тот-пароль-1');
      expect(store.state).to.deep.include({ step: 'password', phone });
      expect(store.state.problem).to.deep.equal({ field: 'password', reason: 'passwordWrong' });
      await store.submitPassword('');
      expect(store.state.problem?.reason).to.equal('passwordEmpty');
    });

    it('R3 a forgotten password is replaced by SMS, also across a reload', async () => {
      const store = await atPassword();
      store.forgot();
      await store.submitForgot(phone);
      await store.submitCode(api.code);
      expect(store.state).to.include({ step: 'new-password', purpose: 'reset' });
      unsubscribe();
      const again = await open();
      expect(again.state).to.include({ step: 'new-password', purpose: 'reset' });
      await again.submitNewPassword('мало');
      expect(again.state.problem?.reason).to.equal('passwordWeak');
      await again.submitNewPassword('зимний-чай-77');
      expect(api.password).to.equal('зимний-чай-77');
      expect(again.state.step).to.equal('signed-in');
    });

    it('R3 goes back step by step', async () => {
      const store = await atPassword();
      store.forgot();
      await store.submitForgot(phone);
      const steps = [];
      while (store.state.step !== 'phone') {
        await store.back();
        steps.push(store.state.step);
      }
      expect(steps).to.deep.equal(['forgot', 'password', 'phone']);
    });
  });

  describe('R6 The session', () => {
    it('R6 opens signed in', async () => {
      api.userId = 'me';
      api.profile = alina;
      expect((await open()).state).to.include({ step: 'signed-in' });
    });

    it('R6 follows another tab out and in', async () => {
      api.userId = 'me';
      api.profile = alina;
      const store = await open();
      api.become(null);
      expect(store.state).to.deep.include({ step: 'phone', person: null, phone: '' });
      api.become('me');
      await until(() => store.state.step === 'signed-in', 'signed in again');
    });

    it('R6 signs out and keeps nothing of the person', async () => {
      api.userId = 'me';
      api.profile = alina;
      const store = await open();
      await store.signOut();
      expect(store.state).to.deep.include({ step: 'phone', phone: '', person: null });
    });

    it('R6 says when the server is not reached, and opens at the next attempt', async () => {
      api.userId = 'me';
      api.profile = alina;
      api.fails.set('person', new AppError('offline'));
      const store = await open();
      expect(store.state.step).to.equal('failed');
      expect(store.state.failure?.code).to.equal('offline');
      await store.retry();
      expect(store.state.step).to.equal('signed-in');
    });
  });
});
