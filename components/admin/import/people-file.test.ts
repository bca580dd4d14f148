import { expect } from '@esm-bundle/chai';
import { strToU8, zipSync } from 'fflate';
import { csvFile } from '../csv-file.ts';
import { windows1251, xlsx } from '../testing/tables.ts';
import { isShortenedNumber, PeopleFileError, readPeopleFile } from './people-file.ts';

const head = 'Фамилия;Имя;Отчество;Телефон;Роль;Группа;Предметы';
const line = 'Лунин;Игорь;Павлович;+7 900 123-45-67;преподаватель;ИС-21;"Сети; Базы данных"';
const csv = (text: BlobPart, name = 'список.csv') => new File([text], name);

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
};

describe('A10 A list of people in a file', () => {
  it('A10 reads UTF-8 with and without a mark, UTF-16 and Windows-1251 alike', async () => {
    const text = `${head}\r\n${line}\r\n`;
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ]);
    const files = { 'UTF-8': [text, `\ufeff${text}`], 'UTF-16': [utf16], 'Windows-1251': [windows1251(text)] };
    for (const [encoding, parts] of Object.entries(files)) {
      for (const part of parts) {
        const read = await readPeopleFile(csv(part));
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
      const [person] = (await readPeopleFile(csv(text))).people;
      expect([person?.surname, person?.name]).to.deep.equal([surname, 'Игорь']);
    }
    const [person] = (await readPeopleFile(csv(comma))).people;
    expect([person?.line, person?.group, person?.phone]).to.deep.equal([4, '', '79001234567']);
  });

  it('A10 keeps quotes, line breaks in a cell and the numbers of lines; empty lines are no people', async () => {
    const { people } = await readPeopleFile(
      csv(`${head}\n;;;;;;\n"Лунин ""мл.""";"Игорь\nПетрович";;1;студент;;\n\n ; \nБелова;Анна;;2;студент;;\n;;\n\n`),
    );
    expect(people.map((each) => [each.line, each.surname, each.name])).to.deep.equal([
      [3, 'Лунин "мл."', 'Игорь Петрович'],
      [6, 'Белова', 'Анна'],
    ]);
  });

  it('A10 a number that Excel wrote shorter is whole again, or told from a whole one', async () => {
    const phones = ['7.9001234567E+10', '"7,9001234567E+10"', '79001234567.0', '7.9001E+10'];
    const { people } = await readPeopleFile(
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
      const { people, encoding } = await readPeopleFile(csv(xlsx(rows, compressed), 'люди.XLSX'));
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
    const { people, encoding } = await readPeopleFile(new File([file], 'a.csv'));
    expect([encoding, people[0]?.name, people[0]?.phone]).to.deep.equal(['UTF-8', 'Иг;орь', '7 900 123-45-67']);
  });
});
