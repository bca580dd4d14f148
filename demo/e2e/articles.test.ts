import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { cleanDelta } from '../../components/articles/edit/clean-delta.ts';
import { type Person, useStage } from './harness.ts';

const path = '/articles.html';
const text = (page: Page) => page.locator('.ql-editor');
const tool = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const saved = (page: Page) => page.locator('.status', { hasText: 'сохранён' }).waitFor();

/** Keeps what a screen looks like where `SHOTS` names a folder. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

async function paste(page: Page, html: string): Promise<void> {
  await text(page).evaluate((place, data) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', data);
    clipboardData.setData('text/plain', 'Вставлено');
    place.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

async function begin(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Новая статья' }).click();
  await page.getByRole('textbox', { name: 'Заголовок статьи' }).fill(title);
  await page.keyboard.press('Enter');
}

const word = `<html><head><style>p{color:red}</style></head><body><!--StartFragment-->
  <p class=MsoNormal style='font-family:"Times New Roman"'>Из <b>документа</b> <script>document.title = 'взломано'</script></p>
  <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>пункт из Word</p>
  <img src="https://tracker.example/pixel.gif" onerror="document.title = 'взломано'"><!--EndFragment--></body></html>`;

describe('Articles', () => {
  const stage = useStage();
  const open = (as: Person, to = path, width = 1100) => stage.open(to, { as, viewport: { width, height: 900 } });

  it('E1 E2 E3 a teacher writes one with everything in it, nobody sees it, then all do, and a student votes once', async () => {
    const [teacher, student] = await Promise.all([open('teacher'), open('student')]);
    await student.getByRole('link', { name: /третьей нормальной форме/ }).waitFor();
    await begin(teacher, 'Сети за одну пару');
    await teacher.keyboard.type('Всё начинается с ');
    await teacher.keyboard.press('Control+b');
    await teacher.keyboard.type('кабеля');
    await teacher.keyboard.press('Control+b');
    await teacher.keyboard.press('Enter');
    await tool(teacher, 'Заголовок').click();
    await teacher.keyboard.type('Схема');
    await teacher.keyboard.press('Enter');
    await teacher.keyboard.type('1. ');
    await teacher.keyboard.type('соедините');
    await teacher.keyboard.press('Enter');
    await teacher.keyboard.press('Enter');
    await tool(teacher, 'Таблица').click();
    for (const cell of ['Порт', 'Место', 'VLAN', '1', 'Класс']) {
      await teacher.keyboard.type(cell);
      await teacher.keyboard.press('Tab');
    }
    await text(teacher).locator('p').last().click();
    await paste(teacher, word);
    await text(teacher).getByText('пункт из Word').waitFor();

    const picture = await sharp({ create: { width: 3000, height: 1500, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    const chooser = teacher.waitForEvent('filechooser');
    await tool(teacher, 'Изображение').click();
    await (await chooser).setFiles({ name: 'схема.png', mimeType: 'image/png', buffer: picture });
    await teacher.getByRole('textbox', { name: 'Что на изображении' }).fill('Схема сети');
    await teacher.getByRole('textbox', { name: 'Подпись' }).fill('Рис. 1');
    await teacher.getByRole('button', { name: 'Готово' }).click();
    await text(teacher).getByRole('img', { name: 'Схема сети' }).waitFor();

    await tool(teacher, 'Видео').click();
    await teacher.getByRole('textbox', { name: /Rutube/ }).fill('https://rutube.ru/video/0a1b2c3d/');
    await teacher.getByRole('button', { name: 'Вставить' }).click();
    await tool(teacher, 'Опрос').click();
    await teacher.getByRole('textbox', { name: 'Вопрос' }).fill('Понятно?');
    await teacher.getByRole('textbox', { name: 'Вариант 1' }).fill('Да');
    await teacher.getByRole('textbox', { name: 'Вариант 2' }).fill('Не совсем');
    await teacher.getByRole('button', { name: 'Создать опрос' }).click();
    await text(teacher).getByText('Не совсем').waitFor();
    await teacher.getByRole('button', { name: 'Сохранить' }).click();
    await teacher.getByText('Сохранено. Эта версия есть в истории').waitFor();
    await saved(teacher);
    await shot(teacher, 'article-editor');
    await teacher.getByRole('button', { name: 'Закрыть редактор' }).click();
    await teacher.getByRole('button', { name: /^Черновики/ }).click();
    await teacher.getByRole('link', { name: 'Сети за одну пару' }).waitFor();
    assert.equal(await student.getByRole('link', { name: 'Сети за одну пару' }).count(), 0);
    await student.reload();
    await student.getByRole('link', { name: /третьей нормальной форме/ }).waitFor();
    assert.equal(await student.getByRole('link', { name: 'Сети за одну пару' }).count(), 0);

    await teacher.getByRole('link', { name: 'Сети за одну пару' }).click();
    await tool(teacher, 'Обложка').click();
    const chosen = teacher.waitForEvent('filechooser');
    await tool(teacher, 'Загрузить изображение').click();
    await (await chosen).setFiles({ name: 'обложка.png', mimeType: 'image/png', buffer: picture });
    await teacher.getByRole('button', { name: 'Взять эту часть' }).click();
    await teacher.locator('sferum-article-publication img').waitFor({ state: 'attached' });
    await teacher.locator('sferum-article-publication').getByRole('button', { name: 'Опубликовать' }).click();
    await teacher.getByText('Статья опубликована').waitFor();
    const card = student.getByRole('article').filter({ hasText: 'Сети за одну пару' });
    await card.locator('img').waitFor({ state: 'attached' });
    await student.getByRole('link', { name: 'Сети за одну пару' }).click();
    await student.getByRole('heading', { name: 'Сети за одну пару', level: 1 }).waitFor();
    const article = student.locator('article.prose');
    await article.getByText('пункт из Word').waitFor();
    assert.equal(await article.locator('th').count(), 3);
    assert.equal(await article.locator('strong').first().textContent(), 'кабеля');
    const image = article.getByRole('img', { name: 'Схема сети' });
    await image.scrollIntoViewIfNeeded();
    await student.waitForFunction(
      (shown) => shown instanceof HTMLImageElement && shown.naturalWidth > 0,
      await image.elementHandle(),
    );
    assert.equal(await student.locator('iframe').count(), 0, 'nothing of another site is fetched before it is wanted');
    assert.notEqual(await student.title(), 'взломано');

    const poll = student.locator('sferum-poll');
    await poll.getByText('Да', { exact: true }).click();
    await poll.getByRole('button', { name: 'Проголосовать' }).click();
    await poll.getByText('Проголосовал 1 человек').waitFor();
    // The address is that of the article.
    await student.reload();
    await poll.getByRole('button', { name: 'Отозвать голос' }).waitFor();
    assert.equal(await poll.getByRole('button', { name: 'Проголосовать' }).count(), 0, 'the vote is given');
    await shot(student, 'article-read');
    await student.getByRole('button', { name: 'Действия со статьёй' }).click();
    await student.getByRole('menuitem', { name: 'Распечатать' }).click();
    await student
      .frameLocator('body > iframe')
      .getByRole('heading', { name: 'Сети за одну пару' })
      .waitFor({ state: 'attached' });
    assert.equal(
      await student.frameLocator('body > iframe').getByRole('navigation').count(),
      0,
      'only the article is printed',
    );
    await student.setViewportSize({ width: 380, height: 800 });
    await shot(student, 'article-read-380');

    const admin = await open('administrator');
    await admin.getByRole('link', { name: 'Сети за одну пару' }).click();
    await admin.getByRole('button', { name: 'Действия со статьёй' }).click();
    await admin.getByRole('menuitem', { name: 'Снять с публикации' }).click();
    await admin.getByRole('button', { name: 'Снять с публикации' }).last().click();
    await student.getByText('Статьи нет').waitFor();
  });

  it('E4 two edit at once: the second is warned and takes over, the first loses no word, and a version is had back', async () => {
    const teacher = await open('teacher');
    await begin(teacher, 'Вдвоём');
    await teacher.keyboard.type('Первые слова');
    await saved(teacher);
    await teacher.getByRole('button', { name: 'Ещё действия' }).click();
    await teacher.getByRole('menuitem', { name: 'Соавторы' }).click();
    await teacher.getByRole('searchbox', { name: /Имя преподавателя/ }).fill('Белова');
    await teacher.getByRole('button', { name: /^Добавить: .*Белова/ }).click();
    await teacher.getByRole('button', { name: /^Убрать: .*Белова/ }).waitFor();
    await teacher.keyboard.press('Escape');
    await teacher.getByRole('button', { name: 'Сохранить' }).click();
    await teacher.getByText('Сохранено. Эта версия есть в истории').waitFor();

    const colleague = await open('administrator');
    await colleague.getByRole('button', { name: /^Черновики/ }).click();
    await colleague.getByRole('link', { name: 'Вдвоём' }).click();
    await colleague.getByText('Статью сейчас редактирует Марина Ветрова').waitFor();
    await text(teacher).click();
    await teacher.keyboard.press('Control+End');
    await teacher.keyboard.type(' и недописанное');
    await colleague.getByRole('button', { name: 'Редактировать здесь' }).click();
    await teacher.getByText('Статью сейчас редактирует Наталья Белова').waitFor();
    await text(colleague).click();
    await colleague.keyboard.press('Control+End');
    await colleague.keyboard.type(', дальше пишет другой');
    await saved(colleague);
    await text(teacher).getByText('дальше пишет другой').waitFor({ timeout: 40_000 });

    await colleague.getByRole('button', { name: 'Ещё действия' }).click();
    await colleague.getByRole('menuitem', { name: 'Версии' }).click();
    const versions = colleague.locator('sferum-article-history');
    await versions.getByRole('listitem').last().getByRole('button').click();
    await versions.getByText('Первые слова').waitFor();
    await shot(colleague, 'article-version');
    await versions.getByRole('button', { name: 'Что изменилось' }).click();
    await versions.locator('.prose ins', { hasText: 'дальше пишет другой' }).waitFor();
    await shot(colleague, 'article-comparison');
    await versions.getByRole('button', { name: 'Восстановить' }).click();
    await colleague.getByText('Версия восстановлена').waitFor();
    await text(colleague).getByText('Первые слова', { exact: true }).waitFor();
  });

  it('E4 a page that was closed is in nobody’s way, neither here nor on another device', async () => {
    const first = await open('teacher');
    await begin(first, 'С другого устройства');
    await first.keyboard.type('Начато здесь');
    await saved(first);
    const article = await first.locator('sferum-article-editor').evaluate((editor) => Reflect.get(editor, 'article'));
    const second = await open('teacher', `${path}?article=${article}`);
    await second.getByText('Статья открыта у вас в другом окне').waitFor();
    await first.goto('about:blank');
    await second.getByText('Статья открыта у вас в другом окне').waitFor({ state: 'hidden' });
    await text(second).getByText('Начато здесь').click();
    await second.keyboard.press('Control+End');
    await second.keyboard.type(', продолжено там');
    await saved(second);
  });

  it('E3 what the college shows to the world is read without signing in, and nothing else', async () => {
    const visitor = await stage.open(path);
    await visitor.getByText('Войдите, чтобы читать статьи').waitFor();
    const admin = await open('administrator', `${path}?article=dokumenty-na-praktiku`);
    await admin.getByRole('button', { name: 'Действия со статьёй' }).click();
    await admin.getByRole('menuitem', { name: 'Показать всем в интернете' }).click();
    await admin.getByRole('button', { name: 'Показать всем в интернете' }).last().click();
    await admin.getByText('Видна всем в интернете').waitFor();
    await visitor.reload();
    await visitor.getByRole('link', { name: 'Документы на практику' }).click();
    await visitor.getByText('Договор с предприятием').waitFor();
    assert.equal(await visitor.getByRole('link', { name: /статья/ }).count(), 0, 'no other is named');
    await visitor.goto(new URL(`${path}?article=vlan-na-stende`, stage.demo.url).href);
    await visitor.getByText('Войдите, чтобы прочитать статью').waitFor();
    const { collegeId, url } = stage.demo.backend;
    // The covers of the demo's college are uploaded by who shows it, not here; the sign of a site is not the function's.
    stage.expect(/\?file=|favicon\.ico/);
    const plain = await stage.open(`${url}/functions/v1/article/${collegeId}/dokumenty-na-praktiku`, {
      javaScriptEnabled: false,
    });
    await plain.getByRole('heading', { name: 'Документы на практику', level: 1 }).waitFor();
    await plain.getByText('Договор с предприятием').waitFor();
    await shot(plain, 'article-plain');
  });

  it('E1 what is made by hand to do harm is drawn as nothing under a strict policy, for readers and in the editor', async () => {
    const { own } = stage.demo.backend;
    assert.ok(own);
    const link = 'javascript:document.title="взломано"';
    const script = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    const body = {
      ops: [
        { insert: script, attributes: { link, bold: script, style: 'position:fixed' } },
        { insert: '\n', attributes: { header: { id: script }, table: script } },
        { insert: { image: link } },
        { insert: { html: script } },
        { insert: { player: { site: 'vk', id: `"><script>${link}</script>` } } },
        { insert: { picture: { file: '../../../x', alt: script } } },
        { insert: 'конец\n' },
      ],
    };
    // As if the check of the database were not there.
    await own.database.transaction(async (tx) => {
      const values = [JSON.stringify(body), script];
      const where = `(select id from private.articles where slug = 'vlan-na-stende')`;
      await tx.query(
        `update private.article_versions set body = $1::text::jsonb, title = $2 where article_id = ${where}`,
        values,
      );
      await tx.query(`update private.articles set body = $1::text::jsonb where id = ${where} and $2 <> ''`, values);
    });
    const student = await open('student', `${path}?article=vlan-na-stende`);
    await student.getByText('конец').waitFor();
    assert.equal(
      await student.locator('article.prose').locator('img, script, iframe, [style], a[href^=javascript]').count(),
      0,
    );
    assert.equal(await student.getByRole('heading', { level: 1 }).last().textContent(), script);
    assert.notEqual(await student.title(), '1');
    assert.equal(cleanDelta(body).ops.length, 3);
    await own.database.transaction((tx) =>
      tx.query(`update private.articles set public_version = published_version where slug = 'vlan-na-stende'`),
    );
    const { collegeId, url } = stage.demo.backend;
    // The covers of the demo's college are uploaded by who shows it, not here; the sign of a site is not the function's.
    stage.expect(/\?file=|favicon\.ico/);
    const plain = await stage.open(`${url}/functions/v1/article/${collegeId}/vlan-na-stende`);
    await plain.getByText('конец').waitFor();
    assert.equal(
      await plain.locator('img:not([src^="?file="]), script, iframe, [onerror], a[href^=javascript]').count(),
      0,
    );
    assert.equal(await plain.title(), script);
  });
});
