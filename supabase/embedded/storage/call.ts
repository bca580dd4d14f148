import type { Claims, Database, Transaction } from '../database.ts';
import { refusals } from './errors.ts';

/** Largest body in JSON, in bytes. */
const largestJson = 1024 * 1024;

/** One request with its caller. */
export class Call {
  readonly request: Request;
  readonly query: URLSearchParams;
  /** Null when neither token nor key was sent. */
  readonly claims: Claims | null;
  readonly #database: Database;
  readonly #path: string;

  constructor(request: Request, claims: Claims | null, database: Database) {
    const url = new URL(request.url);
    this.request = request;
    this.query = url.searchParams;
    this.claims = claims;
    this.#database = database;
    this.#path = url.pathname;
  }

  /** The owner of new objects. */
  get owner(): string | null {
    return this.claims?.sub ?? null;
  }

  /** Whether a boolean header is set, such as `x-upsert: true`. */
  isSet(header: string): boolean {
    return this.request.headers.get(header) === 'true';
  }

  /**
   * Runs `work` as the caller, under their policies, which may look at `storage.operation()`.
   * @throws {StorageError} when there is no token.
   */
  as<T>(operation: string, work: (tx: Transaction) => Promise<T>, deletes = false): Promise<T> {
    if (!this.claims) return Promise.reject(refusals.noToken());
    return this.#database.as(this.claims, work, {
      'storage.operation': `storage.${operation}`,
      ...(deletes && { 'storage.allow_delete_query': 'true' }),
      'request.method': this.request.method,
      'request.path': this.#path,
      'request.headers': JSON.stringify(Object.fromEntries(this.request.headers)),
    });
  }

  /** The body as an object of JSON; an empty one for none. @throws {StorageError} */
  async json(): Promise<Fields> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.request.body?.values({ preventCancel: true }) ?? []) {
      size += chunk.byteLength;
      if (size > largestJson) throw refusals.tooLarge('body');
      chunks.push(chunk);
    }
    if (size === 0) return new Fields({});
    try {
      const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Fields(value);
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    }
    throw refusals.invalid('Body is not a valid JSON object');
  }
}

/** The fields of a body, each read as a given type. */
export class Fields {
  readonly #values: Record<string, unknown>;

  constructor(values: object) {
    this.#values = values as Record<string, unknown>;
  }

  get(name: string): unknown {
    return this.#values[name] ?? undefined;
  }

  /** Whether it was sent as null. */
  isNull(name: string): boolean {
    return this.#values[name] === null;
  }

  text(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw refusals.invalid(`body must have required property '${name}'`);
    if (typeof value !== 'string') throw refusals.invalid(`body/${name} must be string`);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.get(name) === undefined ? undefined : this.text(name);
  }

  integer(name: string, least: number, fallback?: number): number {
    const value = this.get(name) ?? fallback;
    if (value === undefined) throw refusals.invalid(`body must have required property '${name}'`);
    if (!Number.isSafeInteger(value)) throw refusals.invalid(`body/${name} must be integer`);
    if ((value as number) < least) throw refusals.invalid(`body/${name} must be >= ${least}`);
    return value as number;
  }

  truth(name: string): boolean | undefined {
    const value = this.get(name);
    if (value !== undefined && typeof value !== 'boolean') throw refusals.invalid(`body/${name} must be boolean`);
    return value;
  }

  texts(name: string, most: number): string[] {
    const value = this.get(name);
    if (value === undefined) throw refusals.invalid(`body must have required property '${name}'`);
    if (!Array.isArray(value) || value.length > most || value.some((entry) => typeof entry !== 'string')) {
      throw refusals.invalid(`body/${name} must be an array of at most ${most} strings`);
    }
    return value as string[];
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.get(name) ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (!found) throw refusals.invalid(`body/${name} must be one of ${choices.join(', ')}`);
    return found;
  }

  fields(name: string): Fields {
    const value = this.get(name);
    if (value !== undefined && typeof value !== 'object') throw refusals.invalid(`body/${name} must be object`);
    return new Fields(value ?? {});
  }

  /** @throws {StorageError} for fields of features that do not exist here. */
  refuse(names: Readonly<Record<string, string>>): void {
    for (const [name, feature] of Object.entries(names)) {
      if (this.get(name) !== undefined) throw refusals.notSupported(feature);
    }
  }
}
