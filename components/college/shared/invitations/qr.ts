import { type SVGTemplateResult, svg } from 'lit';

/** Light modules around a code, without which cameras do not find it. */
const quiet = 4;

/** A QR code: how many modules a side has with its quiet zone, and its dark modules as the data of an SVG path. */
export interface QrCode {
  readonly size: number;
  readonly path: string;
}

/** Draws a text as a QR code of error level M; the code that does it is loaded at the first call. */
export async function qrCode(text: string): Promise<QrCode> {
  const { correction, generate } = await import('lean-qr');
  const modules = generate(text, { minCorrectionLevel: correction.M });
  const rows: string[] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (!modules.get(x, y)) continue;
      let length = 1;
      while (modules.get(x + length, y)) length++;
      rows.push(`M${x + quiet} ${y + quiet}h${length}v1h-${length}z`);
      x += length;
    }
  }
  return { size: modules.size + 2 * quiet, path: rows.join('') };
}

/** Dark on light in every theme: cameras read nothing else. */
export const qrPicture = ({ path, size }: QrCode, label: string): SVGTemplateResult =>
  svg`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width=${size} height=${size} fill="#fff" /><path d=${path} fill="#000" />
  </svg>`;

/** The picture as a file. */
export function qrSvg({ path, size }: QrCode): Blob {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 8}" height="${size * 8}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
  return new Blob([text], { type: 'image/svg+xml' });
}

/** The picture as a file of about `pixels` on a side, whole pixels a module. */
export async function qrPng({ path, size }: QrCode, pixels = 1024): Promise<Blob> {
  const scale = Math.max(1, Math.round(pixels / size));
  const canvas = new OffscreenCanvas(size * scale, size * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws no pictures');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fill(new Path2D(path));
  return canvas.convertToBlob({ type: 'image/png' });
}
