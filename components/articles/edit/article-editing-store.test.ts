import { expect } from '@esm-bundle/chai';
import { readNote, writeNote } from '../../core/drafts/draft-notes.ts';
import { AppError } from '../../core/errors.ts';
import { FakeClock } from '../../element/testing/fake-clock.ts';
import { until } from '../../element/testing/until.ts';
import { april, FakeEditing, lunin, vetrova } from '../testing/fake-articles.ts';
import { unmadeArticles } from '../unmade-articles.ts';
import type { ArticleEditingApi } from './article-editing-api.ts';
import { ArticleEditingStore } from './article-editing-store.ts';
import { noteTab } from './editing-tab.ts';

const body = (text: string) => ({ ops: [{ insert: `${text}\n` }] });

describe('E4 an article that is written', () => {
  let api: FakeEditing;
  let undo: (() => void)[];
  let id: string;

  beforeEach(() => {
    api = new FakeEditing();
    undo = [];
    id = crypto.randomUUID();
  });
  afterEach(() => {
    for (const stop of undo.splice(0)) stop();
    writeNote(vetrova.id, `article:${id}`, 'draft', null);
  });

  function start(fresh = false): ArticleEditingStore {
    const store = new ArticleEditingStore(api as unknown as ArticleEditingApi, id, 'college', fresh);
    undo.push(store.subscribe(() => {}));
    return store;
  }
  async function opened(): Promise<ArticleEditingStore> {
    const store = start();
    await until(() => store.state.draft.status === 'ready', 'the draft');
    return store;
  }
  const kept = () => readNote<{ revision: number; content: { title: string } }>(vetrova.id, `article:${id}`, 'draft');

  it('E4 is kept on the device at once, saved by itself soon, and then kept no more', async () => {
    const store = await opened();
    const at = new Date();
    const clock = new FakeClock(at);
    undo.push(() => clock.stop());
    store.change({ title: 'Новый' });
    expect(store.state.saving).to.equal('kept');
    clock.to(new Date(at.getTime() + 500));
    expect(kept()?.content.title).to.equal('Новый');
    clock.to(new Date(at.getTime() + 2000));
    await until(() => store.state.saving === 'saved', 'it is saved');
    expect(api.content.title).to.equal('Новый');
    expect(kept()).to.equal(null);
    expect(store.state.savedAt).to.eql(new Date(april('11:32')));
  });

  it('E4 a text is read when it is kept, not with each letter, and the last words go when the editor is closed', async () => {
    const store = await opened();
    let reads = 0;
    const write = (text: string) =>
      store.write(() => {
        reads += 1;
        return body(text);
      });
    for (const text of ['П', 'Пе', 'Перв', 'Первые']) write(text);
    expect([reads, store.state.saving]).to.eql([0, 'kept']);
    store.change({ title: 'С заголовком' });
    expect(await store.save()).to.equal(true);
    expect([reads, api.content]).to.eql([1, { ...api.content, title: 'С заголовком', body: body('Первые') }]);
    write('Последние');
    for (const stop of undo.splice(0)) stop();
    await until(() => JSON.stringify(api.content.body) === JSON.stringify(body('Последние')), 'they were saved');
  });

  it('E4 words written while others are on their way are saved as well, or set aside with them', async () => {
    const store = await opened();
    store.change({ body: body('Первые') });
    const saving = store.save();
    store.write(() => body('Вторые'));
    await saving;
    expect(store.state.saving).to.equal('kept');
    expect(await store.save()).to.equal(true);
    expect(api.content.body).to.eql(body('Вторые'));
    api.revision += 1;
    store.change({ body: body('Третьи') });
    const late = store.save();
    store.write(() => body('Четвёртые'));
    await late;
    const aside = api.versions.filter(({ isSetAside }) => isSetAside).map(({ content }) => content.body);
    expect(aside).to.eql([body('Третьи'), body('Четвёртые')]);
  });

  it('E2 «Сохранить» makes a version, also when nothing has changed', async () => {
    const store = await opened();
    expect(await store.save()).to.equal(true);
    expect(api.versions.length).to.equal(1);
  });

  it('E4 without a connection it stays on the device, and goes when there is one', async () => {
    const store = await opened();
    api.failure = new AppError('offline');
    store.change({ title: 'В поезде' });
    expect(await store.save()).to.equal(false);
    expect(store.state.problem?.code).to.equal('offline');
    expect(kept()?.content.title).to.equal('В поезде');
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => store.state.saving === 'saved', 'it was sent');
    expect(api.content.title).to.equal('В поезде');
  });

  it('E4 a new one that did not reach the database is found again, until it has', async () => {
    api.failure = new AppError('offline');
    const store = start(true);
    store.change({ title: 'Из поезда' });
    expect(await store.save()).to.equal(false);
    expect(unmadeArticles(vetrova.id, 'college')).to.eql([{ id, title: 'Из поезда' }]);
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => store.state.saving === 'saved', 'it was sent');
    expect(unmadeArticles(vetrova.id, 'college')).to.eql([]);
  });

  it('E4 what an earlier page left on the device is taken up', async () => {
    writeNote(vetrova.id, `article:${id}`, 'draft', {
      revision: 1,
      content: { ...api.content, title: 'Недописанное' },
    });
    const store = await opened();
    expect(store.state.content.title).to.equal('Недописанное');
    await store.save();
    expect(api.content.title).to.equal('Недописанное');
  });

  it('E4 what it left becomes a version where somebody has saved meanwhile', async () => {
    api.revision = 7;
    writeNote(vetrova.id, `article:${id}`, 'draft', { revision: 1, content: { ...api.content, title: 'Старое' } });
    const store = start();
    await until(() => store.state.setAside !== null, 'it was set aside');
    expect(api.versions.map(({ content, isSetAside }) => [content.title, isSetAside])).to.eql([['Старое', true]]);
    expect(store.state.content.title).to.equal('Черновик');
    expect(kept()).to.equal(null);
  });

  it('E4 a second editor is told who edits, changes nothing, and can take over', async () => {
    api.takenBy(lunin);
    const store = await opened();
    expect(store.state.isMine).to.equal(false);
    expect(store.state.editor?.surname).to.equal('Лунин');
    store.change({ title: 'Не моё' });
    expect(store.state.content.title).to.equal('Черновик');
    await store.take();
    expect(store.state.isMine).to.equal(true);
    store.change({ title: 'Моё' });
    expect(await store.save()).to.equal(true);
  });

  it('E4 a page that is closed edits no more, and does so again when the browser brings it back', async () => {
    const store = await opened();
    store.change({ title: 'Недописанное' });
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(api.tab).to.equal('');
    expect(kept()?.content.title).to.equal('Недописанное');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await until(() => api.tab !== '', 'it edits again');
  });

  it('E4 my page that is gone is not in my way; one that is still there is', async () => {
    const tab = crypto.randomUUID();
    noteTab(vetrova.id, id, tab);
    const alive = new AbortController();
    await new Promise<void>((held) => {
      void navigator.locks.request(`sferum.article-tab:${tab}`, () => {
        held();
        return new Promise<void>((end) => alive.signal.addEventListener('abort', () => end()));
      });
    });
    api.takenBy(vetrova, tab);
    const store = await opened();
    expect(store.state.isMine).to.equal(false);
    for (const stop of undo.splice(0)) stop();
    alive.abort();
    await navigator.locks.request(`sferum.article-tab:${tab}`, () => {});
    const again = await opened();
    expect(again.state.isMine).to.equal(true);
    expect(api.tab).to.not.equal(tab);
  });

  it('E4 my page on another device, or in another browser, is not taken over by itself', async () => {
    api.takenBy(vetrova);
    const store = await opened();
    expect(store.state.isMine).to.equal(false);
    expect(store.state.editor?.id).to.equal(vetrova.id);
  });

  it('E4 whoever loses it loses no word', async () => {
    const store = await opened();
    store.change({ body: body('Мои последние слова') });
    api.takenBy(lunin);
    await until(() => store.state.setAside !== null, 'they were set aside');
    await until(() => !store.state.isMine, 'it is read only');
    expect(api.versions.at(-1)).to.eql({
      content: { title: 'Черновик', lead: '', cover: null, body: body('Мои последние слова') },
      isSetAside: true,
    });
    expect(store.state.editor?.surname).to.equal('Лунин');
  });

  it('E1 a new one is made with the first word, and not before', async () => {
    api.isMade = false;
    const store = start(true);
    await until(() => store.state.draft.status === 'ready', 'an empty text');
    expect(api.calls).to.eql([]);
    store.change({ title: 'Первое слово' });
    expect(await store.save()).to.equal(true);
    expect(api.calls.slice(0, 2)).to.eql(['create', 'hold']);
    expect(api.content.title).to.equal('Первое слово');
  });

  it('E1 one in which nothing was ever written is nothing in the end', async () => {
    api.isMade = false;
    const store = start(true);
    await until(() => store.state.draft.status === 'ready', 'an empty text');
    undo.splice(0)[0]?.();
    await Promise.resolve();
    expect(api.calls).to.eql([]);
  });

  it('E2 is published as it was saved last; a refusal says why', async () => {
    const audience = { kind: 'groups', groups: [{ id: 'group', number: 'ИС-21' }] } as const;
    const store = await opened();
    store.change({ title: 'К печати' });
    expect(await store.publish({ slug: 'k-pechati', at: null, audience })).to.eql(new Date(april('11:33')));
    expect(api.content.title).to.equal('К печати');
    expect(store.state.draft).to.nested.property('value.isShown', true);
    expect(store.state.draft).to.nested.property('value.audience.groups[0].number', 'ИС-21');
    api.failure = new AppError('invalid', 'SF001', { reason: 'alt' });
    store.change({ title: 'Ещё' });
    expect(await store.publish({ slug: '', at: null, audience })).to.equal(null);
    expect(store.state.actionProblem?.reason).to.equal('alt');
  });

  it('E4 a version is had back', async () => {
    const store = await opened();
    await store.save();
    store.change({ title: 'Испорчено' });
    await store.save();
    const shown = store.state.shownAnew;
    expect(await store.restore(1)).to.equal(true);
    expect(store.state.content.title).to.equal('Черновик');
    expect(store.state.shownAnew).to.be.above(shown);
  });

  it('E4 one that was deleted under the hands of somebody stays on the screen and on the device', async () => {
    const store = await opened();
    api.isMade = false;
    store.change({ title: 'Мой текст' });
    expect(await store.save()).to.equal(false);
    expect(store.state.problem?.reason).to.equal('gone');
    expect(store.state.content.title).to.equal('Мой текст');
    expect(kept()?.content.title).to.equal('Мой текст');
  });
});
