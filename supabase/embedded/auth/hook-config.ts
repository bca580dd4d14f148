import { randomBytes } from 'node:crypto';
import type { Section } from '../config/section.ts';

/** Where a hook goes: a function of Postgres, called as `supabase_auth_admin`, or an address that is posted to. */
export type HookTarget =
  | { readonly kind: 'function'; readonly uri: string; readonly schema: string; readonly name: string }
  | {
      readonly kind: 'http';
      readonly uri: string;
      readonly secrets: readonly Uint8Array[];
      /** The secret by the name under which a function of this project finds it, where the file leaves it to the environment and that has none. */
      readonly made: Readonly<Record<string, string>>;
    };

const names = [
  'custom_access_token',
  'send_sms',
  'send_email',
  'before_user_created',
  'password_verification_attempt',
] as const;
export type HookName = (typeof names)[number];

/** `[auth.hook.…]` that are enabled. */
export type HookConfig = Partial<Readonly<Record<HookName, HookTarget>>>;

/** @throws {ConfigError} for a hook that could not be called as the file says. */
export function readHooks(section: Section): HookConfig {
  const found: Partial<Record<HookName, HookTarget>> = {};
  for (const name of names) {
    const hook = section.section(name);
    // Read also when the hook is disabled, so that the key does not count as ignored.
    const uri = hook.text('uri', '');
    if (!hook.boolean('enabled', false)) continue;
    found[name] = targetOf(hook, uri);
  }
  for (const name of section.names().filter((each) => !names.some((known) => known === each))) {
    section.section(name).refuse('enabled', true, 'it has no such hook');
  }
  return found;
}

function targetOf(hook: Section, uri: string): HookTarget {
  const [, schema = '', name = ''] = /^pg-functions:\/\/[^/]+\/([a-zA-Z_]\w*)\/([a-zA-Z_]\w*)\/?$/.exec(uri) ?? [];
  if (name) return { kind: 'function', uri, schema, name };
  if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) {
    throw hook.error(
      'uri',
      'must be pg-functions://postgres/schema/function or an address that begins with http(s)://',
    );
  }
  const unset = hook.unsetName('secrets');
  if (unset) {
    const secret = randomBytes(32).toString('base64');
    return {
      kind: 'http',
      uri,
      secrets: [secretOf(hook, `v1,whsec_${secret}`)],
      made: { [unset]: `v1,whsec_${secret}` },
    };
  }
  const secrets = hook.text('secrets', '').split('|').filter(Boolean);
  if (secrets.length === 0) throw hook.error('secrets', 'must be "v1,whsec_…": requests are signed with it');
  return { kind: 'http', uri, secrets: secrets.map((secret) => secretOf(hook, secret)), made: {} };
}

/** Secrets that were made for want of one, for the environment of the functions. */
export function madeSecrets(hooks: HookConfig): Record<string, string> {
  return Object.assign({}, ...Object.values(hooks).map((hook) => (hook.kind === 'http' ? hook.made : {})));
}

function secretOf(hook: Section, secret: string): Uint8Array {
  const base64 = /^v1,whsec_([A-Za-z0-9+/]+=*)$/.exec(secret.trim())?.[1];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (bytes.length < 16) throw hook.error('secrets', 'must be "v1,whsec_" and at least 16 bytes in base64');
  return new Uint8Array(bytes);
}
