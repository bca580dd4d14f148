import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';
const list = '/student/chats.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await bubble(page, text)
    .getByText(/Отправлено|Прочитано/)
    .waitFor({ state: 'attached' });
}

describe('Search in messages', () => {
  const stage = useStage();

  it('C9 what a teacher wrote a student finds by another form of the word, with a slip of the finger, and where it stands', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    await write(teacher, 'Экзаменационная вёрстка калейдоскопа сдаётся в июне');
    for (let each = 1; each <= 3; each++) await write(teacher, `Ещё одно сообщение ${each}`);
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    await student.getByRole('button', { name: 'Поиск в чате' }).click();
    const field = student.getByRole('searchbox', { name: 'Поиск в чате' });
    await field.fill('калейдоскопы верстки');
    await student.getByText('1 из 1', { exact: true }).waitFor();
    await bubble(student, 'калейдоскопа').waitFor();
    await field.fill('калейдаскоп');
    await student.getByText('1 из 1', { exact: true }).waitFor();
    await field.fill('абракадабра');
    await student.getByText('Ничего не нашлось').waitFor();
  });

  it('C9 a hit over the list of chats opens where it stands, and a text that is edited or deleted is not found any more', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    await write(teacher, 'Встречаемся у планетария');
    const student = await stage.open(list, { as: 'student' });
    const field = student.getByRole('searchbox', { name: 'Поиск по чатам' });
    await field.fill('планетарию');
    const hit = student.locator('sferum-chats-search [data-hit]');
    await hit.first().click();
    await bubble(student, 'Встречаемся у планетария').waitFor();
    assert.equal(await hit.count(), 1);
    assert.equal(await hit.locator('mark').textContent(), 'планетария');

    await bubble(teacher, 'Встречаемся у планетария').hover();
    await bubble(teacher, 'Встречаемся у планетария').click({ button: 'right' });
    await teacher.getByRole('menuitem', { name: 'Изменить' }).click();
    await composer(teacher).fill('Встречаемся у обсерватории');
    await composer(teacher).press('Enter');
    await bubble(student, 'обсерватории').waitFor();
    await field.fill('обсерватория');
    await hit.locator('mark').filter({ hasText: 'обсерватории' }).waitFor();
    await field.fill('планетарий');
    await student.getByText('Ничего не нашлось').waitFor();
  });

  it('C9 nobody finds what is written between two others', async () => {
    const teacher = await stage.open(list, { as: 'teacher' });
    await teacher.getByRole('searchbox', { name: 'Поиск по чатам' }).fill('Алина');
    await teacher.locator('sferum-chats-search').getByRole('button', { name: /Алина/ }).first().click();
    await write(teacher, 'Секретный гиппопотам');
    const other = await stage.open(list, { as: 'administrator' });
    await other.getByRole('searchbox', { name: 'Поиск по чатам' }).fill('гиппопотам');
    await other.getByText('Ничего не нашлось').waitFor();
    const student = await stage.open(list, { as: 'student' });
    await student.getByRole('searchbox', { name: 'Поиск по чатам' }).fill('гиппопотамы');
    await student.locator('sferum-chats-search [data-hit]').first().waitFor();
  });
});
