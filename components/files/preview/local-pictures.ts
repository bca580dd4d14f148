import type { AttachedFile } from '../file.ts';
import { drawPlaceholder } from '../placeholder.ts';
import type { FileStorage } from '../upload/file-storage.ts';

/**
 * Draws a picture that is not yet in Storage, from what the browser keeps: on a canvas, which needs no address that a policy
 * of the page would refuse. Draws the placeholder first, and keeps it where the picture is not on this device.
 */
export async function drawLocal(
  canvas: HTMLCanvasElement,
  file: Pick<AttachedFile, 'id' | 'kind' | 'placeholder'>,
  storage: Pick<FileStorage, 'get'>,
): Promise<void> {
  drawPlaceholder(canvas, file.placeholder);
  if (file.kind !== 'picture') return;
  const kept = await storage.get(file.id);
  const [smallest] = kept?.smaller.values() ?? [];
  const blob = kept?.smaller.get(1280) ?? smallest ?? kept?.original;
  if (!blob) return;
  try {
    const bitmap = await createImageBitmap(blob);
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch (error) {
    // The file was moved away on the device; the placeholder stays.
    if (!(error instanceof DOMException)) throw error;
  }
}
