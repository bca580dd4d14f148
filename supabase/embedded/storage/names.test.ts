import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { disposition } from './downloads.ts';
import { isValidKey, mustBeTypePattern, mustBeValidBucketName, sizeOfText, takesType } from './names.ts';

describe('Names of objects', () => {
  it('are those S3 takes', () => {
    for (const name of ['a', 'a/b.txt', "it's (1) & co.png", 'a..b', '...', 'con', 'NUL.txt', 'x'.repeat(1024)]) {
      assert.equal(isValidKey(name), true, name);
    }
  });

  it('are no way out, not encoded, not Cyrillic, not endless', () => {
    const bad = [
      '',
      '..',
      '../a',
      'a/../b',
      'a/..',
      './a',
      'a\\b',
      '..\\a',
      'a\0b',
      'a\nb',
      '%2e%2e/a',
      'имя',
      'é',
      '😀',
    ];
    for (const name of [...bad, 'x'.repeat(1025)]) assert.equal(isValidKey(name), false, JSON.stringify(name));
  });
});

describe('Buckets', () => {
  it('have a name without a slash', () => {
    for (const name of ['a', 'my-bucket_1', 'x'.repeat(100)]) mustBeValidBucketName(name);
    for (const name of ['', 'a/b', ' a', 'a ', '..', 'имя', 'x'.repeat(101)]) {
      assert.throws(() => mustBeValidBucketName(name), { code: 'InvalidBucketName' }, name);
    }
  });

  it('take the types that they are for, whatever parameters follow', () => {
    const types = ['image/*', 'text/plain'];
    for (const type of ['image/png', 'IMAGE/PNG', 'text/plain; charset=UTF-8'])
      assert.equal(takesType(types, type), true);
    for (const type of ['text/html', 'image', 'imagex/png', '', '/', 'text/plainer']) {
      assert.equal(takesType(types, type), false, type);
    }
    assert.deepEqual([takesType(null, 'a/b'), takesType([], 'a/b'), takesType(['*/*'], 'a/b')], [true, true, true]);
  });

  it('are limited to types that are some', () => {
    for (const type of ['image/*', 'text/plain;charset=utf-8', '*/*', '*']) mustBeTypePattern(type);
    for (const type of ['', 'image', 'a/b/c', 'image/', '<>/x']) {
      assert.throws(() => mustBeTypePattern(type), { code: 'InvalidMimeType' }, type);
    }
  });

  it('have sizes in thousands', () => {
    assert.deepEqual(['5MB', '1.5kb', '20GB', '3B'].map(sizeOfText), [5e6, 1500, 2e10, 3]);
    for (const text of ['5', 'MB', '-1MB', '5 MB', '5MiB', '1e3MB']) assert.throws(() => sizeOfText(text), text);
  });
});

describe('Names to save under', () => {
  it('may be any, and end no header', () => {
    for (const name of ['Отчёт.pdf', 'a"b;c\r\nx: y', "it's*", '\ud800']) {
      const header = disposition(name);
      assert.match(header, /^[\x20-\x7e]+$/);
      const encoded = /filename\*=UTF-8''([^;']+);$/.exec(header)?.[1] ?? '';
      assert.equal(decodeURIComponent(encoded), name.toWellFormed());
    }
    assert.equal(disposition(''), 'attachment;');
  });
});
