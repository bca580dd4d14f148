import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const item = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title });

async function choose(page: Page, title: string, action: string): Promise<void> {
  await item(page, title)
    .locator('.row')
    .click({ button: 'right', position: { x: 60, y: 20 } });
  await page.getByRole('menuitem', { name: action }).click();
}

/** Waits until a chat is the first of the list. */
const first = (page: Page, title: string) =>
  page.waitForFunction((wanted) => {
    const row = document.querySelector('sferum-chats')?.shadowRoot?.querySelector('[data-chat]');
    return row?.textContent?.includes(wanted);
  }, title);

describe('What one sets for a chat', () => {
  const stage = useStage();

  it('C7 C12 is the same on both devices of a person, and nobody else sees it', async () => {
    const here = await stage.open('/student/chats.html', { as: 'student' });
    const there = await stage.open('/student/chats.html', { as: 'student', viewport: { width: 380, height: 720 } });
    const teacher = await stage.open('/student/chats.html', { as: 'teacher' });
    for (const page of [here, there, teacher]) await item(page, 'ИС-21 · Базы данных').waitFor();

    await choose(here, 'Веб-студия', 'Закрепить');
    for (const page of [here, there]) await first(page, 'Веб-студия');
    await choose(there, 'Веб-студия', 'Отметить непрочитанным');
    await item(here, 'Веб-студия').getByText('Отмечен непрочитанным').waitFor({ state: 'attached' });
    await choose(here, 'Веб-студия', 'Отключить уведомления навсегда');
    await item(there, 'Веб-студия').getByText('Уведомления отключены').waitFor({ state: 'attached' });
    await item(there, 'Веб-студия').locator('.row').click();
    await item(here, 'Веб-студия').getByText('Отмечен непрочитанным').waitFor({ state: 'detached' });
    await choose(here, 'Веб-студия', 'Открепить');
    await item(here, 'Веб-студия').getByText('Закреплён').waitFor({ state: 'detached' });
    await item(teacher, 'Уведомления отключены').waitFor({ state: 'detached' });
  });
});
