import { texts } from '../../../element/localize.ts';

/** Russian texts of a college's data; other languages have the same type. */
export const about = {
  title: 'Об учреждении',
  lead: 'Эти данные видят участники колледжа и те, кто ищет его, чтобы подать заявку.',
  fields: {
    name: 'Полное название',
    shortName: 'Короткое название',
    country: 'Страна',
    city: 'Город',
    address: 'Адрес',
    site: 'Сайт',
    description: 'Описание',
    timeZone: 'Часовой пояс',
    logoPath: 'Логотип',
  },
  shortNameHelp: 'Стоит в меню и в списках',
  timeZoneHelp: 'По нему группы становятся выпущенными и кончаются сроки',
  logoHelp: 'PNG, JPEG или WebP, до 2 МБ, лучше квадратный',
  chooseLogo: 'Выбрать файл',
  uploading: 'Загружается',
  removeLogo: 'Убрать логотип',
  save: 'Сохранить',
  discard: 'Не сохранять',
  saved: 'Данные учреждения сохранены',
  unsaved: 'Есть несохранённые изменения',
  changed: 'Пока вы писали, другой администратор сохранил:',
  changedHint: 'Написанное вами на месте. Проверьте и сохраните ещё раз.',
  nothing: 'нет',
  problems: {
    empty: 'Заполните это поле',
    site: 'Адрес сайта начинается с https:// или http://',
    logoType: 'Этот файл не подходит. Выберите PNG, JPEG или WebP.',
    logoBig: 'Файл больше 2 МБ. Уменьшите картинку и выберите её ещё раз.',
    offline: 'Сервер не ответил, написанное на месте. Проверьте подключение и повторите.',
    denied: 'У вас больше нет прав администратора в этом колледже.',
    missing: 'Колледж не найден. Обновите страницу.',
    conflict: 'Другой администратор уже сохранил изменения. Ваши на месте, сохраните ещё раз.',
    invalid: 'Данные не подошли. Проверьте длину полей, адрес сайта и часовой пояс.',
    limited: 'Слишком часто. Подождите минуту и повторите.',
    unknown: 'Сервер не справился, написанное на месте. Повторите.',
  },
};

export type AboutStrings = typeof about;

export const aboutTexts = texts(about, async () => (await import('../../en/admin/about.ts')).about);
