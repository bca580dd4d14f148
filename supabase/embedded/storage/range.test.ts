import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNotModified, parseRange, rangeCounts } from './range.ts';

describe('Parts of a file', () => {
  it('are those between two bytes, from one on, or the last ones', () => {
    const asked: [string, ReturnType<typeof parseRange>][] = [
      ['bytes=0-0', { start: 0, end: 0 }],
      ['bytes=2-5', { start: 2, end: 5 }],
      ['bytes=7-', { start: 7, end: 9 }],
      ['bytes=7-99', { start: 7, end: 9 }],
      ['bytes=-3', { start: 7, end: 9 }],
      ['bytes=-99', { start: 0, end: 9 }],
      ['BYTES = 1 - 2 ', { start: 1, end: 2 }],
    ];
    for (const [header, part] of asked) assert.deepEqual(parseRange(header, 10), part, header);
  });

  it('are refused behind the end', () => {
    for (const header of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) {
      assert.equal(parseRange(header, 10), 'unsatisfiable', header);
    }
    assert.equal(parseRange('bytes=0-', 0), 'unsatisfiable');
    assert.equal(parseRange(`bytes=${'9'.repeat(400)}-`, 10), 'unsatisfiable');
  });

  it('are all of it for several parts, other units and nonsense', () => {
    for (const header of [
      null,
      '',
      'bytes',
      'bytes=',
      'bytes=-',
      'bytes=5-2',
      'bytes=0-1,3-4',
      'lines=1-2',
      'bytes=a-b',
    ]) {
      assert.equal(parseRange(header, 10), null, String(header));
    }
  });
});

describe('A file that the caller may have already', () => {
  const file = { etag: '"abc"', lastModified: new Date('2026-01-02T03:04:05.678Z') };
  const notModified = (headers: Record<string, string>) => isNotModified(new Headers(headers), file);

  it('is the same by its tag, one of several, weak, or any', () => {
    for (const tags of ['"abc"', '"x", "abc"', 'W/"abc"', '*'])
      assert.equal(notModified({ 'if-none-match': tags }), true, tags);
    for (const tags of ['"abcd"', 'abc', '']) assert.equal(notModified({ 'if-none-match': tags }), false, tags);
  });

  it('is the same by its time, in whole seconds, unless a tag decides otherwise', () => {
    const at = 'Fri, 02 Jan 2026 03:04:05 GMT';
    assert.equal(notModified({ 'if-modified-since': at }), true);
    assert.equal(notModified({ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }), false);
    assert.equal(notModified({ 'if-modified-since': 'yesterday' }), false);
    assert.equal(notModified({ 'if-modified-since': at, 'if-none-match': '"other"' }), false);
    assert.equal(notModified({}), false);
  });

  it('is continued only when it is still the same', () => {
    const counts = (condition?: string) =>
      rangeCounts(new Headers(condition === undefined ? {} : { 'if-range': condition }), file);
    assert.deepEqual([counts(), counts('"abc"'), counts('Fri, 02 Jan 2026 03:04:05 GMT')], [true, true, true]);
    assert.deepEqual([counts('"other"'), counts('W/"abc"'), counts('nonsense')], [false, false, false]);
  });
});
