import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { FileStorage } from '../../files/upload/file-storage.ts';
import { type Destination, UploadsStore } from '../../files/upload/uploads-store.ts';
import { FakeDocuments, toAll } from '../testing/fake-documents.ts';
import { DocumentUploadsStore, titleOf } from './document-uploads-store.ts';

/** Storage that a test controls. */
class FakeStorage {
  readonly objects: string[] = [];
  hold: Promise<unknown> = Promise.resolve();
  failure: AppError | null = null;

  async upload(
    blob: Blob,
    { object }: { object: string },
    { signal, onProgress }: { signal: AbortSignal; onProgress: (bytes: number) => void },
  ): Promise<void> {
    onProgress(1);
    await Promise.race([
      this.hold,
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
    ]);
    if (this.failure) throw this.failure;
    onProgress(blob.size);
    this.objects.push(object);
  }
}

const place = { folder: 'bases', audience: toAll };
const file = (name: string, content: BlobPart = 'текст') => new File([content], name);

describe('documents on their way', () => {
  let files: FileStorage;
  let storage: FakeStorage;
  let api: FakeDocuments;
  let store: DocumentUploadsStore;
  let name = '';

  const open = () => new DocumentUploadsStore(api, files, new UploadsStore(storage, files), 'college');
  const statuses = () => store.state.uploads.map((each) => `${each.name} ${each.status} ${each.problem}`.trim());
  const nothingLeft = () => {
    let count = -1;
    return until(() => {
      void files.waiting('documents:college').then((found) => {
        count = found.length;
      });
      return count === 0;
    }, 'an empty device');
  };

  beforeEach(() => {
    name = `sferum.files-test:${crypto.randomUUID()}`;
    files = new FileStorage(name);
    storage = new FakeStorage();
    api = new FakeDocuments();
    store = open();
  });

  it('D1 are uploaded and then added, with the folder and the audience that were chosen', async () => {
    const audience = { kind: 'groups', groups: [{ id: 'is21', number: 'ИС-21' }] } as const;
    await store.add([file('План. Осень.docx'), file('Список.csv')], { folder: 'bases', audience }, api.current);
    await until(() => api.documents.length === 2 && store.state.uploads.length === 0, 'both');
    const [plan] = api.documents;
    expect([plan?.title, plan?.folderId, plan?.audience.groups[0]?.number]).to.deep.equal([
      'План. Осень',
      'bases',
      'ИС-21',
    ]);
    expect(storage.objects).to.deep.equal(api.documents.map(({ id }) => `college/${id}/original`));
    await nothingLeft();
  });

  it('D4 that Storage refuses say whether that is for want of the right or of room', async () => {
    storage.failure = new AppError('denied', '403');
    await store.add([file('a.txt')], place, api.current);
    await until(() => statuses()[0] === 'a.txt failed noRoom', 'no room');
    api.current = { ...api.current, mayUpload: false };
    store.retry(store.state.uploads[0]?.id ?? '');
    await until(() => statuses()[0] === 'a.txt failed denied', 'no right');
    storage.failure = new AppError('denied', '403', { reason: 'signedOut' });
    store.retry(store.state.uploads[0]?.id ?? '');
    await until(() => statuses()[0] === 'a.txt failed signedOut', 'nobody signed in');
  });

  it('D4 that may not be uploaded are refused each with its reason, and nothing of them leaves the device', async () => {
    const settings = { ...api.current, fileBytes: 100, quotaBytes: api.current.usedBytes + 150 };
    const program = new Uint8Array(64);
    program.set([0x4d, 0x5a]);
    // What is on its way counts as well.
    let go = (_: unknown) => {};
    storage.hold = new Promise((resolve) => {
      go = resolve;
    });
    await store.add(
      [
        file('вирус.exe', program),
        file('вирус.docx', program),
        file('картинка.png'),
        file('отчёт.pdf'),
        file('пустой.txt', ''),
        file('большой.txt', 'а'.repeat(200)),
        file('a.txt', 'а'.repeat(40)),
        file('b.txt', 'а'.repeat(40)),
        file('без окончания'),
      ],
      place,
      settings,
    );
    expect(store.state.refused.map(({ name, why }) => `${name}: ${why}`)).to.deep.equal([
      'вирус.exe: kind',
      'вирус.docx: disguised',
      'картинка.png: disguised',
      'отчёт.pdf: disguised',
      'пустой.txt: empty',
      'большой.txt: tooLarge',
      'b.txt: quota',
      'без окончания: kind',
    ]);
    go(null);
    await until(() => api.documents.length === 1, 'the good one');
    expect(storage.objects.length).to.equal(1);
    store.clearRefused();
    expect(store.state.refused).to.deep.equal([]);
  });

  it('D1 are at most as many at once as the college takes', async () => {
    const settings = { ...api.current, filesAtOnce: 2 };
    await store.add([file('a.txt'), file('b.txt'), file('c.txt'), file('d.txt')], place, settings);
    await until(() => api.documents.length === 2, 'two');
    expect(store.state.tooMany).to.equal(2);
  });

  it('D1 wait while there is no connection, and go on by themselves when there is', async () => {
    storage.failure = new AppError('offline');
    await store.add([file('a.txt')], place, api.current);
    await until(() => statuses().join() === 'a.txt waiting', 'the wait');
    storage.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => api.documents.length === 1 && store.state.uploads.length === 0, 'the document');
  });

  it('D1 that the database refuses stay with the reason, and can be tried again or given up', async () => {
    api.failure = new AppError('invalid', 'SF001', { reason: 'quota' });
    await store.add([file('a.txt'), file('b.txt')], place, api.current);
    await until(() => statuses().join() === 'a.txt failed quota,b.txt failed quota', 'the reasons');
    const [a, b] = store.state.uploads;
    api.failure = null;
    store.retry(a?.id ?? '');
    await until(() => api.documents.length === 1, 'the document');
    store.cancel(b?.id ?? '');
    expect(store.state.uploads.length).to.equal(0);
    expect(storage.objects.length).to.equal(2);
  });

  it('D1 that are given up on the way are added by nobody, and leave the device', async () => {
    storage.hold = new Promise(() => {});
    await store.add([file('a.txt')], place, api.current);
    await until(() => statuses().join() === 'a.txt sending', 'a beginning');
    store.cancel(store.state.uploads[0]?.id ?? '');
    expect(store.state.uploads.length).to.equal(0);
    await nothingLeft();
    expect(api.calls).to.deep.equal([]);
  });

  it('D1 ask before the page is left while something is on its way', async () => {
    const leaves = () => dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(leaves()).to.equal(true);
    let go = (_: unknown) => {};
    storage.hold = new Promise((resolve) => {
      go = resolve;
    });
    await store.add([file('a.txt')], place, api.current);
    expect(leaves()).to.equal(false);
    go(null);
    await until(() => store.state.uploads.length === 0, 'the end');
    expect(leaves()).to.equal(true);
  });

  it('D1 that a closed page has left are offered again, and go where they were to go', async () => {
    await files.put({
      id: 'left',
      place: 'documents:college',
      order: 1,
      file: {
        id: 'left',
        kind: 'file',
        name: 'Ведомость.txt',
        bytes: 4,
        type: 'application/octet-stream',
        width: null,
        height: null,
        placeholder: '',
        duration: null,
        wave: '',
        previews: [],
        path: '',
      },
      original: new Blob(['file']),
      smaller: new Map(),
      about: { ...place, title: 'Ведомость' },
    });
    const later = open();
    await until(() => later.state.uploads.length === 1, 'what was left');
    expect(later.state.uploads[0]?.status).to.equal('left');
    expect(storage.objects).to.deep.equal([]);
    later.retry('left');
    await until(() => api.documents.length === 1, 'the document');
    expect(api.documents[0]?.folderId).to.equal('bases');
    await until(() => later.state.uploads.length === 0, 'the end');
  });

  it('D1 that another tab is uploading are not offered here', async () => {
    storage.hold = new Promise(() => {});
    await store.add([file('a.txt')], place, api.current);
    await until(() => statuses().join() === 'a.txt sending', 'a beginning');
    await until(() => store.state.busy === 0, 'all of them');
    const other = open();
    await other.add([], place, api.current);
    expect(other.state.uploads).to.deep.equal([]);
    store.cancel(store.state.uploads[0]?.id ?? '');
  });

  it('D3 become a new version where a document is replaced', async () => {
    const { id } = api.put('План');
    await store.replace(id, file('План 2.docx'), api.current);
    await until(() => api.calls.includes(`replace ${id} План 2.docx`), 'the version');
    expect(api.documents.length).to.equal(1);
  });

  it('D1 are called like their files without the ending', () => {
    expect(['План.docx', '.gitignore', 'без', `${'я'.repeat(300)}.txt`].map(titleOf)).to.deep.equal([
      'План',
      '.gitignore',
      'без',
      'я'.repeat(200),
    ]);
  });

  it('D1 go into the folder of the college', async () => {
    const asked: Destination[] = [];
    const uploads = { upload: async (to: Destination) => void asked.push(to), release: () => {} };
    const other = new DocumentUploadsStore(api, files, uploads, 'college');
    await other.add([file('a.txt')], place, api.current);
    await until(() => api.documents.length === 1, 'the document');
    expect(asked).to.deep.equal([{ bucket: 'documents', folder: 'college' }]);
  });
});
