import { daysAgo } from '../../core/dates.ts';
import type { ConversationSummary, Message } from '../conversation.ts';
import type { ConversationState } from '../conversation-store.ts';
import type { OutboxItem } from '../outbox/outbox.ts';

/**
 * The rows that a history draws, from the state of a conversation: messages grouped by day and by writer, with pending
 * ones at the end, and edits and deletions that are still pending applied:
 *
 *     for (const { key, date, rows } of toDays(store.state, { isOwn, writer })) …
 */

/** Messages of one writer within this time stand together, in milliseconds. */
const together = 5 * 60_000;

/** Who wrote a message, as its bubble shows it. Flat, so that two can be compared. */
export interface Writer {
  /** Messages of the same writer stand together. */
  readonly id: string;
  /** Shown above the first message, or only read aloud. */
  readonly name: string;
  /** Shown by name, and of others by picture too. */
  readonly named: boolean;
  /** Decides the colour, as of an avatar. */
  readonly tone: string;
  readonly initials: string;
  /** The college, whichever of its administrators it was. */
  readonly isCollege: boolean;
  /** Address of the college's picture; empty when it has none. */
  readonly logo: string;
}

/** What a conversation says of its messages; null is one's own that has not arrived. */
export interface RowRules<M> {
  readonly isOwn: (message: M) => boolean;
  readonly writer: (message: M | null) => Writer;
}

/** What a message says to the person who sees it. */
export type Seen = Pick<Message, 'body' | 'editedAt' | 'deletedAt' | 'files'>;

/** A message with what was done here and has not arrived; what was refused does not count. */
export function seen(message: Message, item: OutboxItem | null): Seen {
  if (!item || item.status === 'failed' || message.deletedAt) return message;
  const { act, writtenAt } = item;
  const at = new Date(writtenAt);
  const { editedAt, files = [] } = message;
  if (act.kind === 'delete') return { body: '', editedAt, deletedAt: at, files: [] };
  return { body: act.body, editedAt: at, deletedAt: null, files };
}

/** A message as it stands in its day. */
export interface MessageRow<M> extends Omit<Seen, 'body'> {
  readonly id: string;
  /** 0 for a message that has not arrived. */
  readonly seq: number;
  readonly text: string;
  readonly writer: Writer;
  readonly at: Date;
  readonly own: boolean;
  /** Null for one that has not arrived. */
  readonly message: M | null;
  /** What was done here with the message and has not arrived. */
  readonly item: OutboxItem | null;
  readonly first: boolean;
  readonly last: boolean;
  /** The line «новые сообщения» stands before it. */
  readonly divided: boolean;
}

export interface Day<M> {
  /** The same for every moment of the day. */
  readonly key: string;
  readonly date: Date;
  readonly rows: readonly MessageRow<M>[];
}

type Entry<M> = Omit<MessageRow<M>, 'first' | 'last' | 'divided'>;

const dayKey = (date: Date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

/** Days with their messages, in the order in which they are shown: what has arrived, then what is pending. */
export function toDays<M extends Message, S extends ConversationSummary>(
  { messages, ahead, pending, changes, firstUnread }: ConversationState<M, S>,
  { isOwn, writer }: RowRules<M>,
): Day<M>[] {
  const arrived = [...(messages.status === 'ready' ? messages.value : []), ...ahead];
  const entries = arrived.map((message): Entry<M> => {
    const { id, seq, createdAt: at } = message;
    const item = changes.get(id) ?? null;
    const { body: text, editedAt, deletedAt, files } = seen(message, item);
    return {
      id,
      seq,
      text,
      editedAt,
      deletedAt,
      files,
      writer: writer(message),
      at,
      own: isOwn(message),
      message,
      item,
    };
  });
  const mine = pending.length > 0 ? writer(null) : null;
  for (const item of pending) {
    const { id, act, writtenAt } = item;
    const at = new Date(Math.max(writtenAt, entries.at(-1)?.at.getTime() ?? 0));
    const { body: text, files = [] } = act;
    const written = { id, seq: 0, text, files, editedAt: null, deletedAt: null, at, own: true, message: null, item };
    if (mine) entries.push({ ...written, writer: mine });
  }
  const divides = ({ seq }: Entry<M>) => seq > 0 && seq === firstUnread;
  const joins = (a: Entry<M> | undefined, b: Entry<M> | undefined) =>
    !!a &&
    !!b &&
    a.own === b.own &&
    a.writer.id === b.writer.id &&
    daysAgo(a.at, b.at) === 0 &&
    b.at.getTime() - a.at.getTime() < together &&
    !divides(b);
  const days: { key: string; date: Date; rows: MessageRow<M>[] }[] = [];
  for (const [index, now] of entries.entries()) {
    const row = {
      ...now,
      first: !joins(entries[index - 1], now),
      last: !joins(now, entries[index + 1]),
      divided: divides(now),
    };
    const key = dayKey(now.at);
    const day = days.at(-1);
    if (day?.key === key) day.rows.push(row);
    else days.push({ key, date: now.at, rows: [row] });
  }
  return days;
}
