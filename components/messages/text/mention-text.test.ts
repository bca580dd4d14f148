import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { formatOf, replacement } from '../writing/format.ts';
import { cleanPaste } from './clean-paste.ts';
import { withIds, withNames } from './mention-text.ts';

const person = (n: number, name: string, surname: string) => ({
  id: `1111111${n}-1111-4111-8111-111111111111`,
  surname,
  name,
  patronymic: '',
});
const timur = person(1, 'Тимур', 'Гареев');
const timurs = person(2, 'Тимур', 'Гареевский');
const all = { id: 'all', surname: '', name: '', patronymic: '' };
const people = [timur, timurs, all];

describe('C8 mentions while somebody writes', () => {
  it('stand by id in a message, whoever of two the name begins with', () => {
    const { body, mentions } = withIds('@Тимур Гареев, @Тимур Гареевский и @все: да', people);
    expect(body).to.equal(`<@${timur.id}>, <@${timurs.id}> и <@all>: да`);
    expect(mentions.map(({ id }) => id)).to.have.members(people.map(({ id }) => id));
  });

  it('call everybody as the language of the page does', () => {
    const everyone = [timur, { ...all, name: 'everyone' }];
    expect(withIds('@everyone and @everyones', everyone).body).to.equal('<@all> and @everyones');
    expect(withNames('<@all>: yes', everyone)).to.equal('@everyone: yes');
    expect(withNames('<@all>: да', [all])).to.equal('@все: да');
  });

  it('are those only whose whole name is written', () => {
    expect(withIds('@Тимур, @Тимур Гареева и @всегда', people)).to.deep.equal({
      body: '@Тимур, @Тимур Гареева и @всегда',
      mentions: [],
    });
  });

  it('come back as they were sent after an edit that changes nothing', () => {
    const piece = fc.constantFrom(...people.map(({ id }) => `<@${id}>`), ' и ', ', ', 'слово ', '\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const body = pieces.join(' ');
        return withIds(withNames(body, people), people).body === body;
      }),
    );
  });
});

describe('C8 marks on what is selected', () => {
  it('are taken away by the same key', () => {
    const word = fc
      .string({ unit: fc.constantFrom('а', 'b', ' ', '.'), minLength: 1 })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(word, fc.constantFrom('bold', 'italic', 'code', 'quote', 'list'), (text, format) => {
        const once = replacement(text, 0, text.length, format);
        const marked = text.slice(0, once.from) + once.text + text.slice(once.to);
        const twice = replacement(marked, ...once.select, format);
        return marked !== text && marked.slice(0, twice.from) + twice.text + marked.slice(twice.to) === text;
      }),
    );
  });

  it('are asked for by keys in their place, with Ctrl alone', () => {
    const key = (code: string, more: KeyboardEventInit) => formatOf(new KeyboardEvent('keydown', { code, ...more }));
    expect(key('KeyB', { key: 'и', ctrlKey: true })).to.equal('bold');
    expect(key('KeyI', { key: 'ш', metaKey: true })).to.equal('italic');
    expect(key('KeyB', { key: 'b' })).to.equal(undefined);
    expect(key('KeyB', { key: 'b', ctrlKey: true, altKey: true })).to.equal(undefined);
  });
});

describe('C8 pasted text', () => {
  it('is what somebody would have typed, and clean text stays as it is', () => {
    expect(cleanPaste('1\t2\r\n3\t4\r\n')).to.equal('1\t2\n3\t4');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => cleanPaste(cleanPaste(text)) === cleanPaste(text)),
    );
    const plain = '- пункт\n1. раз\n\n2*3*4';
    expect(cleanPaste(plain)).to.equal(plain);
  });
});
