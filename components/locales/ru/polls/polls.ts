import { texts } from '../../../element/localize.ts';

/** Russian texts of polls; other languages have the same type. */
export const polls = {
  anonymous: 'Анонимный опрос',
  open: 'Открытый опрос',
  several: 'можно выбрать несколько',
  endsAt: 'до',
  ended: 'завершён',
  /** @ is how many could vote. */
  voters: {
    0: 'Пока никто не проголосовал',
    one: 'Проголосовал # человек',
    few: 'Проголосовали # человека',
    many: 'Проголосовали # человек',
    other: 'Проголосовали # человека',
  },
  of: 'из @',
  vote: 'Проголосовать',
  change: 'Изменить голос',
  takeBack: 'Отозвать голос',
  showVoters: 'Показать проголосовавших',
  close: 'Завершить опрос',
  closeTitle: 'Завершить опрос?',
  closeText: 'Голосовать больше никто не сможет, итоги останутся. Отменить это нельзя.',
  mine: 'ваш голос',
  waiting: 'Нет связи. Голос уйдёт, когда она появится.',
  waitingLimited: 'Вы голосуете слишком часто. Голос будет отправлен через минуту.',
  waitingElse: 'Сервер сейчас не отвечает. Голос будет отправлен, как только он ответит.',
  problems: {
    closed: 'Этот чат теперь только для чтения.',
    missing: 'Опрос удалили.',
    denied: 'Завершить опрос может только тот, кто его создал, или модератор чата.',
  },
  otherProblem: 'Не получилось. Повторите попытку.',
  votersTitle: 'Кто проголосовал',
  nobody: 'Этот вариант никто не выбрал.',
  // Making one
  make: 'Новый опрос',
  question: 'Вопрос',
  options: 'Варианты',
  option: 'Вариант #',
  removeOption: 'Убрать вариант #',
  addOption: 'Добавить вариант',
  anonymousLabel: 'Анонимно',
  anonymousHelp: 'Кто как ответил, не увидит никто',
  severalLabel: 'Несколько ответов',
  accept: 'Принимать ответы',
  always: 'Без срока',
  until: 'До даты',
  endLabel: 'До какого времени',
  create: 'Создать опрос',
  faults: {
    question: 'Напишите вопрос.',
    longQuestion: 'В вопросе может быть до 300 знаков.',
    option: 'Нужно хотя бы два варианта.',
    longOption: 'В варианте может быть до 100 знаков.',
    equal: 'Такой вариант уже есть.',
    end: 'Укажите время в будущем, но не позже чем через год.',
  },
};

export type PollsStrings = typeof polls;

export const pollsTexts = texts(polls, async () => (await import('../../en/polls/polls.ts')).polls);
