import { type AttachedFile, type FileJson, fileOf } from '../files/file.ts';
import type { Sequenced } from './message-window.ts';
import type { Talk } from './talk.ts';

/**
 * What every conversation is made of, and the one interface through which its store knows a backend. A chat and both
 * sides of an inquiry are conversations; each implements `ConversationSource` beside its api.
 *
 * Two counters say what is missing. `seq` numbers the messages without gaps, so a gap proves that something was
 * written. `change` numbers what happens to messages later (an edit, a deletion) without gaps too, so whoever holds
 * everything up to change P and receives P + 2 knows that P + 1 was missed.
 */

export interface Message extends Sequenced {
  /** Empty when the message was deleted. */
  readonly body: string;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  /** Its text is gone; that there was a message stays. */
  readonly deletedAt: Date | null;
  /** What it carries beside its text, in a chat. */
  readonly talk?: Talk;
  /** Absent for none. */
  readonly files?: readonly AttachedFile[];
}

/**
 * Why something cannot be done with a message, as the `reason` of an AppError: the conversation can only be read, the
 * time in which the message could be edited is over, it was deleted, what it answers was, or there are as many reactions
 * or pins as there can be; of its files that Storage does not have one, that this device has lost one before it was stored,
 * or that Storage takes none so large; of a vote that the poll has ended, or that it takes no such options.
 */
export type MessageProblem = (typeof messageProblems)[number];

export const messageProblems = [
  'closed',
  'tooLate',
  'deleted',
  'replyDeleted',
  'full',
  'fileMissing',
  'fileLost',
  'fileTooLarge',
  'ended',
  'options',
] as const;

/** What the database says of every message, whichever conversation it is. */
export interface MessageJson {
  readonly id: string;
  readonly seq: number;
  readonly change: number;
  readonly body: string;
  readonly created_at: string;
  readonly edited_at?: string | null;
  readonly deleted_at?: string | null;
  readonly files?: readonly FileJson[];
}

export const messageOf = ({
  id,
  seq,
  change,
  body,
  created_at,
  edited_at,
  deleted_at,
  files = [],
}: MessageJson): Message => ({
  id,
  seq,
  change,
  body,
  createdAt: new Date(created_at),
  editedAt: edited_at ? new Date(edited_at) : null,
  deletedAt: deleted_at ? new Date(deleted_at) : null,
  ...(files.length > 0 && { files: files.map(fileOf) }),
});

/** The head of a conversation, as the person knows it who reads it. */
export interface ConversationSummary {
  readonly lastSeq: number;
  readonly lastChange: number;
  /** How far this side has read. */
  readonly readSeq: number;
  /** How far the furthest of the others has read; 0 where this side may not know. */
  readonly othersReadSeq: number;
}

/** A message by its seq or its id, or the first one that was written from a moment on, or else the last. */
export type Target = number | string | Date;

/** Where a page is: just before a seq, just after one, around a message, or (none of them) at the newest. */
export interface PageCursor {
  readonly before?: number;
  readonly after?: number;
  readonly around?: Target;
  /** The most messages to return. */
  readonly limit: number;
}

/** Messages in the order of their seq, and how far the conversation went at that moment. */
export interface Page<M> {
  readonly messages: readonly M[];
  readonly lastSeq: number;
  readonly lastChange: number;
  /** Seq of the message that the page is around; null when there is no such message. */
  readonly found?: number | null;
}

/** Present states of the messages that changed, in the order of their change. */
export interface Changes<M> {
  readonly messages: readonly M[];
  readonly lastChange: number;
  /** Too many changed to list them: everything that is held has to be fetched again. */
  readonly reload: boolean;
}

/** A page as the database answers it; `toMessage` makes one of its messages. */
export function pageOf<J, M>(answer: unknown, toMessage: (json: J) => M): Page<M> {
  const { found, messages, last_seq, last_change } = answer as {
    found?: number | null;
    messages: J[];
    last_seq: number;
    last_change: number;
  };
  return { messages: messages.map(toMessage), lastSeq: last_seq, lastChange: last_change, found: found ?? null };
}

/** Changes as the database answers them. */
export function changesOf<J, M>(answer: unknown, toMessage: (json: J) => M): Changes<M> {
  const { messages, last_change, reload } = answer as { messages: J[]; last_change: number; reload: boolean };
  return { messages: messages.map(toMessage), lastChange: last_change, reload };
}

export interface ConversationHandlers<M> {
  /** Somebody wrote; `lastChange` is how far the changes went at that moment. */
  onMessage(message: M, lastChange: number): void;
  /** A message changed; its `change` is the number of this change. */
  onChange(message: M): void;
  /** Something was written or changed up to here, without saying what. */
  onWritten(lastSeq: number, lastChange: number): void;
  /** One of this side, or of the others, has read up to `seq`. */
  onRead(own: boolean, seq: number): void;
  /** Anything may be different: the summary has to be fetched. */
  onStale(): void;
  /** Subscribed, for the first time or again: what was broadcast before may have been missed. */
  onJoined(): void;
  /** No broadcast arrives until the next `onJoined`. */
  onLost(): void;
  /** The person may not read the conversation any longer. */
  onRemoved(): void;
}

/** What a conversation asks of its backend. Throws AppError only. */
export interface ConversationSource<M extends Message, S extends ConversationSummary> {
  /**
   * Null while nothing was written that would begin the conversation.
   * @throws {AppError} missing, also when it is there but not this person's.
   */
  summary(): Promise<S | null>;
  page(cursor: PageCursor, signal: AbortSignal): Promise<Page<M>>;
  /** What changed after change `after`. */
  changes(after: number, signal: AbortSignal): Promise<Changes<M>>;
  /** Moves this side's read position forward. */
  markRead(seq: number): Promise<void>;
  subscribe(handlers: ConversationHandlers<M>): () => void;
  /** Reports that the person, who may not read the conversation, perhaps may now; where nobody is taken out, it is left out. */
  subscribeToReturn?(onReturn: () => void): () => void;
  /** Opens what is not open at once instead of at its next attempt, and fetches what it takes. */
  reconnect(): void;
  /** This side wrote it. */
  isOwn(message: M): boolean;
}
