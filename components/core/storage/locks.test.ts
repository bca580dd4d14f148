import { expect } from '@esm-bundle/chai';
import { heldLocks, locked } from './locks.ts';

describe('Locks between tabs', () => {
  const own = Object.getOwnPropertyDescriptor(navigator, 'locks');
  const name = () => `locks-test:${crypto.randomUUID()}`;
  const replace = (value: unknown) => Object.defineProperty(navigator, 'locks', { value, configurable: true });
  const refused = () => Promise.reject(new DOMException('denied', 'SecurityError'));

  afterEach(() => {
    if (own) Object.defineProperty(navigator, 'locks', own);
    else Reflect.deleteProperty(navigator, 'locks');
  });

  it('one works at a time, and whoever does not wait learns that another does', async () => {
    const lock = name();
    const inside = await locked(lock, async () => [
      (await heldLocks())?.has(lock),
      await locked(lock, (isHeld) => isHeld, { ifAvailable: true }),
    ]);
    expect(inside).to.deep.equal([true, false]);
    expect((await heldLocks())?.has(lock)).to.equal(false);
  });

  for (const [where, value] of [
    ['there are none, as without https', undefined],
    ['they are refused, as where no site may keep anything', { request: refused, query: refused }],
  ] as const) {
    it(`every tab is by itself where ${where}`, async () => {
      replace(value);
      expect(await locked(name(), (isHeld) => isHeld)).to.equal(true);
      expect(await heldLocks()).to.equal(null);
    });
  }

  it('work that fails is not done twice', async () => {
    let times = 0;
    const work = () => {
      times += 1;
      throw new DOMException('not now', 'SecurityError');
    };
    expect(await locked(name(), work).catch(({ message }: DOMException) => message)).to.equal('not now');
    expect(times).to.equal(1);
  });
});
