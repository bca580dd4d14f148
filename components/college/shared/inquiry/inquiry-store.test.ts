import { expect } from '@esm-bundle/chai';
import { AppError } from '../../../core/errors.ts';
import { until } from '../../../element/testing/until.ts';
import { fileOf } from '../../../files/file.ts';
import type { Uploads } from '../../../messages/file-transport.ts';
import { Outbox } from '../../../messages/outbox/outbox.ts';
import { FakeInquiry } from '../../testing/fake-inquiries.ts';
import type { InquiryApi } from './inquiry-api.ts';
import { type InquiryStore, openInquiry } from './inquiry-store.ts';

const shown = ({ state }: InquiryStore) => (state.messages.status === 'ready' ? state.messages.value : []);
const bodies = (store: InquiryStore) => shown(store).map(({ body }) => body);
const ready = ({ state }: InquiryStore) => state.messages.status === 'ready';

let person: string;
let uploaded: { folder: string; names: string[] }[];
let released: string[];

const uploads: Uploads = {
  upload: async ({ folder }, files) => void uploaded.push({ folder, names: files.map(({ name }) => name) }),
  release: (files) => released.push(...files.map(({ name }) => name)),
};
let leaving: (() => void)[];

/** A store of the asker, as a page that was just loaded has it. */
function open(api: FakeInquiry): InquiryStore {
  const store = openInquiry(api as unknown as InquiryApi, new Outbox(person), 'college', async () => uploads);
  leaving.push(store.subscribe(() => {}));
  return store;
}

/** The page goes away: nothing of it is subscribed or sends any more. */
async function leave(): Promise<void> {
  for (const each of leaving.splice(0)) each();
  await Promise.resolve();
}

describe('A8 A9 an inquiry', () => {
  beforeEach(() => {
    person = `inquiry-store-test:${crypto.randomUUID()}`;
    leaving = [];
    uploaded = [];
    released = [];
  });
  afterEach(async () => {
    await leave();
    indexedDB.deleteDatabase(person);
  });

  it('C6 uploads the files of a question into the folder of the administration, and sends it then, also after a reload', async () => {
    const api = new FakeInquiry();
    const store = open(api);
    await until(() => ready(store), 'it is loaded');
    api.isOffline = true;
    await store.send('', { files: [fileOf({ id: 'a', kind: 'file', name: 'справка.pdf' })] });
    await until(() => api.asked.length > 0, 'it is tried');
    await leave();
    api.isOffline = false;
    const again = open(api);
    await until(() => shown(again).length === 1, 'it has arrived');
    expect(uploaded[0]).to.deep.equal({ folder: 'administration/college', names: ['справка.pdf'] });
    expect(shown(again)[0]?.files?.map(({ name }) => name)).to.deep.equal(['справка.pdf']);
    await until(() => released.length > 0, 'the device needs it no more');
  });

  it('A8 begins with the first question, and what the college answers appears by itself', async () => {
    const api = new FakeInquiry();
    const store = open(api);
    await until(() => ready(store), 'it is known that nothing was asked');
    expect(store.state.summary).to.have.property('value', null);
    await store.send('Где справка?');
    expect(store.state.pending.map(({ act }) => act.body)).to.deep.equal(['Где справка?']);
    await until(() => bodies(store).length === 1, 'the question has arrived');
    expect(store.state.pending).to.deep.equal([]);
    await until(
      () => store.state.summary.status === 'ready' && store.state.summary.value?.id,
      'there is an inquiry now',
    );
    api.conversation?.write('В кабинете 104', true);
    api.publish();
    await until(() => bodies(store)[1] === 'В кабинете 104', 'the answer');
    expect(api.listeners.size, 'subscribed to the inquiry and no longer to the person').to.equal(1);
  });

  it('A8 what was written before a text of mine stands before it', async () => {
    const api = new FakeInquiry();
    api.begin('Где справка?');
    const store = open(api);
    await until(() => bodies(store).length === 1, 'what was there');
    api.conversation?.write('В кабинете 104', true);
    await store.send('И когда?');
    await until(() => bodies(store).length === 3, 'both');
    expect(bodies(store)).to.deep.equal(['Где справка?', 'В кабинете 104', 'И когда?']);
  });

  it('A8 an answer of the server that is lost doubles nothing', async () => {
    const api = new FakeInquiry();
    const store = open(api);
    await until(() => ready(store), 'loaded');
    api.answerLost = true;
    await store.send('Где справка?');
    await until(() => store.state.pending.length === 0 && bodies(store).length === 1, 'sent');
    await until(() => api.asked.length === 2, 'asked again by itself');
    expect(new Set(api.asked).size).to.equal(1);
    expect(api.conversation?.messages).to.have.length(1);
  });

  it('A8 what could not be sent is there after a reload, and goes by itself', async () => {
    const api = new FakeInquiry();
    api.failure = new AppError('offline');
    const before = open(api);
    await before.send('Где справка?');
    await before.send('И когда?');
    await until(() => before.state.pending[0]?.problem === 'offline', 'it did not go');
    await leave();
    api.failure = null;
    const after = open(api);
    await until(() => bodies(after).length === 2, 'both arrived');
    expect(bodies(after)).to.deep.equal(['Где справка?', 'И когда?']);
    await until(() => after.state.pending.length === 0, 'nothing is pending');
  });

  it('A8 a long one comes in pages without gaps, also after a long absence', async () => {
    const api = new FakeInquiry();
    api.begin(...Array.from({ length: 120 }, (_, i) => `${i + 1}`));
    if (api.conversation) api.conversation.askerReadSeq = 120;
    const store = open(api);
    await until(() => bodies(store).length === 50, 'the newest');
    expect(shown(store)[0]?.seq).to.equal(71);
    api.failure = new AppError('offline');
    await store.loadOlder(true);
    expect([store.state.olderProblem, bodies(store).length]).to.deep.equal(['offline', 50]);
    api.failure = null;
    await store.loadOlder(true);
    await store.loadOlder(true);
    expect(shown(store)[0]?.seq).to.equal(1);
    for (let i = 121; i <= 200; i++) api.conversation?.write(`${i}`, true);
    api.publish();
    await until(() => shown(store).at(-1)?.seq === 200, 'the newest again');
    const seqs = shown(store).map(({ seq }) => seq);
    expect(seqs).to.deep.equal(Array.from({ length: seqs.length }, (_, i) => (seqs[0] ?? 0) + i));
  });

  it('A8 sends once how far was read', async () => {
    const api = new FakeInquiry();
    api.begin('Где справка?', 'В кабинете 104');
    const store = open(api);
    await until(() => bodies(store).length === 2, 'loaded');
    store.read(2);
    await until(() => api.readTo.length === 1, 'it is sent');
    store.read(2);
    expect(api.readTo).to.deep.equal([2]);
  });

  it('A8 a first answer that does not come can be asked for again', async () => {
    const api = new FakeInquiry();
    api.failure = new AppError('offline');
    const store = open(api);
    await until(() => store.state.summary.status === 'failed', 'it failed');
    api.failure = null;
    store.retry();
    await until(() => ready(store), 'it is there');
  });
});
