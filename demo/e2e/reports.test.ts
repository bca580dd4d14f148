import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

describe('Reports', () => {
  const stage = useStage();

  it('C13 a teacher reports a message, an administrator deletes it, the teacher hears of that, its author not of them', async () => {
    const student = await stage.open(group, { as: 'student' });
    const teacher = await stage.open(group, { as: 'teacher' });
    const admin = await stage.open('/admin.html?section=reports', { as: 'administrator' });
    await admin.getByText('Жалоб нет').waitFor();
    await composer(student).fill('Купите ответы к контрольной');
    await composer(student).press('Enter');

    await bubble(teacher, 'Купите ответы')
      .locator('.bubble')
      .click({ button: 'right', position: { x: 20, y: 12 } });
    await teacher.getByRole('menuitem', { name: 'Пожаловаться' }).click();
    await teacher.getByRole('radio', { name: 'Спам или мошенничество' }).check();
    await teacher.getByRole('button', { name: 'Отправить жалобу' }).click();
    await teacher.getByText('Жалоба отправлена').waitFor();
    await teacher.getByRole('button', { name: 'Понятно' }).click();

    await admin.getByText('«Купите ответы к контрольной»').waitFor();
    await admin.getByRole('button', { name: /^Рассмотреть/ }).click();
    await admin.getByText('Сообщения показаны такими').waitFor();
    await admin.getByRole('button', { name: 'Удалить сообщение' }).click();
    await admin.getByText('Сообщение удалено').first().waitFor();
    await bubble(student, 'Купите ответы').waitFor({ state: 'detached' });

    await teacher.goto(new URL('/student/chats.html', stage.demo.url).href);
    await teacher.getByText('Ваша жалоба рассмотрена: сообщение удалено.').waitFor();
    await teacher.getByRole('button', { name: 'Понятно' }).click();
    await teacher.getByText('Ваша жалоба рассмотрена').waitFor({ state: 'detached' });
    await student.goto(new URL('/student/chats.html', stage.demo.url).href);
    await student.locator('sferum-chats .row').first().waitFor();
    await student.getByText('Ваша жалоба').waitFor({ state: 'detached' });
  });
});
