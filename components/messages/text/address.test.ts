import { expect } from '@esm-bundle/chai';
import { html, render } from 'lit';
import { bubbleStyles } from '../history/bubble.styles.ts';
import { drawText } from './draw-markup.ts';

const drawn = (text: string) => drawText(text, { mentions: [], everybody: '', me: '' });

/** Sentences; what is between ⟦ and ⟧ is the address. */
const sentences = [
  '⟦https://пример.рф/расписание/ИС-21⟧',
  'Смотрите ⟦https://ru.wikipedia.org/wiki/Шар_(геометрия)⟧.',
  '(статья: ⟦https://ru.wikipedia.org/wiki/Шар_(геометрия)⟧)',
  '(⟦https://college.example/⟧), потом',
  '[⟦https://college.example/a[1]⟧]',
  '⟦https://college.example/a_(b)_(c)⟧!',
  '⟦https://college.example/((a))⟧)',
  '⟦HTTPS://COLLEGE.EXAMPLE/A⟧ и ⟦Http://college.example⟧',
  'Сказал: «⟦https://college.example/a⟧»',
  'Сказал: "⟦https://college.example/a⟧", ушёл',
  'Сказал: “⟦https://college.example/a⟧”, ‘⟦https://college.example/b⟧’, „⟦https://college.example/c⟧“',
  "Сказал: '⟦https://college.example/a⟧'",
  '`https://college.example/a`',
  "⟦https://college.example/l’île/l'eau⟧",
  '⟦https://college.example/?q=сети&page=2#итог⟧…',
  '⟦https://college.example:8080/a;b=1,2⟧;',
  'Было?! ⟦https://college.example/a⟧?!',
  '⟦https://college.example/a⟧\u200b и',
  '\u2068⟦https://college.example/a⟧\u2069',
  '\u202e⟦https://college.example/a⟧\u202c\u202dи\u202a\u202b\u2066\u2067',
  '⟦https://college.example/⟧\u202emoc.knab//',
  '⟦https://college.example/a⟧\n⟦https://college.example/b⟧',
  '<⟦https://college.example/a⟧>',
  'Не ссылки: https:// http://) javascript:alert(1) college.example a.py ftp://college.example',
];

describe('Addresses in a text', () => {
  for (const sentence of sentences) {
    it(`are links, and nothing else is: ${JSON.stringify(sentence)}`, () => {
      const text = sentence.replace(/[⟦⟧]/g, '');
      const place = document.createElement('p');
      render(html`${drawn(text)}`, place);
      expect(place.textContent).to.equal(text.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''));
      const links = [...place.querySelectorAll('a')].map((link) => link.getAttribute('href'));
      expect(links).to.deep.equal([...sentence.matchAll(/⟦(.*?)⟧/g)].map(([, address]) => address));
    });
  }

  it('look in a bubble the same whatever stands around them', async () => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [bubbleStyles.styleSheet].filter((sheet) => sheet !== undefined);
    render(html`<span class="text" dir="auto">${drawn('שלום https://college.example/a')}</span>`, root);
    document.body.append(host);
    const text = root.querySelector<HTMLElement>('.text');
    const link = text?.querySelector('a');
    expect(text?.dir).to.equal('auto');
    expect(text && getComputedStyle(text).unicodeBidi).to.equal('isolate');
    expect(text && getComputedStyle(text).direction).to.equal('rtl');
    expect(link && getComputedStyle(link).unicodeBidi).to.equal('isolate');
    expect(link && getComputedStyle(link).direction).to.equal('ltr');
    host.remove();
  });
});
