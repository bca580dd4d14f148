import type { AttachedFile } from './file.ts';

/** What is said of a file when its message is sent; the rest the database knows from Storage. */
export type SentFile = Omit<AttachedFile, 'bytes' | 'type' | 'path' | 'previews'> & { previews: number[] };

export const sentFiles = (files: readonly AttachedFile[]): SentFile[] =>
  files.map(({ bytes, type, path, ...said }) => ({ ...said, previews: [...said.previews] }));
