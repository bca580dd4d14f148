import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import jsQR from 'jsqr';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { useStage } from './harness.ts';
import { createLink, register } from './people.ts';

/** What a telephone's camera reads off the screen. */
async function scan(code: Locator): Promise<string> {
  const { data, info } = await sharp(await code.screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? '';
}

describe('The college and its people', () => {
  const stage = useStage();

  it('A3 A4 R4 an administrator makes a link, a student joins by its scanned QR, a revoked link lets nobody in', async () => {
    const admin = await stage.open('/admin.html?section=invitations', { as: 'administrator' });
    const link = await createLink(admin, 'ИС-22', '2');
    assert.match(link, /\/login\.html\?invite=[\w-]{43}$/);
    const scanned = await scan(admin.getByRole('img', { name: 'QR-код ссылки-приглашения' }));
    assert.equal(scanned, link);

    const student = await stage.open(scanned, { viewport: { width: 380, height: 780 }, colorScheme: 'dark' });
    await student.getByText('Вас приглашают').waitFor();
    await student.getByText('ИС-22').waitFor();
    await student.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    await register(stage, student, { phone: '+7 912 000-11-01', surname: 'Юдина', name: 'Ксения' });
    await student.getByText('Проверьте данные').waitFor();
    await student.getByRole('button', { name: 'Присоединиться' }).click();
    await student.getByRole('heading', { name: 'Вы в группе ИС-22' }).waitFor();

    await admin.keyboard.press('Escape');
    const row = admin.getByRole('row', { name: /ИС-22/ }).filter({ hasText: '1 из 2' });
    await row.waitFor();

    // Somebody has the page open when the link dies.
    const late = await stage.open(link);
    await late.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    await register(stage, late, { phone: '+7 912 000-11-02', surname: 'Поздняя', name: 'Ирина' });
    await late.getByText('Проверьте данные').waitFor();
    await row.getByRole('button', { name: /^Действия со ссылкой/ }).click();
    await admin.getByRole('menuitem', { name: 'Аннулировать ссылку' }).click();
    await admin.getByRole('button', { name: 'Аннулировать', exact: true }).click();
    await admin.getByText('Ссылка больше не работает').waitFor();
    stage.expect(/400 \(Bad Request\).*redeem_invitation/);
    await late.getByRole('button', { name: 'Присоединиться' }).click();
    await late.getByText('Ссылку аннулировали').waitFor();
  });

  it('R5 A2 R8 a person without a link applies and sees the admission live; a hidden one sees no difference', async () => {
    const admin = await stage.open('/admin.html?section=requests', { as: 'administrator' });
    await admin.getByRole('heading', { name: 'Заявки' }).waitFor();
    const people: Page[] = [];
    for (const [phone, surname] of [
      ['+7 912 000-22-01', 'Ожидалова'],
      ['+7 912 000-22-02', 'Чужакова'],
    ] as const) {
      const page = await stage.open('/login.html');
      await register(stage, page, { phone, surname, name: 'Анна' });
      await page.getByRole('button', { name: 'Добавить учебное заведение' }).click();
      await page.getByLabel('Город').fill('речноборск');
      const form = page.locator('sferum-auth');
      await form.getByText('Речноборский колледж информационных технологий').click();
      await form.getByText('Студент', { exact: true }).click();
      await page.getByLabel('Номер группы').fill('ИС-21');
      await page.getByRole('button', { name: 'Отправить заявку' }).click();
      await page.getByText('Заявка у администратора').waitFor();
      people.push(page);
    }
    const [welcome, stranger] = people;
    assert.ok(welcome && stranger);

    await admin.getByRole('button', { name: 'Скрыть заявку: Анна Чужакова' }).click();
    await admin.getByRole('button', { name: 'Скрыть', exact: true }).last().click();
    await admin.getByText('Заявка скрыта: Анна Чужакова').waitFor();
    await admin.getByRole('button', { name: 'Добавить: Анна Ожидалова' }).click();
    await admin.getByText('Анна Ожидалова в группе ИС-21').waitFor();

    await welcome.getByText('Мои учебные заведения').waitFor();
    await stranger.reload();
    await stranger.getByText('Заявка у администратора').waitFor();
  });

  it('A7 a teacher joins a second group with a subject, and invites its students', async () => {
    const teacher = await stage.open('/college.html?section=groups', { as: 'teacher' });
    const page = teacher.locator('sferum-college');
    await page.getByText('ТО-12').first().click();
    await page.getByRole('button', { name: 'Добавить преподавателя' }).click();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.getByRole('button', { name: 'Пригласить студентов' }).click();
    await page.locator('sferum-dialog').getByRole('button', { name: 'Создать ссылку' }).click();
    const link = page.getByRole('textbox', { name: 'Ссылка', exact: true });
    await link.waitFor();
    const student = await stage.open(await link.inputValue());
    await student.getByText('Приглашает Марина Ветрова.').waitFor();
    await student.getByText('ТО-12').waitFor();
  });

  it('R7 the operator approves a college, and its administrator signs in with the number of the application', async () => {
    const founder = await stage.open('/login.html');
    await founder.evaluate(() => document.querySelector('sferum-auth')?.setAttribute('mode', 'college'));
    await founder.getByRole('textbox', { name: 'Полное название' }).fill('Горный колледж');
    await founder.getByRole('textbox', { name: 'Краткое название' }).fill('Горный');
    await founder.getByRole('textbox', { name: 'Город' }).fill('Горск');
    await founder.getByRole('textbox', { name: 'Фамилия' }).fill('Горина');
    await founder.getByRole('textbox', { name: 'Имя', exact: true }).fill('Вера');
    await founder.getByRole('textbox', { name: 'Номер телефона' }).fill('8 912 000-33-01');
    await founder.getByRole('button', { name: 'Отправить заявку' }).click();
    await founder.getByRole('heading', { name: 'Заявка отправлена' }).waitFor();

    const operator = await stage.open('/demo/operator');
    const card = operator.getByRole('listitem').filter({ hasText: 'Горный колледж' });
    await card.getByRole('button', { name: 'Одобрить' }).click();
    await operator.getByText('Колледж зарегистрирован').waitFor();

    await founder.goto(`${stage.demo.url}/login.html`);
    await register(stage, founder, { phone: '+7 912 000-33-01', surname: 'Горина', name: 'Вера' });
    await founder.waitForURL('**/student/chats.html');
    await founder.goto(`${stage.demo.url}/login.html`);
    await founder.getByText('Сотрудник, администратор').waitFor();
  });
});
