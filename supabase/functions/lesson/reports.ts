import { ask, asService } from '../_shared/database.ts';
import { type Engine, EngineError, type Pass, type Present, type Report, type ReportingEngine } from './engine.ts';
import { type EngineName, reportingEngine } from './settings.ts';

/** Notes who is there or was, and puts out who may not be: somebody who was removed comes back with an old token. */
async function note(
  engine: Engine,
  lesson: string,
  { connection, joinedAt, personId }: Present,
  leftAt: Date | null = null,
): Promise<void> {
  const pass = await ask<Pass>(asService(), 'note_lesson_visit', {
    lesson,
    person: personId,
    connection,
    joined_at: joinedAt?.toISOString() ?? null,
    left_at: leftAt?.toISOString() ?? null,
  });
  if (leftAt) return;
  if (!pass.may_be_in) await engine.remove(lesson, personId);
  // What they may do was decided for their token, and may be different since.
  else if (!pass.leads) await engine.allow(lesson, { ...pass, connections: [connection] });
}

/** Takes what the server of an engine reports. @returns Whether it was that server that did. */
export async function takeReport(engine: ReportingEngine, request: Request, body: string): Promise<boolean> {
  const report = await engine.read(request, body);
  if (report === undefined) return false;
  if (report) await take(engine, report);
  return true;
}

async function take(engine: Engine, { at, connection, joinedAt, kind, lesson, personId }: Report): Promise<void> {
  // Told late, it says nothing of those who have come into the room since. Servers tell whole seconds.
  const notedBefore = at && new Date(at.getTime() + 1000).toISOString();
  if (kind === 'over')
    await ask(asService(), 'close_lesson_visits', { lesson, present: [], is_over: true, noted_before: notedBefore });
  if (!personId || !connection) return;
  const there = { personId, connection, joinedAt };
  if (kind === 'joined') await note(engine, lesson, there);
  if (kind === 'left') await note(engine, lesson, there, at ?? new Date());
}

/**
 * Asks the servers who is there, for reports that were lost, and then has the database look after lessons: those that nobody
 * is in any more end.
 * @throws {EngineError} at the end, when a server was not reached.
 */
export async function sweep(): Promise<void> {
  const database = asService();
  let failure: EngineError | undefined;
  for (const name of ['livekit', 'daily'] as const) {
    const engine = reportingEngine(name);
    if (!engine) continue;
    try {
      // The rooms first: what begins meanwhile has none among these.
      const rooms = await engine.rooms();
      const running = await ask<{ id: string; engine: EngineName }[]>(database, 'engine_lessons', {});
      const lessons = running.filter((lesson) => lesson.engine === name).map(({ id }) => id);
      await compare(engine, lessons, rooms);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      failure = error;
    }
  }
  await ask(database, 'sweep_lessons', {});
  if (failure) throw failure;
}

async function compare(engine: Engine, lessons: readonly string[], rooms: readonly string[]): Promise<void> {
  for (const lesson of lessons) {
    const present = await engine.present(lesson);
    if (!present) continue;
    for (const each of present) await note(engine, lesson, each);
    const connections = present.map(({ connection }) => connection);
    await ask(asService(), 'close_lesson_visits', { lesson, present: connections });
  }
  // Those of lessons that were ended while the server could not be reached. There may be more lessons than are looked after.
  const left = await ask<string[]>(asService(), 'rooms_without_lesson', { rooms });
  for (const room of left) await engine.end(room);
}
