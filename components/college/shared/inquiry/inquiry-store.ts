import type { Backend } from '../../../core/backend.ts';
import { ConversationStore } from '../../../messages/conversation-store.ts';
import { fileTransport, type Uploads, uploadsOf } from '../../../messages/file-transport.ts';
import { type ConversationOutbox, outboxOf } from '../../../messages/lazy-outbox.ts';
import { type InquiryApi, InquirySource, inquiryApi } from './inquiry-api.ts';
import type { InquiryMessage, InquirySummary } from './inquiry-message.ts';

/** An inquiry, as one of its sides reads and writes it; the asker's is made here, the desk's in the administration. */
export type InquiryStore<S extends InquirySummary = InquirySummary> = ConversationStore<InquiryMessage, S>;

/** What I ask the administration of a college; the summary is null before the first question. */
export function openInquiry(
  api: InquiryApi,
  outbox: ConversationOutbox,
  college: string,
  uploads: () => Promise<Uploads>,
): InquiryStore {
  outbox.register('inquiry', {
    send: (to, message, body, _, files) => api.ask(to, message, body, files),
    ...fileTransport(uploads, administrationFolder),
  });
  return new ConversationStore(new InquirySource(api, college), outbox, inquiryKey(college));
}

export const inquiryStore = (backend: Backend, college: string): InquiryStore =>
  backend.once(`inquiry:${college}`, () =>
    openInquiry(inquiryApi(backend), outboxOf(backend), college, () => uploadsOf(backend)),
  );

/** Where the files are that are sent to the administration of a college or by it: the folder says neither who asks nor who answers. */
export const administrationFolder = (college: string): string => `administration/${college}`;

/** The name of what I ask in the outbox, and of its draft. */
export const inquiryKey = (college: string): string => `inquiry:${college}`;
