import type { Message } from '../../messages/conversation.ts';
import { type Author, longestQuote, type Quote } from '../../messages/talk.ts';
import { plainText } from '../../messages/text/plain-text.ts';

/** A message as its answers quote it. */
export const quoteOf = (message: Message & { readonly author: Author }): Quote => {
  const { author, body, change, deletedAt, files = [], id, seq, talk } = message;
  const text = plainText(body, talk?.mentions).slice(0, longestQuote);
  return { id, seq, change, text, files, deleted: deletedAt !== null, author };
};
