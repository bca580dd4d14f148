import { expect } from '@esm-bundle/chai';
import { AppError, type AppErrorCode } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { FakeImport, listFile } from '../testing/fake-import.ts';
import { workbook } from '../testing/tables.ts';
import { AdminImportStore } from './admin-import-store.ts';

const good = 'Юдина;Ксения;+7 912 555-40-18;студент;ИС-21';
const short = 'Ледовских;Артём;+7 912 555-12-1;студент;ИС-21';
const typo = 'Орлова;Светлана;+7 912 555-09-33;студент;ИС-2l';

function importing() {
  const api = new FakeImport();
  return { api, store: new AdminImportStore(api, 'college') };
}

/** Holds the answers back until it is called. */
function hold(api: FakeImport): () => void {
  let release = () => {};
  api.hold = new Promise((resolve) => {
    release = resolve;
  });
  return release;
}

describe('A10 the way of a list into a college', () => {
  it('A10 a file is checked before anybody is added, and only its own lines are', async () => {
    const { api, store } = importing();
    await store.choose(listFile([good, short]));
    expect([store.state.step, store.state.counts]).to.deep.equal(['checked', { all: 2, new: 1, exists: 0, error: 1 }]);
    expect(api.added).to.deep.equal([]);
    await store.add();
    expect([store.state.step, api.added.length, store.state.counts.new]).to.deep.equal(['done', 1, 1]);
  });

  it('A10 a file that is chosen later supersedes one that is still being checked', async () => {
    const { api, store } = importing();
    const release = hold(api);
    const first = store.choose(listFile([good], 'первый.csv'));
    await until(() => store.state.step === 'reading', 'the first is read');
    api.hold = Promise.resolve();
    await store.choose(listFile([short], 'второй.csv'));
    release();
    await first;
    expect([store.state.file?.name, store.state.counts.error]).to.deep.equal(['второй.csv', 1]);
  });

  it('A10 while people are added nothing else begins, and nobody is added twice', async () => {
    const { api, store } = importing();
    await store.choose(listFile([good]));
    const release = hold(api);
    const adding = Promise.all([store.add(), store.add()]);
    await store.choose(listFile([short], 'другой.csv'));
    store.reset();
    expect([store.state.step, store.state.file?.name]).to.deep.equal(['adding', 'Студенты_сентябрь.csv']);
    release();
    await adding;
    expect([store.state.step, api.added.length]).to.deep.equal(['done', 1]);
  });

  it('A10 a list without anybody to add is not sent', async () => {
    const { api, store } = importing();
    await store.choose(listFile([short]));
    await store.add();
    expect([store.state.step, api.added.length]).to.deep.equal(['checked', 0]);
  });

  it('A10 a check that fails leads back to the file, an adding that fails back to the check', async () => {
    const codes: AppErrorCode[] = ['offline', 'denied', 'conflict', 'unknown'];
    for (const code of codes) {
      const { api, store } = importing();
      api.failure = new AppError(code);
      await store.choose(listFile([good]));
      expect([store.state.step, store.state.problem]).to.deep.equal(['file', code]);
      api.failure = null;
      await store.choose(listFile([good]));
      expect([store.state.step, store.state.problem]).to.deep.equal(['checked', null]);
      api.failure = new AppError(code);
      await store.add();
      expect([store.state.step, store.state.problem, store.state.lines.length]).to.deep.equal(['checked', code, 1]);
    }
  });

  it('A10 a list that is too long for the database is named as such', async () => {
    const { api, store } = importing();
    api.failure = new AppError('invalid', 'SF001', { reason: 'rows' });
    await store.choose(listFile([good]));
    expect(store.state.problem).to.equal('rows');
  });

  it('A10 a group is replaced in every line that names it; when the check fails, all is as it was', async () => {
    const { api, store } = importing();
    await store.choose(listFile([typo, good, typo.replace('33', '34')]));
    api.failure = new AppError('offline');
    await store.replaceGroup('ИС-2l', 'ИС-21');
    expect([store.state.step, store.state.problem, store.state.counts.error]).to.deep.equal(['checked', 'offline', 2]);
    expect(store.state.file?.people[0]?.group).to.equal('ИС-2l');
    api.failure = null;
    await store.replaceGroup('ИС-2l', 'ИС-21');
    expect([store.state.problem, store.state.counts.new]).to.deep.equal([null, 3]);
    await store.add();
    expect(api.added[0]?.people.map(({ group }) => group)).to.deep.equal(['ИС-21', 'ИС-21', 'ИС-21']);
  });

  it('A10 of several sheets the person chooses; a check that fails leads back to the choice', async () => {
    const { api, store } = importing();
    const head = 'Фамилия;Имя;Телефон;Роль;Группа';
    const sheet = (name: string, line: string) => ({ name, rows: [head, line].map((row) => row.split(';')) });
    await store.choose(new File([workbook([sheet('Первый', good), sheet('Второй', short)])], 'a.xlsx'));
    expect([store.state.step, store.state.sheets.map((each) => each.sheet), api.checked.length]).to.deep.equal([
      'sheet',
      ['Первый', 'Второй'],
      0,
    ]);
    const [first] = store.state.sheets;
    if (!first) throw new Error('no sheet');
    api.failure = new AppError('offline');
    await store.chooseSheet(first);
    expect([store.state.step, store.state.problem]).to.deep.equal(['sheet', 'offline']);
    api.failure = null;
    await store.chooseSheet(first);
    expect([store.state.step, store.state.problem, store.state.file?.sheet]).to.deep.equal(['checked', null, 'Первый']);
    expect(store.state.counts).to.include({ all: 1, new: 1 });
  });

  it('A10 lines that the file itself has wrong are errors in their place and never sent', async () => {
    const { api, store } = importing();
    await store.choose(listFile([short, '#N/A;Яна;+7 912 555-40-22;студент;ИС-21', good]));
    expect(store.state.lines.map(({ line, status }) => [line, status])).to.deep.equal([
      [2, 'error'],
      [3, 'error'],
      [4, 'new'],
    ]);
    await store.add();
    expect([...api.checked, ...api.added.map(({ people }) => people)].map((people) => people.length)).to.deep.equal([
      2, 2,
    ]);
    expect(store.state.counts).to.deep.equal({ all: 3, new: 1, exists: 0, error: 2 });
  });

  it('A10 who has seen that it is done begins with another file', async () => {
    const { store } = importing();
    const unsubscribe = store.subscribe(() => {});
    await store.choose(listFile([good]));
    unsubscribe();
    await until(() => store.state.step === 'checked', 'what is not done stays');
    const again = store.subscribe(() => {});
    await store.add();
    again();
    await until(() => store.state.step === 'file', 'it begins anew');
  });
});
