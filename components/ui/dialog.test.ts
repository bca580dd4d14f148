import { expect } from '@esm-bundle/chai';
import { html, nothing, type TemplateResult } from 'lit';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import { common } from '../locales/ru/common.ts';
import { ringStyles } from './bits.ts';
import { closeDialog, confirm, type Dialog } from './dialog.ts';
import { noticeStyles } from './notice.ts';
import { focused, stage } from './testing/stage.ts';

const page = (dialog: TemplateResult | typeof nothing) =>
  html`<button id="opener" type="button">Открыть</button>${dialog}`;
const inner = (dialog: Dialog) => {
  const found = dialog.shadowRoot?.querySelector('dialog');
  if (!found) throw new Error('no dialog');
  return found;
};

/** A button, then the dialog that it opens. */
async function opened(dialog: TemplateResult) {
  const shown = await stage(page(nothing), [noticeStyles, ringStyles]);
  shown.find('#opener').focus();
  shown.draw(page(dialog));
  const element = shown.find<Dialog>('sferum-dialog');
  await until(() => element.shadowRoot?.querySelector('dialog')?.open, 'the dialog is open');
  return { ...shown, element };
}

describe('A dialog', () => {
  afterEach(() => document.body.replaceChildren());

  it('focuses what has autofocus, and returns the focus in the end', async () => {
    const { element, find, draw } = await opened(
      html`<sferum-dialog heading="Новая группа">
        <input autofocus aria-label="Номер" /><button slot="actions" type="button">Создать</button>
      </sferum-dialog>`,
    );
    expect(focused()?.ariaLabel).to.equal('Номер');
    let closed = 0;
    element.addEventListener('closed', () => {
      closed += 1;
    });
    element.shadowRoot?.querySelector<HTMLElement>('.head button')?.click();
    await until(() => closed, 'it fires closed');
    expect(focused()?.id).to.equal('opener');
    draw(page(nothing));
    expect([closed, find('#opener').isConnected]).to.deep.equal([1, true]);
  });

  it('focuses the heading where nothing has autofocus, and returns the focus also when its owner removes it', async () => {
    const { draw } = await opened(html`<sferum-dialog heading="Кто прочитал" reading>Никто</sferum-dialog>`);
    expect(focused()?.textContent).to.equal('Кто прочитал');
    draw(page(nothing));
    expect(focused()?.id).to.equal('opener');
  });

  it('focuses what comes later too, unless the person has gone on by then', async () => {
    const later = (body: TemplateResult) => html`<sferum-dialog heading="Новая группа">${body}</sferum-dialog>`;
    const { draw, element } = await opened(later(html`<p>Загрузка…</p>`));
    expect(focused()?.textContent).to.equal('Новая группа');
    draw(page(later(html`<input autofocus aria-label="Номер" />`)));
    await until(() => focused()?.ariaLabel === 'Номер', 'the field has the focus');
    element.shadowRoot?.querySelector<HTMLElement>('.head button')?.focus();
    const changed = new Promise((resolve) =>
      element.shadowRoot?.querySelector('slot')?.addEventListener('slotchange', resolve, { once: true }),
    );
    draw(page(later(html`<input autofocus aria-label="Год" />`)));
    await changed;
    expect(focused()?.ariaLabel).to.equal('Закрыть');
  });

  it('is over for its owner before they hear of what the person does next, however long it takes to fade', async () => {
    for (const next of ['pointerdown', 'keydown']) {
      const { element, find } = await opened(html`<sferum-dialog heading="Ведомость">Список</sferum-dialog>`);
      const heard: string[] = [];
      element.addEventListener('closed', () => heard.push('closed'));
      find('#opener').addEventListener('click', () => heard.push('pressed'));
      inner(element).animate([{ opacity: 1 }, { opacity: 0 }], 60_000);
      const done = new Promise((resolve) => inner(element).addEventListener('close', resolve, { once: true }));
      element.close();
      await done;
      find('#opener').dispatchEvent(new Event(next, { bubbles: true, composed: true }));
      // A browser is done with one event before the next.
      await new Promise((resolve) => setTimeout(resolve));
      find('#opener').click();
      expect(heard).to.deep.equal(['closed', 'pressed'], next);
    }
  });

  it('leaves what was typed to the owner, and is closed by Escape', async () => {
    const { element } = await opened(
      html`<sferum-dialog heading="Новая группа"><input autofocus aria-label="Номер" /></sferum-dialog>`,
    );
    const input = element.querySelector('input');
    if (input) input.value = 'ИС-24';
    const closed = new Promise((resolve) => element.addEventListener('closed', resolve, { once: true }));
    // What Escape does to an open dialog.
    if (inner(element).dispatchEvent(new Event('cancel', { cancelable: true }))) inner(element).close();
    await closed;
    expect(input?.value).to.equal('ИС-24');
  });

  it('cannot be closed while it is busy', async () => {
    const { element } = await opened(html`<sferum-dialog heading="Сохранение" busy>Идёт</sferum-dialog>`);
    element.close();
    expect(inner(element).dispatchEvent(new Event('cancel', { cancelable: true }))).to.equal(false);
    expect(inner(element).open).to.equal(true);
  });

  it('asks before what cannot be undone, with the focus on «Отмена»', async () => {
    let acted = 0;
    const { element, host } = await opened(
      confirm({
        heading: 'Скрыть заявку?',
        text: 'Вернуть её будет нельзя.',
        verb: 'Скрыть',
        error: 'Сервер не ответил. Повторите.',
        act: () => {
          acted += 1;
        },
        closed: () => {},
        strings: { common },
      }),
    );
    expect(focused()?.textContent?.trim()).to.equal('Отмена');
    expect(await axeFaults(host)).to.deep.equal([]);
    element.querySelector<HTMLElement>('button.danger')?.click();
    expect(acted).to.equal(1);
    const closed = new Promise((resolve) => element.addEventListener('closed', resolve, { once: true }));
    element.querySelector<HTMLElement>('button.ghost')?.click();
    await closed;
    expect(acted).to.equal(1);
  });

  it('keeps the button apart at the left of the others, whatever styles its owner has for buttons', async () => {
    const { element, find } = await opened(
      html`<style>
          button {
            margin: 0;
          }
        </style>
        <sferum-dialog heading="Ссылка">
          <button slot="actions" class="button danger-text apart" type="button">Аннулировать</button>
          <button slot="actions" class="button primary" type="button">Готово</button>
        </sferum-dialog>`,
    );
    const row = await until(() => element.shadowRoot?.querySelector('.actions:not([hidden])'), 'the buttons');
    const at = (each: Element) => each.getBoundingClientRect();
    expect(at(find('.apart')).left - at(row).left).to.equal(10);
    expect(at(row).right - at(find('.primary')).right).to.equal(24);
  });

  it('axe finds nothing, light and dark', async () => {
    const { host } = await opened(
      html`<sferum-dialog heading="Редактирование участника" wide>
        <label>Предмет <input autofocus /></label>
        <button slot="actions" class="button danger-text apart" type="button">Удалить</button>
        <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>Отмена</button>
        <button slot="actions" class="button primary" type="button">Сохранить</button>
      </sferum-dialog>`,
    );
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      expect(await axeFaults(host), scheme).to.deep.equal([]);
    }
    document.documentElement.style.colorScheme = '';
  });
});
