import { expect } from '@esm-bundle/chai';
import { html } from 'lit';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import './menu.ts';
import type { Menu } from './menu.ts';
import type { MenuItem } from './menu-items.ts';
import { focused, press, stage } from './testing/stage.ts';

let done: string[] = [];
const items: MenuItem[] = [
  { text: 'Удалить', act: () => done.push('remove'), danger: true },
  { text: 'Редактировать', act: () => done.push('edit') },
  { text: 'Создать чат', act: () => done.push('chat'), reason: 'Группа выпущена' },
  { text: 'Ссылка-приглашение', act: () => done.push('link') },
];
const words = () => focused()?.querySelector('span')?.firstChild?.nextSibling?.textContent;

async function opened() {
  done = [];
  const { host, find } = await stage(
    html`<sferum-menu label="Действия с группой ИС-21" .items=${items}></sferum-menu>`,
  );
  const menu = find<Menu>('sferum-menu');
  await menu.updateComplete;
  const button = menu.shadowRoot?.querySelector<HTMLElement>('[popovertarget]');
  const list = menu.shadowRoot?.querySelector<HTMLElement>('[popover]');
  if (!button || !list) throw new Error('no menu');
  button.focus();
  button.click();
  await until(() => focused()?.role === 'menuitem', 'the first row has the focus');
  return { host, menu, button, list };
}

describe('A menu', () => {
  afterEach(() => document.body.replaceChildren());

  it('opens with the focus on its first row, the dangerous one last', async () => {
    const { list, button } = await opened();
    const rows = [...list.querySelectorAll('[role=menuitem]')].map((row) =>
      row.textContent?.replace(/\s+/g, ' ').trim(),
    );
    expect(rows).to.deep.equal(['Редактировать', 'Создать чатГруппа выпущена', 'Ссылка-приглашение', 'Удалить']);
    expect(button.ariaExpanded).to.equal('true');
  });

  it('moves by arrows, Home, End and the first letter', async () => {
    await opened();
    const way = ['ArrowUp', 'Home', 'ArrowDown', 'End', 'ArrowDown', 'с', 'с'].map((key) => {
      press(key);
      return words();
    });
    expect(way).to.deep.equal([
      'Удалить',
      'Редактировать',
      'Создать чат',
      'Удалить',
      'Редактировать',
      'Создать чат',
      'Ссылка-приглашение',
    ]);
  });

  it('is closed by Escape, which returns the focus and does nothing else', async () => {
    const { list, button } = await opened();
    expect(press('Escape')).to.equal(false);
    expect([list.matches(':popover-open'), focused() === button]).to.deep.equal([false, true]);
  });

  it('acts once it is closed, and not at all for a disabled row', async () => {
    const { list, button } = await opened();
    const rows = [...list.querySelectorAll<HTMLElement>('[role=menuitem]')];
    rows[1]?.click();
    expect([done, list.matches(':popover-open')]).to.deep.equal([[], true]);
    rows[2]?.click();
    expect([done, list.matches(':popover-open'), focused() === button]).to.deep.equal([['link'], false, true]);
  });

  it('stays within the window, wherever its button is', async () => {
    const { host, menu, list } = await opened();
    press('Escape');
    const places = [
      { top: '0', left: '0' },
      { top: '0', left: `${innerWidth - 40}px` },
      { top: `${innerHeight - 40}px`, left: '0' },
      { top: `${innerHeight - 40}px`, left: `${innerWidth - 40}px` },
    ];
    for (const place of places) {
      Object.assign(host.style, { position: 'fixed', width: '40px', overflow: 'hidden', ...place });
      list.showPopover();
      await until(() => focused()?.role === 'menuitem', 'it is open');
      await Promise.all(list.getAnimations().map(({ finished }) => finished));
      const { top, left, right, bottom } = list.getBoundingClientRect();
      expect([top >= 0, left >= 0, right <= innerWidth, bottom <= innerHeight], JSON.stringify(place)).to.deep.equal([
        true,
        true,
        true,
        true,
      ]);
      list.hidePopover();
      await until(() => !menu.shadowRoot?.querySelector('[aria-expanded=true]'), 'it is closed');
    }
  });

  it('axe finds nothing, light and dark, open', async () => {
    const { host } = await opened();
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      expect(await axeFaults(host), scheme).to.deep.equal([]);
    }
    document.documentElement.style.colorScheme = '';
  });
});
