import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { type AttachedFile, fileOf } from '../../files/file.ts';
import type { Message } from '../conversation.ts';
import { Outbox } from './outbox.ts';
import { memoryStorage } from './outbox-storage.ts';

describe('C6 files in the outbox', () => {
  let outbox: Outbox;
  let sent: string[];
  let released: string[];
  let uploads: { readonly name: string; readonly done: () => void; readonly fail: (error: AppError) => void }[];
  let unsubscribe: () => void;
  /** Thrown by the next sending. */
  let refusal: AppError | null;

  beforeEach(() => {
    sent = [];
    released = [];
    uploads = [];
    refusal = null;
    outbox = new Outbox(`outbox-files-test:${crypto.randomUUID()}`, Promise.resolve(memoryStorage()));
    unsubscribe = outbox.subscribe(() => {});
    outbox.register('chat', {
      send: async (_chat, id, body, _replyTo, files = []) => {
        if (refusal) {
          const thrown = refusal;
          refusal = null;
          throw thrown;
        }
        sent.push([body, ...files.map(({ name }) => name)].join(' '));
        const message: Message = {
          id,
          seq: sent.length,
          change: 0,
          body,
          createdAt: new Date(),
          editedAt: null,
          deletedAt: null,
        };
        return message;
      },
      upload: (_chat, files) =>
        new Promise((resolve, reject) => uploads.push({ name: files[0]?.name ?? '', done: resolve, fail: reject })),
      release: (files) => released.push(...files.map(({ name }) => name)),
    });
  });
  afterEach(() => unsubscribe());

  const file = (name: string): AttachedFile => fileOf({ id: crypto.randomUUID(), kind: 'file', name });
  const begun = (count: number) => until(() => uploads.length === count, `${count} uploads`);

  it('hold up what was written after them, and nothing else', async () => {
    await outbox.send('chat:1', 'файл', { files: [file('a')] });
    await outbox.send('chat:1', 'после');
    await outbox.send('chat:2', 'в другом чате');
    await until(() => sent.length === 1, 'the other chat');
    expect(sent).to.deep.equal(['в другом чате']);
    await begun(1);
    uploads[0]?.done();
    await until(() => sent.length === 3, 'both');
    expect(sent).to.deep.equal(['в другом чате', 'файл a', 'после']);
    expect(released).to.deep.equal(['a']);
    expect(outbox.state.items).to.deep.equal([]);
  });

  it('that are refused wait for the person, and what was written after them goes', async () => {
    await outbox.send('chat:1', 'файл', { files: [file('a')] });
    await outbox.send('chat:1', 'после');
    await begun(1);
    uploads[0]?.fail(new AppError('invalid', '', { reason: 'fileTooLarge' }));
    await until(() => sent.length === 1, 'the other');
    const [item] = outbox.state.items;
    expect([item?.status, item?.reason]).to.deep.equal(['failed', 'fileTooLarge']);
    expect(released).to.deep.equal([]);
    await outbox.discard(item?.id ?? '');
    expect(released).to.deep.equal(['a']);
  });

  it('that Storage has lost are uploaded again when the person says so', async () => {
    await outbox.send('chat:1', 'файл', { files: [file('a')] });
    await begun(1);
    refusal = new AppError('invalid', '', { reason: 'fileMissing' });
    uploads[0]?.done();
    await until(() => outbox.state.items[0]?.status === 'failed', 'the refusal');
    await outbox.retry(outbox.state.items[0]?.id ?? '');
    await begun(2);
    uploads[1]?.done();
    await until(() => sent.length === 1, 'the message');
  });

  it('keep their text, which can be edited meanwhile, and go when the message is taken back', async () => {
    await outbox.send('chat:1', 'файл', { files: [file('a')] });
    await outbox.send('chat:1', 'лишний', { files: [file('b')] });
    const [first, second] = outbox.state.items;
    await outbox.edit('chat:1', first?.id ?? '', 'файл, исправлено');
    await outbox.delete('chat:1', second?.id ?? '');
    expect(released).to.deep.equal(['b']);
    await begun(1);
    uploads[0]?.done();
    await until(() => sent.length === 1, 'the message');
    expect(sent).to.deep.equal(['файл, исправлено a']);
  });

  it('are not lost by an upload that breaks off', async () => {
    await outbox.send('chat:1', '', { files: [file('a')] });
    await begun(1);
    uploads[0]?.fail(new AppError('offline'));
    await until(() => outbox.state.items[0]?.problem === 'offline', 'the problem');
    expect(outbox.state.items[0]?.status).to.equal('pending');
    dispatchEvent(new Event('online'));
    await begun(2);
    uploads[1]?.done();
    await until(() => sent.length === 1, 'the message');
  });
});
