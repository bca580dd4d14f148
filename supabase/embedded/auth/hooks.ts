import type { Database } from '../database.ts';
import { quoteLiteral } from '../session.ts';
import { AuthFault } from './errors.ts';
import type { HookConfig, HookName, HookTarget } from './hook-config.ts';
import { callWebhook } from './webhook.ts';

/** How long a function of Postgres may take, in milliseconds. */
const patience = 2_000;
/** How long one of our Edge Functions may: it is compiled when first called, on the platform when it is deployed. */
const functionPatience = 30_000;

/** Names in the metadata of a call. */
const longNames: Readonly<Record<HookName, string>> = {
  custom_access_token: 'customize-access-token',
  send_sms: 'send-sms',
  send_email: 'send-email',
  before_user_created: 'before-user-created',
  password_verification_attempt: 'password-verification',
};

export interface HookOptions {
  readonly database: Database;
  readonly hooks: HookConfig;
  /** Address of this Supabase, and the port that config.toml has for it. */
  readonly url: string;
  readonly port: number;
  readonly now: () => Date;
}

/**
 * Calls the hooks of `config.toml`. Never inside a transaction: a hook may be a function of this same process, which
 * needs the database, too.
 */
export class Hooks {
  readonly #options: HookOptions;

  constructor(options: HookOptions) {
    this.#options = options;
  }

  has(name: HookName): boolean {
    return this.#options.hooks[name] !== undefined;
  }

  /**
   * Calls a hook with `input` and, as GoTrue does, with metadata.
   * @returns its answer, an empty object when there is none.
   * @throws {AuthFault} with the message of the hook when it answers `{ error: { http_code, message } }`.
   */
  async call(name: HookName, ip: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const target = this.#options.hooks[name];
    if (!target) throw new Error(`no hook ${name} is enabled`);
    const metadata = {
      uuid: crypto.randomUUID(),
      time: this.#options.now().toISOString(),
      name: longNames[name],
      ip_address: ip,
    };
    const answer = await this.#ask(target, { metadata, ...input });
    const { error, ...output } = isObject(answer) ? answer : {};
    if (isObject(error) && typeof error.message === 'string' && error.message) {
      const code = error.http_code;
      const status = typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 599 ? code : 500;
      throw new AuthFault(status, status === 500 ? 'unexpected_failure' : 'unknown', error.message);
    }
    return output;
  }

  async #ask(target: HookTarget, payload: unknown): Promise<unknown> {
    if (target.kind === 'http') {
      const own = this.#ownAddress(target.uri);
      return own
        ? callWebhook(own, target.secrets, payload, functionPatience)
        : callWebhook(target.uri, target.secrets, payload);
    }
    try {
      const { rows } = await this.#options.database.transaction(async (tx) => {
        await tx.exec(`set local role supabase_auth_admin; set local search_path = auth;
          set local statement_timeout = ${quoteLiteral(String(patience))}`);
        return tx.query<{ answer: unknown }>(`select "${target.schema}"."${target.name}"($1::jsonb) as answer`, [
          JSON.stringify(payload),
        ]);
      });
      return rows[0]?.answer;
    } catch (error) {
      // Not the whole error, which contains the input, for example a code.
      console.error(`Hook ${target.uri}: ${error instanceof Error ? error.message : error}`);
      throw new AuthFault(500, 'unexpected_failure', `Error running hook URI: ${target.uri}`);
    }
  }

  /**
   * The real address of what config.toml has in this Supabase, by its configured port or as seen from a container; null
   * for other addresses.
   */
  #ownAddress(uri: string): string | null {
    const { host, pathname, search } = new URL(uri);
    const own = ['127.0.0.1', 'localhost', 'host.docker.internal'].map((name) => `${name}:${this.#options.port}`);
    return [...own, 'kong:8000'].includes(host) ? `${this.#options.url}${pathname}${search}` : null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
