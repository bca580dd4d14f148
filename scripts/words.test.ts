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
];

describe('words of the interface', () => {
  for (const words of unsaid) {
    it(`no text says «${words}»`, () => {
      assert.deepEqual(found(russian, new RegExp(words)), []);
    });
  }

  it('a number of thousands does not break at the end of a line', () => {
    assert.deepEqual(found([...russian, ...read('en')], /(?<![\d-] ?)\d{1,3} \d{3}(?! ?[\d-])/), []);
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
