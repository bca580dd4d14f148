import { type Backend, unwrap } from '../../../core/backend.ts';
import { AppError } from '../../../core/errors.ts';
import type { PersonName } from '../../../core/names.ts';

export type InquiryStatus = 'open' | 'closed';

export interface InquiryMessage {
  readonly id: string;
  readonly inquiryId: string;
  /** Place in its inquiry: 1, 2, 3 … without holes. */
  readonly seq: number;
  readonly fromCollege: boolean;
  readonly body: string;
  readonly createdAt: Date;
  /** The administrator who answered in the name of the college, as other administrators see it. */
  readonly answeredBy: PersonName | null;
}

/** An inquiry as the side knows it that reads it. */
export interface Inquiry {
  readonly id: string;
  readonly status: InquiryStatus;
  readonly lastSeq: number;
  /** How far this side has read. */
  readonly readSeq: number;
  /** How far the other side has read; 0 where this side is not told. */
  readonly othersReadSeq: number;
}

/** Where a page of messages begins: just before a seq, just after one, or (neither) at the newest. */
export interface PageOptions {
  readonly before?: number;
  readonly after?: number;
}

/** Longest page of messages that is asked for. */
export const pageSize = 50;

export interface MessageRow {
  id: string;
  inquiry_id: string;
  seq: number;
  from_college: boolean;
  body: string;
  created_at: string;
  answered_by?: unknown;
}

export const toMessage = (row: MessageRow): InquiryMessage => ({
  id: row.id,
  inquiryId: row.inquiry_id,
  seq: row.seq,
  fromCollege: row.from_college,
  body: row.body,
  createdAt: new Date(row.created_at),
  answeredBy: (row.answered_by as PersonName | null | undefined) ?? null,
});

/** What a person asks the administration of a college, seen by him. Throws AppError only. */
export class InquiryApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  /** Null before the first question. */
  async mine(college: string): Promise<Inquiry | null> {
    const [row] = await unwrap(this.#backend.client.rest.rpc('my_inquiry', { college }));
    return row
      ? { id: row.id, status: row.status, lastSeq: row.last_seq, readSeq: row.read_seq, othersReadSeq: 0 }
      : null;
  }

  /** In the order of their seq. */
  async page(inquiry: string, { before, after }: PageOptions = {}): Promise<InquiryMessage[]> {
    const rows = await unwrap(
      this.#backend.client.rest.rpc('inquiry_page', {
        inquiry,
        size: pageSize,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      }),
    );
    return rows.map(toMessage);
  }

  /** Writes to the administration; a message with this id that has already arrived counts as written. */
  async ask(college: string, id: string, body: string): Promise<InquiryMessage> {
    const [row] = await unwrap(this.#backend.client.rest.rpc('ask_administration', { college, id, body }));
    if (!row) throw new AppError('unknown', 'no message');
    return toMessage(row);
  }

  async read(inquiry: string, seq: number): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('read_inquiry', { inquiry, seq }));
  }

  /** Calls `changed` whenever the inquiry may have changed, until the returned function is called. */
  subscribe(inquiry: string, changed: () => void): () => void {
    const events = { message: changed, status: changed, read: changed };
    return this.#backend.channels.subscribe(`inquiry:${inquiry}`, { events, onJoined: changed });
  }

  /** Calls `changed` whenever a college may have answered me. */
  subscribeToMe(changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.myId}`, { events: { inquiry: changed }, onJoined: changed });
  }
}

export const inquiryApi = (backend: Backend): InquiryApi => backend.once('inquiry-api', () => new InquiryApi(backend));
