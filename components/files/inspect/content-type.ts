import { extensionOf } from '../names.ts';

/**
 * What a file is by its first bytes, whatever it is called.
 *
 *     const content = await contentOf(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()), file.name);
 *     if (content.isDisguised) refuse();
 */

/** So many bytes of a file are looked at. */
export const headBytes = 4100;

export interface Content {
  /** One of those that Storage takes; `application/octet-stream` for whatever is not shown in place. */
  readonly type: string;
  /** A program that is called like something else. */
  readonly isDisguised: boolean;
}

const shown: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  aac: 'audio/aac',
  pdf: 'application/pdf',
};

/** Extensions of what is looked at or read, never run. */
const harmless =
  /^(png|jpe?g|gif|webp|avif|heic|heif|bmp|tiff?|svg|mp[34]|mov|avi|mkv|webm|wav|ogg|m4a|pdf|docx?|xlsx?|pptx?|od[tsp]|txt|rtf|csv|html?|zip|rar|7z)$/;

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 512));

/** Windows, Linux, macOS, and what is handed to a shell. */
function isProgram(bytes: Uint8Array): boolean {
  const head = text(bytes);
  return (
    (head.startsWith('MZ') && bytes.length > 32) ||
    head.startsWith('\x7fELF') ||
    /^(\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe)/.test(head) ||
    head.startsWith('#!') ||
    head.startsWith('L\0\0\0\x01\x14\x02\0')
  );
}

export async function contentOf(head: Uint8Array, name: string): Promise<Content> {
  const { default: magic } = (await import('magic-bytes.js')) as unknown as {
    default: typeof import('magic-bytes.js');
  };
  const isDisguised = isProgram(head) && harmless.test(extensionOf(name));
  const names = magic.filetypeinfo(head).map(({ typename }) => typename);
  const start = text(head);
  const known = names.map((each) => shown[each]).find((type) => type !== undefined);
  if (known === 'video/mp4' && /^....ftyp(M4A|M4B)/s.test(start)) return { type: 'audio/mp4', isDisguised };
  if (known) return { type: known, isDisguised };
  if (names.includes('webm') && start.includes('webm')) {
    return { type: /V_(VP|AV)/.test(start) ? 'video/webm' : 'audio/webm', isDisguised };
  }
  if (names.includes('ogx') && /OpusHead|vorbis/.test(start)) return { type: 'audio/ogg', isDisguised };
  return { type: 'application/octet-stream', isDisguised };
}
