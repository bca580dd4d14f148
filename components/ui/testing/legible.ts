import { root as ofTags } from '../../element/base.styles.ts';

/** Every text in a tree and in the shadow trees below it that a person sees. */
function* textsIn(root: ParentNode): Generator<Text> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element && node.shadowRoot) yield* textsIn(node.shadowRoot);
    if (!(node instanceof Text) || !node.data.trim()) continue;
    const around = node.parentElement;
    if (!around || around.closest('.visually-hidden, style, option, script')) continue;
    if (around.checkVisibility({ visibilityProperty: true })) yield node;
  }
}

const linesOf = (range: Range) => new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;

/** Words that stand on two lines, as «Участник-и»; empty when none does. */
export function brokenWords(root: ParentNode): string[] {
  const broken: string[] = [];
  for (const text of textsIn(root)) {
    // No line holds words that are longer.
    for (const { 0: word, index } of text.data.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]{1,30}(?![\p{L}\p{N}])/gu)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (linesOf(range) > 1) broken.push(`${word} in ${text.data.trim()}`);
    }
  }
  return broken;
}

function* treesIn(root: ParentNode): Generator<ParentNode> {
  yield root;
  for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) yield* treesIn(shadowRoot);
}

/** A text that a field has no room for, in one line. */
function cutIn(field: HTMLElement, text: string): string[] {
  const context = document.createElement('canvas').getContext('2d');
  const { font, paddingLeft, paddingRight } = getComputedStyle(field);
  if (context) context.font = font;
  const room = field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
  return (context?.measureText(text).width ?? 0) > room + 1 ? [`${text} is cut in its field`] : [];
}

/** What is chosen in a field that has no room for it. */
const cutChoices = (root: ParentNode): string[] =>
  [...treesIn(root)]
    .flatMap((tree) => [...tree.querySelectorAll('select')])
    .filter((select) => select.checkVisibility() && select.selectedOptions[0])
    .flatMap((select) => cutIn(select, select.selectedOptions[0]?.text.trim() ?? ''));

/** What an empty field says of itself without having room for it. */
const cutPlaceholders = (root: ParentNode): string[] =>
  [...treesIn(root)]
    .flatMap((tree) => [...tree.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')])
    .filter((field) => field.placeholder && !field.value && field.checkVisibility({ visibilityProperty: true }))
    .filter((field) => field instanceof HTMLInputElement || field.rows === 1)
    .flatMap((field) => cutIn(field, field.placeholder));

/** Texts that stay small where the text is twice as large: their size is not the page's; empty when all grow. */
function fixedSizes(root: ParentNode): string[] {
  return [...textsIn(root)]
    .filter(({ parentElement }) => parentElement && !parentElement.closest('.avatar, .mark'))
    .filter(({ parentElement }) => Number.parseFloat(getComputedStyle(parentElement as Element).fontSize) < 21)
    .map(({ data }) => `${data.trim()} does not grow`);
}

/**
 * What is hard to read in an element at 200 % text in two widths, and at 320 px; empty when nothing is. One that is
 * made to stand in a tag gets sizes and colours as in one.
 */
export async function illegible(tag: HTMLElement): Promise<string[]> {
  const found: string[] = [];
  if (tag.shadowRoot && !getComputedStyle(tag).getPropertyValue('--sferum-size')) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(ofTags.map(({ cssText }) => cssText).join('\n'));
    tag.shadowRoot.adoptedStyleSheets = [sheet, ...tag.shadowRoot.adoptedStyleSheets];
  }
  for (const [size, width] of [
    ['30px', '1100px'],
    ['30px', '640px'],
    ['', '320px'],
  ] as const) {
    tag.style.setProperty('--sferum-text-base', size);
    tag.style.width = width;
    // What is measured is told a frame later.
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    const tree = tag.shadowRoot;
    if (!tree) continue;
    const ofLargeText = size ? [...cutChoices(tree), ...fixedSizes(tree)] : [];
    const faults = [...brokenWords(tree), ...clippedTexts(tree), ...cutPlaceholders(tree), ...ofLargeText];
    for (const fault of faults) found.push(`${width} ${size}: ${fault}`);
  }
  return found;
}

/** Texts that stand out of their counter, label, chip or head above or below; empty when none does. */
export function clippedTexts(root: ParentNode): string[] {
  const clipped: string[] = [];
  for (const text of textsIn(root)) {
    // What is cut after some lines on purpose ends with dots.
    if (text.parentElement && getComputedStyle(text.parentElement).webkitLineClamp !== 'none') continue;
    const box = text.parentElement?.closest('.badge, .tag, header, button, label')?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(text);
    const { bottom, top } = range.getBoundingClientRect();
    // What is for screen readers alone has no height.
    if (box && box.height > 1 && (top < box.top - 2 || bottom > box.bottom + 2)) clipped.push(text.data.trim());
  }
  return clipped;
}
