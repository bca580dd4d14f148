import { expect } from '@esm-bundle/chai';
import type { Backend } from '../../core/backend.ts';
import { readDraft } from '../../core/drafts/drafts.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { type AttachedFile, fileOf } from '../file.ts';
import type { Prepared } from '../inspect/inspect.ts';
import { DraftFilesStore } from './draft-files-store.ts';
import { FileStorage } from './file-storage.ts';
import { UploadApi, type UploadHandlers, type UploadTarget } from './upload-api.ts';
import { UploadsStore } from './uploads-store.ts';

const named = (name: string): AttachedFile => ({
  ...fileOf({ id: crypto.randomUUID(), kind: 'file', name }),
  bytes: 4,
  type: 'application/octet-stream',
});

const prepare = async (chosen: File): Promise<Prepared> => ({
  file: named(chosen.name),
  original: chosen,
  smaller: new Map(),
});

/** Storage that a test controls. */
class FakeApi {
  readonly objects: string[] = [];
  readonly begun: string[] = [];
  hold: Promise<void> = Promise.resolve();
  failure: AppError | null = null;

  async upload(blob: Blob, { object }: UploadTarget, { signal, onProgress }: UploadHandlers): Promise<void> {
    this.begun.push(object);
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

describe('C6 files on their way', () => {
  let storage: FileStorage;
  let api: FakeApi;
  let uploads: UploadsStore;
  const to = { bucket: 'chat-files', folder: 'college/chat' };

  beforeEach(() => {
    storage = new FileStorage(`sferum.files-test:${crypto.randomUUID()}`);
    api = new FakeApi();
    uploads = new UploadsStore(api, storage);
  });
  afterEach(() => localStorage.clear());

  async function kept(name: string, smaller = new Map<number, Blob>()): Promise<AttachedFile> {
    const file = named(name);
    await storage.put({ id: file.id, place: '', order: 0, file, original: new Blob(['file']), smaller });
    return file;
  }

  it('go into folders of their own, the smaller pictures first, and are not stored twice', async () => {
    const file = await kept('a', new Map([[400, new Blob(['s'], { type: 'image/webp' })]]));
    await uploads.upload(to, [file]);
    const wanted = [`college/chat/${file.id}/p400`, `college/chat/${file.id}/original`];
    expect(api.objects).to.deep.equal(wanted);
    await uploads.upload(to, [file]);
    expect(api.objects).to.deep.equal(wanted);
    expect(uploads.state.progress.size).to.equal(0);
  });

  it('are paused and go on', async () => {
    const file = await kept('a');
    api.hold = new Promise(() => {});
    const done = uploads.upload(to, [file]);
    await until(() => api.begun.length === 1, 'a beginning');
    uploads.pause(file.id);
    await until(() => uploads.state.progress.get(file.id)?.paused, 'the pause');
    expect(api.objects).to.deep.equal([]);
    api.hold = Promise.resolve();
    uploads.resume(file.id);
    await done;
    expect(api.objects.length).to.equal(1);
  });

  it('that are paused let the next go, and those to another bucket never wait', async () => {
    const [first, second, third] = [await kept('a'), await kept('b'), await kept('c')];
    api.hold = new Promise(() => {});
    void uploads.upload(to, [first]).catch(() => {});
    void uploads.upload(to, [second]).catch(() => {});
    void uploads.upload({ bucket: 'documents', folder: 'college' }, [third]).catch(() => {});
    await until(() => api.begun.length === 2, 'one to each bucket');
    expect(api.begun).to.deep.equal([`college/chat/${first.id}/original`, `college/${third.id}/original`]);
    uploads.pause(first.id);
    await until(() => api.begun.length === 3, 'the next');
    expect(api.begun[2]).to.equal(`college/chat/${second.id}/original`);
    uploads.release([first, second, third]);
  });

  it('that are given up stop, also while they are paused, and leave the device', async () => {
    for (const isPaused of [false, true]) {
      const file = await kept('a');
      api.hold = new Promise(() => {});
      const done = uploads.upload(to, [file]).then(
        () => 'done',
        (error: AppError) => error.code,
      );
      const count = api.begun.length;
      await until(() => api.begun.length > count, 'a beginning');
      if (isPaused) uploads.pause(file.id);
      uploads.release([file]);
      expect(await done).to.equal('invalid');
      let present: unknown = file;
      await until(() => {
        void storage.get(file.id).then((found) => {
          present = found;
        });
        return present === undefined;
      }, 'an empty device');
    }
    expect(api.objects).to.deep.equal([]);
  });

  it('that fail are told with their reason, and tried again', async () => {
    const file = await kept('a');
    api.failure = new AppError('offline');
    const problem = (call: Promise<void>) =>
      call.then(
        () => '',
        ({ code, reason }: AppError) => `${code} ${reason}`.trim(),
      );
    expect(await problem(uploads.upload(to, [file]))).to.equal('offline');
    api.failure = null;
    expect(await problem(uploads.upload(to, [file]))).to.equal('');
    expect(await problem(uploads.upload(to, [named('nowhere')]))).to.equal('invalid fileLost');
  });

  it('that a mistake in our program or a refused token stops are not told to want a connection', async () => {
    const target = { bucket: 'chat-files', object: 'college/chat/a', type: 'text/plain' };
    for (const [thrown, code] of [
      [new TypeError('undefined is not a function'), 'unknown'],
      [new AppError('denied'), 'denied'],
      [new TypeError('Failed to fetch'), 'offline'],
    ] as const) {
      const session = { token: () => Promise.reject(thrown) };
      const backend = { config: { url: 'http://localhost', key: 'key' }, session, userId: 'alina' };
      const sending = new UploadApi(backend as unknown as Backend).upload(new Blob(['file']), target, {
        signal: new AbortController().signal,
        onProgress: () => {},
      });
      expect(await sending.catch((error: AppError) => error.code)).to.equal(code);
    }
  });

  it('that are longer than one piece go on where the browser has no room to note how far they are', async () => {
    let size = 0;
    const asked: string[] = [];
    /** Storage, as the library asks it. */
    class Request {
      readonly upload = {};
      status = 0;
      onload = () => {};
      #method = '';
      open(method: string): void {
        this.#method = method;
      }
      setRequestHeader(): void {}
      getResponseHeader(name: string): string | null {
        if (name === 'Location') return 'http://localhost/storage/v1/upload/resumable/1';
        return name === 'Upload-Offset' ? String(size) : null;
      }
      send(piece: Blob): void {
        asked.push(this.#method);
        size += piece.size;
        this.status = this.#method === 'POST' ? 201 : 204;
        queueMicrotask(() => this.onload());
      }
      abort(): void {}
    }
    const real = globalThis.XMLHttpRequest;
    const { setItem } = Storage.prototype;
    Object.assign(globalThis, { XMLHttpRequest: Request });
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    try {
      const session = { token: async () => 'token', current: {} };
      const backend = { config: { url: 'http://localhost', key: 'key' }, session, userId: 'alina' };
      const blob = new Blob([new Uint8Array(7 * 2 ** 20)]);
      const target = { bucket: 'chat-files', object: 'college/chat/b', type: 'text/plain' };
      await new UploadApi(backend as unknown as Backend).upload(blob, target, {
        signal: new AbortController().signal,
        onProgress: () => {},
      });
      expect([asked, size]).to.deep.equal([['POST', 'PATCH'], blob.size]);
    } finally {
      Storage.prototype.setItem = setItem;
      globalThis.XMLHttpRequest = real;
    }
  });

  describe('before they are sent', () => {
    const draftOf = (of = storage) => new DraftFilesStore(of, 'alina', 'chat', prepare);
    const names = ({ state }: DraftFilesStore) => state.files.map(({ file }) => file.name);
    const chosen = (...all: string[]) => all.map((name) => new File(['file'], name));

    it('survive a reload in their order, and leave with their message', async () => {
      const draft = draftOf();
      await draft.add(chosen('a', 'b'));
      await draft.add(chosen('c'));
      expect(readDraft('alina', 'chat:files')).to.equal('3');
      const later = draftOf();
      await until(() => later.state.files.length === 3, 'the files');
      expect(names(later)).to.deep.equal(['a', 'b', 'c']);
      const taken = await later.take();
      expect(taken.map(({ name }) => name)).to.deep.equal(['a', 'b', 'c']);
      expect(readDraft('alina', 'chat:files')).to.equal('');
      for (const { id } of taken) expect(await storage.get(id)).not.to.equal(undefined);
      // Another tab still shows them.
      expect(await draft.take()).to.deep.equal([]);
    });

    it('are at most twenty, however many are chosen at once', async () => {
      const draft = draftOf();
      await draft.add(chosen(...Array.from({ length: 300 }, (_, n) => `${n}`)));
      expect(draft.state.files.length).to.equal(20);
      expect(draft.state.tooMany).to.equal(280);
    });

    it('are taken when all of them were looked at', async () => {
      const draft = draftOf();
      void draft.add(chosen('a', 'b'));
      expect((await draft.take()).length).to.equal(2);
    });

    it('leave with their message also when the browser has closed the database meanwhile', async () => {
      let db: IDBDatabase | undefined;
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...asked: Parameters<typeof transaction>) {
        db = this;
        return transaction.apply(this, asked);
      };
      try {
        const draft = draftOf();
        await draft.add(chosen('a', 'b'));
        db?.close();
        const taken = await draft.take();
        expect(taken.map(({ name }) => name)).to.deep.equal(['a', 'b']);
        db?.close();
        await uploads.upload(to, taken);
        expect(api.objects.length).to.equal(2);
      } finally {
        IDBDatabase.prototype.transaction = transaction;
      }
    });

    it('stay on the screen where the browser has no room for them, and that is told', async () => {
      const full = new FileStorage(`sferum.files-test:${crypto.randomUUID()}`);
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      try {
        const draft = draftOf(full);
        await draft.add(chosen('a'));
        expect(draft.state.unkept).to.equal(true);
        expect(names(draft)).to.deep.equal(['a']);
        const [file] = await draft.take();
        expect(await full.get(file?.id ?? '').then((found) => found?.original.text())).to.equal('file');
      } finally {
        IDBObjectStore.prototype.put = put;
      }
    });
  });
});
