import { expect } from '@esm-bundle/chai';
import { decodeText, type TextEncoding } from '../../files/text-encoding.ts';
import { encoded } from '../testing/tables.ts';

const head = 'Фамилия;Имя;Отчество;Телефон;Роль;Группа;Предметы';
const english = 'surname;name;patronymic;phone;role;group;subjects';

/** Thirty short lists: letters that are rare, names of two, nothing but capitals, hardly any Russian at all. */
const lists = [
  ...['Ёлкина;Яна', 'Щукин;Юрий', 'Эм;Ия', 'Фёдорова;Фёкла', 'Съедин;Лев', 'Хлебников;Пётр', 'Ли;Ян', 'ЦОЙ;ЭММА'],
  ...['Гусейн-заде;Айгюль', 'Шевчук;Жанна', 'Пьяных;Савва', 'Ощепков;Илья', 'ЮДИНА;КСЕНИЯ', 'Объедков;Артём'],
].flatMap((person) => [
  `${head}\r\n${person};;+7 912 000-67-01;студент;ИС-22;`,
  `${english}\r\n${person};;+7 912 000-67-01;студент;ИС-22;`,
]);
lists.push(
  `${head.toUpperCase()}\nИВАНОВ;ИВАН;;8 912 000-67-01;СТУДЕНТ;ИС-22;`,
  `${head}\nБелова;Анна;;8 912 000-67-01;преподаватель;ИС-22;"Сети; Базы данных; Право; Физика"`,
);

const utf16 = (text: string, little: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
  return new Uint8Array(view.buffer);
};

const ways: readonly (readonly [TextEncoding, string, (text: string) => Uint8Array])[] = [
  ['UTF-8', 'plain', (text) => new TextEncoder().encode(text)],
  ['UTF-8', 'with a mark', (text) => new TextEncoder().encode(`\ufeff${text}`)],
  ['UTF-16', 'little-endian with a mark', (text) => utf16(`\ufeff${text}`, true)],
  ['UTF-16', 'big-endian with a mark', (text) => utf16(`\ufeff${text}`, false)],
  ['UTF-16', 'little-endian', (text) => utf16(text, true)],
  ['UTF-16', 'big-endian', (text) => utf16(text, false)],
  ['Windows-1251', '', (text) => encoded(text, 'windows-1251')],
  ['MS-DOS (866)', '', (text) => encoded(text, 'ibm866')],
  ['KOI8-R', '', (text) => encoded(text, 'koi8-r')],
  ['Mac Cyrillic', '', (text) => encoded(text, 'x-mac-cyrillic')],
];

describe('A10 The encoding of a list', () => {
  for (const [encoding, how, encode] of ways) {
    it(`A10 is found by its content: ${encoding} ${how}`, () => {
      expect(lists).to.have.length(30);
      // A text of nothing but capitals is the same on a Mac as in MS-DOS.
      const readable = encoding === 'Mac Cyrillic' ? lists.filter((list) => /[а-я]/.test(list)) : lists;
      for (const text of readable) expect(decodeText(encode(text))).to.deep.equal({ text, encoding });
    });
  }

  it('A10 what is all Latin is UTF-8; quotes and dashes of an office program do not mislead', () => {
    expect(decodeText(new TextEncoder().encode(english))?.encoding).to.equal('UTF-8');
    const quoted = `${head}\nБелова;Анна;;1;преподаватель;ИС–22;«Сети № 1»`;
    expect(decodeText(encoded(quoted, 'windows-1251'))).to.deep.equal({ text: quoted, encoding: 'Windows-1251' });
  });

  it('A10 a few damaged bytes do not make another encoding of it', () => {
    for (const text of lists) {
      const bytes = new TextEncoder().encode(text);
      const damaged = Uint8Array.of(...bytes, 0xd0, 0x0a, 0xff);
      expect(decodeText(damaged)).to.deep.equal({ text: `${text}\ufffd\n\ufffd`, encoding: 'UTF-8' });
    }
  });

  it('A10 a picture or a program is no text', () => {
    expect(decodeText(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0, 0x1a))).to.equal(null);
  });
});
