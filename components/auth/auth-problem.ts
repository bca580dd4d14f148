import type { AppError } from '../core/errors.ts';

export type Field = 'phone' | 'password' | 'code' | 'surname' | 'name' | 'consent';

/** Why the person cannot continue; each has one text in each language. */
export type Reason =
  | 'phoneEmpty'
  | 'phoneShort'
  | 'phoneLong'
  | 'phoneWrong'
  | 'phoneForeign'
  | 'codeShort'
  | 'codeWrong'
  | 'codeExpired'
  | 'codeBurnt'
  | 'codeTooSoon'
  | 'passwordEmpty'
  | 'passwordWrong'
  | 'passwordWeak'
  | 'passwordLong'
  | 'passwordKnown'
  | 'surnameEmpty'
  | 'nameEmpty'
  | 'nameLong'
  | 'consentMissing'
  | 'smsLimited'
  | 'smsFailed'
  | 'captchaFailed'
  | 'banned'
  | 'ended'
  | 'offline'
  | 'limited'
  | 'unknown';

export interface Problem {
  /** The field beside which it is shown; null shows it above the button. */
  readonly field: Field | null;
  readonly reason: Reason;
  /** Of `phoneShort`: how many digits are missing. */
  readonly count?: number | undefined;
}

/** Where a reason that the api gives to an error is shown: beside the field of the step, or above its button. */
const places = {
  passwordWrong: 'field',
  codeWrong: 'field',
  codeBurnt: 'field',
  passwordWeak: 'field',
  passwordKnown: 'field',
  phoneWrong: 'field',
  smsLimited: 'step',
  smsFailed: 'step',
  captchaFailed: 'step',
  banned: 'step',
  ended: 'step',
  nameLong: 'step',
} as const satisfies Partial<Record<Reason, 'field' | 'step'>>;

const isShown = (reason: string): reason is keyof typeof places => Object.hasOwn(places, reason);

/** What an error of the backend means to a person at the step whose first field is `field`. */
export function problemOf({ code, reason }: AppError, field: Field | null): Problem {
  if (isShown(reason)) return { field: places[reason] === 'field' ? field : null, reason };
  return { field: null, reason: code === 'offline' || code === 'limited' ? code : 'unknown' };
}
