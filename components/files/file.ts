/**
 * A file of a message, a document or an article, as it is known wherever it is shown; its bytes are in Storage, before that
 * on the device that sends it.
 *
 *     html`<sferum-files .files=${message.files}></sferum-files>`
 */

export type FileKind = 'picture' | 'video' | 'audio' | 'voice' | 'file';

export interface AttachedFile {
  readonly id: string;
  readonly kind: FileKind;
  readonly name: string;
  readonly bytes: number;
  /** Media type as it is stored; `application/octet-stream` for whatever is only saved. */
  readonly type: string;
  /** In pixels, as it is seen; null where that is not known. */
  readonly width: number | null;
  readonly height: number | null;
  /** A picture of a few pixels, see `placeholder.ts`; empty for none. */
  readonly placeholder: string;
  /** Of what is played, in milliseconds. */
  readonly duration: number | null;
  /** Loudness of a recording, see `wave.ts`; empty for none. */
  readonly wave: string;
  /** Longest sides of the smaller pictures beside the original, in pixels. */
  readonly previews: readonly number[];
  /** Its folder in the bucket; empty before it is stored. */
  readonly path: string;
}

/** The sizes of the smaller pictures: of a tile and of a message. */
export const previewSides = { tile: 400, screen: 1280 } as const;

/** The most files of a message, and the most bytes of one. */
export const mostFiles = 20;
export const mostBytes = 200 * 2 ** 20;

/** A file as the database says it; in a list of chats only the first three. */
export interface FileJson extends Partial<Omit<AttachedFile, 'id' | 'kind' | 'name'>> {
  readonly id: string;
  readonly kind: FileKind;
  readonly name: string;
}

const nothingKnown = {
  bytes: 0,
  type: '',
  width: null,
  height: null,
  placeholder: '',
  duration: null,
  wave: '',
  previews: [],
  path: '',
};

export const fileOf = (json: FileJson): AttachedFile => ({ ...nothingKnown, ...json });
