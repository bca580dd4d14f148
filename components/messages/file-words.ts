import type { AttachedFile } from '../files/file.ts';
import type { MessagesStrings } from '../locales/ru/messages/messages.ts';

/** What a message says where its files cannot be shown: its text, else what its first file is. */
export function inWords(body: string, [first]: readonly AttachedFile[] = [], { files }: MessagesStrings): string {
  if (body || !first) return body;
  return first.kind === 'file' ? first.name : files[first.kind];
}
