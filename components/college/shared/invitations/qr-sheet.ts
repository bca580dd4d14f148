import { adopt } from '../../../element/host/adopt.ts';
import type { QrCode } from './qr.ts';

/** What stands on the sheet, from above. */
export interface Sheet {
  readonly title: string;
  /** The college. */
  readonly place: string;
  /** Whom it invites, and where to. */
  readonly target: string;
  readonly how: readonly string[];
  readonly address: string;
  readonly code: string;
  /** Where the code is typed. */
  readonly codePage: string;
  readonly until: string;
  readonly qr: QrCode;
}

const styles = `
  @page { margin: 18mm }
  body { margin: 0; color: #000; background: #fff; font: 14pt/1.4 system-ui, "Liberation Sans", sans-serif; text-align: center }
  h1 { margin: 0; font-size: 26pt; line-height: 1.15 }
  h2 { margin: 4mm 0 0; font-size: 18pt; font-weight: 500 }
  svg { width: 105mm; height: 105mm; margin: 8mm 0 4mm }
  ol { display: inline-block; margin: 4mm 0; text-align: start }
  .code { font-size: 22pt; font-weight: 700; letter-spacing: 1pt }
  .address { font-size: 10pt; overflow-wrap: anywhere }
  .until { color: #444 }
`;

function element(page: Document, name: string, text: string, className = ''): HTMLElement {
  const made = page.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function picture(page: Document, { path, size }: QrCode): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = page.createElementNS(space, 'svg') as SVGElement;
  drawing.setAttribute('viewBox', `0 0 ${size} ${size}`);
  drawing.setAttribute('shape-rendering', 'crispEdges');
  const dark = page.createElementNS(space, 'path');
  dark.setAttribute('d', path);
  drawing.append(dark);
  return drawing;
}

/** Puts the sheet together in a page. */
function fillSheet(page: Document, sheet: Sheet): void {
  adopt(page, styles);
  page.title = sheet.title;
  const list = page.createElement('ol');
  for (const step of sheet.how) list.append(element(page, 'li', step));
  page.body.append(
    element(page, 'h1', sheet.place),
    element(page, 'h2', sheet.target),
    picture(page, sheet.qr),
    element(page, 'p', sheet.code, 'code'),
    element(page, 'p', sheet.codePage),
    list,
    element(page, 'p', sheet.address, 'address'),
    element(page, 'p', sheet.until, 'until'),
  );
}

/** Prints the sheet, and nothing of the page around. */
export function printSheet(sheet: Sheet): void {
  const frame = document.createElement('iframe');
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0' });
  document.body.append(frame);
  const { contentDocument, contentWindow } = frame;
  if (!contentDocument || !contentWindow) throw new Error('this browser opens no frame');
  fillSheet(contentDocument, sheet);
  contentWindow.addEventListener('afterprint', () => frame.remove());
  contentWindow.print();
}
