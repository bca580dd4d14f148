import { printedPage } from '../../element/host/printed-page.ts';
import type { OpenPdf } from './document-pdf-store.ts';
import { fitting, mostPages } from './pdf-pages.ts';

/** Points and dots an inch: with these small letters are sharp, and a sheet of A4 has two million dots. */
const points = 72;
const dots = 150;

const styles = (width: number, height: number) => `
  @page { margin: 0; size: ${width}pt ${height}pt }
  html, body { height: 100%; margin: 0; background: #fff }
  /* As high as the sheet it would be rounded up, and another sheet come after the last. */
  div { display: flex; justify-content: center; align-items: center; width: 100%; height: calc(100% - 1px); break-inside: avoid; break-after: page }
  div:last-child { break-after: auto }
  img { display: block; max-width: 100%; max-height: 100% }
`;

/**
 * Prints the pages of a PDF, and nothing of the page around it. They are drawn one after another and kept as pictures, as large
 * as paper needs them. `began` hears of each.
 * @throws what `signal` was aborted with, or what is wrong with a page; nothing is printed then.
 */
export async function printPdf(
  pdf: OpenPdf,
  title: string,
  signal: AbortSignal,
  began: (number: number) => void,
): Promise<void> {
  const first = (await pdf.page(1)).getViewport({ scale: 1 });
  const addresses: string[] = [];
  const { page, print, remove } = printedPage(title, styles(first.width, first.height), () => {
    for (const address of addresses) URL.revokeObjectURL(address);
  });
  try {
    for (let number = 1; number <= Math.min(pdf.pageCount, mostPages); number++) {
      began(number);
      const address = URL.createObjectURL(await drawn(pdf, number));
      addresses.push(address);
      signal.throwIfAborted();
      const image = page.createElement('img');
      image.src = address;
      const sheet = page.createElement('div');
      sheet.append(image);
      page.body.append(sheet);
      await image.decode();
    }
  } catch (thrown) {
    remove();
    throw thrown;
  }
  print();
}

async function drawn(pdf: OpenPdf, number: number): Promise<Blob> {
  const page = await pdf.page(number);
  const viewport = page.getViewport({ scale: fitting(page, dots / points) });
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: Math.ceil(viewport.width), height: Math.ceil(viewport.height) });
  // That is also drawn while the page is hidden.
  await page.render({ canvas, viewport, intent: 'print' }).promise;
  page.cleanup();
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (!picture) throw new Error(`page ${number} gives no picture`);
  return picture;
}
