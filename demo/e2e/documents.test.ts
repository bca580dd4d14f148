import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const documents = '/documents.html';

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const text = (name: string, content: string): Chosen => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

const title = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const folder = (page: Page, name: string) => page.getByRole('button', { name: `Папка ${name}`, exact: true });

/** What stands in a dialog belongs to its owner, not to the dialog itself. */
const dialogOf = (page: Page) => page.locator('sferum-dialog');

async function act(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Действия с документом «${name}»` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** By «+», after what is taken was said. */
async function upload(page: Page, ...files: Chosen[]): Promise<void> {
  await page.getByRole('button', { name: 'Загрузить файл' }).first().click();
  const dialog = dialogOf(page);
  await dialog.getByText('До 200 МБ на файл').waitFor();
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Загрузить файл' }).click();
  await (await chooser).setFiles(files);
}

async function saved(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Скачать: ${name}` }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('Documents between a teacher and a student', () => {
  const stage = useStage();

  const both = async () => {
    const teacher = await stage.open(documents, { as: 'teacher' });
    const student = await stage.open(documents, { as: 'student' });
    await title(teacher, 'Схема учебной сети').waitFor();
    await title(student, 'Схема учебной сети').waitFor();
    return { teacher, student };
  };

  it('D1 D2 D4 of three files one is refused, one goes on after the network was cut, and the student has both at once', async () => {
    const { teacher, student } = await both();
    stage.expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|net::/);
    // Two pieces of six megabytes and a rest; the second finds no network.
    const large = Buffer.alloc(13 * 2 ** 20, 'Запись занятия. ');
    const pieces: string[] = [];
    const cut = '**/storage/v1/**';
    await teacher.context().route(cut, async (route) => {
      const request = route.request();
      if (request.method() === 'PATCH' || request.method() === 'HEAD') pieces.push(request.method());
      if (pieces.length > 0) await route.abort('internetdisconnected');
      else await route.continue();
    });
    await upload(
      teacher,
      text('Список литературы.txt', 'Дейт К. Введение в системы баз данных'),
      { name: 'Запись занятия.zip', mimeType: 'application/zip', buffer: large },
      { name: 'Ответы.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`MZ${'\0'.repeat(100)}`) },
    );
    await teacher.getByText('Содержимое файла «Ответы.pdf» не соответствует его имени').waitFor();
    await title(student, 'Список литературы').waitFor();
    await teacher.getByText('Нет связи. Загрузка продолжится, когда она появится.').waitFor();
    assert.equal(await title(student, 'Запись занятия').count(), 0);
    // The page is left in the middle of it: what is there stays there, and the rest is offered.
    await teacher.context().unroute(cut);
    const sent: number[] = [];
    teacher.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(Number(request.headers()['upload-offset']));
    });
    teacher.once('dialog', (dialog) => void dialog.accept());
    await teacher.reload();
    await teacher.getByText('Загрузка не закончена').waitFor();
    await teacher.getByRole('button', { name: 'Продолжить загрузку: Запись занятия.zip' }).click();
    await title(student, 'Запись занятия').waitFor();
    assert.ok((sent[0] ?? 0) > 0, `went on from ${sent[0]}`);
    const got = await saved(student, 'Запись занятия');
    assert.equal(got.name, 'Запись занятия.zip');
    assert.ok(got.bytes.equals(large));
    await title(student, 'Список литературы').click();
    await dialogOf(student).getByText('Дейт К. Введение в системы баз данных').waitFor();
    assert.equal(await title(student, 'Ответы').count(), 0);
  });

  it('D3 folders, versions and the search, while the other looks on', async () => {
    const { teacher, student } = await both();
    await teacher.getByRole('button', { name: 'Ещё', exact: true }).click();
    await teacher.getByRole('menuitem', { name: 'Новая папка' }).click();
    await teacher.getByRole('textbox', { name: 'Название папки' }).fill('Экзамен');
    await teacher.getByRole('button', { name: 'Создать' }).click();
    await folder(teacher, 'Экзамен').click();
    // A folder says something of what is in it, so it is there for whom something is in it.
    assert.equal(await folder(student, 'Экзамен').count(), 0);
    await upload(teacher, text('Билеты.txt', 'Билет 1. Нормализация'));
    await folder(student, 'Экзамен').click();
    await title(student, 'Билеты').click();
    const preview = dialogOf(student);
    await preview.getByText('Билет 1. Нормализация').waitFor();
    await student.keyboard.press('Escape');
    await preview.waitFor({ state: 'detached' });

    const chooser = teacher.waitForEvent('filechooser');
    await act(teacher, 'Билеты', 'Заменить новой версией');
    await (await chooser).setFiles(text('Билеты исправленные.txt', 'Билет 1. Транзакции'));
    await act(teacher, 'Билеты', 'Версии: 2');
    const versions = dialogOf(teacher);
    await versions.getByText('Билеты исправленные.txt').waitFor();
    assert.equal((await saved(student, 'Билеты')).bytes.toString(), 'Билет 1. Транзакции');
    await versions.getByRole('button', { name: 'Вернуть версию 1' }).click();
    await teacher.getByText('Версия 1 снова текущая').waitFor();
    assert.equal((await saved(student, 'Билеты')).bytes.toString(), 'Билет 1. Нормализация');

    for (const page of [teacher, student]) {
      await page.getByRole('navigation', { name: 'Путь к папке' }).getByRole('button', { name: 'Документы' }).click();
    }
    const search = student.getByRole('searchbox', { name: 'Название, автор или группа' });
    await search.fill('билетами');
    await title(student, 'Билеты').waitFor();
    await student.getByText('Найден 1 документ').waitFor();
    // What is for teachers is found by teachers.
    await search.fill('нагрузка');
    await student.getByText('Ничего не нашлось').waitFor();
    await teacher.getByRole('searchbox', { name: 'Название, автор или группа' }).fill('нагрузки');
    await title(teacher, 'Нагрузка по группам').waitFor();
  });

  it('D3 a PDF is read in place, under a policy that lets nothing else run', async () => {
    const student = await stage.open(documents, { as: 'student' });
    await folder(student, 'Базы данных').click();
    await title(student, 'Нормализация. Методичка').click();
    await student.getByRole('img', { name: 'Страница 1 из 3' }).waitFor();
    // Its words are there to be selected, where the page shows them.
    const heading = dialogOf(student).getByText('Нормализация отношений');
    await heading.selectText();
    assert.equal(await student.evaluate(() => getSelection()?.toString()), 'Нормализация отношений');
    const number = student.getByRole('spinbutton', { name: 'Страница' });
    await number.fill('3');
    await number.press('Enter');
    await student.getByRole('img', { name: 'Страница 3 из 3' }).waitFor();
    await student.getByRole('button', { name: 'Увеличить' }).click();
    await dialogOf(student).getByText('125 %').waitFor();
    await student.getByRole('button', { name: 'Распечатать' }).click();
    // Three sheets and nothing of the page around, under its policy.
    await student.frameLocator('body > iframe').locator('div:nth-child(3) img').waitFor({ state: 'attached' });
    assert.equal(await student.frameLocator('body > iframe').locator('body > *').count(), 3);
  });

  it('D3 what is deleted is gone for all, and back again for all', async () => {
    const { teacher, student } = await both();
    await upload(teacher, text('Черновик плана.txt', 'План'));
    await title(student, 'Черновик плана').waitFor();
    await act(teacher, 'Черновик плана', 'Удалить');
    await dialogOf(teacher).getByRole('button', { name: 'Удалить' }).click();
    await title(student, 'Черновик плана').waitFor({ state: 'detached' });
    await teacher.getByRole('button', { name: 'Вернуть', exact: true }).click();
    await title(student, 'Черновик плана').waitFor();
    await act(teacher, 'Черновик плана', 'Кому видно');
    await teacher.getByRole('combobox', { name: 'Кому видно' }).selectOption('teachers');
    await teacher.getByRole('button', { name: 'Сохранить' }).click();
    await title(student, 'Черновик плана').waitFor({ state: 'detached' });
    await title(teacher, 'Черновик плана').waitFor();
  });
});
