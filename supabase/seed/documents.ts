import type { Database, Transaction } from '../embedded/database.ts';
import type { Calendar } from './calendar.ts';
import {
  archiveFile,
  csvFile,
  type DemoFile,
  docxFile,
  pdfFile,
  pngFile,
  textFile,
  wavFile,
} from './document-files.ts';
import { insertRows } from './insert.ts';
import type { Person } from './people.ts';
import { Random } from './random.ts';

interface DocumentPlan {
  readonly title: string;
  readonly name: string;
  readonly file: DemoFile;
  readonly kind: string;
  /** How it is shown in place. */
  readonly shown?: 'picture' | 'audio';
  readonly by: string;
  readonly folder?: string;
  readonly description?: string;
  readonly days: number;
  readonly groups?: readonly string[];
  readonly audience?: 'teachers';
  readonly downloads: number;
}

/** The folders with who made them; those inside another after it. */
const folders = [
  { name: 'Базы данных', by: 'Ветрова', parent: '' },
  { name: 'Лабораторные работы', by: 'Ветрова', parent: 'Базы данных' },
  { name: 'Учебная часть', by: 'Белова', parent: '' },
] as const;

const picture = { width: 960, height: 600 };

const plans: readonly DocumentPlan[] = [
  {
    title: 'Нормализация. Методичка',
    name: 'Нормализация. Методичка.pdf',
    file: pdfFile([
      [
        'Нормализация отношений',
        'Методические указания, 2 курс',
        '',
        '1. Первая нормальная форма: в ячейке одно значение.',
        '2. Вторая: неключевые поля зависят от всего ключа.',
        '3. Третья: и ни от чего другого.',
      ],
      [
        'Пример',
        'Заказ (номер, дата, клиент, адрес клиента)',
        'Адрес зависит от клиента: вынесите клиентов в свою таблицу.',
      ],
      ['Контрольные вопросы', '1. Чем вторая форма отличается от третьей?', '2. Когда от нормализации отступают?'],
    ]),
    kind: 'text',
    by: 'Ветрова',
    folder: 'Базы данных',
    description: 'Три нормальные формы с примерами и контрольными вопросами',
    days: 1,
    groups: ['ИС-21', 'ИС-22'],
    downloads: 31,
  },
  {
    title: 'Лабораторная 5. Соединение таблиц',
    name: 'Лабораторная 5.docx',
    file: docxFile([
      'Лабораторная работа 5. Соединение таблиц',
      'Цель: научиться соединять таблицы запросом SELECT.',
      'Задание: составьте пять запросов к учебной базе «Деканат».',
    ]),
    kind: 'text',
    by: 'Ветрова',
    folder: 'Лабораторные работы',
    days: 2,
    groups: ['ИС-21'],
    downloads: 22,
  },
  {
    title: 'Шаблон отчёта по лабораторной',
    name: 'Шаблон отчёта.docx',
    file: docxFile(['Отчёт по лабораторной работе', 'Выполнил:', 'Группа:', 'Ход работы:', 'Вывод:']),
    kind: 'text',
    by: 'Ветрова',
    folder: 'Лабораторные работы',
    days: 14,
    groups: ['ИС-21', 'ИС-22'],
    downloads: 40,
  },
  {
    title: 'Учебная база «Деканат»',
    name: 'dekanat.sql',
    file: textFile(
      "create table students (\n  id integer primary key,\n  name text not null,\n  study_group text not null\n);\ninsert into students values (1, 'Иванова', 'ИС-21'), (2, 'Петров', 'ИС-22');\n",
    ),
    kind: 'source',
    by: 'Ветрова',
    folder: 'Лабораторные работы',
    days: 15,
    groups: ['ИС-21', 'ИС-22'],
    downloads: 37,
  },
  {
    title: 'Расписание звонков',
    name: 'Расписание звонков.csv',
    file: csvFile([
      ['Пара', 'Начало', 'Конец', 'Перемена'],
      ['1', '8:30', '10:00', '10 минут'],
      ['2', '10:10', '11:40', '40 минут'],
      ['3', '12:20', '13:50', '10 минут'],
      ['4', '14:00', '15:30', '10 минут'],
      ['5', '15:40', '17:10', ''],
    ]),
    kind: 'table',
    by: 'Белова',
    folder: 'Учебная часть',
    description: 'На второе полугодие, все корпуса',
    days: 4,
    downloads: 118,
  },
  {
    title: 'Приказ о практике № 48',
    name: 'Приказ 48.pdf',
    file: pdfFile([
      ['Приказ № 48', 'О производственной практике', 'Направить студентов 3 курса на практику с 12 мая.'],
    ]),
    kind: 'text',
    by: 'Белова',
    folder: 'Учебная часть',
    days: 7,
    downloads: 64,
  },
  {
    title: 'Нагрузка по группам',
    name: 'Нагрузка.csv',
    file: csvFile([
      ['Преподаватель', 'Группа', 'Часы'],
      ['Ветрова М. О.', 'ИС-21', '72'],
      ['Лунин И. П.', 'СА-31', '64'],
    ]),
    kind: 'table',
    by: 'Белова',
    folder: 'Учебная часть',
    days: 22,
    audience: 'teachers',
    downloads: 9,
  },
  {
    title: 'Схема учебной сети',
    name: 'Схема сети.png',
    file: pngFile(picture.width, picture.height),
    kind: 'picture',
    shown: 'picture',
    by: 'Лунин',
    days: 3,
    downloads: 17,
  },
  {
    title: 'Вопросы к зачёту по базам данных',
    name: 'Вопросы к зачёту.txt',
    file: textFile(
      'Вопросы к зачёту\n\n1. Реляционная модель данных.\n2. Ключи: первичный, внешний, потенциальный.\n3. Нормальные формы.\n4. Соединения таблиц.\n5. Транзакции.\n',
    ),
    kind: 'text',
    by: 'Ветрова',
    days: 5,
    downloads: 52,
  },
  {
    title: 'Сигналы для проверки колонок',
    name: 'Сигналы.wav',
    file: wavFile(4),
    kind: 'audio',
    shown: 'audio',
    by: 'Лунин',
    description: 'Для аудиторий с проектором',
    days: 18,
    downloads: 3,
  },
  {
    title: 'Схемы стенда',
    name: 'Схемы стенда.zip',
    file: archiveFile({ 'readme.txt': 'Схемы лабораторного стенда: питание, коммутация, адреса.' }),
    kind: 'archive',
    by: 'Лунин',
    days: 9,
    groups: ['СА-31'],
    downloads: 12,
  },
];

interface Identified extends DocumentPlan {
  readonly id: string;
}

/** Ids of their own, so that other data does not depend on these. */
function identified(): { documents: readonly Identified[]; folderIds: ReadonlyMap<string, string> } {
  const random = new Random('Документы');
  return {
    folderIds: new Map(folders.map(({ name }) => [name, random.uuid()])),
    documents: plans.map((plan) => ({ ...plan, id: random.uuid() })),
  };
}

/** Documents of the demo college; `demoDocumentFiles` has their bytes. */
export async function insertDocuments(
  tx: Transaction,
  collegeId: string,
  people: readonly Person[],
  groupIds: ReadonlyMap<string, string>,
  calendar: Calendar,
): Promise<void> {
  const idOf = (surname: string) => people.find((person) => person.surname === surname)?.id;
  const { documents, folderIds } = identified();
  const stamp = (days: number, clock: number) => new Date(calendar.daysBack(days, clock)).toISOString();
  await tx.query('insert into private.document_settings (college_id) values ($1)', [collegeId]);
  await insertRows(
    tx,
    'private.document_folders',
    {
      id: 'uuid',
      college_id: 'uuid',
      parent_id: 'uuid',
      path: 'uuid[]',
      name: 'text',
      created_by: 'uuid',
      created_at: 'timestamptz',
    },
    folders.map(({ name, by, parent }) => {
      const id = folderIds.get(name);
      const parentId = folderIds.get(parent) ?? null;
      const path = parentId ? [parentId, id] : [id];
      return {
        id,
        college_id: collegeId,
        parent_id: parentId,
        path,
        name,
        created_by: idOf(by),
        created_at: stamp(200, 9),
      };
    }),
  );
  const common = documents.map((each, place) => ({
    ...each,
    college_id: collegeId,
    uploader_id: idOf(each.by),
    bytes: each.file.bytes.length,
    at: stamp(each.days, 10 + (place % 5)),
  }));
  await insertRows(
    tx,
    'private.documents',
    {
      id: 'uuid',
      college_id: 'uuid',
      folder_id: 'uuid',
      title: 'text',
      description: 'text',
      audience: 'text',
      uploader_id: 'uuid',
      version_id: 'uuid',
      kind: 'text',
      bytes: 'bigint',
      downloads: 'integer',
      created_at: 'timestamptz',
      changed_at: 'timestamptz',
    },
    common.map(
      ({ id, title, kind, bytes, downloads, college_id, uploader_id, at, folder, description, audience, groups }) => ({
        id,
        college_id,
        folder_id: folderIds.get(folder ?? '') ?? null,
        title,
        description: description ?? '',
        audience: audience ?? (groups ? 'groups' : 'college'),
        uploader_id,
        version_id: id,
        kind,
        bytes,
        downloads,
        created_at: at,
        changed_at: at,
      }),
    ),
  );
  await insertRows(
    tx,
    'private.document_versions',
    {
      id: 'uuid',
      document_id: 'uuid',
      college_id: 'uuid',
      number: 'integer',
      uploader_id: 'uuid',
      created_at: 'timestamptz',
      kind: 'text',
      name: 'text',
      bytes: 'bigint',
      type: 'text',
      width: 'integer',
      height: 'integer',
      duration: 'integer',
      placeholder: 'text',
      previews: 'integer[]',
    },
    common.map(({ id, college_id, uploader_id, at, shown, name, bytes, file }) => ({
      id,
      document_id: id,
      college_id,
      number: 1,
      uploader_id,
      created_at: at,
      kind: shown ?? 'file',
      name,
      bytes,
      type: file.type,
      ...(shown === 'picture' ? picture : {}),
      duration: shown === 'audio' ? 4000 : null,
      placeholder: '',
      previews: [],
    })),
  );
  await insertRows(
    tx,
    'private.document_groups',
    { document_id: 'uuid', group_id: 'uuid' },
    common.flatMap(({ id, groups = [] }) =>
      groups.map((number) => ({ document_id: id, group_id: groupIds.get(number) })),
    ),
  );
  // The triggers sleep.
  await tx.query(
    `insert into private.document_words (college_id, word, document_id)
     select d.college_id, word, d.id from private.documents d, unnest(private.words_of(d.title || ' ' || d.description)) word
     where d.college_id = $1`,
    [collegeId],
  );
}

/** The files that these documents are, by their names in the bucket `documents`. */
export const demoDocumentFiles = (collegeId: string): ReadonlyMap<string, DemoFile> =>
  new Map(identified().documents.map(({ id, file }) => [`${collegeId}/${id}/original`, file]));

/** Which of them Storage does not have. */
export async function missingDocumentFiles(database: Database, collegeId: string): Promise<Map<string, DemoFile>> {
  const { rows } = await database.transaction((tx) =>
    tx.query<{ name: string }>(
      `select v.college_id || '/' || v.id || '/original' as name from private.document_versions v
       where v.college_id = $1 and not exists (
         select from storage.objects o where o.bucket_id = 'documents' and o.name = v.college_id || '/' || v.id || '/original'
       )`,
      [collegeId],
    ),
  );
  const wanted = new Set(rows.map(({ name }) => name));
  return new Map([...demoDocumentFiles(collegeId)].filter(([name]) => wanted.has(name)));
}
