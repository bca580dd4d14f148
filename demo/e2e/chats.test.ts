import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { type Person, useStage } from './harness.ts';

const chats = '/student/chats.html';

const row = (page: Page, title: string) => page.locator('sferum-chats .row').filter({ hasText: title });
const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await bubble(page, text)
    .getByText(/Отправлено|Прочитано/)
    .waitFor({ state: 'attached' });
}

/** «Выбрать всех участников» and whoever else is ticked by name, in the second step. */
async function make(
  page: Page,
  title: string,
  kind: string,
  people: readonly string[] | 'all',
  more?: () => Promise<void>,
) {
  await page.getByRole('textbox', { name: 'Название' }).fill(title);
  await page.getByRole('radio', { name: kind }).check();
  await more?.();
  await page.getByRole('button', { name: 'Продолжить' }).click();
  if (people === 'all') await page.getByRole('checkbox', { name: /^Выбрать всех/ }).check();
  else {
    for (const person of people) {
      await page.getByRole('searchbox', { name: 'Имя, группа, предмет' }).fill(person);
      await page.getByRole('checkbox', { name: person }).check();
    }
  }
  await page.getByRole('button', { name: 'Создать чат' }).last().click();
}

async function about(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'О чате' }).first().click();
  await page.getByRole('heading', { name: 'О чате' }).waitFor();
}

async function act(page: Page, person: string, item: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Действия: ${person}`) }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Keeps what a screen looks like where `SHOTS` names a folder. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
}

describe('Making and managing chats', () => {
  const stage = useStage();
  const open = (as: Person, path = chats) => stage.open(path, { as });

  it('C1 C4 makes a chat for the whole college that is in everybody’s list at once, and writes in it at once', async () => {
    const [admin, student] = await Promise.all([open('administrator', '/admin.html?section=chats'), open('student')]);
    await row(student, 'ИС-21 · Базы данных').waitFor();
    await admin.getByRole('button', { name: 'Создать чат' }).first().click();
    await make(admin, 'День колледжа', 'Чат учебного заведения', 'all');
    await admin.getByText('Чат создан').waitFor();
    await admin.getByRole('button', { name: 'О чате: День колледжа' }).waitFor();
    await row(student, 'День колледжа').click();
    await student.getByText('Здесь пока тихо').waitFor();
    await admin.goto(new URL(chats, stage.demo.url).href);
    await row(admin, 'День колледжа').click();
    await say(admin, 'Концерт в пятницу');
    await bubble(student, 'Концерт в пятницу').waitFor();
    const rows = await stage.demo.backend.own?.database.transaction((tx) =>
      tx.query<{ count: number }>(
        `select count(*)::integer as count from public.chat_members m join public.chats c on c.id = m.chat_id
         where c.title = 'День колледжа'`,
      ),
    );
    // The maker, and the student who has read.
    assert.ok((rows?.rows[0]?.count ?? 99) <= 2);
  });

  it('C2 makes the chat of a group from the group’s page', async () => {
    const [teacher, student] = await Promise.all([open('teacher', '/college.html?section=groups'), open('student')]);
    await row(student, 'ИС-21 · Базы данных').waitFor();
    await teacher.getByRole('button', { name: /ИС-21/ }).first().click();
    await teacher.getByRole('button', { name: 'Создать чат группы' }).click();
    await make(teacher, 'ИС-21 · Практика', 'Чат группы', 'all');
    await teacher.locator('sferum-chat').getByText('ИС-21 · Практика').first().waitFor();
    await row(student, 'ИС-21 · Практика').click();
    await say(student, 'Когда начинаем?');
    await bubble(teacher, 'Когда начинаем?').waitFor();
  });

  it('C3 writes to somebody personally, and makes a chat of chosen people', async () => {
    const [teacher, student] = await Promise.all([open('teacher'), open('student')]);
    await row(student, 'ИС-21 · Базы данных').waitFor();
    // A student chooses only to whom they write.
    await student.getByRole('button', { name: 'Создать чат' }).click();
    await student.getByRole('searchbox', { name: 'Имя, группа, предмет' }).fill('Рябов');
    await student.getByRole('radio', { name: /Рябов/ }).check();
    await student.getByRole('button', { name: 'Написать' }).click();
    await student.locator('sferum-chat header').getByText('Рябов').waitFor();
    await say(student, 'Здравствуйте!');

    await teacher.getByRole('button', { name: 'Создать чат' }).click();
    await make(teacher, 'Факультатив', 'Другой чат', ['Алина Соколова']);
    await teacher.locator('sferum-chat header').getByText('Факультатив').waitFor();
    await say(teacher, 'Встречаемся по пятницам');
    await row(student, 'Факультатив').click();
    await bubble(student, 'Встречаемся по пятницам').waitFor();
  });

  it('C4 joins a public chat with one click, and leaves it again', async () => {
    const student = await open('student');
    await row(student, 'ИС-21 · Базы данных').waitFor();
    assert.equal(await row(student, 'Волейбол').count(), 0);
    await student.getByRole('button', { name: 'Публичные чаты' }).click();
    await student.getByRole('searchbox', { name: 'Название чата' }).fill('волейбол');
    await student.getByRole('button', { name: 'Присоединиться: Волейбол, сборная колледжа' }).click();
    await student.getByText('Вы в чате «Волейбол, сборная колледжа»').waitFor();
    await student.getByRole('button', { name: 'Открыть: Волейбол, сборная колледжа' }).click();
    await say(student, 'Приду на тренировку');
    await about(student);
    await student.getByRole('button', { name: 'Выйти из чата' }).click();
    await student.getByRole('button', { name: 'Выйти из чата' }).last().click();
    await row(student, 'Волейбол').waitFor({ state: 'detached' });
    await student.getByText('Выберите чат').waitFor();
  });

  it('C5 puts a picture on a public chat, which others see in the list, in its head and before they join', async () => {
    const [admin, student] = await Promise.all([open('administrator', '/admin.html?section=chats'), open('student')]);
    const name = 'Волейбол, сборная колледжа';
    await admin.getByRole('button', { name: `О чате: ${name}` }).click();
    const jpeg = await sharp({ create: { width: 600, height: 400, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    await admin.getByRole('button', { name: 'Поставить картинку' }).waitFor();
    await admin
      .locator('sferum-chat-about input[type=file]')
      .setInputFiles({ name: 'мяч.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await admin.getByRole('button', { name: 'Сменить картинку' }).waitFor();

    const isDrawn = (picture: Locator) =>
      picture.evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return image.naturalWidth;
      });
    await student.getByRole('button', { name: 'Публичные чаты' }).click();
    await student.getByRole('searchbox', { name: 'Название чата' }).fill('волейбол');
    assert.equal(await isDrawn(student.locator('sferum-public-chats li .avatar img')), 256);
    await student.getByRole('button', { name: `Присоединиться: ${name}` }).click();
    await student.getByRole('button', { name: `Открыть: ${name}` }).click();
    assert.equal(await isDrawn(row(student, name).locator('.avatar img')), 256);
    assert.equal(await isDrawn(student.locator('sferum-chat header .avatar img')), 256);
    await shot(student, 'picture-1100');
    await shot(admin, 'about-1100');

    await admin.getByRole('button', { name: 'Убрать картинку' }).click();
    await row(student, name).locator('.avatar img').waitFor({ state: 'detached' });
    await about(student);
    await student.getByRole('button', { name: 'Выйти из чата' }).click();
    await student.getByRole('button', { name: 'Выйти из чата' }).last().click();
    await row(student, 'Волейбол').waitFor({ state: 'detached' });
  });

  it('C5 renames, mutes, closes to others and archives a chat while somebody looks', async () => {
    const [teacher, student] = await Promise.all([open('teacher'), open('student')]);
    await row(student, 'ИС-21 · Базы данных').waitFor();
    await teacher.getByRole('button', { name: 'Создать чат' }).click();
    await make(teacher, 'Клуб', 'Другой чат', ['Алина Соколова']);
    await say(teacher, 'Привет');
    await row(student, 'Клуб').click();
    await bubble(student, 'Привет').waitFor();

    await about(teacher);
    await act(teacher, 'Алина', 'Запретить писать…');
    await teacher.getByRole('radio', { name: '1 день' }).check();
    await teacher.getByRole('button', { name: 'Запретить писать' }).click();
    await teacher.getByText(/не может писать до/).waitFor();
    await student.getByText(/Вы не можете писать до/).waitFor();
    await act(teacher, 'Алина', 'Разрешить писать');
    await composer(student).waitFor();

    await teacher.getByRole('button', { name: 'Изменить' }).click();
    await teacher.getByRole('textbox', { name: 'Название' }).fill('Клуб программистов');
    await teacher.getByRole('checkbox', { name: /Пишут только модераторы/ }).check();
    await teacher.getByRole('button', { name: 'Сохранить' }).click();
    await student.getByText('Здесь пишут только модераторы').waitFor();
    await row(student, 'Клуб программистов').waitFor();

    await act(teacher, 'Алина', 'Сделать модератором');
    await composer(student).waitFor();
    await say(student, 'Теперь и я могу');
    await bubble(teacher, 'Теперь и я могу').waitFor();

    await teacher.getByRole('button', { name: 'Убрать в архив' }).click();
    await teacher.getByRole('button', { name: 'Убрать в архив' }).last().click();
    await student.getByText('Чат в архиве').first().waitFor();
    await teacher.getByRole('button', { name: 'Вернуть из архива' }).click();
    await composer(student).waitFor();

    await act(teacher, 'Алина', 'Удалить из чата');
    await teacher.getByRole('button', { name: 'Удалить из чата' }).last().click();
    await student.getByText('Вы больше не в этом чате').waitFor();
    await row(student, 'Клуб программистов').waitFor({ state: 'detached' });
  });

  it('C5 counts down the pause of slow mode and keeps what was typed', async () => {
    const [teacher, student] = await Promise.all([open('teacher'), open('student')]);
    await row(student, 'ИС-21 · Базы данных').waitFor();
    await teacher.getByRole('button', { name: 'Создать чат' }).click();
    await make(teacher, 'Медленно', 'Другой чат', ['Алина Соколова']);
    await row(student, 'Медленно').click();
    await composer(student).waitFor();
    await about(teacher);
    await teacher.getByRole('button', { name: 'Изменить' }).click();
    await teacher.getByLabel('Медленный режим').selectOption({ label: '10 сек' });
    await teacher.getByRole('button', { name: 'Сохранить' }).click();
    await teacher.getByText('Медленный режим: 10 сек').waitFor();
    await student.locator('sferum-chats .row[aria-current=true]').waitFor();
    await composer(student).fill('раз');
    await composer(student).press('Enter');
    await student.getByText(/Следующее сообщение — через 0:0\d/).waitFor();
    await composer(student).waitFor();
    await say(student, 'два');
    await bubble(teacher, 'два').waitFor();
  });
});
