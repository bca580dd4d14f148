import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Stage } from './harness.ts';

export interface Newcomer {
  /** As typed, and as the SMS names it. */
  readonly phone: string;
  readonly surname: string;
  readonly name: string;
}

/** Types the number and waits for the step of the code. */
export async function askForCode(page: Page, phone: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Номер телефона' }).fill(phone);
  await page.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
  await page.getByRole('textbox', { name: 'Код из шести цифр' }).waitFor();
}

/** Types the code that was sent last, then a password: the new account has no name yet. */
export async function enterCode(stage: Stage, page: Page, phone: string): Promise<void> {
  const digits = phone.replace(/\D/g, '');
  const message = stage.demo.backend.own?.sms.messages().findLast((each) => each.phone === digits);
  assert.ok(message, 'a code was sent');
  await page.getByRole('textbox', { name: 'Код из шести цифр' }).fill(message.code);
  await page.getByLabel('Пароль', { exact: true }).fill('синяя-парта-214');
  await page.getByRole('button', { name: 'Продолжить' }).click();
}

export async function enterName(page: Page, { surname, name }: Newcomer): Promise<void> {
  await page.getByRole('textbox', { name: 'Фамилия' }).fill(surname);
  await page.getByRole('textbox', { name: 'Имя', exact: true }).fill(name);
  await page.getByRole('checkbox', { name: 'Даю согласие' }).check();
}

/** The way of somebody new through the first three steps, from the number to the name. */
export async function register(stage: Stage, page: Page, newcomer: Newcomer): Promise<void> {
  await askForCode(page, newcomer.phone);
  await enterCode(stage, page, newcomer.phone);
  await enterName(page, newcomer);
  await page.getByRole('button', { name: 'Завершить регистрацию' }).click();
}

/** The link that the administrator's dialog shows; no `uses` is without a limit. */
export async function createLink(admin: Page, group: string, uses = ''): Promise<string> {
  await admin.getByRole('button', { name: 'Создать ссылку' }).first().click();
  await admin.getByLabel('Куда ведёт').selectOption({ label: `Группа ${group}` });
  await admin.getByLabel('Количество использований').fill(uses);
  await admin.locator('sferum-dialog').getByRole('button', { name: 'Создать ссылку' }).click();
  const link = admin.getByRole('textbox', { name: 'Ссылка', exact: true });
  await link.waitFor();
  return link.inputValue();
}

/** «Аннулировать ссылку» in the list of links. */
export async function revokeLink(admin: Page, group: string): Promise<void> {
  await admin
    .getByRole('row', { name: new RegExp(group) })
    .first()
    .getByRole('button', { name: /^Действия со ссылкой/ })
    .click();
  await admin.getByRole('menuitem', { name: 'Аннулировать ссылку' }).click();
  await admin.getByRole('button', { name: 'Аннулировать', exact: true }).click();
  await admin.getByText('Ссылка больше не работает').waitFor();
}

/** Waits until the browser keeps what was written here: the field holds it until then. Before that no reload may come. */
export async function kept(field: Locator): Promise<void> {
  await field
    .page()
    .waitForFunction((written) => (written as HTMLTextAreaElement).value === '', await field.elementHandle());
}
