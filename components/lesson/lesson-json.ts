import type { Person } from '../core/names.ts';
import type {
  CallState,
  IncomingCall,
  Lesson,
  LessonChange,
  LessonEngine,
  LessonKind,
  LessonMedia,
  LessonPerson,
  LessonRights,
  LessonState,
  PastLesson,
  PlannedLesson,
} from './lesson-types.ts';

/** A lesson as the database says it. */
export interface LessonJson {
  readonly id: string;
  readonly chat_id: string;
  readonly kind: LessonKind;
  readonly media: LessonMedia;
  readonly engine: LessonEngine;
  readonly topic: string;
  readonly host: Person | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly count: number;
  readonly is_locked: boolean;
  readonly places: number;
  readonly video_places: number | null;
}

export interface LessonPersonJson {
  readonly person: Person;
  readonly connection: string | null;
  readonly joined_at: string | null;
  readonly with_video: boolean;
  readonly is_out: boolean;
  readonly is_on_stage: boolean;
  readonly is_silenced: boolean;
  readonly hand_at: string | null;
  readonly call: CallState | null;
}

export interface LessonChangeJson {
  readonly lesson: LessonJson;
  readonly revision: number;
  readonly people: readonly LessonPersonJson[];
}

export interface LessonStateJson extends LessonChangeJson {
  readonly rights: LessonRights;
}

export interface IncomingCallJson {
  readonly lesson: LessonJson;
  readonly chat_title: string;
  readonly group_number: string;
  readonly caller: Person | null;
  readonly seconds: number;
}

export interface PastLessonJson {
  readonly lesson: LessonJson;
  readonly visitors: number;
  readonly my_call: CallState | null;
  readonly peer_call: CallState | null;
  readonly was_in: boolean;
}

export interface PlannedLessonJson {
  readonly plan_id: string;
  readonly day: string;
  readonly chat_id: string;
  readonly chat_title: string;
  readonly group_number: string;
  readonly kind: LessonKind;
  readonly media: LessonMedia;
  readonly topic: string;
  readonly teacher: Person | null;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly seconds: number;
  readonly is_moved: boolean;
  readonly is_cancelled: boolean;
  readonly is_weekly: boolean;
  readonly lesson_id: string | null;
  readonly is_running: boolean;
  readonly may_change: boolean;
  readonly version: number;
}

/** How long before a planned lesson one is reminded of it, in seconds. */
const reminder = 600;

const momentOf = (value: string | null): Date | null => (value === null ? null : new Date(value));

/** So many seconds from now, by the clock of this device, whatever that shows. */
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

export const lessonOf = (json: LessonJson): Lesson => ({
  id: json.id,
  chatId: json.chat_id,
  kind: json.kind,
  media: json.media,
  engine: json.engine,
  topic: json.topic,
  host: json.host,
  startedAt: new Date(json.started_at),
  endedAt: momentOf(json.ended_at),
  count: json.count,
  isLocked: json.is_locked,
  places: json.places,
  videoPlaces: json.video_places,
});

const personOf = (json: LessonPersonJson): LessonPerson => ({
  person: json.person,
  isIn: json.connection !== null,
  connection: json.connection,
  joinedAt: momentOf(json.joined_at),
  withVideo: json.with_video,
  isOut: json.is_out,
  isOnStage: json.is_on_stage,
  isSilenced: json.is_silenced,
  handAt: momentOf(json.hand_at),
  call: json.call,
});

export const changeOf = (json: LessonChangeJson): LessonChange => ({
  lesson: lessonOf(json.lesson),
  revision: json.revision,
  people: json.people.map(personOf),
});

export const stateOf = (json: LessonStateJson): LessonState => ({ ...changeOf(json), rights: json.rights });

export const callOf = (json: IncomingCallJson): IncomingCall => ({
  lesson: lessonOf(json.lesson),
  chatTitle: json.chat_title,
  groupNumber: json.group_number,
  caller: json.caller,
  until: inSeconds(json.seconds),
});

export const pastLessonOf = (json: PastLessonJson): PastLesson => ({
  lesson: lessonOf(json.lesson),
  visitors: json.visitors,
  myCall: json.my_call,
  peerCall: json.peer_call,
  wasIn: json.was_in,
});

export const plannedOf = (json: PlannedLessonJson): PlannedLesson => ({
  planId: json.plan_id,
  day: json.day,
  chatId: json.chat_id,
  chatTitle: json.chat_title,
  groupNumber: json.group_number,
  kind: json.kind,
  media: json.media,
  topic: json.topic,
  teacher: json.teacher,
  startsAt: new Date(json.starts_at),
  endsAt: new Date(json.ends_at),
  remindAt: inSeconds(json.seconds - reminder),
  isMoved: json.is_moved,
  isCancelled: json.is_cancelled,
  isWeekly: json.is_weekly,
  lessonId: json.lesson_id,
  isRunning: json.is_running,
  mayChange: json.may_change,
  version: json.version,
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export const isLessonJson = (value: unknown): value is LessonJson =>
  isObject(value) &&
  ['id', 'chat_id', 'kind', 'media', 'engine', 'topic', 'started_at'].every((key) => typeof value[key] === 'string') &&
  typeof value.count === 'number';

export const isChangeJson = (value: unknown): value is LessonChangeJson =>
  isObject(value) &&
  typeof value.revision === 'number' &&
  isLessonJson(value.lesson) &&
  Array.isArray(value.people) &&
  value.people.every((each) => isObject(each) && isObject(each.person));
