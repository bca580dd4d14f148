import type { Transaction } from '../embedded/database.ts';
import type { Calendar } from './calendar.ts';
import { insertRows } from './insert.ts';
import type { Person } from './people.ts';

type Op = { readonly insert: unknown; readonly attributes?: Readonly<Record<string, unknown>> };

interface ArticlePlan {
  readonly id: string;
  readonly author: string;
  readonly slug: string;
  readonly title: string;
  readonly lead: string;
  /** Days since it was published; a draft was saved so long ago. */
  readonly days: number;
  readonly isDraft?: boolean;
  readonly ops: readonly Op[];
  /** Colours of its cover while that is not there: a row of pixels, red, green and blue each. */
  readonly tint: readonly (readonly [number, number, number])[];
}

const words = (insert: string, attributes?: Op['attributes']): Op => (attributes ? { insert, attributes } : { insert });
const line = (text: string): Op => words(`${text}\n`);
const ending = (attributes: Readonly<Record<string, unknown>>): Op => words('\n', attributes);
const heading = (text: string, level = 2): Op[] => [words(text), ending({ header: level })];
const list = (kind: 'ordered' | 'bullet', items: readonly string[]): Op[] =>
  items.flatMap((item) => [words(item), ending({ list: kind })]);
const code = (lines: readonly string[]): Op[] =>
  lines.flatMap((each) => [words(each), ending({ 'code-block': 'plain' })]);
const table = (name: string, rows: readonly (readonly string[])[]): Op[] =>
  rows.flatMap((cells, at) =>
    cells.flatMap((cell) => [words(cell), ending({ table: `${at === 0 ? 'head' : 'row'}-${name}${at}` })]),
  );

/** Ids of the covers, by the ids of their articles; their pictures are uploaded by whoever shows the college. */
export const coverOf = (article: string): string => article.replace(/^a/, 'c');

const normalForms = 'a1100000-0000-4000-8000-000000000001';
const poll = 'b1100000-0000-4000-8000-000000000001';

export const articlePlans: readonly ArticlePlan[] = [
  {
    id: normalForms,
    author: 'Ветрова',
    slug: 'tretya-normalnaya-forma',
    title: 'Как за три шага привести таблицу к третьей нормальной форме',
    lead: 'Разбираем типовое задание контрольной на примере журнала оценок.',
    days: 1,
    tint: [
      [31, 44, 94],
      [54, 71, 143],
      [111, 134, 218],
    ],
    ops: [
      ...heading('С чего начать'),
      words('Выпишите все столбцы и подчеркните ключ. В журнале оценок он составной: '),
      words('номер билета', { code: true }),
      words(' и '),
      words('код предмета', { code: true }),
      line('.'),
      ...table('a', [
        ['Номер билета', 'Студент', 'Код предмета', 'Предмет', 'Часы', 'Оценка'],
        ['1042', 'Соколова А. Д.', 'БД', 'Базы данных', '96', '5'],
        ['1042', 'Соколова А. Д.', 'КС', 'Компьютерные сети', '72', '4'],
        ['1057', 'Егоров К. М.', 'БД', 'Базы данных', '96', '4'],
      ]),
      ...heading('Первая форма'),
      line('В каждой ячейке одно значение. Если студент сдавал дважды, это две строки, а не «3, потом 4» в одной.'),
      ...list('ordered', [
        'Уберите повторяющиеся группы: одно значение в одной ячейке.',
        'Найдите столбцы, которые зависят только от части ключа.',
        'Вынесите их в отдельную таблицу и оставьте ссылку.',
      ]),
      ...heading('Вторая форма'),
      words('Название предмета и часы зависят только от '),
      words('кода предмета', { bold: true }),
      line(', имя студента — только от номера билета. Получаются таблицы «Предмет» и «Студент».'),
      ...code([
        'create table subject (',
        '  code  text primary key,',
        '  title text not null,',
        '  hours integer not null',
        ');',
      ]),
      ...heading('Третья форма'),
      line(
        'Остались зависимости между неключевыми столбцами. Если добавить группу и её куратора, куратор зависит от группы, а не от студента.',
      ),
      words('Каждый неключевой столбец говорит о ключе, обо всём ключе и ни о чём, кроме ключа.'),
      ending({ blockquote: true }),
      ...heading('Проверьте себя'),
      line('Контрольная будет похожа на этот пример. Ответьте, чего не хватило: на следующем занятии разберём.'),
      { insert: { poll } },
    ],
  },
  {
    id: 'a1100000-0000-4000-8000-000000000002',
    author: 'Белова',
    slug: 'dokumenty-na-praktiku',
    title: 'Документы на практику: что и когда сдать',
    lead: 'Договор, дневник, характеристика: сроки и кабинеты.',
    days: 6,
    tint: [
      [231, 223, 209],
      [205, 191, 166],
      [127, 166, 168],
    ],
    ops: [
      line('Практика начинается 20 апреля. До этого дня в учебной части должны быть договор и медицинская книжка.'),
      ...heading('До практики'),
      ...list('bullet', [
        'Договор с предприятием, два экземпляра.',
        'Медицинская книжка.',
        'Согласие родителей, если вам нет 18.',
      ]),
      ...heading('После практики'),
      ...list('bullet', ['Дневник с подписью руководителя.', 'Характеристика с печатью.', 'Отчёт: 10–15 страниц.']),
      words('Вопросы — в кабинет 108 или по почте '),
      words('praktika@college.example', { link: 'mailto:praktika@college.example' }),
      line('.'),
    ],
  },
  {
    id: 'a1100000-0000-4000-8000-000000000003',
    author: 'Лунин',
    slug: 'vlan-na-stende',
    title: 'VLAN на стенде: схема и команды',
    lead: 'Две сети на одном коммутаторе: от схемы до проверки.',
    days: 8,
    tint: [
      [18, 60, 58],
      [47, 122, 112],
      [240, 182, 96],
    ],
    ops: [
      line(
        'На стенде четыре рабочих места и один коммутатор. Нужно, чтобы бухгалтерия и учебный класс друг друга не видели.',
      ),
      ...heading('Схема'),
      ...table('b', [
        ['Порт', 'Место', 'VLAN'],
        ['1–2', 'Бухгалтерия', '10'],
        ['3–4', 'Учебный класс', '20'],
        ['24', 'Маршрутизатор', 'trunk'],
      ]),
      ...heading('Команды'),
      ...code([
        'vlan 10',
        ' name accounting',
        'vlan 20',
        ' name classroom',
        'interface range fa0/1-2',
        ' switchport mode access',
        ' switchport access vlan 10',
      ]),
      ...heading('Проверка'),
      ...list('ordered', [
        'Отправьте ping внутри одной сети: ответ есть.',
        'Между сетями: ответа нет.',
        'Покажите преподавателю show vlan brief.',
      ]),
    ],
  },
  {
    id: 'a1100000-0000-4000-8000-000000000004',
    author: 'Орлова',
    slug: 'vypusk-fotografii',
    title: 'Выпуск прошлого года: истории и напутствия',
    lead: 'Где работают те, кто получил диплом летом.',
    days: 18,
    tint: [
      [243, 217, 207],
      [247, 178, 107],
      [169, 80, 63],
    ],
    ops: [
      line(
        'Мы спросили выпускников, что пригодилось в первый рабочий год. Чаще всего называли курсовые: там впервые пришлось довести дело до конца.',
      ),
      words('Не бойтесь спрашивать. На работе спрашивают все, просто не вслух.'),
      ending({ blockquote: true }),
      line('Фотографии с выпускного появятся здесь, когда их разберёт студенческий совет.'),
    ],
  },
  {
    id: 'a1100000-0000-4000-8000-000000000005',
    author: 'Жданова',
    slug: 'kak-uchit-slova',
    title: 'Как учить слова, чтобы они не забывались',
    lead: 'Карточки, интервалы и три ошибки, которые делают почти все.',
    days: 25,
    tint: [
      [220, 214, 240],
      [150, 130, 200],
      [90, 70, 150],
    ],
    ops: [
      line(
        'Слово, которое повторили пять раз за вечер, забывается через неделю. То же слово, повторённое пять раз за месяц, остаётся.',
      ),
      ...heading('План на месяц'),
      ...list('ordered', ['В тот же день.', 'На следующий.', 'Через три дня.', 'Через неделю.', 'Через месяц.']),
      ...heading('Три ошибки'),
      ...list('bullet', [
        'Учить списком: запоминается место в списке.',
        'Учить без примера.',
        'Считать узнавание знанием: закройте перевод и назовите слово сами.',
      ]),
    ],
  },
  {
    id: 'a1100000-0000-4000-8000-000000000006',
    author: 'Ветрова',
    slug: '',
    title: 'Типовые ошибки в курсовых',
    lead: 'Пять частых замечаний и как проверить себя.',
    days: 1,
    isDraft: true,
    tint: [
      [220, 230, 221],
      [185, 201, 189],
      [224, 162, 60],
    ],
    ops: [
      words('Каждый год повторяются одни и те же замечания. Ниже '),
      words('пять самых частых', { bold: true }),
      line(' и способ проверить себя до сдачи.'),
      ...heading('Нет вывода по главе'),
      line(
        'Глава заканчивается таблицей, и непонятно, что из неё следует. Добавьте два-три предложения: что получили и зачем это дальше.',
      ),
    ],
  },
];

/** A picture of one row of pixels: its width, then red, green and blue of each. */
const placeholder = (pixels: ArticlePlan['tint']): string =>
  Buffer.from([pixels.length, ...pixels.flat()]).toString('base64');

const iso = (moment: number): string => new Date(moment).toISOString();

export async function insertArticles(
  tx: Transaction,
  college: string,
  people: readonly Person[],
  calendar: Calendar,
): Promise<void> {
  const rows = articlePlans.map((plan) => {
    const author = people.find(({ role, surname }) => surname === plan.author && role !== 'student');
    if (!author) throw new Error(`nobody in the college is called ${plan.author}`);
    const at = iso(calendar.daysBack(plan.days, plan.isDraft ? 14 : 10));
    const body = { ops: plan.ops };
    const cover = coverOf(plan.id);
    return {
      ...plan,
      cover,
      body,
      college_id: college,
      author_id: author.id,
      saved_by: author.id,
      created_at: at,
      saved_at: at,
      published_at: plan.isDraft ? null : at,
    };
  });
  await insertRows(
    tx,
    'private.articles',
    {
      id: 'uuid',
      college_id: 'uuid',
      author_id: 'uuid',
      created_at: 'timestamptz',
      slug: 'text',
      title: 'text',
      lead: 'text',
      cover: 'uuid',
      body: 'jsonb',
      files: 'uuid[]',
      revision: 'bigint',
      saved_at: 'timestamptz',
      saved_by: 'uuid',
    },
    rows.map((row) => ({ ...row, files: [row.cover], revision: 1 })),
  );
  await insertRows(
    tx,
    'private.article_files',
    {
      id: 'uuid',
      article_id: 'uuid',
      kind: 'text',
      name: 'text',
      bytes: 'bigint',
      type: 'text',
      width: 'integer',
      height: 'integer',
      placeholder: 'text',
      previews: 'integer[]',
      path: 'text',
    },
    rows.map(({ cover, id, tint }) => ({
      id: cover,
      article_id: id,
      kind: 'picture',
      name: 'обложка.webp',
      bytes: 20_000,
      type: 'image/webp',
      width: 1600,
      height: 900,
      placeholder: placeholder(tint),
      previews: [400, 1280],
      path: `${college}/${id}/${cover}`,
    })),
  );
  await tx.query(
    `insert into private.polls (id, article_id, question, is_single, is_anonymous)
     values ($1, $2, 'Что разобрать ещё раз?', true, true)`,
    [poll, normalForms],
  );
  await insertRows(
    tx,
    'private.poll_options',
    { poll_id: 'uuid', is_single: 'boolean', position: 'smallint', text: 'text' },
    ['Первую форму', 'Вторую форму', 'Третью форму', 'Всё понятно'].map((text, position) => ({
      poll_id: poll,
      is_single: true,
      position,
      text,
    })),
  );
  const voters = people.filter(({ role }) => role === 'student').slice(3, 17);
  await insertRows(
    tx,
    'private.poll_votes',
    { poll_id: 'uuid', is_single: 'boolean', position: 'smallint', person_id: 'uuid', voted_at: 'timestamptz' },
    voters.map(({ id }, at) => ({
      poll_id: poll,
      is_single: true,
      position: [2, 2, 1, 2, 3, 2, 0][at % 7],
      person_id: id,
      voted_at: iso(calendar.minutesBack(40 + at)),
    })),
  );
  await tx.query(`update private.polls set revision = $2, published_revision = $2 where id = $1`, [
    poll,
    voters.length,
  ]);
  // What publishing would have done.
  await tx.query(
    `insert into private.article_versions (id, article_id, number, is_set_aside, title, lead, cover, body, files, polls, words, made_by, made_at)
     select overlay(a.id::text placing 'd' from 1 for 1)::uuid, a.id, 1, false, a.title, a.lead, a.cover, a.body, a.files,
       private.delta_polls(a.body), regexp_count(private.delta_text(a.body), '\\S+'), a.author_id, a.saved_at
     from private.articles a where a.college_id = $1 and a.slug <> ''`,
    [college],
  );
  await tx.query(
    `update private.articles a set published_version = v.id, published_at = v.made_at, changed_at = v.made_at
     from private.article_versions v where v.article_id = a.id and a.college_id = $1`,
    [college],
  );
}
