import { texts } from '../../element/localize.ts';

/** Russian texts of the own profile; other languages have the same type. */
export const profile = {
  title: 'Мой профиль',
  unfinished: { title: 'Регистрация не закончена', text: 'Войдите и укажите, как вас зовут.' },
  phoneHidden: 'другим участникам не показывается',
  name: {
    title: 'Имя',
    text: 'Под этим именем вас видят в группах и чатах.',
    surname: 'Фамилия',
    name: 'Имя',
    patronymic: 'Отчество',
    optional: 'Не обязательно',
    saved: 'Имя сохранено',
  },
  faults: {
    surnameEmpty: 'Введите фамилию',
    nameEmpty: 'Введите имя',
    long: 'Сократите до 100 знаков',
  },
  sessions: {
    title: 'Вход',
    text: 'Потеряли телефон или входили на чужом компьютере? Выйдите на всех устройствах сразу. Здесь тоже понадобится войти снова.',
    here: 'Выйти на этом устройстве',
    everywhere: 'Выйти на всех устройствах',
    delay: 'Другие устройства выйдут в течение часа.',
  },
  data: {
    title: 'Мои данные',
    text: 'Один архив ZIP: имя, номер, учебные заведения и группы, ваши сообщения, обращения и файлы.',
    consent: 'Согласие на обработку персональных данных: версия #, #',
    pack: 'Скачать мои данные',
    packing: 'Собираем файлы',
    packed: 'Архив с вашими данными скачан',
    file: 'Мои данные #.zip',
  },
  erase: {
    title: 'Удаление аккаунта',
    text: 'Имя, номер и участие в учебных заведениях удаляются сразу, и вернуть их нельзя. Сообщения останутся без вашего имени.',
    open: 'Удалить аккаунт',
    heading: 'Удалить аккаунт?',
    goes: 'Будет удалено',
    going: [
      'имя, номер телефона и пароль',
      'участие в учебных заведениях, группах и чатах',
      'заявки в учебные заведения',
    ],
    stays: 'Останется',
    staying: ['ваши сообщения в чатах и обращениях, но без имени: «Удалённый пользователь»'],
    first: 'Если данные ещё пригодятся, сначала скачайте их.',
    agree: 'Понимаю, что аккаунт нельзя вернуть',
    agreeMissing: 'Поставьте отметку, чтобы удалить аккаунт',
    act: 'Удалить',
    lastAdministrator:
      'В одном из учебных заведений вы единственный администратор. Назначьте там другого в разделе «Участники» и повторите.',
    done: 'Аккаунт удалён',
    doneText:
      'Имени и номера больше нет, сообщения остались без автора. С этим номером можно зарегистрироваться заново.',
  },
};

export type ProfileStrings = typeof profile;

export const profileTexts = texts(profile, async () => (await import('../en/profile.ts')).profile);

/** Russian texts of the card of a person; other languages have the same type. */
export const person = {
  title: 'Участник колледжа',
  roles: { student: 'Студент', teacher: 'Преподаватель', staff: 'Сотрудник' },
  administrator: 'Администратор',
  you: 'это вы',
  group: 'Группа',
  groups: 'Группы',
  subjects: 'Предметы',
  phone: 'Телефон',
  write: 'Написать',
  edit: 'Редактировать',
  missing: 'Этого человека здесь больше нет',
  missingText: 'Возможно, аккаунт удалён или человек покинул колледж. Сообщения остаются в чатах.',
  notReachable: 'Написать не получится: этот человек больше не состоит в колледже.',
};

export type PersonStrings = typeof person;

export const personTexts = texts(person, async () => (await import('../en/profile.ts')).person);
