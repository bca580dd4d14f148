import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
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
    // Somebody whom no college knows yet stays with the ways into one.
    await page.getByText('Здесь будет ваш колледж').waitFor();
    await page.getByRole('button', { name: 'Добавить учебное заведение' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/login.html');
  });

  it('R1 what is typed while the whole sign-in takes over from its first step stays, with the selection and the focus', async () => {
    const page = await stage.open('/login.html');
    await page.evaluate(() => {
      document.documentElement.lang = 'en';
    });
    const field = page.getByRole('textbox', { name: 'Phone number' });
    await field.waitFor();
    // Its element comes, but cannot draw anything yet: its English texts are held back.
    const gate = new EventEmitter();
    const held = once(gate, 'held');
    const released = once(gate, 'release');
    await page.route('**/sferum/chunks/**', async (route) => {
      if (await page.evaluate(() => customElements.get('sferum-auth') !== undefined)) {
        gate.emit('held');
        await released;
      }
      await route.continue();
    });
    await field.focus();
    await held;
    await page.keyboard.type('912345');
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft']) await page.keyboard.press(key);
    assert.equal(await field.inputValue(), '912345');
    gate.emit('release');
    await page.locator('sferum-sign-in-card').waitFor({ state: 'detached' });
    assert.equal(await field.inputValue(), '912345');
    await page.keyboard.type('78');
    assert.equal(await field.inputValue(), '912785');
  });

  it('B2 the card that comes before all other code has the theme of its tag', async () => {
    const page = await stage.open('/login.html');
    const card = page.locator('sferum-sign-in-card');
    await card.waitFor();
    const ground = () => card.evaluate((element) => getComputedStyle(element).backgroundColor);
    const light = await ground();
    await page.locator('sferum-auth').evaluate((element) => element.setAttribute('theme', 'dark'));
    assert.equal(await page.evaluate(() => customElements.get('sferum-auth')), undefined);
    assert.notEqual(await ground(), light);
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
