import { expect } from '@esm-bundle/chai';
import { AppError } from '../../../core/errors.ts';
import { until } from '../../../element/testing/until.ts';
import { FakeInquiry } from '../../testing/fake-inquiries.ts';
import type { Inquiry } from './inquiry-api.ts';
import { type InquirySide, InquiryStore } from './inquiry-store.ts';

const bodies = ({ state }: InquiryStore) => state.messages.map(({ body }) => body);
const ready = ({ state }: InquiryStore) => state.inquiry.status === 'ready';

let person: string;
let leaving: (() => void)[];

/** A store of the asker, as a page that was just loaded has it. */
function open(api: FakeInquiry): InquiryStore {
  const side: InquirySide<Inquiry> = {
    load: () => api.mine(),
    page: (inquiry, options) => api.page(inquiry, options),
    send: (id, body) => api.ask('college', id, body),
    read: (inquiry, seq) => api.read(inquiry, seq),
    subscribe: (inquiry, changed) => (inquiry ? api.subscribe(inquiry, changed) : api.subscribeToMe(changed)),
  };
  const store = new InquiryStore(side, person, 'inquiry:college');
  leaving.push(store.subscribe(() => {}));
  return store;
}

/** The page goes away: nothing of it listens or sends any more. */
async function leave(): Promise<void> {
  for (const each of leaving.splice(0)) each();
  await Promise.resolve();
}

describe('A8 A9 an inquiry', () => {
  beforeEach(() => {
    person = crypto.randomUUID();
    leaving = [];
  });
  afterEach(async () => {
    await leave();
    for (const key of Object.keys(localStorage)) if (key.includes(person)) localStorage.removeItem(key);
  });

  it('A8 begins with the first question, and what the college answers appears by itself', async () => {
    const api = new FakeInquiry();
    const store = open(api);
    await until(() => ready(store), 'it is known that nothing was asked');
    store.write('Где справка?');
    expect(store.state.unsent.map(({ body }) => body)).to.deep.equal(['Где справка?']);
    await until(() => bodies(store).length === 1, 'the question has arrived');
    expect(store.state.unsent).to.deep.equal([]);
    api.conversation?.say('В кабинете 104', true);
    api.publish();
    await until(() => bodies(store)[1] === 'В кабинете 104', 'the answer');
  });

  it('A8 what was written before a text of mine stands before it', async () => {
    const api = new FakeInquiry();
    api.begin('Где справка?');
    const store = open(api);
    await until(() => bodies(store).length === 1, 'what was there');
    api.conversation?.say('В кабинете 104', true);
    store.write('И когда?');
    await until(() => bodies(store).length === 3, 'both');
    expect(bodies(store)).to.deep.equal(['Где справка?', 'В кабинете 104', 'И когда?']);
  });

  it('A8 an answer of the server that is lost doubles nothing', async () => {
    const api = new FakeInquiry();
    api.answerLost = true;
    const store = open(api);
    await until(() => ready(store), 'loaded');
    store.write('Где справка?');
    await until(() => store.state.unsent[0]?.problem === 'offline', 'it is said that it was not sent');
    store.resend(store.state.unsent[0]?.id ?? '');
    await until(() => store.state.unsent.length === 0 && bodies(store).length === 1, 'sent');
    expect(new Set(api.asked).size).to.equal(1);
    expect(api.conversation?.messages).to.have.length(1);
  });

  it('A8 what could not be sent is there after a reload, and goes by itself', async () => {
    const api = new FakeInquiry();
    api.failure = new AppError('offline');
    const before = open(api);
    before.write('Где справка?');
    before.write('И когда?');
    await until(() => before.state.unsent.every(({ problem }) => problem === 'offline'), 'neither went');
    await leave();
    api.failure = null;
    const after = open(api);
    await until(() => bodies(after).length === 2, 'both arrived');
    expect(bodies(after)).to.deep.equal(['Где справка?', 'И когда?']);
    await leave();
    expect(open(api).state.unsent).to.deep.equal([]);
  });

  it('A8 what failed for want of a connection goes when it is back, and what was refused waits for a word', async () => {
    const api = new FakeInquiry();
    const store = open(api);
    await until(() => ready(store), 'loaded');
    api.refusal = new AppError('offline');
    store.write('первое');
    await until(() => store.state.unsent[0]?.problem === 'offline', 'no connection');
    api.refusal = new AppError('denied');
    store.write('второе');
    await until(() => store.state.unsent[1]?.problem === 'denied', 'refused');
    dispatchEvent(new Event('online'));
    await until(() => bodies(store).includes('первое'), 'the first');
    expect(store.state.unsent.map(({ body, problem }) => [body, problem])).to.deep.equal([['второе', 'denied']]);
    store.discard(store.state.unsent[0]?.id ?? '');
    expect(store.state.unsent).to.deep.equal([]);
  });

  it('A8 a long one comes in pages without holes, also after a long absence', async () => {
    const api = new FakeInquiry();
    api.begin(...Array.from({ length: 120 }, (_, i) => `${i + 1}`));
    const store = open(api);
    await until(() => bodies(store).length === 50, 'the newest');
    expect(store.state.messages[0]?.seq).to.equal(71);
    api.failure = new AppError('offline');
    await store.fetchEarlier();
    expect([store.state.earlierFailed, bodies(store).length]).to.deep.equal(['offline', 50]);
    api.failure = null;
    await store.fetchEarlier();
    await store.fetchEarlier();
    expect(store.state.messages[0]?.seq).to.equal(1);
    for (let i = 121; i <= 200; i++) api.conversation?.say(`${i}`, true);
    api.publish();
    await until(() => store.state.messages.at(-1)?.seq === 200, 'the newest again');
    const seqs = store.state.messages.map(({ seq }) => seq);
    expect(seqs).to.deep.equal(Array.from({ length: seqs.length }, (_, i) => (seqs[0] ?? 0) + i));
  });

  it('A8 says once how far was read, and again when saying it failed', async () => {
    const api = new FakeInquiry();
    api.begin('Где справка?', 'В кабинете 104');
    const store = open(api);
    await until(() => bodies(store).length === 2, 'loaded');
    api.failure = new AppError('offline');
    await store.read();
    api.failure = null;
    await store.read();
    await store.read();
    expect(api.readTo).to.deep.equal([2]);
  });

  it('A8 a first answer that does not come can be asked for again', async () => {
    const api = new FakeInquiry();
    api.failure = new AppError('offline');
    const store = open(api);
    await until(() => store.state.inquiry.status === 'failed', 'it failed');
    api.failure = null;
    store.retry();
    await until(() => ready(store), 'it is there');
  });
});
