import type { PersonName } from '../../../core/names.ts';
import type { ConversationSummary, Message } from '../../../messages/conversation.ts';

/** What both sides of an inquiry have in common: who asks, and the desk of the administrators that answers. */

export type InquiryStatus = 'open' | 'closed';

export interface InquiryMessage extends Message {
  readonly inquiryId: string;
  readonly fromCollege: boolean;
  /** The administrator who answered in the name of the college, as other administrators see it. */
  readonly answeredBy: (PersonName & { readonly id: string }) | null;
}

/** An inquiry as the side knows it that reads it. */
export interface InquirySummary extends ConversationSummary {
  readonly id: string;
  readonly status: InquiryStatus;
}

export interface InquiryMessageRow {
  id: string;
  inquiry_id: string;
  seq: number;
  from_college: boolean;
  body: string;
  created_at: string;
  answered_by?: unknown;
}

export const toInquiryMessage = (row: InquiryMessageRow): InquiryMessage => ({
  id: row.id,
  inquiryId: row.inquiry_id,
  seq: row.seq,
  change: 0,
  fromCollege: row.from_college,
  body: row.body,
  createdAt: new Date(row.created_at),
  answeredBy: (row.answered_by as InquiryMessage['answeredBy'] | undefined) ?? null,
});
