import { administrationFolder, type InquiryStore } from '../../college/shared/inquiry/inquiry-store.ts';
import type { Backend } from '../../core/backend.ts';
import { ConversationStore } from '../../messages/conversation-store.ts';
import { fileTransport, uploadsOf } from '../../messages/file-transport.ts';
import { outboxOf } from '../../messages/lazy-outbox.ts';
import { adminInquiriesApi, adminInquirySource, type DeskInquiry } from './admin-inquiries-api.ts';

/** One inquiry, as an administrator reads and answers it. */
export const adminInquiryStore = (backend: Backend, college: string, inquiry: string): InquiryStore<DeskInquiry> =>
  backend.once(`admin-inquiry:${inquiry}`, () => {
    const api = adminInquiriesApi(backend);
    const outbox = outboxOf(backend);
    outbox.register('answer', {
      send: (to, message, body, _, files) => api.reply(to, message, body, files),
      ...fileTransport(
        () => uploadsOf(backend),
        async (to) => administrationFolder(await api.collegeOf(to)),
      ),
    });
    return new ConversationStore(adminInquirySource(api, college, inquiry), outbox, adminInquiryKey(inquiry));
  });

/** The name of the answers to an inquiry in the outbox, and of their draft. */
export const adminInquiryKey = (inquiry: string): string => `answer:${inquiry}`;
