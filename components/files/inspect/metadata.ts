import { withoutPlace } from './boxes.ts';
import { orientationOf } from './picture-header.ts';

/**
 * Pictures and films without what their camera has written into them, above all where it stood. No pixel is touched: the pieces of the
 * file that are not the picture are left out, and of EXIF only how the picture is to be turned stays.
 *
 *     const blob = await withoutMetadata(file, 'image/jpeg');
 */
export async function withoutMetadata(file: Blob, type: string): Promise<Blob> {
  const clean = cleaners[type];
  // Whose song it is, is no secret.
  if (!clean) return type.startsWith('audio/') ? file : withoutPlace(file);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts = clean(bytes);
  if (!parts) return file;
  // In one piece: Firefox refuses a Blob that begins with a very short part.
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Blob([whole], { type });
}

/** The parts of a file that stay; null when it is not built as it should be, and stays as it is. */
const cleaners: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array[] | null>> = {
  'image/jpeg': jpeg,
  'image/png': png,
  'image/webp': webp,
};

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** An EXIF segment that says nothing but the orientation. */
// biome-ignore format: bytes of a header, as they stand in the file
const orientationSegment = (orientation: number) => new Uint8Array([
  0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1,
  0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
]);

function jpeg(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 2)];
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    if (marker >> 8 !== 0xff) return null;
    if (marker === 0xffda) {
      if (orientation !== 1) parts.splice(1, 0, orientationSegment(orientation));
      parts.push(bytes.subarray(at));
      return parts;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xffe1 && orientation === 1) orientation = orientationOf(view, at + 4, end - at - 4);
    // The colour profile and Adobe's transformation belong to the pixels.
    const isText =
      (marker >= 0xffe1 && marker <= 0xffef && marker !== 0xffe2 && marker !== 0xffee) || marker === 0xfffe;
    const isProfile = marker === 0xffe2 && String.fromCharCode(...bytes.subarray(at + 4, at + 15)) === 'ICC_PROFILE';
    if (!isText && (marker !== 0xffe2 || isProfile)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

const pngTexts = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']);

function png(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const chunk = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end > bytes.length) return null;
    if (!pngTexts.has(chunk)) parts.push(bytes.subarray(at, end));
    if (chunk === 'IEND') return parts;
    at = end;
  }
  return null;
}

function webp(bytes: Uint8Array): Uint8Array[] | null {
  if (bytes.length < 20) return null;
  const view = viewOf(bytes);
  const head = bytes.slice(0, 12);
  const parts = [head];
  let size = 4;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    const chunk = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (at + 8 + length > bytes.length) return null;
    if (chunk !== 'EXIF' && chunk !== 'XMP ') {
      const part = bytes.slice(at, end);
      // Flags that both are there.
      if (chunk === 'VP8X') part[8] = (part[8] ?? 0) & ~0b1100;
      parts.push(part);
      size += part.length;
    }
    at = end;
  }
  viewOf(head).setUint32(4, size, true);
  return parts;
}
