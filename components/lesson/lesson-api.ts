import { type Backend, unwrap, unwrapAll } from '../core/backend.ts';
import type { Payload } from '../core/channels.ts';
import {
  callOf,
  changeOf,
  type IncomingCallJson,
  isChangeJson,
  isLessonJson,
  type LessonJson,
  type LessonStateJson,
  lessonOf,
  type PastLessonJson,
  type PlannedLessonJson,
  pastLessonOf,
  plannedOf,
  stateOf,
} from './lesson-json.ts';
import type {
  AttendanceRow,
  CallHandlers,
  Entered,
  IncomingCall,
  Lesson,
  LessonCalls,
  LessonEntrance,
  LessonHandlers,
  LessonPlan,
  LessonStart,
  LessonState,
  Moderation,
  PastLesson,
  PlannedLesson,
  Signal,
  SignalHandlers,
  SignalLink,
  StartRights,
} from './lesson-types.ts';

/** Whom to call, as the database takes it. */
const called = (call: LessonStart['call'] = []): { people: string[]; everybody: boolean } =>
  call === 'all' ? { people: [], everybody: true } : { people: [...call], everybody: false };

/** The topic on which two people in a lesson speak to each other. */
const pairTopic = (lesson: string, one: string, other: string): string =>
  `lesson:${lesson}:pair:${[one, other].sort().join(':')}`;

const planArguments = ({ topic, kind, media, day, time, minutes, until }: LessonPlan) => ({
  topic,
  kind,
  media,
  day,
  at: time,
  minutes,
  ...(until !== null && { until }),
});

/** What the function `lesson` does for a person; it alone knows the engine and its secrets. */
type Deed = 'start_rights' | 'start' | 'start_planned' | 'enter' | 'moderate' | 'end';

export class LessonApi implements LessonCalls {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  async startRights(chat: string): Promise<StartRights> {
    const json = await this.#ask<Omit<StartRights, 'callAll'> & { readonly call_all: boolean }>('start_rights', {
      chat,
    });
    return { refusal: json.refusal, kinds: json.kinds, callAll: json.call_all };
  }

  async start(chat: string, { call, topic = '', ...how }: LessonStart): Promise<LessonState> {
    return stateOf(await this.#ask<LessonStateJson>('start', { chat, topic, ...how, ...called(call) }));
  }

  async running(chat: string): Promise<Lesson | null> {
    const json = (await unwrap(this.#rest.rpc('running_lesson', { chat }))) as unknown as LessonJson | null;
    return json && lessonOf(json);
  }

  async state(lesson: string): Promise<LessonState> {
    return stateOf((await unwrap(this.#rest.rpc('lesson_state', { lesson }))) as unknown as LessonStateJson);
  }

  async enter(lesson: string, connection: string, withVideo: boolean): Promise<Entered> {
    const { entrance, ...state } = await this.#ask<LessonStateJson & { readonly entrance: LessonEntrance }>('enter', {
      lesson,
      connection,
      with_video: withVideo,
    });
    return { state: stateOf(state), entrance };
  }

  async announce(lesson: string, connection: string): Promise<{ revision: number; isIn: boolean }> {
    const answer = await unwrap(this.#rest.rpc('announce_lesson', { lesson, connection }));
    const { revision, is_in } = answer as unknown as { revision: number; is_in: boolean };
    return { revision, isIn: is_in };
  }

  async leave(lesson: string, connection: string): Promise<void> {
    await unwrap(this.#rest.rpc('leave_lesson', { lesson, connection }).keepalive());
  }

  async raiseHand(lesson: string, raised: boolean): Promise<void> {
    await unwrap(this.#rest.rpc('raise_hand', { lesson, raised }));
  }

  async moderate(lesson: string, what: Moderation): Promise<LessonState> {
    return stateOf(await this.#ask<LessonStateJson>('moderate', { lesson, ...what }));
  }

  async end(lesson: string): Promise<void> {
    await this.#ask<null>('end', { lesson });
  }

  async call(lesson: string, people: readonly string[] | 'all'): Promise<void> {
    await unwrap(this.#rest.rpc('call_to_lesson', { lesson, ...called(people) }));
  }

  async myCalls(): Promise<readonly IncomingCall[]> {
    return ((await unwrap(this.#rest.rpc('my_calls'))) as unknown as IncomingCallJson[]).map(callOf);
  }

  async decline(lesson: string, busy = false): Promise<void> {
    await unwrap(this.#rest.rpc('decline_call', { lesson, busy }));
  }

  async attendance(lesson: string): Promise<readonly AttendanceRow[]> {
    const rows = await unwrapAll((from, to) =>
      this.#rest.rpc('lesson_attendance', { lesson }).order('person_id').range(from, to),
    );
    return rows
      .map(({ person_id: id, surname, name, patronymic, role, joined_at, left_at, seconds, visits }) => ({
        person: { id, surname, name, patronymic },
        role,
        joinedAt: joined_at === null ? null : new Date(joined_at),
        leftAt: left_at === null ? null : new Date(left_at),
        seconds,
        visits,
      }))
      .sort((a, b) => a.person.surname.localeCompare(b.person.surname, 'ru'));
  }

  async pastLessons(chat: string, before?: Date): Promise<readonly PastLesson[]> {
    const rows = await unwrap(
      this.#rest.rpc('past_lessons', { chat, ...(before && { before: before.toISOString() }) }),
    );
    return (rows as unknown as PastLessonJson[]).map(pastLessonOf);
  }

  async planned(where: { college?: string; chat?: string }, from: Date, to: Date): Promise<readonly PlannedLesson[]> {
    const rows = await unwrap(
      this.#rest.rpc('planned_lessons', { since: from.toISOString(), before: to.toISOString(), ...where }),
    );
    return (rows as unknown as PlannedLessonJson[]).map(plannedOf);
  }

  async planDetails(id: string): Promise<LessonPlan & { readonly version: number }> {
    const details = await unwrap(this.#rest.rpc('plan_details', { plan: id }));
    return details as unknown as LessonPlan & { readonly version: number };
  }

  async plan(chat: string, id: string, plan: LessonPlan): Promise<void> {
    await unwrap(this.#rest.rpc('plan_lesson', { chat, id, ...planArguments(plan) }));
  }

  async changePlan(id: string, version: number, plan: LessonPlan): Promise<void> {
    await unwrap(this.#rest.rpc('change_plan', { plan: id, version, ...planArguments(plan) }));
  }

  async cancelPlan(id: string): Promise<void> {
    await unwrap(this.#rest.rpc('cancel_plan', { plan: id }));
  }

  async moveDay(id: string, day: string, to: string): Promise<void> {
    await unwrap(this.#rest.rpc('move_plan_day', { plan: id, day, moved_to: to }));
  }

  async restoreDay(id: string, day: string): Promise<void> {
    await unwrap(this.#rest.rpc('restore_plan_day', { plan: id, day }));
  }

  async cancelDay(id: string, day: string): Promise<void> {
    await unwrap(this.#rest.rpc('cancel_plan_day', { plan: id, day }));
  }

  async startPlanned(id: string, day: string, call?: LessonStart['call']): Promise<LessonState> {
    return stateOf(await this.#ask<LessonStateJson>('start_planned', { plan: id, day, ...called(call) }));
  }

  async calendarFile(plan: string): Promise<Blob> {
    const { ics } = await this.#backend.client.ask<{ readonly ics: string }>('calendar', { plan });
    return new Blob([ics], { type: 'text/calendar;charset=utf-8' });
  }

  async makeCalendarAddress(): Promise<string> {
    const token = await unwrap(this.#rest.rpc('make_calendar_address'));
    return `${this.#backend.config.url}/functions/v1/calendar?key=${token}`;
  }

  async revokeCalendarAddress(): Promise<void> {
    await unwrap(this.#rest.rpc('revoke_calendar_address'));
  }

  async calendarAddressSince(): Promise<Date | null> {
    const since = await unwrap(this.#rest.rpc('calendar_address_since'));
    return since ? new Date(since) : null;
  }

  subscribe(lesson: string, { onChange, onMute, onStale, onJoined, onLost }: LessonHandlers): () => void {
    return this.#backend.channels.subscribe(`lesson:${lesson}`, {
      events: {
        state: (payload) => {
          if (isChangeJson(payload)) onChange(changeOf(payload));
          else onStale();
        },
        stale: onStale,
        mute: ({ person_id }) => onMute?.(typeof person_id === 'string' ? person_id : null),
      },
      ...(onJoined && { onJoined }),
      ...(onLost && { onLost }),
    });
  }

  link(lesson: string, peer: string, { onSignal, onJoined, onLost }: SignalHandlers): SignalLink {
    const { channels } = this.#backend;
    const topic = pairTopic(lesson, this.myId, peer);
    const close = channels.subscribe(topic, {
      events: { signal: (payload) => onSignal(payload) },
      ...(onJoined && { onJoined }),
      ...(onLost && { onLost }),
    });
    return { send: (signal: Signal) => channels.send(topic, 'signal', { ...signal }), close };
  }

  subscribeToCalls({ onCall, onQuiet, onJoined }: CallHandlers): () => void {
    return this.#backend.channels.subscribe(`user:${this.myId}`, {
      events: {
        lesson_call: ({ lesson_id }) => onCall(String(lesson_id)),
        lesson_quiet: ({ lesson_id }) => onQuiet(String(lesson_id)),
      },
      ...(onJoined && { onJoined }),
    });
  }

  subscribeToChat(chat: string, onLesson: (lesson: Lesson | null) => void, onStale: () => void): () => void {
    return this.#backend.channels.subscribe(`chat:${chat}`, {
      events: {
        lesson: ({ lesson }) => {
          if (lesson === null) onLesson(null);
          else if (isLessonJson(lesson)) onLesson(lessonOf(lesson));
          else onStale();
        },
      },
      onJoined: onStale,
    });
  }

  subscribeToPlans(college: string, onChanged: (chatId: string) => void): () => void {
    const events = { lessons_changed: ({ chat_id }: Payload) => onChanged(String(chat_id)) };
    const unsubscribes = [`user:${this.myId}`, ...(college ? [`college:${college}`] : [])].map((topic) =>
      this.#backend.channels.subscribe(topic, { events }),
    );
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }

  get #rest(): Backend['client']['rest'] {
    return this.#backend.client.rest;
  }

  #ask<T>(deed: Deed, args: Readonly<Record<string, unknown>>): Promise<T> {
    // Moderation has a `deed` of its own.
    return this.#backend.client.ask<T>('lesson', { do: deed, ...args });
  }
}

export const lessonApi = (backend: Backend): LessonApi => backend.once('lesson-api', () => new LessonApi(backend));
