import { AppError, toAppError } from '../../core/errors.ts';
import type { MessageProblem } from '../conversation.ts';

/** What the database calls otherwise. */
const problems: Partial<Record<string, MessageProblem>> = {
  too_late: 'tooLate',
  reply_deleted: 'replyDeleted',
  file_missing: 'fileMissing',
};

/** What a call answers that does something with a message. @throws {AppError} with a reason of `MessageProblem`. */
export async function withProblems<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    const error = toAppError(thrown);
    const reason = problems[error.reason];
    if (!reason) throw error;
    throw new AppError(error.code, error.detail, { cause: error, reason });
  }
}
