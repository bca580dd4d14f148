import { compare, hash } from 'bcryptjs';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';

/** bcrypt ignores everything beyond, in bytes. */
const longest = 72;
/** A hash to compare with when there is no account, so that the time of the answer does not show its absence. */
const nobody = (cost: number) =>
  `$2b$${String(cost).padStart(2, '0')}$CwTycUXWue0Thq9StjUM0uJ8vZ6bQ6u1pG1ZJmYk9b6zv6vYb3S8e`;

/** Hashes and compares passwords. As in GoTrue wrong ones do not count: the hook `password_verification_attempt` may. */
export class Passwords {
  readonly #config: AuthConfig;
  readonly #cost: number;

  /** @param cost bcrypt's: one more takes twice as long. */
  constructor(config: AuthConfig, cost = 10) {
    this.#config = config;
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

  /** Whether this is the password; takes as long where there is none. */
  async is(password: string, encrypted: string | null): Promise<boolean> {
    // bcrypt would compare only the first bytes of a longer one.
    const fits = Buffer.byteLength(password) <= longest;
    return (await compare(password, encrypted || nobody(this.#cost))) && !!encrypted && fits;
  }
}
