import type { Backend } from '../core/backend.ts';
import type { UploadsStore } from '../files/upload/uploads-store.ts';
import type { OutboxTransport } from './outbox/outbox.ts';

/** The part of the uploads that a conversation needs. */
export type Uploads = Pick<UploadsStore, 'upload' | 'release'>;

/** What sends files comes with the first of them. */
export const uploadsOf = async (backend: Backend): Promise<Uploads> =>
  (await import('../files/upload/uploads-store.ts')).uploadsStore(backend);

/**
 * How the files of a kind of conversation reach Storage before the message that carries them.
 *
 *     outbox.register('inquiry', { send, ...fileTransport(() => uploadsOf(backend), (college) => `administration/${college}`) });
 *
 * @param folderOf - The folder for the files of a conversation.
 */
export const fileTransport = (
  uploads: () => Promise<Uploads>,
  folderOf: (conversation: string) => string | Promise<string>,
): Required<Pick<OutboxTransport, 'upload' | 'release'>> => ({
  upload: async (conversation, files) =>
    (await uploads()).upload({ bucket: 'chat-files', folder: await folderOf(conversation) }, files),
  release: (files) => void uploads().then((store) => store.release(files)),
});
