import { daysAgo } from '../core/dates.ts';
import type { Author, Message, PersonName } from './chat-api.ts';
import type { ChatState } from './chat-store.ts';

/** Messages of one author within this time stand together, in milliseconds. */
const together = 5 * 60_000;

/** A message as it stands in its day. */
export interface MessageRow {
  readonly id: string;
  /** 0 for a message that has not arrived. */
  readonly seq: number;
  readonly text: string;
  readonly author: Author;
  readonly at: Date;
  readonly own: boolean;
  readonly waiting: boolean;
  readonly failed: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** The line «новые сообщения» stands before it. */
  readonly divided: boolean;
}

export interface Day {
  /** The same for every moment of the day. */
  readonly key: string;
  readonly date: Date;
  readonly rows: readonly MessageRow[];
}

type Entry = Omit<MessageRow, 'first' | 'last' | 'divided'>;

const dayKey = (date: Date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

/** Days with their messages, in the order in which they are shown: what has arrived, then what is on its way. */
export function toDays(state: ChatState, me: string): Day[] {
  const arrived = state.messages.status === 'ready' ? state.messages.value : [];
  const mineAhead = state.ahead.filter(({ author }) => author.id === me);
  const shown = new Set([...arrived, ...mineAhead].map(({ id }) => id));
  const entry = (message: Message): Entry => ({
    id: message.id,
    seq: message.seq,
    text: message.body,
    author: message.author,
    at: message.createdAt,
    own: message.author.id === me,
    waiting: false,
    failed: false,
  });
  const entries: Entry[] = [...arrived, ...mineAhead].map(entry);
  const self: PersonName = { id: me, surname: '', name: '', patronymic: '' };
  for (const item of state.outgoing) {
    if (shown.has(item.id)) continue;
    const at = new Date(Math.max(item.writtenAt, entries.at(-1)?.at.getTime() ?? 0));
    const status = { waiting: item.status === 'waiting', failed: item.status === 'failed' };
    entries.push({ id: item.id, seq: 0, text: item.body, author: self, at, own: true, ...status });
  }
  const days: { key: string; date: Date; rows: MessageRow[] }[] = [];
  for (const [index, now] of entries.entries()) {
    const before = entries[index - 1];
    const after = entries[index + 1];
    const divided = now.seq > 0 && now.seq === state.firstUnread;
    const joins = (a: Entry | undefined, b: Entry | undefined) =>
      !!a &&
      !!b &&
      a.author.id === b.author.id &&
      daysAgo(a.at, b.at) === 0 &&
      b.at.getTime() - a.at.getTime() < together &&
      !(b.seq > 0 && b.seq === state.firstUnread);
    const row = { ...now, first: !joins(before, now), last: !joins(now, after), divided };
    const key = dayKey(now.at);
    const day = days.at(-1);
    if (day?.key === key) day.rows.push(row);
    else days.push({ key, date: now.at, rows: [row] });
  }
  return days;
}
