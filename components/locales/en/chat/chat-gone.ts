import type { ChatGoneStrings } from '../../ru/chat/chat-gone.ts';

export const chatGone: ChatGoneStrings = {
  missing: 'Chat not found',
  missingText: 'It may have been deleted, or you are not in it. Ask a participant to add you.',
  expelled: 'Access to the college is closed',
  expelledText: 'If this is a mistake, ask the office of the college.',
  removed: 'You are no longer in this chat',
  removedText: 'New messages no longer arrive. If you did not leave it yourself, ask whoever made the chat.',
};
