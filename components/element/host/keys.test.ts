import { expect } from '@esm-bundle/chai';
import { html } from 'lit';
import '../../ui/dialog.ts';
import '../../ui/menu.ts';
import { define } from '../define.ts';
import { SferumElement } from '../element.ts';
import { until } from '../testing/until.ts';

class Inner extends SferumElement {
  protected readonly texts = {};
  override render() {
    return html`<input class="inner" />`;
  }
}
define('test-keys-inner', Inner);

class Outer extends SferumElement {
  protected readonly texts = {};
  keys: string[] = [];
  override render() {
    return html`
      <div @keydown=${(event: KeyboardEvent) => this.keys.push(event.key)}>
        <textarea></textarea>
        <input class="box" type="checkbox" />
        <select><option>1</option></select>
        <a href="#x">x</a>
        <button type="button">y</button>
        <p contenteditable="true">z</p>
        <button type="button" role="menuitem">m</button>
        <test-keys-inner></test-keys-inner>
        <dialog><input class="in-dialog" /></dialog>
      </div>
    `;
  }
}
define('test-keys-outer', Outer);

describe('The keys that a tag uses', () => {
  let tag: Outer;
  let seen: string[];
  const onPage = (event: Event) => seen.push(event instanceof KeyboardEvent ? event.key : event.type);
  const events = ['keydown', 'keypress', 'keyup', 'beforeinput', 'paste', 'cut', 'copy'];

  beforeEach(async () => {
    seen = [];
    tag = document.createElement('test-keys-outer') as Outer;
    document.body.append(tag);
    await tag.updateComplete;
    for (const name of events) document.addEventListener(name, onPage);
  });
  afterEach(() => {
    for (const name of events) document.removeEventListener(name, onPage);
    tag.remove();
  });

  const find = (selector: string): Element => {
    const inner = tag.shadowRoot?.querySelector('test-keys-inner')?.shadowRoot;
    const found = tag.shadowRoot?.querySelector(selector) ?? inner?.querySelector(selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  };
  /** What the page notices of these presses. */
  function pressed(selector: string, keys: readonly KeyboardEventInit[]): string[] {
    seen = [];
    for (const key of keys) {
      for (const type of ['keydown', 'keyup']) {
        find(selector).dispatchEvent(new KeyboardEvent(type, { ...key, bubbles: true, composed: true }));
      }
    }
    return seen;
  }
  const named = (...keys: string[]) => keys.map((key) => ({ key }));

  it('B2 all stop at the tag until the code is there that knows which are used', () => {
    expect(pressed('textarea', named('/', 'F5'))).to.deep.equal([]);
    expect(pressed('button', named('/'))).to.deep.equal([]);
  });

  it('B2 are known from the first focus on', async () => {
    find('button').dispatchEvent(new FocusEvent('focusin', { bubbles: true, composed: true }));
    await until(() => pressed('button', named('/')).length > 0, 'a key that nobody here uses');
  });

  for (const field of ['textarea', '.inner', '[contenteditable]']) {
    it(`B2 stop at the tag, in ${field}`, async () => {
      await (find('test-keys-inner') as Inner).updateComplete;
      const used = [...named('/', 'а', '7', ' ', 'Enter', 'Backspace', 'ArrowUp', 'Home', 'Dead'), { key: 'Process' }];
      expect(pressed(field, used)).to.deep.equal([]);
      const shortcuts = ['KeyA', 'KeyC', 'KeyV', 'KeyX', 'KeyZ'].map((code) => ({ key: 'ф', code, ctrlKey: true }));
      expect(pressed(field, shortcuts)).to.deep.equal([]);
      expect(
        pressed(field, [
          { key: '@', ctrlKey: true, altKey: true },
          { key: 'ArrowLeft', ctrlKey: true },
        ]),
      ).to.deep.equal([]);
      expect(pressed(field, [{ key: 'Escape', isComposing: true }])).to.deep.equal([]);
    });

    it(`B2 leave ${field} where the field does not use them`, async () => {
      await (find('test-keys-inner') as Inner).updateComplete;
      expect(pressed(field, named('Escape', 'Tab', 'F5', 'Shift'))).to.have.length(8);
      expect(
        pressed(field, [
          { key: 's', code: 'KeyS', ctrlKey: true },
          { key: 'ArrowLeft', altKey: true },
        ]),
      ).to.have.length(4);
    });
  }

  it('B2 still reach what is around the field inside the tag', async () => {
    await (find('test-keys-inner') as Inner).updateComplete;
    pressed('.inner', named('q'));
    expect(tag.keys).to.deep.equal(['q']);
  });

  it('B2 of controls stop, others do not', () => {
    expect(pressed('button', named(' ', 'Enter'))).to.deep.equal([]);
    expect(pressed('a', named('Enter'))).to.deep.equal([]);
    expect(pressed('.box', named(' ', 'ArrowDown'))).to.deep.equal([]);
    expect(pressed('select', named('б', 'End'))).to.deep.equal([]);
    expect(pressed('[role=menuitem]', named('/'))).to.deep.equal([]);
    expect(pressed('button', named('/'))).to.deep.equal(['/', '/']);
    expect(pressed('a', named('/', ' '))).to.deep.equal(['/', '/', ' ', ' ']);
  });

  it('B2 Escape that closes a dialog closes nothing of the page', () => {
    const dialog = tag.shadowRoot?.querySelector('dialog');
    expect(pressed('.in-dialog', named('Escape'))).to.have.length(2);
    dialog?.showModal();
    expect(pressed('.in-dialog', named('Escape'))).to.deep.equal([]);
    dialog?.close();
  });

  it('B2 a key that a handler in the tag has used stops', () => {
    const prevent = (event: Event) => event.preventDefault();
    tag.shadowRoot?.addEventListener('keydown', prevent);
    find('button').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }),
    );
    expect(seen).to.deep.equal([]);
  });

  it('B2 copying and pasting in a field are not the business of a page that forbids them', () => {
    for (const type of ['beforeinput', 'paste', 'cut', 'copy']) {
      find('textarea').dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    }
    expect(seen).to.deep.equal([]);
    find('button').dispatchEvent(new Event('copy', { bubbles: true, composed: true }));
    expect(seen).to.deep.equal(['copy']);
  });
});
