import { expect } from '@esm-bundle/chai';
import { strFromU8, unzipSync } from 'fflate';
import { until } from '../element/testing/until.ts';
import { ProfileStore } from './profile-store.ts';
import { alina, FakeProfile } from './testing/stage.ts';

describe('The own profile', () => {
  let api: FakeProfile;
  let store: ProfileStore;
  let stop: () => void;
  beforeEach(async () => {
    api = new FakeProfile();
    store = new ProfileStore(api);
    stop = store.subscribe(() => {});
    await until(() => store.state.profile.status === 'ready', 'the profile');
  });
  afterEach(() => stop());

  const profile = () => (store.state.profile.status === 'ready' ? store.state.profile.value : undefined);

  it('R3 saves a name without the spaces around it, and shows it', async () => {
    store.type('surname', ' Иванова ');
    store.type('patronymic', '');
    expect(await store.rename()).to.equal(true);
    expect(api.renamed).to.deep.equal([{ surname: 'Иванова', name: 'Алина', patronymic: '' }]);
    expect(profile()?.surname).to.equal('Иванова');
    expect(store.state.draft).to.equal(null);
  });

  it('R3 refuses what is empty or too long, says where, and keeps it', async () => {
    store.type('surname', ' ');
    store.type('name', '');
    store.type('patronymic', '🙂'.repeat(101));
    expect(await store.rename()).to.equal(false);
    expect(store.state.faults).to.deep.equal({ surname: 'surnameEmpty', name: 'nameEmpty', patronymic: 'long' });
    expect(api.renamed).to.deep.equal([]);
    expect([...store.name.patronymic].length).to.equal(101);
    store.type('patronymic', '🙂'.repeat(100));
    expect(store.state.faults).to.deep.equal({ surname: 'surnameEmpty', name: 'nameEmpty' });
  });

  it('R3 keeps what is typed when it cannot be saved, and when the name changes elsewhere', async () => {
    api.fail('rename', 'offline');
    store.type('surname', 'Иванова');
    expect(await store.rename()).to.equal(false);
    expect(store.state.acts.rename.problem?.code).to.equal('offline');
    api.person = { ...alina, name: 'Алёна' };
    api.tell();
    await until(() => profile()?.name === 'Алёна', 'the name of the other tab');
    expect(store.name.surname).to.equal('Иванова');
    expect(await store.rename()).to.equal(true);
    expect(store.state.acts.rename.problem).to.equal(null);
  });

  it('R3 a double click saves once, and what is typed meanwhile stays', async () => {
    let open = () => {};
    api.gate = new Promise((resolve) => {
      open = resolve;
    });
    store.type('surname', 'Иванова');
    const first = store.rename();
    expect(await store.rename()).to.equal(false);
    store.type('surname', 'Иванова-Соколова');
    open();
    await first;
    expect(api.renamed.length).to.equal(1);
    expect(profile()?.surname).to.equal('Иванова');
    expect(store.name.surname).to.equal('Иванова-Соколова');
  });

  it('A12 packs a JSON file for every section, the files, and the names of those that are gone', async () => {
    api.stored = { ...api.stored, files: ['logos/a/one.png', 'logos/two.png', 'logos/three.txt'] };
    api.blobs.set('logos/a/one.png', 'picture');
    api.blobs.set('logos/three.txt', 'слово');
    const shares: number[] = [];
    const unheard = store.subscribe(() => shares.push(store.state.packed));
    const file = await store.pack();
    unheard();
    expect(file?.type).to.equal('application/zip');
    const pieces = unzipSync(new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0)));
    expect(Object.keys(pieces).sort()).to.deep.equal([
      'account.json',
      'files-not-given.json',
      'files/logos/a/one.png',
      'files/logos/three.txt',
      'messages.json',
    ]);
    const read = (name: string) => strFromU8(pieces[name] ?? new Uint8Array());
    expect(JSON.parse(read('messages.json'))).to.deep.equal([{ body: 'Привет' }]);
    expect(read('files/logos/three.txt')).to.equal('слово');
    expect(JSON.parse(read('files-not-given.json'))).to.deep.equal(['logos/two.png']);
    expect(shares).to.include(2 / 3);
  });

  it('A12 gives no half of a file when the packing fails, and packs at the next try', async () => {
    api.fail('data', 'limited');
    expect(await store.pack()).to.equal(null);
    expect(store.state.acts.pack.problem?.code).to.equal('limited');
    expect(await store.pack()).not.to.equal(null);
    expect(store.state.acts.pack.problem).to.equal(null);
  });

  it('A12 the account is not gone when the server refuses', async () => {
    api.fail('erase', 'invalid', 'lastAdmin');
    expect(await store.erase()).to.equal(false);
    expect(store.state.acts.erase.problem?.reason).to.equal('lastAdmin');
    expect(await store.erase()).to.equal(true);
  });
});
