import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useStage } from './harness.ts';
import { register } from './people.ts';

describe('The first minutes of a newcomer', () => {
  const stage = useStage();

  it('A3 R4 the code on a projector, typed without an account, ends in the group with its people and chats', async () => {
    const teacher = await stage.open('/invite.html', { as: 'teacher' });
    await teacher.getByRole('img', { name: 'QR-код ссылки-приглашения' }).waitFor();
    const code = (await teacher.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/).textContent()) ?? '';

    const student = await stage.open('/login.html', { viewport: { width: 380, height: 780 } });
    await student.getByRole('button', { name: 'Ввести код приглашения' }).click();
    await student.getByRole('textbox', { name: 'Код', exact: true }).fill(code);
    await student.getByRole('button', { name: 'Продолжить' }).click();
    await student.getByText('Вас приглашают').waitFor();
    // The tab is loaded anew while the telephone shows the SMS.
    await student.reload();
    await student.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    await register(stage, student, { phone: '+7 912 000-12-01', surname: 'Ильина', name: 'Дарья' });
    await student.getByText('Проверьте данные').waitFor();
    await student.getByRole('button', { name: 'Присоединиться' }).click();
    await student.getByRole('heading', { name: 'Вы в группе ИС-21' }).waitFor();
    await student.getByText('Марина Олеговна').first().waitFor();
    await student
      .getByRole('button', { name: /ИС-21 · / })
      .first()
      .click();
    await student.getByRole('textbox', { name: 'Сообщение' }).waitFor();
  });

  it('R2 R5 who registers without an invitation stays with the ways into a college; found before, it is applied to after', async () => {
    const page = await stage.open('/login.html');
    await page.getByRole('button', { name: 'Добавить учебное заведение' }).click();
    await page.getByLabel('Город').fill('Речноборск');
    await page.getByRole('radiogroup').getByText('Речноборский колледж информационных технологий').click();
    await page.getByText('Сотрудник', { exact: true }).click();
    await page.getByRole('button', { name: 'Отправить заявку' }).click();
    await register(stage, page, { phone: '+7 912 000-12-02', surname: 'Громов', name: 'Лев' });
    await page.getByRole('button', { name: 'Отправить заявку' }).click();
    await page.getByText('Заявка у администратора').waitFor();
    assert.equal(new URL(page.url()).pathname, '/login.html');

    await page.goto(`${stage.demo.url}/student/chats.html`);
    await page.getByText('Чаты появятся здесь').waitFor();
    await page.getByText('Ожидает ответа').waitFor();
  });

  it('B4 every tag on the pages of the college has its look', async () => {
    for (const path of [
      '/admin.html',
      '/invite.html',
      '/college.html',
      '/login.html',
      '/student/chats.html',
      '/profile.html',
    ]) {
      const page = await stage.open(path, { as: 'administrator' });
      const tags = page.locator(
        'main :is(sferum-admin, sferum-invite, sferum-college, sferum-auth, sferum-chats, sferum-profile):defined',
      );
      await tags.first().waitFor();
      const looks = await tags.evaluateAll((found) =>
        found.map((tag) => {
          const style = getComputedStyle(tag);
          const own = ['--sferum-brand', '--sferum-round'].map((name) => style.getPropertyValue(name).trim());
          return [...own, style.fontFamily.split(',')[0]];
        }),
      );
      for (const look of looks) assert.deepEqual(look, ['#7a1f2b', '3px', 'Arial'], path);
    }
  });
});
