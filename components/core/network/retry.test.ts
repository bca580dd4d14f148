import { expect } from '@esm-bundle/chai';
import { until } from '../../element/testing/until.ts';
import { following } from './retry.ts';

const unreached = () => new TypeError('Failed to fetch dynamically imported module: x');

describe('Code that follows the first paint', () => {
  it('is fetched again when the network is back, and until then somebody knows', async () => {
    let isOnline = false;
    let asked = 0;
    let failures = 0;
    const code = following(
      async () => {
        asked += 1;
        if (!isOnline) throw unreached();
        return 'code';
      },
      new AbortController().signal,
      () => {
        failures += 1;
      },
    );
    await until(() => failures === 1, 'it is said');
    isOnline = true;
    dispatchEvent(new Event('online'));
    expect(await code).to.equal('code');
    expect([asked, failures]).to.deep.equal([2, 1]);
  });

  it('is not waited for by whom nobody needs any longer', async () => {
    const stop = new AbortController();
    let asked = 0;
    const code = following(async () => {
      asked += 1;
      stop.abort();
      throw unreached();
    }, stop.signal);
    expect(await code).to.equal(null);
    dispatchEvent(new Event('online'));
    expect(asked).to.equal(1);
  });
});
