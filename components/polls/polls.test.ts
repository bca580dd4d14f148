import { expect } from '@esm-bundle/chai';
import { readDraft, writeDraft } from '../core/drafts/drafts.ts';
import { AppError, toAppError } from '../core/errors.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { stageFor } from '../element/testing/stage.ts';
import { until } from '../element/testing/until.ts';
import { illegible } from '../ui/testing/legible.ts';
import './new-poll.ts';
import type { Backend } from '../core/backend.ts';
import type { PollMadeEvent } from './new-poll.ts';
import './poll.ts';
import type { VoteEvent } from './poll.ts';
import type { Poll } from './poll-data.ts';
import { pollStore } from './poll-store.ts';
import { aPoll, FakePolls } from './testing/fake-polls.ts';

const words = (element: Element | null | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('C8 a poll', () => {
  let api: FakePolls;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakePolls();
    undo = [];
  });
  afterEach(() => {
    for (const stop of undo.splice(0)) stop();
  });

  let backend: Backend;

  function place(width = 400): HTMLElement {
    const { place, stop, ...on } = stageFor('person-alina');
    backend = on.backend;
    backend.once('polls-api', () => api);
    place.lang = 'ru';
    place.style.cssText = `width:${width}px;padding:16px`;
    undo.push(stop);
    return place;
  }

  async function open(patch: Partial<Poll> = {}, { manages = false, width = 400, topic = 'chat:1' } = {}) {
    api.poll = { ...aPoll, ...patch };
    const poll = document.createElement('sferum-poll');
    Object.assign(poll, { poll: api.poll, topic, people: 26, manages });
    place(width).append(poll);
    // As an outbox does: what finds no connection is sent again, what is refused is given up.
    const send = async (options: readonly number[]) => {
      try {
        await pollStore(backend, api.poll.id, topic).cast(options);
        poll.cast = null;
      } catch (error) {
        const { code } = toAppError(error);
        poll.cast = code === 'offline' ? { options, problem: code } : null;
        if (code === 'offline') addEventListener('online', () => void send(options), { once: true });
      }
    };
    poll.addEventListener('vote', (event) => {
      const { options } = event as VoteEvent;
      poll.cast = { options, problem: null };
      void send(options);
    });
    await poll.updateComplete;
    const root = () => poll.shadowRoot as ShadowRoot;
    return {
      poll,
      inputs: () => [...root().querySelectorAll('input')],
      shares: () => [...root().querySelectorAll('.share')].map(words),
      voters: () => words(root().querySelector('.voters')),
      notes: () => [...root().querySelectorAll('.note')].map(words),
      button: (text: string) => [...root().querySelectorAll('button')].find((each) => words(each) === text),
      terms: () => words(root().querySelector('.terms')),
      text: () => words(root().querySelector('fieldset')),
      find: (selector: string) => root().querySelector(selector),
    };
  }

  it("hides the shares until one has voted, then shows one's own and all", async () => {
    const { button, inputs, poll, shares, terms, voters } = await open();
    expect(terms()).to.equal('Анонимный опрос');
    expect(shares()).to.deep.equal([]);
    expect(button('Проголосовать')).to.equal(undefined);
    inputs()[0]?.click();
    await poll.updateComplete;
    expect(api.votes).to.deep.equal([]);
    button('Проголосовать')?.click();
    await until(() => shares().length > 0, 'the shares');
    expect(shares()).to.deep.equal(['62 %', '14 %', '24 %']);
    const bars = [...(poll.shadowRoot?.querySelectorAll('.bar rect') ?? [])];
    expect(bars.map((bar) => bar.getAttribute('width'))).to.deep.equal(['62', '14', '24']);
    expect(voters()).to.equal('Проголосовал 21 человек из 26');
    expect(api.votes).to.deep.equal([[0]]);
    expect(await axeFaults(poll)).to.deep.equal([]);
  });

  it('takes a vote back, and changes it', async () => {
    const { button, inputs, poll, shares } = await open({ mine: [1], votes: [0, 1, 0], voters: 1 });
    expect(shares()).to.deep.equal(['0 %', '100 %', '0 %']);
    inputs()[2]?.click();
    await poll.updateComplete;
    button('Изменить голос')?.click();
    await until(() => shares()[2] === '100 %', 'the other vote');
    button('Отозвать голос')?.click();
    await until(() => shares().length === 0, 'no vote');
    expect(api.votes).to.deep.equal([[2], []]);
  });

  it('takes several where several are asked for', async () => {
    const { button, inputs, poll, terms } = await open({ single: false, anonymous: false });
    expect(terms()).to.equal('Открытый опрос · можно выбрать несколько');
    expect(inputs().map(({ type }) => type)).to.deep.equal(['checkbox', 'checkbox', 'checkbox']);
    inputs()[2]?.click();
    await poll.updateComplete;
    inputs()[0]?.click();
    await poll.updateComplete;
    button('Проголосовать')?.click();
    await until(() => api.votes.length > 0, 'the vote');
    expect(api.votes).to.deep.equal([[0, 2]]);
  });

  it('shows the votes of others as they come, and an older state never', async () => {
    const { poll, shares, voters } = await open({ mine: [0] });
    const before = api.poll;
    await until(() => api.handlers.size > 0, 'the topic');
    api.others([20, 0, 0], 20);
    await poll.updateComplete;
    expect(shares()[0]).to.equal('100 %');
    poll.poll = { ...before };
    await poll.updateComplete;
    expect(shares()[0]).to.equal('100 %');
    expect(voters()).to.equal('Проголосовали 20 человек из 26');
    expect(api.topics).to.deep.equal(['chat:1']);
  });

  it('shows a vote that waits for a connection, and says so', async () => {
    const { button, inputs, notes, poll, shares } = await open();
    api.failure = new AppError('offline');
    inputs()[1]?.click();
    await poll.updateComplete;
    button('Проголосовать')?.click();
    await until(() => notes().length > 0, 'what is said');
    expect(notes()[0]).to.contain('Голос уйдёт');
    expect(shares()[1]).to.equal('19 %');
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => notes().length === 0, 'the vote');
    expect(api.votes).to.deep.equal([[1], [1]]);
    expect(shares()[1]).to.equal('19 %');
  });

  it('takes a vote that was refused away again, and learns why from the server', async () => {
    const { button, inputs, poll, shares, terms } = await open();
    api.refusal = new AppError('invalid', 'SF001', { reason: 'ended' });
    api.poll = { ...api.poll, revision: 21, closedAt: new Date() };
    inputs()[1]?.click();
    await poll.updateComplete;
    button('Проголосовать')?.click();
    await until(() => terms().endsWith('завершён'), 'the end');
    expect(shares()).to.deep.equal(['60 %', '15 %', '25 %']);
    expect(inputs().some(({ checked }) => checked)).to.equal(false);
  });

  for (const [problem, text] of [
    ['limited', 'слишком часто'],
    ['unknown', 'Сервер сейчас не отвечает'],
  ] as const) {
    it(`says what a vote waits for that cannot be sent now: ${problem}`, async () => {
      const { notes, poll, shares } = await open();
      poll.cast = { options: [1], problem };
      await poll.updateComplete;
      expect(notes()[0]).to.contain(text);
      expect(shares()[1]).to.equal('19 %');
    });
  }

  it('learns what was voted in another tab', async () => {
    const { poll, shares } = await open();
    poll.cast = { options: [1], problem: null };
    await poll.updateComplete;
    api.poll = { ...api.poll, revision: 21, mine: [1], votes: [12, 4, 5], voters: 21 };
    poll.cast = null;
    await until(() => shares()[1] === '19 %', 'my vote');
  });

  it('is ended by whoever manages it, and answered no more', async () => {
    const { button, find, inputs, poll, shares, terms } = await open({}, { manages: true });
    button('Завершить опрос')?.click();
    await until(() => find('sferum-dialog'), 'the question');
    find('sferum-dialog')?.querySelector<HTMLElement>('.danger')?.click();
    await until(() => terms() === 'Анонимный опрос · завершён', 'the end');
    await poll.updateComplete;
    expect(inputs().every(({ disabled }) => disabled)).to.equal(true);
    expect(shares()).to.deep.equal(['60 %', '15 %', '25 %']);
    expect(button('Завершить опрос')).to.equal(undefined);
  });

  it('ends by itself', async () => {
    const { inputs, terms } = await open({ endsAt: new Date(Date.now() + 400) });
    expect(inputs().every(({ disabled }) => disabled)).to.equal(false);
    await until(() => terms().endsWith('завершён'), 'the end');
    expect(inputs().every(({ disabled }) => disabled)).to.equal(true);
  });

  it('shows who voted, but not where it is anonymous', async () => {
    const anonymous = await open({ mine: [0] });
    expect(anonymous.button('Показать проголосовавших')).to.equal(undefined);
    undo.pop()?.();
    const timur = { id: 'timur', surname: 'Гареев', name: 'Тимур', patronymic: '' };
    // In one millisecond, the latest first.
    api.who = Array.from({ length: 60 }, (_, nth) => ({
      person: timur,
      at: `2026-11-30T08:00:00.0001${69 - nth}+00:00`,
    }));
    const { button, find } = await open({ mine: [0], anonymous: false, id: 'open' });
    button('Показать проголосовавших')?.click();
    const list = () => find('sferum-poll-voters')?.shadowRoot?.querySelector('sferum-people-list')?.shadowRoot;
    await until(() => list()?.querySelector('li'), 'who voted');
    expect(words(list()?.querySelector('li'))).to.contain('Гареев');
    expect(list()?.querySelectorAll('li').length).to.equal(50);
    const more = () => [...(list()?.querySelectorAll('button') ?? [])].find((each) => words(each) === 'Показать ещё');
    more()?.click();
    more()?.click();
    await until(() => !more(), 'all of them');
    expect(list()?.querySelectorAll('li').length).to.equal(60);
  });

  it('fits 320 px with the longest words', async () => {
    const { poll } = await open({ options: ['я'.repeat(100), 'да'], votes: [1, 2], mine: [0] }, { width: 240 });
    expect(poll.scrollWidth).to.be.at.most(poll.clientWidth);
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: before and after a vote', async () => {
    const { button, inputs, poll, shares } = await open({ anonymous: false }, { manages: true });
    expect(await illegible(poll)).to.deep.equal([]);
    inputs()[0]?.click();
    await poll.updateComplete;
    button('Проголосовать')?.click();
    await until(() => shares().length > 0, 'the shares');
    expect(await illegible(poll)).to.deep.equal([]);
  });

  it('leaves the arrows to its options', async () => {
    const { inputs, poll } = await open();
    let heard = 0;
    poll.addEventListener('keydown', () => {
      heard += 1;
    });
    const press = (key: string) =>
      inputs()[0]?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
    press('ArrowDown');
    press('Escape');
    expect(heard).to.equal(1);
  });

  describe('that is made', () => {
    async function dialog() {
      const element = document.createElement('sferum-new-poll');
      const made: PollMadeEvent[] = [];
      element.person = 'person-alina';
      element.place = 'chat-1';
      element.addEventListener('made', (event) => made.push(event as PollMadeEvent));
      place().append(element);
      await element.updateComplete;
      const root = element.shadowRoot as ShadowRoot;
      return {
        element,
        made,
        type: async (id: string, text: string) => {
          const input = root.querySelector<HTMLInputElement>(`#${id}`);
          if (!input) throw new Error(`no ${id}`);
          input.value = text;
          input.dispatchEvent(new Event('input'));
          await element.updateComplete;
        },
        click: async (text: string) => {
          [...root.querySelectorAll('button')].find((each) => words(each) === text)?.click();
          await element.updateComplete;
        },
        faults: () => [...root.querySelectorAll('.fault')].map(words),
        count: () => root.querySelectorAll('.option').length,
      };
    }

    it('takes Enter for the next option, but not the one that ends a word in an input method', async () => {
      const { count, element } = await dialog();
      const last = element.shadowRoot?.querySelector('#option-1') as HTMLInputElement;
      const press = (init: KeyboardEventInit) =>
        last.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
      for (const init of [{ keyCode: 229 }, { isComposing: true }]) press(init);
      await element.updateComplete;
      expect(count()).to.equal(2);
      press({});
      await element.updateComplete;
      expect(count()).to.equal(3);
    });

    it('goes out with its question and what is not empty of its options', async () => {
      const { click, element, made, type } = await dialog();
      element.addEventListener('made', (event) => (event as PollMadeEvent).take(Promise.resolve()));
      await type('question', ' Когда? ');
      await type('option-0', 'Среда');
      await click('Добавить вариант');
      await type('option-2', 'Пятница');
      expect(await axeFaults(element)).to.deep.equal([]);
      await click('Создать опрос');
      const [event] = made;
      expect(event?.question).to.equal('Когда?');
      expect(event?.poll).to.include({ single: true, anonymous: true, ends_at: null });
      expect(event?.poll.options).to.deep.equal(['Среда', 'Пятница']);
      expect(readDraft('person-alina', 'chat-1:poll')).to.equal('');
    });

    for (const [why, answer] of [
      ['nobody takes', null],
      ['could not be kept', () => Promise.reject(new AppError('offline'))],
    ] as const) {
      it(`is a draft again when it is what ${why}`, async () => {
        const { click, element, made, type } = await dialog();
        element.addEventListener('made', (event) => answer && (event as PollMadeEvent).take(answer()));
        await type('question', 'Когда?');
        await type('option-0', 'Среда');
        await type('option-1', 'Пятница');
        await click('Создать опрос');
        expect(made.length).to.equal(1);
        await until(() => readDraft('person-alina', 'chat-1:poll').includes('Пятница'), 'the draft');
        writeDraft('person-alina', 'chat-1:poll', '');
      });
    }

    it('says what is wrong, and keeps what was typed', async () => {
      const { click, faults, made, type } = await dialog();
      await click('Создать опрос');
      expect(faults()).to.deep.equal([
        'Напишите вопрос.',
        'Нужно хотя бы два варианта.',
        'Нужно хотя бы два варианта.',
      ]);
      await type('question', 'я'.repeat(301));
      await type('option-0', 'Да');
      await type('option-1', ' да ');
      expect(faults()).to.deep.equal(['В вопросе может быть до 300 знаков.', 'Такой вариант уже есть.']);
      await type('option-1', 'я'.repeat(10000));
      expect(faults()[1]).to.equal('В варианте может быть до 100 знаков.');
      expect(made).to.deep.equal([]);
      expect(readDraft('person-alina', 'chat-1:poll')).to.contain('яяя');
      await type('question', 'Когда?');
      await type('option-1', 'Нет');
      await click('Создать опрос');
      expect(made.length).to.equal(1);
    });

    it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: with all faults', async () => {
      const { click, element } = await dialog();
      await click('Создать опрос');
      expect(await illegible(element)).to.deep.equal([]);
    });

    it('has twelve options at most', async () => {
      const { click, count } = await dialog();
      for (let i = 0; i < 12; i++) await click('Добавить вариант');
      expect(count()).to.equal(12);
    });
  });
});
