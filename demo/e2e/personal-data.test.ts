import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';

const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

async function write(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Сообщение' });
  await composer.fill(text);
  await composer.press('Enter');
}

/** What the person gets by «Скачать мои данные»: text by the name of the file in it. */
async function takeAlong(page: Page): Promise<Record<string, string>> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Скачать мои данные' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^Мои данные \d{4}-\d\d-\d\d\.zip$/);
  const pieces = Object.entries(unzipSync(new Uint8Array(await readFile(await download.path()))));
  return Object.fromEntries(pieces.map(([name, bytes]) => [name, strFromU8(bytes)]));
}

async function askToErase(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Удалить аккаунт' }).click();
  await page.getByRole('checkbox', { name: 'Понимаю' }).check();
  await page.getByRole('button', { name: 'Удалить', exact: true }).click();
}

describe('Personal data', () => {
  const stage = useStage();

  it('A12 the last administrator of a college is told what to do first, and stays', async () => {
    stage.expect(/status of 400/);
    const { own } = stage.demo.backend;
    assert.ok(own);
    const [administrator] = own.accounts;
    await own.database.transaction((tx) =>
      tx.query(
        'update public.memberships set is_admin = false where person_id <> (select id from auth.users where phone = $1)',
        [administrator?.phone],
      ),
    );
    const page = await stage.open('/profile.html', { as: 'administrator' });
    await askToErase(page);
    await page.getByText('вы единственный администратор').waitFor();
    await page.getByRole('button', { name: 'Отмена' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Белова Наталья' }).waitFor();
  });

  it('A12 a student downloads their messages, changes the name at once, and leaves the messages without a name', async () => {
    // The session of an erased account cannot be ended at the server, only here; and the page may just be asking for something.
    stage.expect(/status of 40[013]/);
    const mark = 'На прощание,';
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await write(teacher, `${mark} вопрос`);
    await bubble(student, `${mark} вопрос`).waitFor();
    await write(student, `${mark} ответ`);
    const answer = bubble(teacher, `${mark} ответ`);
    await answer.getByText('Алина Соколова').waitFor();

    await student.goto(`${stage.demo.url}/profile.html`);
    const data = await takeAlong(student);
    assert.match(data['messages.json'] ?? '', new RegExp(`${mark} ответ`));
    assert.match(data['account.json'] ?? '', /79000000050/);
    assert.match(data['studies_in.json'] ?? '', /ИС-21/);
    assert.doesNotMatch(Object.values(data).join(), new RegExp(`${mark} вопрос`), 'what others wrote is theirs');

    await student.getByRole('textbox', { name: 'Фамилия' }).fill('Иванова');
    await student.getByRole('button', { name: 'Сохранить' }).click();
    await student.getByText('Имя сохранено').waitFor();
    await answer.getByText('Алина Иванова').waitFor();

    await askToErase(student);
    await student.getByText('Аккаунт удалён').waitFor();
    await answer.getByText('Удалённый пользователь').waitFor();
    await answer.getByText('Алина').waitFor({ state: 'detached' });

    // Another time the number begins anew.
    await student.goto(`${stage.demo.url}/login.html`);
    await student.getByRole('textbox', { name: 'Номер телефона' }).fill('79000000050');
    await student.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    const code = student.getByRole('textbox', { name: 'Код из шести цифр' });
    await code.waitFor();
    await code.fill(stage.demo.backend.own?.sms.messages().at(-1)?.code ?? '');
    await student.getByText('Придумайте пароль').waitFor();
  });

  it('R6 «Выйти на всех устройствах» ends the session of another device too', async () => {
    stage.expect(/status of 40[01]/);
    const here = await stage.open('/profile.html', { as: 'teacher' });
    const there = await stage.open('/profile.html', { as: 'teacher' });
    await there.getByRole('textbox', { name: 'Фамилия' }).waitFor();
    await here.getByRole('button', { name: 'Выйти на всех устройствах' }).click();
    await here.getByText('Войдите, чтобы изменить имя').waitFor();
    // Its token has not expired, but the database takes it no more.
    await there.reload();
    await there.getByText('Войдите, чтобы изменить имя').waitFor();
  });
});
