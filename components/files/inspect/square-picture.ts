import { contentOf, headBytes } from './content-type.ts';
import { pictureSize } from './picture-header.ts';
import { isShown } from './previews.ts';

/** So much of a picture is read for its size. */
const headerBytes = 512 * 1024;

/**
 * The middle of a picture as a square JPEG of `side` px, on white and without what a camera wrote beside it. Null when it is
 * no picture, or one that is too large to be decoded here.
 *
 *     const picture = await squarePicture(file, 256);
 */
export async function squarePicture(chosen: Blob, side: number): Promise<Blob | null> {
  let bitmap: ImageBitmap;
  try {
    const head = new Uint8Array(await chosen.slice(0, headerBytes).arrayBuffer());
    const { type } = await contentOf(head.subarray(0, headBytes), '');
    const size = pictureSize(head, type);
    if (!size || !isShown(size)) return null;
    bitmap = await createImageBitmap(chosen);
  } catch (error) {
    // A folder, moved away meanwhile, broken, or of a kind that this browser does not know.
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
  const { height, width } = bitmap;
  const edge = Math.min(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, side, side);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, (width - edge) / 2, (height - edge) / 2, edge, edge, 0, 0, side, side);
  }
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.86));
}
