import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { lessonApi } from '../lesson-api.ts';
import type { AttendanceRow, LessonCalls } from '../lesson-types.ts';

export interface Attendance {
  readonly rows: Loadable<readonly AttendanceRow[]>;
}

/** Who was in a lesson, for those who lead it. */
export class AttendanceStore extends LiveStore<Attendance, readonly AttendanceRow[]> {
  readonly #api: LessonCalls;
  readonly #lesson: string;

  constructor(api: LessonCalls, lesson: string) {
    super({ rows: loading });
    this.#api = api;
    this.#lesson = lesson;
  }

  protected load(): Promise<readonly AttendanceRow[]> {
    return this.#api.attendance(this.#lesson);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#lesson, { onChange: changed, onStale: changed });
  }

  protected show(rows: Loadable<readonly AttendanceRow[]>): void {
    this.set({ rows });
  }
}

export const attendanceStore = (backend: Backend, lesson: string): AttendanceStore =>
  backend.once(`attendance:${lesson}`, () => new AttendanceStore(lessonApi(backend), lesson));
