import { expect } from '@esm-bundle/chai';
import { strFromU8, unzipSync } from 'fflate';
import { until } from '../element/testing/until.ts';
import { ProfileStore } from './profile-store.ts';
import { alina, FakeProfile } from './testing/stage.ts';

describe('The store of the profile', () => {
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

  it('R3 refuses an empty or too long name, says which field, and keeps it', async () => {
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

  it('R3 keeps what is typed when saving fails, and when the name changes elsewhere', async () => {
    api.fail('rename', 'offline');
    store.type('surname', 'Иванова');
    expect(await store.rename()).to.equal(false);
    expect(store.state.actions.rename.problem?.code).to.equal('offline');
    api.person = { ...alina, name: 'Алёна' };
    api.change();
    await until(() => profile()?.name === 'Алёна', 'the name of the other tab');
    expect(store.name.surname).to.equal('Иванова');
    expect(await store.rename()).to.equal(true);
    expect(store.state.actions.rename.problem).to.equal(null);
  });

  it('R3 saves once at a double click, and keeps what is typed meanwhile', async () => {
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

  it('A12 packs a JSON file for each section, the files, and the names of those that are gone', async () => {
    api.stored = { ...api.stored, files: ['logos/a/one.png', 'logos/two.png', 'logos/three.txt'] };
    api.blobs.set('logos/a/one.png', 'picture');
    api.blobs.set('logos/three.txt', 'слово');
    const shares: number[] = [];
    const unsubscribe = store.subscribe(() => shares.push(store.state.packed));
    const file = await store.pack();
    unsubscribe();
    expect(file?.type).to.equal('application/zip');
    const entries = unzipSync(new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0)));
    expect(Object.keys(entries).sort()).to.deep.equal([
      'account.json',
      'files-not-given.json',
      'files/logos/a/one.png',
      'files/logos/three.txt',
      'messages.json',
    ]);
    const read = (name: string) => strFromU8(entries[name] ?? new Uint8Array());
    expect(JSON.parse(read('messages.json'))).to.deep.equal([{ body: 'Привет' }]);
    expect(read('files/logos/three.txt')).to.equal('слово');
    expect(JSON.parse(read('files-not-given.json'))).to.deep.equal(['logos/two.png']);
    expect(shares).to.include(2 / 3);
  });

  it('A12 makes no incomplete archive when packing fails, and packs at the next attempt', async () => {
    api.fail('data', 'limited');
    expect(await store.pack()).to.equal(null);
    expect(store.state.actions.pack.problem?.code).to.equal('limited');
    expect(await store.pack()).not.to.equal(null);
    expect(store.state.actions.pack.problem).to.equal(null);
  });

  it('A12 says when the server refuses to erase the account', async () => {
    api.fail('erase', 'invalid', 'lastAdmin');
    expect(await store.erase()).to.equal(false);
    expect(store.state.actions.erase.problem?.reason).to.equal('lastAdmin');
    expect(await store.erase()).to.equal(true);
  });
});
