/**
 * Reads pasted HTML into a plain tree, without the browser's parser: that is a sink which a strict policy of the page forbids,
 * and it reports each style that it meets. Nothing of the tree becomes markup again, so it need not be exact, only calm.
 */

export interface HtmlElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (HtmlElement | string)[];
}

const voids = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
/** Their contents are no text. */
const raw = new Set(['script', 'style', 'title', 'xml', 'template', 'noscript', 'textarea', 'svg', 'math']);
/** What ends by itself where another begins. */
const ends: Readonly<Record<string, readonly string[]>> = {
  p: ['p'],
  li: ['li', 'p'],
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  tr: ['tr', 'td', 'th', 'p'],
};
/** Beyond these nothing ends by itself. */
const borders = new Set(['table', 'ul', 'ol', 'body', 'div', 'blockquote']);
/** Deeper is nothing that anybody wrote. */
const deepest = 200;

const names: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  deg: '°',
  euro: '€',
  gt: '>',
  hellip: '…',
  laquo: '«',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  middot: '·',
  minus: '−',
  nbsp: '\u00a0',
  ndash: '–',
  numero: '№',
  quot: '"',
  raquo: '»',
  rdquo: '”',
  reg: '®',
  rsquo: '’',
  sect: '§',
  shy: '',
  times: '×',
  trade: '™',
  zwnj: '',
};

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

export const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));?/gi, (whole, hex, decimal, name: string) => {
    if (hex) return character(Number.parseInt(hex, 16));
    if (decimal) return character(Number(decimal));
    return Object.hasOwn(names, name) ? (names[name] ?? whole) : whole;
  });

function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, apostrophed, bare] of text.matchAll(
    /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, decoded(quoted ?? apostrophed ?? bare ?? ''));
  }
  return found;
}

/** The tree of a text; its root has no tag. */
export function readHtml(html: string): HtmlElement {
  const root: HtmlElement = { tag: '', attributes: new Map(), children: [] };
  const open: HtmlElement[] = [root];
  const here = (): HtmlElement => open.at(-1) ?? root;
  const close = (tag: string) => {
    const at = open.findLastIndex((each) => each.tag === tag);
    if (at > 0) open.length = at;
  };
  // What does not end, ends with the text, as in browsers: to look for its end from each place anew would take minutes.
  const token =
    /<!--[\s\S]*?(?:-->|$)|<!\[[\s\S]*?(?:\]>|$)|<[!?][^>]*(?:>|$)|<\/([a-zA-Z][^\s>]*)[^>]*(?:>|$)|<([a-zA-Z][^\s/>]*)((?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^"'>]+)*)(?:>|$)|[^<]+|</g;
  for (let match = token.exec(html); match; match = token.exec(html)) {
    const [whole, closing, opening, attributes = ''] = match;
    if (closing) close(closing.toLowerCase());
    else if (opening) {
      const tag = opening.toLowerCase();
      if (raw.has(tag)) {
        const rest = html.slice(token.lastIndex);
        const end = rest.search(new RegExp(`</${tag.replace(/[^a-z]/g, '')}\\s*>`, 'i'));
        token.lastIndex = end < 0 ? html.length : token.lastIndex + end;
        continue;
      }
      const stops = ends[tag];
      if (stops) {
        for (let at = open.length - 1; at > 0; at -= 1) {
          const { tag: outer } = open[at] ?? root;
          if (borders.has(outer)) break;
          if (stops.includes(outer)) open.length = at;
        }
      }
      const element: HtmlElement = { tag, attributes: attributesOf(attributes), children: [] };
      here().children.push(element);
      if (!voids.has(tag) && !attributes.trimEnd().endsWith('/') && open.length < deepest) open.push(element);
    } else if (!whole.startsWith('<!') && !whole.startsWith('<?')) here().children.push(decoded(whole));
  }
  return root;
}
