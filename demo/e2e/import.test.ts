import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { encoded, xlsx } from '../../components/admin/testing/tables.ts';
import { useStage } from './harness.ts';
import { register } from './people.ts';

const head = 'Фамилия;Имя;Отчество;Телефон;Роль;Группа;Предметы';

/** The text of what a click hands to the person. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFile(await download.path(), 'utf8');
}

const menu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Импорт и экспорт' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

const choose = (page: Page, name: string, bytes: Uint8Array) =>
  page
    .locator('sferum-admin-import input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });

describe('Lists of people', () => {
  const stage = useStage();

  it('A10 a CSV in Windows-1251 is checked line by line, its good lines go in together, and who signs in is there', async () => {
    const admin = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await menu(admin, 'Импорт из файла');
    await admin.getByRole('heading', { name: 'Перетащите сюда файл' }).waitFor();
    const list = [
      head,
      'Ввозимова;Ксения;Олеговна;+7 912 000-44-01;студент;ИС-22;',
      'Ввозимов;Артём;;8 (912) 000-44-02;преподаватель;ИС-22;Сети, Базы данных',
      'Короткова;Анна;;+7 912 000-44;студент;ИС-22;',
      'Ввозимова;Нина;;+7 912 000-44-01;студент;ИС-22;',
      'Учителев;Павел;;+7 912 000-44-05;учитель;;',
    ].join('\r\n');
    await choose(admin, 'список.csv', encoded(list, 'windows-1251'));
    await admin.getByText('Windows-1251').waitFor();
    const rows = admin.locator('sferum-admin-import tbody tr');
    assert.deepEqual(
      (await rows.allInnerTexts()).map((row) => row.split(/\s*\t\s*/)),
      [
        ['4', 'Короткова Анна', '+7 912 000-44', 'Телефон', 'Цифр в номере: 9, нужно 11'],
        ['5', 'Ввозимова Нина', '+7 912 000-44-01', 'Телефон', 'Повторяет строку 2'],
        [
          '6',
          'Учителев Павел',
          '+7 912 000-44-05',
          'Роль',
          '«учитель» — это не роль. Подойдут «преподаватель», «сотрудник» и «студент»',
        ],
      ],
    );
    const errors = await downloaded(admin, () => admin.getByRole('button', { name: 'Скачать ошибки' }).click());
    assert.match(errors, /Короткова;Анна;;.*;4;.*нужно 11/);
    assert.doesNotMatch(errors, /Ксения/);

    const other = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await other.getByRole('button', { name: 'Ещё не присоединились' }).click();
    await other.getByText('Присоединились все').waitFor();

    await admin.getByRole('button', { name: 'Добавить двух человек' }).click();
    await admin.getByRole('heading', { name: 'Добавлены 2 человека' }).waitFor();
    // Another tab shows it without asking.
    await other.getByText('Ксения Олеговна Ввозимова').waitFor();

    const page = await stage.open('/login.html');
    await register(stage, page, { phone: '+7 912 000-44-01', surname: 'Ввозимова', name: 'Ксения' });
    await page.waitForURL('**/student/chats.html');
    await page.goto(`${stage.demo.url}/college.html?section=groups`);
    await page.getByRole('button', { name: /ИС-22.*моя группа/is }).waitFor();
    await other.getByText('Ксения Олеговна Ввозимова').waitFor({ state: 'detached' });
    await other.getByText('Артём Ввозимов').waitFor();

    await admin.getByRole('button', { name: 'К участникам' }).click();
    await admin.getByRole('heading', { name: 'Участники' }).waitFor();
    const everybody = await downloaded(admin, () => menu(admin, 'Экспорт в CSV'));
    const lineOf = (surname: string) => everybody.split('\r\n').find((line) => line.startsWith(`${surname};`)) ?? '';
    assert.match(lineOf('Ввозимова'), /^Ввозимова;Ксения;.*;7 912 000-44-01;студент;ИС-22;;;участник;/);
    assert.match(
      lineOf('Ввозимов'),
      /^Ввозимов;Артём;;7 912 000-44-02;преподаватель;ИС-22;.*Сети.*;;ещё не присоединился;/,
    );
    await admin.getByText('Список участников скачан').waitFor();

    // The same once more: nobody is added twice.
    await menu(admin, 'Импорт из файла');
    await choose(admin, 'список.csv', encoded(list, 'windows-1251'));
    await admin.getByRole('button', { name: 'Добавить 0 человек' }).waitFor();
    await admin.getByRole('button', { name: /^Уже в колледже\s*2$/ }).waitFor();
  });

  it('A10 whoever is registered already is invited, and decides without the college noticing', async () => {
    const invited = { phone: '+7 912 000-55-01', surname: 'Званцев', name: 'Олег' };
    const unwilling = { phone: '+7 912 000-55-02', surname: 'Несоглаев', name: 'Илья' };
    const page = await stage.open('/login.html');
    await register(stage, page, invited);
    const other = await stage.open('/login.html');
    await register(stage, other, unwilling);
    for (const each of [page, other]) {
      await each.getByText('Здесь будет ваш колледж').waitFor();
      await each.goto(`${stage.demo.url}/college.html?section=groups`);
      await each.getByText('Появится после вступления').waitFor();
    }

    const admin = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await menu(admin, 'Импорт из файла');
    const list = [
      head,
      'Приглашённый;Первый;;+7 912 000-55-01;студент;ИС-22;',
      'Приглашённый;Второй;;+7 912 000-55-02;студент;ИС-22;',
      'Приглашённый;Третий;;+7 912 000-55-03;студент;ИС-22;',
    ].join('\r\n');
    await choose(admin, 'список.csv', encoded(list, 'windows-1251'));
    await admin.getByRole('button', { name: 'Добавить трёх человек' }).click();
    await admin.getByRole('heading', { name: 'Добавлены 3 человека' }).waitFor();
    await admin.getByRole('button', { name: 'К участникам' }).click();
    await admin.getByRole('button', { name: 'Ещё не присоединились' }).click();
    const expected = admin.locator('sferum-expected-people tbody tr').filter({ hasText: 'Приглашённый' });
    await expected.nth(2).waitFor();

    // Without reloading.
    await other.getByText(/^Колледж приглашает вас/).waitFor();
    await other.getByRole('button', { name: /^Отклонить/ }).click();
    await other.getByText('Появится после вступления').waitFor();
    await page.getByText(/^Колледж приглашает вас/).waitFor();
    await page.getByRole('button', { name: /^Принять/ }).click();
    await page.getByRole('button', { name: /ИС-22.*моя группа/is }).waitFor();

    await expected.nth(2).waitFor({ state: 'detached' });
    assert.deepEqual(
      (await expected.allInnerTexts()).map((row) => /Второй|Третий/.exec(row)?.[0]),
      ['Второй', 'Третий'],
      'of those who declined and those who never registered the college sees the same',
    );
    await admin.getByRole('button', { name: /^Все/ }).click();
    await admin.getByRole('searchbox').fill('Званцев');
    await admin.getByRole('cell', { name: 'Олег Званцев', exact: true }).waitFor();
    await admin.getByRole('searchbox').fill('Несоглаев');
    await admin.getByText('Никого не нашлось').waitFor();
  });

  it('A10 two thousand people in a workbook go in at one go; «Back» leads to the members', async () => {
    const admin = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await menu(admin, 'Импорт из файла');
    const people = Array.from({ length: 2000 }, (_, at) => [
      79_130_000_000 + at,
      'студент',
      'Многов',
      'Иван',
      at < 1000 ? 'ИС-21' : 'ИС-22',
    ]);
    await choose(admin, 'поступившие.xlsx', xlsx([['Телефон', 'Роль', 'Фамилия', 'Имя', 'Группа'], ...people]));
    await admin.getByRole('button', { name: /^Добавить 2.000 человек$/ }).click();
    await admin.getByRole('heading', { name: /^Добавлено 2.000 человек$/ }).waitFor();
    await admin.goBack();
    await admin.getByRole('heading', { name: 'Участники' }).waitFor();
    await admin.getByRole('button', { name: 'Ещё не присоединились' }).click();
    await admin.getByRole('button', { name: 'Показать ещё' }).waitFor();
    assert.equal(await admin.locator('sferum-expected-people tbody tr').count(), 100);
    await admin.getByRole('searchbox').fill('913 000-19-99');
    await admin.getByRole('cell', { name: '+7 913 000-19-99' }).waitFor();
    const everybody = await downloaded(admin, () => menu(admin, 'Экспорт в CSV'));
    assert.equal(everybody.split('\r\n').filter((line) => line.startsWith('Многов;')).length, 2000);
  });

  it('A10 gives of each file that people really load what is in it, and loads back what it exports itself', async () => {
    const admin = await stage.open('/admin.html?section=members', { as: 'administrator' });
    const everybody = await downloaded(admin, () => menu(admin, 'Экспорт в CSV'));
    await menu(admin, 'Импорт из файла');
    const facts = admin.locator('sferum-admin-import .facts dd');
    const countsOf = async (name: string, bytes: Uint8Array): Promise<string[]> => {
      await choose(admin, name, bytes);
      await admin.getByRole('heading', { name }).waitFor();
      return (await facts.allInnerTexts()).map((count) => count.replace(/\s/g, ''));
    };
    const lists = new URL('../../components/admin/testing/lists/', import.meta.url);
    // Lines, new people, those who are there, errors.
    for (const [name, counts] of Object.entries({
      'stray-quote.csv': '6 6 0 0',
      'errors-file-mended.csv': '2 2 0 0',
      'equals-quoted.csv': '3 3 0 0',
      'hidden-first-sheet.xlsx': '1 1 0 0',
      'hidden-lookup-sheet.xlsx': '1 1 0 0',
      'export-straight-back.csv': '3 0 3 0',
      'group-became-date.xlsx': '1 0 0 1',
      'ms-dos-866.csv': '1 1 0 0',
      'one-bad-byte.csv': '2 1 0 1',
    })) {
      assert.equal((await countsOf(name, await readFile(new URL(name, lists)))).join(' '), counts, name);
    }
    const errors = await downloaded(admin, () => admin.getByRole('button', { name: 'Скачать ошибки' }).click());
    assert.equal((await countsOf('ошибки.csv', Buffer.from(errors))).join(' '), '1 0 0 1', errors);

    const people = String(everybody.trim().split('\r\n').length - 1);
    assert.deepEqual(await countsOf('участники.csv', Buffer.from(everybody)), [people, '0', people, '0']);
  });
});
