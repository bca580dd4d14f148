import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';
import { kept } from './people.ts';

const group = '/student/group.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Texts of the shown messages that hold `mark`, from top to bottom. */
const shown = (page: Page, mark: string): Promise<string[]> => bubble(page, mark).locator('.text').allTextContents();

describe('Chat between two people', () => {
  const stage = useStage();

  it('C6 a teacher and a student write to each other, and each sees it at once', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await write(teacher, 'Завтра берём ноутбуки, аудитория 214');
    await bubble(student, 'аудитория 214').waitFor();
    await write(student, 'Хорошо, Марина Олеговна');
    await bubble(teacher, 'Хорошо, Марина Олеговна').waitFor();
  });

  it('C7 the writer sees that the message was read, and that somebody types', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    await write(teacher, 'Прочитайте, пожалуйста, методичку');
    await bubble(student, 'методичку').waitFor();
    await bubble(teacher, 'Прочитайте, пожалуйста, методичку').getByText('Прочитано.').waitFor({ state: 'attached' });
    await composer(student).pressSequentially('Уже читаю');
    await teacher.getByText('Алина печатает…').waitFor();
  });

  it('C7 who comes to a chat sees how many of its people are here', async () => {
    const student = await stage.open(group, { as: 'student' });
    const announced = student.waitForResponse((answer) => answer.url().endsWith('/announce_presence'));
    await student.reload();
    await announced;
    const teacher = await stage.open(group, { as: 'teacher' });
    await teacher.getByText(/ в сети$/).waitFor();
  });

  it('C11 five messages written offline survive a reload and arrive once and in order', async () => {
    stage.expect(/Failed to fetch|ERR_INTERNET_DISCONNECTED|ERR_FAILED|net::|WebSocket/);
    const mark = 'Из туннеля,';
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    // The page itself must come back from the reload; only the backend is out of reach.
    const backend = `${stage.demo.backend.url}/**`;
    await student.context().route(backend, (route) => route.abort('internetdisconnected'));
    const wanted = [1, 2, 3, 4, 5].map((number) => `${mark} номер ${number}`);
    for (const text of wanted) await write(student, text);
    await bubble(student, wanted[4] ?? '').waitFor();
    await kept(composer(student));
    await student.reload();
    await student.context().unroute(backend);
    await student.reload();
    await bubble(teacher, wanted[4] ?? '').waitFor();
    assert.deepEqual(await shown(teacher, mark), wanted);
    await bubble(student, wanted[4] ?? '')
      .getByText(/Отправлено|Прочитано/)
      .waitFor({ state: 'attached' });
    assert.deepEqual(await shown(student, mark), wanted);
  });

  it('C10 200 messages arrive while scrolled up and the text does not move', async () => {
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    const scroller = student.locator('sferum-history .scroller');
    const before = await scroller.evaluate(async (element) => {
      element.scrollTop -= 900;
      const { top, bottom } = element.getBoundingClientRect();
      for (;;) {
        // Rows are drawn when they come near the screen.
        await new Promise(requestAnimationFrame);
        const rows = [...element.querySelectorAll<HTMLElement>('.message')];
        const places = rows.map((row) => ({ seq: row.dataset.seq, top: row.getBoundingClientRect().top }));
        const first = places.find((place) => place.top >= top && place.top < bottom);
        if (first && places.some((place) => place.top < top)) return first;
      }
    });
    const { groupChatId, own } = stage.demo.backend;
    assert.ok(own);
    const author = JSON.parse(await stage.session('teacher')).user.id as string;
    const last = randomUUID();
    for (let batch = 0; batch < 10; batch++) {
      await own.database.transaction(async (tx) => {
        for (let each = 0; each < 20; each++) {
          const id = batch === 9 && each === 19 ? last : randomUUID();
          await tx.query('insert into public.messages (id, chat_id, author_id, body) values ($1, $2, $3, $4)', [
            id,
            groupChatId,
            author,
            `Объявление ${batch * 20 + each}`,
          ]);
        }
      });
    }
    await student.getByRole('button', { name: /К последним сообщениям, (199|2\d\d)/ }).waitFor();
    const after = await student
      .locator(`.message[data-seq="${before.seq}"]`)
      .evaluate((element) => element.getBoundingClientRect().top);
    assert.ok(Math.abs(after - before.top) < 1, `moved by ${after - before.top}px`);
  });

  it('B9 keyboard only, from sign-in to a sent message', async () => {
    const page = await stage.open(group);
    const press = async (key: string, until: () => Promise<boolean>) => {
      for (let tries = 0; tries < 40; tries++) {
        if (await until()) return;
        await page.keyboard.press(key);
      }
      assert.fail(`not reached by ${key}`);
    };
    const focused = (name: string) => () =>
      page.evaluate((wanted) => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        const label =
          at?.getAttribute('aria-label') ??
          (at as HTMLInputElement | null)?.labels?.[0]?.textContent ??
          at?.textContent;
        return at !== document.body && !!label?.trim().startsWith(wanted) && at?.closest('.demo-panel') === null;
      }, name);
    const account = stage.demo.backend.own?.accounts.find(({ key }) => key === 'student');
    assert.ok(account);
    await page.getByRole('button', { name: 'Войти', exact: true }).waitFor();
    await press('Tab', focused('Войти'));
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Номер телефона' }).waitFor();
    await press('Tab', focused('Номер телефона'));
    await page.keyboard.type(`+${account.phone}`);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Пароль' }).waitFor();
    await press('Tab', focused('Пароль'));
    await page.keyboard.type(account.password);
    await page.keyboard.press('Enter');
    await composer(page).waitFor();
    await press('Tab', focused('Сообщение'));
    await page.keyboard.type('Вхожу без мыши');
    await page.keyboard.press('Enter');
    await bubble(page, 'Вхожу без мыши').waitFor();
  });
});
