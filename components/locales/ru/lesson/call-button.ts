import { texts } from '../../../element/localize.ts';

/** The one word that a chat says of lessons before anybody wants one; other languages have the same type. */
export const callButton = { lesson: 'Видеоурок' };

export type CallButtonStrings = typeof callButton;

export const callButtonTexts = texts(
  callButton,
  async () => (await import('../../en/lesson/call-button.ts')).callButton,
);
