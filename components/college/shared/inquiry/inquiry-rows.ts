import { daysAgo } from '../../../core/dates.ts';
import type { InquiryMessage } from './inquiry-api.ts';
import type { InquiryState, Unsent } from './inquiry-store.ts';

/** Messages of one side within this time stand together, in milliseconds. */
const together = 5 * 60_000;

/** A message as it stands in its day; of one that has not arrived `unsent` is there. */
export interface InquiryRow {
  readonly id: string;
  /** 0 for one that has not arrived. */
  readonly seq: number;
  readonly text: string;
  readonly at: Date;
  readonly own: boolean;
  readonly message: InquiryMessage | null;
  readonly unsent: Unsent | null;
  readonly first: boolean;
  readonly last: boolean;
}

export interface InquiryDay {
  readonly date: Date;
  readonly rows: readonly InquiryRow[];
}

type Entry = Omit<InquiryRow, 'first' | 'last'>;

const joins = (a: Entry | undefined, b: Entry | undefined): boolean =>
  !!a &&
  !!b &&
  a.own === b.own &&
  a.message?.answeredBy?.surname === b.message?.answeredBy?.surname &&
  daysAgo(a.at, b.at) === 0 &&
  b.at.getTime() - a.at.getTime() < together;

/** Days with their messages as one side sees them: what has arrived, then what is on its way. */
export function toDays({ messages, unsent }: InquiryState, ofCollege: boolean): InquiryDay[] {
  const arrived = messages.map(
    (message): Entry => ({
      id: message.id,
      seq: message.seq,
      text: message.body,
      at: message.createdAt,
      own: message.fromCollege === ofCollege,
      message,
      unsent: null,
    }),
  );
  const newest = arrived.at(-1)?.at.getTime() ?? 0;
  const ahead = unsent.map(
    (text): Entry => ({
      id: text.id,
      seq: 0,
      text: text.body,
      at: new Date(Math.max(text.writtenAt, newest)),
      own: true,
      message: null,
      unsent: text,
    }),
  );
  const entries = [...arrived, ...ahead];
  const days: { date: Date; rows: InquiryRow[] }[] = [];
  for (const [index, entry] of entries.entries()) {
    const row = { ...entry, first: !joins(entries[index - 1], entry), last: !joins(entry, entries[index + 1]) };
    const day = days.at(-1);
    if (day && daysAgo(day.date, row.at) === 0) day.rows.push(row);
    else days.push({ date: row.at, rows: [row] });
  }
  return days;
}
