import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { parsePhone } from '../../core/phone.ts';
import { Store } from '../../core/store.ts';
import { type JoinApi, joinApi, type Registration } from './join-api.ts';

export type RegistrationField = keyof Registration;

export type RegistrationFault = 'empty' | 'site' | 'phone';

/** Why it could not be sent. */
export type RegistrationProblem = 'limited' | 'offline' | 'failed';

export interface RegistrationState {
  /** As typed; the telephone number in any usual notation. */
  readonly typed: Registration;
  readonly faults: Partial<Record<RegistrationField, RegistrationFault>>;
  readonly busy: boolean;
  readonly problem: RegistrationProblem | null;
  readonly sent: boolean;
}

const required: readonly RegistrationField[] = [
  'name',
  'shortName',
  'country',
  'city',
  'surname',
  'givenName',
  'phone',
];

const nothing: Registration = {
  name: '',
  shortName: '',
  country: 'Россия',
  city: '',
  address: '',
  site: '',
  surname: '',
  givenName: '',
  patronymic: '',
  phone: '',
};

/** The form by which a college asks to be registered. */
export class RegistrationStore extends Store<RegistrationState> {
  readonly #api: Pick<JoinApi, 'registerCollege'>;
  readonly #action = new Action<RegistrationProblem>(
    (state) => this.set(state),
    ({ code }) => (code === 'limited' || code === 'offline' ? code : 'failed'),
  );

  constructor(api: Pick<JoinApi, 'registerCollege'>) {
    super({ typed: nothing, faults: {}, busy: false, problem: null, sent: false });
    this.#api = api;
  }

  protected start(): () => void {
    return () => {};
  }

  /** Takes what is typed; the error of a field is cleared with it. */
  type(typed: Partial<Registration>): void {
    const faults = { ...this.state.faults };
    for (const field of Object.keys(typed) as RegistrationField[]) delete faults[field];
    this.set({ typed: { ...this.state.typed, ...typed }, faults, problem: null, sent: false });
  }

  async send(): Promise<void> {
    const { typed } = this.state;
    if (this.#action.busy) return;
    const trimmed = Object.fromEntries(
      Object.entries(typed).map(([field, value]) => [field, value.trim()]),
    ) as unknown as Registration;
    const site = trimmed.site && !/^https?:\/\//i.test(trimmed.site) ? `https://${trimmed.site}` : trimmed.site;
    const phone = parsePhone(trimmed.phone);
    const faults: RegistrationState['faults'] = {};
    for (const field of required) if (!trimmed[field]) faults[field] = 'empty';
    if (!faults.phone && !('phone' in phone)) faults.phone = 'phone';
    if (site && !URL.canParse(site)) faults.site = 'site';
    this.set({ faults, problem: null });
    if (Object.keys(faults).length > 0 || !('phone' in phone)) return;
    await this.#action.run(async () => {
      await this.#api.registerCollege({ ...trimmed, site, phone: phone.phone });
      this.set({ sent: true, typed: nothing });
    });
  }
}

export const registrationStore = (backend: Backend): RegistrationStore =>
  backend.once('registration', () => new RegistrationStore(joinApi(backend)));
