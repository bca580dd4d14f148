import { texts } from '../../../element/localize.ts';

/** Russian texts in place of a chat that one cannot see; other languages have the same type. */
export const chatGone = {
  missing: 'Чат не найден',
  missingText: 'Возможно, его удалили или вы в нём не участвуете. Попросите кого-нибудь из участников добавить вас.',
  expelled: 'Доступ к колледжу закрыт',
  expelledText: 'Если это ошибка, обратитесь в учебную часть.',
  removed: 'Вы больше не в этом чате',
  removedText: 'Новые сообщения больше не приходят. Если вы не выходили сами, спросите создателя чата.',
};

export type ChatGoneStrings = typeof chatGone;

export const chatGoneTexts = texts(chatGone, async () => (await import('../../en/chat/chat-gone.ts')).chatGone);
