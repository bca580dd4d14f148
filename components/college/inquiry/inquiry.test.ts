import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import { focused, standingOut } from '../../ui/testing/stage.ts';
import '../page/college.ts';
import './inquiry.ts';
import { alina, belova, college } from '../testing/fake-apis.ts';
import { all, Look } from '../testing/look.ts';
import { stage } from '../testing/stage.ts';

let on: ReturnType<typeof stage>;

function put(width = '560px'): Look {
  const inquiry = document.createElement('sferum-inquiry');
  inquiry.style.width = width;
  on.place.append(inquiry);
  return new Look(inquiry);
}

function begin(options: Parameters<typeof stage>[0] = { person: alina.id }): void {
  on = stage(options);
  on.mine.colleges = [{ ...college, isAdmin: false, role: 'student' }];
}

const bubbles = (look: Look) => all(look.root, '.message');

describe('A8 <sferum-inquiry>', () => {
  afterEach(() => {
    on.stop();
    localStorage.clear();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
  });

  it('A8 shows what it is for, takes a question, and shows the answer as the college’s', async () => {
    begin();
    const look = put();
    await look.shows('Задайте вопрос администрации');
    await look.write('Где справка?');
    await until(() => on.inquiry.conversation?.messages.length === 1, 'it is asked');
    on.inquiry.conversation?.write('В кабинете 104', true, 'answer', belova);
    on.inquiry.publish();
    await look.shows('В кабинете 104');
    const answer = bubbles(look).at(-1);
    expect(answer?.textContent).to.contain('Речноборский колледж');
    expect(look.text).not.to.contain('Белова');
    await until(() => on.inquiry.readTo.includes(2), 'it is read');
  });

  it('A8 C6 takes files with a question or without one, uploads them, and says what became of them', async () => {
    begin();
    const objects: string[] = [];
    on.backend.once('upload-api', () => ({
      upload: async (_: Blob, { object }: { object: string }) => void objects.push(object),
    }));
    const look = put();
    await look.shows('Задайте вопрос администрации');
    await until(() => look.has('Прикрепить файлы') && look.has('Записать голосовое сообщение'), 'the ways to attach');
    look.drop('справка.txt', 'программа.exe');
    await look.shows('справка.txt');
    await look.press('Отправить');
    await until(() => on.inquiry.conversation?.messages.length === 1, 'it is asked');
    const [asked] = on.inquiry.conversation?.messages ?? [];
    expect([asked?.body, asked?.files?.[0]?.name]).to.deep.equal(['', 'справка.txt']);
    expect(objects[0]).to.match(/^administration\/college\/[0-9a-f-]{36}\/original$/);
    await until(() => bubbles(look)[0]?.querySelector('sferum-files'), 'it is shown');
    on.inquiry.refusal = new AppError('invalid', '', { reason: 'fileMissing' });
    look.drop('ещё.txt');
    await look.shows('ещё.txt');
    await look.press('Отправить');
    await look.shows('Файл не сохранился на сервере');
  });

  it('A8 a second press on «Отправить» sends nothing twice', async () => {
    begin();
    const look = put();
    await look.shows('Задайте вопрос администрации');
    look.type('Где справка?');
    await until(() => look.has('Отправить'), 'it can be sent');
    const send = look.button('Отправить');
    send.click();
    send.click();
    await until(() => on.inquiry.conversation?.messages.length === 1, 'it is asked');
    await until(() => bubbles(look).length === 1, 'it is shown once');
    expect(on.inquiry.asked).to.have.length(1);
  });

  it('A8 without a connection that is shown, and nothing is lost with the page', async () => {
    begin();
    on.inquiry.begin('Где справка?', 'В кабинете 104');
    const look = put();
    await look.shows('В кабинете 104');
    on.inquiry.failure = new AppError('offline');
    await look.write('А когда?');
    await look.shows('Не отправлено: нет связи');
    look.type('И ещё');
    look.root.host.remove();
    on.inquiry.failure = null;
    const again = put();
    // The next attempt comes a second later.
    await until(() => on.inquiry.conversation?.messages.length === 3, 'it went by itself');
    await until(() => again.root.querySelector('sferum-inquiry-thread') && again.area.value === 'И ещё', 'the draft');
    await again.hides('Не отправлено');
  });

  it('A8 one that is too long is not sent, and by how much is shown', async () => {
    begin();
    const look = put();
    await look.shows('Задайте вопрос администрации');
    look.type('я'.repeat(10_001));
    await look.shows('Длиннее на 1 знак');
    expect(look.button('Отправить').hasAttribute('disabled')).to.equal(true);
  });

  it('A8 what was closed says that a new message opens it again', async () => {
    begin();
    const conversation = on.inquiry.begin('Где справка?', 'В кабинете 104');
    conversation.status = 'closed';
    const look = put();
    await look.shows('Обращение закрыто. Если вопрос остался, напишите, и оно откроется снова.');
    await look.write('А когда?');
    await look.hides('Обращение закрыто');
  });

  it('A8 more than can be written in an hour stays, and says when it goes', async () => {
    begin();
    on.inquiry.begin('Где справка?');
    const look = put();
    await look.shows('Где справка?');
    on.inquiry.refusal = new AppError('limited', 'SF004');
    await look.write('И ещё');
    await look.shows('за час можно написать 30 сообщений');
    await look.press('Удалить');
    await look.hides('И ещё');
  });

  it('A8 earlier messages come when they are asked for', async () => {
    begin();
    on.inquiry.begin(...Array.from({ length: 70 }, (_, i) => `Сообщение ${i + 1}.`));
    const look = put();
    await look.shows('Сообщение 70.');
    await look.press('Показать более ранние');
    await until(() => !look.has('Показать более ранние'), 'all');
    const [scroller] = all(look.root, '.scroller');
    scroller?.scrollTo(0, 0);
    await look.shows('Сообщение 1.');
  });

  it('A8 what one reads keeps its place when something comes before or after it', async () => {
    begin();
    on.inquiry.begin(...Array.from({ length: 70 }, (_, i) => `Сообщение ${i + 1}.`));
    const look = put();
    await look.shows('Сообщение 70.');
    const [scroller] = all(look.root, '.scroller');
    if (!scroller) throw new Error('nothing to scroll');
    const frames = async () => {
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    };
    const bottom = () => Math.round(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight);
    await until(() => bottom() < 1, 'the end is in sight');
    scroller.scrollTop -= 900;
    await frames();
    const height = scroller.scrollHeight;
    const top = scroller.getBoundingClientRect().top;
    const read = bubbles(look).find((bubble) => bubble.getBoundingClientRect().top > top);
    const place = () => read?.getBoundingClientRect().top ?? Number.NaN;
    const before = place();
    on.inquiry.conversation?.write('Ещё одно', true);
    on.inquiry.publish();
    await until(() => scroller.scrollHeight > height, 'one after it');
    await frames();
    expect(Math.abs(place() - before), 'after').to.be.lessThan(2);
    look.button('Показать более ранние').click();
    await until(() => !look.has('Показать более ранние'), 'those before it');
    await frames();
    expect(Math.abs(place() - before), 'before').to.be.lessThan(2);
  });

  it('A8 somebody who applied writes too; others see who can', async () => {
    begin();
    on.mine.colleges = [];
    on.me.pending = [{ id: 'college', shortName: 'Речноборский колледж', logo: '' }];
    const applicant = put();
    await applicant.shows('Задайте вопрос администрации');
    on.stop();
    begin();
    on.mine.colleges = [];
    on.me.pending = [];
    await put().shows('Писать могут те, кто состоит в колледже или отправил заявку.');
  });

  it('A8 who is not signed in can sign in here', async () => {
    begin({ signedIn: false });
    await put().shows('Войдите, чтобы написать администрации');
  });

  it('A8 says that the server did not answer, and asks again', async () => {
    begin();
    on.inquiry.failure = new AppError('offline');
    const look = put();
    await look.shows('Сервер не ответил');
    on.inquiry.failure = null;
    await look.press('Повторить');
    await look.shows('Задайте вопрос администрации');
  });

  it('A8 opens from the menu of the college with the focus where one writes, and gives it back', async () => {
    begin();
    const page = document.createElement('sferum-college');
    page.style.width = '1100px';
    on.place.append(page);
    const look = new Look(page);
    await look.shows('Об учреждении');
    await look.choose('Действия с колледжем', 'Написать администрации');
    await look.dialog('');
    await until(() => focused()?.getAttribute('aria-label') === 'Сообщение администрации', 'the focus');
    await look.press('Закрыть');
    await until(() => focused()?.getAttribute('aria-label') === 'Действия с колледжем', 'the focus is back');
  });

  it('A8 an unread answer is announced in the page of the college, until it is read', async () => {
    begin();
    on.inquiry.begin('Где справка?', 'В кабинете 104');
    const page = document.createElement('sferum-college');
    page.style.width = '380px';
    on.place.append(page);
    const look = new Look(page);
    await look.press('Администрация ответила');
    await look.shows('В кабинете 104');
    await until(() => on.inquiry.readTo.includes(2), 'it is read');
    on.inquiry.publish();
    await look.press('Закрыть');
    await until(() => !look.has('Администрация ответила'), 'nothing is unread');
  });

  const states: Record<string, () => Promise<Look>> = {
    empty: async () => {
      begin();
      const look = put();
      await look.shows('Задайте вопрос администрации');
      return look;
    },
    'a conversation': async () => {
      begin();
      on.inquiry.begin('Где справка?', 'Вот: https://college.example/'.padEnd(300, 'я')).status = 'closed';
      const look = put();
      await look.shows('Обращение закрыто');
      return look;
    },
    'a message that failed': async () => {
      begin();
      on.inquiry.begin('Где справка?');
      const look = put();
      await look.shows('Где справка?');
      on.inquiry.refusal = new AppError('denied');
      await look.write('И ещё');
      await look.shows('у вас больше нет доступа');
      return look;
    },
  };
  for (const [name, reach] of Object.entries(states)) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut: ${name}`, async () => {
      expect(await illegible((await reach()).root.host as HTMLElement)).to.deep.equal([]);
    });

    it(`A8 axe finds nothing, light and dark, and nothing is wider than 320 px: ${name}`, async () => {
      const look = await reach();
      const tag = look.root.host as HTMLElement;
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = scheme === 'dark' ? '#000' : '#fff';
        expect(await axeFaults(tag), scheme).to.deep.equal([]);
      }
      tag.style.width = '320px';
      const trees = [look.root, ...all(look.root, '*').flatMap(({ shadowRoot }) => shadowRoot ?? [])];
      expect(trees.flatMap((tree) => standingOut(tag, tree))).to.deep.equal([]);
    });
  }

  it('A8 speaks English', async () => {
    document.documentElement.lang = 'en';
    begin();
    await put().shows('Ask the administration');
  });
});
