import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { askedCards } from '../../element/testing/cards.ts';
import { until } from '../../element/testing/until.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { illegible } from '../../ui/testing/legible.ts';
import { focused, standingOut } from '../../ui/testing/stage.ts';
import '../admin.ts';
import { belova, lunin } from '../../college/testing/fake-apis.ts';
import { all, Look } from '../../college/testing/look.ts';
import { FakeDeskInquiry } from '../testing/fake-inquiries.ts';
import { stage } from '../testing/stage.ts';

let on: ReturnType<typeof stage>;

/** The section in a tag so wide. */
async function put(width = '1100px'): Promise<Look> {
  const admin = document.createElement('sferum-admin');
  admin.section = 'inquiries';
  admin.style.width = width;
  on.place.append(admin);
  const look = new Look(admin);
  await look.shows('Открытые');
  return look;
}

/** The section with Павел's inquiry open. */
async function opened(width?: string): Promise<Look> {
  const look = await put(width);
  await look.press('Павел Нечаев');
  await look.shows('от имени организации');
  return look;
}

const tag = (look: Look) => look.root.host as HTMLElement;
/** How many files wait to be sent. */
const chips = (within: ParentNode) =>
  all(within, 'sferum-file-tray').flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll('li') ?? [])]).length;
const combobox = (look: Look) => all<Combobox>(look.root, 'sferum-combobox')[0];
function pick(look: Look, value: string): void {
  const box = combobox(look);
  if (!box) throw new Error('nothing to choose in');
  box.values = [value];
  box.dispatchEvent(new Event('changed'));
}

describe('A9 «Обращения в организацию»', () => {
  beforeEach(() => {
    on = stage();
    on.inquiries.fill();
  });
  afterEach(() => {
    on.stop();
    localStorage.clear();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
  });

  it('A9 shows who asks, from where, what, and how much nobody has read; who opens it has read it', async () => {
    const look = await put();
    await look.shows('Павел Нечаев');
    expect(look.button('Павел Нечаев').textContent).to.contain('1 непрочитанное');
    expect(look.button('Ирина Зимина').textContent).to.contain('Колледж: До 16:00');
    await until(() => look.button('Обращения в организацию').textContent?.includes('1'), 'how many wait, in the menu');
    await look.press('Павел Нечаев');
    await look.shows('Не состоит в колледже');
    await until(() => on.inquiries.conversations[0]?.readSeq === 1, 'it is read');
    on.inquiries.publish();
    await until(() => !look.button('Павел Нечаев').textContent?.includes('непрочитанное'), 'nothing is unread');
  });

  it('A9 answers as the college, shows administrators who it was, and shows what is asked then', async () => {
    const look = await opened();
    await look.write('Справка и заявление');
    await look.shows('Наталья Белова, видно администраторам');
    expect(all(look.root, '.message').at(-1)?.textContent).to.contain('Речноборский колледж');
    expect(on.inquiries.conversations[0]?.messages.at(-1)?.fromCollege).to.equal(true);
    on.inquiries.conversations[0]?.write('А копия паспорта?', false);
    on.inquiries.publish();
    await look.shows('А копия паспорта?');
  });

  it('A9 an answer that fails is reported, kept, and sent once at the next attempt', async () => {
    const look = await opened();
    on.inquiries.refusal = new AppError('denied');
    await look.write('Справка и заявление');
    await look.shows('у вас больше нет доступа');
    on.inquiries.answerLost = true;
    await look.press('Повторить');
    await look.shows('нет связи');
    await look.press('Повторить');
    await look.hides('Не отправлено');
    expect(on.inquiries.conversations[0]?.messages.map(({ body }) => body).slice(1)).to.deep.equal([
      'Справка и заявление',
    ]);
  });

  it('A9 what is typed is there after another section, another inquiry and a reload', async () => {
    const look = await opened();
    look.type('Начал отвечать');
    await look.press('Ирина Зимина');
    await look.shows('Ответ готовит Игорь Лунин');
    await until(() => look.area.value === '', 'another inquiry has its own');
    await look.press('Участники');
    await look.shows('Алина Соколова');
    tag(look).remove();
    const again = await opened();
    await until(() => again.area.value === 'Начал отвечать', 'it is there');
  });

  it('A9 is taken and given back; who was too late learns who has it', async () => {
    const look = await opened();
    const [pavel] = on.inquiries.conversations;
    await look.press('Взять себе');
    await look.shows('Отвечаете вы, это видят только администраторы');
    await until(() => focused() === look.area, 'the focus goes on to the answer');
    await look.choose('Действия с обращением', 'Больше не отвечать');
    await until(() => pavel?.assignee === null, 'it is given back');
    await look.shows('Пока никто не отвечает');
    if (pavel) pavel.assignee = lunin;
    await look.press('Взять себе');
    await look.shows('На это обращение уже отвечает Игорь Лунин.');
    await look.shows('Ответ готовит Игорь Лунин, это видят только администраторы');
  });

  it('C2 a member who asks is touched: their card opens; of who does not belong to the college there is none', async () => {
    const look = await opened();
    const nameButton = () =>
      all(look.root, 'sferum-admin-inquiry')[0]?.shadowRoot?.querySelector<HTMLElement>('h3 button');
    const asked = askedCards(tag(look));
    expect(nameButton()).to.equal(null);
    await look.press('Ирина Зимина');
    await until(() => nameButton(), 'the name of a member');
    nameButton()?.click();
    expect(asked).to.deep.equal(['zimina college']);
  });

  it('C2 who answers and who has answered opens their card as well, in the conversation and in the log of answers', async () => {
    on.inquiries.answered = [
      { id: 'answer', at: new Date(), exactly: '', by: lunin, asker: on.inquiries.conversations[1]?.asker ?? null },
    ];
    const look = await put();
    const asked = askedCards(tag(look));
    const pressAll = (within: string) => {
      const names = all(look.root, within).flatMap(({ shadowRoot }) => (shadowRoot ? all(shadowRoot, '.named') : []));
      for (const each of names) each.click();
      return asked.splice(0);
    };
    await look.press('Ирина Зимина');
    await look.shows('Ответ готовит Игорь Лунин');
    await look.shows('Игорь Лунин, видно администраторам');
    expect(pressAll('sferum-admin-inquiry').sort()).to.deep.equal(['lunin college', 'lunin college', 'zimina college']);
    await look.choose('Другие действия', 'Аудит обращений');
    await look.shows('Кому: Ирина Зимина');
    expect(pressAll('sferum-admin-inquiry-audit')).to.deep.equal(['lunin college', 'zimina college']);
  });

  it('A9 is handed over to another administrator', async () => {
    const [pavel] = on.inquiries.conversations;
    const look = await opened();
    await look.press('Взять себе');
    await look.shows('Отвечаете вы');
    await look.choose('Действия с обращением', 'Передать другому');
    await look.dialog('Других администраторов в колледже нет');
    await look.press('Отмена');
    await until(() => all(look.root, 'sferum-admin-inquiry-assign').length === 0, 'it is closed');
    on.members.members = on.members.members.map((each) => (each.id === lunin.id ? { ...each, isAdmin: true } : each));
    on.members.publish();
    await look.choose('Действия с обращением', 'Передать другому');
    await until(() => combobox(look)?.options.length === 1, 'the others, without oneself');
    expect(combobox(look)?.values).to.deep.equal([]);
    pick(look, lunin.id);
    await look.press('Передать');
    await until(() => pavel?.assignee?.id === lunin.id, 'it is handed over');
  });

  it('A9 is closed and stays in sight, opens again by a word of either side', async () => {
    const look = await opened();
    await look.press('Закрыть обращение');
    await look.shows('Обращение закрыто. Новое сообщение откроет его снова.');
    await until(() => !look.has('Павел Нечаев'), 'it has left the list');
    await look.press('Открыть снова');
    await until(() => look.has('Павел Нечаев'), 'it is back in the list');
    await look.press('Закрыть обращение');
    await until(() => !look.has('Павел Нечаев'), 'closed');
    on.inquiries.conversations[0]?.write('Ещё вопрос', false);
    on.inquiries.publish();
    await look.shows('Ещё вопрос');
    await until(() => look.has('Павел Нечаев'), 'open again');
  });

  it('A9 has tabs for open, own and closed ones, and a search by name', async () => {
    const look = await put();
    await look.shows('Павел Нечаев');
    await look.press('Мои ответы');
    await look.shows('Ваших обращений нет');
    await look.press('Закрытые');
    await look.shows('Закрытых обращений нет');
    await look.press('Открытые');
    const search = all(look.root, 'sferum-search input')[0] ?? all(look.root, 'input[type=search]')[0];
    if (!(search instanceof HTMLInputElement)) throw new Error('no search');
    search.value = 'Зимина';
    search.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await until(() => !look.has('Павел Нечаев') && look.has('Ирина Зимина'), 'found');
    search.value = 'Никто';
    search.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await look.shows('Такого обращения нет');
  });

  it('A9 many come page by page, and those that are there stay when the next do not come', async () => {
    on.inquiries.conversations = Array.from({ length: 120 }, (_, i) => {
      const asker = { id: `${i}`, surname: `Студентов${i}`, name: 'Иван', patronymic: '', role: null, groups: '' };
      const one = new FakeDeskInquiry(`i${i}`, asker);
      one.write('Вопрос', false);
      return one;
    });
    const look = await put();
    const rows = () => all(look.root, '[data-inquiry]').length;
    await until(() => rows() === 50, 'fifty');
    on.inquiries.failure = new AppError('denied');
    await look.press('Показать ещё');
    await look.shows('Остальное не загрузилось');
    expect(rows()).to.equal(50);
    on.inquiries.failure = null;
    await look.press('Повторить');
    await until(() => rows() === 100, 'a hundred');
    await look.press('Показать ещё');
    await until(() => rows() === 120 && !look.has('Показать ещё'), 'all');
  });

  it('A9 an administrator who asked himself neither learns nor decides who answers', async () => {
    const own = new FakeDeskInquiry('own', { ...belova, groups: '' });
    own.write('Когда отпуск?', false);
    on.inquiries.conversations = [own];
    const look = await put();
    await look.press('Наталья Сергеевна Белова');
    await look.shows('от имени организации');
    expect(look.has('Действия с обращением')).to.equal(false);
    expect(look.has('Взять себе')).to.equal(false);
  });

  it('A9 shows administrators who answered whom, page by page', async () => {
    on.inquiries.answered = Array.from({ length: 60 }, (_, i) => ({
      id: `${i}`,
      at: new Date(Date.UTC(2026, 3, 14, 8, 60 - i)),
      exactly: new Date(Date.UTC(2026, 3, 14, 8, 60 - i)).toISOString(),
      by: lunin,
      asker: null,
    }));
    const look = await put();
    await look.choose('Другие действия', 'Аудит обращений');
    await look.dialog('Это видят только администраторы');
    await look.shows('Удалённый пользователь');
    const lines = () => all(look.root, 'sferum-admin-inquiry-audit')[0]?.shadowRoot?.querySelectorAll('li').length;
    expect(lines()).to.equal(50);
    await look.press('Показать ещё');
    await until(() => lines() === 60 && !look.has('Показать ещё'), 'all');
  });

  it('A9 writes into an open chat as the college, once, and keeps the text until it has arrived', async () => {
    const look = await put();
    await look.press('Написать от имени колледжа');
    const dialog = await look.dialog('Участники чата увидят название колледжа');
    await until(() => combobox(look), 'the form');
    expect(combobox(look)?.options.map(({ text }) => text)).to.deep.equal(['Объявления']);
    await look.press('Отправить');
    await until(() => combobox(look)?.error === 'Выберите чат.', 'what is missing is shown');
    pick(look, 'chat');
    look.type('Завтра субботник');
    on.inquiries.answerLost = true;
    await look.press('Отправить');
    await look.shows('Сервер не ответил, текст не пропал');
    await look.press('Отправить');
    await look.shows('Отправлено в чат «Объявления»');
    await until(() => !dialog.isConnected, 'the dialog is gone');
    expect(on.inquiries.posted.map(({ body }) => body)).to.deep.equal(['Завтра субботник']);
    await look.press('Написать от имени колледжа');
    await look.dialog('Участники чата увидят название колледжа');
    await until(() => combobox(look), 'the form again');
    expect(look.area.value).to.equal('');
  });

  it('A9 C6 answers and posts with files, and says in the queue what was sent', async () => {
    const objects: string[] = [];
    on.backend.once('upload-api', () => ({
      upload: async (_: Blob, { object }: { object: string }) =>
        void objects.push(object.split('/').slice(0, 2).join('/')),
    }));
    const look = await opened();
    look.drop('бланк.txt');
    await until(() => chips(look.root) === 1, 'the file of the answer waits');
    await look.press('Отправить');
    const { conversations } = on.inquiries;
    await until(() => conversations[0]?.messages.at(-1)?.files?.[0]?.name === 'бланк.txt', 'the answer has it');
    await look.shows('Вы: бланк.txt');

    await look.press('Написать от имени колледжа');
    await look.dialog('Участники чата увидят название колледжа');
    await until(() => combobox(look), 'the form');
    pick(look, 'chat');
    const dialog = all(look.root, 'sferum-college-post')[0];
    const area = dialog?.shadowRoot?.querySelector('textarea');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['слово'], 'афиша.txt', { type: 'text/plain' }));
    area?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }));
    const form = dialog?.shadowRoot ?? document;
    await until(() => chips(form) === 1, 'the file of the post waits');
    on.inquiries.answerLost = true;
    const submit = all(form, '.button.primary')[0];
    submit?.click();
    await look.shows('Сервер не ответил, текст не пропал');
    expect(chips(form)).to.equal(1);
    submit?.click();
    await look.shows('Отправлено в чат «Объявления»');
    expect(on.inquiries.posted.map(({ body, files }) => [body, ...files])).to.deep.equal([['', 'афиша.txt']]);
    expect(new Set(objects)).to.deep.equal(new Set(['administration/college']));
  });

  it('A9 says that the server did not answer, and asks again', async () => {
    on.inquiries.failure = new AppError('offline');
    const look = await put();
    await look.shows('Сервер не ответил');
    on.inquiries.failure = null;
    await look.press('Повторить');
    await look.shows('Павел Нечаев');
  });

  it('A9 takes the place of the list where it is narrow; the focus goes along and comes back', async () => {
    const look = await opened('380px');
    expect(look.has('Ирина Зимина')).to.equal(false);
    await until(() => focused()?.textContent?.includes('Павел Нечаев'), 'the focus is on the title');
    await look.press('К списку обращений');
    await until(() => (focused() as HTMLElement | null)?.dataset.inquiry === 'pavel', 'the focus is on the row');
  });

  const states: Record<string, () => Promise<Look>> = {
    'the queue': () => put(),
    'an inquiry': () => opened(),
    'nothing to do': async () => {
      on.inquiries.conversations = [];
      const look = await put();
      await look.shows('Новых обращений нет');
      return look;
    },
    'an answer that failed': async () => {
      const look = await opened();
      on.inquiries.refusal = new AppError('unknown');
      await look.write('Слово'.repeat(60));
      await look.shows('сервер не выполнил запрос');
      return look;
    },
  };
  for (const [name, reach] of Object.entries(states)) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut: ${name}`, async () => {
      expect(await illegible(tag(await reach()))).to.deep.equal([]);
    });

    it(`A9 axe finds nothing, light and dark, and nothing is wider than 320 px: ${name}`, async () => {
      const look = await reach();
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = scheme === 'dark' ? '#000' : '#fff';
        expect(await axeFaults(tag(look)), scheme).to.deep.equal([]);
      }
      tag(look).style.width = '320px';
      await (tag(look) as HTMLElement & { updateComplete: Promise<boolean> }).updateComplete;
      const trees = [look.root, ...all(look.root, '*').flatMap(({ shadowRoot }) => shadowRoot ?? [])];
      expect(trees.flatMap((tree) => standingOut(tag(look), tree))).to.deep.equal([]);
    });
  }

  it('A9 speaks English', async () => {
    document.documentElement.lang = 'en';
    const admin = document.createElement('sferum-admin');
    admin.section = 'inquiries';
    on.place.append(admin);
    const look = new Look(admin);
    await look.shows('Questions to the college');
    await look.press('Павел Нечаев');
    await look.shows('in the name of the organisation');
  });
});
