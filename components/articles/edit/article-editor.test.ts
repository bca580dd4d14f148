import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { deviceStorage } from '../../core/storage/browser-storage.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { FakePolls } from '../../polls/testing/fake-polls.ts';
import { FakeEditing, lunin, pictureId, vetrova } from '../testing/fake-articles.ts';
import './article-editor.ts';
import './dialogs/authors-dialog.ts';
import './dialogs/history-dialog.ts';
import './dialogs/link-dialog.ts';
import './dialogs/picture-dialog.ts';
import './dialogs/publication-dialog.ts';
import { linkOf } from './dialogs/link-dialog.ts';
import { slugOf } from './slug.ts';
import { videoAt } from './video-address.ts';

const words = (element: Element | null | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('E1 the editor', () => {
  let api: FakeEditing;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeEditing();
    undo = [];
    deviceStorage.write('sferum.article-guide', '2');
  });
  afterEach(() => {
    for (const stop of undo.splice(0)) stop();
    deviceStorage.write('sferum.article-guide', null);
  });

  async function open({ width = 1000, ops }: { width?: number; ops?: readonly Record<string, unknown>[] } = {}) {
    const { backend, place, stop } = stageFor(vetrova.id);
    backend.once('article-editing-api', () => api);
    backend.once('polls-api', () => new FakePolls());
    backend.once('files-api', () => ({ sign: async () => new Map() }));
    place.lang = 'ru';
    place.style.cssText = `width:${width}px`;
    undo.push(stop);
    if (ops) api.content = { ...api.content, body: { ops } };
    const element = document.createElement('sferum-article-editor');
    element.article = crypto.randomUUID();
    place.append(element);
    const root = () => element.shadowRoot as ShadowRoot;
    const text = await until(() => root().querySelector<HTMLElement>('.ql-editor'), 'the text');
    const find = (selector: string) => root().querySelector<HTMLElement>(selector);
    const toolbar = () => find('sferum-editor-toolbar')?.shadowRoot as ShadowRoot;
    const tool = (label: string) => toolbar().querySelector<HTMLElement>(`[aria-label="${label}"]`);
    return {
      element,
      text,
      find,
      tool,
      status: () => words(find('.status')),
      type: (typed: string) => document.execCommand('insertText', false, typed),
      /** Puts the caret there, or selects from there so many characters. */
      select: (node: Node, from: number, to = from) => {
        text.focus();
        document.getSelection()?.setBaseAndExtent(node, from, node, to);
      },
      key: (init: KeyboardEventInit & { keyCode?: number }) =>
        text.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, composed: true, ...init })),
      paste: (data: Record<string, string>) => {
        const clipboardData = new DataTransfer();
        for (const [type, value] of Object.entries(data)) clipboardData.setData(type, value);
        text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      },
      written: () =>
        element.shadowRoot && (api.content.body.ops as readonly { insert: unknown; attributes?: object }[]),
      saved: async () => {
        find('.save')?.click();
        await until(() => api.calls.includes('keep'), 'it is saved');
      },
    };
  }

  it('E1 shows what was written, takes what is typed where the caret is, and says that it is saved', async () => {
    const { element, saved, select, status, text, type, written } = await open();
    expect(words(text)).to.equal('Начало');
    select(text.querySelector('p')?.firstChild as Text, 6);
    type(' и продолжение');
    await until(() => words(text) === 'Начало и продолжение', 'the words');
    await saved();
    await until(() => written()?.[0]?.insert === 'Начало и продолжение\n', 'in the database');
    await until(() => status().includes('Черновик сохранён в'), 'it says so');
    expect(await axeFaults(element)).to.eql([]);
  });

  it('E1 keys of a Russian layout do what is written on them', async () => {
    const { key, select, text } = await open();
    select(text.querySelector('p')?.firstChild as Text, 0, 6);
    key({ key: 'и', code: 'KeyB', keyCode: 66, ctrlKey: true });
    await until(() => text.querySelector('strong'), 'bold');
    key({ key: 'я', code: 'KeyZ', keyCode: 90, ctrlKey: true });
    await until(() => !text.querySelector('strong'), 'undone');
    key({ key: 'я', code: 'KeyZ', keyCode: 90, ctrlKey: true, shiftKey: true });
    await until(() => text.querySelector('strong'), 'done again');
  });

  it('E1 the toolbar is one stop of Tab, arrows lead along it, and it says how what is selected looks', async () => {
    const { element, key, select, text, tool } = await open();
    select(text.querySelector('p')?.firstChild as Text, 0, 6);
    tool('Заголовок')?.click();
    await until(() => text.querySelector('h2'), 'a heading');
    await until(() => tool('Заголовок')?.getAttribute('aria-pressed') === 'true', 'pressed');
    tool('Список')?.click();
    await until(() => text.querySelector('li') && !text.querySelector('h2'), 'a list is no heading');
    key({ key: 'F10', altKey: true });
    const active = () => element.shadowRoot?.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label');
    expect(active()).to.equal('Жирный');
    const press = (name: string) =>
      element.shadowRoot?.activeElement?.shadowRoot?.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true }),
      );
    press('ArrowRight');
    expect(active()).to.equal('Курсив');
    press('End');
    expect(active()).to.equal('Вернуть');
    press('ArrowRight');
    expect(active()).to.equal('Жирный');
    press('Escape');
    expect(element.shadowRoot?.activeElement).to.equal(text);
  });

  it('E1 has tables: with headings, from cell to cell by Tab, rows and columns that come and go', async () => {
    const { element, key, select, text, tool, type } = await open();
    select(text.querySelector('p')?.firstChild as Text, 6);
    tool('Таблица')?.click();
    const shape = () => [...text.querySelectorAll('tr')].map((row) => row.children.length).join();
    await until(() => shape() === '3,3,3', 'three by three');
    type('А');
    for (let n = 0; n < 8; n += 1) key({ key: 'Tab', keyCode: 9 });
    type('последняя');
    await until(() => words(text.querySelector('tr:last-child td:last-child')) === 'последняя', 'the last cell');
    key({ key: 'Tab', keyCode: 9 });
    await until(() => shape() === '3,3,3,3', 'a new row');
    await until(
      () =>
        tool('Таблица') &&
        element.shadowRoot?.querySelector('sferum-editor-toolbar')?.shadowRoot?.querySelector('sferum-menu'),
      'its menu',
    );
    // A press that is taken away leaves the caret, and with it the menu, where it is.
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true, composed: true });
    element.shadowRoot
      ?.querySelector('sferum-editor-toolbar')
      ?.shadowRoot?.querySelector('sferum-menu')
      ?.shadowRoot?.querySelector('button')
      ?.dispatchEvent(press);
    expect(press.defaultPrevented).to.equal(true);
    const act = async (label: string) => {
      const menu = element.shadowRoot?.querySelector('sferum-editor-toolbar')?.shadowRoot?.querySelector('sferum-menu');
      const item = [...(menu?.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
        (each) => words(each) === label,
      );
      item?.click();
    };
    await act('Столбец справа');
    await until(() => shape() === '4,4,4,4', 'a column');
    await act('Удалить строку');
    await until(() => shape() === '4,4,4', 'a row less');
    expect(
      [...text.querySelectorAll('tr')].map((row) => row.firstElementChild?.getAttribute('data-row')?.split('-')[0]),
    ).to.eql(['head', 'row', 'row']);
    await act('Строка заголовков');
    await until(() => !text.querySelector('[data-row^=head]'), 'no headings');
    expect(shape()).to.equal('4,4,4');
  });

  it('E1 links lead to pages, addresses and numbers, and nowhere else', async () => {
    expect(linkOf('example.org/a')).to.equal('https://example.org/a');
    expect(linkOf('a@b.ru')).to.equal('mailto:a@b.ru');
    expect(linkOf('+7 (999) 000-00-00')).to.equal('tel:+7(999)000-00-00');
    for (const bad of ['javascript:alert(1)', 'просто слова', 'data:text/html,x', ''])
      expect(linkOf(bad), bad).to.equal('');
    const { find, key, select, text } = await open();
    select(text.querySelector('p')?.firstChild as Text, 0, 6);
    key({ key: 'л', code: 'KeyK', keyCode: 75, ctrlKey: true });
    const dialog = await until(() => find('sferum-article-link')?.shadowRoot, 'the dialog');
    const field = await until(() => dialog.querySelector<HTMLInputElement>('#address'), 'the field');
    const save = () =>
      [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Вставить')?.click();
    const put = (value: string) => {
      field.value = value;
      field.dispatchEvent(new Event('input'));
    };
    put('javascript:alert(1)');
    save();
    await until(() => dialog.querySelector('.fault'), 'refused');
    put('example.org');
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, composed: true });
    field.dispatchEvent(enter);
    await until(() => text.querySelector('a')?.getAttribute('href') === 'https://example.org', 'a link');
    expect(enter.defaultPrevented, 'the text, which has the focus now, takes no Enter').to.equal(true);
  });

  it('E1 after a dialog in which something was typed one goes on where one was', async () => {
    const { find, select, text, tool, type } = await open({ ops: [{ insert: 'Первая\nВторая\n' }] });
    select(text.querySelectorAll('p')[1]?.firstChild as Text, 6);
    for (const [name, dialog, mark] of [
      ['Ссылка', 'sferum-article-link', '!'],
      ['Опрос', 'sferum-new-poll', '?'],
    ] as const) {
      tool(name)?.click();
      const tree = await until(() => find(dialog)?.shadowRoot, dialog);
      const field = await until(() => tree.querySelector<HTMLInputElement>('input:focus'), 'its field');
      type('что-то');
      expect(field.value).to.contain('что-то');
      [...tree.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Отмена')?.click();
      await until(() => !find(dialog), 'it is closed');
      type(mark);
    }
    expect([...text.querySelectorAll('p')].map((each) => each.textContent)).to.eql(['Первая', 'Вторая!?']);
  });

  it('E1 videos come from allowed sites only', () => {
    expect(videoAt('https://rutube.ru/video/0a1b2c3d/')).to.eql({ site: 'rutube', id: '0a1b2c3d' });
    expect(videoAt('https://vk.com/video-123_456?list=x')).to.eql({ site: 'vk', id: '-123_456' });
    expect(videoAt('vkvideo.ru/video-1_2')).to.eql({ site: 'vk', id: '-1_2' });
    expect(videoAt('https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1')).to.eql({ site: 'youtube', id: 'dQw4w9WgXcQ' });
    expect(videoAt('https://youtu.be/dQw4w9WgXcQ')).to.eql({ site: 'youtube', id: 'dQw4w9WgXcQ' });
    for (const bad of [
      'https://evil.example/video/1',
      'https://rutube.ru.evil.example/video/1',
      'javascript:alert(1)',
      'https://youtu.be/"><script>',
      '',
    ])
      expect(videoAt(bad), bad).to.equal(null);
  });

  it('E4 a picture without words is called so, and gets them', async () => {
    const { find, saved, text, written } = await open({
      ops: [{ insert: 'Текст\n' }, { insert: { picture: { file: pictureId } } }, { insert: '\n' }],
    });
    const embed = await until(() => text.querySelector('sferum-article-embed')?.shadowRoot, 'the picture');
    await until(() => words(embed.querySelector('.lacking')).startsWith('Нет описания'), 'what lacks');
    [...embed.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Изменить')?.click();
    const dialog = await until(() => find('sferum-article-picture')?.shadowRoot, 'the dialog');
    const done = () =>
      [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Готово')?.click();
    const field = await until(() => dialog.querySelector<HTMLTextAreaElement>('#alt'), 'the field');
    done();
    await until(() => dialog.querySelector('.fault'), 'it is asked for');
    field.value = 'Схема сети';
    field.dispatchEvent(new Event('input'));
    done();
    await until(
      () => text.querySelector('sferum-article-embed')?.shadowRoot?.querySelector('img')?.alt === 'Схема сети',
      'its words',
    );
    await saved();
    expect(JSON.stringify(written())).to.contain('Схема сети');
  });

  it('E1 «/» where a line begins offers what can be inserted, and goes when it was taken', async () => {
    const { find, select, text, type } = await open({ ops: [{ insert: '\n' }] });
    select(text.querySelector('p') as Element, 0);
    text.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: '/', bubbles: true }));
    type('/');
    const menu = await until(() => find('.insert'), 'the menu');
    await until(() => menu.contains(find('.insert [role=menuitem]:focus')), 'the first has the focus');
    [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) => words(each) === 'Таблица')?.click();
    await until(() => text.querySelectorAll('td').length === 9 && !find('.insert'), 'a table');
    expect(words(text)).to.equal('');
  });

  it('E4 what is pasted is cleaned, and harms nobody', async () => {
    const { find, paste, select, text } = await open();
    select(text.querySelector('p')?.firstChild as Text, 6);
    paste({
      'text/html':
        '<p style="color:red" onclick="window.hostile=1">Из <b>Word</b></p><table><tr><th>А</th><th>Б</th></tr><tr><td>1</td><td>2</td></tr></table><img src=x onerror="window.hostile=1"><script>window.hostile=1</script>',
      'text/plain': 'Из Word',
    });
    await until(() => text.querySelectorAll('td').length === 4, 'a table');
    expect(text.querySelector('strong')?.textContent).to.equal('Word');
    expect(text.querySelector('img, script, [style*=color], [onclick]')).to.equal(null);
    expect((window as { hostile?: number }).hostile).to.equal(undefined);
    expect(words(find('.notes'))).to.contain('Изображения с чужой страницы не вставились');
  });

  it('E4 says who edits elsewhere, lets nobody write until it is taken over', async () => {
    api.takenBy(lunin);
    const { element, find, text } = await open();
    await until(() => words(find('.elsewhere')).startsWith('Статью сейчас редактирует Игорь Лунин'), 'who');
    expect(text.contentEditable).to.equal('false');
    expect(await axeFaults(element)).to.eql([]);
    find('.elsewhere button')?.click();
    await until(() => text.contentEditable === 'true' && !find('.elsewhere'), 'taken over');
  });

  it('E2 is published with an address made of its title, and its words of refusal are sentences', async () => {
    expect(slugOf('Типовые ошибки: 5 штук — и ещё!')).to.equal('tipovye-oshibki-5-shtuk-i-eshche');
    const { element, find } = await open();
    find('.publish')?.click();
    const dialog = await until(() => find('sferum-article-publication')?.shadowRoot, 'the dialog');
    await until(() => dialog.querySelector<HTMLInputElement>('#slug')?.value === 'chernovik', 'the address');
    expect(await axeFaults(element)).to.eql([]);
    [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Опубликовать')?.click();
    await until(() => api.calls.includes('publish chernovik'), 'it is published');
    await until(() => words(find('.publish')) === 'Обновить статью', 'it says so');
  });

  it('E2 leads from the refusal to the picture that has no words', async () => {
    const { find, text } = await open({
      ops: [
        { insert: { picture: { file: pictureId, alt: 'Схема' } } },
        { insert: { picture: { file: pictureId } } },
        { insert: '\n' },
      ],
    });
    await until(() => text.querySelectorAll('sferum-article-embed').length === 2, 'the pictures');
    find('.publish')?.click();
    const dialog = await until(() => find('sferum-article-publication')?.shadowRoot, 'the dialog');
    const button = (label: string) =>
      [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === label);
    await until(() => dialog.querySelector<HTMLInputElement>('#slug')?.value === 'chernovik', 'the address');
    api.failure = new AppError('invalid', 'SF001', { reason: 'alt' });
    button('Опубликовать')?.click();
    const describe = await until(() => button('Описать изображение'), 'the way there');
    api.failure = null;
    describe.click();
    const field = await until(
      () => find('sferum-article-picture')?.shadowRoot?.querySelector<HTMLTextAreaElement>('#alt'),
      'its dialog',
    );
    expect(field.value).to.equal('');
    expect(find('sferum-article-publication')).to.equal(null);
  });

  it('E2 why it is not published stands where one looks, however low the window', async () => {
    const { find } = await open();
    find('.publish')?.click();
    const dialog = await until(() => find('sferum-article-publication')?.shadowRoot, 'the dialog');
    await until(() => dialog.querySelector<HTMLInputElement>('#slug')?.value === 'chernovik', 'the address');
    // As in a window that is lower than the dialog.
    const body = dialog.querySelector('sferum-dialog')?.shadowRoot?.querySelector<HTMLElement>('.body') as HTMLElement;
    body.style.maxHeight = '200px';
    api.failure = new AppError('invalid', '22023', { reason: 'title' });
    [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Опубликовать')?.click();
    const fault = await until(() => dialog.querySelector('.notice.danger'), 'why');
    expect(words(fault)).to.equal('Напишите заголовок: от 1 до 200 знаков.');
    await until(() => {
      const { bottom, top } = fault.getBoundingClientRect();
      const seen = body.getBoundingClientRect();
      return top >= seen.top - 1 && bottom <= seen.bottom + 1;
    }, 'it is seen');
  });

  it('E4 versions are read and had back', async () => {
    api.versions = [
      { content: { ...api.content, title: 'Старый', body: { ops: [{ insert: 'Старый текст\n' }] } }, isSetAside: true },
    ];
    api.content = { ...api.content, lead: 'Новое описание' };
    const { element, find, text } = await open();
    const menu = await until(() => find('.bar sferum-menu')?.shadowRoot, 'the menu');
    const item = (label: string) =>
      [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) => words(each) === label);
    await until(() => item('Версии'), 'its items');
    item('Версии')?.click();
    const dialog = await until(() => find('sferum-article-history')?.shadowRoot, 'the dialog');
    const row = await until(() => dialog.querySelector<HTMLElement>('li button'), 'a version');
    expect(words(row)).to.contain('Не вошла в статью');
    expect(await axeFaults(element)).to.eql([]);
    row.click();
    await until(() => words(dialog.querySelector('.prose')).includes('Старый текст'), 'its text');
    expect(words(dialog.querySelector('.notice'))).to.contain('обложка и описание');
    [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Восстановить')?.click();
    await until(() => words(text) === 'Старый текст', 'it is the draft');
  });

  it('E4 a version is compared with what is written now and with others, not by colour alone', async () => {
    const version = (text: string) => ({
      content: { ...api.content, title: 'Черновик', body: { ops: [{ insert: `Начало\n${text}\n` }] } },
      isSetAside: false,
    });
    api.versions = [version('Кот сидит на окне'), version('Кот спит на окне')];
    api.content = {
      ...api.content,
      title: 'Другой',
      body: {
        ops: [{ insert: 'Начало\nКот спит на окне\n' }, { insert: { picture: { file: pictureId, alt: 'Кот' } } }],
      },
    };
    for (const width of [1000, 380]) {
      const { element, find } = await open({ width });
      const menu = await until(() => find('.bar sferum-menu')?.shadowRoot, 'the menu');
      const item = () =>
        [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) => words(each) === 'Версии');
      (await until(item, 'its items')).click();
      const dialog = await until(() => find('sferum-article-history')?.shadowRoot, 'the dialog');
      const row = () => dialog.querySelectorAll<HTMLElement>('li button')[1];
      (await until(row, 'the first version')).click();
      const tab = () => [...dialog.querySelectorAll('button')].find((each) => words(each) === 'Что изменилось');
      (await until(tab, 'what changed')).click();
      const compared = await until(
        () => dialog.querySelector('sferum-article-comparison')?.shadowRoot,
        'it is compared',
      );
      const said = (tag: string) =>
        [...compared.querySelectorAll(`.prose ${tag}`)].map((each) => words(each).replace(/\s+/g, ' '));
      await until(() => said('ins').length === 3, 'what is new');
      expect(said('ins')).to.eql(['добавлено: Другой', 'добавлено: спит', 'добавлено: изображение «Кот»']);
      expect(said('del')).to.eql(['убрано: Черновик', 'убрано: сидит']);
      expect(getComputedStyle(compared.querySelector('.prose ins') as Element).textDecorationLine).to.equal(
        'underline',
      );
      expect(words(compared.querySelector('.summary'))).to.contain('текст в редакторе');
      expect(await axeFaults(element)).to.eql([]);
      const select = dialog.querySelector('select') as HTMLSelectElement;
      select.value = '2';
      select.dispatchEvent(new Event('change'));
      await until(
        () =>
          words(
            dialog.querySelector('sferum-article-comparison')?.shadowRoot?.querySelector('.summary') ?? null,
          ).includes('Версия 2'),
        'with another',
      );
      find('sferum-article-history')?.remove();
    }
  });

  it('E2 is published for chosen groups, and says who sees it and what the internet keeps', async () => {
    api.publishedAt = new Date('2026-04-14T11:00:00Z');
    api.isPublic = true;
    const { element, find } = await open({ width: 380 });
    find('.publish')?.click();
    const dialog = await until(() => find('sferum-article-publication')?.shadowRoot, 'the dialog');
    const who = () => words(dialog.querySelector('.notice'));
    await until(() => who().includes('В интернете останется прежняя версия'), 'what the internet keeps');
    const audience = dialog.querySelector('#audience') as HTMLSelectElement;
    audience.value = 'groups';
    audience.dispatchEvent(new Event('change'));
    await until(() => who().includes('В интернете статьи больше не будет'), 'that it is not for the internet');
    const publish = () =>
      [...dialog.querySelectorAll<HTMLElement>('button')].find((each) => words(each) === 'Обновить статью')?.click();
    publish();
    const groups = await until(() => dialog.querySelector('sferum-combobox'), 'the groups');
    await until(() => groups.error === 'Выберите хотя бы одну группу.', 'some are to be chosen');
    expect(await axeFaults(element)).to.eql([]);
    groups.values = ['other'];
    groups.dispatchEvent(new Event('changed'));
    await until(() => groups.error === '', 'they are');
    publish();
    await until(() => api.audience.groups[0]?.number === 'ЭК-11', 'it is published for them');
  });

  it('E1 the instruction is shown twice by itself, and found again in the menu', async () => {
    deviceStorage.write('sferum.article-guide', null);
    const first = await open();
    expect(words(first.find('.guide h3'))).to.equal('Как устроен редактор');
    expect(await axeFaults(first.element)).to.eql([]);
    await open();
    const third = await open({ width: 380 });
    expect(third.find('.guide')).to.equal(null);
    const menu = await until(() => third.find('.bar sferum-menu')?.shadowRoot, 'the menu');
    [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]
      .find((each) => words(each) === 'Как устроен редактор')
      ?.click();
    await until(() => third.find('.guide'), 'it is there again');
  });
});
