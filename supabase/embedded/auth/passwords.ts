import { compare, hash } from 'bcryptjs';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';
import type { Rate, Throttle } from './throttle.ts';

/** bcrypt takes no more, in bytes. */
const longest = 72;
/** Wrong passwords for one account after which it has to wait. */
const tries: Rate = { times: 10, seconds: 600 };
/** Compared with where there is no account, so that its absence cannot be told by the time it takes. */
const nobody = (cost: number) =>
  `$2b$${String(cost).padStart(2, '0')}$CwTycUXWue0Thq9StjUM0uJ8vZ6bQ6u1pG1ZJmYk9b6zv6vYb3S8e`;

/** Hashes passwords and slows down who guesses them. */
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

  /** Whether this is the password of an account; each wrong one counts. @throws {AuthFault} when it was tried too often. */
  async matches(account: string, password: string, encrypted: string | null): Promise<boolean> {
    const subject = `password ${account}`;
    // Counted before it is compared: a hundred guesses at once are a hundred.
    if ((await this.#throttle.take(subject, tries)) > 0) {
      throw new AuthFault(429, 'over_request_rate_limit', 'Request rate limit reached');
    }
    const right = await this.is(password, encrypted);
    if (right) await this.#throttle.clear(subject);
    return right;
  }

  async is(password: string, encrypted: string | null): Promise<boolean> {
    // Of more bytes only the first would count.
    const fits = Buffer.byteLength(password) <= longest;
    return (await compare(password, encrypted || nobody(this.#cost))) && !!encrypted && fits;
  }
}
