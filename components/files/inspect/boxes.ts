/**
 * Photographs and films that are built of boxes (HEIC, AVIF, MP4, QuickTime; ISO/IEC 14496-12 and 23008-12) without what
 * their camera says of where and when. Nothing moves, for such a file says of its pictures at which byte they begin: what
 * goes is overwritten in its place. How a picture is to be turned stands elsewhere and stays.
 *
 *     const blob = await withoutPlace(file);
 */
export async function withoutPlace(file: Blob): Promise<Blob> {
  const patches: Patch[] = [];
  const boxes = readBoxes(file);
  const first = await boxes.next();
  if (first.done || first.value.type !== 'ftyp' || !brands.test(await file.slice(8, 12).text())) return file;
  for await (const box of boxes) {
    const { type, start, content, end } = box;
    if (end - start > mostDescription) continue;
    if (type === 'uuid') patches.push(...emptied(box));
    if (type !== 'moov' && type !== 'meta') continue;
    const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
    if (type === 'meta') patches.push(...(await itemPatches(file, bytes, box)));
    else {
      const found = descriptions(bytes, content - start, bytes.length).flatMap(emptied);
      patches.push(...found.map((patch) => ({ ...patch, at: start + patch.at })));
    }
  }
  return patched(file, patches);
}

/** Pictures and films. Raw pictures of some cameras are built of boxes too, and are nothing without what they say. */
const brands = /^(hei[cxms]|hev[cxms]|mif1|msf1|avi[fs]|mp4|iso|avc1|M4V|qt {2}|3g[p2]|MSNV|mmp4)/;

/** Bytes of a file that are to be other ones. */
interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content begins. */
  readonly content: number;
  readonly end: number;
}

/** What describes a film or a photograph is read as a whole up to here; of real ones it has some megabytes at most. */
const mostDescription = 64 * 2 ** 20;

/** More boxes stand beside each other in no file that a camera writes. */
const mostBoxes = 10_000;

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** The box that begins at `start` of what has `length` bytes, by its first 16; null when it is not built as it should be. */
function boxAt(head: DataView, start: number, length: number): Box | null {
  const size = head.getUint32(0);
  const isLong = size === 1 && head.byteLength >= 16;
  const type = String.fromCharCode(...new Uint8Array(head.buffer, head.byteOffset + 4, 4));
  const content = start + (isLong ? 16 : 8);
  const end = size === 0 ? length : start + (isLong ? Number(head.getBigUint64(8)) : size);
  return end >= content && end <= length ? { type, start, content, end } : null;
}

async function* readBoxes(file: Blob): AsyncGenerator<Box> {
  for (let start = 0, count = 0; start + 8 <= file.size && count < mostBoxes; count++) {
    const box = boxAt(new DataView(await file.slice(start, start + 16).arrayBuffer()), start, file.size);
    if (!box) return;
    yield box;
    start = box.end;
  }
}

function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let start = from; start + 8 <= to; ) {
    const head = new DataView(bytes.buffer, bytes.byteOffset + start, Math.min(16, to - start));
    const box = boxAt(head, start, to);
    if (!box) break;
    found.push(box);
    start = box.end;
  }
  return found;
}

/** The boxes of a film's description that say something about it rather than how it is played. */
function descriptions(bytes: Uint8Array, from: number, to: number): Box[] {
  return boxesIn(bytes, from, to).flatMap((box) => {
    if (box.type === 'udta' || box.type === 'meta' || box.type === 'uuid') return [box];
    return box.type === 'trak' ? descriptions(bytes, box.content, box.end) : [];
  });
}

/** Makes a box one of free space. */
function emptied({ start, content, end }: Box): Patch[] {
  return [
    { at: start + 4, bytes: latin('free') },
    { at: content, bytes: new Uint8Array(end - content) },
  ];
}

/** Reads numbers one after the other; past the end all are 0. */
class Reader {
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
    this.#at = 0;
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  /** A number of `size` bytes: 0, 1, 2, 4 or 8. */
  next(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.left < 0) return 0;
    if (size === 8) return Number(this.#view.getBigUint64(at));
    let value = 0;
    for (let each = at; each < at + size; each++) value = value * 256 + this.#view.getUint8(each);
    return value;
  }

  text(): string {
    let text = '';
    while (this.left > 0) {
      const code = this.next(1);
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text;
  }
}

/** EXIF without a single entry, as it stands in such a file. */
const emptyExif = new Uint8Array([0, 0, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]);

/** What overwrites the EXIF and XMP of a picture, whose box `meta` has these bytes. */
async function itemPatches(file: Blob, bytes: Uint8Array, { start, content }: Box): Promise<Patch[]> {
  // After its version.
  const boxes = boxesIn(bytes, content - start + 4, bytes.length);
  const box = (type: string) => boxes.find((each) => each.type === type);
  const [info, places, data] = [box('iinf'), box('iloc'), box('idat')];
  if (!info || !places) return [];
  const texts = textItems(bytes, info);
  return placesOf(bytes, places).flatMap(({ item, isInside, at, length }) => {
    const kind = texts.get(item);
    const from = isInside ? start + (data?.content ?? 0) + at : at;
    if (!kind || length === 0 || from + length > file.size) return [];
    const empty = new Uint8Array(length).fill(kind === 'xmp' ? 0x20 : 0);
    if (kind === 'exif' && length >= emptyExif.length) empty.set(emptyExif);
    return [{ at: from, bytes: empty }];
  });
}

/** The items that are EXIF or XMP, by their ids. */
function textItems(bytes: Uint8Array, { content, end }: Box): Map<number, 'exif' | 'xmp'> {
  const items = new Map<number, 'exif' | 'xmp'>();
  const version = bytes[content] ?? 0;
  for (const entry of boxesIn(bytes, content + 4 + (version === 0 ? 2 : 4), end)) {
    const reader = new Reader(bytes, entry.content, entry.end);
    const entryVersion = reader.next(4) >>> 24;
    if (entry.type !== 'infe' || entryVersion < 2) continue;
    const id = reader.next(entryVersion === 2 ? 2 : 4);
    reader.next(2);
    const type = reader.next(4);
    reader.text();
    if (type === 0x45786966) items.set(id, 'exif');
    else if (type === 0x6d696d65 && reader.text() === 'application/rdf+xml') items.set(id, 'xmp');
  }
  return items;
}

interface Place {
  readonly item: number;
  /** In the box `idat` beside, else at this byte of the file. */
  readonly isInside: boolean;
  readonly at: number;
  readonly length: number;
}

function placesOf(bytes: Uint8Array, { content, end }: Box): Place[] {
  const reader = new Reader(bytes, content, end);
  const version = reader.next(4) >>> 24;
  const sizes = reader.next(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const places: Place[] = [];
  for (let items = reader.next(version < 2 ? 2 : 4); items > 0 && reader.left > 0; items--) {
    const item = reader.next(version < 2 ? 2 : 4);
    const isInside = version !== 0 && (reader.next(2) & 15) === 1;
    reader.next(2);
    const base = reader.next(baseSize);
    for (let extents = reader.next(2); extents > 0 && reader.left > 0; extents--) {
      reader.next(indexSize);
      const at = base + reader.next(offsetSize);
      places.push({ item, isInside, at, length: reader.next(lengthSize) });
    }
  }
  return places;
}

async function patched(file: Blob, patches: readonly Patch[]): Promise<Blob> {
  if (patches.length === 0) return file;
  const parts: BlobPart[] = [];
  let at = 0;
  for (const patch of [...patches].sort((one, other) => one.at - other.at)) {
    // Of two that overlap, as only a file has that somebody made by hand, the first one counts.
    if (patch.at < at) continue;
    parts.push(file.slice(at, patch.at), patch.bytes);
    at = patch.at + patch.bytes.length;
  }
  return new Blob([...parts, file.slice(at)], { type: file.type });
}
