import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { useStage } from './harness.ts';

const chats = '/student/chats.html';
const group = '/student/group.html';
const longName = 'Очень длинное имя файла с отчётом по производственной практике.docx';

const row = (page: Page, title: string) => page.locator('sferum-chats .row').filter({ hasText: title });
/** Not what stands in for it until its code is there. */
const composer = (page: Page) => page.locator('sferum-composer').getByRole('textbox', { name: 'Сообщение' });

/** Where they stand, all at one moment: a sheet may still be coming up. */
async function boxesOf<Many extends Locator[]>(
  page: Page,
  ...locators: Many
): Promise<{ [Each in keyof Many]: DOMRect }> {
  const elements = await Promise.all(locators.map((each) => each.elementHandle()));
  const boxes = await page.evaluate(
    (all) => all.map((element) => (element as Element).getBoundingClientRect().toJSON() as DOMRect),
    elements,
  );
  return boxes as { [Each in keyof Many]: DOMRect };
}

/** The name of the button or field that has the focus, in whichever shadow tree. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });

describe('Chats on a telephone', () => {
  const stage = useStage();

  for (const width of [320, 380]) {
    it(`C6 C8 at ${width} px one button offers files and a poll, by keyboard too, and the field keeps its room`, async () => {
      const page = await stage.open(chats, { as: 'teacher', viewport: { width, height: 800 } });
      await row(page, 'ИС-21 · Базы данных').click();
      await composer(page).waitFor();
      const attach = page.getByRole('button', { name: 'Прикрепить файлы' });
      const [field] = await boxesOf(page, composer(page));
      assert.ok(field.width >= 110, 'a word of the usual length fits');
      assert.equal(await page.getByRole('button', { name: 'Новый опрос' }).count(), 0);

      await attach.press('Enter');
      await page.getByRole('button', { name: 'Новый опрос' }).waitFor();
      assert.equal(await focused(page), 'Файлы');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Новый опрос' }).waitFor({ state: 'detached' });
      assert.equal(await focused(page), 'Сообщение');

      await attach.press('Enter');
      await page.getByRole('button', { name: 'Новый опрос' }).press('Enter');
      await page.getByRole('heading', { name: 'Новый опрос' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: 'Новый опрос' }).waitFor({ state: 'hidden' });
    });

    it(`B4 at ${width} px the field stays in its place when the code for writing comes`, async () => {
      const page = await stage.open('/', { as: 'teacher', viewport: { width, height: 800 } });
      const gate = new EventEmitter();
      await page.route('**/chunks/writing-*.js', async (route) => {
        await once(gate, 'open');
        await route.continue();
      });
      await page.goto(new URL(group, stage.demo.url).href);
      const standIn = page.locator('.stand-in textarea');
      await standIn.waitFor();
      const [before] = await boxesOf(page, standIn);
      gate.emit('open');
      await composer(page).waitFor();
      const [after] = await boxesOf(page, composer(page));
      assert.deepEqual([after.left, after.right], [before.left, before.right]);
    });

    it(`C6 at ${width} px a long name of a file ends within its chip and its message`, async () => {
      const page = await stage.open(chats, { as: 'teacher', viewport: { width, height: 800 } });
      await row(page, 'ИС-21 · Базы данных').click();
      await composer(page).waitFor();
      await page.getByRole('button', { name: 'Прикрепить файлы' }).click();
      const chosen = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Файлы', exact: true }).click();
      await (await chosen).setFiles([{ name: longName, mimeType: 'text/plain', buffer: Buffer.from('Отчёт') }]);
      const removal = page.getByRole('button', { name: `Убрать: ${longName}` });
      const [remove, name] = await boxesOf(page, removal, page.locator('sferum-file-tray .words'));
      assert.ok(name.right <= remove.x, 'the name does not run under the button');

      await composer(page).fill(`Отчёт ${width}`);
      await composer(page).press('Enter');
      const message = page.locator('.message').filter({ hasText: `Отчёт ${width}` });
      await message.getByText(/Отправлено|Прочитано/).waitFor({ state: 'attached' });
      const [bubble, sent] = await boxesOf(page, message.locator('.bubble'), message.locator('sferum-files .name'));
      assert.ok(sent.right <= bubble.right, 'the name ends with dots, not behind the edge');
    });

    it(`C4 at ${width} px «Открыть» stands beside the name of a public chat`, async () => {
      const page = await stage.open(chats, { as: 'student', viewport: { width, height: 800 } });
      await page.getByRole('button', { name: 'Публичные чаты' }).click();
      const item = page.locator('sferum-public-chats li').filter({ hasText: 'Объявления колледжа' });
      const open = item.getByRole('button', { name: 'Открыть: Объявления колледжа' });
      const [button, words] = await boxesOf(page, open, item.locator('> span').last());
      assert.ok(button.y < words.bottom && button.x >= words.right, 'they are side by side');
    });

    it(`B9 at ${width} px the card of a person has its buttons in one row`, async () => {
      const page = await stage.open(chats, { as: 'student', viewport: { width, height: 800 } });
      await row(page, 'ИС-21 · Базы данных').click();
      await page
        .locator('.message')
        .getByRole('button', { name: /Кротов/ })
        .last()
        .click();
      const report = page.getByRole('button', { name: 'Пожаловаться' });
      const [left, right] = await boxesOf(page, report, page.getByRole('button', { name: 'Написать', exact: true }));
      assert.equal(left.y, right.y);
    });
  }

  it('C8 the search of a chat stands in place of what is pinned', async () => {
    const admin = await stage.open(chats, { as: 'administrator' });
    await row(admin, 'Объявления колледжа').click();
    await admin
      .locator('.message .bubble')
      .last()
      .click({ button: 'right', position: { x: 20, y: 12 } });
    await admin.getByRole('menuitem', { name: 'Закрепить' }).click();
    const pins = admin.getByRole('region', { name: 'Закреплённые' });
    await pins.waitFor();
    await admin.getByRole('button', { name: 'Поиск в чате' }).click();
    await pins.waitFor({ state: 'detached' });
    const field = admin.getByRole('searchbox', { name: 'Поиск в чате' });
    await field.waitFor();
    assert.equal(await focused(admin), 'Поиск в чате');
    await admin.keyboard.press('Escape');
    await pins.waitFor();
  });
});
