import { type Backend, unwrap } from '../../../core/backend.ts';
import type { AttachedFile } from '../../../files/file.ts';
import { sentFiles } from '../../../files/sent-file.ts';
import type {
  Changes,
  ConversationHandlers,
  ConversationSource,
  Page,
  PageCursor,
} from '../../../messages/conversation.ts';
import type { InquiryMessage, InquirySummary } from './inquiry-message.ts';
import { InquiryMessagesApi } from './inquiry-messages-api.ts';

/** What of an inquiry is broadcast to the asker: that something is different, and whether that can be missed. */
export type InquiryHandlers = Pick<ConversationHandlers<InquiryMessage>, 'onStale' | 'onJoined' | 'onLost'>;

/** What a person asks the administration of a college, seen by the asker. Throws AppError only. */
export class InquiryApi extends InquiryMessagesApi {
  /** Null before the first question. */
  async mine(college: string): Promise<InquirySummary | null> {
    const [row] = await unwrap(this.backend.client.rest.rpc('my_inquiry', { college }));
    if (!row) return null;
    const { id, status, last_seq: lastSeq, last_change: lastChange, read_seq: readSeq } = row;
    return { id, status, lastSeq, lastChange, readSeq, othersReadSeq: 0 };
  }

  /** Writes to the administration; a message with this id that has already arrived counts as written. */
  async ask(college: string, id: string, body: string, files: readonly AttachedFile[] = []): Promise<InquiryMessage> {
    const { rest } = this.backend.client;
    return this.written(unwrap(rest.rpc('ask_administration', { college, id, body, files: sentFiles(files) })));
  }

  async markRead(inquiry: string, seq: number): Promise<void> {
    await unwrap(this.backend.client.rest.rpc('read_inquiry', { inquiry, seq }));
  }

  subscribe(inquiry: string, { onStale, onJoined, onLost }: InquiryHandlers): () => void {
    const events = { message: onStale, status: onStale, read: onStale };
    return this.backend.channels.subscribe(`inquiry:${inquiry}`, { events, onJoined, onLost });
  }

  /** Whether any college has answered me. */
  subscribeToMine({ onStale, onJoined, onLost }: InquiryHandlers): () => void {
    return this.backend.channels.subscribe(`user:${this.myId}`, { events: { inquiry: onStale }, onJoined, onLost });
  }
}

/** What I ask the administration of a college, as its conversation store knows it: it begins with the first question. */
export class InquirySource implements ConversationSource<InquiryMessage, InquirySummary> {
  readonly #api: InquiryApi;
  readonly #college: string;
  #id: string | null = null;
  #latest: Promise<InquirySummary | null> | null = null;
  #handlers: InquiryHandlers | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(api: InquiryApi, college: string) {
    this.#api = api;
    this.#college = college;
  }

  async summary(): Promise<InquirySummary | null> {
    this.#latest = this.#api.mine(this.#college);
    const summary = await this.#latest;
    if (summary && summary.id !== this.#id) {
      this.#id = summary.id;
      if (this.#handlers) this.#resubscribe(this.#handlers);
    }
    return summary;
  }

  async page(cursor: PageCursor, signal: AbortSignal): Promise<Page<InquiryMessage>> {
    const id = this.#id ?? (await this.#latest)?.id;
    return id ? this.#api.page(id, cursor, signal) : { messages: [], lastSeq: 0, lastChange: 0 };
  }

  async changes(after: number, signal: AbortSignal): Promise<Changes<InquiryMessage>> {
    return this.#id ? this.#api.changes(this.#id, after, signal) : { messages: [], lastChange: after, reload: false };
  }

  async markRead(seq: number): Promise<void> {
    if (this.#id) await this.#api.markRead(this.#id, seq);
  }

  subscribe(handlers: InquiryHandlers): () => void {
    this.#handlers = handlers;
    this.#resubscribe(handlers);
    return () => {
      this.#handlers = null;
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    };
  }

  reconnect(): void {
    this.#api.reconnect();
  }

  isOwn({ fromCollege }: InquiryMessage): boolean {
    return !fromCollege;
  }

  /** Before the first question an answer can only be told to the person. */
  #resubscribe(handlers: InquiryHandlers): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.#id ? this.#api.subscribe(this.#id, handlers) : this.#api.subscribeToMine(handlers);
  }
}

export const inquiryApi = (backend: Backend): InquiryApi => backend.once('inquiry-api', () => new InquiryApi(backend));
