import { expect } from '@esm-bundle/chai';
import { html, LitElement } from 'lit';
import { until } from '../testing/until.ts';
import { LazyCode } from './lazy-code.ts';

class Host extends LitElement {
  readonly code = new LazyCode(this);

  override render() {
    return html`${this.code.problem?.code ?? 'nothing'}`;
  }
}
customElements.define('test-lazy-code-host', Host);

describe('Code that comes when it is wanted', () => {
  let isOnline: boolean;
  let fetched: number;
  const code = async () => {
    fetched += 1;
    if (!isOnline) throw new TypeError('Failed to fetch dynamically imported module: x');
  };

  beforeEach(() => {
    isOnline = false;
    fetched = 0;
  });
  afterEach(() => document.body.replaceChildren());

  async function put() {
    const host = document.createElement('test-lazy-code-host') as Host;
    document.body.append(host);
    await host.updateComplete;
    const says = (words: string) => until(() => host.shadowRoot?.textContent === words, words);
    return { host, says };
  }

  it('is there, or it is said why not, until it has come when the network is back', async () => {
    const { host, says } = await put();
    expect(await host.code.fetch(code)).to.equal(false);
    await says('offline');
    isOnline = true;
    dispatchEvent(new Event('online'));
    await says('nothing');
    expect(fetched).to.equal(2);
    dispatchEvent(new Event('online'));
    expect([await host.code.fetch(code), fetched]).to.deep.equal([true, 3]);
  });

  it('is tried again as often as the network is back, and what is said of it stays until it has come', async () => {
    const { host, says } = await put();
    await host.code.fetch(code);
    dispatchEvent(new Event('online'));
    await until(() => fetched === 2, 'it is tried again');
    await host.updateComplete;
    await says('offline');
    isOnline = true;
    dispatchEvent(new Event('online'));
    await says('nothing');
  });

  it('is not spoken of when nobody has asked for it', async () => {
    const { host, says } = await put();
    expect(await host.code.fetch(code, false)).to.equal(false);
    await host.updateComplete;
    await says('nothing');
    isOnline = true;
    dispatchEvent(new Event('online'));
    await until(() => fetched === 2, 'it comes all the same');
  });

  it('is said to be missing also when other code has come meanwhile, for which nobody asked', async () => {
    const { host, says } = await put();
    await host.code.fetch(code);
    expect(await host.code.fetch(async () => {}, false)).to.equal(true);
    await host.updateComplete;
    await says('offline');
    isOnline = true;
    dispatchEvent(new Event('online'));
    await says('nothing');
  });

  it('is not waited for by who has left the page', async () => {
    const { host } = await put();
    await host.code.fetch(code);
    host.remove();
    dispatchEvent(new Event('online'));
    expect(fetched).to.equal(1);
  });
});
