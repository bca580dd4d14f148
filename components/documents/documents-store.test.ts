import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { until } from '../element/testing/until.ts';
import { DocumentsStore } from './documents-store.ts';
import { FakeDocuments } from './testing/fake-documents.ts';

describe('the list of documents', () => {
  let api: FakeDocuments;
  let store: DocumentsStore;
  let unsubscribe = () => {};

  const begin = (folder = '') => {
    store = new DocumentsStore(api, 'college', '', folder);
    unsubscribe = store.subscribe(() => {});
  };
  const titles = () =>
    store.state.documents.status === 'ready' ? store.state.documents.value.map(({ title }) => title) : null;
  const shown = (wanted: readonly string[]) =>
    until(
      () => titles()?.join() === wanted.join() && store.state.folders.status === 'ready',
      wanted.join() || 'nothing',
    );

  beforeEach(() => {
    api = new FakeDocuments();
    api.putFolder('bases', 'Базы данных');
    api.putFolder('works', 'Лабораторные', 'bases');
    api.put('Звонки');
    api.put('Методичка', { folderId: 'bases' });
    api.put('Ключ', { folderId: 'works' }, 'Ключ.csv');
  });
  afterEach(() => unsubscribe());

  it('D3 goes from folder to folder, and knows the way back', async () => {
    begin();
    await shown(['Звонки']);
    expect(store.inside.map(({ name }) => name)).to.deep.equal(['Базы данных']);
    store.open('bases');
    await shown(['Методичка']);
    store.open('works');
    await shown(['Ключ']);
    expect(store.path.map(({ name }) => name)).to.deep.equal(['Базы данных', 'Лабораторные']);
    expect(store.inside).to.deep.equal([]);
    store.open(null);
    await shown(['Звонки']);
  });

  it('D3 begins in the folder that the page names', async () => {
    begin('bases');
    await shown(['Методичка']);
    expect(store.inside.map(({ name }) => name)).to.deep.equal(['Лабораторные']);
  });

  it('D3 searches, filters and sorts everywhere below, without folders between', async () => {
    begin();
    await shown(['Звонки']);
    store.search(' м ');
    await shown(['Методичка']);
    expect([store.state.total, store.inside.length]).to.deep.equal([1, 0]);
    store.search('');
    store.choose('table');
    await shown(['Ключ']);
    store.choose(null);
    await shown(['Звонки']);
    store.sort('size');
    await until(() => api.asked.at(-1)?.sort === 'size', 'the other order');
    store.open('bases');
    await shown(['Методичка']);
    expect(store.state.sort).to.equal('size');
  });

  it('D2 shows at once what somebody puts there, and keeps what is shown while the server is away', async () => {
    begin();
    await shown(['Звонки']);
    api.put('Приказ');
    api.publish();
    await shown(['Приказ', 'Звонки']);
    api.failure = new AppError('offline');
    api.publish();
    const before = api.asked.length;
    await until(() => api.asked.length > before, 'another question');
    expect(titles()).to.deep.equal(['Приказ', 'Звонки']);
  });

  it('D3 comes page by page, each document once', async () => {
    for (let n = 0; n < 120; n += 1) api.put(`Лекция ${n}`);
    begin();
    await until(() => titles()?.length === 50, 'the first page');
    await store.fetchMore();
    expect(new Set(titles()).size).to.equal(121);
    expect(store.state.more).to.equal(false);
  });

  it('D3 fetches a long list anew in few questions', async () => {
    for (let n = 0; n < 700; n += 1) api.put(`Лекция ${n}`);
    begin();
    await until(() => titles()?.length === 50, 'the first page');
    while (store.state.more) await store.fetchMore();
    expect(titles()?.length).to.equal(701);
    api.asked.length = 0;
    api.put('Приказ');
    api.publish();
    await until(() => titles()?.includes('Приказ'), 'the new one');
    expect(api.asked.map(({ size }) => size)).to.deep.equal([500, 201]);
  });

  it('D3 shows what one author has put up, and says how many that are', async () => {
    const other = { id: 'king', surname: 'Королёв', name: 'Пётр', patronymic: '' };
    api.put('Приказ', { uploader: other, folderId: 'elsewhere' });
    begin();
    await shown(['Звонки']);
    await until(() => store.state.authors.status === 'ready', 'the authors');
    store.chooseAuthor('king');
    await shown(['Приказ']);
    expect(store.state.total).to.equal(1);
    expect(store.inside).to.deep.equal([]);
    store.open(null);
    await shown(['Звонки']);
    expect(store.state.author).to.equal(null);
  });

  it('D3 says why a folder cannot be opened', async () => {
    begin();
    await shown(['Звонки']);
    api.failure = new AppError('missing', 'SF003', { reason: 'no_folder' });
    store.open('bases');
    await until(() => store.state.documents.status === 'failed', 'the reason');
    api.failure = null;
    store.open(null);
    await shown(['Звонки']);
  });

  it('D3 loses no word about a download that could not be counted', async () => {
    begin();
    await shown(['Звонки']);
    const { warn } = console;
    const warned: unknown[] = [];
    console.warn = (...words: unknown[]) => warned.push(words);
    try {
      api.failure = new AppError('offline');
      await store.countDownload('document-1');
    } finally {
      console.warn = warn;
    }
    expect(warned.length).to.equal(1);
  });
});
