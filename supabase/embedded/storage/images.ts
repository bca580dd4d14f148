import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import type { Fields } from './call.ts';
import type { Disk } from './disk.ts';
import { fileHeaders, type Serving } from './downloads.ts';
import { refusals, StorageError } from './errors.ts';
import { isNotModified } from './range.ts';
import type { ObjectRow } from './rows.ts';

/** The requested form of a picture. */
export interface Transformation {
  readonly width?: number;
  readonly height?: number;
  readonly resize: (typeof resizes)[number];
  readonly quality: number;
  /** `origin` keeps the picture's own format; without it the smallest one that the caller takes. */
  readonly format?: (typeof formats)[number];
}

const resizes = ['cover', 'contain', 'fill'] as const;
const formats = ['origin', 'avif', 'webp'] as const;
/** Largest side of a result; larger values are clamped. */
const largestSide = 2500;
/** Largest source, in bytes and in pixels. */
const largestSource = 25 * 1024 * 1024;
const mostPixels = 50_000_000;
/** Pictures rendered at once; the others queue. */
const atOnce = 2;
/** Time limit of one picture, in seconds. */
const longest = 20;

/** Formats that go out as they came in; others, as SVG, become PNG. */
const kept = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const;
type Format = (typeof kept)[number];

/** Pictures in other sizes and formats. The library is loaded at the first request. */
export class Images {
  readonly #disk: Disk;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** @throws {StorageError} when the object is no picture, or too large a one. */
  async serve(request: Request, row: ObjectRow, wanted: Transformation, serving: Serving): Promise<Response> {
    const { metadata, version } = row;
    if (!metadata || !version) throw refusals.noFile();
    if (metadata.size > largestSource) throw refusals.tooLarge('image');
    const accepts = request.headers.get('accept') ?? '';
    const takesWebp = wanted.format === undefined && /\bimage\/webp\b/.test(accepts);
    const target = wanted.format === 'avif' ? 'avif' : wanted.format === 'webp' || takesWebp ? 'webp' : null;
    const variant = createHash('md5')
      .update(JSON.stringify([metadata.eTag, wanted, target]))
      .digest('hex');
    const validators = { etag: `"${variant}"`, lastModified: new Date(metadata.lastModified) };
    const headers = fileHeaders(metadata, serving);
    headers.set('etag', validators.etag);
    headers.set('vary', 'accept');
    headers.delete('accept-ranges');
    headers.delete('content-encoding');
    if (isNotModified(request.headers, validators)) return new Response(null, { status: 304, headers });
    const { bytes, type } = await this.#inTurn(() => this.#render(version, wanted, target));
    headers.set('content-type', type);
    headers.set('content-length', String(bytes.byteLength));
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), { headers });
  }

  async #render(version: string, wanted: Transformation, target: Format | null) {
    const source = await this.#disk.readWhole(version, largestSource);
    const { default: sharp } = await import('sharp');
    try {
      // A damaged picture is shown as far as it goes.
      const image = sharp(source, { limitInputPixels: mostPixels, failOn: 'none' }).timeout({ seconds: longest });
      const { format } = await image.metadata();
      const own = kept.find((each) => each === (format === 'heif' ? 'avif' : format)) ?? 'png';
      const bytes = await encoded(resized(image.rotate(), wanted), target ?? own, wanted.quality).toBuffer();
      return { bytes, type: `image/${target ?? own}` };
    } catch (error) {
      // The message of the library is meant for the author of the picture.
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new StorageError(400, 'InvalidRequest', `The image cannot be transformed: ${reason}`);
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#working++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#working--;
    }
  }
}

function resized(image: Sharp, { height, resize, width }: Transformation): Sharp {
  if (!width && !height) return image;
  const fit = resize === 'contain' || !width || !height ? 'inside' : resize;
  return image.resize({
    ...(width && { width }),
    ...(height && { height }),
    fit,
    withoutEnlargement: resize !== 'fill',
  });
}

function encoded(image: Sharp, format: Format, quality: number): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality });
    case 'webp':
      return image.webp({ quality });
    case 'avif':
      return image.avif({ quality });
    case 'gif':
      return image.gif();
    default:
      return image.png();
  }
}

/** The options of an address, `?width=100&resize=contain`. @throws {StorageError} */
export function transformationOfQuery(query: URLSearchParams): Transformation {
  return readTransformation((name) => query.get(name) ?? undefined, 'querystring');
}

/** The options in a body, `{ width: 100, resize: 'contain' }`. @throws {StorageError} */
export function transformationOfFields(fields: Fields): Transformation {
  return readTransformation((name) => fields.get(name), 'body/transform');
}

/** The options that were signed, `width:100,resize:contain`. */
export function transformationOfText(text: string): Transformation {
  const values = new Map(text.split(',').map((part) => part.split(':') as [string, string]));
  return readTransformation((name) => values.get(name), 'transformations');
}

export function textOfTransformation(wanted: Transformation): string {
  return Object.entries(wanted)
    .map(([name, value]) => `${name}:${value}`)
    .join(',');
}

function readTransformation(get: (name: string) => unknown, place: string): Transformation {
  const number = (name: string, least: number, most: number) => {
    const value = get(name);
    if (value === undefined || value === '') return undefined;
    if (!/^\d{1,6}$/.test(String(value)) || Number(value) < least || Number(value) > most) {
      throw refusals.invalid(`${place}/${name} must be an integer from ${least} to ${most}`);
    }
    return Number(value);
  };
  const choice = <Choice extends string>(name: string, choices: readonly Choice[]) => {
    const value = get(name);
    if (value === undefined || value === '') return undefined;
    const found = choices.find((each) => each === value);
    if (!found) throw refusals.invalid(`${place}/${name} must be one of ${choices.join(', ')}`);
    return found;
  };
  const side = (name: string) => Math.min(number(name, 0, 999_999) ?? 0, largestSide);
  const [width, height, format] = [side('width'), side('height'), choice('format', formats)];
  return {
    ...(width > 0 && { width }),
    ...(height > 0 && { height }),
    resize: choice('resize', resizes) ?? 'cover',
    quality: number('quality', 20, 100) ?? 80,
    ...(format && { format }),
  };
}
