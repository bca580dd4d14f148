import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const launch = (page: Page) => page.locator('sferum-chat-launcher .launch');
const scripts = (page: Page) =>
  page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/chats-/.test(name)).length);

describe('The button that opens the chats on any page', () => {
  const stage = useStage();

  it('B9 counts live, shows what is new, opens its chat; the code of the chats comes with the first click', async () => {
    const student = await stage.open('/index.html', { as: 'student' });
    const badge = student.locator('sferum-chat-launcher .launch .badge');
    await badge.waitFor();
    const before = Number(await badge.innerText());
    await student.waitForFunction((count) => document.title.startsWith(`(`) && count > 0, before);
    assert.equal(await student.locator('sferum-chats').count(), 0);
    await student.waitForLoadState('networkidle');
    assert.equal(await scripts(student), 0);

    const teacher = await stage.open('/student/group.html', { as: 'teacher' });
    const field = teacher.getByRole('textbox', { name: 'Сообщение' });
    await field.fill('Сегодня в аудитории 214');
    await field.press('Enter');
    await student.waitForFunction((count) => {
      const tree = document.querySelector('sferum-chat-launcher')?.shadowRoot;
      return Number(tree?.querySelector('.launch .badge')?.textContent) === count + 1;
    }, before);
    await student.getByRole('status').getByText('Сегодня в аудитории 214').click();
    await student.locator('sferum-chats').getByRole('log').getByText('Сегодня в аудитории 214').waitFor();
    assert.ok((await scripts(student)) > 0);

    await student.keyboard.press('Escape');
    await student.getByRole('dialog', { name: 'Чаты' }).waitFor({ state: 'hidden' });
    await student.waitForFunction(() => {
      const tree = document.querySelector('sferum-chat-launcher')?.shadowRoot;
      return tree?.activeElement?.matches('.launch[aria-expanded=false]');
    });
  });

  it('B9 offers the sign-in to who has none, and on a telephone fills the window', async () => {
    const page = await stage.open('/index.html', { viewport: { width: 380, height: 720 } });
    await launch(page).click();
    await page.getByText('Войдите, чтобы читать чаты').waitFor();
    const panel = page.getByRole('dialog', { name: 'Чаты' });
    await panel.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
    assert.deepEqual(await panel.boundingBox(), { x: 0, y: 0, width: 380, height: 720 });
    await page.getByRole('button', { name: 'Закрыть', exact: true }).click();
    await panel.waitFor({ state: 'hidden' });
    await launch(page).waitFor();
  });
});
