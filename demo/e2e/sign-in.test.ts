import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useStage } from './harness.ts';

describe('Sign-in on the college’s site', () => {
  const stage = useStage();

  it('R1 R2 a new person registers by a code from SMS, a password and a name', async () => {
    const page = await stage.open('/login.html');
    await page.getByRole('textbox', { name: 'Номер телефона' }).fill('8 (912) 000-45-67');
    await page.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    const code = page.getByRole('textbox', { name: 'Код из шести цифр' });
    await code.waitFor();
    const message = stage.demo.backend.own?.sms.messages().at(-1);
    assert.equal(message?.phone, '79120004567');
    await code.fill(message.code);
    await page.getByLabel('Пароль', { exact: true }).fill('синяя-парта-214');
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByRole('textbox', { name: 'Фамилия' }).fill('Новикова');
    await page.getByRole('textbox', { name: 'Имя', exact: true }).fill('Дарья');
    await page.getByRole('checkbox', { name: 'Даю согласие' }).check();
    await page.getByRole('button', { name: 'Завершить регистрацию' }).click();
    // The page sends on to the chats, where somebody whom no college knows yet has none.
    await page.waitForURL('**/student/chats.html');
    await page.getByText('Чаты появятся здесь').waitFor();
  });

  it('R6 the next visit opens signed in; signing out on one tab signs out all tabs', async () => {
    const chat = await stage.open('/student/group.html', { as: 'student' });
    await chat.getByRole('textbox', { name: 'Сообщение' }).waitFor();
    const login = await chat.context().newPage();
    await login.goto(`${stage.demo.url}/login.html`);
    await login.locator('sferum-auth').getByRole('button', { name: 'Выйти' }).click();
    await chat.getByText('Войдите, чтобы читать чат').waitFor();
    await login.getByRole('textbox', { name: 'Номер телефона' }).waitFor();
  });
});
