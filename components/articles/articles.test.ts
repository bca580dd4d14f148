import { expect } from '@esm-bundle/chai';
import { writeNote } from '../core/drafts/draft-notes.ts';
import { AppError } from '../core/errors.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { stageFor } from '../element/testing/stage.ts';
import { until } from '../element/testing/until.ts';
import { FakePolls } from '../polls/testing/fake-polls.ts';
import { illegible } from '../ui/testing/legible.ts';
import './articles.ts';
import type { ArticleText } from './article-data.ts';
import type { ArticleOpenEvent } from './article-events.ts';
import './reading/article.ts';
import './reading/article-poll.ts';
import { anArticle, aSummary, FakeArticles, FakeEditing, pollId, vetrova } from './testing/fake-articles.ts';
import { noteUnmade } from './unmade-articles.ts';

const words = (element: Element | null | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('E3 articles', () => {
  let api: FakeArticles;
  let polls: FakePolls;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeArticles();
    polls = new FakePolls();
    undo = [];
  });
  afterEach(() => {
    for (const stop of undo.splice(0)) stop();
  });

  function place(width: number, person: string | null): HTMLElement {
    const { backend, place, stop } = stageFor(person);
    backend.once('articles-api', () => api);
    backend.once('article-editing-api', () => new FakeEditing());
    backend.once('polls-api', () => polls);
    backend.once('files-api', () => ({ sign: async () => new Map() }));
    place.lang = 'ru';
    place.style.cssText = `width:${width}px`;
    undo.push(stop);
    return place;
  }

  async function list(width = 1000, person: string | null = 'alina') {
    const element = document.createElement('sferum-articles');
    place(width, person).append(element);
    const root = () => element.shadowRoot as ShadowRoot;
    await element.updateComplete;
    return {
      element,
      find: (selector: string) => root().querySelector<HTMLElement>(selector),
      titles: () => [...root().querySelectorAll('h3')].map(words),
      button: (text: string) =>
        [...root().querySelectorAll<HTMLElement>('button')].find((each) => words(each).startsWith(text)),
    };
  }

  async function read(
    width = 1000,
    patch: Partial<HTMLElementTagNameMap['sferum-article']> = {},
    person: string | null = 'alina',
  ) {
    const element = document.createElement('sferum-article');
    Object.assign(element, { article: 'tretya-forma', ...patch });
    place(width, person).append(element);
    const root = () => element.shadowRoot as ShadowRoot;
    await element.updateComplete;
    return {
      element,
      find: (selector: string) => root().querySelector<HTMLElement>(selector),
      all: (selector: string) => [...root().querySelectorAll<HTMLElement>(selector)],
    };
  }

  const many = Array.from({ length: 6 }, (_, at) => ({ ...aSummary, id: `${at}`, slug: '', title: `Статья ${at}` }));

  it('E2 lists them with who wrote them and when, the newest large', async () => {
    api.articles = many;
    const { element, find, titles } = await list();
    await until(() => titles().length === 6, 'the list');
    expect(words(find('.big h3'))).to.equal('Статья 0');
    expect(words(find('.big .by'))).to.equal('Марина Ветрова · 14 апреля · 6 минут');
    expect(find('h3 a')?.getAttribute('href')).to.contain('article=0');
    expect(await axeFaults(element)).to.eql([]);
    element.theme = 'dark';
    await element.updateComplete;
    expect(await axeFaults(element)).to.eql([]);
    expect(await illegible(element)).to.eql([]);
  });

  it('E2 has an answer where there are none: for readers, for who writes, for a search, for a failure', async () => {
    const reader = await list();
    await until(() => words(reader.find('.view-state')).startsWith('Здесь будут статьи'), 'nothing yet');
    expect(reader.button('Новая статья')).to.equal(undefined);
    api.who = { canWrite: true, drafts: 0 };
    const writer = await list(380);
    await until(() => writer.button('Новая статья'), 'who writes may begin');
    expect(await axeFaults(writer.element)).to.eql([]);
    api.failure = new AppError('offline');
    const broken = await list();
    await until(() => words(broken.find('.view-state')).startsWith('Сервер не ответил'), 'a failure');
    api.failure = null;
    api.articles = many;
    broken.button('Повторить')?.click();
    await until(() => broken.titles().length === 6, 'it comes');
  });

  it('E4 leads back to a new article that the page was closed over before the database had it', async () => {
    const id = crypto.randomUUID();
    api.who = { canWrite: true, drafts: 0 };
    api.articles = many;
    const college = 'college-of-unmade';
    writeNote(vetrova.id, `article:${id}`, 'draft', {
      revision: 0,
      content: { title: 'Из поезда', lead: '', cover: null, body: { ops: [{ insert: 'Слова\n' }] } },
    });
    noteUnmade(vetrova.id, college, id, true);
    const { button, element, find } = await list(380, vetrova.id);
    element.college = college;
    await until(() => words(find('.unmade')).includes('«Из поезда»'), 'it is named');
    expect(await axeFaults(element)).to.eql([]);
    button('Продолжить')?.click();
    const editor = await until(() => find('sferum-article-editor')?.shadowRoot, 'the editor');
    await until(() => words(editor.querySelector('.ql-editor')) === 'Слова', 'its words');
  });

  it('E2 shows drafts to who writes them, with their number, and what was published at once', async () => {
    api.who = { canWrite: true, drafts: 1 };
    api.articles = [{ ...aSummary, state: 'draft', canEdit: true, title: '' }];
    const { button, element, find, titles } = await list();
    await until(() => words(button('Черновики')) === 'Черновики1', 'how many');
    button('Черновики')?.click();
    await until(() => api.asked.at(-1)?.which === 'drafts' && titles()[0] === 'Без названия', 'a draft');
    await until(() => words(find('.tag')) === 'Черновик', 'what it is');
    expect(await axeFaults(element)).to.eql([]);
    button('Все')?.click();
    api.articles = many;
    api.change();
    await until(() => titles().length === 6, 'what was published');
  });

  it('E3 an article opens in place, or where the page wants it', async () => {
    api.articles = [aSummary];
    const { element, find, titles } = await list();
    await until(() => titles().length === 1, 'the list');
    let asked = '';
    element.addEventListener(
      'sferum-article-open',
      (event) => {
        event.preventDefault();
        asked = (event as ArticleOpenEvent).article;
      },
      { once: true },
    );
    find('h3 a')?.click();
    expect(asked).to.equal('tretya-forma');
    expect(find('sferum-article')).to.equal(null);
    find('h3 a')?.click();
    const opened = await until(() => find('sferum-article')?.shadowRoot?.querySelector('h1'), 'the article');
    expect(words(opened)).to.equal(aSummary.title);
    find('sferum-article')?.shadowRoot?.querySelector<HTMLElement>('.back')?.click();
    await until(() => titles().length === 1, 'the list again');
  });

  it('E3 with `route` the open article is in the address, and «Back» leads to the list, whatever was read between', async () => {
    const { href } = location;
    undo.push(() => history.replaceState(null, '', href));
    api.articles = [aSummary];
    const named = () => new URL(location.href).searchParams.get('article');
    const { element, find } = await list();
    element.route = true;
    const link = () => find('h3 a');
    await until(link, 'the list');
    // The length of the history says nothing: it ends at fifty.
    const { pushState } = history;
    let steps = 0;
    undo.push(() => Reflect.deleteProperty(history, 'pushState'));
    history.pushState = (...step) => {
      steps += 1;
      pushState.apply(history, step);
    };
    link()?.click();
    const article = await until(() => find('sferum-article'), 'an article');
    expect(named()).to.equal((article as HTMLElementTagNameMap['sferum-article']).article);
    expect(steps).to.equal(1);
    const near = await until(() => article.shadowRoot?.querySelector<HTMLElement>('.near a'), 'the one before');
    const first = named();
    near.click();
    expect(named()).to.not.equal(first);
    expect(steps).to.equal(1);
    history.back();
    await until(link, 'the list again');
    expect(named()).to.equal(null);
  });

  it('E3 is read with contents, a table, a picture that says what it is, and a video that waits', async () => {
    const { all, element, find } = await read();
    await until(() => find('h1'), 'the article');
    expect(all('aside .contents a').map(words)).to.eql(['С чего начать', 'Первая форма', 'Проверьте себя']);
    expect(words(find('.when'))).to.equal('14 апреля, 6 минут чтения');
    expect(all('th').map(words)).to.eql(['А']);
    expect(find('.prose img')?.getAttribute('alt')).to.equal('Схема таблиц');
    expect(find('iframe')).to.equal(null);
    find('.player')?.click();
    await element.updateComplete;
    expect(find('iframe')?.getAttribute('src')).to.equal('https://rutube.ru/play/embed/ab12');
    // A page may let no frame of another site be shown.
    expect(words(find('.outside a'))).to.equal('Видео не открылось? Смотреть на сайте Rutube');
    // What is in the frame is another site's.
    find('iframe')?.remove();
    expect(await axeFaults(element)).to.eql([]);
    all('aside .contents a')[1]?.click();
    expect((element.shadowRoot as ShadowRoot).activeElement?.textContent).to.contain('Первая форма');
    await until(() => words(find('aside [aria-current=true]')) === 'Первая форма', 'it is marked');
    expect(await illegible(element)).to.eql([]);
  });

  it('E3 goes to the part that the address of the page names, and is read with one that names nothing', async () => {
    const { href } = location;
    const refused: unknown[] = [];
    const listener = (event: PromiseRejectionEvent | ErrorEvent) => {
      event.preventDefault();
      refused.push('reason' in event ? event.reason : event.error);
    };
    addEventListener('unhandledrejection', listener);
    undo.push(() => {
      removeEventListener('unhandledrejection', listener);
      history.replaceState(null, '', href);
    });
    for (const hash of ['#%', '#%E0%A4%A', '#нет такой']) {
      history.replaceState(null, '', hash);
      const { element, find } = await read();
      await until(() => find('h1'), 'the article');
      expect(await element.updateComplete).to.equal(true);
      dispatchEvent(new HashChangeEvent('hashchange'));
      element.remove();
    }
    history.replaceState(null, '', '#первая-форма');
    const { element, find } = await read();
    await until(() => find('h1'), 'the article');
    await element.updateComplete;
    expect((element.shadowRoot as ShadowRoot).activeElement?.textContent).to.contain('Первая форма');
    expect(refused).to.eql([]);
  });

  it('E3 is read where it is narrow and dark', async () => {
    const { element, find } = await read(320, { theme: 'dark' });
    await until(() => find('h1'), 'the article');
    expect(element.scrollWidth).to.equal(320);
    expect(await axeFaults(element)).to.eql([]);
    expect(await illegible(element)).to.eql([]);
  });

  it('E3 a vote is sent, kept without a connection, and sent again by itself', async () => {
    polls.poll = { ...polls.poll, id: pollId };
    const { find } = await read();
    const poll = await until(() => find('sferum-article-poll')?.shadowRoot?.querySelector('sferum-poll'), 'the poll');
    expect(poll.topic).to.equal(`article:${anArticle.id}`);
    polls.failure = new AppError('offline');
    poll.dispatchEvent(Object.assign(new Event('vote'), { options: [1] }));
    await until(() => poll.cast?.problem === 'offline', 'it waits');
    polls.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => poll.cast === null && polls.poll.mine?.[0] === 1, 'it arrived');
  });

  it('E2 is withdrawn by who may, after a question', async () => {
    api.article = { ...anArticle, canManage: true };
    const { element, find } = await read();
    const menu = await until(() => find('sferum-menu'), 'the menu');
    const item = (text: string) =>
      [...(menu.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
        (each) => words(each) === text,
      );
    await until(() => item('Снять с публикации'), 'the items');
    expect(item('Показать всем в интернете')).to.not.equal(undefined);
    item('Снять с публикации')?.click();
    const dialog = await until(() => find('sferum-dialog'), 'a question');
    expect(await axeFaults(element)).to.eql([]);
    dialog.querySelector<HTMLElement>('.danger')?.click();
    await until(() => api.done.includes(`withdraw ${anArticle.id}`), 'it is withdrawn');
    await until(() => words(find('.view-state')).startsWith('Статьи нет'), 'and is not there');
  });

  it('E3 an administrator shows to the world what they have read, and is told when there is more', async () => {
    const text = anArticle.text as ArticleText;
    api.article = { ...anArticle, canManage: true, text: { ...text, isPublic: true, isPublicOlder: true } };
    const { element, find } = await read();
    await until(() => words(find('.notice')).startsWith('В интернете видна прежняя версия'), 'there is more');
    expect(await axeFaults(element)).to.eql([]);
    const menu = await until(() => find('sferum-menu'), 'the menu');
    const item = () =>
      [...(menu.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find((each) =>
        words(each).startsWith('Показать изменения'),
      );
    (await until(item, 'the item')).click();
    const dialog = await until(() => find('sferum-dialog'), 'a question');
    // Its author publishes another before the answer.
    api.article = {
      ...api.article,
      text: { ...text, title: 'Обновлённая', version: 4, isPublic: true, isPublicOlder: true },
    };
    const act = () => find('sferum-dialog')?.querySelector<HTMLElement>('button.primary, button.danger')?.click();
    act();
    await until(() => words(dialog).includes('Автор только что обновил статью'), 'it is to be read first');
    expect(api.done).to.eql([`public ${anArticle.id} 3`]);
    find('sferum-dialog')?.dispatchEvent(new Event('closed'));
    await until(() => !find('sferum-dialog') && words(find('h1')) === 'Обновлённая', 'it is there to be read');
    item()?.click();
    await until(() => find('sferum-dialog'), 'it comes again');
    act();
    await until(() => api.done.includes(`public ${anArticle.id} 4`), 'what is read now');
    await until(() => !find('.notice'), 'there is nothing more');
  });

  it('E3 what is for groups says so, in the list and above the text, and is not offered to the world', async () => {
    const text = anArticle.text as ArticleText;
    const audience = { kind: 'groups', groups: [{ id: 'g', number: 'ИС-21' }] } as const;
    api.article = { ...anArticle, canManage: true, text: { ...text, audience } };
    const { find } = await read();
    await until(() => words(find('.about')).includes('для групп: ИС-21'), 'for whom');
    const menu = await until(() => find('sferum-menu'), 'the menu');
    const items = () => [...(menu.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].map(words);
    await until(() => items().includes('Снять с публикации'), 'its items');
    expect(items()).to.not.include('Показать всем в интернете');
  });

  it('E3 says what is the matter: none, not published, not signed in', async () => {
    api.article = null;
    const none = await read();
    await until(() => words(none.find('.view-state')).startsWith('Статьи нет'), 'none');
    const out = await read(1000, {}, null);
    await until(() => out.find('sferum-signed-out'), 'a card');
    api.article = { ...anArticle, text: null, canEdit: true };
    const draft = await read();
    await until(() => words(draft.find('.view-state')).startsWith('Статья ещё не опубликована'), 'a draft');
    const unnamed = await read(1000, { article: '' });
    await until(() => unnamed.find('sferum-mistake'), 'an attribute lacks');
  });

  it('E3 what is public is read by whoever is not signed in', async () => {
    api.isSignedIn = false;
    const { find } = await read(1000, {}, null);
    await until(() => find('h1'), 'the article');
    api.articles = [aSummary];
    const { titles } = await list(1000, null);
    await until(() => titles().length === 1, 'the list');
  });
});
