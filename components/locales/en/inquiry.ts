import type { InquiryStrings } from '../ru/inquiry.ts';

export const inquiry: InquiryStrings = {
  title: 'Administration',
  administration: 'Administration of the college',
  empty: 'Ask the administration',
  emptyText: 'Any administrator can answer on behalf of the college. The answer appears here.',
  compose: 'Message to the administration',
  composeShort: 'Message',
  log: 'Conversation',
  earlier: 'Show earlier ones',
  earlierFailed: 'Earlier messages did not load.',
  closed: 'The inquiry is closed. If the question remains, write, and it opens again.',
  problems: {
    offline: 'Not sent: no connection. It will be sent when the connection is back.',
    denied: 'Not sent: you do not have access any more.',
    missing: 'Not sent: this inquiry is gone.',
    conflict: 'Not sent: the inquiry has changed.',
    invalid: 'Not sent: the message is empty or too long.',
    limited: 'Not sent: 30 messages an hour can be written. Try again later.',
    unknown: 'Not sent: the server did not carry out the request.',
  },
  outsiderText: 'Those who belong to the college or have applied can write.',
  outsider: 'You cannot write here yet',
  noCollege: 'No college chosen',
  noCollegeText: 'Open the page of the college and choose “Write to the administration”.',
};
