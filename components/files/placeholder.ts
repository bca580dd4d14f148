/**
 * A picture of a few pixels, shown until the real one is there: base64 of its width, then red, green and blue of each
 * pixel. It needs no codec, and no `data:` address that a strict policy of the page would refuse.
 *
 *     const text = encodePlaceholder(pixels, 8);  // RGBA as a canvas gives them
 *     drawPlaceholder(canvas, text);
 */

/** Longest side of a placeholder, in pixels. */
export const placeholderSide = 8;

export function encodePlaceholder(rgba: Uint8ClampedArray, width: number): string {
  let bytes = String.fromCharCode(width);
  for (let at = 0; at < rgba.length; at += 4) {
    // What is transparent lies on white.
    const opacity = (rgba[at + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      bytes += String.fromCharCode(Math.round((rgba[at + channel] ?? 0) * opacity + 255 * (1 - opacity)));
    }
  }
  return btoa(bytes);
}

/** Pixels of a placeholder; null when it is none. */
export function decodePlaceholder(text: string): ImageData | null {
  let bytes: string;
  try {
    bytes = atob(text);
  } catch {
    // Anybody may have sent it.
    return null;
  }
  const width = bytes.charCodeAt(0);
  const height = (bytes.length - 1) / 3 / width;
  if (!(width > 0 && height > 0 && Number.isInteger(height))) return null;
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[pixel * 4 + channel] = bytes.charCodeAt(1 + pixel * 3 + channel);
    }
    image.data[pixel * 4 + 3] = 255;
  }
  return image;
}

export function drawPlaceholder(canvas: HTMLCanvasElement, text: string): void {
  const image = decodePlaceholder(text);
  if (!image) return;
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
