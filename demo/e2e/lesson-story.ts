import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Stage } from './harness.ts';

const group = '/student/group.html';
/** A student of the same group who has neither allowed nor got a camera. */
const another = { phone: '79000000051' };

/**
 * Runs in each page before anything else: remembers its connections. `flows` says whether so many pictures and so many voices
 * come, each more than when it was asked first. A screen to share is one that the page draws. As a text, because what is
 * compiled for Node names functions by a helper that pages have not.
 */
const watchConnections = `
  const connections = [];
  let before = null;
  const arrived = async () => {
    const sums = new Map();
    for (const [index, each] of connections.entries()) {
      if (each.connectionState !== 'connected') continue;
      for (const { id, type, kind, framesDecoded = 0, totalAudioEnergy = 0 } of (await each.getStats()).values()) {
        if (type === 'inbound-rtp') sums.set(index + id, { kind, sum: kind === 'video' ? framesDecoded : totalAudioEnergy });
      }
    }
    return sums;
  };
  let now = new Map();
  setInterval(() => void arrived().then((sums) => { now = sums; }), 250);
  // Not async: whoever waits for a function takes a promise for a yes.
  const flows = (pictures, voices) => {
    before ??= now;
    const coming = [...now].filter(([id, { sum }]) => sum > (before.get(id)?.sum ?? 0)).map(([, { kind }]) => kind);
    const count = (wanted) => coming.filter((kind) => kind === wanted).length;
    const isEnough = count('video') >= pictures && count('audio') >= voices;
    if (isEnough) before = null;
    return isEnough;
  };
  window.lessonTest = { connections, flows };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super(configuration);
      connections.push(this);
    }
  };
  if (navigator.mediaDevices) {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
      const draw = () => {
        const brush = canvas.getContext('2d');
        brush.fillStyle = 'hsl(' + (performance.now() % 360) + ' 60% 50%)';
        brush.fillRect(0, 0, 320, 180);
      };
      draw();
      setInterval(draw, 100);
      return canvas.captureStream(10);
    };
  }
`;

interface LessonTest {
  readonly lessonTest: {
    readonly connections: RTCPeerConnection[];
    readonly flows: (pictures: number, voices: number) => boolean;
  };
}

/** Waits until so many pictures and so many voices come. */
async function flows(page: Page, pictures: number, voices: number): Promise<void> {
  const wanted: [number, number] = [pictures, voices];
  await page.waitForFunction((many) => (window as unknown as LessonTest).lessonTest.flows(...many), wanted, {
    polling: 250,
  });
}

const lesson = (page: Page) => page.locator('sferum-lesson');
const button = (page: Page, name: string | RegExp) => lesson(page).getByRole('button', { name, exact: true });
const says = (page: Page, text: string) => lesson(page).getByText(text).first().waitFor();
const tiles = (page: Page) => page.locator('sferum-lesson-tile');

/** A lesson of three, of whom one has no camera; the same on whatever carries it. */
export async function lessonOfThree(stage: Stage): Promise<void> {
  const small = { viewport: { width: 700, height: 620 }, init: watchConnections };
  const both = { ...small, permissions: ['camera', 'microphone'] };
  stage.expect(/Failed to fetch|ERR_INTERNET_DISCONNECTED|WebSocket|status of 40[039]/);
  const teacher = await stage.open(group, { as: 'teacher', ...both });
  const alina = await stage.open('/student/chats.html', { as: 'student', ...both });
  const other = await stage.open(group, { as: another, ...small, permissions: ['microphone'] });
  // They hear a call as soon as their list and their chat are there.
  await alina.locator('sferum-chats .row').first().waitFor();
  await other.locator('sferum-call-button').waitFor();

  // The teacher begins, and calls everybody.
  await teacher.locator('sferum-call-button').click();
  await teacher.getByLabel('Тема, необязательно').fill('Разбор контрольной');
  await teacher.getByRole('button', { name: 'Позвонить всем' }).click();
  await says(teacher, 'Разбор контрольной');
  await button(teacher, 'Присоединиться').click();
  await tiles(teacher).first().waitFor();

  // One answers the call, another comes in by the card in the chat, without a camera.
  const call = alina.locator('sferum-incoming-call');
  await call.getByText('Тема: Разбор контрольной.').waitFor();
  await call.getByRole('button', { name: 'Микрофон' }).click();
  await call.getByRole('button', { name: 'Присоединиться' }).click();
  await other.locator('sferum-incoming-call').getByRole('button', { name: 'Отклонить' }).click();
  await other.locator('sferum-lesson-card').getByRole('button', { name: 'Присоединиться' }).click();
  await says(other, 'Доступ к камере закрыт');
  const lock = async (item: string) => {
    await button(teacher, 'Ещё').click();
    await lesson(teacher).getByRole('menuitem', { name: item }).click();
  };
  await lock('Закрыть вход');
  await lesson(alina).getByText('Вход закрыт').waitFor();
  await button(other, 'Присоединиться').click();
  await says(other, 'Вход в урок закрыт');
  await lock('Открыть вход');
  await lesson(alina).getByText('Вход закрыт').waitFor({ state: 'detached' });
  await button(other, 'Присоединиться').click();
  for (const page of [teacher, alina, other]) await tiles(page).nth(2).waitFor();

  await flows(teacher, 1, 2);
  await flows(alina, 1, 2);
  await flows(other, 2, 2);

  // One shows their screen, and ends it.
  await button(teacher, 'Показать экран').click();
  await flows(alina, 2, 2);
  await flows(other, 3, 2);
  await tiles(alina).nth(3).waitFor();
  await button(teacher, 'Закончить показ экрана').click();
  await tiles(alina).nth(3).waitFor({ state: 'detached' });

  // A hand, which is given the floor.
  await alina.keyboard.press('h');
  await button(teacher, 'Участники, 1 рука поднята').click();
  await lesson(teacher).getByRole('button', { name: 'Дать слово' }).click();
  await button(alina, 'Поднять руку').waitFor();

  // One is muted, then all.
  await lesson(teacher).getByRole('button', { name: 'Что сделать: Алина Соколова' }).click();
  await lesson(teacher).getByRole('menuitem', { name: 'Выключить микрофон' }).click();
  await says(alina, 'Вам выключили микрофон');
  await button(other, 'Выключить микрофон').waitFor();
  await lesson(teacher).locator('sferum-lesson-people').getByRole('button', { name: 'Выключить всем звук' }).click();
  await says(other, 'Вам выключили микрофон');
  await button(alina, 'Включить микрофон').click();
  await flows(teacher, 1, 1);

  // The network of one is gone: links and socket.
  await alina.context().setOffline(true);
  await alina.evaluate(() => {
    for (const connection of (window as unknown as LessonTest).lessonTest.connections) connection.close();
  });
  await says(alina, 'Восстанавливаем связь');
  await alina.context().setOffline(false);
  await flows(alina, 1, 0);
  await flows(teacher, 1, 1);
  assert.equal(await tiles(teacher).count(), 3);
  assert.equal(await tiles(alina).count(), 3);

  // One is removed, and refused when they come back.
  await lesson(teacher)
    .getByRole('button', { name: /^Что сделать: (?!Алина)/ })
    .click();
  await lesson(teacher).getByRole('menuitem', { name: 'Удалить из урока' }).click();
  await lesson(teacher).locator('sferum-dialog').getByRole('button', { name: 'Удалить из урока' }).click();
  await says(other, 'Вас удалили из урока');
  await other.reload();
  await other.locator('sferum-lesson-card').getByRole('button', { name: 'Присоединиться' }).click();
  await button(other, 'Присоединиться').click();
  await says(other, 'Вас удалили из урока');
  await tiles(teacher).nth(2).waitFor({ state: 'detached' });

  // Who goes comes back.
  await button(alina, 'Выйти').click();
  await button(alina, 'Войти снова').click();
  await tiles(alina).nth(1).waitFor();

  // The end for all, and who was there.
  await button(teacher, 'Ещё').click();
  await lesson(teacher).getByRole('menuitem', { name: 'Завершить для всех' }).click();
  await lesson(teacher).locator('sferum-dialog').getByRole('button', { name: 'Завершить для всех' }).click();
  await says(alina, 'Урок завершён');
  await says(teacher, 'Были в уроке');
  const saved = teacher.waitForEvent('download');
  await button(teacher, 'Скачать CSV').click();
  const text = await readFile(await (await saved).path(), 'utf8');
  assert.match(text, /Соколова;Алина/);
  assert.match(text, /Ветрова;Марина/);
  await button(teacher, 'К чату').click();
  await teacher.locator('sferum-lesson-card .card').waitFor({ state: 'detached' });
}
