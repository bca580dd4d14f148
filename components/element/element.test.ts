import { expect } from '@esm-bundle/chai';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
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

class Rows extends SferumElement {
  protected readonly texts = {};
  rows = ['a', 'b', 'c'];
  hasField = false;

  take(row: string): Promise<boolean> {
    this.rows = this.rows.filter((each) => each !== row);
    this.requestUpdate();
    return this.updateComplete;
  }

  override render() {
    return html`<ul>
        ${repeat(
          this.rows,
          (row) => row,
          (row) =>
            html`<li>${row}<button type="button" aria-label=${row} @click=${() => this.take(row)}></button></li>`,
        )}
      </ul>
      ${this.hasField ? html`<input />` : nothing}`;
  }
}
define('test-element-rows', Rows);

describe('The focus', () => {
  afterEach(() => document.body.replaceChildren());

  async function put() {
    const rows = document.createElement('test-element-rows') as Rows;
    document.body.append(rows);
    await rows.updateComplete;
    // What keeps the focus comes when a tag has it for the first time.
    rows.shadowRoot?.querySelector('button')?.focus();
    await import('./host/keeper.ts');
    await new Promise(requestAnimationFrame);
    const focused = () => rows.shadowRoot?.activeElement?.getAttribute('aria-label') ?? null;
    const button = (name: string) => rows.shadowRoot?.querySelector<HTMLElement>(`[aria-label=${name}]`);
    return { button, focused, rows };
  }

  it('B9 goes on to the next button, or the one before, when what was pressed goes with its row', async () => {
    const { button, focused, rows } = await put();
    const left = [];
    for (const row of ['b', 'c', 'a']) {
      button(row)?.focus();
      await rows.take(row);
      left.push(focused());
    }
    expect(left).to.deep.equal(['c', 'a', null]);
  });

  it('B9 stays where it is when another row goes, and no field that goes raises the keyboard elsewhere', async () => {
    const { button, focused, rows } = await put();
    button('a')?.focus();
    await rows.take('c');
    expect(focused()).to.equal('a');
    rows.hasField = true;
    rows.requestUpdate();
    await rows.updateComplete;
    rows.shadowRoot?.querySelector('input')?.focus();
    rows.hasField = false;
    rows.requestUpdate();
    await rows.updateComplete;
    expect(focused()).to.equal(null);
  });
});

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
