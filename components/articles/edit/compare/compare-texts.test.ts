import { expect } from '@esm-bundle/chai';
import { hostileDeltas } from '../../testing/hostile.ts';
import { type ComparedPart, compareLine, compareTexts, isSame } from './compare-texts.ts';

const text = (...lines: string[]) => ({ ops: [{ insert: lines.map((line) => `${line}\n`).join('') }] });
const picture = (alt: string, file = '00000000-0000-4000-8000-000000000001') => ({
  insert: { picture: { file, alt } },
});
/** «кот [-ел] [+спал]». */
const said = (parts: readonly ComparedPart[]): string[] =>
  parts.map((part) =>
    part.kind === 'embed'
      ? `${part.change} ${part.what}`
      : part.pieces
          .map(({ change, text: words }) => (change === 'same' ? words : `[${change === 'added' ? '+' : '-'}${words}]`))
          .join(''),
  );
const compared = (older: unknown, newer: unknown) => said(compareTexts(older, newer).parts);

describe('E4 what changed between two versions', () => {
  it('E4 is said in whole words, within the lines that were changed', () => {
    const newer = text('Начало', 'Кот спит на большом окне', 'Конец');
    const { added, parts, removed } = compareTexts(text('Начало', 'Кот сидит на окне', 'Конец'), newer);
    expect(said(parts)).to.eql(['Начало', 'Кот [-сидит][+спит] на[+ большом] окне', 'Конец']);
    expect([added, removed]).to.eql([2, 1]);
    expect(parts.map(isSame)).to.eql([true, false, true]);
  });

  it('E4 words that were replaced one after the other are replaced together', () => {
    expect(compared(text('мы идём очень быстро домой'), text('мы шли весьма медленно домой'))).to.eql([
      'мы [-идём очень быстро][+шли весьма медленно] домой',
    ]);
  });

  it('E4 a line that was written anew is one that is gone and one that is new', () => {
    const parts = compareTexts(text('Совсем другие слова здесь'), text('Ничего похожего больше нет')).parts;
    expect(said(parts)).to.eql(['[-Совсем другие слова здесь]', '[+Ничего похожего больше нет]']);
    expect(parts.map(({ change }) => change)).to.eql(['removed', 'added']);
  });

  it('E4 lines that were added, taken out or moved', () => {
    expect(compared(text('Один', 'Два', 'Три'), text('Один', 'Три', 'Четыре'))).to.eql([
      'Один',
      '[-Два]',
      'Три',
      '[+Четыре]',
    ]);
  });

  it('E4 a line that was divided, or joined with the next one, says so where it was', () => {
    expect(compared(text('Раз два', 'три'), text('Раз два три'))).to.eql(['Раз два[-¶]', '[+ ]три']);
    expect(compared(text('Раз два три'), text('Раз два', 'три'))).to.eql(['Раз два[- ][+¶]', 'три']);
  });

  it('E4 how a line stands, and how words look, is a change too', () => {
    const older = {
      ops: [{ insert: 'Схема' }, { insert: '\n', attributes: { header: 2 } }, { insert: 'очень важно\n' }],
    };
    const newer = {
      ops: [
        { insert: 'Схема' },
        { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
        { insert: 'очень ' },
        { insert: 'важно', attributes: { bold: true } },
        { insert: '\n' },
      ],
    };
    const [first, second] = compareTexts(older, newer).parts;
    expect(first).to.include({ style: 'bullet', was: 'heading', indent: 1, change: 'same' });
    expect(first && isSame(first)).to.equal(false);
    expect(second && said([second])).to.eql(['очень [-важно][+важно]']);
  });

  it('E4 pictures, polls and videos are there or gone, also with other words', () => {
    const older = { ops: [{ insert: 'Текст\n' }, picture('Старая схема'), { insert: { divider: true } }] };
    const newer = {
      ops: [
        { insert: 'Текст\n' },
        picture('Новая схема'),
        { insert: { divider: true } },
        { insert: { player: { site: 'vk', id: '1' } } },
      ],
    };
    expect(compared(older, newer)).to.eql([
      'Текст',
      'removed picture',
      'added picture',
      'same divider',
      'added player',
    ]);
  });

  it('E4 rows of a table are the same by what is in them, whatever their names', () => {
    const table = (name: string, ...cells: string[]) =>
      cells.flatMap((cell) => [{ insert: cell }, { insert: '\n', attributes: { table: `row-${name}` } }]);
    const older = { ops: table('a', 'Порт', 'Место') };
    const newer = { ops: [...table('b', 'Порт', 'Место'), ...table('c', '1', 'Класс')] };
    const { parts } = compareTexts(older, newer);
    expect(said(parts)).to.eql(['Порт', 'Место', '[+1]', '[+Класс]']);
    expect(parts.map((part) => part.kind === 'line' && part.row)).to.eql(['row-b', 'row-b', 'row-c', 'row-c']);
  });

  it('E4 a title is compared like a line', () => {
    const line = (older: string, newer: string) =>
      compareLine(older, newer).map((each) => `${each.change} ${each.text}`);
    expect(line('Сети за пару', 'Сети за две пары')).to.eql(['same Сети за ', 'removed пару', 'added две пары']);
    expect(line('', 'Сети')).to.eql(['added Сети']);
    expect(line('Сети', '')).to.eql(['removed Сети']);
    expect(line('', '')).to.eql([]);
  });

  it('E4 the same texts differ in nothing, and nothing from itself', () => {
    expect(compareTexts(text('а', 'б'), text('а', 'б'))).to.include({ added: 0, removed: 0 });
    expect(compareTexts({ ops: [] }, { ops: [] }).parts).to.eql([]);
    for (const [at, delta] of hostileDeltas.entries())
      expect(compareTexts(delta, delta).parts.every(isSame), String(at)).to.equal(true);
  });

  it('E4 all words of both texts are there, whatever was done to them', () => {
    const words = (parts: readonly ComparedPart[], without: string): string =>
      parts
        .flatMap((part) => (part.kind === 'line' ? part.pieces : []))
        .filter(({ change }) => change !== without)
        .map(({ text: each }) => each)
        .join('')
        .replace(/[\s¶]/g, '');
    const whole = (delta: { ops: { insert: string }[] }) =>
      delta.ops
        .map(({ insert }) => insert)
        .join('')
        .replace(/\s/g, '');
    const pairs = [
      [text('один два', 'три'), text('один', 'два три')],
      [text('а б в', 'г д е'), text('г д е', 'а б в')],
      [text('слово '.repeat(50)), text('слово другое '.repeat(30))],
    ] as const;
    for (const [older, newer] of pairs) {
      const { parts } = compareTexts(older, newer);
      expect(words(parts, 'added')).to.equal(whole(older));
      expect(words(parts, 'removed')).to.equal(whole(newer));
    }
  });

  it('E4 long texts that have nothing in common do not keep anybody waiting', () => {
    const lines = (word: string) => text(...Array.from({ length: 12_000 }, (_, at) => `${word} ${at} строка`));
    const { parts } = compareTexts(lines('старая'), lines('новая'));
    expect(parts.length).to.equal(24_000);
  });
});
