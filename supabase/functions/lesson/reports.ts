import { ask, asService } from '../_shared/database.ts';
import type { Engine, Pass, Present, Report, ReportingEngine } from './engine.ts';
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
    await ask(asService(), 'close_lesson_visits', { lesson, present: [], noted_before: notedBefore });
  if (!personId || !connection) return;
  const there = { personId, connection, joinedAt };
  if (kind === 'joined') await note(engine, lesson, there);
  if (kind === 'left') await note(engine, lesson, there, at ?? new Date());
}

/**
 * Asks the servers who is there, for reports that were lost, and then has the database look after lessons, also where a server
 * does not answer: those that nobody is in any more end.
 */
export async function sweep(): Promise<void> {
  try {
    await sweepServers();
  } finally {
    await ask(asService(), 'sweep_lessons', {});
  }
}

async function sweepServers(): Promise<void> {
  const database = asService();
  const running = await ask<{ id: string; engine: EngineName; asked_at: string }[]>(database, 'engine_lessons', {});
  for (const name of ['livekit', 'daily'] as const) {
    const engine = reportingEngine(name);
    if (!engine) continue;
    for (const { asked_at, id } of running.filter((lesson) => lesson.engine === name)) {
      const present = await engine.present(id);
      if (!present) continue;
      for (const each of present) await note(engine, id, each);
      const connections = present.map(({ connection }) => connection);
      await ask(database, 'close_lesson_visits', { lesson: id, present: connections, noted_before: asked_at });
    }
    // Those of lessons that were ended while the server could not be reached. First the rooms and then the lessons: a lesson is
    // there before its room.
    const rooms = await engine.rooms();
    const left = await ask<string[]>(database, 'rooms_without_lesson', { rooms });
    for (const room of left) await engine.end(room);
  }
}
