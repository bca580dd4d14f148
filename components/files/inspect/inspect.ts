import { newId } from '../../core/id.ts';
import { type AttachedFile, mostBytes } from '../file.ts';
import { cleanName } from '../names.ts';
import { contentOf, headBytes } from './content-type.ts';
import { mediaFacts } from './media.ts';
import { withoutMetadata } from './metadata.ts';
import { pictureSize } from './picture-header.ts';
import { isShown, previewsOf } from './previews.ts';

/**
 * Looks at a file that somebody has chosen, before anything of it leaves the device: what it is by its content, how large a
 * picture is, what is shown until it is there, and that a photograph does not say where it was taken.
 *
 *     const chosen = await inspect(file);
 *     if (chosen.refused) tell(chosen.refused);
 *     else keep(chosen.file, chosen.original, chosen.smaller);
 */

/** Why a file is not taken. */
export type Refusal = 'empty' | 'tooLarge' | 'disguised' | 'unreadable';

export interface Prepared {
  readonly refused?: undefined;
  readonly file: AttachedFile;
  readonly original: Blob;
  /** Smaller pictures by their longest sides. */
  readonly smaller: ReadonlyMap<number, Blob>;
}

export interface Refused {
  readonly refused: Refusal;
  readonly name: string;
}

/** So much of a picture is read for its size. */
const headerBytes = 512 * 1024;

/** @param most - The most bytes that are taken. */
export async function inspect(chosen: File, most = mostBytes): Promise<Prepared | Refused> {
  const name = cleanName(chosen.name, '—');
  if (chosen.size > most) return { refused: 'tooLarge', name };
  let head: Uint8Array;
  try {
    head = new Uint8Array(await chosen.slice(0, headerBytes).arrayBuffer());
  } catch (error) {
    // A folder, or a file that has been moved away meanwhile.
    if (!(error instanceof DOMException)) throw error;
    return { refused: 'unreadable', name };
  }
  if (head.length === 0) return { refused: 'empty', name };
  const { type, isDisguised } = await contentOf(head.subarray(0, headBytes), name);
  if (isDisguised) return { refused: 'disguised', name };
  const file: AttachedFile = {
    id: newId(),
    kind: 'file',
    name,
    bytes: chosen.size,
    type,
    width: null,
    height: null,
    placeholder: '',
    duration: null,
    wave: '',
    previews: [],
    path: '',
  };
  if (type.startsWith('image/')) return preparePicture(file, chosen, head);
  const [kind] = type.split('/');
  const original = await withoutMetadata(chosen, type);
  if (kind !== 'video' && kind !== 'audio') return { file, original, smaller: new Map() };
  return { file: { ...file, kind, ...(await mediaFacts(chosen, kind)) }, original, smaller: new Map() };
}

async function preparePicture(file: AttachedFile, chosen: File, head: Uint8Array): Promise<Prepared> {
  const { type } = file;
  const original = await withoutMetadata(chosen, type);
  const bytes = original.size;
  const said = pictureSize(head, type);
  const previews = said && isShown(said) ? await previewsOf(original) : null;
  if (!previews) return { file: { ...file, bytes }, original, smaller: new Map() };
  const { smaller, ...seen } = previews;
  return { file: { ...file, kind: 'picture', bytes, ...seen, previews: [...smaller.keys()] }, original, smaller };
}
