import { expect } from '@esm-bundle/chai';
import { type CSSResultOrNative, css, html } from 'lit';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { registry } from '../element/registry.ts';
import { until } from '../element/testing/until.ts';
import { fieldStyles } from '../ui/field.ts';
import { followLowVision } from './low-vision.ts';

class Inside extends SferumElement {
  static override styles = [base, root, css`p { color: var(--sferum-text-2); }`];
  protected readonly texts = {};
  override render() {
    return html`<p>внутри</p>`;
  }
}
define('test-isolation-inside', Inside);

class Tag extends SferumElement {
  static override styles = [base, root, fieldStyles];
  protected readonly texts = {};
  override render() {
    return html`<h2>Заголовок</h2><p>Текст <a href="#x">ссылка</a></p><input value="+7 900" /><button type="button">OK</button>
      <svg width="10" height="10"><path d="M0 0h10v10z" /></svg><test-isolation-inside></test-isolation-inside>`;
  }
}
define('test-isolation', Tag);

/** Rules that hostile pages really have, each harmless for the page itself. */
const hostile: Readonly<Record<string, string>> = {
  'a theme': '* { font-family: Georgia; color: teal; letter-spacing: 2px; text-align: justify; line-height: 3 }',
  'low vision': '* { color: #fff !important; background: #000 !important; font-size: 24px !important }',
  'a framework': `* { transition: all 2s; animation: none 3s; text-transform: uppercase; text-decoration: underline;
    white-space: pre; word-spacing: 9px; text-indent: 2em; text-shadow: 0 0 3px red; word-break: break-all }`,
  'a wall': `* { user-select: none; -webkit-text-fill-color: red; -webkit-text-stroke: 1px red; fill: red; stroke: red;
    caret-color: red; cursor: none; writing-mode: vertical-rl; hyphens: auto; tab-size: 2; text-align-last: right }`,
};
const properties = [
  ...[
    'color',
    'backgroundColor',
    'backgroundImage',
    'fontFamily',
    'fontSize',
    'fontWeight',
    'lineHeight',
    'letterSpacing',
  ],
  ...['wordSpacing', 'textAlign', 'textAlignLast', 'textTransform', 'textDecorationLine', 'textShadow', 'whiteSpace'],
  ...['textIndent', 'wordBreak', 'hyphens', 'tabSize', 'userSelect', 'webkitTextFillColor', 'webkitTextStrokeWidth'],
  ...['fill', 'stroke', 'caretColor', 'cursor', 'writingMode', 'transitionDuration', 'animationDuration'],
] as const;

describe("The page's rules", () => {
  let tag: Tag;
  let sheet: CSSStyleSheet | null = null;

  const rules = (text: string) => {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  };
  const parts = (): Element[] => {
    const inside = tag.shadowRoot?.querySelector('test-isolation-inside');
    return [
      tag,
      ...(tag.shadowRoot?.querySelectorAll('*') ?? []),
      ...(inside?.shadowRoot?.querySelectorAll('p') ?? []),
    ];
  };
  const looks = () =>
    parts().map((part) => {
      const style = getComputedStyle(part) as unknown as Record<string, string>;
      return [part.localName, ...properties.map((name) => `${name}: ${style[name]}`)];
    });

  beforeEach(async () => {
    tag = document.createElement('test-isolation') as Tag;
    document.body.append(tag);
    await tag.updateComplete;
    await tag.shadowRoot?.querySelector<Inside>('test-isolation-inside')?.updateComplete;
  });
  afterEach(() => {
    tag.remove();
    document.adoptedStyleSheets = [];
    document.documentElement.removeAttribute('style');
    document.body.removeAttribute('style');
    document.body.className = '';
  });

  for (const [name, text] of Object.entries(hostile)) {
    it(`B2 of ${name} do not get in through the tag itself`, () => {
      const before = looks();
      rules(text);
      expect(looks()).to.deep.equal(before);
      rules(text.replaceAll(';', ' !important;').replaceAll('!important !important', '!important'));
      expect(looks()).to.deep.equal(before);
    });
  }

  it('B2 set the size, the place and the knobs of a tag, also for the tags inside it', () => {
    rules(`test-isolation { width: 300px; margin: 7px; border: 2px solid red; --sferum-text-base: 24px; --sferum-font: Courier;
      --sferum-brand: #ff0000 } :root { --sferum-round: 3px }`);
    const { width, marginTop, borderTopWidth, fontSize, fontFamily } = getComputedStyle(tag);
    expect({ width, marginTop, borderTopWidth, fontSize, fontFamily }).to.deep.equal({
      width: '300px',
      marginTop: '7px',
      borderTopWidth: '2px',
      fontSize: '24px',
      fontFamily: 'Courier',
    });
    const inside = parts().at(-1);
    expect(inside && getComputedStyle(inside).fontSize).to.equal('24px');
  });

  it('B2 every public tag is protected', async () => {
    const important = root.at(-1) as CSSResultOrNative;
    for (const [tagName, load] of Object.entries(registry)) {
      if (tagName === 'sferum-app') continue; // It draws nothing.
      await load();
      const { elementStyles } = customElements.get(tagName) as unknown as typeof SferumElement;
      expect(elementStyles, tagName).to.include(important);
    }
  });

  describe('for people with low vision', () => {
    const colours = (part: Element | undefined) => part && getComputedStyle(part).color;

    it('B2 theme="contrast" is black on white, in the dark white on black, also inside', async () => {
      tag.theme = 'contrast';
      await tag.updateComplete;
      expect(getComputedStyle(tag).backgroundColor).to.equal('rgb(255, 255, 255)');
      expect(colours(parts().at(-1))).to.equal('rgb(0, 0, 0)');
      document.documentElement.style.colorScheme = 'dark';
      expect(getComputedStyle(tag).backgroundColor).to.equal('rgb(0, 0, 0)');
      expect(colours(parts().at(-1))).to.equal('rgb(255, 255, 255)');
    });

    it("B2 the tags take the colours and the size of the page's own version, as long as it is on", async () => {
      const before = looks();
      rules(
        '.special { color: #063462; background: #9dd1ff; font-size: 24px } .grey { color: #777; background: #000 }',
      );
      const unfollow = followLowVision('body.special');
      expect(looks()).to.deep.equal(before);
      document.body.classList.add('special');
      await until(() => getComputedStyle(tag).fontSize === '24px', 'the size');
      expect(colours(tag)).to.equal('rgb(6, 52, 98)');
      expect(getComputedStyle(tag).backgroundColor).to.equal('rgb(157, 209, 255)');
      expect(colours(parts().at(-1))).to.equal('rgb(6, 52, 98)');
      // Grey on black is nothing that one could read.
      document.body.classList.add('grey');
      await until(() => colours(tag) === 'rgb(255, 255, 255)', 'white');
      document.body.className = '';
      await until(() => getComputedStyle(tag).fontSize === '15px', 'the usual look');
      expect(looks()).to.deep.equal(before);
      unfollow();
    });
  });
});
