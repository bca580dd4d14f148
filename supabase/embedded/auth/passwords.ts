import { compare, hash } from 'bcryptjs';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';
import type { Rate, Throttle } from './throttle.ts';

/** bcrypt ignores everything beyond, in bytes. */
const longest = 72;
/** Rate limit of attempts for one account. */
const attempts: Rate = { times: 10, seconds: 600 };
/** A hash to compare with when there is no account, so that the time of the answer does not show its absence. */
const nobody = (cost: number) =>
  `$2b$${String(cost).padStart(2, '0')}$CwTycUXWue0Thq9StjUM0uJ8vZ6bQ6u1pG1ZJmYk9b6zv6vYb3S8e`;

/** Hashes passwords and limits attempts to guess them. */
export class Passwords {
  readonly #config: AuthConfig;
  readonly #throttle: Throttle;
  readonly #cost: number;

  /** @param cost bcrypt's: one more takes twice as long. */
  constructor(config: AuthConfig, throttle: Throttle, cost = 10) {
    this.#config = config;
    this.#throttle = throttle;
    this.#cost = cost;
  }

  /** @throws {AuthFault} when it is too weak. */
  async hash(password: string): Promise<string> {
    const { passwordLength, passwordSets } = this.#config;
    const reasons: string[] = [];
    const complaints: string[] = [];
    if ([...password].length < passwordLength) {
      reasons.push('length');
      complaints.push(`Password should be at least ${passwordLength} characters.`);
    }
    if (!passwordSets.every((set) => [...password].some((char) => set.includes(char)))) {
      reasons.push('characters');
      complaints.push(`Password should contain at least one character of each: ${passwordSets.join(', ')}.`);
    }
    if (Buffer.byteLength(password) > longest) {
      reasons.push('length');
      complaints.push(`Password cannot be longer than ${longest} bytes.`);
    }
    if (reasons.length > 0) {
      throw new AuthFault(422, 'weak_password', complaints.join(' '), { weak_password: { reasons } });
    }
    return hash(password, this.#cost);
  }

  /** Whether this is the password of an account; wrong ones count. @throws {AuthFault} after too many attempts. */
  async matches(account: string, password: string, encrypted: string | null): Promise<boolean> {
    const subject = `password ${account}`;
    // Counted before the comparison, so that a hundred guesses at once count as a hundred.
    if ((await this.#throttle.take(subject, attempts)) > 0) {
      throw new AuthFault(429, 'over_request_rate_limit', 'Request rate limit reached');
    }
    const right = await this.is(password, encrypted);
    if (right) await this.#throttle.clear(subject);
    return right;
  }

  async is(password: string, encrypted: string | null): Promise<boolean> {
    // bcrypt would compare only the first bytes of a longer one.
    const fits = Buffer.byteLength(password) <= longest;
    return (await compare(password, encrypted || nobody(this.#cost))) && !!encrypted && fits;
  }
}
