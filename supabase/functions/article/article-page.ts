import { type Block, type Line, type List, playerAddress, readDelta, type Span } from '../_shared/article-text.ts';
import { type Markup, markup } from './markup.ts';

/** An article that the whole world reads, as the database has it. */
export interface PublicArticle {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly lead: string;
  readonly cover: string | null;
  readonly body: unknown;
  readonly minutes: number;
  readonly published_at: string;
  readonly changed_at: string;
  readonly author: PersonName | null;
  readonly authors: readonly PersonName[];
  readonly files: readonly PublicFile[];
  readonly previous: Neighbour | null;
  readonly next: Neighbour | null;
}

interface PersonName {
  readonly surname: string;
  readonly name: string;
}

export interface PublicFile {
  readonly id: string;
  readonly kind: 'picture' | 'video' | 'audio' | 'file';
  readonly name: string;
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly previews: readonly number[];
  readonly path: string;
}

interface Neighbour {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
}

interface Words {
  readonly locale: string;
  readonly previous: string;
  readonly next: string;
  readonly video: string;
  readonly untitled: string;
  readonly minutes: Readonly<Record<string, string>>;
}

const russian: Words = {
  locale: 'ru_RU',
  previous: 'Предыдущая статья',
  next: 'Следующая статья',
  video: 'Видео',
  untitled: 'Без названия',
  minutes: { one: 'минута чтения', few: 'минуты чтения', many: 'минут чтения', other: 'минуты чтения' },
};
const english: Words = {
  locale: 'en_GB',
  previous: 'Previous article',
  next: 'Next article',
  video: 'Video',
  untitled: 'Untitled',
  minutes: { one: 'minute to read', other: 'minutes to read' },
};

/** The only style of the page; its policy names it by its hash. */
export const pageStyle =
  'body{margin:0;font:17px/1.6 system-ui,sans-serif;color-scheme:light dark}main{max-width:44rem;margin:auto;padding:24px 16px 64px}h1{line-height:1.2}img{max-width:100%;height:auto}figure{margin:24px 0}figcaption,.by{opacity:.75}pre,.table{overflow-x:auto}table{border-collapse:collapse}th,td{padding:6px 10px;border:1px solid;vertical-align:top;text-align:start}blockquote{margin-inline:0;padding-inline-start:16px;border-inline-start:3px solid}nav{display:grid;gap:12px;margin-top:48px}*{overflow-wrap:anywhere}';

/** Of another site nothing is said for this college. */
const rel = 'noopener noreferrer nofollow ugc';

export const addressOf = ({ id, slug }: { readonly id: string; readonly slug: string }): string => slug || id;
const fileAddress = (file: string): string => `?file=${file}`;

function drawSpan({ bold, code, italic, link, strike, text, underline }: Span): Markup {
  let drawn = markup`${text}`;
  if (code) drawn = markup`<code>${drawn}</code>`;
  if (strike) drawn = markup`<s>${drawn}</s>`;
  if (underline) drawn = markup`<u>${drawn}</u>`;
  if (italic) drawn = markup`<em>${drawn}</em>`;
  if (bold) drawn = markup`<strong>${drawn}</strong>`;
  return link ? markup`<a href="${link}" rel="${rel}">${drawn}</a>` : drawn;
}

const drawLine = (line: Line): readonly Markup[] => line.map(drawSpan);

function drawList({ items, ordered }: List): Markup {
  const drawn = items.map(({ inner, line }) => markup`<li>${drawLine(line)}${inner.map(drawList)}</li>`);
  return ordered ? markup`<ol>${drawn}</ol>` : markup`<ul>${drawn}</ul>`;
}

const drawPicture = ({ height, id, width }: PublicFile, alt: string): Markup =>
  markup`<img src="${fileAddress(id)}" alt="${alt}" width="${width}" height="${height}" loading="lazy">`;
const drawCover = ({ height, id, width }: PublicFile): Markup =>
  markup`<p><img src="${fileAddress(id)}" alt="" width="${width}" height="${height}"></p>`;

const captioned = (drawn: Markup, caption: string): Markup =>
  markup`<figure>${drawn}${caption ? markup`<figcaption>${caption}</figcaption>` : null}</figure>`;

function drawBlock(block: Block, files: ReadonlyMap<string, PublicFile>, words: Words): Markup | null {
  switch (block.kind) {
    case 'paragraph':
      return markup`<p dir="auto">${drawLine(block.line)}</p>`;
    case 'heading':
      return block.level === 2
        ? markup`<h2 id="${block.anchor}" dir="auto">${drawLine(block.line)}</h2>`
        : markup`<h3 id="${block.anchor}" dir="auto">${drawLine(block.line)}</h3>`;
    case 'quote':
      return markup`<blockquote>${block.lines.map((line) => markup`<p dir="auto">${drawLine(line)}</p>`)}</blockquote>`;
    case 'code':
      return markup`<pre>${block.text}</pre>`;
    case 'list':
      return drawList(block.list);
    case 'table': {
      const rows = block.rows.map(({ cells, isHead }) => {
        const drawn = cells.map((cell) =>
          isHead ? markup`<th scope="col">${drawLine(cell)}</th>` : markup`<td>${drawLine(cell)}</td>`,
        );
        return markup`<tr>${drawn}</tr>`;
      });
      return markup`<div class="table"><table>${rows}</table></div>`;
    }
    case 'picture': {
      const file = files.get(block.file);
      return file?.kind === 'picture' ? captioned(drawPicture(file, block.alt), block.caption) : null;
    }
    case 'video':
    case 'file': {
      const file = files.get(block.file);
      if (!file || (block.kind === 'video' && file.kind !== 'video')) return null;
      const link = markup`<a href="${fileAddress(file.id)}">${file.name}</a>`;
      return block.kind === 'video' ? captioned(link, block.caption) : markup`<p>${link}</p>`;
    }
    case 'player': {
      const name = block.caption || words.video;
      return markup`<p><a href="${playerAddress(block.site, block.id)}" rel="${rel}">${name}</a></p>`;
    }
    // Of the world nobody is asked.
    case 'poll':
      return null;
    case 'divider':
      return markup`<hr>`;
  }
}

const nameOf = ({ name, surname }: PersonName): string => `${name} ${surname}`.trim();

/** Whoever reads it without our components: search engines, what shows links, browsers without JavaScript. */
export function drawPage(article: PublicArticle, base: string): string {
  const { author, authors, changed_at: changed, lead, minutes, next, previous, published_at: published } = article;
  const blocks = readDelta(article.body);
  const isRussian = /[а-яё]/i.test(`${article.title} ${lead} ${JSON.stringify(article.body)}`);
  const [language, words] = isRussian ? (['ru', russian] as const) : (['en', english] as const);
  const files = new Map(article.files.map((file) => [file.id, file]));
  const title = article.title || words.untitled;
  const address = new URL(addressOf(article), base).href;
  const cover = files.get(article.cover ?? '');
  const shown = cover ?? article.files.find(({ kind }) => kind === 'picture');
  const forms = words.minutes[new Intl.PluralRules(language).select(minutes)] ?? words.minutes.other ?? '';
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(published));
  const people = [author, ...authors].flatMap((person) => (person ? [nameOf(person)] : [])).join(', ');
  const link = (to: Neighbour | null, label: string) =>
    to ? markup`<a href="${new URL(addressOf(to), base).href}">${label}: ${to.title || words.untitled}</a>` : null;
  const page = markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${lead ? markup`<meta name="description" content="${lead}">` : null}
<link rel="canonical" href="${address}">
<meta property="og:type" content="article">
<meta property="og:locale" content="${words.locale}">
<meta property="og:title" content="${title}">
${lead ? markup`<meta property="og:description" content="${lead}">` : null}
<meta property="og:url" content="${address}">
${shown ? markup`<meta property="og:image" content="${new URL(fileAddress(shown.id), address).href}">` : null}
<meta property="article:published_time" content="${published}">
<meta property="article:modified_time" content="${changed}">
<meta name="twitter:card" content="${shown ? 'summary_large_image' : 'summary'}">
<style>`;
  const rest = markup`</style>
</head>
<body>
<main>
<article>
<h1 dir="auto">${title}</h1>
${lead ? markup`<p dir="auto"><strong>${lead}</strong></p>` : null}
<p class="by">${people ? `${people} · ` : ''}<time datetime="${published}">${day}</time> · ${minutes} ${forms}</p>
${cover?.kind === 'picture' ? drawCover(cover) : null}
${blocks.map((block) => drawBlock(block, files, words))}
</article>
${previous || next ? markup`<nav>${link(previous, words.previous)}${link(next, words.next)}</nav>` : null}
</main>
</body>
</html>
`;
  return `${page.text}${pageStyle}${rest.text}`;
}

/** What search engines ask for to find all of them. */
export function drawSitemap(
  articles: readonly { readonly id: string; readonly slug: string; readonly changed_at: string }[],
  base: string,
): string {
  const lines = articles.map(
    (each) =>
      markup`<url><loc>${new URL(addressOf(each), base).href}</loc><lastmod>${each.changed_at}</lastmod></url>\n`,
  );
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${lines}</urlset>
`.text;
}
