import { expect } from '@esm-bundle/chai';
import { html, LitElement } from 'lit';
import { AppError } from '../../core/errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { until } from '../testing/until.ts';
import { Fetched } from './fetched.ts';

class Host extends LitElement {
  asked = 0;
  answer: () => Promise<string> = () => new Promise(() => {});
  readonly what = new Fetched(this, () => {
    this.asked += 1;
    return this.answer();
  });

  override render() {
    const { value } = this.what;
    return html`${value.status === 'failed' ? value.error.code : value.status === 'ready' ? value.value : 'wait'}`;
  }
}
customElements.define('test-fetched-host', Host);

describe('What an element fetches without a store', () => {
  let clock: FakeClock;
  const at = new Date();
  const to = (milliseconds: number) => clock.to(new Date(at.getTime() + milliseconds));
  beforeEach(() => {
    clock = new FakeClock(at);
  });
  afterEach(() => {
    clock.stop();
    document.body.replaceChildren();
  });

  async function put() {
    const host = document.createElement('test-fetched-host') as Host;
    document.body.append(host);
    host.what.ask();
    await host.updateComplete;
    const says = (words: string) => until(() => host.shadowRoot?.textContent === words, words);
    return { host, says };
  }

  it('R5 is said not to come after ten seconds, and comes by itself later', async () => {
    const { host, says } = await put();
    await says('wait');
    to(10_000);
    await says('offline');
    host.answer = async () => 'there';
    to(13_000);
    await says('there');
    expect(host.asked).to.equal(2);
  });

  it('R5 is not asked for again after a refusal, nor when the element has gone', async () => {
    const { host, says } = await put();
    host.answer = () => Promise.reject(new AppError('denied'));
    host.what.ask();
    await says('denied');
    to(60_000);
    expect(host.asked).to.equal(2);
    host.answer = () => Promise.reject(new AppError('offline'));
    host.what.ask();
    await says('offline');
    host.remove();
    to(200_000);
    expect(host.asked).to.equal(3);
  });
});
