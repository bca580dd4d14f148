import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { calls as words } from '../../locales/ru/lesson/calls.ts';
import type { IncomingCall } from '../lesson-types.ts';
import { alina, chatId, FakeLessons, marina, timur } from '../testing/fake-lessons.ts';
import { stage } from '../testing/stage.ts';
import './lesson-card.ts';
import './new-lesson.ts';
import { LitElement } from 'lit';
import { backendOf } from '../../element/context.ts';
import { RingController } from './ring-controller.ts';

class Ringing extends LitElement {
  readonly ring = new RingController(this, () => backendOf(this));
}
customElements.define('test-ringing', Ringing);

describe('L1 C14 a call', () => {
  let server: FakeLessons;
  let ends: (() => void)[];

  beforeEach(() => {
    server = new FakeLessons();
    ends = [];
  });

  afterEach(() => {
    for (const end of ends.reverse()) end();
    for (const tag of ['sferum-lesson-window', 'sferum-incoming-call']) document.querySelector(tag)?.remove();
  });

  const incoming = (patch: Partial<IncomingCall> = {}): IncomingCall => ({
    lesson: server.begin({ count: 2 }),
    chatTitle: 'ИС-21 · Базы данных',
    groupNumber: 'ИС-21',
    caller: marina,
    until: new Date(Date.now() + 45_000),
    ...patch,
  });

  /** A page with so many tags that ring. */
  function page(tags = 2) {
    const { backend, place, stop } = stage(server, alina);
    const api = server.as(alina);
    backend.once('ring-api', () => ({
      isCalled: async () => (await api.myCalls()).length > 0,
      subscribe: (called: () => void, joined: () => void) =>
        api.subscribeToCalls({ onCall: called, onQuiet: () => {}, onJoined: joined }),
    }));
    for (let n = 0; n < tags; n++) place.append(document.createElement('test-ringing'));
    ends.push(stop);
    return { backend, place };
  }

  const card = () => document.querySelector('sferum-incoming-call');
  const shownCard = () => card()?.shadowRoot?.querySelector('.card');
  const ringUp = () => {
    for (const { onCall } of server.callHandlers.get(alina.id) ?? []) onCall(server.lesson?.id ?? '');
  };

  it('rings once on a page, however many tags listen, and takes no focus', async () => {
    const { place } = page();
    const field = place.appendChild(document.createElement('input'));
    await until(() => server.callHandlers.get(alina.id)?.size, 'listening');
    field.focus();
    server.calls = [incoming()];
    ringUp();
    const shown = await until(shownCard, 'the card');
    expect(shown.textContent).to.contain('Зовёт Марина Ветрова').and.contain('Уже в уроке 2 человека');
    expect(document.querySelectorAll('sferum-incoming-call').length).to.equal(1);
    expect(document.activeElement).to.equal(field);
    const element = card();
    expect(element && (await axeFaults(element))).to.deep.equal([]);
  });

  it('rings on a page that is opened while somebody calls', async () => {
    server.calls = [incoming()];
    page(1);
    await until(shownCard, 'the card');
  });

  it('stops when it is declined here, answered elsewhere, or nobody answers', async () => {
    page(1);
    await until(() => server.callHandlers.get(alina.id)?.size, 'listening');
    server.calls = [incoming()];
    ringUp();
    const button = await until(() => shownCard()?.querySelector<HTMLElement>('.actions .button'), 'declining');
    button.click();
    await until(() => !shownCard(), 'silence');
    expect(server.declined).to.deep.equal([server.lesson?.id]);

    server.calls = [incoming()];
    ringUp();
    await until(shownCard, 'the second call');
    const second = server.lesson?.id ?? '';
    server.calls = [];
    for (const { onQuiet } of server.callHandlers.get(alina.id) ?? []) onQuiet(second);
    await until(() => !shownCard(), 'silence');

    server.calls = [incoming({ until: new Date(Date.now() + 700) })];
    ringUp();
    await until(shownCard, 'the third call');
    server.calls = [];
    await until(() => !shownCard(), 'silence');
  });

  it('is answered by one press, as was chosen on the card', async () => {
    page(1);
    await until(() => server.callHandlers.get(alina.id)?.size, 'listening');
    server.calls = [incoming()];
    ringUp();
    await until(shownCard, 'the card');
    const camera = shownCard()?.querySelector<HTMLElement>(`[aria-label="${words.camera}"]`);
    camera?.click();
    await until(() => shownCard()?.textContent?.includes(words.how.none), 'how one comes in');
    document.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyJ', key: 'о', altKey: true, cancelable: true }));
    await until(() => server.people.some(({ isIn, person }) => isIn && person.id === alina.id), 'being in');
    expect(server.people.map(({ withVideo }) => withVideo)).to.deep.equal([false]);
    const lesson = await until(
      () => document.querySelector('sferum-lesson-window')?.shadowRoot?.querySelector('sferum-lesson'),
      'the lesson',
    );
    await until(() => lesson.shadowRoot?.querySelector('sferum-lesson-room'), 'the room');
    expect(shownCard() ?? null).to.equal(null);
  });

  it('is shown elsewhere where the page wants that', async () => {
    const { place } = page(1);
    const asked: string[] = [];
    place.addEventListener('sferum-lesson-open', (event) => {
      event.preventDefault();
      asked.push(event.lesson);
    });
    await until(() => server.callHandlers.get(alina.id)?.size, 'listening');
    server.calls = [incoming()];
    ringUp();
    const join = await until(() => shownCard()?.querySelector<HTMLElement>('.primary'), 'the way in');
    join.click();
    expect(asked).to.deep.equal([server.lesson?.id]);
    expect(document.querySelector('sferum-lesson-window')).to.equal(null);
  });

  it('begins with those who were chosen, with all, or with nobody', async () => {
    const { place, stop } = stage(server, marina);
    ends.push(stop);
    const open = async () => {
      const element = Object.assign(document.createElement('sferum-new-lesson'), {
        chat: chatId,
        name: 'ИС-21 · Базы данных',
        load: async () => [alina, timur],
        isHere: (id: string) => id === alina.id,
      });
      place.append(element);
      const root = await until(
        () => element.shadowRoot?.querySelector('.people label') && element.shadowRoot,
        'people',
      );
      return { element, root };
    };
    const begin = async (root: ShadowRoot, text: string) => {
      const button = [...root.querySelectorAll<HTMLElement>('[slot=actions]')].find((each) =>
        each.textContent?.includes(text),
      );
      button?.click();
    };
    const { element, root } = await open();
    expect(await axeFaults(element)).to.deep.equal([]);
    root.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await until(() => root.textContent?.includes('Выбран 1 участник'), 'the choice');
    const begun = new Promise((resolve) => element.addEventListener('begun', resolve, { once: true }));
    await begin(root, 'Позвонить выбранным');
    await begun;
    element.remove();
    server.lesson = null;
    for (const [text, call] of [
      [words.callAll, 'all'],
      [words.callNobody, []],
    ] as const) {
      const again = await open();
      await begin(again.root, text);
      await until(() => server.started.at(-1)?.call?.toString() === call.toString(), text);
      again.element.remove();
      server.lesson = null;
    }
    expect(server.started.map(({ call, kind, media }) => [call, kind, media])).to.deep.equal([
      [[alina.id], 'lesson', 'video'],
      ['all', 'lesson', 'video'],
      [[], 'lesson', 'video'],
    ]);
  });

  it('says why a student cannot begin one, and what was typed stays when the server does not answer', async () => {
    const { place, stop } = stage(server, alina);
    ends.push(stop);
    server.startRightsOf = { refusal: 'student', kinds: [], callAll: false };
    const refused = Object.assign(document.createElement('sferum-new-lesson'), { chat: chatId });
    place.append(refused);
    await until(() => refused.shadowRoot?.textContent?.includes(words.refusals.student), 'the sentence');
    refused.remove();

    const other = stage(server, marina);
    ends.push(other.stop);
    server.startRightsOf = { refusal: null, kinds: ['call'], callAll: false };
    const element = Object.assign(document.createElement('sferum-new-lesson'), {
      chat: chatId,
      load: async () => [alina],
    });
    other.place.append(element);
    const topic = await until(() => element.shadowRoot?.querySelector<HTMLInputElement>('#topic'), 'the topic');
    topic.value = 'Разбор контрольной';
    topic.dispatchEvent(new InputEvent('input'));
    server.failure = new AppError('unknown', '', { reason: 'unreachable' });
    element.shadowRoot?.querySelector<HTMLElement>('.primary')?.click();
    await until(() => element.shadowRoot?.textContent?.includes(words.problems.unreachable), 'the sentence');
    server.failure = null;
    element.shadowRoot?.querySelector<HTMLElement>('.primary')?.click();
    await until(() => server.started.length > 0, 'the beginning');
    expect(server.started[0]?.topic).to.equal('Разбор контрольной');
  });

  it('L8 shows the lesson that runs in a chat, with the way in, and nothing when it is over', async () => {
    const { place, stop } = stage(server, alina);
    ends.push(stop);
    server.begin({ count: 3 });
    const element = Object.assign(document.createElement('sferum-lesson-card'), { chat: chatId });
    place.append(element);
    const button = await until(() => element.shadowRoot?.querySelector<HTMLElement>('.primary'), 'the card');
    expect(element.shadowRoot?.textContent).to.contain('Базы данных').and.contain('3 человека уже в уроке');
    button.click();
    const lesson = await until(
      () => document.querySelector('sferum-lesson-window')?.shadowRoot?.querySelector('sferum-lesson'),
      'the lesson',
    );
    expect(lesson.lesson).to.equal(server.lesson?.id);
    server.publish([], { endedAt: new Date() });
    await until(() => !element.shadowRoot?.querySelector('.card'), 'nothing');
  });
});
