import { expect } from '@esm-bundle/chai';
import { AppError } from '../errors.ts';
import { toStorageError } from './storage-error.ts';

const answered = (status: number, statusCode?: string) => Object.assign(new Error('refused'), { status, statusCode });
const thrown = (originalError: unknown) => Object.assign(new Error('refused'), { originalError });

describe('An error of Storage', () => {
  for (const [error, code] of [
    [answered(400, '403'), 'denied'],
    [answered(400, '404'), 'missing'],
    [answered(413), 'invalid'],
    [answered(400, '415'), 'invalid'],
    [answered(429), 'limited'],
    [answered(503), 'offline'],
    // The server was reached, and failed: no connection is to be looked for.
    [answered(500), 'unknown'],
    [answered(400, 'InvalidKey'), 'unknown'],
    [thrown(new TypeError('Failed to fetch')), 'offline'],
    // The sign-in of a network answers in the place of Storage.
    [thrown(new SyntaxError("Unexpected token '<'")), 'offline'],
    [thrown(new AppError('denied')), 'denied'],
    [thrown(new TypeError('undefined is not a function')), 'unknown'],
  ] as const) {
    it(`R5 is ${code}: ${JSON.stringify(error)} ${'originalError' in error ? String(error.originalError) : ''}`, () => {
      expect(toStorageError(error).code).to.equal(code);
    });
  }
});
