import { texts } from '../../../element/localize.ts';

/** Russian texts of who was in a lesson; other languages have the same type. */
export const attendance = {
  title: 'Кто был',
  download: 'Скачать CSV',
  print: 'Печать',
  fileName: 'Посещаемость',
  were: 'Были в уроке',
  outOf: '# из ',
  lasted: 'С # до ',
  lastsNow: 'С #, урок идёт',
  average: 'В среднем в уроке',
  lateOrEarly: 'Позже или раньше',
  all: 'Все',
  came: 'Были',
  absent: 'Не были',
  filter: 'Кого показать',
  name: 'Имя',
  surname: 'Фамилия',
  patronymic: 'Отчество',
  role: 'Роль',
  roles: { student: 'студент', teacher: 'преподаватель', staff: 'сотрудник' },
  entered: 'Вход',
  leftAt: 'Выход',
  time: 'В уроке',
  minutes: 'Минут в уроке',
  visits: 'Входов',
  mark: 'Отметка',
  late: {
    one: 'Вход позже на # минуту',
    few: 'Вход позже на # минуты',
    many: 'Вход позже на # минут',
    other: 'Вход позже на # минуты',
  },
  early: {
    one: 'Выход раньше на # минуту',
    few: 'Выход раньше на # минуты',
    many: 'Выход раньше на # минут',
    other: 'Выход раньше на # минуты',
  },
  breaks: {
    one: 'Перерыв связи # минута',
    few: 'Перерыв связи # минуты',
    many: 'Перерыв связи # минут',
    other: 'Перерыв связи # минуты',
  },
  notCome: 'Нет входа',
  stillIn: 'в уроке',
  nobody: 'Никого с таким именем нет',
  note: 'Отметки видят преподаватель и администраторы. Файл открывается в Excel.',
  none: '—',
};

export type AttendanceStrings = typeof attendance;

export const attendanceTexts = texts(
  attendance,
  async () => (await import('../../en/lesson/attendance.ts')).attendance,
);
