import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { csvFile } from '../../files/csv-file.ts';
import { encoded, workbook, xlsx } from '../testing/tables.ts';
import { isShortenedNumber, type PeopleFile, readPeopleFile } from './people-file.ts';
import { PeopleFileError } from './people-file-error.ts';

const head = 'Фамилия;Имя;Отчество;Телефон;Роль;Группа;Предметы';
const line = 'Лунин;Игорь;Павлович;+7 900 123-45-67;преподаватель;ИС-21;"Сети; Базы данных"';
const csv = (text: BlobPart, name = 'список.csv') => new File([text], name);

/** The only list of a file. */
async function readOne(file: File): Promise<PeopleFile> {
  const lists = await readPeopleFile(file);
  expect(lists).to.have.length(1);
  return lists[0] as PeopleFile;
}

const refusal = (file: File) =>
  readPeopleFile(file).then(
    () => 'none',
    (error: unknown) => (error instanceof PeopleFileError ? error.problem : String(error)),
  );

const lunin = {
  line: 2,
  surname: 'Лунин',
  name: 'Игорь',
  patronymic: 'Павлович',
  phone: '+7 900 123-45-67',
  role: 'преподаватель',
  group: 'ИС-21',
  subjects: 'Сети; Базы данных',
  faults: [],
};

describe('A10 A list of people in a file', () => {
  it('A10 reads UTF-8 with and without a mark, UTF-16 and Windows-1251 alike', async () => {
    const text = `${head}\r\n${line}\r\n`;
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ]);
    const files = {
      'UTF-8': [text, `\ufeff${text}`],
      'UTF-16': [utf16],
      'Windows-1251': [encoded(text, 'windows-1251')],
    };
    for (const [encoding, parts] of Object.entries(files)) {
      for (const part of parts) {
        const read = await readOne(csv(part));
        expect([read.encoding, read.people]).to.deep.equal([encoding, [lunin]]);
      }
    }
  });

  it('A10 finds the separator, the header under a title, and columns in any order and language', async () => {
    const comma =
      'Список на сентябрь\n\nphone number,Last name,First name,Role,Notes\n79001234567,"Лунин, мл.",Игорь,staff,x';
    const tab = comma.replaceAll('"Лунин, мл."', 'Лунин').replaceAll(',', '\t');
    for (const [text, surname] of [
      [comma, 'Лунин, мл.'],
      [tab, 'Лунин'],
      [`sep=;\n${head}\n${line}`, 'Лунин'],
    ] as const) {
      const [person] = (await readOne(csv(text))).people;
      expect([person?.surname, person?.name]).to.deep.equal([surname, 'Игорь']);
    }
    const [person] = (await readOne(csv(comma))).people;
    expect([person?.line, person?.group, person?.phone]).to.deep.equal([4, '', '79001234567']);
  });

  it('A10 keeps quotes, line breaks in a cell and the numbers of lines; empty lines are no people', async () => {
    const { people } = await readOne(
      csv(`${head}\n;;;;;;\n"Лунин ""мл.""";"Игорь\nПетрович";;1;студент;;\n\n ; \nБелова;Анна;;2;студент;;\n;;\n\n`),
    );
    expect(people.map((each) => [each.line, each.surname, each.name])).to.deep.equal([
      [3, 'Лунин "мл."', 'Игорь Петрович'],
      [6, 'Белова', 'Анна'],
    ]);
  });

  it('A10 a number that Excel wrote shorter is whole again, or told from a whole one', async () => {
    const phones = ['7.9001234567E+10', '"7,9001234567E+10"', '79001234567.0', '7.9001E+10'];
    const { people } = await readOne(
      csv(`Фамилия;Имя;Телефон;Роль\n${phones.map((phone) => `А;Б;${phone};студент`).join('\n')}`),
    );
    expect(people.map(({ phone }) => phone)).to.deep.equal(['79001234567', '79001234567', '79001234567', '7.9001E+10']);
    expect(people.map(({ phone }) => isShortenedNumber(phone))).to.deep.equal([false, false, false, true]);
  });

  it('A10 reads XLSX: numbers as telephones, empty cells and lines, 2,000 people', async () => {
    const rows = [
      ['Телефон', 'Роль', 'Фамилия', 'Имя', 'Группа'],
      [79001234567, 'студент', 'Соколова', 'Алина', null],
      [],
      ...Array.from({ length: 2000 }, (_, i) => [79002000000 + i, 'студент', 'Студентов', `Иван & ${i}`, 'ИС-21']),
      [null, null],
    ];
    for (const compressed of [true, false]) {
      const { people, encoding } = await readOne(csv(xlsx(rows, compressed), 'люди.XLSX'));
      expect([encoding, people.length]).to.deep.equal(['XLSX', 2001]);
      expect(people[0]).to.include({ line: 2, phone: '79001234567', surname: 'Соколова', group: '' });
      expect(people[2000]).to.include({ line: 2003, phone: '79002001999', name: 'Иван & 1999' });
    }
  }).timeout(20_000);

  it('A10 says of each wrong file what is wrong with it', async () => {
    const table = xlsx([['Фамилия', 'Имя']]);
    expect(await refusal(csv(''))).to.equal('empty');
    expect(await refusal(csv('\n \n;;;\n'))).to.equal('empty');
    expect(await refusal(csv(`${head}\n\n`))).to.equal('empty');
    expect(await refusal(csv(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0])))).to.equal('type');
    expect(await refusal(csv('%PDF-1.7'))).to.equal('type');
    expect(await refusal(csv(`${head}\n${line}`, 'список.doc'))).to.equal('type');
    expect(await refusal(csv(table))).to.equal('notCsv');
    expect(await refusal(csv(table, 'архив.zip'))).to.equal('type');
    expect(await refusal(csv(`${head}\n${line}`, 'список.xlsx'))).to.equal('notXlsx');
    expect(await refusal(csv(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0]), 'список.xls'))).to.equal('xls');
    expect(await refusal(csv(table.slice(0, 200), 'список.xlsx'))).to.equal('broken');
    expect(await refusal(csv(zipSync({ 'a.xml': strToU8('x') }) as Uint8Array<ArrayBuffer>, 'a.xlsx'))).to.equal(
      'broken',
    );
    expect(await refusal(csv('Фамилия;Имя\nЛунин;Игорь'))).to.equal('columns');
    expect(await refusal(csv(`${head}\n${`${line}\n`.repeat(5001)}`))).to.equal('rows');
  }).timeout(20_000);

  it('A10 a file of 50 MB, and one that unpacks to hundreds, are refused before they are read', async () => {
    let read = false;
    const large = new File([], 'список.csv');
    Object.defineProperty(large, 'size', { value: 50_000_000 });
    Object.defineProperty(large, 'arrayBuffer', {
      value: () => {
        read = true;
      },
    });
    expect([await refusal(large), read]).to.deep.equal(['large', false]);
    const bomb = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(61_000_000) }, { level: 1 });
    expect(await refusal(csv(bomb as Uint8Array<ArrayBuffer>, 'список.xlsx'))).to.equal('large');
  }).timeout(20_000);

  it('A10 names the columns that are missing', async () => {
    const error = await readPeopleFile(csv('Фамилия;Имя;Отчество\nЛунин;Игорь;')).catch((thrown: unknown) => thrown);
    expect(error instanceof PeopleFileError && error.missing).to.deep.equal(['phone', 'role']);
  });

  it('A10 what is written can be read again, and runs no formula', async () => {
    const file = csvFile(['Фамилия', 'Имя', 'Телефон', 'Роль'], [['=1+1', 'Иг;орь', '7 900 123-45-67', 'студент']]);
    expect(await file.text()).not.to.match(/(^|;)=/m);
    const { people, encoding } = await readOne(new File([file], 'a.csv'));
    expect([encoding, people[0]?.name, people[0]?.phone]).to.deep.equal(['UTF-8', 'Иг;орь', '7 900 123-45-67']);
  });

  describe('What people really load', () => {
    const fixture = async (name: string) =>
      new File([await (await fetch(new URL(`../testing/lists/${name}`, import.meta.url))).blob()], name);
    const people = async (name: string) => (await readOne(await fixture(name))).people;

    it('A10 a stray quote spoils nobody else', async () => {
      const six = await people('stray-quote.csv');
      expect(six.map(({ line }) => line)).to.deep.equal([2, 3, 4, 5, 6, 7]);
      expect(six.map(({ subjects }) => subjects)).to.deep.equal(['', '"Сети" и связь', '', '', 'Базы данных', '']);
      expect(six.flatMap(({ faults }) => faults)).to.deep.equal([]);
    });

    it('A10 no cell takes in lines that are people, whether its quote is closed by chance or never', async () => {
      const rows = (first: string, third: string) =>
        `${head}\nА;Б;;1;преподаватель;;${first}\nВ;Г;;2;студент;;\nД;Е;;3;преподаватель;;${third}\nЖ;З;;4;студент;;`;
      for (const [first, third] of [
        ['"Сети', 'Базы"'],
        ['"Сети', ''],
        ['"Сети', '"Базы'],
        ['"Се"ти', '"Базы"'],
      ] as const) {
        const read = (await readOne(csv(rows(first, third)))).people;
        expect(read.map(({ surname, line: at }) => surname + at)).to.deep.equal(['А2', 'В3', 'Д4', 'Ж5']);
        const broken = first === '"Сети' ? [{ field: 'subjects', reason: 'quotes', detail: 'G2' }] : [];
        expect(read[0]?.faults).to.deep.equal(broken);
      }
    });

    it('A10 lines of a cell are subjects of their own, also in a line that has more of them', async () => {
      const text = `${head}\nЛунин;Игорь;;1;преподаватель;ИС-21;"Сети; Право\r\nБазы\n\nданных"\nБелова;Анна;;2;студент;;`;
      const read = (await readOne(csv(text))).people;
      expect(read.map(({ subjects, line: at }) => [at, subjects])).to.deep.equal([
        [2, 'Сети; Право; Базы; данных'],
        [3, ''],
      ]);
      const [{ subjects } = { subjects: '' }] = (
        await readOne(
          csv(xlsx([head.split(';'), ['Лунин', 'Игорь', '', 1, 'преподаватель', '', 'Сети\nБазы']]), 'a.xlsx'),
        )
      ).people;
      expect(subjects).to.equal('Сети; Базы');
    });

    it('A10 long lists of subjects are not cut', async () => {
      const subjects = Array.from({ length: 30 }, (_, at) => `${at}${'я'.repeat(190)}`).join('; ');
      const read = (await readOne(csv(`${head}\nЛунин;Игорь;;1;преподаватель;;"${subjects}"`))).people;
      expect(read[0]?.subjects).to.equal(subjects);
    });

    it('A10 a line with more values than columns is named, and one with empty cells at its end is not', async () => {
      const read = (
        await readOne(csv(`${head}\nЛунин;Игорь;;1;преподаватель;ИС-21;Сети; Право\nБелова;Анна;;2;студент;;;;`))
      ).people;
      expect(read.map(({ faults }) => faults)).to.deep.equal([
        [{ field: 'subjects', reason: 'cells', detail: 'G2' }],
        [],
      ]);
    });

    it('A10 empty lines by the ten thousand hide nobody', async () => {
      const read = (await readOne(csv(`${head}\n${'\n'.repeat(30_000)}${line}`))).people;
      expect(read.map(({ line: at }) => at)).to.deep.equal([30_002]);
    });

    it('A10 reads values as Excel protects them, and its own list of errors', async () => {
      expect((await people('equals-quoted.csv')).map(({ phone, group }) => [phone, group])).to.deep.equal([
        ['89120006301', 'ИС-22'],
        ['+79120006302', 'ИС-22'],
        ['+7 912 000-63-03', 'ИС-22'],
      ]);
      const mended = await people('errors-file-mended.csv');
      expect(mended.map(({ phone }) => phone)).to.deep.equal(['+7 912 000-81-01', '+7 912 000-81-02']);
    });

    it('A10 reads its own export', async () => {
      const exported = await people('export-straight-back.csv');
      expect(exported.map(({ phone, faults }) => [phone, faults.length])).to.deep.equal([
        ['7 900 000-02-17', 0],
        ['7 900 000-00-15', 0],
        ['7 900 000-00-07', 0],
      ]);
    });

    it('A10 reads the visible sheet of a workbook, and names it', async () => {
      for (const [name, surname] of [
        ['hidden-first-sheet.xlsx', 'Нынешнева'],
        ['hidden-lookup-sheet.xlsx', 'Справочникова'],
      ] as const) {
        const list = await readOne(await fixture(name));
        expect([list.sheet, list.people.map((each) => each.surname)]).to.deep.equal(['Поступившие', [surname]]);
      }
    });

    it('A10 gives every visible sheet that is a list, and passes over the others', async () => {
      const list = (surname: string) => [
        ['Фамилия', 'Имя', 'Телефон', 'Роль'],
        [surname, 'Анна', 79_120_000_000, 'студент'],
      ];
      const book = workbook([
        { name: 'Инструкция', rows: [['Как заполнять']] },
        { name: 'ИС-21 & «ИС-22»', rows: list('Первая') },
        { name: 'Старый', state: 'hidden', rows: list('Скрытая') },
        { name: 'Лист2', rows: list('Вторая') },
        { name: 'Лист3' },
      ]);
      const lists = await readPeopleFile(csv(book, 'a.xlsx'));
      expect(lists.map(({ sheet, people: [first] }) => [sheet, first?.surname])).to.deep.equal([
        ['ИС-21 & «ИС-22»', 'Первая'],
        ['Лист2', 'Вторая'],
      ]);
      const none = workbook([{ name: 'Лист1' }, { name: 'Инструкция', rows: [['Как заполнять']] }]);
      const error = await readPeopleFile(csv(none, 'a.xlsx')).catch((thrown: unknown) => thrown);
      expect(error).to.include({ problem: 'sheetColumns', detail: 'Инструкция' });
    });

    it('A10 says where Excel has made a date of a value', async () => {
      const [datova] = await people('group-became-date.xlsx');
      expect([datova?.group, datova?.faults]).to.deep.equal([
        '22.01.2026',
        [{ field: 'group', reason: 'date', detail: 'F2' }],
      ]);
      const dates = ['22.янв', 'янв.22', '22-Jan', '22.01.2026', '2026-01-22'];
      const groups = ['22', '22-1', 'ИС-22', 'МАЙ-22-1', '1.2.3'];
      const rows = [...dates, ...groups].map((group) => `А;Б;1;студент;${group}`);
      const read = (await readOne(csv(`Фамилия;Имя;Телефон;Роль;Группа\n${rows.join('\n')}`))).people;
      expect(read.filter(({ faults }) => faults[0]?.reason === 'date').map(({ group }) => group)).to.deep.equal(dates);
    });

    it('A10 the error of a formula is nobody’s name and no empty group', async () => {
      const row =
        '<row r="2"><c r="A2" t="e"><f>A9</f><v>#REF!</v></c><c r="B2" t="str"><v>Анна</v></c><c r="E2" t="e"><v>#N/A</v></c></row>';
      const heads = ['Фамилия', 'Имя', 'Телефон', 'Роль', 'Группа'];
      const top = heads.map((title, x) => `<c r="${'ABCDE'[x]}1" t="inlineStr"><is><t>${title}</t></is></c>`).join('');
      const book = workbook([{ name: 'Люди', xml: `<row r="1">${top}</row>${row}` }]);
      const texts = ['#ССЫЛКА!', '#Н/Д', '#DIV/0!', '#####'].map((text) => `${text};Б;1;студент;ИС-21`);
      const text = `${heads.join(';')}\n${texts.join('\n')}\nА;Б;2;студент;#1`;
      const [inBook, inText] = [await readOne(csv(book, 'a.xlsx')), await readOne(csv(text))];
      expect(inBook.people[0]?.faults.map(({ detail, reason }) => `${detail} ${reason}`)).to.deep.equal([
        'A2 formula',
        'E2 formula',
      ]);
      expect(inText.people.map(({ faults }) => faults.map(({ detail }) => detail).join())).to.deep.equal([
        'A2',
        'A3',
        'A4',
        'A5',
        '',
      ]);
    });

    it('A10 reads what Excel saves for MS-DOS, and names the line that has a damaged byte', async () => {
      const dos = await readOne(await fixture('ms-dos-866.csv'));
      expect([dos.encoding, dos.people[0]?.surname, dos.people[0]?.name]).to.deep.equal([
        'MS-DOS (866)',
        'Досова',
        'Алёна',
      ]);
      const damaged = await readOne(await fixture('one-bad-byte.csv'));
      expect(damaged.encoding).to.equal('UTF-8');
      expect(damaged.people.map(({ surname, faults }) => [surname, faults.map(({ detail }) => detail)])).to.deep.equal([
        ['Байтова', []],
        ['Байтов', ['B3']],
      ]);
    });

    it('A10 a sheet with a cell at the end of all cells is refused before they are made, or passed over', async () => {
      const far = '<row r="40000"><c r="XFD40000" s="0"><v>1</v></c></row>';
      const only = await readPeopleFile(csv(workbook([{ name: 'Люди', xml: far }]), 'a.xlsx')).catch(
        (thrown) => thrown,
      );
      expect(only).to.include({ problem: 'far', detail: 'XFD40000' });
      const rows = [
        ['Фамилия', 'Имя', 'Телефон', 'Роль'],
        ['Белова', 'Анна', 1, 'студент'],
      ];
      const styled = '<row r="1048576" spans="1:1"/>';
      for (const other of [
        { name: 'Далёкий', xml: far },
        { name: 'Скрытый', state: 'hidden' as const, xml: far },
        { name: 'Оформленный', xml: `<row r="40000"><c r="XFD40000" s="0"/></row>${styled}` },
      ]) {
        const list = await readOne(csv(workbook([other, { name: 'Люди', rows }]), 'a.xlsx'));
        expect([list.sheet, list.people.length]).to.deep.equal(['Люди', 1]);
      }
    });

    it('A10 a sheet that would make the reader make rows and cells without end is refused, however it is written', async () => {
      const corner = '<row r="20000"><c r="IV20000"><v>1</v></c></row>';
      const problemOf = async (...xml: string[]) => {
        const sheets = xml.map((rows, at) => ({ name: `Лист ${at + 1}`, xml: rows }));
        return readPeopleFile(csv(workbook(sheets), 'a.xlsx')).then(
          () => '',
          (thrown) => thrown.problem,
        );
      };
      for (const [xml, problem] of [
        ['<row r="999999"><c r="XFD999999"><v>1</v></c></row>', 'far'],
        ["<row r='999999'><c r='XFD999999'><v>1</v></c></row>", 'far'],
        ['<row r="9999999"/>', 'far'],
        ['<row><c r="A9999999"/></row>', 'far'],
        ['<row r="999999999"/>', 'broken'],
        ['<row r="1"><c s="&gt;>" r="XFD999999"><v>1</v></c></row>', 'far'],
        ['<row r="1"><c r="&#88;FD999999"><v>1</v></c></row>', 'broken'],
        ['<row r="1"><c s=" r=\'A1\'" r="XFD999999"><v>1</v></c></row>', 'broken'],
        ['<row r="1"><c  = r="XFD999999"><v>1</v></c></row>', 'broken'],
      ] as const) {
        expect(await problemOf(xml), xml).to.equal(problem);
      }
      expect(await problemOf(...Array.from({ length: 3 }, () => corner))).to.equal('large');
    });
  });

  it('A10 whatever is written can be read again', async () => {
    const cell = fc.string({ unit: fc.constantFrom(...'\'"=+-@;,1аБ \t'), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cell, cell, cell, async (surname, name, group) => {
        const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
        const file = csvFile(
          ['Фамилия', 'Имя', 'Телефон', 'Роль', 'Группа'],
          [[surname, name, '7 900 123-45-67', 'студент', group].map(plain)],
        );
        const [person] = (await readOne(new File([file], 'a.csv'))).people;
        expect([person?.surname, person?.name, person?.group]).to.deep.equal([surname, name, group].map(plain));
      }),
      { numRuns: 300 },
    );
  });
});
