import type { Person } from '../../../core/names.ts';
import { type ConversationSummary, type Message, type MessageJson, messageOf } from '../../../messages/conversation.ts';

/** What both sides of an inquiry have in common: who asks, and the desk of the administrators that answers. */

export type InquiryStatus = 'open' | 'closed';

export interface InquiryMessage extends Message {
  readonly inquiryId: string;
  readonly fromCollege: boolean;
  /** The administrator who answered in the name of the college, as other administrators see it. */
  readonly answeredBy: Person | null;
}

/** An inquiry as the side knows it that reads it. */
export interface InquirySummary extends ConversationSummary {
  readonly id: string;
  readonly status: InquiryStatus;
}

export interface InquiryMessageJson extends MessageJson {
  readonly inquiry_id: string;
  readonly from_college: boolean;
  readonly answered_by: InquiryMessage['answeredBy'];
}

export const toInquiryMessage = (json: InquiryMessageJson): InquiryMessage => ({
  ...messageOf(json),
  inquiryId: json.inquiry_id,
  fromCollege: json.from_college,
  answeredBy: json.answered_by,
});
