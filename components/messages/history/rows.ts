import { daysAgo } from '../../core/dates.ts';
import type { AttachedFile } from '../../files/file.ts';
import type { ConversationSummary, Message } from '../conversation.ts';
import type { ConversationState } from '../conversation-store.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { Talk } from '../talk.ts';
import { isPlain } from '../text/draw-text.ts';
import type { Carried } from './carried.ts';

/**
 * The rows of a history, from the state of a conversation: what has arrived, then what is pending, with edits and
 * deletions that are still pending applied. A row is made when it is asked for, from itself and its neighbours, so that
 * drawing thirty of six hundred costs thirty:
 *
 *     const rows = new Rows(store.state, { isOwn, writer });
 *     for (let index = 550; index < rows.length; index++) draw(rows.row(index));
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
  /** Id of the college in which the person has a card that can be opened; empty or absent for none. */
  readonly college?: string;
}

/** What a conversation says of its messages; null is one's own that has not arrived. */
export interface RowRules<M> {
  readonly isOwn: (message: M) => boolean;
  readonly writer: (message: M | null) => Writer;
  /** The code for what messages carry beside their text; null until it is there. */
  readonly carried: Carried | null;
}

/** What a message says to the person who sees it. */
export type Seen = Pick<Message, 'body' | 'editedAt' | 'deletedAt' | 'files'>;

/** A message with what was done here and has not arrived; what was refused does not count. */
export function seen(message: Message, item: OutboxItem | null): Seen {
  if (!item || item.status === 'failed' || message.deletedAt) return message;
  const { act, writtenAt } = item;
  const at = new Date(writtenAt);
  const { editedAt, files = [] } = message;
  if (act.kind === 'delete') return { body: '', editedAt, deletedAt: at };
  return { body: act.body, editedAt: at, deletedAt: null, files };
}

/** Whether a message carries something beside a plain text, which `carried.ts` draws. */
export const carries = (text: string, files?: readonly unknown[], talk?: Talk | null): boolean =>
  !isPlain(text) || Boolean(files?.length || talk?.reply || talk?.forward || talk?.poll || talk?.reactions.length);

/** Whether anything of a conversation does, or is to. */
export const anyCarries = ({ messages, pending, marks }: ConversationState<Message, ConversationSummary>): boolean =>
  marks.length > 0 ||
  pending.some(({ act: { body, files, poll, reply } }) => poll || reply || carries(body, files)) ||
  (messages.status === 'ready' && messages.value.some(({ body, files, talk }) => carries(body, files, talk)));

/** A message as it stands among the others. */
export interface MessageRow<M> extends Omit<Seen, 'body' | 'files'> {
  readonly id: string;
  /** 0 for a message that has not arrived. */
  readonly seq: number;
  readonly text: string;
  readonly files: readonly AttachedFile[];
  /** What it carries beside the text. */
  readonly talk: Talk | null;
  /** Reactions, a pin and a vote that were given here, or taken away, and have not arrived. */
  readonly marks: readonly OutboxItem[];
  readonly writer: Writer;
  readonly at: Date;
  readonly own: boolean;
  /** Null for one that has not arrived. */
  readonly message: M | null;
  /** What was done here with the message and has not arrived. */
  readonly item: OutboxItem | null;
  /** First and last of what one writer wrote together. */
  readonly first: boolean;
  readonly last: boolean;
  /** The first of its day. */
  readonly dated: boolean;
  /** The line «новые сообщения» stands before it. */
  readonly divided: boolean;
}

const none: readonly OutboxItem[] = [];

type Entry<M> = Omit<MessageRow<M>, 'first' | 'last' | 'dated' | 'divided'>;

export class Rows<M extends Message> {
  /** How many there are. */
  readonly length: number;
  readonly #arrived: readonly M[];
  readonly #ahead: readonly M[];
  readonly #pending: readonly OutboxItem[];
  readonly #changes: ReadonlyMap<string, OutboxItem>;
  readonly #marks: ReadonlyMap<string, readonly OutboxItem[]>;
  readonly #firstUnread: number;
  readonly #rules: RowRules<M>;

  constructor(
    { messages, ahead, pending, changes, marks, firstUnread }: ConversationState<M, ConversationSummary>,
    rules: RowRules<M>,
  ) {
    this.#arrived = messages.status === 'ready' ? messages.value : [];
    this.#ahead = ahead;
    this.#pending = pending;
    this.#changes = changes;
    const all = (id: string) => marks.filter(({ message }) => message === id);
    this.#marks = new Map(marks.map(({ message }) => [message, all(message)]));
    this.#firstUnread = firstUnread;
    this.#rules = rules;
    this.length = this.#arrived.length + ahead.length + pending.length;
  }

  /** The seq of the last one that has arrived in order; 0 when there is none. */
  get newest(): number {
    return this.#arrived.at(-1)?.seq ?? 0;
  }

  idAt = (index: number): string => (this.#messageAt(index) ?? this.#pendingAt(index))?.id ?? '';

  /** 0 for a message that has not arrived. */
  seqAt(index: number): number {
    return this.#messageAt(index)?.seq ?? 0;
  }

  /** The first row with this seq or a later one; `length` when there is none. */
  indexOf(seq: number): number {
    let [low, high] = [0, this.#arrived.length + this.#ahead.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.seqAt(middle) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  row(index: number): MessageRow<M> {
    const [before, now, after] = [this.#entry(index - 1), this.#entry(index), this.#entry(index + 1)];
    if (!now) throw new RangeError(`no row ${index}`);
    return {
      ...now,
      first: !this.#joins(before, now),
      last: !this.#joins(now, after),
      dated: !before || daysAgo(before.at, now.at) !== 0,
      divided: this.#divides(now),
    };
  }

  #messageAt(index: number): M | undefined {
    const { length } = this.#arrived;
    return index < length ? this.#arrived[index] : this.#ahead[index - length];
  }

  #pendingAt(index: number): OutboxItem | undefined {
    return this.#pending[index - this.#arrived.length - this.#ahead.length];
  }

  #entry(index: number): Entry<M> | null {
    const message = this.#messageAt(index);
    const { isOwn, writer } = this.#rules;
    if (message) {
      const { id, seq, createdAt: at } = message;
      const item = this.#changes.get(id) ?? null;
      const { body: text, editedAt, deletedAt, files = [] } = seen(message, item);
      const marks = this.#marks.get(id) ?? none;
      const talk = this.#rules.carried?.talkOf(message, item, marks) ?? (deletedAt ? null : (message.talk ?? null));
      const said = { id, seq, text, files, talk, marks, editedAt, deletedAt };
      return { ...said, writer: writer(message), at, own: isOwn(message), message, item };
    }
    const item = this.#pendingAt(index);
    if (!item) return null;
    const { id, act, writtenAt } = item;
    // The clock of this device may be behind: what is pending is not older than what has arrived.
    const last = this.#messageAt(this.#arrived.length + this.#ahead.length - 1);
    const at = new Date(Math.max(writtenAt, last?.createdAt.getTime() ?? 0));
    const { body: text, files = [] } = act;
    const said = { id, seq: 0, text, files, talk: this.#rules.carried?.talkOfPending(item) ?? null, marks: none };
    const written = { ...said, editedAt: null, deletedAt: null, at, own: true, message: null, item };
    return { ...written, writer: writer(null) };
  }

  #divides({ seq }: Entry<M>): boolean {
    return seq > 0 && seq === this.#firstUnread;
  }

  #joins(a: Entry<M> | null, b: Entry<M> | null): boolean {
    return (
      !!a &&
      !!b &&
      a.own === b.own &&
      a.writer.id === b.writer.id &&
      daysAgo(a.at, b.at) === 0 &&
      b.at.getTime() - a.at.getTime() < together &&
      !this.#divides(b)
    );
  }
}
