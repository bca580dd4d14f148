import { adopt } from './adopt.ts';

/** An empty page that is printed in place of the one around it. */
export interface PrintedPage {
  readonly page: Document;
  /** Asks the person where to print it; it is gone when that is over. */
  print(): void;
  /** It is not printed after all. */
  remove(): void;
}

/**
 *     const { page, print } = printedPage('План', '@page { margin: 18mm }', () => {});
 *     page.body.append(…);
 *     print();
 */
export function printedPage(title: string, styles: string, gone: () => void): PrintedPage {
  const frame = document.createElement('iframe');
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0' });
  document.body.append(frame);
  const { contentDocument: page, contentWindow } = frame;
  if (!page || !contentWindow) throw new Error('this browser opens no frame');
  adopt(page, styles);
  page.title = title;
  const remove = () => {
    frame.remove();
    gone();
  };
  return {
    page,
    print: () => {
      contentWindow.addEventListener('afterprint', remove);
      contentWindow.print();
    },
    remove,
  };
}
