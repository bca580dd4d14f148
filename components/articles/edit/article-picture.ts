import { inspect, type Prepared, type Refused } from '../../files/inspect/inspect.ts';

/** The longest side of a picture in an article, in pixels: more is never shown. */
const longestSide = 2560;

/** Whether the browser can decode it, and how large it is. */
async function decoded(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    // Broken, or of a kind that this browser does not know.
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}

const encoded = (canvas: HTMLCanvasElement, type: string): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, 0.86));

/** Part of a picture, at most so wide; without what a camera wrote beside it. */
async function drawn(
  bitmap: ImageBitmap,
  part: { x: number; y: number; width: number; height: number },
  longest: number,
  name: string,
): Promise<File | null> {
  const scale = Math.min(1, longest / Math.max(part.width, part.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(part.width * scale));
  canvas.height = Math.max(1, Math.round(part.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  const blob = await encoded(canvas, 'image/webp');
  if (!blob) return null;
  const ending = blob.type === 'image/webp' ? 'webp' : 'png';
  return new File([blob], `${name.replace(/\.[^.]*$/, '')}.${ending}`, { type: blob.type });
}

/** A file for an article: a picture no larger than is ever shown. */
export async function prepareFile(chosen: File): Promise<Prepared | Refused> {
  const prepared = await inspect(chosen);
  if (prepared.refused !== undefined) return prepared;
  const { height, kind, type, width } = prepared.file;
  if (kind !== 'picture' || type === 'image/gif' || Math.max(width ?? 0, height ?? 0) <= longestSide) return prepared;
  const bitmap = await decoded(prepared.original);
  if (!bitmap) return prepared;
  const whole = { x: 0, y: 0, width: bitmap.width, height: bitmap.height };
  const smaller = await drawn(bitmap, whole, longestSide, chosen.name);
  bitmap.close();
  return smaller ? inspect(smaller) : prepared;
}

/** A cover is so wide to its height. */
const coverShape = 16 / 9;
export const coverLimits = { bytes: 10 * 2 ** 20, width: 480, height: 270, pixels: 50_000_000 } as const;

/** A picture of which a part becomes a cover; `at`, 0 to 1, is which part along its longer side. */
export interface CoverSource {
  readonly bitmap: ImageBitmap;
  readonly name: string;
  /** It is wider than a cover, so it is moved to the side; else up and down. */
  readonly isWide: boolean;
}

/** Null when it is no picture, or none that is large enough. */
export async function coverSource(chosen: File): Promise<CoverSource | null> {
  // Its header says how large it is before anything is decoded.
  const prepared = await inspect(chosen);
  if (prepared.refused !== undefined || prepared.file.kind !== 'picture') return null;
  const { height, width } = prepared.file;
  if ((width ?? 0) < coverLimits.width || (height ?? 0) < coverLimits.height) return null;
  const bitmap = await decoded(prepared.original);
  return bitmap && { bitmap, name: chosen.name, isWide: bitmap.width / bitmap.height > coverShape };
}

export function coverPart({ bitmap, isWide }: CoverSource, at: number) {
  const { height, width } = bitmap;
  return isWide
    ? { x: (width - height * coverShape) * at, y: 0, width: height * coverShape, height }
    : { x: 0, y: (height - width / coverShape) * at, width, height: width / coverShape };
}

export async function cutCover(source: CoverSource, at: number): Promise<Prepared | null> {
  const file = await drawn(source.bitmap, coverPart(source, at), 1920, source.name);
  const prepared = file && (await inspect(file));
  return prepared && prepared.refused === undefined ? prepared : null;
}
