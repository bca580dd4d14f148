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
  moreFailed: 'Остальное не загрузилось.',
  erased: 'Удалённый пользователь',
  remove: 'Убрать: #',
  chosen: 'Выбрано: #',
  nothingFound: 'Ничего не нашлось',
  signIn: 'Войти',
  signOut: 'Выйти',
  send: 'Отправить',
  errorCode: 'Код ошибки: #',
  errors: {
    offline: { title: 'Сервер не ответил', text: 'Проверьте подключение к интернету и повторите.' },
    denied: { title: 'Нет доступа', text: 'Попросите доступ у администратора колледжа.' },
    missing: { title: 'Не найдено', text: 'Возможно, ссылка устарела или вас убрали из участников.' },
    conflict: { title: 'Данные уже изменились', text: 'Обновите страницу и повторите.' },
    invalid: { title: 'Сервер не принял данные', text: 'Проверьте введённое и повторите.' },
    limited: { title: 'Слишком много запросов', text: 'Подождите минуту и повторите.' },
    unknown: {
      title: 'Сервер не выполнил запрос',
      text: 'Ваши данные не пропали. Повторите, а если не поможет, напишите администратору.',
    },
  } satisfies Record<AppErrorCode, { title: string; text: string }>,
};

export type CommonStrings = typeof common;

export const commonTexts = texts(common, async () => (await import('../en/common.ts')).common);
