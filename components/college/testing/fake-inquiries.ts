import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { AttachedFile } from '../../files/file.ts';
import type { Page, PageCursor } from '../../messages/conversation.ts';
import type { InquiryApi, InquiryHandlers } from '../shared/inquiry/inquiry-api.ts';
import type { InquiryMessage, InquirySummary } from '../shared/inquiry/inquiry-message.ts';
import { alina, Fake } from './fake-apis.ts';

/** The administrator who answers, as other administrators see it. */

/** One inquiry as the server keeps it. */
export class FakeConversation {
  readonly messages: InquiryMessage[] = [];
  status: 'open' | 'closed' = 'open';
  readSeq = 0;
  askerReadSeq = 0;

  constructor(readonly id: string) {}

  get lastSeq(): number {
    return this.messages.length;
  }

  /** Takes a message once, as the server does. */
  write(
    body: string,
    fromCollege: boolean,
    id: string = crypto.randomUUID(),
    by: Person | null = null,
    files: readonly AttachedFile[] = [],
  ) {
    const known = this.messages.find((message) => message.id === id);
    if (known) return known;
    const seq = this.messages.length + 1;
    const createdAt = new Date(Date.UTC(2026, 3, 14, 8, seq));
    const message = {
      id,
      inquiryId: this.id,
      seq,
      change: 0,
      fromCollege,
      body,
      createdAt,
      editedAt: null,
      deletedAt: null,
      answeredBy: by,
      files,
    };
    this.messages.push(message);
    this.status = 'open';
    if (fromCollege) this.readSeq = seq;
    else this.askerReadSeq = seq;
    return message;
  }

  page({ before = Number.POSITIVE_INFINITY, after, limit }: PageCursor): Page<InquiryMessage> {
    const { lastSeq } = this;
    const found = this.messages.filter(({ seq }) => seq < before && seq > (after ?? 0));
    return { messages: after === undefined ? found.slice(-limit) : found.slice(0, limit), lastSeq, lastChange: 0 };
  }
}

/** What both sides of the desk have in common: answers that can be lost or refused. */
export class FakeSide extends Fake {
  /** Thrown by the next writing only. */
  refusal: AppError | null = null;
  /** No writing arrives. */
  isOffline = false;
  /** The next writing arrives, but its answer is lost. */
  answerLost = false;

  protected async refuse(): Promise<void> {
    await this.answer();
    if (this.isOffline) throw new AppError('offline');
    const { refusal } = this;
    this.refusal = null;
    if (refusal) throw refusal;
  }

  async changes(_inquiry: string, after: number) {
    await this.answer();
    return { messages: [], lastChange: after, reload: false };
  }

  reconnect(): void {}

  protected loseAnswer(): void {
    if (!this.answerLost) return;
    this.answerLost = false;
    throw new AppError('offline');
  }
}

export class FakeInquiry extends FakeSide implements Pick<InquiryApi, keyof InquiryApi> {
  myId = alina.id;
  conversation: FakeConversation | null = null;
  readonly asked: string[] = [];
  readonly readTo: number[] = [];

  /** Begins with these messages, of each side in turn. */
  begin(...texts: string[]): FakeConversation {
    this.conversation = new FakeConversation('inquiry');
    for (const [i, body] of texts.entries()) this.conversation.write(body, i % 2 === 1);
    return this.conversation;
  }

  async mine(): Promise<InquirySummary | null> {
    await this.answer();
    const { conversation } = this;
    if (!conversation) return null;
    const { id, status, lastSeq, askerReadSeq } = conversation;
    return { id, status, lastSeq, lastChange: 0, readSeq: askerReadSeq, othersReadSeq: 0 };
  }

  async page(_inquiry: string, cursor: PageCursor): Promise<Page<InquiryMessage>> {
    await this.answer();
    return this.conversation?.page(cursor) ?? { messages: [], lastSeq: 0, lastChange: 0 };
  }

  async ask(_college: string, id: string, body: string, files?: readonly AttachedFile[]): Promise<InquiryMessage> {
    this.asked.push(id);
    await this.refuse();
    this.conversation ??= new FakeConversation('inquiry');
    const message = this.conversation.write(body, false, id, null, files);
    this.loseAnswer();
    this.publish();
    return message;
  }

  async markRead(_inquiry: string, seq: number): Promise<void> {
    await this.answer();
    this.readTo.push(seq);
    if (this.conversation) this.conversation.askerReadSeq = seq;
  }

  subscribe(_inquiry: string, { onStale }: InquiryHandlers): () => void {
    return this.onChange(onStale);
  }

  subscribeToMine({ onStale }: InquiryHandlers): () => void {
    return this.onChange(onStale);
  }
}
