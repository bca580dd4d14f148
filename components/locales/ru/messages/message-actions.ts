import { texts } from '../../../element/localize.ts';

/** Russian texts of what can be done with a message; other languages have the same type. */
export const messageActions = {
  title: 'Действия с сообщением',
  keys: 'Стрелки вверх и вниз переводят от сообщения к сообщению, Enter открывает действия.',
  react: 'Реакция',
  allReactions: 'Все реакции',
  reply: 'Ответить',
  replyTo: 'Ответ:',
  cancelReply: 'Не отвечать',
  replyGone: 'Сообщение, на которое вы отвечали, удалили. Ваш текст сохранён и отправится без цитаты.',
  forward: 'Переслать',
  forwarded: 'Сообщение переслано',
  pin: 'Закрепить',
  unpin: 'Открепить',
  reactors: 'Кто отреагировал',
  notReacted: 'Реакция не сохранена.',
  notPinned: 'Закрепление не изменено.',
  reactionsFull: 'Своих реакций у сообщения может быть три, а разных — двадцать.',
  pinsFull: 'В чате можно закрепить до 50 сообщений. Открепите ненужное.',
  copyLink: 'Скопировать ссылку',
  linkCopied: 'Ссылка скопирована',
  linkNotCopied: 'Браузер не разрешил скопировать ссылку:',
  copy: 'Скопировать текст',
  author: 'Об авторе',
  copied: 'Текст скопирован',
  notCopied: 'Браузер не разрешил скопировать текст. Выделите его в сообщении.',
  edit: 'Изменить',
  report: 'Пожаловаться',
  delete: 'Удалить у всех',
  deleteUnsent: 'Удалить',
  deleteTitle: 'Удалить сообщение?',
  deleteText: 'Оно исчезнет у всех участников. Останется пометка «Сообщение удалено».',
  deleteUnsentText: 'Оно ещё не отправлено, и его никто не увидит.',
  deleteVerb: 'Удалить',
  editing: 'Изменение сообщения',
  cancelEditing: 'Отменить изменение',
  tooLate: {
    one: 'Изменить сообщение можно только в течение # часа после отправки.',
    few: 'Изменить сообщение можно только в течение # часов после отправки.',
    many: 'Изменить сообщение можно только в течение # часов после отправки.',
    other: 'Изменить сообщение можно только в течение # часа после отправки.',
  },
  notEditable: 'Изменить это сообщение нельзя.',
  lost: 'Сообщение удалили, пока вы его меняли. Ваш текст — в поле ввода.',
  changed:
    'Тем временем сообщение изменили в другом окне или на другом устройстве. Если сохранить, останется ваш текст.',
  notEdited: 'Изменение не сохранено.',
  notDeleted: 'Сообщение не удалено.',
  reasons: {
    deleted: 'Сообщение уже удалили.',
    closed: 'Этот чат теперь только для чтения.',
    denied: 'У вас нет на это прав.',
    missing: 'Сообщения больше нет.',
    invalid: 'Сервер не принял текст.',
  },
  retry: 'Повторить',
  restore: 'Вернуть текст',
  understood: 'Понятно',
};

export type MessageActionsStrings = typeof messageActions;

export const messageActionsTexts = texts(
  messageActions,
  async () => (await import('../../en/messages/message-actions.ts')).messageActions,
);
