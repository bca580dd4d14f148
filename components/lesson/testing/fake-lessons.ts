import { AppError } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import type { Person } from '../../core/names.ts';
import { Hub } from '../engines/testing/hub.ts';
import type {
  AttendanceRow,
  CallHandlers,
  CallState,
  IncomingCall,
  Lesson,
  LessonCalls,
  LessonHandlers,
  LessonPerson,
  LessonStart,
  LessonState,
  Moderation,
  StartRights,
} from '../lesson-types.ts';

const person = (id: string, name: string, surname: string): Person => ({ id, surname, name, patronymic: '' });

export const marina = person('person-marina', 'Марина', 'Ветрова');
export const alina = person('person-alina', 'Алина', 'Соколова');
export const timur = person('person-timur', 'Тимур', 'Гареев');
export const chatId = 'aaaaaaaa-0000-4000-8000-000000000001';

const outside = (each: Person): LessonPerson => ({
  person: each,
  isIn: false,
  connection: null,
  joinedAt: null,
  withVideo: false,
  isOut: false,
  isOnStage: true,
  isSilenced: false,
  handAt: null,
  call: null,
});

interface Subscriber {
  readonly who: string;
  readonly handlers: LessonHandlers;
}

/** Lessons of one chat on a server that a test controls: what one does, the others learn. Марина leads. */
export class FakeLessons {
  readonly hub = new Hub();
  readonly subscribers = new Set<Subscriber>();
  readonly callHandlers = new Map<string, Set<CallHandlers>>();
  readonly chatHandlers = new Set<(lesson: Lesson | null) => void>();
  readonly left: string[] = [];
  readonly started: LessonStart[] = [];
  readonly declined: string[] = [];
  lesson: Lesson | null = null;
  people: LessonPerson[] = [];
  revision = 1;
  rows: AttendanceRow[] = [];
  calls: IncomingCall[] = [];
  startRightsOf: StartRights = { refusal: null, kinds: ['lesson', 'call'], callAll: true };
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;

  begin(patch: Partial<Lesson> = {}): Lesson {
    this.lesson = {
      id: newId(),
      chatId,
      kind: 'lesson',
      media: 'video',
      engine: 'mesh',
      topic: 'Базы данных',
      host: marina,
      startedAt: new Date(Date.now() - 12 * 60_000),
      endedAt: null,
      count: 0,
      isLocked: false,
      places: 10,
      videoPlaces: 6,
      ...patch,
    };
    return this.lesson;
  }

  /** Somebody comes in by a page that is none of this test. */
  put(each: Person, patch: Partial<LessonPerson> = {}): void {
    this.change(each, { isIn: true, connection: newId(), joinedAt: new Date(), ...patch });
  }

  change(each: Person, patch: Partial<LessonPerson>): void {
    const known = this.people.find(({ person: { id } }) => id === each.id) ?? outside(each);
    const changed = { ...known, ...patch };
    this.people = [...this.people.filter(({ person: { id } }) => id !== each.id), changed];
    this.publish([changed]);
  }

  publish(people: readonly LessonPerson[], patch: Partial<Lesson> = {}): void {
    if (!this.lesson) return;
    const count = this.people.filter(({ isIn }) => isIn).length;
    this.lesson = { ...this.lesson, ...patch, count };
    this.revision += 1;
    const { lesson, revision } = this;
    for (const { handlers } of [...this.subscribers]) handlers.onChange({ lesson, people, revision });
    for (const handler of [...this.chatHandlers]) handler(lesson.endedAt ? null : lesson);
  }

  as(me: Person): LessonCalls {
    return new FakeCalls(this, me);
  }

  state(me: string): LessonState {
    if (!this.lesson) throw new AppError('missing');
    const leads = me === marina.id;
    return {
      lesson: this.lesson,
      revision: this.revision,
      people: this.people,
      rights: { lead: leads, end: leads, call: leads },
    };
  }
}

class FakeCalls implements Pick<LessonCalls, keyof LessonCalls> {
  readonly #server: FakeLessons;
  readonly #me: Person;

  constructor(server: FakeLessons, me: Person) {
    this.#server = server;
    this.#me = me;
  }

  get myId(): string {
    return this.#me.id;
  }

  async #answer<T>(give: () => T): Promise<T> {
    const { failure } = this.#server;
    if (failure) throw failure;
    return give();
  }

  startRights(): Promise<StartRights> {
    return this.#answer(() => this.#server.startRightsOf);
  }

  start(_chat: string, how: LessonStart): Promise<LessonState> {
    return this.#answer(() => {
      const server = this.#server;
      server.started.push(how);
      const { kind, media, topic = '' } = how;
      if (!server.lesson || server.lesson.endedAt) {
        server.begin({ kind, media, topic, host: this.#me, startedAt: new Date() });
        server.publish([]);
      }
      return server.state(this.#me.id);
    });
  }

  running(): Promise<Lesson | null> {
    return this.#answer(() => (this.#server.lesson?.endedAt ? null : this.#server.lesson));
  }

  state(): Promise<LessonState> {
    return this.#answer(() => this.#server.state(this.#me.id));
  }

  enter(lesson: string, connection: string, withVideo: boolean) {
    return this.#answer(() => {
      const server = this.#server;
      const mine = server.people.find(({ person: { id } }) => id === this.#me.id);
      if (server.lesson?.id !== lesson || server.lesson.endedAt)
        throw new AppError('conflict', '', { reason: 'ended' });
      if (mine?.isOut) throw new AppError('denied', '', { reason: 'removed' });
      if (server.lesson.isLocked && this.#me.id !== marina.id) throw new AppError('denied', '', { reason: 'locked' });
      server.change(this.#me, { isIn: true, connection, withVideo, joinedAt: new Date(), call: mine?.call ?? null });
      return { state: server.state(this.#me.id), entrance: { engine: 'mesh' as const, iceServers: [] } };
    });
  }

  announce(_lesson: string, connection: string) {
    return this.#answer(() => {
      const mine = this.#server.people.find(({ person: { id } }) => id === this.#me.id);
      return { revision: this.#server.revision, isIn: mine?.connection === connection };
    });
  }

  async leave(_lesson: string, connection: string): Promise<void> {
    this.#server.left.push(this.#me.id);
    const mine = this.#server.people.find(({ person: { id } }) => id === this.#me.id);
    if (mine?.connection === connection) this.#server.change(this.#me, { isIn: false, connection: null, handAt: null });
  }

  raiseHand(_lesson: string, raised: boolean): Promise<void> {
    return this.#answer(() => this.#server.change(this.#me, { handAt: raised ? new Date() : null }));
  }

  moderate(_lesson: string, what: Moderation): Promise<LessonState> {
    return this.#answer(() => {
      const server = this.#server;
      if (what.deed === 'lock' || what.deed === 'unlock') {
        server.publish([], { isLocked: what.deed === 'lock' });
        return server.state(this.#me.id);
      }
      const { deed } = what;
      const whom = 'person' in what ? (what.person ?? null) : null;
      if (deed === 'mute') for (const { handlers } of server.subscribers) handlers.onMute?.(whom);
      for (const each of server.people) {
        if (whom ? each.person.id !== whom : each.person.id === marina.id) continue;
        if (deed === 'remove') server.change(each.person, { isOut: true, isIn: false, connection: null });
        if (deed === 'readmit') server.change(each.person, { isOut: false });
        if (deed === 'silence') server.change(each.person, { isSilenced: true });
        if (deed === 'allow') server.change(each.person, { isSilenced: false, handAt: null });
        if (deed === 'lower_hand') server.change(each.person, { handAt: null });
        if (deed === 'to_stage' || deed === 'to_audience') {
          server.change(each.person, { isOnStage: deed === 'to_stage', handAt: null });
        }
      }
      return server.state(this.#me.id);
    });
  }

  end(): Promise<void> {
    return this.#answer(() => this.#server.publish([], { endedAt: new Date() }));
  }

  call(_lesson: string, people: readonly string[] | 'all'): Promise<void> {
    return this.#answer(() => {
      for (const each of this.#server.people) {
        if (people === 'all' || people.includes(each.person.id)) {
          this.#server.change(each.person, { call: 'ringing' satisfies CallState });
        }
      }
    });
  }

  myCalls(): Promise<readonly IncomingCall[]> {
    return this.#answer(() => this.#server.calls);
  }

  decline(lesson: string): Promise<void> {
    return this.#answer(() => {
      this.#server.declined.push(lesson);
      this.#server.calls = this.#server.calls.filter(({ lesson: { id } }) => id !== lesson);
      for (const { onQuiet } of this.#server.callHandlers.get(this.#me.id) ?? []) onQuiet(lesson);
    });
  }

  attendance(): Promise<readonly AttendanceRow[]> {
    return this.#answer(() => this.#server.rows);
  }

  subscribe(_lesson: string, handlers: LessonHandlers): () => void {
    const subscriber = { who: this.#me.id, handlers };
    this.#server.subscribers.add(subscriber);
    queueMicrotask(() => handlers.onJoined?.());
    return () => void this.#server.subscribers.delete(subscriber);
  }

  link(_lesson: string, peer: string, handlers: Parameters<LessonCalls['link']>[2]) {
    const way = this.#server.hub.join(this.#me.id).open(peer, {
      heard: (signal) => handlers.onSignal(signal as Record<string, unknown>),
      up: () => handlers.onJoined?.(),
      down: () => handlers.onLost?.(),
    });
    return {
      send: async (signal: object) => {
        way.say(signal as Parameters<typeof way.say>[0]);
        return true;
      },
      close: () => way.close(),
    };
  }

  subscribeToCalls(handlers: CallHandlers): () => void {
    const mine = this.#server.callHandlers.get(this.#me.id) ?? new Set();
    this.#server.callHandlers.set(this.#me.id, mine.add(handlers));
    queueMicrotask(() => handlers.onJoined?.());
    return () => void mine.delete(handlers);
  }

  subscribeToChat(_chat: string, onLesson: (lesson: Lesson | null) => void): () => void {
    this.#server.chatHandlers.add(onLesson);
    return () => void this.#server.chatHandlers.delete(onLesson);
  }

  // What no element asks for yet.
  pastLessons = async () => [];
  planned = async () => [];
  planDetails = (): never => this.#unasked();
  plan = async () => this.#unasked();
  changePlan = async () => this.#unasked();
  cancelPlan = async () => this.#unasked();
  moveDay = async () => this.#unasked();
  restoreDay = async () => this.#unasked();
  cancelDay = async () => this.#unasked();
  startPlanned = async () => this.#unasked();
  calendarFile = async () => this.#unasked();
  makeCalendarAddress = async () => this.#unasked();
  revokeCalendarAddress = async () => this.#unasked();
  calendarAddressSince = async () => null;
  subscribeToPlans = () => () => {};

  #unasked(): never {
    throw new AppError('unknown', 'not asked for in tests');
  }
}
