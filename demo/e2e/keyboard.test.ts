import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';
const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const hasFocus = (page: Page, target: Locator) => target.and(page.locator(':focus')).waitFor();

/** Presses a key until the focus is there. */
async function pressUntil(page: Page, key: string, target: Locator): Promise<void> {
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; presses < 15 && (await focused.count()) === 0; presses++) await page.keyboard.press(key);
  await focused.waitFor();
}

/** Goes to a button from the field and presses it. */
async function use(page: Page, key: 'Tab' | 'Shift+Tab', name: string): Promise<void> {
  await composer(page).focus();
  await pressUntil(page, key, page.getByRole('button', { name }));
  await page.keyboard.press('Enter');
}

describe('By the keyboard alone', () => {
  const stage = useStage();

  async function open(): Promise<Page> {
    const page = await stage.open(group, { as: 'student', permissions: ['microphone'] });
    await composer(page).waitFor();
    await composer(page).focus();
    await page.getByRole('button', { name: 'Смайлики' }).waitFor();
    return page;
  }

  it('B9 Escape leads from the emoji back to the field', async () => {
    const page = await open();
    await use(page, 'Tab', 'Смайлики');
    await hasFocus(page, page.getByRole('searchbox', { name: 'Найти смайлик' }));
    await page.keyboard.press('Escape');
    await hasFocus(page, composer(page));
  });

  it('B9 files are taken away one by one, and after the last one writes on', async () => {
    const page = await open();
    const chooser = page.waitForEvent('filechooser');
    await use(page, 'Shift+Tab', 'Прикрепить файлы');
    const files = ['раз', 'два', 'три'].map((name) => ({
      name: `${name}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(name),
    }));
    await (await chooser).setFiles(files);
    const remove = (name: string) => page.getByRole('button', { name: `Убрать: ${name}.txt` });
    await remove('три').waitFor();
    await pressUntil(page, 'Shift+Tab', remove('два'));
    for (const next of [remove('три'), remove('раз'), composer(page)]) {
      await page.keyboard.press('Enter');
      await hasFocus(page, next);
    }
  });

  it('B9 a voice message is recorded and sent, another thrown away, and the field has the focus again', async () => {
    const page = await open();
    await use(page, 'Tab', 'Записать голосовое сообщение');
    await hasFocus(page, page.getByRole('button', { name: 'Отправить' }));
    await page.getByRole('timer', { name: /0:0[1-9]/ }).waitFor();
    await page.keyboard.press('Enter');
    await hasFocus(page, composer(page));
    await page.locator('sferum-player').last().waitFor();
    await use(page, 'Tab', 'Записать голосовое сообщение');
    await hasFocus(page, page.getByRole('button', { name: 'Отправить' }));
    await pressUntil(page, 'Shift+Tab', page.getByRole('button', { name: 'Удалить запись' }));
    await page.keyboard.press('Enter');
    await hasFocus(page, composer(page));
  });

  it('B9 a poll is made and voted in, and the focus stays in it', async () => {
    const page = await open();
    await use(page, 'Shift+Tab', 'Новый опрос');
    await hasFocus(page, page.getByRole('textbox', { name: 'Вопрос' }));
    await page.keyboard.type('Когда консультация?');
    await page.keyboard.press('Tab');
    await page.keyboard.type('В среду');
    await page.keyboard.press('Enter');
    await page.keyboard.type('В пятницу');
    await pressUntil(page, 'Tab', page.getByRole('button', { name: 'Создать опрос' }));
    await page.keyboard.press('Enter');
    await hasFocus(page, page.getByRole('button', { name: 'Новый опрос' }));
    const poll = page.locator('sferum-poll').last();
    await poll.getByRole('radio', { name: 'В пятницу', disabled: false }).waitFor();
    await pressUntil(page, 'Shift+Tab', poll.getByRole('radio', { name: 'В пятницу' }));
    await page.keyboard.press('ArrowUp');
    await pressUntil(page, 'Tab', poll.getByRole('button', { name: 'Проголосовать' }));
    await page.keyboard.press('Enter');
    await poll.getByRole('radio', { name: /В среду ?, ваш голос/ }).waitFor();
    await poll.locator('button:focus').waitFor();
  });
});
