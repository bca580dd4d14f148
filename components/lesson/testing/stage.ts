import type { Person } from '../../core/names.ts';
import { type Stage, stageFor } from '../../element/testing/stage.ts';
import type { FakeLessons } from './fake-lessons.ts';

/** A place on the page whose tags have the lessons of `server`, as one of its people. */
export function stage(server: FakeLessons, me: Person | null): Stage {
  const made = stageFor(me?.id ?? null);
  if (me) made.backend.once('lesson-api', () => server.as(me));
  return made;
}
