import { texts } from '../../../element/localize.ts';

/** Russian texts of where no chat or nothing in it is; other languages have the same type. */
export const noChats = {
  quiet: 'Здесь пока тихо',
  quietText: 'Напишите первое сообщение, его увидят все участники.',
  choose: 'Выберите чат',
  chooseText: 'Переписка откроется здесь.',
  none: 'Чаты появятся здесь',
  noneText: 'Когда вас добавят в группу или чат колледжа, вы увидите его в этом списке.',
  notFound: 'Ничего не нашлось',
  notFoundText: 'Проверьте название или выберите вкладку «Все».',
  allRead: 'Всё прочитано',
  allReadText: 'Здесь появятся чаты, в которых вам написали.',
};

export type NoChatsStrings = typeof noChats;

export const noChatsTexts = texts(noChats, async () => (await import('../../en/chat/no-chats.ts')).noChats);
