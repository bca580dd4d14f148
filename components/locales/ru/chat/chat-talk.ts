import { texts } from '../../../element/localize.ts';

/** Russian texts of forwarding, pinned messages and reactions; other languages have the same type. */
export const chatTalk = {
  forward: 'Переслать',
  search: 'Чат или человек',
  comment: 'Добавить комментарий',
  chosen: { one: 'Выбран # чат', few: 'Выбраны # чата', many: 'Выбрано # чатов', other: 'Выбрано # чата' },
  choose: 'Выберите чаты',
  tooMany: {
    one: 'За один раз можно переслать не больше чем в # чат.',
    few: 'За один раз можно переслать не больше чем в # чата.',
    many: 'За один раз можно переслать не больше чем в # чатов.',
    other: 'За один раз можно переслать не больше чем в # чата.',
  },
  some: { one: '# сообщение', few: '# сообщения', many: '# сообщений', other: '# сообщения' },
  goneSome: 'Одно из сообщений удалили. Выберите остальные и перешлите их снова.',
  nothingFound: 'Ничего не нашлось. Проверьте название или имя.',
  noChats: 'Пересылать некуда: других чатов, где можно писать, у вас нет.',
  denied: 'В один из выбранных чатов вы больше не можете писать. Снимите с него отметку и перешлите снова.',
  gone: 'Это сообщение удалили, переслать его уже нельзя.',
  pinned: 'Закреплённые',
  pinnedOf: '# из @',
  showPinned: 'Показать закреплённое сообщение',
  allPinned: 'Все закреплённые',
  hide: 'Скрыть закреплённые',
  pinnedBy: 'Закрепление:',
  showInChat: 'Показать в чате',
  unpin: 'Открепить',
  reactions: 'Кто отреагировал',
  all: 'Все',
  nobody: 'Реакций больше нет.',
};

export type ChatTalkStrings = typeof chatTalk;

export const chatTalkTexts = texts(chatTalk, async () => (await import('../../en/chat/chat-talk.ts')).chatTalk);
