import { texts } from '../../../element/localize.ts';

/** Russian texts of the reports that administrators decide; other languages have the same type. */
export const adminReports = {
  title: 'Жалобы',
  lead: 'Автор сообщения не узнает, кто пожаловался. Решение увидит только отправитель жалобы.',
  filters: { new: 'Новые', decided: 'Решённые', all: 'Все' },
  reasons: { insult: 'Грубость', spam: 'Спам', dangerous: 'Опасность', other: 'Другое' },
  new: 'Новая',
  decisions: { deleted: 'Сообщение удалено', muted: 'Автору запрещено писать', dismissed: 'Отклонена' },
  from: 'От: #',
  on: 'На кого: #',
  personal: 'Личная беседа',
  aboutPerson: 'Жалоба на человека',
  hidden: 'Сообщение из личной беседы вы увидите, когда откроете жалобу. Это попадёт в журнал изменений.',
  review: 'Рассмотреть',
  open: 'Открыть',
  reviewOf: '# — жалоба на: @',
  empty: 'Жалоб нет',
  emptyText: 'Если кто-то пожалуется на сообщение или человека, жалоба появится здесь сразу.',
  nothing: 'Таких жалоб нет',
  nothingText: 'Посмотрите другую вкладку.',
  asItWas: 'Сообщения показаны такими, какими были в момент жалобы.',
  logged: 'Это личная беседа: то, что вы её открыли, записано в журнал изменений.',
  gone: 'Сообщение удалено',
  files: { picture: 'Фото', video: 'Видео', audio: 'Аудиозапись', voice: 'Голосовое сообщение', file: 'Файл' },
  poll: 'Варианты опроса',
  reported: 'сообщение, на которое пожаловались',
  decidedBy: 'Решение: #',
  delete: 'Удалить сообщение',
  mute: 'Запретить писать',
  dismiss: 'Отклонить',
  muteFor: 'На какое время',
  done: {
    deleted: 'Сообщение удалено',
    muted: 'Автор сообщения пока не может писать в этом чате',
    dismissed: 'Жалоба отклонена',
  },
  problems: {
    decided: 'Эту жалобу уже рассмотрел другой администратор.',
    moderator: 'Модераторам и администраторам запретить писать нельзя.',
    missing: 'Этой жалобы больше нет.',
  },
};

export type AdminReportsStrings = typeof adminReports;

export const adminReportsTexts = texts(
  adminReports,
  async () => (await import('../../en/admin/reports.ts')).adminReports,
);
