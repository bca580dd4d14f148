import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { demoAccounts } from '../../supabase/seed/index.ts';
import { type Person, type Stage, useStage } from './harness.ts';
import { kept, register } from './people.ts';

/**
 * Everything that a page gets from Supabase from now on, as text: answers with their headers, and frames of sockets.
 */
async function listenIn(stage: Stage, page: Page): Promise<readonly string[]> {
  const received: string[] = [];
  // Answers are read while they arrive: those of a page that was left cannot be read any more.
  await page.route(`${stage.demo.backend.url}/**`, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    received.push(`${response.url()} ${JSON.stringify(response.headers())} ${body.toString()}`);
    await route.fulfill({ response, body });
  });
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void received.push(`${socket.url()} ${payload.toString()}`)),
  );
  return received;
}

/** Everything that would identify a demo person. */
async function namesOf(stage: Stage, as: Person): Promise<string[]> {
  const account = demoAccounts.find(({ key }) => key === as);
  assert.ok(account);
  const session = JSON.parse(await stage.session(as)) as { user: { id: string } };
  return [session.user.id, account.surname, account.phone];
}

/** Makes a demo person an administrator of their college. */
async function promote(stage: Stage, as: Person): Promise<void> {
  const { own } = stage.demo.backend;
  assert.ok(own);
  const [id] = await namesOf(stage, as);
  await own.database.transaction((tx) =>
    tx.query('update public.memberships set is_admin = true where person_id = $1', [id]),
  );
}

async function openInquiry(stage: Stage, as: Person, asker: string): Promise<Page> {
  const page = await stage.open('/admin.html?section=inquiries', { as });
  await page.getByRole('list', { name: 'Обращения' }).getByRole('button', { name: asker }).click();
  await page.getByText('от имени организации').waitFor();
  return page;
}

/** Chooses files as a click on the button does. */
async function choose(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Прикрепить файлы' }).click(),
  ]);
  await chooser.setFiles(files);
}

/** Pictures for a person to look at, of both widths and both schemes. */
async function shots(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  for (const width of [1100, 380]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
    }
  }
  if (before) await page.setViewportSize(before);
}

async function answer(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Ответ от имени колледжа' });
  await box.fill(text);
  await box.press('Enter');
  await page.getByRole('log').getByText(text).waitFor();
}

describe('Inquiries to the college', () => {
  const stage = useStage();

  it('A8 A9 a student asks the administration, two administrators answer as the college, and nothing the student’s page received names either of them', async () => {
    await promote(stage, 'teacher');
    const student = await stage.open('/college.html', { as: 'student' });
    const received = await listenIn(stage, student);
    await student.goto(new URL('/college.html', stage.demo.url).href);
    const college = student.locator('sferum-college');
    await college.getByRole('button', { name: 'Действия с колледжем' }).filter({ visible: true }).click();
    await student.getByRole('menuitem', { name: 'Написать администрации' }).click();
    const box = student.getByRole('textbox', { name: 'Сообщение администрации' });
    await box.fill('Где получить справку для военкомата?');
    await box.press('Enter');
    const log = student.getByRole('log', { name: 'Переписка' });
    await log.getByText('Где получить справку для военкомата?').waitFor();

    const first = await openInquiry(stage, 'administrator', 'Алина Соколова');
    const second = await openInquiry(stage, 'teacher', 'Алина Соколова');
    await first.getByRole('button', { name: 'Взять себе' }).click();
    await second.getByText('Ответ готовит Наталья Белова, это видят только администраторы').waitFor();
    await answer(first, 'В учебной части, кабинет 104.');
    await log.getByText('В учебной части, кабинет 104.').waitFor();
    await answer(second, 'Возьмите студенческий билет.');
    await log.getByText('Возьмите студенческий билет.').waitFor();
    await log.getByText('Речноборский колледж').first().waitFor();

    // Administrators see who of them it was, each of the other.
    await second.getByText('Наталья Белова, видно администраторам').waitFor();
    await first.getByText('Марина Ветрова, видно администраторам').waitFor();
    await first.getByRole('button', { name: 'Закрыть обращение' }).click();
    await student.getByText('Обращение закрыто. Если вопрос остался, напишите, и оно откроется снова.').waitFor();
    await box.fill('Спасибо!');
    await box.press('Enter');
    await first.getByRole('log').getByText('Спасибо!').waitFor();
    await kept(box);
    // Once more all of it, as after a reload.
    await student.reload();
    await college.getByRole('button', { name: 'Действия с колледжем' }).filter({ visible: true }).click();
    await student.getByRole('menuitem', { name: 'Написать администрации' }).click();
    await log.getByText('Спасибо!').waitFor();

    assert.ok(received.some((text) => text.includes('/rpc/inquiry_page') && text.includes('кабинет 104')));
    assert.ok(received.some((text) => text.startsWith('ws') && text.includes('студенческий билет')));
    for (const name of [...(await namesOf(stage, 'administrator')), ...(await namesOf(stage, 'teacher'))]) {
      assert.deepEqual(
        received.filter((text) => text.includes(name)),
        [],
        `nothing has ${name}`,
      );
    }
  });

  it('A8 A9 C6 a student sends a photograph and a paper, an administrator answers with a form, and nothing about it names them', async () => {
    const student = await stage.open('/college.html', { as: 'student' });
    const received = await listenIn(stage, student);
    const openThread = async () => {
      await student.goto(new URL('/college.html', stage.demo.url).href);
      await student.getByRole('button', { name: 'Действия с колледжем' }).filter({ visible: true }).click();
      await student.getByRole('menuitem', { name: 'Написать администрации' }).click();
    };
    await openThread();
    const picture = await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#224433' } })
      .jpeg()
      .toBuffer();
    await choose(
      student,
      { name: 'паспорт.jpg', mimeType: 'image/jpeg', buffer: picture },
      { name: 'заявление.txt', mimeType: 'text/plain', buffer: Buffer.from('Прошу выдать справку') },
    );
    const chips = student.getByRole('list', { name: 'Прикреплённые файлы' }).getByRole('listitem');
    await chips.nth(1).waitFor();
    // What was chosen survives a reload.
    await openThread();
    await chips.nth(1).waitFor();
    await shots(student, 'inquiry-chosen');
    await student.getByRole('textbox', { name: 'Сообщение администрации' }).fill('Документы для справки');
    await student.getByRole('button', { name: 'Отправить', exact: true }).click();

    const admin = await openInquiry(stage, 'administrator', 'Алина Соколова');
    const asked = admin.locator('.message').filter({ hasText: 'Документы для справки' });
    await asked.locator('sferum-files img').waitFor();
    const [download] = await Promise.all([
      admin.waitForEvent('download'),
      asked.getByRole('button', { name: /заявление\.txt/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'заявление.txt');

    await choose(admin, { name: 'бланк.txt', mimeType: 'text/plain', buffer: Buffer.from('Бланк справки') });
    await admin.getByRole('listitem').filter({ hasText: 'бланк.txt' }).waitFor();
    await admin.getByRole('button', { name: 'Отправить', exact: true }).click();
    await shots(admin, 'inquiry-desk');
    const answered = student.locator('.message').filter({ hasText: 'бланк.txt' });
    const [form] = await Promise.all([
      student.waitForEvent('download'),
      answered.getByRole('button', { name: /бланк\.txt/ }).click(),
    ]);
    assert.equal(form.suggestedFilename(), 'бланк.txt');
    await shots(student, 'inquiry-asker');
    assert.ok(received.some((text) => text.includes('/object/sign/chat-files')));
    for (const name of await namesOf(stage, 'administrator')) {
      assert.deepEqual(
        received.filter((text) => text.includes(name)),
        [],
        `nothing has ${name}`,
      );
    }
  });

  it('A8 A9 an applicant asks besides applying, and an administrator sees that they are no member', async () => {
    const page = await stage.open('/login.html');
    await register(stage, page, { phone: '+7 912 000-33-01', surname: 'Спросова', name: 'Анна' });
    await page.getByRole('button', { name: 'Добавить учебное заведение' }).click();
    await page.getByLabel('Город').fill('Речноборск');
    const form = page.locator('sferum-auth');
    await form.getByText('Речноборский колледж информационных технологий').click();
    await form.getByText('Студент', { exact: true }).click();
    await page.getByRole('button', { name: 'Отправить заявку' }).click();
    await page.getByRole('button', { name: 'Написать администрации' }).click();
    const box = page.getByRole('textbox', { name: 'Сообщение администрации' });
    await box.fill('Когда рассмотрят заявку?');
    await box.press('Enter');

    const admin = await openInquiry(stage, 'administrator', 'Анна Спросова');
    await admin.getByText('Не состоит в колледже').waitFor();
    await answer(admin, 'Сегодня до обеда.');
    await page.getByRole('log', { name: 'Переписка' }).getByText('Сегодня до обеда.').waitFor();
  });

  it('A9 an administrator writes into a chat as the college, and nobody there learns who it was', async () => {
    const student = await stage.open('/', { as: 'student' });
    const received = await listenIn(stage, student);
    await student.goto(new URL('/student/chats.html', stage.demo.url).href);
    await student.getByText('ИС-21 · Базы данных').first().click();
    await student.getByRole('textbox', { name: 'Сообщение' }).waitFor();

    const admin = await stage.open('/admin.html?section=inquiries', { as: 'administrator' });
    await admin.getByRole('button', { name: 'Написать от имени колледжа' }).click();
    await admin.getByRole('combobox', { name: 'Чат' }).fill('ИС-21 · Базы данных');
    await admin.getByRole('option', { name: 'ИС-21 · Базы данных' }).click();
    await admin.getByRole('textbox', { name: 'Сообщение' }).fill('Завтра занятий не будет.');
    await admin.getByRole('button', { name: 'Отправить' }).click();
    await admin.getByText('Отправлено в чат «ИС-21 · Базы данных»').waitFor();

    await student.getByRole('log').getByText('Завтра занятий не будет.').waitFor();
    const messages = received.filter((text) => text.includes('Завтра занятий не будет.'));
    assert.ok(messages.length > 0);
    const names = await namesOf(stage, 'administrator');
    assert.deepEqual(
      messages.filter((text) => text.startsWith('ws') && names.some((name) => text.includes(name))),
      [],
    );
  });
});
