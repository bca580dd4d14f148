import { expect } from '@esm-bundle/chai';
import { html } from 'lit';
import { AppError, failed, type Loadable } from '../core/errors.ts';
import { define } from './define.ts';
import { SferumElement } from './element.ts';

class Viewer extends SferumElement {
  protected readonly texts = {};
  shown: Loadable<string> | undefined;
  override render() {
    return this.view(this.shown, (text) => html`${text}`, { retry: () => {} });
  }
}
define('test-element-viewer', Viewer);

describe('A failure that is shown', () => {
  const realWarn = console.warn;
  let logged: unknown[];
  beforeEach(() => {
    logged = [];
    console.warn = (...logs: unknown[]) => logged.push(logs.at(-1));
  });
  afterEach(() => {
    console.warn = realWarn;
    document.body.replaceChildren();
  });

  async function shown(error: unknown): Promise<string> {
    const viewer = document.createElement('test-element-viewer') as Viewer;
    viewer.shown = failed(error);
    document.body.append(viewer);
    await viewer.updateComplete;
    viewer.requestUpdate();
    await viewer.updateComplete;
    return viewer.shadowRoot?.textContent ?? '';
  }

  for (const raw of [
    new AppError('offline', 'TypeError: Failed to fetch'),
    new AppError('offline', '<html><body><h1>502 Bad Gateway</h1></body></html>'),
    new AppError('unknown', 'relation "chats" does not exist'),
    new TypeError('NetworkError when attempting to fetch resource.'),
  ]) {
    it(`R5 keeps «${raw.message.slice(0, 40)}» for the console`, async () => {
      const text = await shown(raw);
      expect(text).to.contain('Повторить');
      expect(text).not.to.match(/TypeError|fetch|html|502|relation|NetworkError/i);
      expect(logged).to.have.length(1);
      expect(String(logged[0])).to.contain(raw.message);
    });
  }

  it('R5 gives people a short code to pass on', async () => {
    expect(await shown(new AppError('unknown', 'XX000'))).to.contain('Код ошибки: XX000');
    expect(await shown(new AppError('unknown', 'PGRST205'))).to.contain('Код ошибки: PGRST205');
  });
});
