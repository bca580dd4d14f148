import { printedPage } from '../../element/host/printed-page.ts';

const styles = `
  @page { margin: 18mm }
  body { margin: 0; color: #000; background: #fff; font: 11.5pt/1.5 system-ui, "Liberation Sans", sans-serif; overflow-wrap: break-word }
  h1 { margin: 0 0 3mm; font-size: 22pt; line-height: 1.15 }
  h2 { margin: 7mm 0 2mm; font-size: 15pt; break-after: avoid }
  h3 { margin: 5mm 0 2mm; font-size: 12.5pt; break-after: avoid }
  p, ul, ol, blockquote, pre, table, figure { margin: 0 0 3mm }
  .who, .when { display: inline; color: #444; font-size: 10pt }
  .who > *, .who b { display: inline; font-weight: inherit }
  img { max-width: 100%; max-height: 140mm; height: auto }
  .cover img { width: 100%; max-height: 70mm; object-fit: cover }
  figure, tr, blockquote { break-inside: avoid }
  figcaption { color: #444; font-size: 9.5pt }
  pre { white-space: pre-wrap; font: 9.5pt/1.45 monospace; border: 1px solid #bbb; padding: 2mm }
  blockquote { border-left: 2px solid #888; padding-left: 4mm }
  table { width: 100%; border-collapse: collapse; font-size: 10pt }
  td, th { border: 1px solid #999; padding: 1.5mm 2mm; text-align: start; vertical-align: top }
  a { color: inherit }
  a[href^=http]::after { content: " (" attr(href) ")"; font-size: 8.5pt; overflow-wrap: anywhere }
  button { all: unset }
`;

/** What says nothing on paper. */
const unprinted = '.anchor, .avatar, .near, .start, canvas, details, iframe, svg';

/** Prints an article, and nothing of the page around it. */
export async function printArticle(title: string, parts: readonly Node[]): Promise<void> {
  const { page, print } = printedPage(title, styles, () => {});
  page.body.append(...parts.map((part) => page.importNode(part, true)));
  for (const each of page.querySelectorAll(unprinted)) each.remove();
  const images = [...page.images];
  // What was not scrolled to has not come yet.
  for (const image of images) image.loading = 'eager';
  await Promise.allSettled(images.map((image) => image.decode()));
  print();
}
