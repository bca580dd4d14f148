import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';
const chats = '/student/chats.html';
const title = 'ИС-21 · Базы данных';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) =>
  page.locator('.message').filter({ has: page.locator('.text', { hasText: text }) });
const row = (page: Page) => page.locator('sferum-chats .row').filter({ hasText: title });
const calls = (page: Page, count: number) => row(page).getByText(`Упоминания и ответы: ${count}`);

async function send(page: Page, text: string): Promise<void> {
  await composer(page).press('Enter');
  await bubble(page, text)
    .getByText(/Отправлено|Прочитано/)
    .waitFor({ state: 'attached' });
}

/** Keeps what a screen looks like where `SHOTS` names a folder. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

describe('Mentions and answers', () => {
  const stage = useStage();

  it('C7 a student who was away sees that they were called, goes from one to the next, and no device says so any more', async () => {
    const student = await stage.open(group, { as: 'student' });
    await composer(student).fill('Кто принимает лабораторную?');
    await send(student, 'Кто принимает лабораторную?');
    await student.close();

    const teacher = await stage.open(group, { as: 'teacher' });
    await bubble(teacher, 'Кто принимает').waitFor();
    await bubble(teacher, 'Кто принимает')
      .locator('.bubble')
      .click({ button: 'right', position: { x: 20, y: 12 } });
    await teacher.getByRole('menuitem', { name: 'Ответить' }).click();
    await composer(teacher).fill('Я, в среду');
    await send(teacher, 'Я, в среду');
    for (let n = 1; n <= 25; n++) {
      await composer(teacher).fill(`Вопрос ${n} к лабораторной`);
      await send(teacher, `Вопрос ${n} к лабораторной`);
    }
    await composer(teacher).pressSequentially('Список у @сок');
    await teacher.getByRole('option').first().waitFor();
    await composer(teacher).press('Enter');
    await send(teacher, 'Список у');

    const phone = await stage.open(chats, { as: 'student', viewport: { width: 380, height: 800 } });
    await calls(phone, 2).waitFor({ state: 'attached' });
    await shot(phone, 'called-380');
    const desk = await stage.open(chats, { as: 'student', colorScheme: 'dark' });
    await calls(desk, 2).waitFor({ state: 'attached' });
    await shot(desk, 'called-dark-1100');

    await row(phone).click();
    const next = phone.getByRole('button', { name: 'К упоминанию или ответу' });
    // The page begins with its own head: what lies below the window was not seen.
    await bubble(phone, 'Я, в среду').scrollIntoViewIfNeeded();
    await calls(desk, 1).waitFor({ state: 'attached' });
    await shot(phone, 'next-380');
    assert.match((await next.getAttribute('aria-label')) ?? '', /, 1 непрочитанное$/);
    await next.click();
    await bubble(phone, 'Список у').waitFor();
    await next.waitFor({ state: 'detached' });
    await row(desk).getByText('Упоминания и ответы').waitFor({ state: 'detached' });
  });
});
