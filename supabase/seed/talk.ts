import { topics } from './groups.ts';
import { addressed, type Person } from './people.ts';
import { club as clubText, commons as commonsText } from './phrases/commons.ts';
import {
  colleagues as colleaguesText,
  friends as friendsText,
  teacherAndStudent as tutoringText,
} from './phrases/personal.ts';
import { announcements as announcementsText, teachersTalk as teachersText } from './phrases/staff.ts';
import { study as studyText } from './phrases/study.ts';
import type { Random } from './random.ts';

interface Line {
  who: string;
  text: string;
}
export type Dialogue = readonly Line[];

export const study = parse(studyText);
export const commons = parse(commonsText);
export const club = parse(clubText);
export const teachersTalk = parse(teachersText);
export const announcements = parse(announcementsText);
export const tutoring = parse(tutoringText);
export const colleagues = parse(colleaguesText);
export const friends = parse(friendsText);

export interface Cast {
  /** Author of the lines T. */
  teacher?: Person;
  /** Author of the lines H. */
  headman?: Person;
  /** A to D are chosen from these. */
  others: readonly Person[];
}

export interface Utterance {
  author: Person;
  body: string;
}

/** The messages of a dialogue, with authors from the cast. */
export function speak(random: Random, dialogue: Dialogue, cast: Cast, subjects: readonly string[]): Utterance[] {
  const people = assign(random, cast);
  const slots = fill(random, people, subjects);
  const messages: Utterance[] = [];
  for (const { who, text } of dialogue) {
    const author = people.get(who);
    if (author) messages.push({ author, body: fillTemplate(random, text, author, slots) });
  }
  return messages;
}

function parse(text: string): Dialogue[] {
  return text
    .trim()
    .split(/\n\n+/)
    .map((dialogue) => dialogue.split('\n').map((line) => ({ who: line.charAt(0), text: line.slice(3) })));
}

function assign(random: Random, { teacher, headman, others }: Cast): Map<string, Person> {
  const people = new Map<string, Person>();
  if (teacher) people.set('T', teacher);
  const speaker = headman && others.includes(headman) ? headman : others[0];
  if (speaker) people.set('H', speaker);
  const rest = others.filter((person) => person !== teacher && person !== headman);
  for (const letter of 'ABCD') {
    const total = rest.reduce((sum, person) => sum + person.talkative, 0);
    let mark = random.next() * total;
    const index = rest.findIndex((person) => {
      mark -= person.talkative;
      return mark <= 0;
    });
    const [chosen] = index < 0 ? [] : rest.splice(index, 1);
    if (chosen) people.set(letter, chosen);
  }
  return people;
}

const weekdays = [
  { on: 'в понедельник', accusative: 'понедельник', genitive: 'понедельника' },
  { on: 'во вторник', accusative: 'вторник', genitive: 'вторника' },
  { on: 'в среду', accusative: 'среду', genitive: 'среды' },
  { on: 'в четверг', accusative: 'четверг', genitive: 'четверга' },
  { on: 'в пятницу', accusative: 'пятницу', genitive: 'пятницы' },
  { on: 'в субботу', accusative: 'субботу', genitive: 'субботы' },
];
const rooms = ['105', '110', '203', '207', '212', '214', '215', '301', '304', '308', '311'];
const clocks = ['8:30', '9:00', '10:10', '11:50', '13:40', '15:20', '16:00', '16:30'];

function fill(random: Random, people: ReadonlyMap<string, Person>, subjects: readonly string[]): Map<string, string> {
  const [first, second, third] = random.sample(weekdays, 3);
  const [subject = '', subject2 = subject] = random.sample(subjects, 2);
  const [topic = '', topic2 = ''] = random.sample(topics[subject] ?? [], 2);
  const [room = '', room2 = ''] = random.sample(rooms, 2);
  const slots = new Map<string, string>([
    ['onday', first?.on ?? ''],
    ['onday2', second?.on ?? ''],
    ['day', third?.accusative ?? ''],
    ['day2', second?.genitive ?? ''],
    ['room', `ауд. ${room}`],
    ['room2', room2],
    ['clock', random.pick(clocks)],
    ['n', String(random.int(2, 9))],
    ['page', String(random.int(20, 180))],
    ['page2', String(random.int(10, 40))],
    ['subject', subject.toLocaleLowerCase('ru')],
    ['subject2', subject2.toLocaleLowerCase('ru')],
    ['topic', topic],
    ['topic2', topic2],
    ['link', `https://disk.college.example/${random.uuid().slice(0, 8)}`],
  ]);
  for (const [letter, person] of people) slots.set(letter, addressed(person));
  return slots;
}

function fillTemplate(random: Random, text: string, author: Person, slots: ReadonlyMap<string, string>): string {
  let body = text.replace(/\[([^[\]|]*)\|([^[\]]*)\]/g, (_, male: string, female: string) =>
    author.female ? female : male,
  );
  while (body.includes('{'))
    body = body.replace(/\{([^{}]*)\}/g, (_, options: string) => random.pick(options.split('|')));
  body = body
    .replace(/\$([a-z]+2?|[A-Z])/g, (_, name: string) => slots.get(name) ?? 'коллеги')
    .replace(/(\S) {2,}/g, '$1 ')
    .replaceAll('¶', '\n')
    .replace(/(\p{Extended_Pictographic})\./gu, '$1')
    .trim();
  return author.role === 'student'
    ? body
    : body.replace(/(^|[.!?]\s+|\n)([а-яё])/g, (found) => found.toLocaleUpperCase('ru'));
}
