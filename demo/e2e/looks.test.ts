import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { useStage } from './harness.ts';

const group = '/student/group.html';

/** Not what stands in for it until its code is there. */
const composer = (page: Page) => page.locator('sferum-composer').getByRole('textbox', { name: 'Сообщение' });

/** Colours in which a person, or a site, has all drawn, and what is seen while something is missing. */
describe('How a chat looks', () => {
  const stage = useStage();

  it('B9 in forced colours signs have the colour of the words beside them, and the field an edge', async () => {
    const page = await stage.open(group, { as: 'student', forcedColors: 'active', colorScheme: 'dark' });
    await composer(page).waitFor();
    assert.equal(await composer(page).evaluate((field) => getComputedStyle(field).borderTopStyle), 'solid');
    await page.locator('.message .bubble').last().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Ответить' }).waitFor();
    const colours = await page
      .getByRole('menuitem')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('svg, span')].map((part) => getComputedStyle(part).color)),
      );
    assert.ok(colours.length > 2, 'there is a menu');
    for (const [sign, words] of colours) assert.equal(sign, words);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Новый опрос' }).click();
    const box = page.getByRole('checkbox', { name: 'Несколько ответов' });
    await box.check();
    const [tick, wanted] = await box.evaluate((input) => {
      const probe = input.parentElement?.appendChild(Object.assign(document.createElement('i'), { style: '' }));
      if (!probe) return [];
      probe.style.cssText = 'color: HighlightText; forced-color-adjust: none';
      const sign = input.parentElement?.querySelector('svg');
      return [sign, probe].map((each) => each && getComputedStyle(each).color);
    });
    assert.equal(tick, wanted, 'the sign stands out from the box that is ticked');
  });

  it('C6 a message of files alone is said in words while they cannot be drawn', async () => {
    const teacher = await stage.open(group, { as: 'teacher' });
    await composer(teacher).waitFor();
    const chosen = teacher.waitForEvent('filechooser');
    await teacher.getByRole('button', { name: 'Прикрепить файлы' }).click();
    await (await chosen).setFiles([{ name: 'Вопросы.txt', mimeType: 'text/plain', buffer: Buffer.from('Вопросы') }]);
    await teacher.getByRole('button', { name: 'Убрать: Вопросы.txt' }).waitFor();
    await composer(teacher).press('Enter');
    await teacher.locator('sferum-files .name', { hasText: 'Вопросы.txt' }).waitFor();

    stage.expect(/Failed to load resource/);
    const student = await stage.open('/', { as: 'student' });
    await student.route('**/chunks/files-*.js', (route) => route.abort('internetdisconnected'));
    await student.goto(new URL(group, stage.demo.url).href);
    await student.locator('.message .text', { hasText: 'Вопросы.txt' }).waitFor();
  });
});
