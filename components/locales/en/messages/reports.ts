import type { ReportsStrings } from '../../ru/messages/reports.ts';

export const reports: ReportsStrings = {
  message: 'Report a message',
  person: 'Report a person',
  reason: 'Reason',
  reasons: {
    insult: 'Rudeness or bullying',
    spam: 'Spam or fraud',
    dangerous: 'A threat or danger',
    other: 'Something else',
  },
  comment: 'Comment, optional',
  commentNeeded: 'Comment',
  placeholder: 'What the administrator should know',
  lead: 'Administrators of the college will look at it. Whoever you report does not learn who did.',
  context: 'With the message they see the two nearest to it, and nothing else of the chat.',
  send: 'Send the report',
  sent: 'The report was sent',
  sentText: 'You will learn what was decided in the list of chats.',
  understood: 'Got it',
  noReason: 'Choose a reason.',
  noComment: 'Write what happened.',
  problems: {
    reported: 'You have reported this already. You will learn what was decided in the list of chats.',
    own: 'This cannot be reported.',
    comment: 'The comment is empty or longer than 1000 characters.',
    deleted: 'The message was deleted already.',
    limited: 'Up to 10 reports can be sent in an hour. Try again later.',
  },
  decided: {
    message: {
      deleted: 'Your report was decided: the message was deleted.',
      muted: 'Your report was decided: its author may not write for a while.',
      dismissed: 'Your report was decided: nothing wrong was found.',
    },
    person: {
      deleted: 'Your report was decided: measures were taken.',
      muted: 'Your report was decided: measures were taken.',
      dismissed: 'Your report was decided.',
    },
  },
};
