import { texts } from '../../element/localize.ts';

/** Russian texts about writing to the administration; other languages have the same type. */
export const inquiry = {
  title: 'Администрация',
  administration: 'Администрация колледжа',
  empty: 'Задайте вопрос администрации',
  emptyText: 'Ответит любой из администраторов от имени колледжа. Ответ появится здесь.',
  compose: 'Сообщение администрации',
  composeShort: 'Сообщение',
  log: 'Переписка',
  earlier: 'Показать более ранние',
  earlierFailed: 'Более ранние сообщения не загрузились.',
  closed: 'Обращение закрыто. Если вопрос остался, напишите, и оно откроется снова.',
  problems: {
    offline: 'Не отправлено: нет связи. Сообщение отправится, когда связь восстановится.',
    denied: 'Не отправлено: у вас больше нет доступа.',
    missing: 'Не отправлено: этого обращения больше нет.',
    conflict: 'Не отправлено: обращение изменилось.',
    invalid: 'Не отправлено: сообщение пустое или слишком длинное.',
    limited: 'Не отправлено: за час можно написать 30 сообщений. Повторите позже.',
    unknown: 'Не отправлено: сервер не выполнил запрос.',
  },
  outsiderText: 'Писать могут те, кто состоит в колледже или отправил заявку.',
  outsider: 'Написать сюда пока нельзя',
  noCollege: 'Колледж не выбран',
  noCollegeText: 'Откройте страницу колледжа и выберите «Написать администрации».',
};

export type InquiryStrings = typeof inquiry;

export const inquiryTexts = texts(inquiry, async () => (await import('../en/inquiry.ts')).inquiry);
