import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { FakeClock } from '../../element/testing/fake-clock.ts';
import { until } from '../../element/testing/until.ts';
import { LinksStore } from './links-store.ts';

describe('Addresses of files', () => {
  it('R5 are asked for again by themselves when Storage did not answer', async () => {
    const at = new Date();
    const clock = new FakeClock(at);
    let failure: Promise<never> | null = new Promise(() => {});
    const sign = async (_bucket: string, objects: readonly string[]) =>
      failure ?? new Map(objects.map((object) => [object, `${object}#`]));
    const store = new LinksStore({ sign }, 'chat-files');
    let drawn: string | undefined;
    const unsubscribe = store.subscribe(() => {
      drawn = store.get('photo');
    });
    try {
      store.get('photo');
      await until(() => clock.waiting > 0, 'it asks');
      clock.to(new Date(at.getTime() + 10_000));
      await until(() => store.state.missing.has('photo'), 'it is said not to be there');
      failure = Promise.reject(new AppError('offline'));
      failure.catch(() => {});
      clock.to(new Date(at.getTime() + 13_000));
      await until(() => store.state.missing.has('photo') && clock.waiting > 0, 'it is still not there');
      failure = null;
      clock.to(new Date(at.getTime() + 19_000));
      await until(() => drawn === 'photo#', 'it is there');
      expect(clock.waiting).to.equal(0);
    } finally {
      unsubscribe();
      clock.stop();
    }
  });
});
