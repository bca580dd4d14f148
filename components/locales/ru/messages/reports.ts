import { texts } from '../../../element/localize.ts';

/** Russian texts of reports; other languages have the same type. */
export const reports = {
  message: 'Жалоба на сообщение',
  person: 'Жалоба на человека',
  reason: 'Причина',
  reasons: {
    insult: 'Грубость или травля',
    spam: 'Спам или мошенничество',
    dangerous: 'Угроза или опасность',
    other: 'Другое',
  },
  comment: 'Комментарий, необязательно',
  commentNeeded: 'Комментарий',
  placeholder: 'Что важно знать администратору',
  lead: 'Жалобу рассмотрят администраторы колледжа. Тот, на кого вы жалуетесь, не узнает, кто пожаловался.',
  context: 'Вместе с сообщением они увидят два соседних, и больше ничего из чата.',
  send: 'Отправить жалобу',
  sent: 'Жалоба отправлена',
  sentText: 'О решении вы узнаете в списке чатов.',
  understood: 'Понятно',
  noReason: 'Выберите причину.',
  noComment: 'Напишите, что случилось.',
  problems: {
    reported: 'Вы уже пожаловались на это. О решении вы узнаете в списке чатов.',
    own: 'На это пожаловаться нельзя.',
    comment: 'Комментарий пустой или длиннее 1000 знаков.',
    deleted: 'Сообщение уже удалили.',
    limited: 'За час можно отправить до 10 жалоб. Попробуйте позже.',
  },
  decided: {
    message: {
      deleted: 'Ваша жалоба рассмотрена: сообщение удалено.',
      muted: 'Ваша жалоба рассмотрена: автору сообщения временно запретили писать.',
      dismissed: 'Ваша жалоба рассмотрена: нарушения не нашли.',
    },
    person: {
      deleted: 'Ваша жалоба рассмотрена: меры приняты.',
      muted: 'Ваша жалоба рассмотрена: меры приняты.',
      dismissed: 'Ваша жалоба рассмотрена.',
    },
  },
};

export type ReportsStrings = typeof reports;

export const reportsTexts = texts(reports, async () => (await import('../../en/messages/reports.ts')).reports);
