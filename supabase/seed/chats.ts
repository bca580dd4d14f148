import { type Calendar, date } from './calendar.ts';
import { type GroupPlan, groupPlans } from './groups.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import * as talk from './talk.ts';

export interface ChatPlan {
  kind: 'college' | 'group' | 'personal' | 'other';
  /** Number of the group of a group chat. */
  group?: string;
  /** Empty for a personal chat. */
  title: string;
  description: string;
  audience: 'chosen' | 'college' | 'teachers' | 'group';
  /** The audience may join; `members` have. */
  isPublic: boolean;
  announcementOnly: boolean;
  /** Everybody who is in it, whether by the audience or chosen. */
  members: readonly Person[];
  /** Those of them whom the audience brings in. */
  byAudience: ReadonlySet<Person>;
  creator: Person;
  cast: talk.Cast;
  pools: readonly (readonly talk.Dialogue[])[];
  subjects: readonly string[];
  /** Approximate number of messages. */
  count: number;
  from: number;
  to: number;
  /** How many of the newest messages each person has not read; none of these is by that person. */
  unread: ReadonlyMap<Person, number>;
}

interface Roster {
  people: readonly Person[];
  named(surname: string): Person;
  of(group: string): Person[];
  teaches(group: GroupPlan, subject: string): Person;
  /** Who looks after a group. */
  curates(group: GroupPlan): Person;
}

export function roster(people: readonly Person[]): Roster {
  const teaches = (group: GroupPlan, subject: string) => {
    const able = people.filter((person) => person.subjects.includes(subject));
    const teacher =
      group.number === 'ИС-21' || group.number === 'СА-31' ? able[0] : able[groupPlans.indexOf(group) % able.length];
    if (!teacher) throw new Error(`nobody teaches ${subject}`);
    return teacher;
  };
  return {
    people,
    named(surname) {
      const person =
        people.find((one) => one.surname === surname && one.role !== 'student') ??
        people.find((one) => one.surname === surname);
      if (!person) throw new Error(`no ${surname} in the college`);
      return person;
    },
    of: (group) => people.filter((person) => person.group === group),
    teaches,
    curates: (group) => teaches(group, group.subjects[0] ?? ''),
  };
}

const months = 30.4 * 86_400_000;

/** Every chat of the college; those of the demo people have unread messages. */
export function planChats(random: Random, all: Roster, calendar: Calendar): ChatPlan[] {
  const plans: ChatPlan[] = [];
  const span = { from: calendar.latest - 8 * months, to: calendar.minutesBack(75) };
  const teacher = all.named('Ветрова');
  const student = studentOf('ИС-21', 'Соколова');
  const secretary = all.named('Белова');
  const teachers = all.people.filter((person) => person.role === 'teacher');
  const staff = all.people.filter((person) => person.role === 'staff');

  function studentOf(group: string, surname: string): Person {
    const person = all.of(group).find((one) => one.surname === surname);
    if (!person) throw new Error(`no ${surname} in ${group}`);
    return person;
  }

  type Defaults = 'from' | 'to' | 'unread' | 'subjects' | 'description' | 'audience' | 'isPublic' | 'announcementOnly';
  function add(plan: Omit<ChatPlan, Defaults | 'byAudience'> & Partial<ChatPlan>): void {
    const filled = {
      ...span,
      unread: new Map<Person, number>(),
      subjects: teacher.subjects,
      description: '',
      audience: 'chosen' as const,
      isPublic: false,
      announcementOnly: false,
      ...plan,
    };
    const byAudience = new Set(filled.isPublic ? [] : audienceOf(filled));
    plans.push({ ...filled, byAudience, members: [...new Set([...filled.members, ...byAudience])] });
  }

  function audienceOf({ audience, group }: Pick<ChatPlan, 'audience' | 'group'>): readonly Person[] {
    if (audience === 'college') return all.people.filter((person) => person.group !== 'ТО-41');
    if (audience === 'teachers') return all.people.filter((person) => person.role !== 'student');
    const plan = audience === 'group' && groupPlans.find(({ number }) => number === group);
    return plan ? [...all.of(plan.number), ...plan.subjects.map((subject) => all.teaches(plan, subject))] : [];
  }

  for (const group of groupPlans) {
    const students = all.of(group.number);
    const cast = { headman: students[0], others: students };
    const begin = date(calendar.studyYear - group.course + 1, 9, 1);
    const end = date(calendar.studyYear - group.course + 1 + group.years, 6, 28);
    const studied =
      group.course > group.years
        ? { from: end - 4 * months, to: end }
        : { from: Math.max(span.from, Math.min(begin, calendar.latest - months)), to: span.to };
    const lead = (
      subject: string,
      members: readonly Person[],
      title: string,
      count: number,
      unread: Array<[Person, number]> = [],
    ) => {
      const leader = all.teaches(group, subject);
      const pools = [talk.study, talk.study, talk.study, talk.commons];
      const together = members.includes(leader) ? members : [leader, ...members];
      const chat = { kind: 'group', group: group.number, title: `${group.number} · ${title}` } as const;
      add({
        ...chat,
        audience: students.every((one) => members.includes(one)) ? 'group' : 'chosen',
        members: together,
        creator: leader,
        cast: { ...cast, others: members, teacher: leader },
        pools,
        subjects: [subject],
        count,
        ...studied,
        unread: new Map(unread),
      });
    };
    const [first = '', second = ''] = group.subjects;
    if (group.number === 'ИС-21') {
      lead(first, students, first, 2500, [[teacher, 4]]);
      lead(second, students, second, 900, [[student, 5]]);
      lead(
        first,
        [
          student,
          ...random.sample(
            students.filter((one) => one !== student),
            13,
          ),
        ],
        'Дополнительные занятия',
        300,
      );
    } else if (group.number === 'ИС-22') {
      lead(first, students, first, 1400, [[teacher, 48]]);
      lead(second, students, second, 300);
    } else if (group.number === 'СА-31') {
      lead(first, [teacher, ...students], first, 1300);
      lead(second, students, second, 700);
    } else if (group.number === 'ЭК-11') {
      lead(first, students, first, 800, [[teacher, 7]]);
    } else if (group.number === 'ИС-31') {
      lead('Проектирование баз данных', students, 'Проектирование баз данных', 350);
      lead(first, students, first, 250);
    } else {
      const graduated = group.course > group.years;
      const other = graduated ? 'Информатика' : second;
      lead(first, students, first, graduated ? 180 : 320);
      lead(other, students, other, graduated ? 90 : 190);
    }
    if (group.course <= group.years && group.course > 1) {
      const unread: Array<[Person, number]> = students.includes(student) ? [[student, 23]] : [];
      const chat = { kind: 'group', group: group.number, title: `${group.number} · Без преподавателей` } as const;
      const creator = students[0] ?? teacher;
      const count = students.includes(student) ? 1400 : 200;
      add({
        ...chat,
        members: students,
        creator,
        cast,
        pools: [talk.commons],
        subjects: group.subjects,
        count,
        ...studied,
        unread: new Map(unread),
      });
    }
  }

  const current = all.people.filter((person) => person.group !== 'ТО-41');
  const announced = new Map([
    [teacher, 3],
    [student, 2],
  ]);
  const office = { others: [secretary, ...staff.slice(1, 3)] };
  add({
    kind: 'college',
    title: 'Объявления колледжа',
    description: 'Расписание, замены, справки и важные даты. Вопросы — через «Написать администрации».',
    audience: 'college',
    announcementOnly: true,
    members: current,
    creator: secretary,
    cast: office,
    pools: [talk.announcements],
    count: 130,
    unread: announced,
  });
  const some = (count: number) =>
    random.sample(
      current.filter((one) => one.role === 'student' && one !== student),
      count,
    );
  const clubs = [
    {
      kind: 'college',
      title: 'Олимпиада по программированию',
      description: 'Разбираем задачи по средам после четвёртой пары, кабинет 214. Можно без опыта.',
      leader: all.named('Лунин'),
      members: [teacher, student, ...some(32)],
      count: 350,
    },
    {
      kind: 'college',
      title: 'День открытых дверей',
      description: 'Готовим встречу абитуриентов: экскурсии, мастер-классы, концерт.',
      leader: secretary,
      members: [teacher, ...some(10)],
      count: 110,
    },
    {
      kind: 'college',
      title: 'Волейбол, сборная колледжа',
      description: 'Тренировки во вторник и пятницу, 17:30, большой зал.',
      leader: all.named('Гордеев'),
      members: some(17),
      count: 320,
    },
    {
      kind: 'other',
      title: 'Веб-студия',
      description: '',
      leader: all.named('Саркисян'),
      members: [student, ...some(13)],
      count: 420,
    },
    {
      kind: 'other',
      title: 'Волонтёры',
      description: 'Городские праздники, приют, помощь ветеранам. Записаться может каждый.',
      leader: secretary,
      members: [student, ...some(20)],
      count: 240,
    },
    { kind: 'other', title: 'Дополнительные занятия', description: '', leader: teacher, members: some(19), count: 260 },
  ] as const;
  for (const { kind, title, description, leader, members, count } of clubs) {
    const others = members.filter((one) => one.role === 'student');
    add({
      kind,
      title,
      description,
      ...(description && { audience: 'college', isPublic: true }),
      members: [leader, ...members],
      creator: leader,
      cast: { teacher: leader, others },
      pools: [talk.club],
      count,
    });
  }
  const halves = random.sample(teachers.filter((one) => one !== teacher));
  const rooms: Array<[title: string, people: Person[], count: number, unread?: number]> = [
    [
      'Преподаватели ИС-21',
      [all.named('Лунин'), all.named('Орлова'), all.named('Жданова'), all.named('Саркисян'), all.named('Гордеев')],
      600,
      12,
    ],
    [
      'Методическое объединение',
      [all.named('Орлова'), secretary, ...halves.filter((one) => one.surname !== 'Орлова').slice(0, 8)],
      260,
    ],
    ['Педагогический совет', [...staff, ...teachers.filter((one) => one !== teacher)], 220],
    ['Замены и расписание', [secretary, ...halves.slice(4, 20)], 700],
    ['Кураторы групп', [secretary, ...halves.slice(8, 19)], 330],
    ['Кабинет 214', halves.slice(0, 4), 120],
    ['Приёмная комиссия', [secretary, ...halves.slice(15, 19)], 140],
  ];
  for (const [title, people, count, unread] of rooms) {
    const members = [teacher, ...people];
    add({
      kind: 'other',
      title,
      audience: title === 'Педагогический совет' ? 'teachers' : 'chosen',
      members,
      creator: people[0] ?? teacher,
      cast: { others: members },
      pools: [talk.teachersTalk],
      count,
      unread: new Map(unread ? [[teacher, unread]] : []),
    });
  }

  const pairs = new Set<string>();
  const meet = (one: Person, other: Person, count: number, unread: Array<[Person, number]> = []) => {
    const key = [one.id, other.id].sort().join();
    if (one === other || pairs.has(key)) return;
    pairs.add(key);
    const tutor = [one, other].find((person) => person.role !== 'student');
    const pupil = [one, other].find((person) => person.role === 'student');
    const pool = tutor && pupil ? talk.tutoring : tutor ? talk.colleagues : talk.friends;
    const subjects = (tutor?.subjects.length ? tutor : teacher).subjects;
    const others = tutor && pupil ? [pupil] : [one, other];
    const cast = { others, ...(tutor && pupil && { teacher: tutor }) };
    add({
      kind: 'personal',
      title: '',
      members: [one, other],
      creator: one,
      cast,
      pools: [pool],
      subjects,
      count,
      unread: new Map(unread),
    });
  };
  meet(student, teacher, 120);
  meet(all.named('Лунин'), teacher, 300, [[teacher, 1]]);
  meet(studentOf('СА-31', 'Зимин'), teacher, 40);
  meet(studentOf('ИС-21', 'Ершова'), teacher, 90, [[teacher, 2]]);
  for (const surname of ['Орлова', 'Рябов', 'Белова', 'Меркулова', 'Кузьмин']) meet(all.named(surname), teacher, 60);
  for (const surname of ['Гареев', 'Кротов', 'Лебедева', 'Панин']) meet(studentOf('ИС-21', surname), teacher, 35);
  for (const group of ['ИС-22', 'ИС-22', 'ИС-22', 'СА-31', 'СА-31', 'ЭК-11', 'ИС-31'])
    meet(random.pick(all.of(group).slice(2)), teacher, 25);
  meet(studentOf('ИС-21', 'Ершова'), student, 260, [[student, 1]]);
  for (const surname of ['Гареев', 'Миронова', 'Лебедева']) meet(studentOf('ИС-21', surname), student, 130);
  meet(student, all.named('Лунин'), 20);
  for (let i = 0; i < 30; i++) {
    const [one, other] = random.sample(
      i % 3 ? all.of(random.pick(groupPlans.slice(0, 11)).number) : [...teachers, ...staff],
      2,
    );
    if (one && other && ![one, other].some((person) => person === teacher || person === student))
      meet(one, other, random.int(10, 70));
  }
  return plans;
}
