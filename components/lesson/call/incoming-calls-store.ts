import type { Backend } from '../../core/backend.ts';
import { type Loadable, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { lessonApi } from '../lesson-api.ts';
import type { IncomingCall, LessonCalls } from '../lesson-types.ts';

export interface IncomingCalls {
  /** The newest first; each as long as it rings. */
  readonly calls: readonly IncomingCall[];
}

/** Who calls me now. It stops here when it was answered anywhere. */
export class IncomingCallsStore extends Store<IncomingCalls> {
  readonly #api: LessonCalls;
  readonly #query: LiveQuery<readonly IncomingCall[]>;
  /** Answered here, while the server may still say that they ring. */
  readonly #answered = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: LessonCalls) {
    super({ calls: [] });
    this.#api = api;
    this.#query = new LiveQuery<readonly IncomingCall[]>(
      () => api.myCalls(),
      (calls) => this.#show(calls),
    );
  }

  protected start(): () => void {
    const stop = this.#query.start((changed) =>
      this.#api.subscribeToCalls({
        onCall: changed,
        onQuiet: (lesson) => {
          this.#drop(lesson);
          this.#query.supersede();
        },
        onJoined: changed,
      }),
    );
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  async decline(lesson: string): Promise<void> {
    this.#answered.add(lesson);
    this.#drop(lesson);
    try {
      await this.#api.decline(lesson);
    } catch (thrown) {
      // It stops ringing by itself soon; nobody has to hear of it again here.
      toAppError(thrown);
    }
  }

  /** I come in: it rings no longer here. Entering tells the others. */
  answer(lesson: string): void {
    this.#answered.add(lesson);
    this.#drop(lesson);
  }

  #show(calls: Loadable<readonly IncomingCall[]>): void {
    if (calls.status !== 'ready') return;
    this.#set(calls.value.filter(({ lesson }) => !this.#answered.has(lesson.id)));
  }

  #drop(id: string): void {
    this.#set(this.state.calls.filter(({ lesson }) => lesson.id !== id));
  }

  /** Those that ring still, and again when the next of them ends. */
  #set(calls: readonly IncomingCall[]): void {
    clearTimeout(this.#timer);
    const ringing = calls.filter(({ until }) => until.getTime() > Date.now());
    const [next] = ringing.map(({ until }) => until.getTime()).sort((a, b) => a - b);
    if (next !== undefined) this.#timer = setTimeout(() => this.#set(this.state.calls), next - Date.now() + 1);
    this.set({ calls: ringing });
  }
}

export const incomingCallsStore = (backend: Backend): IncomingCallsStore =>
  backend.once('incoming-calls', () => new IncomingCallsStore(lessonApi(backend)));
