import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Сообщение' });
const bubble = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

/** Waits until somebody sees a text where they write. */
const written = (page: Page, text: string) =>
  page.waitForFunction((wanted) => {
    const chat = document.querySelector('sferum-chat')?.shadowRoot;
    const field = chat?.querySelector('sferum-composer')?.shadowRoot?.querySelector('textarea');
    return field?.value === wanted;
  }, text);

async function secondTab(page: Page): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await composer(other).waitFor();
  return other;
}

describe('Drafts in two tabs of one person', () => {
  const stage = useStage();

  it('C12 a draft is the same in both, and what one tab sends the other does not keep', async () => {
    const one = await stage.open(group, { as: 'student' });
    await composer(one).waitFor();
    const two = await secondTab(one);
    await composer(one).fill('Долгий черновик об экзамене');
    await written(two, 'Долгий черновик об экзамене');
    await composer(two).fill('Долгий черновик об экзамене, второй абзац');
    await written(one, 'Долгий черновик об экзамене, второй абзац');
    await composer(two).press('Enter');
    await written(one, '');
    await bubble(one, 'второй абзац').waitFor();
    await composer(one).press('Enter');
    await one.reload();
    await bubble(one, 'второй абзац').waitFor();
    await written(one, '');
    assert.equal(await bubble(two, 'второй абзац').count(), 1);
  });

  it('C12 what is sent in one tab leaves alone what was written since in the other', async () => {
    const one = await stage.open(group, { as: 'student' });
    await composer(one).waitFor();
    const two = await secondTab(one);
    await composer(one).fill('Коротко');
    await written(two, 'Коротко');
    // The outbox has not kept it yet, when the other tab goes on writing.
    await one.evaluate(async () => {
      const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('sferum.acts:'))?.name;
      const db = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name ?? '');
        opening.onsuccess = () => resolve(opening.result);
      });
      const acts = db.transaction('acts', 'readwrite').objectStore('acts');
      const hold = {
        isOn: true,
        again(): void {
          if (this.isOn) acts.count().onsuccess = () => this.again();
        },
      };
      hold.again();
      Object.assign(globalThis, { hold });
    });
    await composer(one).press('Enter');
    await composer(two).fill('Совсем другое, и длинное');
    await written(one, 'Совсем другое, и длинное');
    await one.evaluate(() => Object.assign(Reflect.get(globalThis, 'hold'), { isOn: false }));
    await bubble(two, 'Коротко').waitFor();
    await written(one, 'Совсем другое, и длинное');
    await written(two, 'Совсем другое, и длинное');
    await composer(two).fill('');
    await written(one, '');
  });

  it('C12 a message is edited in both, saved in one, and the draft of before is back in both', async () => {
    const one = await stage.open(group, { as: 'student' });
    await composer(one).fill('Сдаём в среду');
    await composer(one).press('Enter');
    await bubble(one, 'Сдаём в среду')
      .getByText(/Отправлено|Прочитано/)
      .waitFor({ state: 'attached' });
    const two = await secondTab(one);
    await composer(one).fill('Ещё не всё');
    await written(two, 'Ещё не всё');
    await bubble(one, 'Сдаём в среду')
      .locator('.bubble')
      .click({ button: 'right', position: { x: 20, y: 12 } });
    await one.getByRole('menuitem', { name: 'Изменить' }).click();
    await two.getByText('Изменение сообщения').waitFor();
    await written(two, 'Сдаём в среду');
    await composer(two).fill('Сдаём в четверг');
    await written(one, 'Сдаём в четверг');
    await composer(one).press('Enter');
    await bubble(two, 'Сдаём в четверг').waitFor();
    for (const page of [one, two]) {
      await page.getByText('Изменение сообщения').waitFor({ state: 'detached' });
      await written(page, 'Ещё не всё');
    }
  });

  it('C12 a message that is deleted while it is edited in both returns its text once', async () => {
    const one = await stage.open(group, { as: 'student' });
    await composer(one).fill('Завтра субботник');
    await composer(one).press('Enter');
    const teacher = await stage.open(group, { as: 'teacher' });
    await bubble(teacher, 'Завтра субботник').waitFor();
    const two = await secondTab(one);
    await bubble(one, 'Завтра субботник')
      .getByText(/Отправлено|Прочитано/)
      .waitFor({ state: 'attached' });
    await bubble(one, 'Завтра субботник')
      .locator('.bubble')
      .click({ button: 'right', position: { x: 20, y: 12 } });
    await one.getByRole('menuitem', { name: 'Изменить' }).click();
    await composer(one).fill('Завтра субботник, в девять');
    await written(two, 'Завтра субботник, в девять');
    await bubble(teacher, 'Завтра субботник')
      .locator('.bubble')
      .click({ button: 'right', position: { x: 20, y: 12 } });
    await teacher.getByRole('menuitem', { name: 'Удалить у всех' }).click();
    await teacher.getByRole('button', { name: 'Удалить', exact: true }).click();
    await bubble(one, 'Завтра субботник').waitFor({ state: 'detached' });
    await bubble(two, 'Завтра субботник').waitFor({ state: 'detached' });
    for (const page of [one, two]) await written(page, 'Завтра субботник, в девять');
  });

  it('C11 a request that arrives after its message was deleted brings nothing back', async () => {
    const one = await stage.open(group, { as: 'student' });
    const teacher = await stage.open(group, { as: 'teacher' });
    await composer(teacher).waitFor();
    stage.expect(/ERR_CONNECTION_RESET/);
    const lost: { url: string; headers: Record<string, string>; body: string }[] = [];
    await one.route('**/rpc/send_message*', async (route) => {
      const request = route.request();
      lost.push({ url: request.url(), headers: await request.allHeaders(), body: request.postData() ?? '' });
      await route.abort('connectionreset');
    });
    await composer(one).fill('Не то написал');
    await composer(one).press('Enter');
    const message = bubble(one, 'Не то написал');
    await message.waitFor();
    while (lost.length === 0) await one.waitForRequest('**/rpc/send_message*');
    const withdrawal = one.waitForResponse('**/rpc/withdraw_message*');
    await message.locator('.bubble').click({ button: 'right', position: { x: 20, y: 12 } });
    await one.getByRole('menuitem', { name: 'Удалить' }).click();
    await one.getByRole('button', { name: 'Удалить', exact: true }).click();
    await message.waitFor({ state: 'detached' });
    await one.evaluate(() => dispatchEvent(new Event('online')));
    assert.equal((await withdrawal).status(), 200);
    const [late] = lost;
    assert.ok(late);
    const answer = await fetch(late.url, { method: 'POST', headers: late.headers, body: late.body });
    assert.equal((await answer.json()).code, 'SF003');
    await composer(teacher).fill('Что там у вас?');
    await composer(teacher).press('Enter');
    await bubble(one, 'Что там у вас?').waitFor();
    for (const page of [one, teacher]) assert.equal(await bubble(page, 'Не то написал').count(), 0);
  });
});
