import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
/** By what it says, not by what it quotes. */
const bubble = (page: Page, text: string) =>
  page.locator('.message').filter({ has: page.locator('.text', { hasText: text }) });
const arrived = (message: Locator) => message.getByText(/Отправлено|Прочитано/).waitFor({ state: 'attached' });
const reaction = (page: Page, text: string, name: string) =>
  bubble(page, text).locator('.reactions').getByRole('button', { name, exact: true });

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Writes a message that is there before anything else happens. */
async function say(page: Page, text: string): Promise<void> {
  await write(page, text);
  await arrived(bubble(page, text));
}

const copiesOf = (page: Page, text: string) => bubble(page, text).filter({ has: page.locator('.forward') });

async function menuOf(page: Page, text: string): Promise<void> {
  await bubble(page, text)
    .locator('.bubble')
    .click({ button: 'right', position: { x: 20, y: 12 } });
  await page.getByRole('menuitem', { name: 'Скопировать текст' }).waitFor();
}

async function choose(page: Page, text: string, item: string): Promise<void> {
  await menuOf(page, text);
  await page.getByRole('menuitem', { name: item }).click();
}

async function react(page: Page, text: string, emoji: string): Promise<void> {
  await menuOf(page, text);
  await page.getByRole('group', { name: 'Реакция' }).getByRole('button', { name: emoji, exact: true }).click();
}

/** Keeps what a screen looks like where `SHOTS` names a folder. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

describe('Talking in a chat', () => {
  const stage = useStage();

  const database = () => {
    const { own } = stage.demo.backend;
    assert.ok(own);
    return own.database;
  };

  it('C8 a reply, a mention and formatted text reach the other, and the quote follows an edit', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student', viewport: { width: 380, height: 800 } });
    await composer(student).waitFor();
    await say(teacher, 'Контрольная в **пятницу**, вопросы в `план.pdf`');
    await bubble(student, 'Контрольная').locator('b', { hasText: 'пятницу' }).waitFor();

    await choose(student, 'Контрольная', 'Ответить');
    await student.getByText('Ответ:').waitFor();
    await composer(student).pressSequentially('Спасибо, @вет');
    await student.getByRole('option').first().waitFor();
    await shot(student, 'mention-380');
    await composer(student).press('Enter');
    assert.match(await composer(student).inputValue(), /^Спасибо, @\S+ Ветрова $/);
    await composer(student).pressSequentially('буду');
    await composer(student).press('Enter');
    await arrived(bubble(student, 'Спасибо'));
    const answer = bubble(teacher, 'Спасибо');
    await answer.locator('.mention.me', { hasText: 'Ветрова' }).waitFor();
    await answer.locator('button.quote', { hasText: 'Контрольная в пятницу, вопросы в план.pdf' }).waitFor();

    await choose(teacher, 'Контрольная', 'Изменить');
    await write(teacher, 'Контрольная в четверг');
    await bubble(student, 'Спасибо').locator('button.quote', { hasText: 'Контрольная в четверг' }).waitFor();
    await shot(teacher, 'reply-1100');
    await choose(teacher, 'Контрольная в четверг', 'Удалить у всех');
    await teacher.getByRole('button', { name: 'Удалить', exact: true }).click();
    await bubble(student, 'Спасибо').locator('button.quote', { hasText: 'Сообщение удалено' }).waitFor();
    await shot(student, 'reply-380');
  });

  it('C8 reactions of two people are counted at once, taken back, and wait for the connection', async () => {
    const teacher = await stage.open(group, { as: 'teacher', colorScheme: 'dark' });
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    await say(teacher, 'Завтра консультация');
    await react(student, 'Завтра консультация', '👍');
    await reaction(teacher, 'Завтра консультация', '👍 1').waitFor();
    await reaction(teacher, 'Завтра консультация', '👍 1').click();
    await reaction(student, 'Завтра консультация', '👍 2').waitFor();
    await menuOf(teacher, 'Завтра консультация');
    await shot(teacher, 'menu-1100-dark');
    await teacher.keyboard.press('Escape');
    await choose(teacher, 'Завтра консультация', 'Кто отреагировал');
    const dialog = teacher.locator('sferum-chat-reactors');
    await dialog.getByText('👍').nth(1).waitFor();
    await teacher.keyboard.press('Escape');

    stage.expect(/Failed to load resource|ERR_INTERNET_DISCONNECTED/);
    const backend = `${stage.demo.backend.url}/rest/**`;
    await student.context().route(backend, (route) => route.abort('internetdisconnected'));
    await react(student, 'Завтра консультация', '❤️');
    await reaction(student, 'Завтра консультация', '❤️ 1').waitFor();
    await reaction(student, 'Завтра консультация', '👍 2').click();
    await reaction(student, 'Завтра консультация', '👍 1').waitFor();
    assert.equal(await reaction(teacher, 'Завтра консультация', '❤️ 1').count(), 0);
    await student.context().unroute(backend);
    await student.evaluate(() => dispatchEvent(new Event('online')));
    await reaction(teacher, 'Завтра консультация', '❤️ 1').waitFor();
    await reaction(teacher, 'Завтра консультация', '👍 1').waitFor();
  });

  it('C8 a message is forwarded with a comment, named after who wrote it', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    await say(teacher, 'Вопросы к зачёту на кафедре');
    const student = await stage.open(group, { as: 'student', viewport: { width: 380, height: 800 } });
    await bubble(student, 'Вопросы к зачёту').waitFor();
    await choose(student, 'Вопросы к зачёту', 'Переслать');
    const dialog = student.locator('sferum-chat-forward');
    await dialog.getByRole('checkbox').first().waitFor();
    await dialog
      .getByRole('checkbox', { name: /Базы данных/ })
      .first()
      .check();
    await dialog.getByRole('textbox', { name: 'Добавить комментарий' }).fill('Всем на заметку');
    await shot(student, 'forward-380');
    await dialog.getByRole('button', { name: 'Переслать', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const copy = teacher.locator('.message').filter({ has: teacher.locator('.forward') });
    await copy.filter({ hasText: 'Вопросы к зачёту' }).getByText('Переслано').waitFor();
    await bubble(teacher, 'Всем на заметку').waitFor();
  });

  it('C8 several messages are selected by tap and keyboard, forwarded in their order and deleted together', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    for (const text of ['Билет первый', 'Билет второй', 'Билет третий']) await say(teacher, text);
    await choose(teacher, 'Билет первый', 'Выбрать несколько');
    const bar = teacher.getByRole('toolbar', { name: 'Выбранные сообщения' });
    await bar.getByText('Выбрано 1 сообщение').waitFor();
    await bubble(teacher, 'Билет третий').click({ modifiers: ['Shift'] });
    await bar.getByText('Выбрано 3 сообщения').waitFor();
    await teacher.keyboard.press('Space');
    await bar.getByText('Выбрано 2 сообщения').waitFor();
    await shot(teacher, 'selection-1100');
    await bar.getByRole('button', { name: 'Переслать' }).click();
    const dialog = teacher.locator('sferum-chat-forward');
    await dialog
      .getByRole('checkbox', { name: /ИС-21 · Базы данных/ })
      .first()
      .check();
    await dialog.getByRole('button', { name: 'Переслать', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await bar.waitFor({ state: 'detached' });
    const copies = teacher.locator('.message').filter({ has: teacher.locator('.forward') });
    await copies.filter({ hasText: 'Билет второй' }).waitFor();
    const forwarded = await copies.filter({ hasText: 'Билет' }).locator('.text').allInnerTexts();
    assert.deepEqual(
      forwarded.map((text) => text.trim()),
      ['Билет первый', 'Билет второй'],
    );

    const student = await stage.open(group, {
      as: 'student',
      viewport: { width: 380, height: 800 },
      colorScheme: 'dark',
    });
    await bubble(student, 'Билет третий').first().waitFor();
    await choose(student, 'Билет третий', 'Выбрать несколько');
    const narrow = student.getByRole('toolbar', { name: 'Выбранные сообщения' });
    await copiesOf(student, 'Билет второй').click();
    await narrow.getByText('Выбрано 2 сообщения').waitFor();
    await shot(student, 'selection-380');
    assert.equal(await narrow.getByRole('button', { name: 'Удалить у всех' }).count(), 0);
    await student.keyboard.press('Escape');
    await narrow.waitFor({ state: 'detached' });

    await choose(teacher, 'Билет третий', 'Выбрать несколько');
    await copiesOf(teacher, 'Билет второй').click();
    await bar.getByRole('button', { name: 'Удалить у всех' }).click();
    await teacher.getByRole('heading', { name: 'Удалить 2 сообщения?' }).waitFor();
    await teacher.getByRole('button', { name: 'Удалить', exact: true }).click();
    await bubble(student, 'Билет третий').waitFor({ state: 'detached' });
    await copiesOf(student, 'Билет второй').waitFor({ state: 'detached' });
  });

  it('C8 a moderator pins, all see it at once and are led to it', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const id = JSON.parse(await stage.session('teacher')).user.id as string;
    await database().transaction((tx) =>
      tx.query(
        `insert into public.chat_members (chat_id, person_id, is_moderator) values ($1, $2, true)
         on conflict (chat_id, person_id) do update set is_moderator = true`,
        [stage.demo.backend.groupChatId, id],
      ),
    );
    await teacher.reload();
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    await say(teacher, 'Экзамен 18 июня, ауд. 214');
    await choose(teacher, 'Экзамен 18 июня', 'Закрепить');
    const bar = student.getByRole('region', { name: 'Закреплённые' });
    await bar.getByText('Экзамен 18 июня').waitFor();
    await shot(student, 'pins-1100');
    await student.setViewportSize({ width: 380, height: 800 });
    await shot(student, 'pins-380');
    await bar.getByRole('button', { name: 'Показать закреплённое сообщение' }).click();
    await bubble(student, 'Экзамен 18 июня').waitFor();
    await choose(teacher, 'Экзамен 18 июня', 'Открепить');
    await bar.waitFor({ state: 'detached' });
  });

  it('C8 of two edits from two devices the later one stays, on both', async () => {
    const one = await stage.open(group, { as: 'teacher' });
    await say(one, 'Правлю с двух устройств');
    const two = await stage.open(group, { as: 'teacher' });
    await choose(one, 'Правлю', 'Изменить');
    await choose(two, 'Правлю', 'Изменить');
    await write(one, 'Правлю с телефона');
    await bubble(two, 'Правлю с телефона').waitFor();
    await two.getByText('Если сохранить, останется ваш текст').waitFor();
    await write(two, 'Правлю с компьютера');
    await bubble(one, 'Правлю с компьютера').waitFor();
    await bubble(two, 'Правлю с компьютера').waitFor();
  });

  it('C8 the link to a message leads to it', async () => {
    const teacher = await stage.open(group, { as: 'teacher', permissions: ['clipboard-read', 'clipboard-write'] });
    await say(teacher, 'На это сошлюсь');
    await choose(teacher, 'На это сошлюсь', 'Скопировать ссылку');
    await teacher.getByText('Ссылка скопирована').waitFor();
    const link = await teacher.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /#sferum-message=/);
    const student = await stage.open(link, { as: 'student' });
    await bubble(student, 'На это сошлюсь').waitFor();
  });
});
