import { cors } from '../_shared/cors.ts';
import { asCaller, ask, asService, Refusal, tokenOf } from '../_shared/database.ts';
import { type Engine, EngineError, type Pass } from './engine.ts';
import { sweep, takeReport } from './reports.ts';
import { type EngineName, engineName, engineOf, reportingEngine } from './settings.ts';

/** Larger bodies than these are nobody's. */
const mostOfCaller = 64 * 1024;
const mostOfServer = 1024 * 1024;

/** A lesson with its people, as the database answers. */
interface State {
  readonly lesson: { readonly id: string; readonly kind: string; readonly engine: EngineName; readonly places: number };
}

/** A person's call, of which the database checks everything. */
interface Call {
  readonly token: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Lessons: what needs the secrets of an engine, or has to be done on its server as well.
 *
 * A person POSTs `{ do, … }` with their token; everything is checked by the database, with that token: `start_rights`, `start` and
 * `start_planned` (arguments of `lesson_start_rights`, `start_lesson`, `start_planned_lesson`), `enter` (`lesson`, `connection`, `with_video`; answers also an
 * `entrance`), `moderate` (`lesson`, `deed`, `person`), `end` (`lesson`). `sweep` is for the secret key, once a minute. The
 * servers of engines report to `/lesson/livekit` and `/lesson/daily`. Errors are those of the database; 502 `SF007`
 * `unreachable` says that the engine's server did not do it: what the database has decided holds, and doing it again helps.
 */
export default async function lesson(request: Request): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
  try {
    if (request.method !== 'POST') throw new Refusal(405, { code: 'method_not_allowed', message: 'Send POST.' });
    const part = new URL(request.url).pathname.split('/').at(-1);
    if (part === 'livekit' || part === 'daily') return await report(request, part);
    return Response.json(await act(request), { headers: cors });
  } catch (error) {
    if (error instanceof Refusal) return error.response;
    if (!(error instanceof EngineError)) throw error;
    console.error(error.message);
    return unreachable.response;
  }
}

const unreachable = new Refusal(502, {
  code: 'SF007',
  message: 'The server of lessons did not answer. Try again.',
  details: 'unreachable',
});

async function bodyOf(request: Request, most: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge;
  const body = await request.text();
  if (body.length > most) throw tooLarge;
  return body;
}

const tooLarge = new Refusal(413, { code: 'too_large', message: 'The body is too large.' });

async function report(request: Request, name: 'livekit' | 'daily'): Promise<Response> {
  const body = await bodyOf(request, mostOfServer);
  const engine = reportingEngine(name);
  try {
    if (!engine || !(await takeReport(engine, request, body)))
      throw new Refusal(401, { code: 'not_signed', message: 'Not signed by the server of lessons.' });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(400, { code: 'no_json', message: 'Not JSON.' });
    throw error;
  }
  return Response.json({});
}

async function act(request: Request): Promise<unknown> {
  const token = tokenOf(request);
  if (!token) throw new Refusal(401, { code: 'no_authorization', message: 'Send the token of a person.' });
  const { do: deed, ...args } = argumentsOf(await bodyOf(request, mostOfCaller));
  const call: Call = { token, args };
  switch (deed) {
    case 'start_rights':
      return ask(asCaller(token), 'lesson_start_rights', { ...args, engine: engineName() });
    case 'start':
      return ask(asCaller(token), 'start_lesson', { ...args, engine: engineName() });
    case 'start_planned':
      return ask(asCaller(token), 'start_planned_lesson', { ...args, engine: engineName() });
    case 'enter':
      return enter(call);
    case 'moderate':
      return moderate(call);
    case 'end':
      return end(call);
    case 'sweep':
      // With the caller's own key: the database answers the secret one only.
      await ask(asCaller(token), 'engine_lessons', {});
      await sweep();
      return null;
    default:
      throw new Refusal(400, { code: 'SF001', message: 'No such deed.' });
  }
}

function argumentsOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refusal(400, { code: 'SF001', message: 'Send JSON.' });
}

/** @throws {EngineError} where the engine of the lesson is not set up any more. */
function engineFor({ lesson }: State): Engine {
  const engine = engineOf(lesson.engine);
  if (!engine) throw new EngineError(`${lesson.engine} is not set up.`);
  return engine;
}

async function enter({ args, token }: Call): Promise<unknown> {
  const { pass, ...state } = await ask<State & { readonly pass: Pass }>(asCaller(token), 'enter_lesson', args);
  const { id, kind, places } = state.lesson;
  // Who was on the stage of a broadcast and is sent back could return to it with a token that gives it: none does but that of
  // those who lead. Who is on it is let when the server reports that they have come.
  const isAudience = kind === 'broadcast' && !pass.leads;
  const granted = isAudience ? { ...pass, may_publish: false, may_speak: false } : pass;
  return { ...state, entrance: await engineFor(state).enter(id, places, granted) };
}

async function moderate({ args, token }: Call): Promise<unknown> {
  const state = await ask<State>(asCaller(token), 'moderate_lesson', args);
  const { deed, lesson, person = null } = args;
  const id = String(lesson);
  if (deed === 'remove') await engineFor(state).remove(id, String(person));
  else if (deed === 'mute' || deed === 'silence' || deed === 'allow' || deed === 'to_stage' || deed === 'to_audience') {
    const engine = engineFor(state);
    const passes = await ask<readonly Pass[]>(asService(), 'lesson_passes', { lesson: id, person });
    const meant = passes.filter(({ leads, may_be_in }) => may_be_in && (person !== null || !leads));
    await Promise.all(meant.map((pass) => (deed === 'mute' ? engine.mute(id, pass) : engine.allow(id, pass))));
  }
  return state;
}

async function end({ args, token }: Call): Promise<null> {
  const state = await ask<State>(asCaller(token), 'lesson_state', { lesson: args.lesson });
  await ask(asCaller(token), 'end_lesson', { lesson: args.lesson });
  await engineFor(state).end(state.lesson.id);
  return null;
}
