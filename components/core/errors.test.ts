import { expect } from '@esm-bundle/chai';
import { AppError, toAppError } from './errors.ts';

describe('Whatever was thrown', () => {
  const realError = console.error;
  let logged: unknown[];
  beforeEach(() => {
    logged = [];
    console.error = (...logs: unknown[]) => logged.push(logs.at(-1));
  });
  afterEach(() => {
    console.error = realError;
  });

  for (const words of [
    'Failed to fetch',
    'Failed to fetch dynamically imported module: http://college.test/chunks/chat.js',
    'NetworkError when attempting to fetch resource.',
    'error loading dynamically imported module: http://college.test/chunks/chat.js',
    'Load failed',
    'Importing a module script failed.',
    'The network connection was lost.',
  ]) {
    it(`R5 is offline where a browser says «${words.slice(0, 34)}»`, () => {
      expect(toAppError(new TypeError(words))).to.include({ code: 'offline', detail: words });
      expect(logged).to.deep.equal([]);
    });
  }

  it('R5 is offline where nothing came in time', () => {
    expect(toAppError(new DOMException('no answer in time', 'TimeoutError')).code).to.equal('offline');
  });

  const mistakes: readonly unknown[] = [
    new TypeError('crypto.randomUUID is not a function'),
    new TypeError("Cannot read properties of undefined (reading 'fetch')"),
    new TypeError('can\'t access property "locks", navigator is undefined'),
    new RangeError('Invalid time value'),
    'a text',
  ];
  for (const mistake of mistakes) {
    it(`R5 is a mistake, not the network, and stands in the console: ${mistake}`, () => {
      expect(toAppError(mistake)).to.include({ code: 'unknown' });
      expect(logged).to.deep.equal([mistake]);
    });
  }

  it('stays what it is when the server said it', () => {
    const denied = new AppError('denied', '42501');
    expect(toAppError(denied)).to.equal(denied);
    expect(logged).to.deep.equal([]);
  });
});
