import { expect } from '@esm-bundle/chai';
import { lunin } from '../../college/testing/fake-apis.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { audit } from '../../locales/ru/admin/audit.ts';
import { common } from '../../locales/ru/common.ts';
import { FakeAudit } from '../testing/fake-audit.ts';
import type { AdminAuditApi } from './admin-audit-api.ts';
import { AdminAuditStore } from './admin-audit-store.ts';
import { details, whatHappened, whoDid } from './audit-words.ts';

const strings = { ...audit, erased: common.erased };

function log(count = 0) {
  const api = new FakeAudit();
  for (let i = 0; i < count; i++) api.add();
  const store = new AdminAuditStore(api as unknown as AdminAuditApi, 'college');
  const unsubscribe = store.subscribe(() => {});
  const ids = () => (store.state.entries.status === 'ready' ? store.state.entries.value.map(({ id }) => id) : []);
  return { api, store, ids, unsubscribe };
}

describe('A11 the log of changes', () => {
  it('A11 new lines come to the top while one reads further down, none doubled', async () => {
    const { api, store, ids, unsubscribe } = log(70);
    await until(() => ids().length === 50, 'the first page');
    await store.fetchMore();
    expect([ids().length, store.state.more]).to.deep.equal([70, false]);
    api.add();
    api.publish();
    await until(() => ids().length === 71, 'the new line is there');
    expect(ids()).to.deep.equal(Array.from({ length: 71 }, (_, index) => 71 - index));
    unsubscribe();
  });

  it('A11 more new lines than a page leave no gap', async () => {
    const { api, store, ids, unsubscribe } = log(60);
    await until(() => ids().length === 50, 'the first page');
    await store.fetchMore();
    for (let i = 0; i < 55; i++) api.add();
    api.publish();
    await until(() => ids()[0] === 115, 'the new lines are there');
    expect(ids()).to.deep.equal(Array.from({ length: 100 }, (_, index) => 115 - index));
    expect(store.state.more).to.equal(true);
    unsubscribe();
  });

  it('A11 a month is asked for from its first moment to the first of the next', async () => {
    const { api, store, ids, unsubscribe } = log(1);
    await until(() => ids().length, 'a line');
    store.choose({ month: { year: 2026, month: 11 }, filter: 'groups' });
    await until(() => api.asked.length === 2, 'it is asked for');
    const { since, until: end, filter } = api.asked[1] ?? {};
    expect([since, end, filter]).to.deep.equal([new Date(2026, 11), new Date(2027, 0), 'groups']);
    unsubscribe();
  });

  it('A11 the whole comes in large pages, and a failure on the way is reported', async () => {
    const { api, store, ids, unsubscribe } = log(1500);
    await until(() => ids().length === 50, 'the first page');
    let count = 0;
    const write = async (entries: readonly unknown[]) => {
      count = entries.length;
    };
    expect([await store.export(write), count]).to.deep.equal([true, 1500]);
    api.failure = new AppError('offline');
    expect([await store.export(write), store.state.exportProblem]).to.deep.equal([false, 'offline']);
    expect(store.state.exporting).to.equal(false);
    unsubscribe();
  });
});

describe('A11 a line in words', () => {
  const api = new FakeAudit();
  const words = (entry: Parameters<FakeAudit['add']>[0]) => {
    const line = api.add(entry);
    return [whatHappened(line, strings), details(line, strings, 'ru'), whoDid(line, strings)];
  };

  it('A11 says from what to what', () => {
    expect(words({})).to.deep.equal(['Изменена группа ТО-12', 'год окончания: 2027 → 2028', 'Наталья Белова']);
  });

  it('A11 says who became an administrator, and what else changed', () => {
    const before = { role: 'teacher', is_admin: false, subjects: [], groups: [{ id: 'a', number: 'ИС-21' }] };
    const after = { ...before, is_admin: true, groups: [] };
    const person = lunin;
    const subjectType = 'person';
    expect(words({ action: 'member_changed', subjectType, person, before, after })).to.deep.equal([
      'Игорь Лунин — теперь администратор',
      'группы: ИС-21 → нет',
      'Наталья Белова',
    ]);
  });

  it('A11 says how somebody came in, and names neither the erased nor what it does not know', () => {
    const after = { role: 'student', is_admin: false, subjects: [], groups: [], via: 'link' };
    expect(
      words({ action: 'member_added', subjectType: 'person', before: null, after, actor: null, actorId: 'gone' }),
    ).to.deep.equal(['Новый участник: Удалённый пользователь', 'студент, по ссылке', 'Удалённый пользователь']);
    expect(
      words({ action: 'something_new', before: { secret: 1 }, after: null, actor: null, actorId: null }),
    ).to.deep.equal(['Другое изменение', '', 'Платформа']);
  });

  it('A11 rules of uploading are said in megabytes and in the words of the rules, in their order', () => {
    const rules = { action: 'document_settings_changed', subjectType: 'college', label: '' };
    const before = { file_bytes: 10485760, kinds: ['archive', 'audio', 'text'] };
    expect(
      words({ ...rules, before, after: { file_bytes: 209715200, kinds: ['text', 'audio', 'archive'] } })[1],
    ).to.equal('размер файла: 10 МБ → 200 МБ');
    expect(words({ ...rules, before, after: { ...before, kinds: ['archive', 'text'] } })[1]).to.equal(
      'виды файлов: тексты, аудио, архивы → тексты, архивы',
    );
  });

  it('A11 an import says which file and how many people', () => {
    const line = {
      action: 'people_imported',
      subjectType: 'import',
      label: 'Первый курс.xlsx',
      before: null,
      after: { new: 1200, exists: 2, error: 0 },
    };
    expect(words(line).slice(0, 2)).to.deep.equal([
      'Добавлены участники из файла «Первый курс.xlsx»',
      'добавлено: 1\u00a0200, уже были в колледже: 2',
    ]);
  });

  it('A11 a file of it can be opened by an office program and runs no formula', async () => {
    const { auditFile } = await import('./audit-file.ts');
    const text = await auditFile(
      [api.add({ label: '=1+1', action: 'invitation_created', subjectType: 'invitation' })],
      strings,
      'ru',
    ).text();
    expect(text).to.match(/^\ufeff?Дата;Событие;Подробности;Кто\r\n/);
    expect(text).to.contain('Создана ссылка: =1+1;');
    expect(text).not.to.match(/(^|;)=/m);
  });
});
