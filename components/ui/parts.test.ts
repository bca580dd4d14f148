import { expect } from '@esm-bundle/chai';
import { html, nothing } from 'lit';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import { bitsStyles, counter, emptyState, progressBar, skeletonRows, tag } from './bits.ts';
import { chipTabs, chipTabsStyles } from './chip-tabs.ts';
import { choiceStyles, radioOptions, tickBox } from './choice.ts';
import './combobox.ts';
import type { Combobox } from './combobox.ts';
import { field, fieldStyles, inputField, select } from './field.ts';
import './search.ts';
import type { Search } from './search.ts';
import { signs } from './signs.ts';
import { table, tableStyles } from './table.ts';
import { press, stage, standingOut } from './testing/stage.ts';
import './toast.ts';
import type { Toast } from './toast.ts';

const groups = ['ИС-21', 'ИС-22', 'СА-31'].map((text, index) => ({ value: `g${index}`, text }));

function type(input: HTMLInputElement, text: string): void {
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

async function box(combobox: Partial<Combobox>) {
  const { host, find } = await stage(html`<sferum-combobox label="Группы"></sferum-combobox>`);
  const element = find<Combobox>('sferum-combobox');
  Object.assign(element, combobox);
  await element.updateComplete;
  const input = element.shadowRoot?.querySelector('input');
  if (!input) throw new Error('no input');
  const options = () =>
    [...(element.shadowRoot?.querySelectorAll('[role=option]') ?? [])].map((option) => option.textContent?.trim());
  const chips = () =>
    [...(element.shadowRoot?.querySelectorAll('.chip') ?? [])].map((chip) => chip.textContent?.trim());
  return { host, element, input, options, chips };
}

describe('Chips that choose a part of a list', () => {
  afterEach(() => document.body.replaceChildren());

  it('stand in the next line where they do not fit: none is cut', async () => {
    const words = ['Все', 'Студенты', 'Преподаватели', 'Сотрудники', 'Ещё не зарегистрировались'];
    const tabs = words.map((text, index) => ({ value: `${index}`, text, count: 1000 }));
    const { host, find } = await stage(chipTabs({ label: 'Кто', tabs, value: '0', choose: () => {} }), [
      chipTabsStyles,
    ]);
    host.style.width = '300px';
    expect(standingOut(host, find('.chip-tabs'))).to.deep.equal([]);
    expect(find('.chip-tabs').scrollWidth).to.be.at.most(300);
  });
});

describe('A combobox', () => {
  afterEach(() => document.body.replaceChildren());

  it('narrows the options down while a person types, whatever the case, and takes one by the keyboard', async () => {
    const { element, input, options } = await box({ options: groups });
    type(input, 'ис');
    await element.updateComplete;
    expect(options()).to.deep.equal(['ИС-21', 'ИС-22']);
    press('ArrowDown');
    press('Enter');
    await element.updateComplete;
    expect([element.values, input.value]).to.deep.equal([['g1'], 'ИС-22']);
    type(input, 'чего нет');
    await element.updateComplete;
    expect(options()).to.deep.equal(['Ничего не нашлось']);
    press('Escape');
    input.blur();
    await element.updateComplete;
    expect([element.values, input.value]).to.deep.equal([['g1'], 'ИС-22']);
  });

  it('takes several, as chips that a key or a button removes', async () => {
    const { element, input, chips } = await box({ options: groups, multiple: true, values: ['g0'] });
    type(input, 'са');
    await element.updateComplete;
    press('Enter');
    await element.updateComplete;
    expect(chips()).to.deep.equal(['ИС-21', 'СА-31']);
    press('Backspace');
    await element.updateComplete;
    expect(chips()).to.deep.equal(['ИС-21']);
    element.shadowRoot?.querySelector<HTMLElement>('.chip button')?.click();
    await element.updateComplete;
    expect([element.values, element.shadowRoot?.activeElement === input]).to.deep.equal([[], true]);
  });

  it('leaves in sight what stands below it: its list closes after a choice, and when something else is pressed', async () => {
    const { element, input } = await box({ options: groups, multiple: true });
    const list = element.shadowRoot?.querySelector('[popover]');
    const isOpen = () => list?.matches(':popover-open');
    input.focus();
    input.click();
    await element.updateComplete;
    expect(isOpen()).to.equal(true);
    element.shadowRoot?.querySelector<HTMLElement>('[role=option]')?.click();
    await element.updateComplete;
    expect([element.values, isOpen()]).to.deep.equal([['g0'], false]);
    input.click();
    await element.updateComplete;
    expect(isOpen()).to.equal(true);
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    await element.updateComplete;
    expect([isOpen(), element.shadowRoot?.activeElement === input]).to.deep.equal([false, true]);
  });

  it('takes free text at Enter, at a comma and when it loses the focus; nothing twice', async () => {
    const { element, input } = await box({ multiple: true, free: true });
    type(input, 'Математика');
    press('Enter');
    await element.updateComplete;
    type(input, 'Физика,');
    await element.updateComplete;
    type(input, 'математика');
    press('Enter');
    await element.updateComplete;
    type(input, 'Химия');
    input.blur();
    expect(element.values).to.deep.equal(['Математика', 'Физика', 'Химия']);
  });

  for (const [order, init] of Object.entries({
    'before the composition ends': { isComposing: true },
    'after it, as Safari does': { keyCode: 229 },
  })) {
    it(`leaves the keys of an input method to it, ${order}`, async () => {
      const { element, input } = await box({ multiple: true, free: true, options: groups, values: ['g0'] });
      type(input, 'ис');
      await element.updateComplete;
      for (const key of ['ArrowDown', 'Enter', 'Escape']) press(key, init);
      await element.updateComplete;
      expect([element.values, input.value, input.ariaExpanded]).to.deep.equal([['g0'], 'ис', 'true']);
      type(input, '');
      press('Backspace', init);
      expect(element.values).to.deep.equal(['g0']);
      press('Backspace');
      expect(element.values).to.deep.equal([]);
    });
  }

  it('axe finds nothing while it suggests, with a fault, in 320 px', async () => {
    const { host, element, input } = await box({
      options: groups,
      multiple: true,
      values: ['g0', 'g1', 'Очень длинное название группы, которое никак не помещается в одну строку'],
      error: 'Выберите группу',
    });
    host.style.width = '320px';
    type(input, 'са');
    await element.updateComplete;
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      expect(await axeFaults(host), scheme).to.deep.equal([]);
    }
    document.documentElement.style.colorScheme = '';
    expect(standingOut(host, element.shadowRoot as ShadowRoot)).to.deep.equal([]);
  });
});

describe('A search field', () => {
  afterEach(() => document.body.replaceChildren());

  it('searches after a pause, and at once at Enter and when it is emptied', async () => {
    const { find } = await stage(html`<sferum-search label="Имя" folds></sferum-search>`);
    const search = find<Search>('sferum-search');
    await search.updateComplete;
    const searches: string[] = [];
    search.addEventListener('searched', () => searches.push(search.value));
    const input = search.shadowRoot?.querySelector('input') as HTMLInputElement;
    type(input, 'Ал');
    for (const key of ['Enter', 'Escape']) press(key, { keyCode: 229 });
    expect([input.value, searches.length]).to.deep.equal(['Ал', 0]);
    type(input, 'Алина');
    await until(() => searches.length, 'the search');
    type(input, 'Тимур');
    press('Enter');
    press('Escape');
    expect(searches).to.deep.equal(['Алина', 'Тимур', '']);
  });
});

describe('A toast', () => {
  afterEach(() => document.body.replaceChildren());

  it('is announced politely, disappears by itself, but not while its button has the focus', async () => {
    const { host, find } = await stage(
      html`<div><sferum-toast duration="40"></sferum-toast></div>
        <sferum-toast class="later" duration="40"></sferum-toast>`,
    );
    const toast = find<Toast>('sferum-toast');
    const later = find<Toast>('.later');
    await toast.updateComplete;
    const region = toast.shadowRoot?.querySelector('[role=status]');
    let undone = 0;
    toast.show({ text: 'Ссылка скопирована', action: { text: 'Отменить', act: () => (undone += 1) } });
    await toast.updateComplete;
    expect(region?.textContent).to.contain('Ссылка скопирована');
    const button = toast.shadowRoot?.querySelector('button');
    button?.focus();
    later.show({ text: 'Позже' });
    await later.updateComplete;
    const laterText = () => later.shadowRoot?.querySelector('[role=status]')?.textContent?.trim();
    expect(laterText()).to.equal('Позже');
    await until(() => !laterText(), 'one that was shown later is gone');
    expect(region?.textContent).to.contain('Ссылка скопирована');
    button?.blur();
    await until(() => !region?.textContent?.trim(), 'it is gone');
    toast.show({ text: 'Ссылка скопирована', action: { text: 'Отменить', act: () => (undone += 1) } });
    await toast.updateComplete;
    toast.shadowRoot?.querySelector<HTMLElement>('button')?.click();
    expect(undone).to.equal(1);
    toast.duration = 60_000;
    toast.show({ text: 'Ссылка скопирована', action: { text: 'Отменить', act: () => {} } });
    await toast.updateComplete;
    expect(await axeFaults(host)).to.deep.equal([]);
  });
});

describe('Parts without state', () => {
  afterEach(() => document.body.replaceChildren());

  it('axe finds nothing, light and dark, and nothing is wider than 320 px', async () => {
    const { host } = await stage(
      html`<h2>Участники</h2>
        ${chipTabs({
          label: 'Роли',
          tabs: ['Все', 'Студенты', 'Преподаватели', 'Администраторы'].map((text, count) => ({
            value: text,
            text,
            count,
          })),
          value: 'Все',
          choose: () => {},
        })}
        ${inputField({ id: 'number', label: 'Номер', value: 'ИС-21', input: () => {}, error: 'Такая группа уже есть' })}
        ${inputField({ id: 'until', label: 'До', value: '2026-12-01', input: () => {}, type: 'date', help: 'День' })}
        ${field({
          id: 'role',
          label: 'Роль',
          control: select({ id: 'role', value: 'b', change: () => {}, options: [{ value: 'b', text: 'Студент' }] }),
        })}
        ${tickBox({ title: 'Назначить администратором', text: 'Сможет всё', checked: true, card: true, change: () => {} })}
        ${radioOptions({
          name: 'kind',
          label: 'Роль',
          options: [
            { value: 'a', title: 'Студент', sign: 'user', text: 'Учится' },
            { value: 'b', title: 'Преподаватель' },
          ],
          value: 'a',
          change: () => {},
        })}
        ${tag('Осталось 25 минут', 'warning', 'clock')} ${tag('Выпущена')} ${tag('Администратор', 'accent', signs.shield)}
        ${counter(4, '4 заявки')} ${progressBar('Загрузка', 0.62)} ${skeletonRows(2)}
        ${emptyState('chat', 'Здесь будут группы', 'Создайте первую.')}
        ${table(
          'Группы',
          [{ title: 'Номер' }, { title: 'Годы', from: 'middle' }, { title: '', label: 'Действия' }],
          [
            html`<tr><td><b>ИС-21</b><span class="narrow">2023 — 2027</span></td><td class="from-middle">2023</td><td></td></tr>`,
          ],
        )}
        ${nothing}`,
      [bitsStyles, chipTabsStyles, choiceStyles, fieldStyles, tableStyles],
    );
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      expect(await axeFaults(host), scheme).to.deep.equal([]);
    }
    document.documentElement.style.colorScheme = '';
    host.style.width = '320px';
    expect(standingOut(host, host.shadowRoot as ShadowRoot)).to.deep.equal([]);
    expect(host.scrollWidth).to.equal(320);
  });
});

describe('Checkboxes and radio buttons', () => {
  afterEach(() => document.body.replaceChildren());

  it('look ticked in forced colours only where they are: the sign is not merely transparent', async () => {
    const options = [
      { value: 'a', title: 'Студент' },
      { value: 'b', title: 'Преподаватель' },
    ];
    const { host } = await stage(
      html`${radioOptions({ name: 'role', label: 'Роль', options, value: 'b', change: () => {} })}
        ${tickBox({ title: 'Назначить', checked: true, change: () => {} })}
        ${tickBox({ title: 'Отправить', checked: false, change: () => {} })}`,
      [choiceStyles],
    );
    const ticks = [...(host.shadowRoot?.querySelectorAll<HTMLElement>('.tick') ?? [])];
    const seen = ticks.map((tick) => tick.querySelector('svg')?.checkVisibility({ visibilityProperty: true }));
    expect(seen).to.deep.equal([false, true, true, false]);
  });
});
