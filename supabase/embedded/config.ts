import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';

/** What of `config.toml` the embedded Supabase follows; times in seconds. */
export interface Config {
  readonly port: number;
  readonly schemas: readonly string[];
  readonly extraSearchPath: readonly string[];
  readonly maxRows: number;
  readonly jwtExpiry: number;
  readonly reuseInterval: number;
  readonly passwordLength: number;
  readonly signUp: boolean;
  readonly emailOtpExpiry: number;
  readonly emailFrequency: number;
  readonly smsFrequency: number;
  readonly smsTemplate: string;
  readonly siteUrl: string;
}

type Table = Record<string, unknown>;

const table = (of: Table, name: string): Table => {
  const found = of[name];
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Table) : {};
};

/** «60s», «1m30s» or a number of seconds. */
function seconds(value: unknown, fallback: number): number {
  if (typeof value === 'number') return value;
  const parts = typeof value === 'string' ? [...value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)] : [];
  if (parts.length === 0) return fallback;
  const unit: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return parts.reduce((sum, [, count, name]) => sum + Number(count) * (unit[name ?? 's'] ?? 1), 0);
}

/** Reads `config.toml` of a project; what it does not say is as the CLI has it. */
export async function readConfig(project: string): Promise<Config> {
  const text = await readFile(join(project, 'config.toml'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const toml = parse(text) as Table;
  const api = table(toml, 'api');
  const auth = table(toml, 'auth');
  const email = table(auth, 'email');
  const sms = table(auth, 'sms');
  const number = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback);
  const list = (value: unknown, fallback: string[]) => (Array.isArray(value) ? value.map(String) : fallback);
  return {
    port: number(api.port, 54321),
    schemas: list(api.schemas, ['public']),
    extraSearchPath: list(api.extra_search_path, ['public', 'extensions']),
    maxRows: number(api.max_rows, 1000),
    jwtExpiry: number(auth.jwt_expiry, 3600),
    reuseInterval: number(auth.refresh_token_reuse_interval, 10),
    passwordLength: number(auth.minimum_password_length, 6),
    signUp: auth.enable_signup !== false,
    emailOtpExpiry: number(email.otp_expiry, 3600),
    emailFrequency: seconds(email.max_frequency, 60),
    smsFrequency: seconds(sms.max_frequency, 60),
    smsTemplate: typeof sms.template === 'string' ? sms.template : 'Your code is {{ .Code }}',
    siteUrl: typeof auth.site_url === 'string' ? auth.site_url : 'http://127.0.0.1:3000',
  };
}
