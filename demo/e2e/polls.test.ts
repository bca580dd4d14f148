import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type Person, useStage } from './harness.ts';

const chats = '/student/chats.html';
const group = '/student/group.html';

const row = (page: Page, title: string) => page.locator('sferum-chats .row').filter({ hasText: title });
const poll = (page: Page) => page.locator('sferum-poll').last();

/** A chat of the whole college, in which the three of the demo are. */
async function makeChat(admin: Page, title: string): Promise<void> {
  await admin.getByRole('button', { name: 'Создать чат' }).first().click();
  await admin.getByRole('textbox', { name: 'Название' }).fill(title);
  await admin.getByRole('radio', { name: 'Чат учебного заведения' }).check();
  await admin.getByRole('button', { name: 'Продолжить' }).click();
  await admin.getByRole('checkbox', { name: /^Выбрать всех/ }).check();
  await admin.getByRole('button', { name: 'Создать чат' }).last().click();
  await admin.getByText('Чат создан').waitFor();
}

async function vote(page: Page, option: string): Promise<void> {
  await poll(page).getByText(option, { exact: true }).click();
  await poll(page).getByRole('button', { name: 'Проголосовать' }).click();
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('button', { name: 'Новый опрос' }).click();
  await page.getByRole('textbox', { name: 'Вопрос' }).fill(question);
  await page.getByRole('textbox', { name: 'Вариант 1' }).fill('Среда');
  await page.getByRole('textbox', { name: 'Вариант 2' }).fill('Пятница');
  await page.getByRole('checkbox', { name: /^Анонимно/ }).uncheck();
  await page.getByRole('button', { name: 'Создать опрос' }).click();
}

describe('Polls', () => {
  const stage = useStage();
  const open = (as: Person, path = chats) => stage.open(path, { as });

  it('C8 a teacher asks, a student and an administrator vote, all see it live, and it ends', async () => {
    const admin = await open('administrator', '/admin.html?section=chats');
    await makeChat(admin, 'Всё про практику');
    const [teacher, student] = await Promise.all([open('teacher'), open('student')]);
    await admin.goto(new URL(chats, stage.demo.url).href);
    for (const page of [admin, teacher, student]) await row(page, 'Всё про практику').click();

    await ask(teacher, 'Когда консультация?');
    for (const page of [admin, teacher, student])
      await poll(page).getByRole('heading', { name: 'Когда консультация?' }).waitFor();

    await vote(student, 'Среда');
    await poll(student).getByText('100 %').waitFor();
    await poll(teacher).getByText('Проголосовал 1 человек').waitFor();
    await vote(admin, 'Пятница');
    for (const page of [admin, student]) await poll(page).getByText('50 %').first().waitFor();
    await poll(teacher).getByText('Проголосовали 2 человека').waitFor();

    await poll(student).getByRole('button', { name: 'Показать проголосовавших' }).click();
    await student.getByRole('heading', { name: 'Кто проголосовал' }).waitFor();
    await student.locator('sferum-poll-voters summary').filter({ hasText: 'Пятница' }).waitFor();
    await student.keyboard.press('Escape');

    await poll(teacher).getByRole('button', { name: 'Завершить опрос' }).click();
    await teacher.locator('sferum-poll sferum-dialog').getByRole('button', { name: 'Завершить опрос' }).click();
    for (const page of [admin, teacher, student]) await poll(page).getByText('завершён').waitFor();
    await poll(student).getByRole('radio').first().and(student.locator(':disabled')).waitFor({ state: 'attached' });
  });

  it('C8 C11 a vote without a connection survives a reload, and one that comes too late is taken back with its reason', async () => {
    const [teacher, student] = await Promise.all([open('teacher', group), open('student', group)]);
    await ask(teacher, 'Когда пересдача?');
    await poll(student).getByRole('heading', { name: 'Когда пересдача?' }).waitFor();
    stage.expect(/ERR_INTERNET_DISCONNECTED .*rpc\/vote|400 .*rpc\/vote/);
    const votes = '**/rpc/vote*';
    const offline = () => student.context().route(votes, (route) => route.abort('internetdisconnected'));
    const online = async () => {
      await student.context().unroute(votes);
      await student.evaluate(() => dispatchEvent(new Event('online')));
    };

    await offline();
    await vote(student, 'Среда');
    await poll(student).getByText('Нет связи. Голос уйдёт').waitFor();
    await student.reload();
    await poll(student).getByText('100 %').waitFor();
    await poll(student).getByText('Нет связи. Голос уйдёт').waitFor();
    await online();
    await poll(teacher).getByText('Проголосовал 1 человек').waitFor();
    await poll(student).getByText('Нет связи').waitFor({ state: 'detached' });

    await offline();
    await poll(student).getByText('Пятница', { exact: true }).click();
    await poll(student).getByRole('button', { name: 'Изменить голос' }).click();
    await poll(student).getByText('Нет связи').waitFor();
    await poll(teacher).getByRole('button', { name: 'Завершить опрос' }).click();
    await teacher.locator('sferum-poll sferum-dialog').getByRole('button', { name: 'Завершить опрос' }).click();
    await poll(student).getByText('завершён').waitFor();
    await online();
    await student.getByText('Голос не учтён. Опрос уже завершён.').waitFor();
    await poll(student)
      .getByRole('radio', { name: /^Среда/, checked: true })
      .waitFor();
  });
});
