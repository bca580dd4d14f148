import { expect } from '@esm-bundle/chai';
import { readDelta } from '../../reading/delta.ts';
import { hostileStrings } from '../../testing/hostile.ts';
import { readHtml } from './html-tree.ts';
import { deltaOfHtml, deltaOfText } from './pasted-delta.ts';

const text = (html: string): string =>
  deltaOfHtml(html)
    .ops.map(({ insert }) => (typeof insert === 'string' ? insert : '◆'))
    .join('');
/** Each line with how it stands. */
const lines = (html: string) =>
  deltaOfHtml(html).ops.reduce<[string, unknown][]>(
    (found, { attributes, insert }) => {
      const last = found.at(-1);
      if (insert === '\n') {
        const { table } = (attributes ?? {}) as { table?: string };
        // Each row has an id of its own.
        if (last) last[1] = table ? { table: table.split('-')[0] } : (attributes ?? null);
        found.push(['', undefined]);
      } else if (last) last[0] += String(insert);
      return found;
    },
    [['', undefined]],
  );

const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8>
<style>p.MsoNormal{margin:0;font-family:"Times New Roman"}</style><!--[if gte mso 9]><xml><o:x/></xml><![endif]--></head>
<body lang=RU style='tab-interval:35.4pt'><!--StartFragment-->
<h1 style='color:red'>Отчёт<o:p></o:p></h1>
<p class=MsoNormal style='mso-margin-top-alt:auto'><b style='mso-bidi-font-weight:normal'><span style='font-size:14.0pt;
font-family:"Times New Roman",serif'>Важно</span></b><span style='color:red'>, и&nbsp;<i>очень</i></span> — да<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>первое</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp; </span></span>вложенное</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span>по порядку</p>
<table class=MsoTableGrid border=1><tr><td width=100><p class=MsoNormal>Предмет</p></td><td><p class=MsoNormal>Часы</p></td></tr>
<tr><td colspan=2><p>Итого</p><p>168</p></td></tr></table>
<p class=MsoNormal><span style='display:none'>скрыто</span><a href="javascript:alert(1)">плохая</a> и <a href="https://example.org/a?b=1&amp;c=2">хорошая</a></p>
<!--EndFragment--></body></html>`;

describe('E4 what is pasted', () => {
  it('E4 from Word is words and how they are meant, with its lists and its table', () => {
    expect(lines(word).filter(([line, block]) => line || block)).to.eql([
      ['Отчёт', { header: 2 }],
      ['Важно, и очень — да', null],
      ['первое', { list: 'bullet' }],
      ['вложенное', { list: 'bullet', indent: 1 }],
      ['по порядку', { list: 'ordered' }],
      ['Предмет', { table: 'row' }],
      ['Часы', { table: 'row' }],
      ['Итого 168', { table: 'row' }],
      ['', { table: 'row' }],
      ['плохая и хорошая', null],
    ]);
    const { ops } = deltaOfHtml(word);
    expect(ops.find(({ insert }) => insert === 'Важно')?.attributes).to.eql({ bold: true });
    expect(ops.find(({ insert }) => insert === 'хорошая')?.attributes).to.eql({
      link: 'https://example.org/a?b=1&c=2',
    });
    expect(JSON.stringify(ops)).to.not.match(/javascript|Mso|font|color|скрыто/);
    const blocks = readDelta({ ops });
    expect(blocks.find(({ kind }) => kind === 'table')).to.nested.property('rows.length', 2);
  });

  it('E4 from a page has its headings, lists, quotations and code', () => {
    const html = `<div><h2>Глава</h2><p>Текст <strong>жирный</strong> и<br>новая строка</p><ul><li>раз<ol><li>вложен</li></ol></li>
      <li><p>два</p></li></ul><blockquote><p>сказано</p></blockquote><pre>a  b\n  c</pre><img src="https://evil.example/pixel.gif"><script>alert(1)</script></div>`;
    expect(lines(html).filter(([line]) => line)).to.eql([
      ['Глава', { header: 2 }],
      ['Текст жирный и', null],
      ['новая строка', null],
      ['раз', { list: 'bullet' }],
      ['вложен', { list: 'ordered', indent: 1 }],
      ['два', { list: 'bullet' }],
      ['сказано', { blockquote: true }],
      ['a  b', { 'code-block': 'plain' }],
      ['  c', { 'code-block': 'plain' }],
    ]);
    expect(text(html)).to.not.contain('alert');
  });

  it('E4 from Google Docs is not bold as a whole', () => {
    const html =
      '<b style="font-weight:normal" id="docs-internal-guid"><p><span style="font-weight:700">жирно</span><span style="font-weight:400"> нет</span></p></b>';
    expect(deltaOfHtml(html).ops).to.eql([
      { insert: 'жирно', attributes: { bold: true } },
      { insert: ' нет' },
      { insert: '\n' },
    ]);
  });

  it('E4 keeps its rules and its raised and lowered digits', () => {
    expect(text('<p>до</p><hr><p>после</p>')).to.equal('до\n◆после\n');
    expect(deltaOfHtml('<hr>').ops).to.eql([{ insert: { divider: true } }]);
    expect(text('<p>10<sup>6</sup> м<sup><span style="font-size:8pt">−2</span></sup>, H<sub>2</sub>O</p>')).to.equal(
      '10⁶ м⁻², H₂O\n',
    );
    expect(text('<p>x<span style="vertical-align:super">n+1</span>, 5<sup>th</sup></p>')).to.equal('xⁿ⁺¹, 5th\n');
    expect(text('<table><tr><td>м<sup>2</sup></td><td>CO<sub>2</sub></td></tr></table>')).to.equal('м²\nCO₂\n');
  });

  it('E4 from a spreadsheet is a table, also without its frame and as text', () => {
    const rows = (delta: unknown) => readDelta(delta).flatMap((block) => (block.kind === 'table' ? block.rows : []));
    const html =
      '<table><thead><tr><th>А</th><th>Б</th></tr></thead><tbody><tr><td>1</td><td></td></tr><tr><td>2</td></tr></tbody></table>';
    const found = rows(deltaOfHtml(html));
    expect(found.map(({ cells, isHead }) => [isHead, cells.length])).to.eql([
      [true, 2],
      [false, 2],
      [false, 2],
    ]);
    const cut =
      '<html><body><table><!--StartFragment--><tr><td>1</td><td>2</td></tr><!--EndFragment--></table></body></html>';
    expect(rows(deltaOfHtml(cut)).map(({ cells }) => cells.length)).to.eql([2]);
    expect(rows(deltaOfText('a\tb\n1\t2\n')).map(({ cells }) => cells.length)).to.eql([2, 2]);
    // Two of them are two tables, or at least no row is in both.
    const ids = [...deltaOfHtml(html).ops, ...deltaOfHtml(html).ops].flatMap(
      ({ attributes }) => (attributes as { table?: string })?.table ?? [],
    );
    expect(new Set(ids).size).to.equal(6);
  });

  it('E4 as text stays as it is', () => {
    expect(deltaOfText('раз\r\nдва\tтри').ops).to.eql([{ insert: 'раз\nдва\tтри' }]);
  });

  it('E4 is calm about HTML that is none', () => {
    for (const html of [
      '<',
      '<<<>',
      '<p',
      '</p></p>',
      '<p a="',
      '&#xffffffff;&#0;&nope;',
      '<!--',
      '<script>',
      '<li>',
      '<td><tr><li><p>',
      '<a href=x>'.repeat(5000),
    ])
      expect(() => deltaOfHtml(html), html.slice(0, 20)).to.not.throw();
    // Half a megabyte each: what looks for an end from every place anew does not come to one.
    for (const each of [
      '<a',
      '</a',
      '<![',
      '<!',
      '<?',
      '<a "',
      "<a '",
      '<a b=',
      '<!--',
      '<b a=">',
      '<svg>',
      '&#1',
      '<td>',
      '</',
    ])
      expect(() => deltaOfHtml(each.repeat(500_000 / each.length)), each).to.not.throw();
    for (const each of [
      '<!--StartFragment-->'.repeat(100_000),
      `<ul><li>${'<ul></ul>'.repeat(100_000)}`,
      `<p style="${'text-decoration:::::'.repeat(5000)}">`,
      `<table>${'<tr>'.repeat(200_000)}<td>`,
      `<table><tr>${'<td>'.repeat(10_000)}${'<tr><td>'.repeat(10_000)}`,
    ])
      expect(() => deltaOfHtml(each), each.slice(0, 40)).to.not.throw();
    expect(text('a &lt;b&gt; &laquo;c&raquo; &#1044; &#x414;')).to.equal('a <b> «c» Д Д');
    expect(readHtml('<p>раз<p>два').children.length).to.equal(2);
    for (const each of hostileStrings) {
      const { ops } = deltaOfHtml(each);
      expect(ops.every(({ insert }) => typeof insert === 'string')).to.equal(true);
    }
  });
});
