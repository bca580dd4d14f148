import { type Backend, unwrap } from '../../../core/backend.ts';
import { withProblems } from '../../../messages/actions/message-problems.ts';
import { type Changes, changesOf, type Page, type PageCursor, pageOf } from '../../../messages/conversation.ts';
import { type InquiryMessage, type InquiryMessageJson, toInquiryMessage } from './inquiry-message.ts';

/**
 * What both sides of an inquiry ask of the backend in the same way; each extends it. Throws AppError only.
 *
 *     class InquiryApi extends InquiryMessagesApi { … }
 *     const { messages } = await new InquiryApi(backend).page(inquiry, { limit: 50 }, signal);
 */
export abstract class InquiryMessagesApi {
  protected readonly backend: Backend;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get myId(): string {
    return this.backend.userId ?? '';
  }

  async page(
    inquiry: string,
    { before, after, limit }: PageCursor,
    signal: AbortSignal,
  ): Promise<Page<InquiryMessage>> {
    const call = this.backend.client.rest.rpc('inquiry_page', { inquiry, before, after, size: limit });
    return pageOf(await unwrap(call.abortSignal(signal)), toInquiryMessage);
  }

  /** What changed in an inquiry after change `after`. */
  async changes(inquiry: string, after: number, signal: AbortSignal): Promise<Changes<InquiryMessage>> {
    const call = this.backend.client.rest.rpc('inquiry_changes', { inquiry, after });
    return changesOf(await unwrap(call.abortSignal(signal)), toInquiryMessage);
  }

  /** The message that was just written. @throws {AppError} with a reason of `MessageProblem`. */
  protected async written(answer: Promise<unknown>): Promise<InquiryMessage> {
    return toInquiryMessage((await withProblems(answer)) as InquiryMessageJson);
  }

  reconnect(): void {
    this.backend.channels.reconnect();
  }
}
