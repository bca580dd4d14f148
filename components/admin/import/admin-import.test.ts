import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import { focused, standingOut } from '../../ui/testing/stage.ts';
import '../admin.ts';
import { catchDownload } from '../../college/testing/downloads.ts';
import type { Admin } from '../admin.ts';
import { listFile } from '../testing/fake-import.ts';
import { stage } from '../testing/stage.ts';
import { encoded, workbook } from '../testing/tables.ts';
import type { AdminImport } from './admin-import.ts';

let on: ReturnType<typeof stage>;

const good = 'Юдина;Ксения;+7 912 555-40-18;студент;ИС-21';
const known = 'Лунин;Игорь;+7 912 555-40-19;преподаватель;';
const short = 'Ледовских;Артём;+7 912 555-12-1;студент;ИС-21';
const typo = 'Орлова;Светлана;+7 912 555-09-33;студент;ИС-2l';
const twice = ';Павел;12;студент;ИС-21';

function put(width = '1100px', section: 'import' | 'members' = 'import'): Admin {
  const admin = document.createElement('sferum-admin');
  admin.section = section;
  admin.style.width = width;
  on.place.append(admin);
  return admin;
}

/** The part of the administration that is shown. */
const part = (admin: Admin): ShadowRoot => {
  const shown = admin.shadowRoot?.querySelector('.section > :last-child')?.shadowRoot;
  if (!shown) throw new Error('no section is shown');
  return shown;
};
const text = (admin: Admin): string => (admin.shadowRoot ? (part(admin).textContent ?? '') : '');
const shows = (admin: Admin, words: string) =>
  until(() => {
    const shown = admin.shadowRoot?.querySelector('.section > :last-child')?.shadowRoot;
    return shown?.textContent?.replace(/\s+/g, ' ').includes(words) === true;
  }, `«${words}»`);
const button = (admin: Admin, words: string): HTMLButtonElement => {
  const found = [...part(admin).querySelectorAll('button')].find(
    (each) =>
      (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().includes(words) && each.checkVisibility(),
  );
  if (!found) throw new Error(`no button «${words}»`);
  return found;
};
const rows = (admin: Admin): string[] =>
  [...part(admin).querySelectorAll('tbody tr')].map((row) =>
    (row as HTMLElement).innerText.replace(/\s+/g, ' ').trim(),
  );

/** As somebody chooses it in the browser's dialog. */
function give(admin: Admin, file: File): void {
  const input = part(admin).querySelector('input');
  const transfer = new DataTransfer();
  transfer.items.add(file);
  if (input) input.files = transfer.files;
  input?.dispatchEvent(new Event('change'));
}

function drag(admin: Admin, type: 'dragover' | 'drop', file: File): DragEvent {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer });
  part(admin).querySelector('.file, .drop, .view-state')?.dispatchEvent(event);
  return event;
}

async function checked(lines: readonly string[], width?: string): Promise<Admin> {
  const admin = put(width);
  await shows(admin, 'Перетащите сюда');
  give(admin, listFile(lines));
  await shows(admin, 'Строк в файле');
  return admin;
}

/** Holds the answers back until it is called. */
function hold(): () => void {
  let release = () => {};
  on.imports.hold = new Promise((resolve) => {
    release = resolve;
  });
  return release;
}

describe('A10 import in <sferum-admin>', () => {
  beforeEach(() => {
    on = stage();
  });
  afterEach(() => {
    on.stop();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
  });

  it('A10 says of each line with an error its number, the column and what to correct, and counts the others', async () => {
    const admin = await checked([good, short, typo, twice, known]);
    expect([...part(admin).querySelectorAll('dd')].map(({ textContent }) => textContent)).to.deep.equal([
      '5',
      '1',
      '1',
      '3',
    ]);
    const [artem, svetlana, pavel, more] = rows(admin);
    expect(artem).to.equal('3 Ледовских Артём +7 912 555-12-1 Телефон Цифр в номере: 10, нужно 11');
    expect(svetlana).to.contain('Группы «ИС-2l» нет. Похоже на ИС-21');
    expect([pavel, more]).to.deep.equal([
      '5 Павел 12 Фамилия Пустое обязательное поле',
      'Телефон Цифр в номере: 2, нужно 11',
    ]);
    expect(text(admin)).to.contain('в колледже пока ничего не изменилось');
    expect(on.imports.added).to.deep.equal([]);
    button(admin, 'Уже в колледже').click();
    await shows(admin, 'Лунин Игорь');
    expect(rows(admin)).to.deep.equal(['6 Лунин Игорь +7 912 555-40-19 преподаватель']);
  });

  it('A10 a group with a misprint is replaced in the whole file, and the lines are checked again', async () => {
    const admin = await checked([typo, good, typo.replace('33', '34')]);
    const release = hold();
    button(admin, 'Заменить на ИС-21').click();
    await until(() => part(admin).querySelector('[aria-busy=true]') !== null, 'it is being checked');
    expect(rows(admin)).to.have.length(2);
    release();
    await until(() => button(admin, 'Добавить').textContent?.trim() === 'Добавить трёх человек', 'all three can go in');
    expect(on.imports.checked.at(-1)?.map(({ group }) => group)).to.deep.equal(['ИС-21', 'ИС-21', 'ИС-21']);
    expect(focused()?.localName).to.equal('h3');
  });

  it('A10 asks which sheet of a workbook is meant, and names the one that it read', async () => {
    const list = (...rows: string[]) =>
      ['Фамилия;Имя;Телефон;Роль;Группа', ...rows].map((row) => row.split(';').map((cell) => cell || null));
    const sheets = [
      { name: 'Набор', rows: list(good) },
      { name: 'Переводы', rows: list(good, short, known) },
    ];
    const admin = put();
    await shows(admin, 'Перетащите сюда');
    give(admin, new File([workbook(sheets)], 'Студенты.xlsx'));
    await shows(admin, 'Какой лист загрузить?');
    expect(focused()?.textContent).to.equal('Какой лист загрузить?');
    expect(await axeFaults(admin)).to.deep.equal([]);
    expect(button(admin, 'Набор').textContent?.replace(/\s+/g, ' ').trim()).to.equal('Набор 1 строка');
    button(admin, 'Переводы').click();
    await shows(admin, 'Строк в файле');
    expect(text(admin)).to.contain('XLSX, лист «Переводы»');
    expect(on.imports.checked.map((people) => people.length)).to.deep.equal([3]);
  });

  it('A10 what the file itself has wrong is said in words with the cell, and nobody is added by it', async () => {
    const admin = await checked([
      good,
      'Датова;Анна;+7 912 555-40-21;студент;22.янв',
      '#N/A;Яна;+7 912 555-40-22;студент;ИС-21',
      'Орлова;Св\ufffdтлана;+7 912 555-40-23;студент;ИС-21',
      'Котов;Пётр;+7 912 555-40-24;студент;"ИС-21',
      'Ли;Ян;+7 912 555-40-25;студент;ИС-21;отчислен',
    ]);
    expect(rows(admin)).to.deep.equal([
      '3 Датова Анна +7 912 555-40-21 Группа Excel превратил номер группы в дату: в ячейке E3 стоит «22.янв». Задайте столбцу формат «Текст» и введите номер заново',
      '4 #N/A Яна +7 912 555-40-22 Фамилия В ячейке A4 не значение, а ошибка формулы: «#N/A». Введите само значение',
      '5 Орлова Св\ufffdтлана +7 912 555-40-23 Имя В ячейке B5 есть символ, который не читается. Введите значение заново и сохраните файл',
      '6 Котов Пётр +7 912 555-40-24 Группа В ячейке E6 кавычка открыта и не закрыта. Уберите её или закройте',
      '7 Ли Ян +7 912 555-40-25 Группа Значений в строке больше, чем столбцов. Уберите лишние кавычки и знаки «;» или «,»',
    ]);
    button(admin, 'Добавить 1 человека').click();
    await shows(admin, 'Пропущено строк с ошибкой: 5');
    expect(on.imports.added.map(({ people }) => people.map(({ surname }) => surname))).to.deep.equal([['Юдина']]);
  });

  it('A10 says in which encoding a text was read, and where no list was found', async () => {
    const admin = put();
    await shows(admin, 'Перетащите сюда');
    give(admin, new File([encoded(`Фамилия;Имя;Телефон;Роль\n${good}`, 'ibm866')], 'a.csv'));
    await shows(admin, 'кодировка MS-DOS (866)');
    button(admin, 'Отмена').click();
    await shows(admin, 'Алина Соколова');
    admin.section = 'import';
    await shows(admin, 'Перетащите сюда');
    give(admin, new File([encoded('Фамилия;Имя\nЮдина;Ксения', 'koi8-r')], 'a.csv'));
    await shows(admin, 'не нашлись столбцы: «Телефон», «Роль»');
    expect(text(admin)).to.contain('прочитан в кодировке KOI8-R');
    give(admin, new File([workbook([{ name: 'Ответы', rows: [['Фамилия', 'Имя']] }])], 'a.xlsx'));
    await shows(admin, 'На листе «Ответы» не нашлись столбцы: «Телефон», «Роль»');
    give(admin, new File([workbook([{ name: 'А', xml: '<row r="1"><c r="IW1"><v>1</v></c></row>' }])], 'a.xlsx'));
    await shows(admin, 'На листе заполнена ячейка IW1, так далеко от списка');
  });

  it('A10 adds all at once and says how many, and where to go on', async () => {
    const admin = await checked([good, short, known]);
    const release = hold();
    button(admin, 'Добавить 1 человека').click();
    await shows(admin, 'Не закрывайте страницу');
    expect(focused()?.textContent).to.contain('Не закрывайте страницу');
    const closing = new Event('beforeunload', { cancelable: true });
    dispatchEvent(closing);
    expect(closing.defaultPrevented, 'closing the page is warned of').to.equal(true);
    release();
    await shows(admin, 'Добавлен 1 человек');
    expect(focused()?.textContent).to.equal('Добавлен 1 человек');
    const after = new Event('beforeunload', { cancelable: true });
    dispatchEvent(after);
    expect(after.defaultPrevented).to.equal(false);
    expect(text(admin)).to.contain('Уже были в колледже: 1').and.to.contain('Пропущено строк с ошибкой: 1');
    expect(on.imports.added.map(({ file }) => file)).to.deep.equal(['Студенты_сентябрь.csv']);
    button(admin, 'К участникам').click();
    await shows(admin, 'Алина Соколова');
    await until(() => focused()?.localName === 'h2', 'the head of the section has the focus');
    expect(admin.section).to.equal('members');
  });

  it('A10 an adding that fails adds nobody, says what to do, and keeps the file', async () => {
    const admin = await checked([good]);
    on.imports.failure = new AppError('offline', 'network');
    button(admin, 'Добавить 1 человека').click();
    await shows(admin, 'Сервер не ответил');
    expect(part(admin).querySelector('[role=alert]')?.textContent).to.contain('второй раз не добавится');
    on.imports.failure = null;
    button(admin, 'Добавить 1 человека').click();
    await shows(admin, 'Добавлен 1 человек');
  });

  it('A10 the adding goes on when another section is looked at meanwhile', async () => {
    const admin = await checked([good]);
    const release = hold();
    button(admin, 'Добавить 1 человека').click();
    await shows(admin, 'Не закрывайте страницу');
    admin.section = 'groups';
    await shows(admin, 'СА-31');
    admin.section = 'import';
    await shows(admin, 'Не закрывайте страницу');
    admin.section = 'groups';
    await shows(admin, 'СА-31');
    release();
    admin.section = 'import';
    await shows(admin, 'Добавлен 1 человек');
    admin.section = 'groups';
    await shows(admin, 'СА-31');
    admin.section = 'import';
    await shows(admin, 'Перетащите сюда');
  });

  it('A10 gives the lines with errors as a file that can be corrected, and a sample to begin with', async () => {
    const admin = await checked([good, short]);
    const errors = catchDownload();
    button(admin, 'Скачать ошибки').click();
    expect(errors.name).to.equal('ошибки-импорта.csv');
    expect(await errors.text())
      .to.contain('Ледовских;Артём')
      .and.not.to.contain('Юдина');
    const sample = catchDownload();
    button(admin, 'Образец файла').click();
    expect([sample.name, (await sample.text()).split('\r\n').length]).to.deep.equal(['образец-списка.csv', 4]);
  });

  it('A10 a file that is no list is named as such, and the next may be dropped anywhere', async () => {
    const admin = put();
    await shows(admin, 'Перетащите сюда');
    give(admin, new File(['Фамилия;Имя\nЮдина;Ксения'], 'a.csv'));
    await shows(admin, 'не нашлись столбцы: «Телефон», «Роль»');
    expect(part(admin).querySelector('[role=alert]')).not.to.equal(null);
    expect(drag(admin, 'dragover', listFile([])).defaultPrevented).to.equal(true);
    await until(() => part(admin).querySelector('.over .drop') !== null, 'it shows that it takes the file');
    expect(drag(admin, 'drop', listFile([good])).defaultPrevented, 'the browser does not open it').to.equal(true);
    await shows(admin, 'Студенты_сентябрь.csv');
    expect(text(admin)).not.to.contain('не нашлись');
    drag(admin, 'drop', listFile([known], 'Другие.csv'));
    await shows(admin, 'Другие.csv');
  });

  it('A10 with nobody to add the button says why it does nothing', async () => {
    const admin = await checked([known]);
    expect(text(admin)).to.contain('все из этого файла уже в колледже');
    const add = button(admin, 'Добавить 0 человек');
    expect(add.getAttribute('aria-disabled')).to.equal('true');
    add.click();
    give(admin, listFile([short]));
    await shows(admin, 'исправьте строки в файле');
    expect(on.imports.added).to.deep.equal([]);
  });

  it('A10 five thousand lines are shown by the hundred', async () => {
    const admin = await checked(Array.from({ length: 5000 }, (_, index) => `Студентов${index};Иван;1;студент;ИС-21`));
    expect(rows(admin)).to.have.length(100);
    button(admin, 'Показать ещё').click();
    await until(() => rows(admin).length === 200, 'the next hundred');
    expect(rows(admin).at(-1)).to.contain('Студентов199');
  }).timeout(20_000);

  it('A10 «Отмена» discards the file, the arrow only goes back', async () => {
    const admin = await checked([good]);
    button(admin, 'Назад').click();
    await shows(admin, 'Алина Соколова');
    admin.section = 'import';
    await shows(admin, 'Студенты_сентябрь.csv');
    button(admin, 'Отмена').click();
    await shows(admin, 'Алина Соколова');
    admin.section = 'import';
    await shows(admin, 'Перетащите сюда');
  });

  it('A10 is opened from «Участники», which stays chosen in the menu, and «Back» leads there', async () => {
    const admin = put('1100px', 'members');
    admin.route = true;
    await shows(admin, 'Алина Соколова');
    part(admin).querySelector<AdminImport>('sferum-menu')?.focus();
    (focused() as HTMLElement).click();
    await until(() => focused()?.role === 'menuitem', 'the menu is open');
    expect(focused()?.textContent?.trim()).to.equal('Импорт из файла');
    (focused() as HTMLElement).click();
    await shows(admin, 'Перетащите сюда');
    await until(() => focused()?.textContent === 'Импорт участников', 'the head has the focus');
    expect(admin.shadowRoot?.querySelector('nav [aria-current]')?.textContent).to.contain('Участники');
    expect(new URL(location.href).searchParams.get('section')).to.equal('import');
    history.back();
    await shows(admin, 'Алина Соколова');
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut', async () => {
    const admin = put();
    await shows(admin, 'Перетащите сюда');
    expect(await illegible(admin)).to.deep.equal([]);
    give(admin, listFile([good, short, typo]));
    await shows(admin, 'Строк в файле');
    expect(await illegible(admin)).to.deep.equal([]);
  });

  for (const width of ['1100px', '380px', '320px']) {
    it(`A10 nothing stands out and axe finds nothing, ${width}, dark, English`, async () => {
      document.documentElement.style.colorScheme = 'dark';
      document.documentElement.lang = 'en';
      const admin = put(width);
      await shows(admin, 'Drop a CSV or XLSX file here');
      expect(await axeFaults(admin)).to.deep.equal([]);
      const sheet = {
        rows: [
          ['Surname', 'Name', 'Phone', 'Role'],
          ['Lunin', 'Igor', '1', 'staff'],
        ],
      };
      const sheets = ['Transfers from other colleges', 'Autumn'].map((name) => ({ ...sheet, name }));
      give(admin, new File([workbook(sheets)], `${'list'.repeat(30)}.xlsx`));
      await shows(admin, 'Which sheet');
      expect(standingOut(admin, part(admin))).to.deep.equal([]);
      expect(await axeFaults(admin)).to.deep.equal([]);
      const long = `${'Длиннофамильев'.repeat(5)};Иван;1;студент;${'Группа'.repeat(9)}`;
      give(admin, listFile([good, short, typo, long], `${'список'.repeat(20)}.csv`));
      await shows(admin, 'Lines in the file');
      expect(standingOut(admin, part(admin))).to.deep.equal([]);
      expect(await axeFaults(admin)).to.deep.equal([]);
      button(admin, 'Add 1 person').click();
      await shows(admin, '1 person added');
      expect(standingOut(admin, part(admin))).to.deep.equal([]);
      expect(await axeFaults(admin)).to.deep.equal([]);
    }).timeout(20_000);
  }
});
