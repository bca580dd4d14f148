import { type Call, type Parts, requireBearer } from './call.ts';
import { AuthFault } from './errors.ts';
import { currentUser } from './user.ts';

type Refusal = (call: Call) => AuthFault;

const fault =
  (status: number, code: string, message: string): Refusal =>
  () =>
    new AuthFault(status, code, message);

const noFactor = fault(404, 'mfa_factor_not_found', 'Factor not found');
const noLinking = fault(404, 'manual_linking_disabled', 'Manual linking is disabled');
const noPasskeys = fault(404, 'passkey_disabled', 'Passkeys are not enabled on this embedded Supabase');
const noServer = fault(404, 'feature_disabled', 'OAuth 2.1 server is not enabled on this embedded Supabase');
const noProviders = fault(404, 'feature_disabled', 'Custom providers are not enabled on this embedded Supabase');

/**
 * Routes of features that do not exist here, answered as by a GoTrue with the feature off. `signed` needs a session.
 */
const refused: readonly { route: RegExp; signed: boolean; refusal: Refusal }[] = [
  {
    route: /^GET \/(authorize|callback)$/,
    signed: false,
    refusal: fault(400, 'validation_failed', 'Unsupported provider: provider is not enabled'),
  },
  { route: /^POST \/sso$/, signed: false, refusal: fault(404, 'saml_provider_disabled', 'SAML 2.0 is disabled') },
  {
    route: /^\w+ \/sso\/saml\/\w+$/,
    signed: false,
    refusal: fault(404, 'saml_provider_disabled', 'SAML 2.0 is disabled'),
  },
  { route: /^\w+ \/user\/identities\/[\w-]+$/, signed: true, refusal: noLinking },
  { route: /^POST \/factors$/, signed: true, refusal: refuseEnroll },
  {
    route: /^\w+ \/factors\/recovery-codes(\/\w+)?$/,
    signed: true,
    refusal: fault(422, 'mfa_recovery_codes_enroll_not_enabled', 'MFA enroll is disabled for recovery codes'),
  },
  { route: /^\w+ \/factors\/[\w-]+(\/(verify|challenge))?$/, signed: true, refusal: noFactor },
  { route: /^\w+ \/passkeys\/authentication\/(options|verify)$/, signed: false, refusal: noPasskeys },
  { route: /^\w+ \/passkeys(\/[\w-]+)*$/, signed: true, refusal: noPasskeys },
  { route: /^\w+ \/user\/oauth\/grants$/, signed: true, refusal: noServer },
  { route: /^\w+ \/oauth\/.*$/, signed: false, refusal: noServer },
];

/** The same for routes of administrators. */
const refusedToAdmins: readonly { route: RegExp; refusal: Refusal }[] = [
  { route: /^\w+ \/admin\/oauth\/clients(\/.*)?$/, refusal: noServer },
  { route: /^\w+ \/admin\/custom-providers(\/.*)?$/, refusal: noProviders },
  {
    route: /^\w+ \/admin\/sso\/providers(\/.*)?$/,
    refusal: fault(404, 'saml_provider_disabled', 'SAML 2.0 is disabled'),
  },
  { route: /^\w+ \/admin\/users\/[\w-]+\/passkeys(\/.*)?$/, refusal: noPasskeys },
  { route: /^(DELETE|PUT) \/admin\/users\/[\w-]+\/factors\/[\w-]+$/, refusal: noFactor },
];

/** @throws {AuthFault} for a route of an unsupported feature. */
export async function refuse({ database }: Parts, route: string, call: Call): Promise<void> {
  const found = refused.find((each) => each.route.test(route));
  if (!found) return;
  if (found.signed) requireBearer(call);
  if (found.signed) await database.transaction((tx) => currentUser(tx, call.claims));
  throw found.refusal(call);
}

export function refuseToAdmin(route: string, call: Call): void {
  const found = refusedToAdmins.find((each) => each.route.test(route));
  if (found) throw found.refusal(call);
}

function refuseEnroll({ body }: Call): AuthFault {
  const type = body.text('factor_type');
  const names: Readonly<Record<string, string>> = { totp: 'TOTP', phone: 'Phone', webauthn: 'WebAuthn' };
  const name = Object.hasOwn(names, type) ? names[type] : undefined;
  if (!name) return new AuthFault(400, 'validation_failed', 'factor_type needs to be totp, phone, or webauthn');
  return new AuthFault(422, `mfa_${type}_enroll_not_enabled`, `MFA enroll is disabled for ${name}`);
}
