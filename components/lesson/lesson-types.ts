import type { Person } from '../core/names.ts';

/** A broadcast has a stage and an audience that only sees and hears; a call is what anybody may begin. */
export type LessonKind = 'lesson' | 'call' | 'broadcast';
export type LessonMedia = 'video' | 'audio';
export type LessonEngine = 'mesh' | 'livekit' | 'daily';

/** How somebody who was called has answered. */
export type CallState = 'ringing' | 'joined' | 'declined' | 'busy' | 'missed';

/** What everybody in the chat sees of a lesson, in the list of chats too. */
export interface Lesson {
  readonly id: string;
  readonly chatId: string;
  readonly kind: LessonKind;
  readonly media: LessonMedia;
  readonly engine: LessonEngine;
  /** Empty for none. */
  readonly topic: string;
  /** Who began it; null when their account was erased. */
  readonly host: Person | null;
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly endedAt: Date | null;
  /** How many people are in it now. */
  readonly count: number;
  readonly isLocked: boolean;
  /** How many may be in it at once. */
  readonly places: number;
  /** How many of them with a picture of their own; null for all. */
  readonly videoPlaces: number | null;
}

/** Somebody who is in a lesson, was, or was called. */
export interface LessonPerson {
  readonly person: Person;
  readonly isIn: boolean;
  /** The page through which they are in it, as it called itself on entering; the newest one of them. Null while they are not. */
  readonly connection: string | null;
  readonly joinedAt: Date | null;
  /** Came in with a camera: counts for `videoPlaces`. */
  readonly withVideo: boolean;
  /** Was removed, and does not come back before they are let in again. */
  readonly isOut: boolean;
  /** Of a broadcast: may be seen and heard. In all others always true. */
  readonly isOnStage: boolean;
  /** May not speak before somebody who leads lets them: peers do not play them, servers do not take their sound. */
  readonly isSilenced: boolean;
  /** Null for a hand that is down; hands are in the order of this. */
  readonly handAt: Date | null;
  /** Null for who was not called. */
  readonly call: CallState | null;
}

export interface LessonRights {
  /** Mute, silence, remove, lock, stage, attendance. */
  readonly lead: boolean;
  readonly end: boolean;
  /** Call people while it runs. */
  readonly call: boolean;
}

export interface LessonState {
  readonly lesson: Lesson;
  /** Grows by one with each change; of two states the one with the greater revision is the newer. */
  readonly revision: number;
  /** By surname. */
  readonly people: readonly LessonPerson[];
  readonly rights: LessonRights;
}

/** What changed with one revision: the lesson as it is now, and the people whose rows are different. */
export interface LessonChange {
  readonly lesson: Lesson;
  readonly revision: number;
  readonly people: readonly LessonPerson[];
}

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What an engine connects with. */
export type LessonEntrance =
  | { readonly engine: 'mesh'; readonly iceServers: readonly IceServer[] }
  | { readonly engine: 'livekit'; readonly url: string; readonly token: string }
  | { readonly engine: 'daily'; readonly url: string; readonly token: string };

export interface Entered {
  readonly state: LessonState;
  readonly entrance: LessonEntrance;
}

export interface LessonStart {
  readonly kind: LessonKind;
  readonly media: LessonMedia;
  readonly topic?: string;
  /** Who is called; nobody when absent, everybody of the chat for `all`. */
  readonly call?: readonly string[] | 'all';
}

/** What I may begin in a chat. */
export interface StartRights {
  /** Why nothing: nobody may, only moderators, I was muted, or I am a student in a chat of a group or a college. */
  readonly refusal: 'closed' | 'announcement_only' | 'muted' | 'student' | null;
  readonly kinds: readonly LessonKind[];
  /** May call everybody at once. */
  readonly callAll: boolean;
}

/** Somebody calls me. */
export interface IncomingCall {
  readonly lesson: Lesson;
  /** Empty for a personal chat. */
  readonly chatTitle: string;
  readonly groupNumber: string;
  readonly caller: Person | null;
  /** It stops ringing then, by the clock of this device. */
  readonly until: Date;
}

/**
 * What somebody who leads does. With a person: `mute` (they may unmute themselves), `silence` and `allow` (who is silenced
 * does not speak before they are allowed, which lowers their hand), `remove` and `readmit`, `lower_hand`, of a broadcast
 * `to_stage` and `to_audience`. Without one: the same for everybody who does not lead, `lock` and `unlock`.
 */
export type Moderation =
  | { readonly deed: 'mute' | 'silence' | 'allow' | 'lower_hand'; readonly person?: string }
  | { readonly deed: 'remove' | 'readmit' | 'to_stage' | 'to_audience'; readonly person: string }
  | { readonly deed: 'lock' | 'unlock' };

export interface AttendanceRow {
  readonly person: Person;
  readonly role: 'student' | 'teacher' | 'staff';
  /** Null for who is of the group and did not come. */
  readonly joinedAt: Date | null;
  /** Null for who is in it still, or did not come. */
  readonly leftAt: Date | null;
  readonly seconds: number;
  /** How many times they came in. */
  readonly visits: number;
}

/** A lesson that is over or runs, as a row in its chat. */
export interface PastLesson {
  readonly lesson: Lesson;
  /** How many people have been in it. */
  readonly visitors: number;
  /** Whether I was called, and what came of it. */
  readonly myCall: CallState | null;
  /** In a chat of two: what came of the call of the other one, when I called. */
  readonly peerCall: CallState | null;
  readonly wasIn: boolean;
}

/** One time of a planned lesson. */
export interface PlannedLesson {
  readonly planId: string;
  /** The day of its series (`2027-02-09`), by which it is moved, cancelled and begun; it stays when the time is moved. */
  readonly day: string;
  readonly chatId: string;
  readonly chatTitle: string;
  readonly groupNumber: string;
  readonly kind: LessonKind;
  readonly media: LessonMedia;
  readonly topic: string;
  readonly teacher: Person | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** When to remind of it, by the clock of this device. */
  readonly remindAt: Date;
  readonly isMoved: boolean;
  readonly isCancelled: boolean;
  readonly isWeekly: boolean;
  /** The lesson that was begun for it. */
  readonly lessonId: string | null;
  readonly isRunning: boolean;
  /** I may begin, move and cancel it. */
  readonly mayChange: boolean;
  /** Of the plan, for changing it. */
  readonly version: number;
}

/** A plan as it is made and changed, by the clock of the college. */
export interface LessonPlan {
  readonly topic: string;
  readonly kind: 'lesson' | 'broadcast';
  readonly media: LessonMedia;
  /** `2027-02-09`. */
  readonly day: string;
  /** `09:40`. */
  readonly time: string;
  readonly minutes: number;
  /** Weekly until then, this day included; null for once. */
  readonly until: string | null;
}

/** What one peer says to another, before and beside their connection. */
export type Signal = Readonly<Record<string, unknown>>;

/** The way between two peers of a mesh, on which nobody but they can speak or hear. */
export interface SignalLink {
  /** Says it to the other one, when they are there; false when it could not be sent now. */
  send(signal: Signal): Promise<boolean>;
  close(): void;
}

export interface SignalHandlers {
  /** Only the other one can have said it, or another page of mine. */
  readonly onSignal: (signal: Signal) => void;
  /** The link is up, for the first time or again: what was said before may have been missed. */
  readonly onJoined?: () => void;
  readonly onLost?: () => void;
}

export interface LessonHandlers {
  readonly onChange: (change: LessonChange) => void;
  /** Somebody who leads asks this person, or everybody who does not lead (null), to mute themselves. */
  readonly onMute?: (personId: string | null) => void;
  /** Something changed, without saying what: fetch the state. */
  readonly onStale: () => void;
  readonly onJoined?: () => void;
  readonly onLost?: () => void;
}

export interface CallHandlers {
  /** Somebody calls me: fetch `myCalls`. */
  readonly onCall: (lessonId: string) => void;
  /** It rings no longer: answered here or elsewhere, declined, over. */
  readonly onQuiet: (lessonId: string) => void;
  /** Calls may have been missed. */
  readonly onJoined?: () => void;
}

/**
 * What lessons ask of the backend. Throws AppError only; its `reason` is a word: `ended`, `removed`, `locked`, `full`,
 * `video_full` (come in without a camera), `closed`, `announcement_only`, `muted`, `student`, `engine` (not with this
 * engine), `too_many`, `unreachable` (the engine's server did not answer; what the database has decided holds).
 */
export interface LessonCalls {
  readonly myId: string;

  startRights(chat: string): Promise<StartRights>;
  /** Begins a lesson, or is the one that runs in the chat already, and calls people. Does not enter it. */
  start(chat: string, how: LessonStart): Promise<LessonState>;
  /** The lesson that runs in the chat; null for none. */
  running(chat: string): Promise<Lesson | null>;
  state(lesson: string): Promise<LessonState>;
  /** Comes in. `connection` is a uuid that this page made for itself; an older page of mine is out with that. */
  enter(lesson: string, connection: string, withVideo: boolean): Promise<Entered>;
  /** On the mesh, every 15 seconds while I am in: without it I am out after 60. @returns Whether this page is still mine to be in it. */
  announce(lesson: string, connection: string): Promise<{ revision: number; isIn: boolean }>;
  /** For when a page goes away too: the request outlives it. */
  leave(lesson: string, connection: string): Promise<void>;
  raiseHand(lesson: string, raised: boolean): Promise<void>;
  moderate(lesson: string, what: Moderation): Promise<LessonState>;
  end(lesson: string): Promise<void>;

  call(lesson: string, people: readonly string[] | 'all'): Promise<void>;
  myCalls(): Promise<readonly IncomingCall[]>;
  /** `busy` when another lesson keeps me. */
  decline(lesson: string, busy?: boolean): Promise<void>;

  /** For those who lead. */
  attendance(lesson: string): Promise<readonly AttendanceRow[]>;
  /** The latest first; `before` is the start of the last one that is known. */
  pastLessons(chat: string, before?: Date): Promise<readonly PastLesson[]>;

  /** «Занятия»: of all my chats, or of one, from a moment on until another, cancelled ones too. */
  planned(where: { college?: string; chat?: string }, from: Date, to: Date): Promise<readonly PlannedLesson[]>;
  /** For changing it. */
  planDetails(id: string): Promise<LessonPlan & { readonly version: number }>;
  /** The same `id` again is the same plan. */
  plan(chat: string, id: string, plan: LessonPlan): Promise<void>;
  /** What was moved or cancelled of it stays where its day is still one of the plan. */
  changePlan(id: string, version: number, plan: LessonPlan): Promise<void>;
  cancelPlan(id: string): Promise<void>;
  /** By the clock of the college, as `2027-02-10T11:20`. */
  moveDay(id: string, day: string, to: string): Promise<void>;
  /** A day that was moved or cancelled stands as planned again. */
  restoreDay(id: string, day: string): Promise<void>;
  cancelDay(id: string, day: string): Promise<void>;
  /** Begins it in its chat, or is what runs there. */
  startPlanned(id: string, day: string, call?: readonly string[] | 'all'): Promise<LessonState>;

  /** A plan as an `.ics`. */
  calendarFile(plan: string): Promise<Blob>;
  /** A new address to subscribe to; the one before is good no more. It is told this once. */
  makeCalendarAddress(): Promise<string>;
  revokeCalendarAddress(): Promise<void>;
  /** Since when there is an address; null for none. */
  calendarAddressSince(): Promise<Date | null>;

  subscribe(lesson: string, handlers: LessonHandlers): () => void;
  /** Of the mesh: for each of the others who is in. */
  link(lesson: string, peer: string, handlers: SignalHandlers): SignalLink;
  subscribeToCalls(handlers: CallHandlers): () => void;
  /** A lesson began or ended in the chat, or is fuller. Null: fetch `running`. */
  subscribeToChat(chat: string, onLesson: (lesson: Lesson | null) => void, onStale: () => void): () => void;
  /** Planned lessons of one of my chats changed: fetch them. */
  subscribeToPlans(college: string, onChanged: (chatId: string) => void): () => void;
}
