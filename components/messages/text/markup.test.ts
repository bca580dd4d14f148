import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { html, render } from 'lit';
import { bubbleStyles } from '../history/bubble.styles.ts';
import { carriedStyles } from '../history/carried.styles.ts';
import { drawText } from './draw-markup.ts';
import { type Inline, parse, toText } from './markup.ts';
import { plainText } from './plain-text.ts';

const named = { mentions: [], everybody: 'все', me: '' };

/** What somebody in a chat may write, marks among it. */
const pieces = fc.constantFrom(
  ...[
    '**',
    '*',
    '//',
    '/',
    '`',
    '```',
    '> ',
    '• ',
    '- ',
    '1. ',
    '_',
    '__',
    ' ',
    '\n',
    'слово',
    'a',
    '2',
    '.',
    '(',
    ')',
    '<@all>',
  ],
  '<@11111111-1111-4111-8111-111111111111>',
  'https://college.example/a//b',
  '\u202e',
  '🏳️‍🌈',
);
const written = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
);

const kinds = (text: string): string[] => {
  const inside = (parts: readonly Inline[]): string[] =>
    parts.flatMap((part) => (typeof part === 'string' ? [] : [part.kind, ...inside(part.parts)]));
  return parse(text).flatMap(({ kind, lines }) => [...(kind === 'text' ? [] : [kind]), ...lines.flatMap(inside)]);
};

/** A text on the page as a bubble draws it. */
function draw(text: string): HTMLElement {
  const host = document.createElement('div');
  host.style.width = '300px';
  const style = document.createElement('style');
  style.textContent = `${bubbleStyles.cssText}${carriedStyles.cssText}`;
  render(html`${style}<div class="bubble"><span class="text">${drawText(text, named)}</span></div>`, host);
  document.body.append(host);
  return host;
}

describe('C8 The markup of a message', () => {
  it('loses nothing: the text of the tree is the text', () => {
    fc.assert(
      fc.property(written, (text) => toText(parse(text)) === text),
      { numRuns: 3000 },
    );
  });

  it('leaves a text without marks as it is', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[*/`<>•]/.test(text));
    fc.assert(
      fc.property(plain, (text) => plainText(text) === text && kinds(text).length === 0),
      { numRuns: 1000 },
    );
  });

  it('has no surprises', () => {
    for (const text of [
      '2*3*4 и 2**3**4, f(*args, **kwargs), x ** y ** z',
      'snake_case и __init__, _ и *',
      '1. Первое\n2. Второе\n- третье\n* четвёртое\n# пятое',
      '//server/share/ и C:\\\\temp, а // комментарий // нет',
      'слово**слово**слово, а/б//в//г',
      '** не жирный ** и // не курсив //',
      '**половина и //половина и `половина',
      '**не через\nстроку** `не через\nстроку`',
      '>без пробела\n•без пробела',
      '```\nне закрыто',
      '```\n```',
      '``',
      '****',
      '<@all <@> <@123> @все',
    ]) {
      expect(kinds(text), text).to.deep.equal([]);
      expect(plainText(text)).to.equal(text);
    }
  });

  it('is bold, italic, code, quote and list', () => {
    expect(kinds('**важно**')).to.deep.equal(['bold']);
    expect(kinds('(//важно//), «**да**!»')).to.deep.equal(['italic', 'bold']);
    expect(kinds('**очень //очень// `x`**')).to.deep.equal(['bold', 'italic', 'code']);
    expect(kinds('`**не жирный**`')).to.deep.equal(['code']);
    expect(kinds('**https://college.example/a** и https://college.example/a//b//c')).to.deep.equal([
      'bold',
      'link',
      'link',
    ]);
    expect(kinds('> цитата\n> **ещё**\nответ')).to.deep.equal(['quote', 'bold']);
    expect(kinds('• раз\n• два')).to.deep.equal(['list']);
    expect(kinds('```\n**a**\n\n> b\n```')).to.deep.equal(['code']);
    expect(plainText('**a** //b// `c`\n> d\n• e')).to.equal('a b c\nd\n• e');
  });

  it('names whom it mentions', () => {
    const id = '11111111-1111-4111-8111-111111111111';
    const timur = { id, surname: 'Гареев', name: 'Тимур', patronymic: '' };
    expect(plainText(`<@${id}>, <@all>`, [timur])).to.equal('@Тимур Гареев, @все');
    expect(plainText(`<@${id}>`)).to.equal('@…');
  });

  it('is copied from a bubble as it was written', () => {
    const line = fc
      .array(fc.constantFrom('слово', ' **жирный**', ' //курсив//', ' `код`', ' https://college.example/a'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join('').trim());
    const block = fc.oneof(
      line,
      line.map((text) => `> ${text}`),
      line.map((text) => `• ${text}`),
      fc.constant('```\na  b\n\nc\n```'),
    );
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n')),
        (text) => {
          const host = draw(text);
          const selection = getSelection();
          selection?.selectAllChildren(host.querySelector('.text') ?? host);
          const copied = String(selection);
          host.remove();
          return copied === text;
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes no lines for the marks of code', () => {
    const host = draw('```\na\n```');
    const code = host.querySelector('.block');
    expect(code?.getBoundingClientRect().height).to.be.lessThan(40);
    expect(code?.textContent).to.equal('```a```');
    host.remove();
  });

  it('is drawn without HTML of its own, and stays in its bubble however many marks are piled upon a letter', () => {
    const host = draw(`<img src=x onerror=alert(1)> **<b>**${'я'}${'\u0301\u0489'.repeat(3000)}`);
    expect(host.querySelector('img')).to.equal(null);
    const bubble = host.querySelector('.bubble');
    expect(bubble && getComputedStyle(bubble).overflow).to.equal('clip');
    expect(bubble?.getBoundingClientRect().right).to.be.at.most(host.getBoundingClientRect().right);
    host.remove();
  });

  it('comes to its end with the longest message of half pairs', () => {
    for (const piece of [' **a', ' //a', '`a', '> ', '<@', '(**', '**//']) {
      const text = piece.repeat(10_000 / piece.length);
      expect(toText(parse(text)) === text).to.equal(true);
    }
  });
});
