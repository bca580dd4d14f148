import type { AppError } from '../core/errors.ts';

export type Field = 'phone' | 'password' | 'code' | 'surname' | 'name' | 'consent';

/** Why the person cannot go on; each has one text per language. */
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
  | 'banned'
  | 'ended'
  | 'offline'
  | 'limited'
  | 'unknown';

export interface Problem {
  /** Beside which field it is told; null: above the button. */
  readonly field: Field | null;
  readonly reason: Reason;
  /** How many digits are missing. */
  readonly count?: number | undefined;
}

/** Problems of one field, by the backend's own code. */
const ofField: Partial<Record<string, Reason>> = {
  invalid_credentials: 'passwordWrong',
  otp_expired: 'codeWrong',
  weak_password: 'passwordWeak',
  pwned_password: 'passwordKnown',
  SF001: 'phoneWrong',
};

const ofStep: Partial<Record<string, Reason>> = {
  over_sms_send_rate_limit: 'smsLimited',
  sms_send_failed: 'smsFailed',
  user_banned: 'banned',
  session_not_found: 'ended',
  session_expired: 'ended',
  '23514': 'nameLong',
};

/** What an error of the backend means to a person at the step whose first field is `field`. */
export function problemOf(error: AppError, field: Field | null): Problem {
  const own = ofField[error.detail];
  if (own) return { field, reason: own };
  const reason =
    ofStep[error.detail] ?? (error.code === 'offline' || error.code === 'limited' ? error.code : 'unknown');
  return { field: null, reason };
}
