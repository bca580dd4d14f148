import { Action, type ActionState, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { lessonApi } from '../lesson-api.ts';
import type { Lesson, LessonCalls, LessonStart, StartRights } from '../lesson-types.ts';

type Refusal = NonNullable<StartRights['refusal']>;
export type NewLessonProblem = 'engine' | 'too_many' | 'unreachable' | Refusal | AppErrorCode;

export interface NewLesson extends ActionState<NewLessonProblem> {
  readonly rights: Loadable<StartRights>;
}

/** Beginning a lesson in a chat. */
export class NewLessonStore extends LiveStore<NewLesson, StartRights> {
  readonly #api: LessonCalls;
  readonly #chat: string;
  readonly #action = new Action<NewLessonProblem>(
    (state) => this.set(state),
    problemOf('engine', 'too_many', 'unreachable', 'closed', 'announcement_only', 'muted', 'student'),
  );

  constructor(api: LessonCalls, chat: string) {
    super({ rights: loading, busy: false, problem: null });
    this.#api = api;
    this.#chat = chat;
  }

  get myId(): string {
    return this.#api.myId;
  }

  /** @returns the lesson, or what ran in the chat already; null where it was refused. */
  async begin(how: LessonStart): Promise<Lesson | null> {
    let begun: Lesson | null = null;
    await this.#action.run(async () => {
      begun = (await this.#api.start(this.#chat, how)).lesson;
    });
    return begun;
  }

  protected override start(): () => void {
    this.#action.clearError();
    return super.start();
  }

  protected load(): Promise<StartRights> {
    return this.#api.startRights(this.#chat);
  }

  /** What one may is asked when the dialog opens. */
  protected subscribeToChanges(): () => void {
    return () => {};
  }

  protected show(rights: Loadable<StartRights>): void {
    this.set({ rights });
  }
}

export const newLessonStore = (backend: Backend, chat: string): NewLessonStore =>
  backend.once(`new-lesson:${chat}`, () => new NewLessonStore(lessonApi(backend), chat));
