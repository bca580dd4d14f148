import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const folder = join(import.meta.dirname, '../components/locales');

const read = (language: 'ru' | 'en'): { path: string; text: string }[] =>
  readdirSync(join(folder, language), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((path) => ({ path: `${language}/${path}`, text: readFileSync(join(folder, language, path), 'utf8') }));

const russian = read('ru');
const english = read('en');

/** Lines in which a text has what it must not have. */
const found = (texts: typeof russian, wrong: RegExp): string[] =>
  texts.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => wrong.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

/** What nobody would say, and what has another name in the product. */
const unsaid = [
  '(?<!останутся )на месте',
  '[Кк]ороткое название',
  'не справился',
  'сломалось',
  'Не преподавать',
  '[Уу]йдёт сам',
  'не ушл[оа]',
  'Больше не жд',
  'Данные не подошли',
  'стала учащейся',
  'Откройте доступ',
  'здесь закрыто',
  'не нарисовался',
  'не скачал(?:ся|ось)',
  'Браузер не дал',
  'закройте правку',
  'Снять модератора',
  'не пишет до',
  'Одни знаки',
  'он молчит',
  'Не отвечать',
  'Своих реакций',
  'Место в записи',
  'Крупнее|Мельче',
  'запомнить файлы',
  'окончание \\.',
  'Дальше не загрузилось',
  'под этим отбором',
  'покажется, когда',
  'Доступ удалён',
  'исчезнет из ваших',
  'вход закроется',
];

describe('words of the interface', () => {
  for (const words of unsaid) {
    it(`no text says «${words}»`, () => {
      assert.deepEqual(found(russian, new RegExp(words)), []);
    });
  }

  it('no English text calls a person he or she', () => {
    assert.deepEqual(found(english, /\b(he|him|his|she|her)\b/i), []);
  });

  it('who takes part in a chat is a participant in English too', () => {
    const ofChats = english.filter(
      ({ path }) => /^en\/(chat|messages|polls)\//.test(path) || path.endsWith('/inquiries.ts'),
    );
    assert.deepEqual(found(ofChats, /# members?\b|\ball members\b|\ba member\b/), []);
  });

  it('a number of thousands does not break at the end of a line', () => {
    assert.deepEqual(found([...russian, ...english], /(?<![\d-] ?)\d{1,3} \d{3}(?! ?[\d-])/), []);
  });

  it('what is counted in Russian has the form for two and the form for five', () => {
    const forms = russian.flatMap(({ path, text }) =>
      [...text.matchAll(/\{[^{}]*\bone: [^{}]*\}/g)].map(([each]) => `${path}: ${each.replace(/\s+/g, ' ')}`),
    );
    assert.ok(forms.length > 10);
    // Who types has a verb for one and for several; a telephone number lacks one digit or several.
    const two = ['# печатают', 'Не хватает'];
    const incomplete = forms.filter((each) => !/few:.*many:/.test(each) && !two.some((words) => each.includes(words)));
    assert.deepEqual(incomplete, []);
  });
});
