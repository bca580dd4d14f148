import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Locator, Page, WebSocketRoute } from 'playwright-core';
import { type Person, type Stage, useStage } from './harness.ts';

const group = '/student/group.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });
const arrived = (message: Locator) => message.getByText(/Отправлено|Прочитано/).waitFor({ state: 'attached' });

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Writes a message that is there before anything else happens. */
async function say(page: Page, text: string): Promise<void> {
  await write(page, text);
  await arrived(bubble(page, text));
}

async function choose(page: Page, text: string, item: string): Promise<void> {
  await bubble(page, text)
    .locator('.bubble')
    .click({ button: 'right', position: { x: 20, y: 12 } });
  await page.getByRole('menuitem', { name: item }).click();
}

async function edit(page: Page, text: string, wanted: string): Promise<void> {
  await choose(page, text, 'Изменить');
  await page.getByText('Изменение сообщения').waitFor();
  await write(page, wanted);
  await bubble(page, wanted).waitFor();
  // The field goes on holding the text until it is kept: before that nobody may take the page away.
  await page.getByText('Изменение сообщения').waitFor({ state: 'detached' });
}

async function remove(page: Page, text: string): Promise<void> {
  await choose(page, text, 'Удалить у всех');
  await page.getByRole('button', { name: 'Удалить', exact: true }).click();
  await bubble(page, text).waitFor({ state: 'detached' });
}

/** Presses a key until the focus is there. */
async function pressUntil(page: Page, key: string, target: Locator): Promise<void> {
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; presses < 12 && (await focused.count()) === 0; presses++) await page.keyboard.press(key);
  await focused.waitFor();
}

/** A message as the screen shows it. */
type Shown = readonly [seq: number, text: string, deleted: boolean];

/** A page that is about to be printed draws all the messages that it holds. */
const drawWhole = (page: Page) => page.evaluate(() => dispatchEvent(new Event('beforeprint')));

const shown = async (page: Page, from: number): Promise<Shown[]> => {
  const all = await page.locator('.message').evaluateAll((bubbles) =>
    bubbles.map((each): [number, string, boolean] => {
      const text = each.querySelector('.text')?.textContent ?? '';
      return [Number((each as HTMLElement).dataset.seq), text, each.classList.contains('deleted')];
    }),
  );
  return all.filter(([seq]) => seq >= from);
};

/** Everything of the backend is out of reach of a person's browser, until the returned function is called. */
async function cut(stage: Stage, page: Page, sockets: WebSocketRoute[]): Promise<() => Promise<void>> {
  const backend = `${stage.demo.backend.url}/**`;
  await page.context().route(backend, (route) => route.abort('internetdisconnected'));
  for (const socket of sockets.splice(0)) await socket.close();
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  return async () => {
    await page.context().unroute(backend);
    await page.evaluate(() => dispatchEvent(new Event('online')));
  };
}

describe('Edited and deleted messages', () => {
  const stage = useStage();

  const database = () => {
    const { own } = stage.demo.backend;
    assert.ok(own);
    return own.database;
  };
  const idOf = async (as: Person): Promise<string> => JSON.parse(await stage.session(as)).user.id;
  const rowsFrom = async (from: number): Promise<Shown[]> => {
    const { rows } = await database().transaction((tx) =>
      tx.query<{ seq: number; body: string; deleted: boolean }>(
        'select seq, body, deleted_at is not null as deleted from public.messages where chat_id = $1 and seq >= $2 order by seq',
        [stage.demo.backend.groupChatId, from],
      ),
    );
    return rows.map(({ seq, body, deleted }) => [Number(seq), body, deleted]);
  };
  /** What both people see is what the database has. */
  const same = async (pages: readonly Page[], from: number): Promise<void> => {
    const wanted = await rowsFrom(from);
    for (const page of pages) {
      await drawWhole(page);
      await page.waitForFunction(
        ([seq]) => {
          const chat = document.querySelector('sferum-chat')?.shadowRoot;
          return chat?.querySelector('sferum-history')?.shadowRoot?.querySelector(`[data-seq="${seq}"]`);
        },
        [wanted.at(-1)?.[0]],
      );
      assert.deepEqual(await shown(page, from), wanted);
    }
  };
  const seqOf = async (page: Page, text: string): Promise<number> =>
    Number(await bubble(page, text).getAttribute('data-seq'));

  it('C8 a teacher edits and deletes, the student sees both at once, in the list too', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    const list = await stage.open('/student/chats.html', { as: 'student' });
    await composer(student).waitFor();
    await say(teacher, 'Контрольная в пятницу');
    await bubble(student, 'Контрольная в пятницу').waitFor();
    const row = list.getByRole('listitem').filter({ hasText: 'Базы данных' });
    await row.getByText('Контрольная в пятницу').waitFor();

    await edit(teacher, 'Контрольная в пятницу', 'Контрольная в четверг');
    await bubble(student, 'Контрольная в четверг').getByText('изменено', { exact: true }).waitFor();
    await row.getByText('Контрольная в четверг').waitFor();

    const traces = student.locator('.message').filter({ hasText: 'Сообщение удалено' });
    const before = await traces.count();
    await remove(teacher, 'Контрольная в четверг');
    await bubble(student, 'Контрольная в четверг').waitFor({ state: 'detached' });
    assert.equal(await traces.count(), before + 1);
    await row.getByText('Сообщение удалено').waitFor();
  });

  it('C8 a moderator deletes the message of a student, who sees the trace, and the log has the deed', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await composer(student).waitFor();
    await say(student, 'Неподходящее слово');
    await bubble(teacher, 'Неподходящее слово').waitFor();
    await remove(teacher, 'Неподходящее слово');
    await bubble(student, 'Неподходящее слово').waitFor({ state: 'detached' });
    const log = await stage.open('/admin.html?section=audit', { as: 'administrator' });
    const line = log.getByRole('row', { name: /Удалено сообщение/ }).first();
    await line.waitFor();
    assert.match(await line.innerText(), /Ветрова/);
    assert.doesNotMatch(await line.innerText(), /Неподходящее/);
  });

  it('C8 C11 one edits, deletes and is edited while the other is offline for ten minutes and 300 messages, and both end up equal', async () => {
    stage.expect(/Failed to fetch|ERR_INTERNET_DISCONNECTED|ERR_FAILED|net::|WebSocket/);
    // What was deleted meanwhile cannot be edited any more.
    stage.expect(/status of 4\d\d/);
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open('about:blank', { as: 'student' });
    await student.clock.install();
    const sockets: WebSocketRoute[] = [];
    await student.context().routeWebSocket(/./, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await student.goto(new URL(group, stage.demo.url).href);
    await composer(student).waitFor();
    for (const text of ['Лабораторная 5', 'Лишнее от преподавателя', 'Вопросы к зачёту']) await say(teacher, text);
    await bubble(student, 'Вопросы к зачёту').waitFor();
    for (const text of ['Сдаю в среду', 'Лишнее от студента', 'Спорное']) await say(student, text);
    await bubble(teacher, 'Спорное').waitFor();
    const from = await seqOf(teacher, 'Лабораторная 5');

    const reconnect = await cut(stage, student, sockets);
    await edit(student, 'Сдаю в среду', 'Сдаю в четверг');
    await remove(student, 'Лишнее от студента');
    await edit(student, 'Спорное', 'Спорное, но длиннее');
    await write(student, 'Написано без связи');
    await edit(student, 'Написано без связи', 'Написано и исправлено без связи');

    await edit(teacher, 'Лабораторная 5', 'Лабораторная 6');
    await remove(teacher, 'Лишнее от преподавателя');
    await remove(teacher, 'Спорное');
    const author = await idOf('teacher');
    await database().transaction(async (tx) => {
      for (let each = 1; each <= 300; each++) {
        await tx.query('insert into public.messages (id, chat_id, author_id, body) values ($1, $2, $3, $4)', [
          randomUUID(),
          stage.demo.backend.groupChatId,
          author,
          `Объявление ${each}`,
        ]);
      }
    });
    await drawWhole(teacher);
    await edit(teacher, 'Вопросы к зачёту', 'Вопросы к экзамену');

    await student.clock.fastForward('10:00');
    await reconnect();
    for (const page of [teacher, student]) await drawWhole(page);
    await bubble(teacher, 'Написано и исправлено без связи').waitFor();
    await bubble(student, 'Вопросы к экзамену').waitFor();
    await bubble(teacher, 'Сдаю в четверг').waitFor();
    await student.getByText('Изменение не сохранено. Сообщение уже удалили.').waitFor();
    await same([teacher, student], from);
    const last = (await rowsFrom(from)).at(-1);
    assert.equal(last?.[1], 'Написано и исправлено без связи');

    await student.getByRole('button', { name: 'Вернуть текст' }).click();
    assert.equal(await composer(student).inputValue(), 'Спорное, но длиннее');
  });

  it('C8 C11 an edit made offline goes out after the reload', async () => {
    stage.expect(/Failed to fetch|ERR_INTERNET_DISCONNECTED|ERR_FAILED|net::|WebSocket/);
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await say(student, 'Приду к девяти');
    await bubble(teacher, 'Приду к девяти').waitFor();
    const reconnect = await cut(stage, student, []);
    await edit(student, 'Приду к девяти', 'Приду к десяти');
    await student.reload();
    await reconnect();
    await student.reload();
    await bubble(teacher, 'Приду к десяти').waitFor();
    await arrived(bubble(student, 'Приду к десяти'));
  });

  it('C8 what is edited when a moderator deletes it moves to the field', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    const student = await stage.open(group, { as: 'student' });
    await say(student, 'Черновой ответ');
    await bubble(teacher, 'Черновой ответ').waitFor();
    await composer(student).fill('Начатое раньше');
    await choose(student, 'Черновой ответ', 'Изменить');
    await student.getByText('Изменение сообщения').waitFor();
    await composer(student).fill('Подробный ответ на две страницы');
    await remove(teacher, 'Черновой ответ');
    await student.getByText('Сообщение удалили, пока вы его меняли. Ваш текст — в поле ввода.').waitFor();
    assert.equal(await composer(student).inputValue(), 'Начатое раньше\nПодробный ответ на две страницы');
  });

  it('C8 B9 by keyboard alone: to a message, its menu, an edit, and a deletion', async () => {
    const page = await stage.open(group, { as: 'student' });
    await say(page, 'Без мыши');
    await pressUntil(page, 'Shift+Tab', page.getByRole('log'));
    await page.locator('.message .more').first().waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').and(page.locator(':focus')).waitFor();
    await pressUntil(page, 'ArrowDown', page.getByRole('menuitem', { name: 'Изменить' }));
    await page.keyboard.press('Enter');
    await page.getByText('Изменение сообщения').waitFor();
    await page.keyboard.type(' и без труда');
    await page.keyboard.press('Enter');
    await arrived(bubble(page, 'Без мыши и без труда'));
    await page.keyboard.press('ArrowUp');
    await page.getByText('Изменение сообщения').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Изменение сообщения').waitFor({ state: 'detached' });
    await pressUntil(page, 'Shift+Tab', page.getByRole('log'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Удалить сообщение?' }).waitFor();
    await page.getByRole('button', { name: 'Отмена' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await bubble(page, 'Без мыши и без труда').waitFor({ state: 'detached' });
    await page.locator('.message:focus').filter({ hasText: 'Сообщение удалено' }).waitFor();
  });
});
