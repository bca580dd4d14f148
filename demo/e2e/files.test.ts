import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { useStage } from './harness.ts';
import { kept } from './people.ts';

const group = '/student/group.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const send = (page: Page) => page.getByRole('button', { name: 'Отправить', exact: true });
const messages = (page: Page) => page.locator('.message');
const bubble = (page: Page, text: string) => messages(page).filter({ hasText: text });
const pictures = (within: Locator) => within.locator('sferum-files img');

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

/** A photograph that says where it was taken, lying on its side. */
async function photo(name: string, colour: string, width = 1600, height = 900): Promise<Chosen> {
  const buffer = await sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .withExif({ IFD0: { Artist: 'Тайная' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 45/1 0/1' } })
    .toBuffer();
  return { name, mimeType: 'image/jpeg', buffer };
}

/** Chooses files as a click on the button does. */
async function choose(page: Page, ...files: Chosen[]): Promise<void> {
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Прикрепить файлы' }).click();
  // In a narrow chat the button offers a poll as well.
  if ((page.viewportSize()?.width ?? 0) <= 400) await page.getByRole('button', { name: 'Файлы', exact: true }).click();
  await (await chosen).setFiles(files);
}

const chips = (page: Page) => page.getByRole('list', { name: 'Прикреплённые файлы' }).getByRole('listitem');

/** Whether the picture is there, not only its place. */
const isLoaded = (picture: Locator) =>
  picture.evaluate((image) =>
    (image as HTMLImageElement).decode().then(() => (image as HTMLImageElement).naturalWidth),
  );

describe('C6 Files in a chat between two people', () => {
  const stage = useStage();

  const both = async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await composer(teacher).waitFor();
    await composer(student).waitFor();
    return { teacher, student };
  };

  it('a photograph with a caption is seen by the other, small, upright and without the place where it was taken', async () => {
    const { teacher, student } = await both();
    const original = await photo('доска.jpg', '#224433');
    assert.ok(original.buffer.includes('Exif'));
    await choose(teacher, original);
    await chips(teacher).first().waitFor();
    await composer(teacher).fill('Схема с доски');
    const [answer] = await Promise.all([
      student.waitForResponse((response) => /\/object\/sign\/chat-files\/.+token=/.test(response.url())),
      send(teacher).click(),
    ]);
    const seen = bubble(student, 'Схема с доски');
    await pictures(seen).waitFor();
    assert.ok((await isLoaded(pictures(seen))) <= 1280);
    assert.match(answer.url(), /\/p1280\?/);
    const box = await seen.locator('.single').boundingBox();
    assert.ok(box && Math.abs(box.width / box.height - 16 / 9) < 0.03, JSON.stringify(box));
    await seen.getByRole('button', { name: /^Открыть: Фото/ }).click();
    const viewer = student.getByRole('dialog', { name: 'Просмотр фотографий' });
    await viewer.getByRole('img', { name: 'доска.jpg' }).waitFor();
    const [download] = await Promise.all([
      student.waitForEvent('download'),
      viewer.getByRole('button', { name: 'Скачать' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'доска.jpg');
    const kept = await sharp(await download.path()).metadata();
    assert.deepEqual([kept.width, kept.height, kept.exif], [1600, 900, undefined]);
    await student.keyboard.press('Escape');
    await viewer.waitFor({ state: 'hidden' });
  });

  it('several pictures are one album, gone through by keyboard', async () => {
    const { teacher, student } = await both();
    await choose(
      teacher,
      await photo('один.jpg', '#803020'),
      await photo('два.jpg', '#208030'),
      await photo('три.jpg', '#203080'),
    );
    assert.equal(
      await chips(teacher)
        .count()
        .then(() => chips(teacher).nth(2).waitFor()),
      undefined,
    );
    await send(teacher).click();
    const last = messages(student).filter({ has: student.getByRole('button', { name: /три\.jpg/ }) });
    await last.waitFor();
    assert.equal(await last.locator('.album .tile').count(), 3);
    await last.getByRole('button', { name: /один\.jpg/ }).press('Enter');
    const viewer = student.getByRole('dialog', { name: 'Просмотр фотографий' });
    await viewer.getByText('1 из 3').waitFor();
    await student.keyboard.press('ArrowRight');
    await viewer.getByText('2 из 3').waitFor();
    await viewer.getByRole('img', { name: 'два.jpg' }).waitFor();
    await student.keyboard.press('+');
    await student.keyboard.press('Escape');
    await viewer.waitFor({ state: 'hidden' });
    // The list fetched small pictures only.
    const fetched = await student.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.includes('/object/sign/chat-files/')),
    );
    assert.ok(fetched.length > 0);
    assert.equal(
      fetched.some((name) => name.includes('/original')),
      false,
    );
  });

  it('a file is saved under its name, and a page never runs in place', async () => {
    const { teacher, student } = await both();
    await choose(teacher, text('Вопросы к контрольной.html', '<script>document.title = "взлом"</script>'));
    await chips(teacher).first().waitFor();
    await send(teacher).click();
    const row = student.getByRole('button', { name: /^Скачать: Вопросы к контрольной\.html/ });
    await row.waitFor();
    const [download] = await Promise.all([student.waitForEvent('download'), row.click()]);
    assert.equal(download.suggestedFilename(), 'Вопросы к контрольной.html');
    // Also the bare address only saves it.
    const address = download.url().replace(/&download=[^&]*/, '');
    const { headers, status } = await fetch(address);
    assert.deepEqual(
      [status, headers.get('content-type'), headers.get('x-content-type-options')],
      [200, 'application/octet-stream', 'nosniff'],
    );
  });

  it('a program called like a picture, an empty file and too many files are refused with a sentence each', async () => {
    const { teacher } = await both();
    await choose(
      teacher,
      { name: 'котик.png', mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]) },
      text('пустой.txt', ''),
      text('годится.txt', 'да'),
    );
    await teacher.getByText('«котик.png» — программа').waitFor();
    await teacher.getByText('«пустой.txt» пустой').waitFor();
    assert.equal(await chips(teacher).count(), 1);
    await choose(teacher, ...Array.from({ length: 25 }, (_, n) => text(`${n}.txt`, String(n))));
    await teacher.getByText('Лишние 6 файлов не добавлены').waitFor();
    await chips(teacher).nth(19).waitFor();
    await teacher.getByRole('button', { name: 'Убрать: годится.txt' }).click();
    await chips(teacher).nth(19).waitFor({ state: 'detached' });
  });

  it('what was chosen survives a reload, and what is sent without a connection goes out in its order', async () => {
    stage.expect(/Failed to fetch|ERR_INTERNET_DISCONNECTED|ERR_FAILED|net::|WebSocket/);
    const { teacher, student } = await both();
    await choose(student, text('Отчёт по практике.txt', 'отчёт'));
    await chips(student).first().waitFor();
    await student.reload();
    await chips(student).filter({ hasText: 'Отчёт по практике.txt' }).waitFor();
    const backend = `${stage.demo.backend.url}/**`;
    await student.context().route(backend, (route) => route.abort('internetdisconnected'));
    await composer(student).fill('Вот отчёт');
    await composer(student).press('Enter');
    await composer(student).fill('Это после отчёта');
    await composer(student).press('Enter');
    await bubble(student, 'Это после отчёта').waitFor();
    await kept(composer(student));
    await student.context().unroute(backend);
    await student.reload();
    await bubble(teacher, 'Это после отчёта').waitFor();
    const order = await messages(teacher).locator('.text').allTextContents();
    assert.ok(order.indexOf('Вот отчёт') < order.indexOf('Это после отчёта'));
    await bubble(teacher, 'Вот отчёт')
      .getByRole('button', { name: /Отчёт по практике/ })
      .waitFor();
    assert.equal(await bubble(teacher, 'Вот отчёт').count(), 1);
  });

  it('an upload goes on after a break, an error and a token that ended, and anew when Storage has given it up', async () => {
    stage.expect(/401|410|500|Failed to load resource|net::/);
    const { teacher, student } = await both();
    const size = 14 * 2 ** 20;
    const headers = { 'access-control-allow-origin': '*' };
    const failures = [500, 401, 410];
    let broken = false;
    const offsets: number[] = [];
    await teacher.context().route('**/storage/v1/upload/resumable/**', async (route) => {
      const request = route.request();
      if (request.method() !== 'PATCH') return route.continue();
      offsets.push(Number(request.headers()['upload-offset']));
      if (!broken) {
        broken = true;
        return route.abort('connectionreset');
      }
      const status = failures.shift();
      return status ? route.fulfill({ status, headers, body: 'not now' }) : route.continue();
    });
    await choose(teacher, { name: 'Лекция.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(size, 7) });
    await chips(teacher).first().waitFor();
    await send(teacher).click();
    await teacher.getByRole('button', { name: 'Приостановить отправку' }).waitFor();
    await student.getByRole('button', { name: /^Скачать: Лекция\.bin/ }).waitFor({ timeout: 60_000 });
    assert.deepEqual(failures, []);
    // No piece that Storage had was sent again.
    assert.ok(
      offsets.every((offset) => offset >= 6 * 2 ** 20),
      String(offsets),
    );
  });

  it('a voice is recorded, listened to, sent, and played by the other', async () => {
    const teacher = await stage.open(group, { as: 'teacher', permissions: ['microphone'] });
    const student = await stage.open(group, { as: 'student' });
    await composer(teacher).waitFor();
    await composer(student).waitFor();
    await teacher.getByRole('button', { name: 'Записать голосовое сообщение' }).click();
    await teacher.getByRole('timer', { name: /Идёт запись, 0:0[1-9]/ }).waitFor();
    await teacher.getByRole('button', { name: 'Пауза' }).click();
    await teacher.getByRole('button', { name: 'Прослушать' }).click();
    await teacher.getByRole('button', { name: 'Остановить' }).waitFor();
    await send(teacher).click();
    const play = student.getByRole('button', { name: /^Слушать, 0:0[1-9]/ });
    await play.waitFor();
    await play.click();
    await student.getByRole('button', { name: /Скорость 1×/ }).click();
    await student.getByRole('button', { name: /Скорость 1,5×/ }).waitFor();
  });

  it('a microphone that is refused is told in a sentence, and the field comes back', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    await composer(teacher).waitFor();
    await teacher.getByRole('button', { name: 'Записать голосовое сообщение' }).click();
    await teacher.getByText('Доступ к микрофону закрыт').waitFor();
    await teacher.getByRole('button', { name: 'Закрыть' }).click();
    await composer(teacher).waitFor();
  });

  it('pasted and dropped files are attached; a text with a picture of itself is pasted as text', async () => {
    const { teacher } = await both();
    const transfer = (type: 'paste' | 'drop', withText: boolean) =>
      composer(teacher).evaluate(
        (field, { type, withText }) => {
          const data = new DataTransfer();
          data.items.add(new File(['привет'], `${type}.txt`, { type: 'text/plain' }));
          if (withText) {
            data.setData('text/plain', 'ячейка');
            data.setData('text/html', '<td>ячейка</td>');
          }
          const options = { bubbles: true, composed: true, cancelable: true };
          field.dispatchEvent(
            type === 'paste'
              ? new ClipboardEvent(type, { ...options, clipboardData: data })
              : new DragEvent(type, { ...options, dataTransfer: data }),
          );
        },
        { type, withText },
      );
    await transfer('paste', false);
    await chips(teacher).filter({ hasText: 'paste.txt' }).waitFor();
    await transfer('drop', false);
    await chips(teacher).filter({ hasText: 'drop.txt' }).waitFor();
    await transfer('paste', true);
    await teacher.getByRole('button', { name: 'Убрать: paste.txt' }).click();
    await teacher.getByRole('button', { name: 'Убрать: drop.txt' }).click();
    await chips(teacher).first().waitFor({ state: 'detached' });
    assert.equal(await chips(teacher).count(), 0);
  });

  it('a sending that is given up leaves nothing, and a stranger gets nothing by a guessed path', async () => {
    stage.expect(/400|404|Failed to load resource/);
    const { teacher, student } = await both();
    await choose(teacher, text('тайна.txt', 'тайна'));
    await chips(teacher).first().waitFor();
    const [signed] = await Promise.all([
      student.waitForRequest(
        (request) => request.url().includes('/object/sign/chat-files') && request.method() === 'POST',
      ),
      send(teacher)
        .click()
        .then(() => student.getByRole('button', { name: /^Скачать: тайна/ }).click()),
    ]);
    const { paths } = signed.postDataJSON() as { paths: string[] };
    const { url, key } = stage.demo.backend;
    const token = JSON.parse(await stage.session('administrator')).access_token as string;
    for (const path of paths) {
      const answer = await fetch(`${url}/storage/v1/object/authenticated/chat-files/${path}`, {
        headers: { apikey: key, authorization: `Bearer ${token}` },
      });
      assert.equal(answer.ok, false);
    }
  });

  for (const [width, scheme] of [
    [380, 'light'],
    [380, 'dark'],
    [1100, 'light'],
    [1100, 'dark'],
  ] as const) {
    it(`stands in the chat as it is drawn in the design: ${width} px, ${scheme}`, async () => {
      const options = { as: 'student', viewport: { width, height: 800 } } as const;
      const page = await stage.open(group, options);
      await composer(page).waitFor();
      await page.locator('sferum-chat').evaluate((chat, theme) => chat.setAttribute('theme', theme), scheme);
      await choose(page, await photo('доска.jpg', '#224433'));
      await chips(page).first().waitFor();
      await composer(page).fill('Связи для лабораторной 4');
      await send(page).click();
      await choose(page, text('Вопросы к контрольной.pdf', '%PDF-1.7 вопросы'));
      await chips(page).first().waitFor();
      await send(page).click();
      await page
        .getByRole('button', { name: /^Скачать: Вопросы к контрольной\.pdf/ })
        .last()
        .waitFor();
      await choose(page, await photo('ещё.jpg', '#886622'), text('Список.xlsx', 'список'));
      await chips(page).nth(1).waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
      const folder = process.env.SCREENSHOTS;
      if (!folder) return;
      await mkdir(folder, { recursive: true });
      await page.locator('sferum-chat').screenshot({ path: `${folder}/files-${width}-${scheme}.png` });
    });
  }
});
