import { expect } from '@esm-bundle/chai';
import { newId } from './id.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('A new id', () => {
  const replace = (name: 'randomUUID' | 'getRandomValues', value: unknown) =>
    Object.defineProperty(crypto, name, { value, configurable: true });
  // What stands on the prototype is visible again.
  afterEach(() => {
    Reflect.deleteProperty(crypto, 'randomUUID');
    Reflect.deleteProperty(crypto, 'getRandomValues');
  });

  it('is a UUID, another each time', () => {
    expect(newId()).to.match(uuid);
    expect(newId()).not.to.equal(newId());
  });

  it('C11 is one on plain http too, where browsers have no randomUUID', () => {
    replace('randomUUID', undefined);
    expect(newId()).to.match(uuid);
    expect(newId()).not.to.equal(newId());
  });

  it('C11 marks version and variant, whatever the random bytes are', () => {
    replace('randomUUID', undefined);
    for (const [byte, id] of [
      [0x00, '00000000-0000-4000-8000-000000000000'],
      [0xff, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
    ] as const) {
      replace('getRandomValues', (bytes: Uint8Array) => bytes.fill(byte));
      expect(newId()).to.equal(id);
    }
  });
});
