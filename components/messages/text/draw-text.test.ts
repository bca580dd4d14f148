import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { html, render } from 'lit';
import { drawText } from './draw-markup.ts';
import { drawPlain, isPlain } from './draw-text.ts';
import { plainText } from './plain-text.ts';

const named = { mentions: [], everybody: 'все', me: '' };
const drawn = (parts: unknown): string => {
  const box = document.createElement('div');
  render(html`${parts}`, box);
  return box.innerHTML.replace(/<!--.*?-->/g, '');
};

describe('C8 a text without marks', () => {
  const piece = fc.constantFrom(
    'слово',
    ' ',
    '\n',
    '**',
    '*',
    '//',
    '/',
    '`',
    '```',
    '> ',
    '• ',
    '<@all>',
    '<@8d2c1b0e-0000-4000-8000-000000000001>',
    ':',
    'https://college.example/a?b=1',
    '(https://college.example/a)',
    '\u202e',
    '2',
    '.',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

  it('is drawn and read aloud the same with and without the code for marks', () => {
    fc.assert(
      fc.property(text, (text) => {
        if (!isPlain(text)) return;
        expect(drawn(drawPlain(text))).to.equal(drawn(drawText(text, named)));
        expect(plainText(text)).to.equal(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('is what people mostly write, addresses and signs in it or not', () => {
    for (const said of [
      'Привет',
      '2*3*4 и snake_case',
      'https://disk.college.example/is21-lab4',
      'да/нет > всегда',
      '- раз',
    ])
      expect(isPlain(said), said).to.equal(true);
    for (const marked of ['**важно**', '//курсив//', '`код`', '<@all> привет', 'раз\n> цитата', '• пункт'])
      expect(isPlain(marked), marked).to.equal(false);
  });
});
