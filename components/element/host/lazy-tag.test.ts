import { expect } from '@esm-bundle/chai';
import { html, LitElement } from 'lit';
import { registry } from '../registry.ts';
import { until } from '../testing/until.ts';
import { LazyTag } from './lazy-tag.ts';

class Host extends LitElement {
  readonly lazy = new LazyTag(this, 'sferum-invite');

  override render() {
    return html`${this.lazy.shown?.status ?? 'nothing'}`;
  }
}
customElements.define('test-lazy-host', Host);

describe('A tag that comes when it is wanted', () => {
  const load = registry['sferum-invite'];
  afterEach(() => {
    registry['sferum-invite'] = load;
    document.body.replaceChildren();
  });

  it('says that it could not be loaded, and comes by itself when the network is back', async () => {
    const host = document.createElement('test-lazy-host') as Host;
    document.body.append(host);
    await until(() => host.shadowRoot?.textContent === 'nothing', 'nobody wants it');
    registry['sferum-invite'] = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module: x'));
    host.lazy.show();
    await until(() => host.shadowRoot?.textContent === 'failed', 'it is said');
    const { shown } = host.lazy;
    expect(shown?.status === 'failed' && shown.error.code).to.equal('offline');
    registry['sferum-invite'] = load;
    dispatchEvent(new Event('online'));
    await until(() => host.shadowRoot?.textContent === 'ready', 'it is there');
    host.lazy.hide();
    await until(() => host.shadowRoot?.textContent === 'nothing', 'it is gone');
  });
});
