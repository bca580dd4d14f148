import { previewSides } from '../file.ts';
import { encodePlaceholder, placeholderSide } from '../placeholder.ts';
import type { Size } from './picture-header.ts';

/** The most pixels that are decoded here, and the longest side that the database takes. */
const mostPixels = 50_000_000;
const longestSide = 65_535;

/** Whether a picture of this size is shown in place; another one is sent as a file. */
export const isShown = ({ width, height }: Size): boolean =>
  width * height <= mostPixels && Math.max(width, height) <= longestSide;

/** A picture of at most so many bytes is shown as it is. */
const smallEnough = 300_000;

export interface Previews {
  readonly width: number;
  readonly height: number;
  readonly placeholder: string;
  /** By their longest sides. */
  readonly smaller: ReadonlyMap<number, Blob>;
}

type Source = CanvasImageSource & { readonly width: number; readonly height: number };

function draw(source: Source, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(source.width, source.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(source.width * scale));
  canvas.height = Math.max(1, Math.round(source.height * scale));
  const context = canvas.getContext('2d');
  if (context) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}

const encode = (canvas: HTMLCanvasElement, type: string) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.82));

/** WebP; JPEG on white where a browser does not write it. */
async function encoded(canvas: HTMLCanvasElement): Promise<Blob | null> {
  const blob = await encode(canvas, 'image/webp');
  if (blob?.type === 'image/webp') return blob;
  const context = canvas.getContext('2d');
  if (context) {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return encode(canvas, 'image/jpeg');
}

export function placeholderOf(source: Source): string {
  // In steps, for one great step would pick single pixels.
  const { width, height } = draw(source, placeholderSide);
  const canvas = draw(draw(source, placeholderSide * 8), placeholderSide);
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
  return pixels ? encodePlaceholder(pixels, width) : '';
}

/** Decodes a picture and makes what is shown in its place. Null when the browser cannot. */
export async function previewsOf(picture: Blob): Promise<Previews | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch (error) {
    // Broken, or of a kind that this browser does not know.
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
  const { width, height } = bitmap;
  const smaller = new Map<number, Blob>();
  for (const side of [previewSides.tile, previewSides.screen]) {
    const isLarge = Math.max(width, height) > side || (side === previewSides.screen && picture.size > smallEnough);
    const blob = isLarge ? await encoded(draw(bitmap, side)) : null;
    if (blob) smaller.set(side, blob);
  }
  const placeholder = placeholderOf(bitmap);
  bitmap.close();
  return { width, height, placeholder, smaller };
}
