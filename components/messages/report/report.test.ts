import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import './report-dialog.ts';
import './report-news.ts';
import { FakeReports } from './testing/fake-reports.ts';

const words = (element: Element | null | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('C13 a report', () => {
  let api: FakeReports;
  let place: HTMLElement;
  let stop: () => void;

  beforeEach(() => {
    api = new FakeReports();
    const stage = stageFor('person-alina');
    stage.backend.once('reports-api', () => api);
    ({ place, stop } = stage);
    place.lang = 'ru';
  });
  afterEach(() => stop());

  async function dialog() {
    const element = document.createElement('sferum-report');
    element.reported = { message: 'message-1' };
    element.name = 'Софья Миронова';
    element.text = 'Ты вообще что-нибудь понимаешь?';
    place.append(element);
    await element.updateComplete;
    const root = element.shadowRoot as ShadowRoot;
    return {
      element,
      notices: () => [...root.querySelectorAll('.notice')].map(words),
      faults: () => [...root.querySelectorAll('.fault')].map(words),
      heading: () => root.querySelector('sferum-dialog')?.getAttribute('heading'),
      choose: async (value: string) => {
        root.querySelector<HTMLInputElement>(`input[value=${value}]`)?.click();
        await element.updateComplete;
      },
      comment: async (text: string) => {
        const area = root.querySelector('textarea');
        if (!area) throw new Error('no comment');
        area.value = text;
        area.dispatchEvent(new Event('input'));
        await element.updateComplete;
      },
      send: async () => {
        [...root.querySelectorAll('button')].find((each) => words(each) === 'Отправить жалобу')?.click();
        await element.updateComplete;
      },
    };
  }

  it('needs a reason, and words for another one; then it goes out once, also after a lost answer', async () => {
    const { choose, comment, element, faults, heading, notices, send } = await dialog();
    expect(heading()).to.equal('Жалоба на сообщение');
    expect(await axeFaults(element)).to.deep.equal([]);
    await send();
    expect(notices()).to.include('Выберите причину.');
    await choose('other');
    await send();
    expect(faults()).to.deep.equal(['Напишите, что случилось.']);
    expect(api.sent).to.deep.equal([]);
    await comment(' Угрожает ');
    api.failure = new AppError('offline');
    await send();
    await until(() => notices().length === 2, 'that it was not sent');
    api.failure = null;
    await send();
    await until(() => heading() === 'Жалоба отправлена', 'that it was sent');
    const [first, second] = api.sent;
    expect(first?.slice(1)).to.deep.equal([{ message: 'message-1' }, 'other', 'Угрожает']);
    expect(second).to.deep.equal(first);
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: with a fault', async () => {
    const { choose, element, send } = await dialog();
    await choose('other');
    await send();
    expect(await illegible(element)).to.deep.equal([]);
  });

  it('says when one has reported it already', async () => {
    const { choose, notices, send } = await dialog();
    api.failure = new AppError('invalid', 'SF001', { reason: 'reported' });
    await choose('spam');
    await send();
    await until(() => notices().length === 2, 'what is said');
    expect(notices()[1]).to.contain('Вы уже пожаловались на это');
  });

  it('that was decided is told until it is seen', async () => {
    const news = document.createElement('sferum-report-news');
    place.append(news);
    const shown = () => [...(news.shadowRoot?.querySelectorAll('li span') ?? [])].map(words);
    const report = { id: 'report-1', isMessage: true, sentAt: new Date(), decision: null, isSeen: false };
    api.list = [report];
    await until(() => api.changed.size > 0, 'the topic');
    api.list = [{ ...report, decision: 'deleted' }];
    for (const changed of api.changed) changed();
    await until(() => shown().length > 0, 'the news');
    expect(shown()).to.deep.equal(['Ваша жалоба рассмотрена: сообщение удалено.']);
    news.shadowRoot?.querySelector('button')?.click();
    await until(() => shown().length === 0, 'that they are seen');
    expect(api.list[0]?.isSeen).to.equal(true);
  });
});
