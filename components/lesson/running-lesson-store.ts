import type { Backend } from '../core/backend.ts';
import { type Loadable, loading, ready } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import { lessonApi } from './lesson-api.ts';
import type { Lesson, LessonCalls } from './lesson-types.ts';

export interface RunningLesson {
  /** Null while none runs. */
  readonly lesson: Loadable<Lesson | null>;
}

/** The lesson that runs in a chat. */
export class RunningLessonStore extends LiveStore<RunningLesson, Lesson | null> {
  readonly #api: LessonCalls;
  readonly #chat: string;

  constructor(api: LessonCalls, chat: string) {
    super({ lesson: loading });
    this.#api = api;
    this.#chat = chat;
  }

  protected load(): Promise<Lesson | null> {
    return this.#api.running(this.#chat);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    const show = (lesson: Lesson | null) => {
      this.show(ready(lesson?.endedAt ? null : lesson));
      this.query.supersede();
    };
    return this.#api.subscribeToChat(this.#chat, show, changed);
  }

  protected show(lesson: Loadable<Lesson | null>): void {
    this.set({ lesson });
  }
}

export const runningLessonStore = (backend: Backend, chat: string): RunningLessonStore =>
  backend.once(`running-lesson:${chat}`, () => new RunningLessonStore(lessonApi(backend), chat));
