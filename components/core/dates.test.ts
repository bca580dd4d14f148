import { expect } from '@esm-bundle/chai';
import { html, LitElement } from 'lit';
import { FakeClock } from '../element/testing/fake-clock.ts';
import { dayTitle, redrawDaily } from './dates.ts';

class Dated extends LitElement {
  constructor() {
    super();
    redrawDaily(this);
  }

  override render() {
    return html`${dayTitle(new Date(2026, 10, 29, 12), 'ru')}`;
  }
}
customElements.define('test-dated', Dated);

describe('«Сегодня»', () => {
  let clock: FakeClock;
  let element: Dated;

  beforeEach(async () => {
    clock = new FakeClock(new Date(2026, 10, 29, 23, 59, 30));
    element = document.createElement('test-dated') as Dated;
    document.body.append(element);
    await element.updateComplete;
  });
  afterEach(() => {
    element.remove();
    clock.stop();
  });

  const shown = async () => {
    await element.updateComplete;
    return element.shadowRoot?.textContent;
  };

  it('becomes «Вчера» at midnight by itself, and the date at the next', async () => {
    clock.to(new Date(2026, 10, 29, 23, 59, 59));
    expect(await shown()).to.equal('Сегодня, 29 ноября');
    clock.to(new Date(2026, 10, 30));
    expect(await shown()).to.equal('Вчера, 29 ноября');
    clock.to(new Date(2026, 11, 1));
    expect(await shown()).to.equal('29 ноября');
  });

  it('is right as soon as a page is looked at whose timers slept over midnight', async () => {
    clock.sleepTo(new Date(2026, 10, 30, 8));
    expect(await shown()).to.equal('Сегодня, 29 ноября');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(await shown()).to.equal('Вчера, 29 ноября');
  });

  it('costs nothing when no element says it', () => {
    element.remove();
    expect(clock.waiting).to.equal(0);
  });
});
