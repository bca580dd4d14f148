import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { askedCards } from '../element/testing/cards.ts';
import { stageFor } from '../element/testing/stage.ts';
import { until } from '../element/testing/until.ts';
import { FileStorage } from '../files/upload/file-storage.ts';
import { UploadsStore } from '../files/upload/uploads-store.ts';
import type { Menu } from '../ui/menu.ts';
import { focused, standingOut } from '../ui/testing/stage.ts';
import './documents.ts';
import type { Documents } from './documents.ts';
import { FakeDocuments, toAll } from './testing/fake-documents.ts';

/** Everything in an element and the elements in it. */
function* within(root: ParentNode): Generator<HTMLElement> {
  for (const each of root.querySelectorAll<HTMLElement>('*')) {
    yield each;
    if (each.shadowRoot) yield* within(each.shadowRoot);
  }
}

describe('<sferum-documents>', () => {
  let api: FakeDocuments;
  let element: Documents;
  let place: HTMLElement;
  let stop = () => {};
  let objects: string[];
  let signed: Map<string, string>;
  let warned: string[];
  const { warn } = console;

  function begin(attributes = '', signedIn = true) {
    const stage = stageFor(signedIn ? 'vetrova' : null);
    ({ place, stop } = stage);
    const files = new FileStorage(`sferum.files-test:${crypto.randomUUID()}`);
    stage.backend.once('documents-api', () => api);
    stage.backend.once('files', () => files);
    stage.backend.once(
      'uploads',
      () => new UploadsStore({ upload: async (_blob, { object }) => void objects.push(object) }, files),
    );
    stage.backend.once('files-api', () => ({
      sign: async (_bucket: string, names: readonly string[]) =>
        new Map(names.flatMap((name) => (signed.has(name) ? [[name, signed.get(name) ?? '']] : []))),
    }));
    place.innerHTML = `<sferum-documents ${attributes}></sferum-documents>`;
    element = place.firstElementChild as Documents;
  }

  const all = () => [...within(element.renderRoot as ShadowRoot)];
  const text = () =>
    all()
      .filter((each) => each.childElementCount === 0 && each.checkVisibility())
      .map((each) => each.textContent?.trim() ?? '')
      .filter(Boolean)
      .join('\n')
      .replaceAll('\u00a0', ' ');
  const shows = (words: string) => until(() => text().includes(words), words);
  const button = (label: string) =>
    until(
      () =>
        all().find(
          (each): each is HTMLButtonElement =>
            each instanceof HTMLButtonElement &&
            each.checkVisibility() &&
            (each.getAttribute('aria-label') === label || each.textContent?.replace(/\s+/g, ' ').trim() === label),
        ),
      `the button ${label}`,
    );
  const press = async (label: string) => (await button(label)).click();
  async function menu(label: string, item: string): Promise<void> {
    const found = await until(
      () => all().find((each): each is Menu => each.localName === 'sferum-menu' && (each as Menu).label === label),
      `the menu ${label}`,
    );
    found.items.find(({ text: words }) => words.startsWith(item))?.act();
  }
  const field = (name: string) =>
    until(
      () => all().find((each): each is HTMLInputElement => each.id === name && each.checkVisibility()),
      `the field ${name}`,
    );
  function type(input: HTMLInputElement, value: string): void {
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  }
  function drop(kind: string, ...files: File[]): void {
    const data = new DataTransfer();
    for (const file of files) data.items.add(file);
    const init = { bubbles: true, cancelable: true };
    element.dispatchEvent(
      kind === 'paste'
        ? new ClipboardEvent('paste', { ...init, clipboardData: data })
        : new DragEvent(kind, { ...init, dataTransfer: data }),
    );
  }

  beforeEach(() => {
    api = new FakeDocuments();
    objects = [];
    signed = new Map();
    warned = [];
    console.warn = (...words: unknown[]) => void warned.push(words.map(String).join(' '));
  });
  afterEach(() => {
    stop();
    console.warn = warn;
  });

  it('D3 shows folders, documents and what is known of them', async () => {
    api.putFolder('bases', 'Базы данных');
    api.put('Расписание звонков', { description: 'На осень' }, 'Звонки.csv');
    api.put('Методичка', { audience: { kind: 'groups', groups: [{ id: 'is21', number: 'ИС-21' }] } }, 'a.pdf');
    begin();
    element.style.width = '1100px';
    await shows('Расписание звонков');
    await shows('Базы данных');
    for (const words of ['На осень', 'Весь колледж', 'ИС-21', 'Марина Ветрова', '2 КБ', 'csv', 'pdf']) {
      expect(text()).to.include(words);
    }
    await button('Загрузить файл');
    expect(await axeFaults(element)).to.deep.equal([]);
  });

  it('D3 no choice above the list is cut short on a telephone', async () => {
    api.put('Схема учебной сети');
    begin();
    await shows('Схема учебной сети');
    const pen = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    for (const width of [320, 380, 700]) {
      element.style.width = `${width}px`;
      await element.updateComplete;
      const cut = all()
        .filter((each): each is HTMLSelectElement => each instanceof HTMLSelectElement && each.checkVisibility())
        .filter((each) => {
          const { color, font, paddingLeft, paddingRight } = getComputedStyle(each);
          pen.font = font;
          const room = each.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
          // What is not seen is a sign instead.
          return color !== 'rgba(0, 0, 0, 0)' && pen.measureText(each.selectedOptions[0]?.text ?? '').width > room;
        });
      expect(
        cut.map((each) => each.selectedOptions[0]?.text),
        `at ${width}`,
      ).to.deep.equal([]);
    }
  });

  it('D3 keeps within 320 and 380 px, as a list and as tiles, with a long name', async () => {
    api.putFolder('bases', 'Оченьдлинноеназваниепапкибезединогопробелавнутри');
    api.put('Оченьдлинноеназваниедокументабезединогопробелавнутри'.repeat(3), { description: 'я'.repeat(400) });
    begin();
    for (const width of [320, 380, 700, 1100]) {
      element.style.width = `${width}px`;
      await shows('Оченьдлинноеназваниедокумента');
      expect(standingOut(element, element.renderRoot), `list at ${width}`).to.deep.equal([]);
      await press('Плиткой');
      await element.updateComplete;
      expect(standingOut(element, element.renderRoot), `tiles at ${width}`).to.deep.equal([]);
      expect(await axeFaults(element)).to.deep.equal([]);
      await press('Списком');
    }
  });

  it('D3 opens folders, goes back by the path, and keeps the focus', async () => {
    api.putFolder('bases', 'Базы данных');
    api.putFolder('works', 'Лабораторные', 'bases');
    api.put('Ключ', { folderId: 'works' });
    begin();
    await press('Папка Базы данных');
    await press('Папка Лабораторные');
    await shows('Ключ');
    expect(focused()?.textContent).to.equal('Лабораторные');
    await press('Базы данных');
    await button('Папка Лабораторные');
    await press('Документы');
    await button('Папка Базы данных');
  });

  it('D2 shows a student what there is to read, and nothing to change', async () => {
    api.current = { ...api.current, mayUpload: false };
    api.put('Методичка', { mayChange: false });
    begin();
    await shows('Методичка');
    await button('Скачать: Методичка');
    const labels = all().map((each) => each.getAttribute('aria-label') ?? '');
    expect(labels.includes('Загрузить файл') || labels.includes('Ещё')).to.equal(false);
    const found = all().find((each): each is Menu => each.localName === 'sferum-menu');
    expect(found?.items.map((item) => item.text)).to.deep.equal(['Скачать']);
    drop('dragover', new File(['a'], 'a.txt'));
    await element.updateComplete;
    expect(text()).not.to.include('Отпустите');
  });

  it('D1 hides uploading where the page wants it elsewhere', async () => {
    api.put('Методичка');
    begin('upload="off"');
    await shows('Методичка');
    await until(() => api.asked.length > 0 && !element.isUpdatePending, 'all of it');
    expect(all().some((each) => each.getAttribute('aria-label') === 'Загрузить файл')).to.equal(false);
    expect(all().find((each): each is Menu => each.localName === 'sferum-menu')?.items.length).to.equal(1);
  });

  it('D3 says what to do where there is nothing, nothing is found, or nobody answers', async () => {
    begin();
    await shows('Здесь появятся документы колледжа');
    expect(await axeFaults(element)).to.deep.equal([]);
    const search = all().find(
      (each): each is HTMLInputElement => each instanceof HTMLInputElement && each.type === 'search',
    );
    if (search) type(search, 'абырвалг');
    await shows('Ничего не нашлось');
    stop();
    api.failure = new AppError('offline');
    begin();
    await shows('Сервер не ответил');
    expect(await axeFaults(element)).to.deep.equal([]);
    api.failure = null;
    api.put('Приказ');
    await press('Повторить');
    await shows('Приказ');
    expect(warned.length).to.be.greaterThan(0);
  });

  it('D3 leads back from a folder that is gone', async () => {
    api.put('Приказ');
    api.failure = new AppError('missing', 'SF003', { reason: 'no_folder' });
    begin('folder="gone"');
    await shows('Такой папки нет');
    api.failure = null;
    await press('Ко всем документам');
    await shows('Приказ');
  });

  it('D2 asks whoever is not signed in to sign in', async () => {
    begin('', false);
    await shows('Войдите, чтобы открыть документы');
  });

  it('D1 says what is taken before anything is chosen, and uploads for whom it was said', async () => {
    api.putFolder('bases', 'Базы данных');
    begin();
    await press('Папка Базы данных');
    await press('Загрузить файл');
    await shows('До 200 МБ на файл');
    for (const words of [
      'До 20 файлов за раз',
      'Программы (exe, apk, bat)',
      'Осталось места',
      'Загрузятся в папку «Базы данных»',
    ]) {
      expect(text()).to.include(words);
    }
    expect(await axeFaults(element)).to.deep.equal([]);
    const select = await until(
      () => all().find((each): each is HTMLSelectElement => each.id === 'audience'),
      'the audience',
    );
    select.value = 'groups';
    select.dispatchEvent(new Event('change'));
    const upload = await until(
      () =>
        all().find(
          (each): each is HTMLButtonElement =>
            each instanceof HTMLButtonElement && each.slot === 'actions' && each.className.includes('primary'),
        ),
      'the main button',
    );
    upload.click();
    await shows('Выберите хотя бы одну группу');
    select.value = 'teachers';
    select.dispatchEvent(new Event('change'));
    const input = all().find(
      (each): each is HTMLInputElement => each instanceof HTMLInputElement && each.type === 'file',
    );
    const chosen = new DataTransfer();
    chosen.items.add(new File(['текст'], 'План.docx'));
    chosen.items.add(new File(['MZ'], 'вирус.exe'));
    if (input) input.files = chosen.files;
    input?.dispatchEvent(new Event('change'));
    await until(() => api.documents.length === 1, 'the document');
    expect([api.documents[0]?.title, api.documents[0]?.folderId, api.documents[0]?.audience.kind]).to.deep.equal([
      'План',
      'bases',
      'teachers',
    ]);
    await shows('Файл «вирус.exe» такого вида загрузить нельзя');
    expect(objects.length).to.equal(1);
    await press('Понятно');
    await until(() => !text().includes('вирус.exe'), 'silence');
  });

  it('D1 takes files that are dropped or pasted, and asks whom they are for', async () => {
    for (const kind of ['drop', 'paste']) {
      begin();
      await button('Загрузить файл');
      if (kind === 'drop') {
        drop('dragover', new File(['a'], 'a.txt'));
        await shows('Отпустите, чтобы загрузить');
      }
      drop(kind, new File(['текст'], 'Список.txt'));
      await shows('Список.txt');
      expect(text()).not.to.include('Отпустите');
      await press('Загрузить 1 файл');
      await until(() => api.calls.includes('add Список'), 'the document');
      api.calls.length = 0;
      stop();
    }
    begin();
  });

  it('D1 takes what is pasted on the page while nobody types there, unless there are several lists', async () => {
    begin();
    await button('Загрузить файл');
    const paste = (onto: Element) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['текст'], 'Список.txt'));
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData });
      onto.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const input = place.appendChild(document.createElement('input'));
    expect(paste(input)).to.equal(false);
    const second = place.appendChild(document.createElement('sferum-documents'));
    expect(paste(document.body)).to.equal(false);
    second.remove();
    expect(paste(document.body)).to.equal(true);
    await shows('Загрузить 1 файл');
  });

  it('D1 says over a long list what dropping does where one can see it', async () => {
    for (let i = 0; i < 60; i++) api.put(`Документ ${i}`);
    begin();
    await button('Загрузить файл');
    await shows('Документ 1');
    element.scrollIntoView({ block: 'center' });
    drop('dragover', new File(['a'], 'a.txt'));
    await shows('Отпустите, чтобы загрузить');
    const said = all().find((each) => each.localName === 'b' && each.parentElement?.className === 'drop');
    const { bottom = 0, top = 0 } = said?.getBoundingClientRect() ?? {};
    expect(element.getBoundingClientRect().height).to.be.above(innerHeight);
    expect([top > 0, bottom < innerHeight]).to.deep.equal([true, true]);
  });

  it('D3 says on which day a document of this week was put up, not only the weekday', async () => {
    const old = new Date();
    old.setDate(old.getDate() - 4);
    api.put('Методичка', { changedAt: old });
    begin();
    element.style.width = '1100px';
    await shows('Методичка');
    const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'short' }).format(old).replace('.', '');
    await shows(day);
  });

  it('D1 says of what was dropped that it is too large, or more than there is room for, before anything is sent', async () => {
    api.current = { ...api.current, fileBytes: 10, quotaBytes: api.current.usedBytes + 15 };
    begin();
    await button('Загрузить файл');
    drop('drop', new File(['123456789012'], 'Большой.txt'), new File(['12345678'], 'Малый.txt'));
    await shows('Больше, чем принимает колледж: Большой.txt');
    await shows('Файлы занимают 20 Б, а места осталось 15 Б. Загрузятся не все.');
    expect(await axeFaults(element)).to.deep.equal([]);
    expect(objects).to.deep.equal([]);
    stop();
    api.current = { ...api.current, quotaBytes: api.current.usedBytes };
    begin();
    await press('Загрузить файл');
    await shows('Место в колледже закончилось');
    await shows('Осталось места: 0 Б из');
  });

  it('D3 changes title and description, and says what is wrong with them without losing a word', async () => {
    api.put('План', {}, 'План.docx');
    begin();
    await shows('План');
    await menu('Действия с документом «План»', 'Переименовать');
    type(await field('name'), ' ');
    type(await field('description'), 'На весну');
    expect(await axeFaults(element)).to.deep.equal([]);
    await press('Сохранить');
    await shows('Напишите название');
    type(await field('name'), 'План занятий');
    await press('Сохранить');
    await shows('План занятий');
    expect(api.calls.at(-1)).to.equal('update План занятий На весну');
    await shows('Сохранено');
  });

  it('D3 moves, and shows whom a document is for', async () => {
    api.putFolder('bases', 'Базы данных');
    const { id } = api.put('План');
    begin();
    await shows('План');
    await menu('Действия с документом «План»', 'Переместить');
    const where = await until(
      () => all().find((each): each is HTMLSelectElement => each.id === 'place'),
      'the folders',
    );
    where.value = 'bases';
    where.dispatchEvent(new Event('change'));
    await press('Переместить');
    await until(() => api.calls.includes(`move ${id} bases`), 'the move');
    await shows('Документ перемещён');
    await press('Папка Базы данных');
    await shows('План');
    await menu('Действия с документом «План»', 'Кому видно');
    const audience = await until(
      () => all().find((each): each is HTMLSelectElement => each.id === 'audience'),
      'the audience',
    );
    audience.value = 'teachers';
    audience.dispatchEvent(new Event('change'));
    await press('Сохранить');
    await until(() => api.calls.includes('audience teachers'), 'the audience');
    await shows('Преподаватели и сотрудники');
  });

  it('D3 draws of a long list what is near the screen, and fetches on by itself once more was asked for', async () => {
    for (let n = 0; n < 1500; n += 1) api.put(`Лекция ${n}`);
    begin();
    element.style.width = '1100px';
    await press('Показать ещё');
    const rows = () => element.renderRoot.querySelectorAll('.table tbody tr:not(.gap)').length;
    const held = () =>
      [...element.renderRoot.querySelectorAll<HTMLElement>('[data-count]')].reduce(
        (sum, { dataset }) => sum + Number(dataset.count),
        0,
      );
    let most = 0;
    while (held() < 1500) {
      const before = held();
      scrollTo(0, document.documentElement.scrollHeight);
      await until(() => held() > before, `more than ${before}`);
      most = Math.max(most, rows());
    }
    await until(() => text().includes('Лекция 3\n'), 'the last one');
    await until(() => !text().includes('Лекция 1499'), 'the first one to go');
    expect(rows()).to.be.below(400);
    scrollTo(0, 0);
    await shows('Лекция 1499');
    element.renderRoot.querySelector<HTMLElement>('.opens')?.focus();
    scrollTo(0, document.documentElement.scrollHeight);
    await until(() => text().includes('Лекция 3\n'), 'the last one');
    expect(focused()?.textContent?.trim()).to.equal('Лекция 1499');
    await (await button('Плиткой')).click();
    await until(() => element.renderRoot.querySelectorAll('.tile').length > 0, 'tiles');
    scrollTo(0, 0);
    await shows('Лекция 1499');
    expect(element.renderRoot.querySelectorAll('.tile').length).to.be.below(400);
    expect(most).to.be.above(0);
  });

  it('D3 shows what one author has put up', async () => {
    api.put('План');
    api.put('Приказ', { uploader: { id: 'king', surname: 'Королёв', name: 'Пётр', patronymic: '' } });
    begin();
    await shows('План');
    const authors = await until(
      () => all().find((each) => each.matches('select') && each.getAttribute('aria-label') === 'Кто загрузил'),
      'the authors',
    );
    expect([...(authors as HTMLSelectElement).options].map((option) => option.text)).to.deep.equal([
      'Все авторы',
      'Марина Ветрова',
      'Пётр Королёв',
    ]);
    (authors as HTMLSelectElement).value = 'king';
    authors.dispatchEvent(new Event('change'));
    await until(() => !text().includes('План'), 'only theirs');
    await shows('Найден 1 документ');
  });

  it('D1 an administrator says what is taken, which holds at once', async () => {
    api.put('План');
    begin();
    await shows('План');
    expect(await axeFaults(element)).to.deep.equal([]);
    const items = () =>
      all()
        .find((each): each is Menu => each.localName === 'sferum-menu' && (each as Menu).label === 'Ещё')
        ?.items.map(({ text: words }) => words) ?? [];
    await until(() => items().includes('Корзина'), 'the menu');
    expect(items()).not.to.include('Правила загрузки');
    api.current = { ...api.current, isAdmin: true };
    api.publish();
    await until(() => items().includes('Правила загрузки'), 'the rules');
    await menu('Ещё', 'Правила загрузки');
    await shows('Занято 1 МБ из 1 ГБ');
    expect(await axeFaults(element)).to.deep.equal([]);
    type(await field('size'), '0');
    type(await field('count'), '2.5');
    await press('Сохранить');
    await shows('Размер файла — целое число от 1 до 1024 МБ.');
    await shows('Файлов за раз — целое число от 1 до 100.');
    expect(api.calls).to.deep.equal([]);
    type(await field('size'), '50');
    type(await field('count'), '3');
    const video = await until(
      () =>
        all()
          .find((each) => each.localName === 'label' && each.textContent?.includes('Видео'))
          ?.querySelector('input'),
      'video',
    );
    video?.click();
    api.failure = new AppError('offline');
    await press('Сохранить');
    await shows('Проверьте подключение');
    api.failure = null;
    await press('Сохранить');
    await shows('Сохранено');
    expect(api.calls.at(-1)).to.equal('limit 52428800 3 text,table,slides,picture,audio,archive,source');
    await press('Загрузить файл');
    await shows('До 50 МБ на файл');
    await shows('До 3 файлов за раз');
    await until(() => !text().includes('Видео'), 'no video');
  });

  it('D2 closes what is no longer for me', async () => {
    const { id } = api.put('План');
    api.put('Другой');
    begin();
    await press('План');
    await until(() => element.renderRoot.querySelector('sferum-document-preview'), 'the preview');
    // It only left the list.
    api.documents = api.documents.map((each) => (each.id === id ? { ...each, folderId: 'elsewhere' } : each));
    api.publish();
    await until(
      () => ![...element.renderRoot.querySelectorAll('.opens')].some((each) => each.textContent === 'План'),
      'the list',
    );
    expect(element.renderRoot.querySelector('sferum-document-preview')).not.to.equal(null);
    api.documents = api.documents.filter((each) => each.id !== id);
    api.publish();
    await until(() => !element.renderRoot.querySelector('sferum-document-preview'), 'it to close');
    await shows('Документ удалили, или он больше не для вас.');
  });

  it('D3 moves what is dragged to a folder, and back along the path; what one may not change is not dragged', async () => {
    api.putFolder('bases', 'Базы данных');
    const { id } = api.put('План');
    api.put('Чужой', { mayChange: false });
    begin();
    await shows('План');
    const rowOf = (words: string) => all().find((each) => each.localName === 'tr' && each.textContent?.includes(words));
    const drag = (from: Element | undefined, onto: Element | undefined) => {
      const dataTransfer = new DataTransfer();
      const init = { bubbles: true, cancelable: true, dataTransfer };
      from?.dispatchEvent(new DragEvent('dragstart', init));
      onto?.dispatchEvent(new DragEvent('drop', init));
    };
    expect(rowOf('Чужой')?.draggable).to.equal(false);
    drag(rowOf('Чужой'), rowOf('Базы данных'));
    drag(rowOf('План'), rowOf('Базы данных'));
    await until(() => api.calls.includes(`move ${id} bases`), 'the move');
    await shows('Документ перемещён');
    expect(api.calls.length).to.equal(1);
    await press('Папка Базы данных');
    await shows('План');
    drag(rowOf('План'), await button('Документы'));
    await until(() => api.calls.includes(`move ${id} null`), 'the way back');
  });

  it('D3 asks before it deletes, and brings back what was deleted, at once and out of the bin', async () => {
    const { id } = api.put('План');
    begin();
    await shows('План');
    await menu('Действия с документом «План»', 'Удалить');
    await shows('В течение 30 дней его можно вернуть');
    await press('Удалить');
    await shows('Документ «План» в корзине');
    await until(() => !all().some((each) => each.getAttribute('aria-label') === 'Скачать: План'), 'an empty list');
    await press('Вернуть');
    await button('Скачать: План');
    await api.remove(id);
    await menu('Ещё', 'Корзина');
    await shows('Удалённые документы хранятся 30 дней');
    expect(await axeFaults(element)).to.deep.equal([]);
    await press('Вернуть из корзины: План');
    await shows('Документ «План» возвращён');
    await shows('Корзина пуста');
    await api.remove(id);
    await press('Удалить навсегда: План');
    await shows('Отменить это нельзя');
    await press('Удалить навсегда');
    await until(() => api.documents.length === 0, 'the end of it');
  });

  it('D3 makes folders and says why one cannot be deleted', async () => {
    begin();
    await shows('Здесь появятся');
    await menu('Ещё', 'Новая папка');
    type(await field('name'), 'Практика');
    await press('Создать');
    await button('Папка Практика');
    await menu('Действия с папкой «Практика»', 'Удалить');
    await press('Удалить');
    await shows('В папке что-то есть');
    await press('Отмена');
    await until(() => !text().includes('В папке что-то есть'), 'silence');
    await menu('Действия с папкой «Практика»', 'Переименовать');
    type(await field('name'), 'Стажировка');
    await press('Сохранить');
    await button('Папка Стажировка');
  });

  it('D3 has an older version back', async () => {
    const { id, file, uploader } = api.put('План', { versions: 2 });
    const version = { createdAt: new Date(2026, 3, 1), uploader, file };
    api.versionList.set(id, [
      { ...version, number: 2, isPresent: true },
      { ...version, number: 1, isPresent: false, file: { ...file, id: 'first' } },
    ]);
    begin();
    await shows('План');
    await menu('Действия с документом «План»', 'Версии');
    await shows('Версия 2');
    const asked = askedCards(element);
    await press('Марина Ветрова');
    expect(asked).to.deep.equal([`${uploader?.id} college`]);
    expect(await axeFaults(element)).to.deep.equal([]);
    await press('Вернуть версию 1');
    await until(() => api.calls.includes(`restore ${id} first`), 'the version');
    await shows('Версия 1 снова текущая');
  });

  const put = (title: string, name: string, content: BlobPart) => {
    const { file } = api.put(title, {}, name);
    signed.set(`${file.path}/original`, URL.createObjectURL(new Blob([content])));
  };

  it('D3 shows a text in place, whatever its encoding', async () => {
    const windows1251 = [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xe3, 0xf0, 0xf3, 0xef, 0xef, 0xe0, 0x2e];
    put('Письмо', 'письмо.txt', new Uint8Array(windows1251));
    begin();
    await press('Письмо');
    await shows('Привет, группа.');
    await shows('Ещё не скачивали');
    expect(await axeFaults(element)).to.deep.equal([]);
  });

  it('D3 shows a table in place, and no cell of it as HTML', async () => {
    put('Список', 'список.csv', 'Имя;Группа\r\n<b>Алина</b>;ИС-21\r\n');
    begin();
    await press('Список');
    await shows('<b>Алина</b>');
    const heads = all().filter(({ localName }) => localName === 'th');
    expect(heads.some(({ textContent }) => textContent === 'Группа')).to.equal(true);
    expect(await axeFaults(element)).to.deep.equal([]);
  });

  it('D3 shows a hundred columns of a table that has thousands, and says so', async () => {
    put('Широкая', 'широкая.csv', `первая${';'.repeat(200_000)}`);
    begin();
    await press('Широкая');
    await shows('первая');
    expect(all().filter((each) => each.localName === 'th' && each.closest('.sheet'))).to.have.length(100);
    await shows('Показано начало');
  });

  /** Two pages, each with a word. */
  function pdf(...words: string[]): string {
    const objects = [
      '<</Type/Catalog/Pages 2 0 R>>',
      `<</Type/Pages/Count ${words.length}/Kids[${words.map((_, n) => `${4 + n * 2} 0 R`).join(' ')}]>>`,
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      ...words.flatMap((word, n) => {
        const content = `BT /F 40 Tf 20 100 Td (${word}) Tj ET`;
        return [
          `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 3 0 R>>>>/Contents ${5 + n * 2} 0 R>>`,
          `<</Length ${content.length}>>stream\n${content}\nendstream`,
        ];
      }),
    ];
    let written = '%PDF-1.4\n';
    const places = objects.map((object, n) => {
      const place = written.length;
      written += `${n + 1} 0 obj${object}endobj\n`;
      return `${String(place).padStart(10, '0')} 00000 n \n`;
    });
    const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
    return `${written}${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${written.length}\n%%EOF\n`;
  }

  describe('of a PDF', () => {
    before(async function () {
      this.timeout(30_000);
      await Promise.all([
        import('./preview/document-pdf.ts'),
        import('pdfjs-dist/legacy/build/pdf.min.mjs'),
        import('pdfjs-dist/legacy/build/pdf.worker.min.mjs'),
      ]);
    });

    const putPdf = (title: string, content: string) => {
      const { file } = api.put(title, {}, `${title}.pdf`);
      api.documents = api.documents.map((each) => ({ ...each, file: { ...each.file, type: 'application/pdf' } }));
      signed.set(`${file.path}/original`, URL.createObjectURL(new Blob([content])));
    };

    const canvasOf = (label: string) =>
      until(
        () => all().find((each): each is HTMLCanvasElement => each.getAttribute('aria-label') === label),
        `the canvas of ${label}`,
      );
    const pageNumber = () =>
      until(
        () =>
          all().find((each): each is HTMLInputElement => each instanceof HTMLInputElement && each.type === 'number'),
        'the number of the page',
      );

    it('D3 shows the pages, with their words to be selected and read out', async () => {
      putPdf('Методичка', pdf('First', 'Second'));
      begin();
      await press('Методичка');
      await shows('из 2');
      const words = await until(
        () => all().find(({ localName, textContent }) => localName === 'span' && textContent === 'First'),
        'its words',
      );
      const page = await canvasOf('Страница 1 из 2');
      const drawn = page.getContext('2d')?.getImageData(0, 0, page.width, page.height).data ?? [];
      expect(drawn.some((value, place) => place % 4 === 0 && value < 100)).to.equal(true);
      const [place, sheet] = [words.getBoundingClientRect(), page.getBoundingClientRect()];
      expect(place.width).to.be.above(0);
      expect([place.left > sheet.left, place.right < sheet.right, place.top > sheet.top]).to.deep.equal([
        true,
        true,
        true,
      ]);
      expect(await axeFaults(element)).to.deep.equal([]);
    });

    it('D3 is magnified by buttons and keys, and drawn again as large as it is shown', async () => {
      putPdf('Методичка', pdf('First', 'Second'));
      begin();
      await press('Методичка');
      const { width } = await canvasOf('Страница 1 из 2');
      await press('Увеличить');
      await shows('125 %');
      await until(
        () => all().some((each) => each instanceof HTMLCanvasElement && each.width > width * 1.2),
        'a larger page',
      );
      const box = all().find((each) => each.matches('.pages'));
      const key = (name: string) => box?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
      key('+');
      await shows('150 %');
      key('-');
      key('-');
      key('-');
      await shows('75 %');
      key('0');
      await shows('100 %');
    });

    it('D3 is printed page by page, and nothing of the page around it, or not after all', async () => {
      putPdf('Методичка', pdf('First', 'Second'));
      begin();
      await press('Методичка');
      await shows('из 2');
      const frames = new Promise<HTMLIFrameElement>((found) => {
        const watcher = new MutationObserver(([change]) => {
          watcher.disconnect();
          found(change?.addedNodes[0] as HTMLIFrameElement);
        });
        watcher.observe(document.body, { childList: true });
      });
      await press('Распечатать');
      const frame = await frames;
      const page = frame.contentWindow as Window;
      const printed = new Promise<void>((done) => {
        page.print = done;
      });
      await shows('Готовим к печати: страница');
      await printed;
      const sheets = [...page.document.images];
      expect(page.document.title).to.equal('Методичка');
      expect(sheets.map(({ naturalWidth }) => naturalWidth)).to.deep.equal([625, 625]);
      page.dispatchEvent(new Event('afterprint'));
      expect(frame.isConnected).to.equal(false);
      await press('Распечатать');
      await press('Отмена');
      await button('Распечатать');
      await until(() => !document.querySelector('body > iframe'), 'nothing to be printed');
      expect(text()).not.to.include('не получилось');
    });

    it('D3 has the first thousand pages of one that has more, and says so; what is far is let go of', async () => {
      putPdf('Долгая', pdf(...Array.from({ length: 1200 }, () => 'Word')));
      begin();
      await press('Долгая');
      await shows('из 1200');
      await shows('Показано начало');
      expect(all().filter(({ dataset }) => dataset.page)).to.have.length(1000);
      await canvasOf('Страница 1 из 1200');
      const number = await pageNumber();
      number.value = '700';
      number.dispatchEvent(new Event('change'));
      await canvasOf('Страница 700 из 1200');
      await until(() => number.value === '700', 'the number');
      await until(
        () => !all().some((each) => each.getAttribute('aria-label') === 'Страница 1 из 1200'),
        'the first page to go',
      );
      expect(all().filter(({ localName }) => localName === 'canvas').length).to.be.below(12);
      number.value = 'ничего';
      number.dispatchEvent(new Event('change'));
      expect(number.value).to.equal('700');
    });

    it('D3 says of one that is damaged that it can be downloaded', async () => {
      putPdf('Сломанная', '%PDF-1.4 и больше ничего');
      begin();
      await press('Сломанная');
      await shows('Файл повреждён или закрыт паролем');
    });
  });

  it('D3 says of what it cannot show that it can be downloaded', async () => {
    api.put('Архив', {}, 'архив.zip');
    put('Ложь', 'ложь.txt', new Uint8Array([0x50, 0, 0, 1, 2, 3]));
    begin();
    await press('Архив');
    await shows('Скачайте его');
    await press('Закрыть');
    await press('Ложь');
    await shows('Файл не открылся');
  });

  it('D3 counts a download, and says so when it could not begin', async () => {
    const { id, file } = api.put('План');
    begin();
    await press('Скачать: План');
    await shows('Документ удалили, или он больше не для вас');
    expect(api.calls).to.deep.equal([]);
    signed.set(`${file.path}/original`, '#x');
    await press('Скачать: План');
    await until(() => api.calls.includes(`download ${id}`), 'the count');
  });

  it('D3 downloads the new version also where the list has not heard of it', async () => {
    const { id, file } = api.put('План');
    begin();
    await button('Скачать: План');
    api.documents = api.documents.map((each) => ({ ...each, file: { ...file, id: 'second', path: 'college/second' } }));
    signed.set('college/second/original', '#x');
    await press('Скачать: План');
    await until(() => api.calls.includes(`download ${id}`), 'the count');
  });

  it('D3 speaks English where the page does', async () => {
    api.put('Plan', { audience: toAll });
    begin('lang="en"');
    await shows('Everyone');
    await button('Upload a file');
    expect(text()).not.to.match(/[А-Яа-я]{3}.*файл/);
  });
});
