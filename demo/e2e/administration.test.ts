import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type Stage, useStage } from './harness.ts';
import { askForCode, createLink, enterCode, enterName, register, revokeLink } from './people.ts';

/** The dialog «Редактирование участника» of a person with this surname. */
async function editMember(page: Page, surname: string): Promise<void> {
  await page.getByRole('table').waitFor();
  await page.getByRole('searchbox', { name: 'Имя, группа, предмет' }).fill(surname);
  const others = page.getByRole('row').filter({ hasNotText: new RegExp(`${surname}|Роль`) });
  await others.first().waitFor({ state: 'hidden' });
  await page
    .getByRole('row', { name: new RegExp(surname) })
    .getByRole('button', { name: /^Действия/ })
    .click();
  await page.getByRole('menuitem', { name: 'Редактировать' }).click();
  await page.getByRole('heading', { name: 'Редактирование участника' }).waitFor();
}

/** Lets the database take another moment for now where it asks whether a group has graduated. @returns the way back. */
async function moveClock(stage: Stage, moment: string): Promise<() => Promise<void>> {
  const { own } = stage.demo.backend;
  assert.ok(own);
  const run = async (sql: string) => void (await own.database.transaction((tx) => tx.query(sql)));
  const { rows } = await own.database.transaction((tx) =>
    tx.query<{ is: string }>(
      `select pg_get_functiondef('private.is_graduated(integer, text, timestamptz)'::regprocedure) as is`,
    ),
  );
  const rule = rows[0]?.is;
  assert.ok(rule);
  const moved = rule.replace('(moment AT TIME ZONE', `('${moment}'::timestamptz AT TIME ZONE`);
  assert.notEqual(moved, rule, rule);
  await run(moved);
  return () => run(rule);
}

const save = (page: Page) => page.getByRole('button', { name: 'Сохранить' }).click();

describe('The administration', () => {
  const stage = useStage();

  it('A5 who is made administrator has the administration at once; of two who edit one person, the second sees what changed', async () => {
    const second = await stage.open('/admin.html?section=members', { as: 'teacher' });
    await second.getByText('Раздел для администраторов').waitFor();
    const loadedAt = await second.evaluate(() => performance.timeOrigin);

    const first = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await editMember(first, 'Ветрова');
    await first.getByRole('checkbox', { name: /Назначить администратором/ }).check();
    await save(first);
    await first.getByText('Изменения сохранены: Марина Ветрова').waitFor();
    await second.getByRole('navigation', { name: 'Управление' }).waitFor();
    assert.equal(await second.evaluate(() => performance.timeOrigin), loadedAt, 'the page was not loaded anew');

    await editMember(first, 'Лунин');
    await editMember(second, 'Лунин');
    await first.getByRole('combobox', { name: 'Предметы' }).fill('Сети хранения');
    await save(first);
    await first.getByText('Изменения сохранены: Игорь Лунин').waitFor();

    stage.expect(/400 \(Bad Request\).*update_member/);
    await second.getByRole('checkbox', { name: /Назначить администратором/ }).check();
    await save(second);
    const changed = second.getByRole('alert').filter({ hasText: 'другой администратор изменил' });
    await changed.getByText('Компьютерные сети, Сети хранения').waitFor();
    await save(second);
    await second.getByText('Изменения сохранены: Игорь Лунин').waitFor();
    await second.getByRole('row', { name: /Лунин.*Администратор.*Компьютерные сети, Сети хранения/ }).waitFor();
  });

  it('A11 the log shows at once who changed what from what to what, and nobody alters it', async () => {
    const log = await stage.open('/admin.html?section=audit', { as: 'administrator' });
    await log.getByRole('heading', { name: 'Журнал изменений' }).waitFor();
    const admin = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await editMember(admin, 'Жданова');
    await admin.getByLabel('Роль', { exact: true }).selectOption({ label: 'Сотрудник' });
    await save(admin);
    await admin.getByText('Изменения сохранены: Вера Жданова').waitFor();

    const line = log.getByRole('row', { name: /Изменены данные: Вера Жданова/ });
    await line.waitFor();
    assert.match(await line.innerText(), /роль: преподаватель → сотрудник/);
    assert.match(await line.innerText(), /Наталья Белова/);

    const { own, url, key } = stage.demo.backend;
    assert.ok(own);
    const lines = () => own.database.transaction((tx) => tx.query('select * from public.audit_log order by id'));
    const before = (await lines()).rows;
    const { access_token: token } = JSON.parse(await stage.session('administrator')) as { access_token: string };
    for (const [apikey, bearer] of [
      [key, token],
      [own.secretKey, own.secretKey],
    ] as const) {
      for (const method of ['PATCH', 'DELETE', 'POST']) {
        const answer = await fetch(`${url}/rest/v1/audit_log${method === 'POST' ? '' : '?id=gt.0'}`, {
          method,
          headers: { apikey, authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
          body: method === 'DELETE' ? null : JSON.stringify({ action: 'other', subject_type: 'person' }),
        });
        assert.equal(answer.status, 403, `${method}: ${await answer.text()}`);
      }
    }
    assert.deepEqual((await lines()).rows, before);
    await assert.rejects(
      own.database.transaction((tx) => tx.query('delete from public.audit_log')),
      /the log of changes is never changed/,
      'not even the owner of the database, by mistake',
    );
  });

  it('A6 a group graduates on 1 July of its end year by the calendar of the college: its links end, nothing new begins', async () => {
    const { own } = stage.demo.backend;
    assert.ok(own);
    const { rows } = await own.database.transaction((tx) =>
      tx.query<{ id: string; year: number }>(`select id, end_year as year from public.groups where number = 'ИС-21'`),
    );
    const [group] = rows;
    assert.ok(group);
    // The college is in Moscow, three hours ahead.
    let back = await moveClock(stage, `${group.year}-06-30T20:59:59Z`);
    try {
      const admin = await stage.open('/admin.html?section=invitations', { as: 'administrator' });
      const link = await createLink(admin, 'ИС-21');
      await admin.keyboard.press('Escape');
      const page = `/college.html?section=groups&group=${group.id}`;
      const teacher = await stage.open(page, { as: 'teacher' });
      await teacher.getByRole('button', { name: 'Пригласить студентов' }).click();
      const guest = await stage.open(link);
      await guest.getByText('Вас приглашают').waitFor();
      const chat = await stage.open('/student/group.html', { as: 'student' });
      await chat.getByRole('textbox', { name: 'Сообщение' }).waitFor();

      await back();
      back = await moveClock(stage, `${group.year}-06-30T21:00:00Z`);
      stage.expect(/400 \(Bad Request\).*(create_invitation|preview_invitation)/);
      await teacher.locator('sferum-dialog').getByRole('button', { name: 'Создать ссылку' }).click();
      await teacher.getByText('Эта группа выпущена, ссылку в неё не создать').waitFor();
      await teacher.reload();
      await teacher.getByText(`Обучение закончилось в ${group.year} году`).waitFor();
      assert.equal(await teacher.getByRole('button', { name: 'Пригласить студентов' }).count(), 0);
      await guest.reload();
      await guest.getByText('Группа уже выпущена').waitFor();
      await chat.reload();
      await chat.getByText('Группа выпущена. Сообщения остаются здесь.').waitFor();
      await admin.reload();
      await admin.getByRole('row', { name: /ИС-21.*Группа выпущена.*без ограничения/ }).waitFor();
      await admin.getByRole('button', { name: 'Создать ссылку' }).first().click();
      const targets = admin.getByLabel('Куда ведёт').locator('option');
      await targets.filter({ hasText: 'ИС-11' }).waitFor({ state: 'attached' });
      assert.equal(await targets.filter({ hasText: 'ИС-21' }).count(), 0);
    } finally {
      await back();
    }
  });

  it('A4 R4 «Back» amid joining loses nothing, and a person who has typed a name when the link dies is registered all the same', async () => {
    const admin = await stage.open('/admin.html?section=groups', { as: 'administrator' });
    await admin.getByRole('button', { name: 'Действия с группой СА-21' }).click();
    await admin.getByRole('menuitem', { name: 'Ссылка-приглашение' }).click();
    const target = admin.getByLabel('Куда ведёт').locator('option:checked');
    await target.filter({ hasText: 'Группа СА-21' }).waitFor({ state: 'attached' });
    await admin.locator('sferum-dialog').getByRole('button', { name: 'Создать ссылку' }).click();
    await admin.getByRole('heading', { name: 'Ссылка для группы СА-21' }).waitFor();
    const link = await admin.getByRole('textbox', { name: 'Ссылка', exact: true }).inputValue();
    await admin.goto(`${stage.demo.url}/admin.html?section=invitations`);
    const newcomer = { phone: '+7 912 000-44-01', surname: 'Возвратова', name: 'Нина' };
    const page = await stage.open('/');
    await page.goto(link);
    await page.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    await askForCode(page, newcomer.phone);
    await page.goBack();
    await page.waitForURL(`${stage.demo.url}/`);
    await page.goForward();
    await page.getByRole('textbox', { name: 'Код из шести цифр' }).waitFor();
    await page.getByRole('button', { name: 'Назад' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Номер телефона' }).inputValue(), newcomer.phone);
    await page.getByRole('button', { name: 'Войти или создать аккаунт' }).click();
    await enterCode(stage, page, newcomer.phone);
    await enterName(page, newcomer);

    await revokeLink(admin, 'СА-21');
    stage.expect(/400 \(Bad Request\).*(redeem_invitation|preview_invitation)/);
    await page.getByRole('button', { name: 'Завершить регистрацию' }).click();
    await page.getByText('Ссылку аннулировали').waitFor();
    await page.getByRole('button', { name: 'К моим колледжам' }).click();
    await page.getByText('Нина Возвратова').waitFor();
    await page.getByRole('button', { name: 'Добавить учебное заведение' }).waitFor();
    assert.equal(new URL(page.url()).search, '', 'the dead link has left the address');
  });

  it('R5 A2 a hidden applicant applies once more and sees no difference, until a new link admits them', async () => {
    const page = await stage.open('/login.html');
    await register(stage, page, { phone: '+7 912 000-55-01', surname: 'Незваный', name: 'Олег' });
    const apply = async () => {
      await page.getByRole('button', { name: 'Добавить учебное заведение' }).click();
      await page.getByLabel('Город').fill('речноборск');
      const form = page.locator('sferum-auth');
      await form.getByText('Речноборский колледж информационных технологий').click();
      await form.getByText('Студент', { exact: true }).click();
      await page.getByRole('button', { name: 'Отправить заявку' }).click();
      await page.getByText('Заявка у администратора').waitFor();
    };
    await apply();
    const admin = await stage.open('/admin.html?section=requests', { as: 'administrator' });
    const hide = admin.getByRole('button', { name: 'Скрыть заявку: Олег Незваный' });
    await hide.click();
    await admin.getByRole('button', { name: 'Скрыть', exact: true }).last().click();
    await admin.getByText('Заявка скрыта: Олег Незваный').waitFor();

    await page.reload();
    await page.getByRole('button', { name: 'Отозвать заявку' }).click();
    await page.getByRole('button', { name: 'Отозвать заявку' }).last().click();
    await apply();
    await admin.reload();
    await admin.getByRole('heading', { name: 'Заявки' }).waitFor();
    await admin
      .getByRole('button', { name: /^Добавить:/ })
      .first()
      .waitFor();
    assert.equal(await hide.count(), 0, 'the application reaches nobody');

    await admin.goto(`${stage.demo.url}/admin.html?section=invitations`);
    await page.goto(await createLink(admin, 'СА-31'));
    await page.getByText('Проверьте данные').waitFor();
    await page.getByRole('button', { name: 'Присоединиться' }).click();
    await page.getByRole('heading', { name: 'Вы в группе СА-31' }).waitFor();
    await page.goto(`${stage.demo.url}/login.html`);
    await page.getByText('Мои учебные заведения').waitFor();
  });

  it('A5 the last administrator can neither go nor be demoted, is told what to do, and that works', async () => {
    const { own } = stage.demo.backend;
    assert.ok(own);
    const me = own.accounts.find(({ key }) => key === 'administrator');
    assert.ok(me);
    await own.database.transaction((tx) =>
      tx.query(
        `update public.memberships m set is_admin = false from public.profiles p
          where p.id = m.person_id and m.college_id = $1 and p.surname <> $2 and m.is_admin`,
        [stage.demo.backend.collegeId, me.surname],
      ),
    );
    stage.expect(/400 \(Bad Request\).*(update_member|remove_member|leave_college)/);
    const instruction = 'единственный администратор колледжа. Сначала назначьте другого.';
    const page = await stage.open('/admin.html?section=members', { as: 'administrator' });
    await editMember(page, me.surname);
    const right = page.getByRole('checkbox', { name: /Назначить администратором/ });
    await right.uncheck();
    await save(page);
    await page.getByText(instruction).waitFor();
    await page.getByRole('button', { name: 'Удалить из колледжа' }).click();
    await page.getByRole('button', { name: 'Удалить', exact: true }).click();
    await page.getByText(instruction).waitFor();

    const college = await stage.open('/college.html', { as: 'administrator' });
    await college.getByRole('button', { name: 'Действия с колледжем' }).click();
    await college.getByRole('menuitem', { name: 'Выйти из колледжа' }).click();
    const leave = college.getByRole('main').getByRole('button', { name: 'Выйти', exact: true });
    await leave.click();
    await college.getByText(instruction).waitFor();

    await page.reload();
    await editMember(page, 'Ветрова');
    await right.check();
    await save(page);
    await page.getByText('Изменения сохранены: Марина Ветрова').waitFor();
    // The list may refetch once more before the page knows of the removal.
    stage.expect(/(403|406) .*(college_members|member_counts|colleges\?)/);
    await leave.click();
    await college.getByText('Здесь будет ваш колледж').waitFor();
    await page.getByText('Здесь будет ваш колледж').waitFor();
  });
});
