import { compare, hash } from 'bcryptjs';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';

/** bcrypt takes no more, in bytes. */
const longest = 72;
const cost = 10;
/** Wrong passwords for one account within `window` ms after which it has to wait. */
const tries = 10;
const window = 10 * 60_000;

/** Hashes passwords and slows down who guesses them. */
export class Passwords {
  readonly #config: AuthConfig;
  readonly #now: () => Date;
  readonly #wrong = new Map<string, number[]>();

  constructor(config: AuthConfig, now: () => Date) {
    this.#config = config;
    this.#now = now;
  }

  async hash(password: string): Promise<string> {
    if ([...password].length < this.#config.passwordLength) {
      throw new AuthFault(
        422,
        'weak_password',
        `Password should be at least ${this.#config.passwordLength} characters.`,
      );
    }
    if (Buffer.byteLength(password) > longest) {
      throw new AuthFault(422, 'weak_password', `Password cannot be longer than ${longest} bytes`);
    }
    return hash(password, cost);
  }

  /** @throws {AuthFault} when this account was tried too often. */
  async matches(account: string, password: string, encrypted: string | null): Promise<boolean> {
    const now = this.#now().getTime();
    const recent = (this.#wrong.get(account) ?? []).filter((at) => now - at < window);
    if (recent.length >= tries) throw new AuthFault(429, 'over_request_rate_limit', 'Request rate limit reached');
    // Comparing takes its time also when there is no such account, so that nobody can tell.
    const right = await compare(password, encrypted || '$2b$10$CwTycUXWue0Thq9StjUM0uJ8vZ6bQ6u1pG1ZJmYk9b6zv6vYb3S8e');
    if (right && encrypted) this.#wrong.delete(account);
    else this.#wrong.set(account, [...recent, now]);
    return right && !!encrypted;
  }
}
