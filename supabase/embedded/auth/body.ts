import { AuthFault } from './errors.ts';

/** How deep a body may be nested. */
const deepest = 32;
/** NUL and lone surrogates, which Postgres cannot store. */
const unkeepable = /[\0\p{Cs}]/u;

/** The JSON object of a request. @throws {AuthFault} from each reader when the field has another type. */
export class Body {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  static async of(request: Request): Promise<Body> {
    const bytes = await request.arrayBuffer();
    if (bytes.byteLength === 0) return new Body({});
    try {
      const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
      if (isObject(parsed) && isKeepable(parsed, 0)) return new Body(parsed);
    } catch (error) {
      // TypeError: broken UTF-8. RangeError: nested too deep for the parser.
      if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
    }
    throw new AuthFault(400, 'bad_json', 'Could not parse request body as JSON');
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  /** Empty when it is absent. */
  text(name: string): string {
    if (!this.has(name)) return '';
    const value = this.#fields[name];
    if (typeof value !== 'string') throw wrongType(name, 'a string');
    return value;
  }

  /** The field when it is `true`, false when absent. */
  flag(name: string, fallback = false): boolean {
    if (!this.has(name)) return fallback;
    const value = this.#fields[name];
    if (typeof value !== 'boolean') throw wrongType(name, 'a boolean');
    return value;
  }

  object(name: string): Record<string, unknown> | null {
    if (!this.has(name)) return null;
    const value = this.#fields[name];
    if (!isObject(value)) throw wrongType(name, 'an object');
    return value;
  }

  /** Digits with the country code, without a plus; empty when absent. */
  phone(name = 'phone'): string {
    const value = this.text(name);
    if (!value) return '';
    const digits = value.replace(/^\+/, '').replaceAll(' ', '');
    if (!/^[1-9]\d{6,14}$/.test(digits)) {
      throw new AuthFault(400, 'validation_failed', 'Invalid phone number format (E.164 required)');
    }
    return digits;
  }

  /** In lower case; empty when absent. */
  email(name = 'email'): string {
    const value = this.text(name).trim().toLowerCase();
    if (!value) return '';
    if (value.length > 255 || Buffer.byteLength(value) > 255) {
      throw new AuthFault(400, 'validation_failed', 'An email address is too long');
    }
    // Control characters and spaces of every kind would let a header or another recipient slip into a message.
    if (!/^[^\s\p{C}@<>",;:()[\]\\]{1,64}@[^\s\p{C}@<>",;:()[\]\\.]+(\.[^\s\p{C}@<>",;:()[\]\\.]+)+$/u.test(value)) {
      throw new AuthFault(400, 'validation_failed', 'Unable to validate email address: invalid format');
    }
    return value;
  }
}

function wrongType(name: string, wanted: string): AuthFault {
  return new AuthFault(400, 'bad_json', `Could not parse request body as JSON: ${name} must be ${wanted}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKeepable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !unkeepable.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === deepest) return false;
  return Object.entries(value).every(([key, each]) => !unkeepable.test(key) && isKeepable(each, depth + 1));
}
