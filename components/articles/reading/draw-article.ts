import { html, nothing, type TemplateResult } from 'lit';
import { isUnreached } from '../../core/errors.ts';
import { icon } from '../../element/icon.ts';
import { type AttachedFile, previewSides } from '../../files/file.ts';
import { fileSigns } from '../../files/signs.ts';
import type { ArticlesStrings } from '../../locales/ru/articles/articles.ts';
import { articleFiles } from '../article-data.ts';
import { type Block, type Line, type List, type Picture, type PlayerSite, playerAddress, type Span } from './delta.ts';

/** What an article needs beside its text to be drawn. */
export interface Surroundings {
  readonly files: ReadonlyMap<string, AttachedFile>;
  readonly strings: ArticlesStrings;
  /** Where an object can be fetched; undefined until that is known. */
  address(object: string): string | undefined;
  /** A picture did not come. */
  failed(image: HTMLImageElement, object: string): void;
  enlarge(picture: Picture): void;
  /** Players that were asked for, by their addresses. */
  readonly playing: ReadonlySet<string>;
  play(address: string): void;
  /** A poll by its id; nothing when it is not of this article. */
  poll(id: string): TemplateResult | typeof nothing;
  /** What takes along the address of a part. */
  anchor(anchor: string): TemplateResult;
}

/** An object to be shown: never the original where there is a smaller one that is large enough. */
export function shownObject({ path, previews, type }: AttachedFile, side: number): string {
  const fitting = previews.find((each) => each >= side);
  return `${path}/${fitting && type !== 'image/gif' ? `p${fitting}` : 'original'}`;
}

/** What draws files comes with the first that is shown; until then its name stands there. */
function loadFiles(): void {
  import('../../files/preview/files.ts').catch((error: unknown) => {
    // Without a connection; the next drawing asks again.
    if (!isUnreached(error)) throw error;
  });
}

function drawSpan({ bold, code, italic, link, strike, text, underline }: Span): TemplateResult {
  let drawn = html`${text}`;
  if (code) drawn = html`<code>${drawn}</code>`;
  if (strike) drawn = html`<s>${drawn}</s>`;
  if (underline) drawn = html`<u>${drawn}</u>`;
  if (italic) drawn = html`<em>${drawn}</em>`;
  if (bold) drawn = html`<strong>${drawn}</strong>`;
  return link ? html`<a href=${link} target="_blank" rel="noopener noreferrer nofollow ugc">${drawn}</a>` : drawn;
}

const drawLine = (line: Line): readonly TemplateResult[] => line.map(drawSpan);

function drawList({ items, ordered }: List): TemplateResult {
  const drawn = items.map(({ inner, line }) => html`<li>${drawLine(line)}${inner.map(drawList)}</li>`);
  return ordered ? html`<ol>${drawn}</ol>` : html`<ul>${drawn}</ul>`;
}

function drawPicture(picture: Picture, around: Surroundings): TemplateResult | typeof nothing {
  const file = around.files.get(picture.file);
  if (file?.kind !== 'picture') return nothing;
  const object = shownObject(file, previewSides.screen);
  const address = around.address(object);
  const { alt, caption } = picture;
  const image = html`<img
    src=${address ?? nothing}
    alt=${alt}
    width=${file.width ?? nothing}
    height=${file.height ?? nothing}
    loading="lazy"
    decoding="async"
    @error=${({ target }: Event) => around.failed(target as HTMLImageElement, object)}
  />`;
  // What only decorates is nothing to look at more closely.
  const shown = alt
    ? html`<button class="picture" type="button" aria-label=${`${around.strings.enlarge}: ${alt}`} @click=${() => around.enlarge(picture)}>${image}</button>`
    : html`<span class="picture">${image}</span>`;
  return html`<figure>${shown}${caption ? html`<figcaption>${caption}</figcaption>` : nothing}</figure>`;
}

function drawFile(id: string, kinds: readonly string[], around: Surroundings): TemplateResult | typeof nothing {
  const file = around.files.get(id);
  if (!file || !kinds.includes(file.kind)) return nothing;
  loadFiles();
  return html`<sferum-files .files=${[file]} .bucket=${articleFiles}><span>${file.name}</span></sferum-files>`;
}

const siteNames: Record<PlayerSite, string> = { rutube: 'Rutube', vk: 'VK', youtube: 'YouTube' };

/** Nothing of another site is fetched before somebody wants to see it. Whether the page's policy lets its frame show it nobody is told. */
function drawPlayer(site: PlayerSite, id: string, caption: string, around: Surroundings): TemplateResult {
  const address = playerAddress(site, id);
  const name = siteNames[site];
  const title = caption || around.strings.videoFrom.replace('#', name);
  return html`<figure>
    ${
      around.playing.has(address)
        ? html`<iframe
            src=${address}
            title=${title}
            allow="autoplay; fullscreen; picture-in-picture; encrypted-media"
            sandbox="allow-scripts allow-same-origin allow-presentation allow-popups"
            referrerpolicy="strict-origin-when-cross-origin"
          ></iframe>
            <small class="outside"
              ><a href=${address} target="_blank" rel="noopener noreferrer">${around.strings.videoRefused.replace('#', name)}</a></small
            >`
        : html`<button class="player" type="button" @click=${() => around.play(address)}>
            <span class="start">${icon(fileSigns.play, 24)}</span><b>${title}</b
            ><small>${around.strings.videoOutside.replace('#', name)}</small>
          </button>`
    }
    ${caption ? html`<figcaption>${caption}</figcaption>` : nothing}
  </figure>`;
}

function drawBlock(block: Block, around: Surroundings): TemplateResult | typeof nothing {
  switch (block.kind) {
    case 'paragraph':
      return html`<p dir="auto">${drawLine(block.line)}</p>`;
    case 'heading':
      return block.level === 2
        ? html`<h2 id=${block.anchor} tabindex="-1" dir="auto">${drawLine(block.line)}${around.anchor(block.anchor)}</h2>`
        : html`<h3 id=${block.anchor} tabindex="-1" dir="auto">${drawLine(block.line)}${around.anchor(block.anchor)}</h3>`;
    case 'quote':
      return html`<blockquote>${block.lines.map((line) => html`<p dir="auto">${drawLine(line)}</p>`)}</blockquote>`;
    case 'code':
      return html`<pre tabindex="0" role="region" aria-label=${around.strings.code}>${block.text}</pre>`;
    case 'list':
      return drawList(block.list);
    case 'table':
      return html`<div class="table" tabindex="0" role="region" aria-label=${around.strings.table}>
        <table>
          ${block.rows.map(
            ({ cells, isHead }) =>
              html`<tr>
                ${cells.map((cell) =>
                  isHead ? html`<th scope="col">${drawLine(cell)}</th>` : html`<td>${drawLine(cell)}</td>`,
                )}
              </tr>`,
          )}
        </table>
      </div>`;
    case 'picture':
      return drawPicture(block, around);
    case 'video': {
      const { caption, file } = block;
      const drawn = drawFile(file, ['video'], around);
      return drawn === nothing
        ? nothing
        : html`<figure>${drawn}${caption ? html`<figcaption>${caption}</figcaption>` : nothing}</figure>`;
    }
    case 'file':
      return drawFile(block.file, ['file', 'audio', 'video', 'picture'], around);
    case 'player':
      return drawPlayer(block.site, block.id, block.caption, around);
    case 'poll':
      return around.poll(block.poll);
    case 'divider':
      return html`<hr />`;
  }
}

/** The text of an article, from what is known to be harmless; no string becomes markup. */
export const drawArticle = (blocks: readonly Block[], around: Surroundings): readonly unknown[] =>
  blocks.map((block) => drawBlock(block, around));
