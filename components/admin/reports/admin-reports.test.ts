import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { askedCards } from '../../element/testing/cards.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import { aReport, FakeReports, plainText, polina, sofia } from '../testing/fake-reports.ts';
import './admin-reports.ts';
import type { KeptMessage } from './admin-reports-api.ts';
import { AdminReportsStore } from './admin-reports-store.ts';

const words = (element: Element | null | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
describe('C13 «Жалобы»', () => {
  let api: FakeReports;
  let stop: () => void;
  let place: HTMLElement;

  beforeEach(() => {
    api = new FakeReports([aReport]);
    const stage = stageFor('belova');
    stage.backend.once('admin-reports-api', () => api);
    ({ place, stop } = stage);
    place.lang = 'ru';
  });
  afterEach(() => stop());

  async function open(width = 844) {
    place.style.width = `${width}px`;
    const section = document.createElement('sferum-admin-reports');
    section.college = 'college';
    place.append(section);
    const root = () => section.shadowRoot as ShadowRoot;
    await until(() => root().querySelector('.list, .view-state'), 'the list');
    const button = (text: string) =>
      [...root().querySelectorAll('button')].find(
        (each) => words(each).startsWith(text) || each.ariaLabel?.startsWith(text),
      );
    return {
      section,
      rows: () => [...root().querySelectorAll('.list > li')].map(words),
      kept: () => [...root().querySelectorAll('.kept .quote')].map(words),
      notices: () => [...root().querySelectorAll('.notice')].map(words),
      press: async (text: string) => {
        const found = button(text);
        if (!found) throw new Error(`no button ${text}`);
        found.click();
        await section.updateComplete;
      },
      has: (text: string) => button(text) !== undefined,
    };
  }

  it('shows the next ones once, also those of the same millisecond and after a second click', async () => {
    api.reports = [3, 2, 1].map((n) => ({
      ...aReport,
      id: `report-${n}`,
      exactly: `2026-11-30T08:00:00.00000${n}+00:00`,
    }));
    const { has, press, rows } = await open();
    expect(rows().length).to.equal(2);
    await Promise.all([press('Показать ещё'), press('Показать ещё')]);
    await until(() => rows().length > 2, 'the next');
    expect([rows().length, has('Показать ещё'), has('Загрузка')]).to.deep.equal([3, false, false]);
  });

  it('shows who reported whom, why, and what was written', async () => {
    const { rows, section } = await open();
    expect(rows().length).to.equal(1);
    for (const part of ['Грубость', 'Новая', 'Полина Ершова', 'ИС-21', 'Софья Миронова', '«Ты вообще']) {
      expect(rows()[0]).to.contain(part);
    }
    expect(await axeFaults(section)).to.deep.equal([]);
  });

  it('names files and the options of a poll in words, in the list and among what was kept', async () => {
    const files = [
      { kind: 'picture', name: 'доска.jpg' },
      { kind: 'voice', name: 'voice.m4a' },
    ] as const;
    api.reports = [{ ...aReport, quote: '', quotedFiles: files }];
    api.kept = [
      { ...plainText, seq: 1, author: polina, body: 'Обед?', pollOptions: ['Да', 'Нет'], isReported: false },
      { ...plainText, seq: 2, author: sofia, body: '', files, isReported: true },
    ];
    const { kept, press, rows } = await open();
    expect(rows()[0]).to.match(/«Фото «доска.jpg»\s+Голосовое сообщение»/);
    await press('Рассмотреть');
    await until(() => kept().length === 2, 'the messages');
    expect(kept()[0]).to.match(/Обед\?\s+Варианты опроса: «Да», «Нет»/);
    expect(kept()[1])
      .to.match(/Фото «доска.jpg»\s+Голосовое сообщение/)
      .and.not.to.contain('удалено');
  });

  it('quotes nothing of a personal chat until it is opened, which is said to be in the log', async () => {
    api.reports = [{ ...aReport, isPersonal: true, chat: '', quote: null }];
    const { kept, press, rows } = await open();
    expect(rows()[0]).to.contain('Это попадёт в журнал изменений');
    expect(api.looked).to.deep.equal([]);
    await press('Рассмотреть');
    await until(() => kept().length === 2, 'what was kept');
    expect(api.looked).to.deep.equal(['report-1']);
    expect(kept()[1]).to.contain('на которое пожаловались');
    expect(kept()[0]).to.contain('Как сдавать план.pdf?');
  });

  it('shows what was kept of the report that was opened last, whatever is answered first', async () => {
    const answers = new Map<string, (kept: KeptMessage[]) => void>();
    api.context = (report) => new Promise((resolve) => answers.set(report, resolve));
    const store = new AdminReportsStore(api, 'college');
    const looks = [store.look('first'), store.look('second')];
    const [one, other] = api.kept;
    answers.get('second')?.(other ? [other] : []);
    answers.get('first')?.(one ? [one] : []);
    await Promise.all(looks);
    expect(store.state.context).to.deep.equal({ status: 'ready', value: [other] });
  });

  it('C2 whoever is named opens their card: who reported whom, who wrote what was kept, who decided', async () => {
    const decidedBy = { id: 'belova', surname: 'Белова', name: 'Наталья', patronymic: '' };
    api.reports = [{ ...aReport, decision: 'dismissed', decidedAt: new Date(), decidedBy }];
    const { kept, press, section } = await open();
    const asked = askedCards(place);
    const pressAll = (within: string) => {
      for (const each of section.shadowRoot?.querySelectorAll<HTMLElement>(`${within} .named`) ?? []) each.click();
      return asked.splice(0);
    };
    await press('Решённые');
    expect(pressAll('.list')).to.deep.equal(['polina college', 'sofia college']);
    await press('Открыть');
    await until(() => kept().length === 2, 'what was kept');
    expect(pressAll('.body')).to.deep.equal(['polina college', 'polina college', 'sofia college', 'belova college']);
  });

  it('C2 a report on a person names them in it, and nobody whose account is erased', async () => {
    api.reports = [{ ...aReport, isMessage: false, chat: '', quote: null, reporter: null }];
    const { press, section } = await open();
    const asked = askedCards(place);
    await press('Рассмотреть');
    for (const each of section.shadowRoot?.querySelectorAll<HTMLElement>('.body .named') ?? []) each.click();
    expect(asked).to.deep.equal(['sofia college']);
    expect(words(section.shadowRoot?.querySelector('.body'))).to.contain('От: Удалённый пользователь На кого: Софья');
  });

  it('decides: deletes, mutes for the chosen time, dismisses', async () => {
    const { press, rows, section } = await open();
    await press('Рассмотреть');
    await press('Запретить писать');
    await until(() => rows().length === 0, 'that it is decided');
    expect(api.decided).to.deep.equal([['report-1', 'muted', 1440]]);
    await press('Решённые');
    expect(rows()[0]).to.contain('Автору запрещено писать');
    await press('Открыть');
    await section.updateComplete;
  });

  it('says when another administrator was faster', async () => {
    const { notices, press } = await open();
    await press('Рассмотреть');
    api.failure = new AppError('conflict', 'SF002', { reason: 'decided' });
    await press('Отклонить');
    await until(() => notices().length > 0, 'what is said');
    expect(notices()).to.include('Эту жалобу уже рассмотрел другой администратор.');
  });

  it('offers no deletion of a person, and no muting where there is no chat', async () => {
    api.reports = [{ ...aReport, isMessage: false, chat: '', quote: null, canMute: false }];
    const { has, press } = await open();
    await press('Рассмотреть');
    expect([has('Отклонить'), has('Удалить сообщение'), has('Запретить писать')]).to.deep.equal([true, false, false]);
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: the list, and one that is decided', async () => {
    const { press, section } = await open();
    expect(await illegible(section)).to.deep.equal([]);
    await press('Рассмотреть');
    expect(await illegible(section)).to.deep.equal([]);
  });

  it('fits 320 px', async () => {
    const { section } = await open(320);
    expect(section.scrollWidth).to.be.at.most(320);
  });
});
