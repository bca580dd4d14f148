import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { cors } from '../_shared/cors.ts';
import { thisProject } from '../_shared/project.ts';

/**
 * Erases the caller: their data by `erase_person`, which only the secret key may call, then the account. POST with their
 * token, of a session that has not ended; 204, also when the account is already deleted. Errors of the database are passed
 * on (SF005: the last administrator).
 */
export default async function eraseAccount(request: Request): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
  if (request.method !== 'POST') return refusal(405, 'method_not_allowed', 'Send POST.');
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!token) return refusal(401, 'no_authorization', 'Send the token of the account to delete.');
  const { secretKey, url } = thisProject();
  const admin = createClient(url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  const { data, error } = await admin.auth.getUser(token);
  if (error) {
    if (isGone(error.code) && !(await exists(admin, subjectOf(token)))) return done();
    return error.status && error.status < 500
      ? refusal(401, error.code ?? 'bad_jwt', 'The token is not valid.')
      : failed('ask who calls', error.message);
  }
  const erased = await admin.rpc('erase_person', { person: data.user.id });
  if (erased.error) {
    const { code, details, hint, message } = erased.error;
    return Response.json({ code, message, details, hint }, { status: erased.status || 502, headers: cors });
  }
  const deleted = await admin.auth.admin.deleteUser(data.user.id);
  if (deleted.error && deleted.error.code !== 'user_not_found')
    return failed('delete an account', deleted.error.message);
  return done();
}

const done = (): Response => new Response(null, { status: 204, headers: cors });

const refusal = (status: number, code: string, message: string): Response =>
  Response.json({ code, message }, { status, headers: cors });

function failed(what: string, why: string): Response {
  console.error(`It failed to ${what}: ${why}`);
  return refusal(502, 'try_again', 'The account is not deleted yet. Try again.');
}

/** Auth answers so only for a token with a valid signature. */
const isGone = (code: string | undefined): boolean => code === 'user_not_found' || code === 'session_not_found';

async function exists(admin: SupabaseClient, id: string): Promise<boolean> {
  const { error } = await admin.auth.admin.getUserById(id);
  return error?.code !== 'user_not_found';
}

function subjectOf(token: string): string {
  const claims = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
  return String((JSON.parse(claims) as { sub?: unknown }).sub);
}
