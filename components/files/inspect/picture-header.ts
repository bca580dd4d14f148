/** Width and height in pixels as a picture says them, before anything is decoded. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads the size of a PNG, JPEG, GIF, WebP or AVIF from its first bytes: one of 30,000 × 30,000 pixels must never be
 * decoded to learn that. Null when it is not said there.
 */
export function pictureSize(bytes: Uint8Array, type: string): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = readers[type]?.(view) ?? null;
    return size && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // It ends before that.
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

const readers: Readonly<Record<string, (view: DataView) => Size | null>> = {
  'image/png': (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  'image/gif': (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  'image/jpeg': jpeg,
  'image/webp': webp,
  'image/avif': avif,
};

function jpeg(view: DataView): Size | null {
  let turned = false;
  for (let at = 2; ; ) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return null;
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xffe1) turned = orientationOf(view, at + 4, length - 2) >= 5;
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return turned ? { width: height, height: width } : { width, height };
    }
    at += 2 + length;
  }
}

/** How a JPEG is to be turned, 1 to 8, from its EXIF segment; 1 where that says nothing. */
export function orientationOf(view: DataView, at: number, length: number): number {
  try {
    if (view.getUint32(at) !== 0x45786966) return 1;
    const tiff = at + 6;
    const little = view.getUint16(tiff) === 0x4949;
    const directory = tiff + view.getUint32(tiff + 4, little);
    const entries = view.getUint16(directory, little);
    for (let entry = 0; entry < entries; entry += 1) {
      const field = directory + 2 + entry * 12;
      if (field + 12 > at + length) return 1;
      if (view.getUint16(field, little) === 0x0112) {
        const orientation = view.getUint16(field + 8, little);
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}

function webp(view: DataView): Size | null {
  const chunk = view.getUint32(12);
  if (chunk === 0x56503858) {
    const size = (at: number) => 1 + view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
    return { width: size(24), height: size(27) };
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
  }
  if (chunk === 0x56503820) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return null;
}

/** The largest of the sizes in it: thumbnails have theirs too. */
function avif(view: DataView): Size | null {
  let largest: Size | null = null;
  for (let at = 4; at + 16 <= view.byteLength; at += 1) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
