import { parse, TomlError } from 'smol-toml';

type Table = Record<string, unknown>;

/** Something in `config.toml` that cannot be followed; the message is a sentence for people. */
export class ConfigError extends Error {
  constructor(message: string, cause?: unknown) {
    super(`config.toml: ${message}`, { cause });
  }
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };
const duration = /(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g;
const sizes: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

const envName = (value: unknown): string | null =>
  (typeof value === 'string' && /^env\((.+)\)$/.exec(value.trim())?.[1]) || null;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * One table of `config.toml`. It records which keys were read, so that {@link unread} can name the ignored ones. A text
 * `env(NAME)` stands for the environment variable NAME.
 *
 * @example
 * const api = Section.parse(text, process.env).section('api');
 * const port = api.port('port', 54321);
 */
export class Section {
  readonly #path: string;
  readonly #table: Table;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #read = new Set<string>();
  readonly #sections = new Map<string, Section>();
  #listed = false;
  #missing = false;

  private constructor(path: string, table: Table, env: Readonly<Record<string, string | undefined>>) {
    this.#path = path;
    this.#table = table;
    this.#env = env;
  }

  /** @throws {ConfigError} when the text is no TOML. */
  static parse(text: string, env: Readonly<Record<string, string | undefined>>): Section {
    try {
      return new Section('', parse(text) as Table, env);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      throw new ConfigError(`line ${error.line} cannot be read: ${error.message.split('\n')[0]}`, error);
    }
  }

  /** A table below this one; an empty one when it is not there. */
  section(name: string): Section {
    const known = this.#sections.get(name);
    if (known) return known;
    const value = this.#table[name];
    if (value !== undefined && !isTable(value)) throw this.error(name, 'must be a table');
    const found = new Section(this.#name(name), value ?? {}, this.#env);
    this.#sections.set(name, found);
    return found;
  }

  /** Names of the tables below this one. */
  names(): string[] {
    this.#listed = true;
    return Object.keys(this.#table).filter((name) => isTable(this.#table[name]));
  }

  /** Names of all keys, for tables whose keys are the author's own. */
  keys(): string[] {
    this.#listed = true;
    return Object.keys(this.#table);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#table, key);
  }

  text(key: string, fallback: string): string {
    const value = this.#value(key);
    if (value === undefined) return fallback;
    if (typeof value !== 'string') throw this.error(key, 'must be a text in quotes');
    return value;
  }

  oneOf<const Name extends string>(key: string, names: readonly Name[], fallback: Name): Name {
    const value = this.text(key, fallback);
    const found = names.find((name) => name === value);
    if (found === undefined) throw this.error(key, `must be one of ${names.map((name) => `"${name}"`).join(', ')}`);
    return found;
  }

  /** The NAME of a value `env(NAME)` that the environment does not have; null for every other value. */
  unsetName(key: string): string | null {
    const name = envName(this.#table[key]);
    return name !== null && this.#env[name] === undefined ? name : null;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.#value(key) ?? fallback;
    if (value === 'true' || value === 'false') return value === 'true';
    if (typeof value !== 'boolean') throw this.error(key, 'must be true or false');
    return value;
  }

  /** A whole number of at least `least`. */
  integer(key: string, fallback: number, least = 0): number {
    const value = this.#value(key) ?? fallback;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < least) {
      throw this.error(key, `must be a whole number of at least ${least}`);
    }
    return number;
  }

  port(key: string, fallback: number): number {
    const value = this.integer(key, fallback);
    if (value > 65_535) throw this.error(key, 'must be the number of a port, 0 to 65535');
    return value;
  }

  list(key: string, fallback: readonly string[]): readonly string[] {
    const value = this.#value(key);
    if (value === undefined) return fallback;
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
      throw this.error(key, 'must be a list of texts');
    }
    return value.map((each: string) => this.#resolve(key, each));
  }

  /** «60s», «1m30s» or a number of seconds. */
  seconds(key: string, fallback: number): number {
    const value = this.#value(key) ?? fallback;
    if (typeof value === 'number' && value >= 0) return value;
    const text = typeof value === 'string' ? value.trim() : '';
    if (/^\d+$/.test(text)) return Number(text);
    const parts = [...text.matchAll(duration)];
    if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
      throw this.error(key, 'must be a duration as "60s" or "1h30m"');
    }
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  }

  /** «5MiB», «500KB» (both count in 1024s, as the CLI does) or a number of bytes. */
  bytes(key: string, fallback: number): number {
    const value = this.#value(key) ?? fallback;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    const [, count, unit] =
      /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(typeof value === 'string' ? value.trim() : '') ?? [];
    const size = Math.floor(Number(count) * (sizes[(unit ?? '').toLowerCase()] ?? Number.NaN));
    if (!Number.isSafeInteger(size)) throw this.error(key, 'must be a size as "5MiB" or "500KB"');
    return size;
  }

  /** Fails when `key` is `value`: for settings that protect something and are not followed here. */
  refuse(key: string, value: boolean, why: string): void {
    if (this.has(key) && this.#value(key) === value) throw this.error(key, `= ${value} is not followed here: ${why}`);
  }

  /** Fails when `key` is set at all. */
  refuseAny(key: string, why: string): void {
    if (this.has(key)) throw this.error(key, `is not followed here: ${why}`);
  }

  /** Follows only this value of `key`; {@link unread} names any other. */
  only(key: string, value: boolean): void {
    if (this.has(key) && this.#table[key] === value) this.#read.add(key);
  }

  /** Marks tables of parts that do not exist here, of which only `enabled = false` is followed. */
  missing(...names: readonly string[]): void {
    for (const name of names) this.section(name).#missing = true;
  }

  error(key: string, complaint: string): ConfigError {
    return new ConfigError(`${this.#name(key)} ${complaint}.`);
  }

  /**
   * Paths that were not read; a table of which nothing was read, by its name alone. A known part that is switched off
   * is left out; an unknown one is named, because its author may believe that something is off.
   */
  unread(): string[] {
    return Object.entries(this.#table).flatMap(([key, value]) => {
      if (!isTable(value)) return this.#read.has(key) ? [] : [this.#name(key)];
      const section = this.section(key);
      if (value.enabled === false && (section.#missing || section.#read.has('enabled'))) return [];
      const ofTables = Object.keys(value).length > 0 && Object.values(value).every(isTable);
      return section.#touched() || ofTables ? section.unread() : [this.#name(key)];
    });
  }

  #touched(): boolean {
    return this.#listed || this.#read.size > 0 || [...this.#sections.values()].some((section) => section.#touched());
  }

  #value(key: string): unknown {
    this.#read.add(key);
    return this.#resolved(key);
  }

  #resolved(key: string): unknown {
    const value = this.has(key) ? this.#table[key] : undefined;
    return typeof value === 'string' ? this.#resolve(key, value) : value;
  }

  #resolve(key: string, text: string): string {
    const name = envName(text);
    if (name === null) return text;
    const value = this.#env[name];
    if (value === undefined) throw this.error(key, `takes its value from the environment, where ${name} is not set`);
    return value;
  }

  #name(key: string): string {
    const quoted = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
    return this.#path ? `${this.#path}.${quoted}` : quoted;
  }
}
