/**
 * Reads the text of an article, a Quill Delta, into what is drawn of it. It is made by others, so everything that is not in
 * the list of this file is nothing: an unknown attribute, an embed, a link that leads to no page.
 *
 *     const blocks = readDelta(article.body);
 *     const contents = headingsOf(blocks);
 */

/** A piece of a line that looks alike. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly code: boolean;
  /** Where it leads; empty for nowhere. */
  readonly link: string;
}

export type Line = readonly Span[];

export interface ListItem {
  readonly line: Line;
  readonly inner: readonly List[];
}

export interface List {
  readonly ordered: boolean;
  readonly items: readonly ListItem[];
}

export interface TableRow {
  readonly isHead: boolean;
  readonly cells: readonly Line[];
}

export interface Picture {
  readonly kind: 'picture';
  readonly file: string;
  /** Empty where the picture only decorates. */
  readonly alt: string;
  readonly caption: string;
}

export type PlayerSite = 'rutube' | 'vk' | 'youtube';

export type Block =
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly line: Line; readonly anchor: string }
  | { readonly kind: 'quote'; readonly lines: readonly Line[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly list: List }
  | { readonly kind: 'table'; readonly rows: readonly TableRow[] }
  | Picture
  | { readonly kind: 'video'; readonly file: string; readonly caption: string }
  | { readonly kind: 'player'; readonly site: PlayerSite; readonly id: string; readonly caption: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'poll'; readonly poll: string }
  | { readonly kind: 'divider' };

export interface Heading {
  readonly level: 2 | 3;
  readonly text: string;
  readonly anchor: string;
}

type Attributes = Readonly<Record<string, unknown>>;

/** A line with how it stands. */
interface Row {
  readonly spans: Line;
  readonly attributes: Attributes;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const tableRow = /^(row|head)-[a-z0-9]{1,20}$/;
const playerId = /^[A-Za-z0-9_-]{1,64}$/;
const sites: readonly string[] = ['rutube', 'vk', 'youtube'];

const isObject = (value: unknown): value is Attributes => typeof value === 'object' && value !== null;
/** What an object itself has: nothing that every object has. */
const own = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
const textIn = (value: unknown, name: string): string => {
  const found = own(value, name);
  return typeof found === 'string' ? found : '';
};

/** Whether a link leads to a page, an address or a number, and says where; as the database has it. */
export const isLink = (link: string): boolean =>
  link.length <= 2000 &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers leave them out, and then it is another link.
  !/[\s\\\u0000-\u0020\u007f-\u00a0]/.test(link) &&
  /^(https?:\/\/[^/?#@]+([/?#]|$)|mailto:[^@]+@[^@]+$|tel:\+?[0-9()-]+$)/i.test(link);

function spanOf(text: string, attributes: unknown): Span {
  const link = textIn(attributes, 'link');
  const has = (name: string) => own(attributes, name) === true;
  return {
    text,
    bold: has('bold'),
    italic: has('italic'),
    underline: has('underline'),
    strike: has('strike'),
    code: has('code'),
    link: isLink(link) ? link : '',
  };
}

/** What stands by itself between the lines; null for what is not known. */
function embedOf(insert: unknown): Block | null {
  const file = (kind: string): string => {
    const id = textIn(own(insert, kind), 'file');
    return uuid.test(id) ? id : '';
  };
  const caption = (kind: string) => textIn(own(insert, kind), 'caption');
  if (file('picture')) {
    const picture = own(insert, 'picture');
    const alt = own(picture, 'decorative') === true ? '' : textIn(picture, 'alt');
    return { kind: 'picture', file: file('picture'), alt, caption: caption('picture') };
  }
  if (file('video')) return { kind: 'video', file: file('video'), caption: caption('video') };
  if (file('file')) return { kind: 'file', file: file('file') };
  const player = own(insert, 'player');
  const site = textIn(player, 'site');
  const id = textIn(player, 'id');
  if (sites.includes(site) && playerId.test(id))
    return { kind: 'player', site: site as PlayerSite, id, caption: caption('player') };
  const poll = textIn(insert, 'poll');
  if (uuid.test(poll)) return { kind: 'poll', poll };
  return own(insert, 'divider') === true ? { kind: 'divider' } : null;
}

/** Lines with how they stand, and what stands between them. */
function* rowsOf(delta: unknown): Generator<Row | Block> {
  const ops = own(delta, 'ops');
  let spans: Span[] = [];
  for (const op of Array.isArray(ops) ? ops : []) {
    const insert = own(op, 'insert');
    const attributes = own(op, 'attributes');
    if (typeof insert !== 'string') {
      const embed = embedOf(insert);
      if (!embed) continue;
      if (spans.length > 0) yield { spans, attributes: {} };
      spans = [];
      yield embed;
      continue;
    }
    const [first = '', ...others] = insert.split('\n');
    if (first) spans.push(spanOf(first, attributes));
    for (const text of others) {
      // How a line stands is said where it ends.
      yield { spans, attributes: isObject(attributes) ? attributes : {} };
      spans = text ? [spanOf(text, attributes)] : [];
    }
  }
  if (spans.length > 0) yield { spans, attributes: {} };
}

export const plainText = (line: Line): string => line.map(({ text }) => text).join('');

/** «Первая форма» → «первая-форма»; each once. */
function anchorOf(text: string, taken: Map<string, number>): string {
  const words = text
    .slice(0, 1000)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  // By characters: half of one stands in no address.
  const base = [...words].slice(0, 60).join('') || 'part';
  let anchor = base;
  // From the number that was the last: thousands of headings may be alike.
  for (let n = (taken.get(base) ?? 0) + 1; taken.has(anchor); n += 1) {
    anchor = `${base}-${n}`;
    taken.set(base, n);
  }
  taken.set(anchor, 1);
  return anchor;
}

interface FlatItem {
  readonly ordered: boolean;
  readonly depth: number;
  readonly line: Line;
}

/** Lists of lists; a depth that leaves steps out is the next one. */
function nested(items: readonly FlatItem[], depth = 0): List[] {
  const lists: { ordered: boolean; items: ListItem[] }[] = [];
  for (let at = 0; at < items.length; ) {
    const item = items[at];
    if (!item) break;
    let end = at + 1;
    while ((items[end]?.depth ?? -1) > depth) end += 1;
    const inner = nested(items.slice(at + 1, end), depth + 1);
    const last = lists.at(-1);
    const made = { line: item.line, inner };
    if (last && last.ordered === item.ordered) last.items.push(made);
    else lists.push({ ordered: item.ordered, items: [made] });
    at = end;
  }
  return lists;
}

const listOf = ({ attributes, spans }: Row): FlatItem | null => {
  const kind = own(attributes, 'list');
  if (kind !== 'ordered' && kind !== 'bullet') return null;
  const indent = own(attributes, 'indent');
  const depth = typeof indent === 'number' && indent >= 1 && indent <= 5 ? Math.floor(indent) : 0;
  return { ordered: kind === 'ordered', depth, line: spans };
};

const isCode = ({ attributes }: Row): boolean => {
  const code = own(attributes, 'code-block');
  return code === true || code === 'plain';
};

const rowIdOf = ({ attributes }: Row): string => {
  const id = textIn(attributes, 'table');
  return tableRow.test(id) ? id : '';
};

export function readDelta(delta: unknown): readonly Block[] {
  const rows = [...rowsOf(delta)];
  const blocks: Block[] = [];
  const anchors = new Map<string, number>();
  /** The lines from here on that belong together. */
  const taken = <T>(at: number, of: (row: Row) => T | null): T[] => {
    const found: T[] = [];
    for (let n = at; n < rows.length; n += 1) {
      const row = rows[n];
      const value = row && 'spans' in row ? of(row) : null;
      if (value === null) break;
      found.push(value);
    }
    return found;
  };
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    if (!row) break;
    if ('kind' in row) {
      blocks.push(row);
      at += 1;
      continue;
    }
    const items = taken(at, listOf);
    const code = taken(at, (each) => (isCode(each) ? plainText(each.spans) : null));
    const quoted = taken(at, (each) => (own(each.attributes, 'blockquote') === true ? each.spans : null));
    const cells = taken(at, (each) => (rowIdOf(each) ? { id: rowIdOf(each), line: each.spans } : null));
    // A line that says it is several things is the first of them, and only its like belong to it.
    const [alike] = [items, code, cells, quoted].filter(({ length }) => length > 0);
    if (alike === items) for (const list of nested(items)) blocks.push({ kind: 'list', list });
    else if (alike === code) blocks.push({ kind: 'code', text: code.join('\n') });
    else if (alike === cells) blocks.push({ kind: 'table', rows: tableOf(cells) });
    else if (alike === quoted) blocks.push({ kind: 'quote', lines: quoted });
    else {
      const level = own(row.attributes, 'header');
      const text = plainText(row.spans);
      if (text.trim() !== '')
        blocks.push(
          level === 2 || level === 3
            ? { kind: 'heading', level, line: row.spans, anchor: anchorOf(text, anchors) }
            : { kind: 'paragraph', line: row.spans },
        );
    }
    at += alike?.length ?? 1;
  }
  return blocks;
}

function tableOf(cells: readonly { readonly id: string; readonly line: Line }[]): TableRow[] {
  const rows: { id: string; isHead: boolean; cells: Line[] }[] = [];
  for (const { id, line } of cells) {
    const last = rows.at(-1);
    if (last && last.id === id) last.cells.push(line);
    else rows.push({ id, isHead: id.startsWith('head-'), cells: [line] });
  }
  return rows;
}

/** What stands in the contents of an article. */
export const headingsOf = (blocks: readonly Block[]): readonly Heading[] =>
  blocks.flatMap((block) =>
    block.kind === 'heading' ? [{ level: block.level, text: plainText(block.line), anchor: block.anchor }] : [],
  );

/** Where an allowed player is. */
export function playerAddress(site: PlayerSite, id: string): string {
  if (site === 'youtube') return `https://www.youtube-nocookie.com/embed/${id}`;
  if (site === 'rutube') return `https://rutube.ru/play/embed/${id}`;
  const [owner = '', video = ''] = id.split('_');
  return `https://vk.com/video_ext.php?oid=${owner}&id=${video}`;
}
