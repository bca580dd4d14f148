import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sessionKey } from '../../components/core/session.ts';
import { type Demo, startDemo } from '../server.ts';
import { Firefox, findFirefox, key } from './firefox.ts';

const name = findFirefox();
const articles = `document.querySelector('sferum-articles')?.shadowRoot`;
const editor = `${articles}?.querySelector('sferum-article-editor')?.shadowRoot`;
const text = `${editor}?.querySelector('.ql-editor')`;
const buttons = `[...${editor}.querySelector('sferum-editor-toolbar').shadowRoot.querySelectorAll('button')]`;

describe('Articles in Firefox', { skip: name ? false : 'no Firefox is installed' }, () => {
  let demo: Demo;
  let firefox: Firefox;
  before(async () => {
    demo = await startDemo();
    firefox = await Firefox.start(name ?? '');
    const headers = { origin: demo.url };
    const session = await (await fetch(`${demo.url}/demo/session/teacher`, { method: 'POST', headers })).text();
    await firefox.open(new URL('/articles.html', demo.url).href);
    const kept = [sessionKey(demo.backend.url), session].map((each) => JSON.stringify(each)).join(', ');
    await firefox.evaluate(`localStorage.setItem(${kept}) ?? null`);
    await firefox.open(new URL('/articles.html', demo.url).href);
    await firefox.until(`!!${articles}?.querySelector('.create')`, 'the list');
    await firefox.evaluate(`${articles}.querySelector('.create').click() ?? null`);
    await firefox.until(`!!${text}`, 'the editor');
    await firefox.until(`${editor}.activeElement?.className === 'title'`, 'the title has the focus');
    await firefox.type('В другом браузере');
    await firefox.press(key.enter);
  });
  after(async () => {
    await firefox?.stop();
    await demo?.stop();
  });

  const markup = () => firefox.evaluate<string>(`${text}.innerHTML`);
  const comes = (part: string, what: string) =>
    firefox.until(`${text}.innerHTML.includes(${JSON.stringify(part)})`, what);
  const middleOf = (expression: string) =>
    firefox.evaluate<[number, number]>(
      `((box) => [box.left + box.width / 2, box.top + box.height / 2])((${expression}).getBoundingClientRect())`,
    );
  /** Beside the last letter of a line that is not full. */
  const endOf = (expression: string) =>
    firefox.evaluate<[number, number]>(
      `((box) => [box.right - 5, box.top + box.height / 2])((${expression}).getBoundingClientRect())`,
    );
  async function tool(label: string): Promise<void> {
    const button = `${buttons}.find((each) => each.ariaLabel === ${JSON.stringify(label)})`;
    await firefox.drag(await middleOf(button));
  }

  it('E1 typing, selecting by keys and by the mouse, the toolbar, undo and redo work in a shadow tree', async () => {
    await firefox.type('Привет мор');
    await firefox.press(key.backspace);
    await firefox.press(key.backspace);
    await firefox.type('ир');
    await firefox.press(key.enter);
    await firefox.type('Вторая строка');
    assert.equal(await markup(), '<p>Привет мир</p><p>Вторая строка</p>');
    await firefox.press(key.shift, key.home);
    await firefox.press(key.control, 'b');
    await comes('<p><strong>Вторая строка</strong></p>', 'bold');
    // With all that was done within a second before it.
    await firefox.press(key.control, 'z');
    await firefox.until(`!${text}.innerHTML.includes('<strong>')`, 'it is undone');
    await firefox.press(key.control, key.shift, 'z');
    await comes('<p><strong>Вторая строка</strong></p>', 'bold again');
    const [left, top] = await firefox.evaluate<[number, number]>(
      `((box) => [box.left, box.top + box.height / 2])(${text}.querySelector('p').getBoundingClientRect())`,
    );
    await firefox.drag([left + 1, top], [left + 60, top]);
    await tool('Курсив');
    await comes('<em>При', 'what was selected');
    const pressed = `${buttons}.find((each) => each.ariaLabel === 'Курсив').ariaPressed === 'true'`;
    await firefox.until(pressed, 'the toolbar says how it looks');
  });

  it('E1 lists, tables and what is pasted from a page', async () => {
    const last = `${text}.querySelector(':scope > p:last-of-type')`;
    await firefox.drag(await endOf(last));
    await firefox.press(key.enter);
    await firefox.type('1. пункт');
    await comes('<ol><li', 'a list');
    await firefox.press(key.enter);
    await firefox.press(key.enter);
    await tool('Таблица');
    await firefox.type('А');
    await firefox.press(key.tab);
    await firefox.type('Б');
    assert.deepEqual(
      await firefox.evaluate(`[...${text}.querySelectorAll('td')].slice(0, 2).map((each) => each.textContent)`),
      ['А', 'Б'],
    );
    await firefox.evaluate(`(() => {
      const source = document.createElement('div');
      source.id = 'source';
      source.contentEditable = 'true';
      const word = document.createElement('b');
      word.style.color = 'red';
      word.append('Word');
      source.append('Из ', word);
      document.body.prepend(source);
      source.focus();
      getSelection().selectAllChildren(source);
      return null;
    })()`);
    await firefox.press(key.control, 'c');
    await firefox.evaluate(`document.querySelector('#source').remove() ?? null`);
    await firefox.drag(await middleOf(last));
    await firefox.press(key.control, 'v');
    await comes('Из <strong>Word</strong>', 'what was pasted');
    assert.doesNotMatch(await markup(), /style=|<b>|color/);
    const saved = `${editor}.querySelector('.status').textContent.includes('сохранён')`;
    await firefox.until(saved, 'all that is saved');
  });
});
