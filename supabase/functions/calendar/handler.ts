import { cors } from '../_shared/cors.ts';
import { asCaller, ask, asService, Refusal, tokenOf } from '../_shared/database.ts';
import { calendarOf, type PlanEvent } from './ics.ts';

const headers = { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, max-age=300' };

/**
 * Planned lessons for calendars. GET with the secret of an address, `?key=…`, is what a calendar subscribes to; POST
 * `{ plan }` with a person's token answers `{ ics }`, one plan as a file.
 */
export default async function calendar(request: Request): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
  try {
    if (request.method === 'GET' || request.method === 'HEAD') return await feed(new URL(request.url));
    if (request.method === 'POST') return Response.json({ ics: await file(request) }, { headers: cors });
    throw new Refusal(405, { code: 'method_not_allowed', message: 'Send GET or POST.' });
  } catch (error) {
    if (error instanceof Refusal) return error.response;
    throw error;
  }
}

async function feed(address: URL): Promise<Response> {
  const token = address.searchParams.get('key') ?? '';
  if (!/^[\w-]{40}$/.test(token)) throw gone;
  try {
    return new Response(calendarOf(await ask<PlanEvent[]>(asService(), 'calendar_feed', { token })), { headers });
  } catch (error) {
    throw error instanceof Refusal && error.body.code === gone.body.code ? gone : error;
  }
}

/** A calendar shows the status at most. */
const gone = new Refusal(404, { code: 'SF003', message: 'There is no such address any more.' });

async function file(request: Request): Promise<string> {
  const token = tokenOf(request);
  if (!token) throw new Refusal(401, { code: 'no_authorization', message: 'Send the token of a person.' });
  const plan = await planOf(request);
  return calendarOf(await ask<PlanEvent[]>(asCaller(token), 'plan_calendar', { plan }));
}

async function planOf(request: Request): Promise<string> {
  try {
    const { plan } = (await request.json()) as { readonly plan?: unknown };
    if (typeof plan === 'string') return plan;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
  }
  throw new Refusal(400, { code: 'SF001', message: 'Send the id of a plan.' });
}
