import { type GroupPlan, groupPlans } from './groups.ts';
import { femaleNames, femalePatronymic, femaleSurname, maleNames, patronymics, surnames } from './names.ts';
import type { Random } from './random.ts';

export type Role = 'teacher' | 'staff' | 'student';

export interface Person {
  id: string;
  phone: string;
  surname: string;
  name: string;
  patronymic: string;
  female: boolean;
  role: Role;
  isAdmin: boolean;
  /** Of a teacher. */
  subjects: readonly string[];
  /** Number of the group of a student. */
  group: string;
  /** How much the person writes, from 0.1 to 3. */
  talkative: number;
}

type Known = readonly [surname: string, name: string, patronymic: string];

const staff: readonly Known[] = [
  ['Белова', 'Наталья', 'Сергеевна'],
  ['Кузьмин', 'Андрей', 'Викторович'],
  ['Тарасова', 'Людмила', 'Павловна'],
  ['Шевченко', 'Роман', 'Олегович'],
  ['Гусева', 'Инна', 'Валерьевна'],
  ['Носов', 'Геннадий', 'Петрович'],
];

const teachers: readonly (readonly [...Known, subjects: string])[] = [
  ['Ветрова', 'Марина', 'Олеговна', 'Базы данных, Информатика, Проектирование баз данных, Дипломное проектирование'],
  ['Лунин', 'Игорь', 'Павлович', 'Компьютерные сети'],
  ['Орлова', 'Светлана', 'Игоревна', 'Математика'],
  ['Рябов', 'Павел', 'Андреевич', 'Устройство автомобиля'],
  ['Жданова', 'Вера', 'Николаевна', 'Английский язык'],
  ['Саркисян', 'Артур', 'Георгиевич', 'Веб-разработка'],
  ['Меркулова', 'Оксана', 'Юрьевна', 'Основы программирования, Тестирование программ'],
  ['Дьячков', 'Сергей', 'Леонидович', 'Операционные системы'],
  ['Агапова', 'Тамара', 'Ивановна', 'История'],
  ['Юсупова', 'Гульнара', 'Рашидовна', 'Основы экономики'],
  ['Крылова', 'Елена', 'Борисовна', 'Бухгалтерский учёт'],
  ['Соболев', 'Виктор', 'Степанович', 'Физика'],
  ['Покровская', 'Анна', 'Михайловна', 'Русский язык'],
  ['Фадеев', 'Олег', 'Станиславович', 'Материаловедение'],
  ['Черных', 'Ирина', 'Геннадьевна', 'Право'],
  ['Гордеев', 'Максим', 'Юрьевич', 'Физическая культура'],
  ['Зотова', 'Лидия', 'Петровна', 'Охрана труда'],
  ['Ким', 'Алексей', 'Валентинович', 'Веб-разработка'],
  ['Игнатова', 'Ольга', 'Романовна', 'Математика'],
  ['Бобров', 'Денис', 'Александрович', 'Компьютерные сети'],
  ['Раевская', 'Юлия', 'Константиновна', 'Английский язык'],
  ['Ушаков', 'Николай', 'Фёдорович', 'Физическая культура'],
  ['Левицкая', 'Дарья', 'Антоновна', 'Русский язык'],
  ['Мальцев', 'Иван', 'Григорьевич', 'Устройство автомобиля'],
];

/** Students with fixed names; the first of a group is its headman. */
const knownStudents: Readonly<Record<string, readonly Known[]>> = {
  'ИС-21': [
    ['Ершова', 'Полина', 'Андреевна'],
    ['Соколова', 'Алина', 'Дмитриевна'],
    ['Гареев', 'Тимур', 'Маратович'],
    ['Кротов', 'Даниил', 'Сергеевич'],
    ['Лебедева', 'Вера', 'Игоревна'],
    ['Ахметов', 'Руслан', ''],
    ['Миронова', 'Софья', 'Владимировна'],
    ['Панин', 'Егор', 'Алексеевич'],
  ],
  'СА-31': [
    ['Нестеров', 'Глеб', 'Иванович'],
    ['Зимин', 'Матвей', 'Романович'],
  ],
};

/** All people of the college: staff, then teachers, then students group by group. */
export function makePeople(random: Random): Person[] {
  const people: Person[] = [];
  const taken = new Set<string>();
  const add = (known: Known, details: Pick<Person, 'role' | 'group' | 'subjects' | 'isAdmin'>) => {
    const [surname, name, patronymic] = known;
    taken.add(`${surname} ${name}`);
    people.push({
      id: random.uuid(),
      phone: `7900000${String(people.length + 1).padStart(4, '0')}`,
      surname,
      name,
      patronymic,
      female: isFemale(known),
      ...details,
      talkative: random.chance(0.2) ? 3 : random.chance(0.5) ? 1 : 0.1,
    });
  };
  staff.forEach((known, i) => {
    add(known, { role: 'staff', group: '', subjects: [], isAdmin: i < 2 });
  });
  for (const [surname, name, patronymic, subjects] of teachers) {
    add([surname, name, patronymic], { role: 'teacher', group: '', subjects: subjects.split(', '), isAdmin: false });
  }
  for (const group of groupPlans) {
    for (const known of students(group, taken, random)) {
      add(known, { role: 'student', group: group.number, subjects: [], isAdmin: false });
    }
  }
  return people;
}

function students(group: GroupPlan, taken: ReadonlySet<string>, random: Random): Known[] {
  const known = [...(knownStudents[group.number] ?? [])];
  const surnamesHere = new Set<string>();
  while (known.length < group.students) {
    const female = random.chance(group.number.startsWith('ЭК') ? 0.8 : group.number.startsWith('ТО') ? 0.1 : 0.4);
    const male = random.pick(surnames);
    const surname = female ? femaleSurname(male) : male;
    const name = random.pick(female ? femaleNames : maleNames);
    if (surnamesHere.has(male) || taken.has(`${surname} ${name}`)) continue;
    surnamesHere.add(male);
    const patronymic = random.pick(patronymics);
    known.push([surname, name, random.chance(0.06) ? '' : female ? femalePatronymic(patronymic) : patronymic]);
  }
  return known;
}

function isFemale([, name, patronymic]: Known): boolean {
  return patronymic ? patronymic.endsWith('на') : femaleNames.includes(name);
}

/** «Марина Олеговна» for those who are addressed so, «Алина» for students. */
export function addressed(person: Person): string {
  return person.role === 'student' ? person.name : `${person.name} ${person.patronymic}`;
}
