import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparisonIn, hideComparison, hideNumbers, hideText, showNumbers, showText, showTextInJson } from './exact.ts';
import { comparisonWithPart } from './filters.ts';

describe('Numbers that JavaScript cannot hold', () => {
  const texts = [
    '[{"a":9007199254740993,"b":-0.12345678901234567890,"c":1e5,"d":"9007199254740993","e":[12345678901234567890]}]',
    '{"a\\"9007199254740993":"\\\\","b":9007199254740993}',
    '[1.10,100000000000000000000,0.5,-1]',
  ];
  for (const text of texts) {
    it(`pass unchanged: ${text}`, () => {
      const through = showNumbers(JSON.stringify(JSON.parse(hideNumbers(text))));
      assert.deepEqual(JSON.parse(through), JSON.parse(text));
      for (const [number] of text.matchAll(/\d{16,}|0\.\d{16,}/g)) assert.ok(through.includes(number), through);
    });
  }

  it('are plain in CSV and in JSON within text', () => {
    const [hidden] = JSON.parse(hideNumbers('[{"a":9007199254740993}]'));
    assert.equal(showNumbers(`x,${hidden.a}`), 'x,9007199254740993');
    assert.equal(showNumbers(`"${JSON.stringify(hidden).replaceAll('"', '""')}"`), '"{""a"":9007199254740993}"');
    assert.equal(showNumbers(JSON.stringify(JSON.stringify(hidden))), '"{\\"a\\":9007199254740993}"');
  });
});

describe('What is hidden from lite', () => {
  it('comes back in whatever names it, and reveals its mark to nobody', () => {
    const comparison = { operator: 'match', modifier: '', value: 'a "b"' };
    const hidden = `(${hideText('+7, "x"')},${hideComparison(comparison)})`;
    assert.match(hidden, /^[(\w),]+$/);
    assert.equal(showText(hidden), '(+7, "x",a "b")');
    assert.deepEqual(comparisonIn(hideComparison(comparison)), comparison);
    assert.equal(comparisonIn(hidden), null);
  });

  it('comes back into JSON without breaking it', () => {
    const text = '{1,"2"}\r\n\\';
    const message = `malformed array literal: "${hideText(text)}"`;
    assert.equal(JSON.parse(showTextInJson(JSON.stringify({ message }))).message, `malformed array literal: "${text}"`);
  });

  it('is compared only by operators of PostgREST', () => {
    assert.equal(comparisonWithPart('match', ''), '~ ?');
    assert.equal(comparisonWithPart('fts', '(english)'), "@@ to_tsquery('english', ?)");
    for (const operator of ['= 1 or 1', 'constructor', 'eq']) assert.equal(comparisonWithPart(operator, ''), null);
    assert.equal(comparisonWithPart('fts', "(a'b)"), '@@ to_tsquery(?)');
  });
});
