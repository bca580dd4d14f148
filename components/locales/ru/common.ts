import type { AppErrorCode } from '../../core/errors.ts';
import { texts } from '../../element/localize.ts';

/** Russian texts of all elements; other languages have the same type. */
export const common = {
  loading: 'Загрузка',
  retry: 'Повторить',
  back: 'Назад',
  close: 'Закрыть',
  cancel: 'Отмена',
  save: 'Сохранить',
  clear: 'Очистить',
  more: 'Показать ещё',
  remove: 'Убрать: #',
  chosen: 'Выбрано: #',
  nothingFound: 'Ничего не нашлось',
  signIn: 'Войти',
  signOut: 'Выйти',
  send: 'Отправить',
  left: { one: 'Остался # знак', few: 'Осталось # знака', many: 'Осталось # знаков', other: 'Осталось # знака' },
  tooLong: {
    one: 'Длиннее на # знак, сократите сообщение',
    few: 'Длиннее на # знака, сократите сообщение',
    many: 'Длиннее на # знаков, сократите сообщение',
    other: 'Длиннее на # знака, сократите сообщение',
  },
  errorCode: 'Код ошибки: #',
  errors: {
    offline: { title: 'Сервер не ответил', text: 'Проверьте подключение к интернету и повторите.' },
    denied: { title: 'Здесь закрыто', text: 'Откройте доступ через администратора вашего колледжа.' },
    missing: { title: 'Не найдено', text: 'Возможно, ссылка устарела или вас убрали из участников.' },
    conflict: { title: 'Данные уже изменились', text: 'Обновите страницу и повторите.' },
    invalid: { title: 'Данные не подошли', text: 'Проверьте введённое и повторите.' },
    limited: { title: 'Слишком часто', text: 'Подождите минуту и повторите.' },
    unknown: {
      title: 'Что-то сломалось на сервере',
      text: 'Ваши данные на месте. Повторите, а если не помогло, напишите администратору.',
    },
  } satisfies Record<AppErrorCode, { title: string; text: string }>,
};

export type CommonStrings = typeof common;

export const commonTexts = texts(common, async () => (await import('../en/common.ts')).common);
