import type { ReadingStrings } from '../../ru/messages/reading.ts';

export const reading = {
  toLatest: 'To the latest messages',
  back: 'Go back',
  resend: 'Try again',
  discard: 'Delete',
  replyGone: 'Not sent: the message it replies to was deleted.',
  withoutReply: 'Send without the reply',
  fileProblems: {
    fileMissing: 'The server did not keep the file',
    fileLost: 'The browser did not keep the file. Delete the message and attach it again',
    fileTooLarge: 'The server takes no files of this size',
  },
} satisfies ReadingStrings;
