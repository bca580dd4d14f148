import { AppError, codeByStatus, toAppError } from '../errors.ts';

/**
 * What an error of Storage means. One that comes from no server carries what was thrown instead: that nobody was
 * reached, or a mistake in our program, which is not the network's.
 */
export function toStorageError(error: Error): AppError {
  const { status, statusCode, originalError } = error as {
    status?: number;
    statusCode?: string;
    originalError?: unknown;
  };
  // A hosted Storage answers 400 to all that it refuses, with the true status in the body.
  const answered = Number(statusCode) || status;
  // A page in the place of JSON is that of a gateway, or of the sign-in of a network.
  if (!answered && originalError instanceof SyntaxError)
    return new AppError('offline', error.message, { cause: error });
  if (!answered) return toAppError(originalError ?? error);
  return new AppError(codeByStatus[answered] ?? 'unknown', error.message, { cause: error });
}
