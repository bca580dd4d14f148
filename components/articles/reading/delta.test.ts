import { expect } from '@esm-bundle/chai';
import { html, render } from 'lit';
import { articles } from '../../locales/ru/articles/articles.ts';
import { cleanDelta } from '../edit/clean-delta.ts';
import { hostileDeltas, hostileLinks, hostileStrings } from '../testing/hostile.ts';
import { type Block, headingsOf, isLink, plainText, readDelta } from './delta.ts';
import { drawArticle } from './draw-article.ts';

const file = '00000000-0000-4000-8000-000000000001';

function drawn(blocks: readonly Block[]): HTMLElement {
  const place = document.createElement('div');
  const picture = { id: file, kind: 'picture', name: 'x', path: 'a/b/c', previews: [], width: 10, height: 10 } as never;
  render(
    html`${drawArticle(blocks, {
      files: new Map([[file, picture]]),
      strings: articles,
      address: () => undefined,
      failed: () => {},
      enlarge: () => {},
      playing: new Set(),
      play: () => {},
      poll: () => html``,
      anchor: () => html``,
    })}`,
    place,
  );
  return place;
}

describe('E3 the text of an article', () => {
  it('E3 is read line by line: paragraphs, headings, quotations, code', () => {
    const blocks = readDelta({
      ops: [
        { insert: 'Один ' },
        { insert: 'два', attributes: { bold: true, link: 'https://example.org/' } },
        { insert: '\nГлава' },
        { insert: '\n', attributes: { header: 2 } },
        { insert: 'Первая\nВторая' },
        { insert: '\n', attributes: { blockquote: true } },
        { insert: 'a' },
        { insert: '\n', attributes: { 'code-block': 'plain' } },
        { insert: '\n', attributes: { 'code-block': true } },
        { insert: 'b' },
        { insert: '\n', attributes: { 'code-block': 'plain' } },
        { insert: 'без конца' },
      ],
    });
    expect(blocks.map(({ kind }) => kind)).to.eql(['paragraph', 'heading', 'paragraph', 'quote', 'code', 'paragraph']);
    expect(drawn(blocks).innerHTML.replace(/<!--.*?-->/g, '')).to.contain('<strong>два</strong></a>');
    expect(drawn(blocks).querySelector('pre')?.textContent).to.equal('a\n\nb');
  });

  it('E3 has lists within lists, and tables with a row of headings', () => {
    const item = (text: string, list: string, indent?: number) => [
      { insert: text },
      { insert: '\n', attributes: indent ? { list, indent } : { list } },
    ];
    const cell = (text: string, table: string) => [{ insert: text }, { insert: '\n', attributes: { table } }];
    const place = drawn(
      readDelta({
        ops: [
          ...item('1', 'ordered'),
          ...item('1а', 'bullet', 3),
          ...item('2', 'ordered'),
          ...item('точка', 'bullet'),
          ...cell('А', 'head-1'),
          ...cell('Б', 'head-1'),
          ...cell('1', 'row-1'),
          ...cell('', 'row-1'),
        ],
      }),
    );
    const plain = place.innerHTML.replace(/<!--.*?-->|\s*\n\s*/g, '');
    expect(plain).to.contain('<ol><li>1<ul><li>1а</li></ul></li><li>2</li></ol><ul><li>точка</li></ul>');
    expect([...place.querySelectorAll('th')].map((each) => each.textContent)).to.eql(['А', 'Б']);
    expect([...place.querySelectorAll('tr')].map((row) => row.children.length)).to.eql([2, 2]);
  });

  it('E3 has headings with addresses of their own, each once', () => {
    const heading = { insert: '\n', attributes: { header: 2 } };
    const blocks = readDelta({
      ops: [{ insert: 'Первая форма!' }, heading, { insert: 'Первая форма' }, heading, { insert: '…' }, heading],
    });
    expect(headingsOf(blocks).map(({ anchor }) => anchor)).to.eql(['первая-форма', 'первая-форма-2', 'part']);
  });

  it('E3 leaves an empty line out, and says what a picture shows', () => {
    const picture = { picture: { file, alt: 'Схема', caption: 'Рис. 1' } };
    const place = drawn(readDelta({ ops: [{ insert: '\n\nтекст' }, { insert: picture }, { insert: '\n' }] }));
    expect(place.querySelectorAll('p').length).to.equal(1);
    expect(place.querySelector('img')?.alt).to.equal('Схема');
    expect(place.querySelector('figcaption')?.textContent).to.equal('Рис. 1');
    expect(
      drawn(readDelta({ ops: [{ insert: { picture: { ...picture.picture, decorative: true } } }] })).querySelector(
        'button',
      ),
    ).to.equal(null);
  });

  it('E3 draws what it does not know as nothing', () => {
    const unknown = hostileDeltas.slice(0, 17);
    for (const delta of unknown) {
      const text = drawn(readDelta(delta)).textContent?.trim() ?? '';
      expect(text.length, JSON.stringify(delta)).to.be.below(3);
    }
  });

  it('E3 leads to pages, addresses and numbers only', () => {
    for (const link of hostileLinks) expect(isLink(link), link).to.equal(false);
    for (const link of ['https://example.org', 'http://пример.рф/путь?a=1#б', 'mailto:a@b.ru', 'tel:+7(999)000-00-00'])
      expect(isLink(link), link).to.equal(true);
  });
});

describe('E1 what is meant to do harm', () => {
  it('E1 is more than six hundred strings, links and texts', () => {
    expect(hostileStrings.length + hostileLinks.length + hostileDeltas.length).to.be.above(600);
  });

  it('E1 is never markup, and never leads anywhere', () => {
    for (const delta of hostileDeltas) {
      const place = drawn(readDelta(delta));
      document.body.append(place);
      const names = new Set([...place.querySelectorAll('*')].map(({ localName }) => localName));
      for (const name of [
        'script',
        'iframe',
        'svg',
        'style',
        'form',
        'input',
        'object',
        'base',
        'meta',
        'sferum-article',
      ])
        expect(names.has(name), `${name} in ${JSON.stringify(delta)?.slice(0, 200)}`).to.equal(false);
      for (const link of place.querySelectorAll('a')) expect(link.protocol).to.match(/^(https?|mailto|tel):$/);
      for (const each of place.querySelectorAll('*'))
        for (const { name } of each.attributes) expect(name).to.not.match(/^on|^style$/);
      place.remove();
    }
    expect((window as { hostile?: number }).hostile).to.equal(undefined);
  });

  it('E1 comes out of the editor as the database takes it', () => {
    for (const delta of hostileDeltas) {
      const { ops } = cleanDelta(delta);
      for (const op of ops) {
        expect(Object.keys(op).every((key) => key === 'insert' || key === 'attributes')).to.equal(true);
        const link = (op.attributes as { link?: string } | undefined)?.link;
        if (link) expect(isLink(link)).to.equal(true);
      }
      // The database takes no half of a character, and nothing that ends a text in the middle.
      expect(JSON.stringify(ops)).to.not.match(/\\ud[89a-f]|\\u00/i);
      // Read, cleaned and read again it is the same.
      expect(readDelta({ ops })).to.eql(readDelta(cleanDelta({ ops })));
    }
    const caption = `a${'😀'.repeat(300)}`;
    const [cut] = cleanDelta({ ops: [{ insert: { video: { file, caption } } }] }).ops;
    expect(cut).to.eql({ insert: { video: { file, caption: `a${'😀'.repeat(249)}` } } });
    expect(cleanDelta(JSON.parse('{"ops":[{"insert":"x","attributes":{"__proto__":{"bold":true}}}]}'))).to.eql({
      ops: [{ insert: 'x' }],
    });
  });

  it('E1 gives each of a hundred thousand equal headings an address, and none half a character', () => {
    const attributes = { header: 2 };
    const blocks = readDelta({ ops: [{ insert: 'Часть\n'.repeat(100_000), attributes }] });
    expect(new Set(headingsOf(blocks).map(({ anchor }) => anchor)).size).to.equal(100_000);
    expect(headingsOf(blocks)[2]?.anchor).to.equal('часть-3');
    const [long] = headingsOf(readDelta({ ops: [{ insert: `a${'𐐨'.repeat(100)}\n`, attributes }] }));
    expect(encodeURIComponent(long?.anchor ?? '')).to.have.length(1 + 59 * 12);
    const taken = readDelta({ ops: ['a-2', 'a', 'a', 'a'].map((text) => ({ insert: `${text}\n`, attributes })) });
    expect(headingsOf(taken).map(({ anchor }) => anchor)).to.eql(['a-2', 'a', 'a-3', 'a-4']);
  });

  it('E1 loses no line where one says it is two things', () => {
    for (const both of [
      { list: 'bullet', blockquote: true },
      { list: 'ordered', 'code-block': true },
      { 'code-block': true, table: 'row-1' },
      { table: 'row-1', blockquote: true },
    ])
      for (const [name, value] of Object.entries(both)) {
        const ops = [
          { insert: 'первая\n', attributes: both },
          { insert: 'вторая\nтретья\n', attributes: { [name]: value } },
          { insert: 'четвёртая\n' },
        ];
        const read = drawn(readDelta({ ops })).textContent ?? '';
        for (const line of ['первая', 'вторая', 'третья', 'четвёртая'])
          expect(read, `${line} of ${JSON.stringify(both)}`).to.contain(line);
      }
  });

  it('E1 reads a list that becomes another with every line', () => {
    const ops = Array.from({ length: 300_000 }, (_, at) => ({
      insert: 'a\n',
      attributes: { list: at % 2 ? 'bullet' : 'ordered' },
    }));
    expect(readDelta({ ops })).to.have.length(300_000);
  });

  it('E1 does not make a page slow: thousands of pieces are read at once', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      insert: `${at}\n`,
      attributes: { list: 'bullet', indent: at % 6 },
    }));
    const [block] = readDelta({ ops: many });
    expect(block?.kind).to.equal('list');
    expect(plainText([])).to.equal('');
  });
});
