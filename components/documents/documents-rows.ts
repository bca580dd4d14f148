import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Language } from '../core/dates.ts';
import { shortName } from '../core/names.ts';
import { icon } from '../element/icon.ts';
import { previewSides } from '../files/file.ts';
import { filled, formatBytes } from '../files/format.ts';
import { extensionOf } from '../files/names.ts';
import { fileSigns } from '../files/signs.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import type { DocumentsStrings } from '../locales/ru/documents/documents.ts';
import type { FilesStrings } from '../locales/ru/files/files.ts';
import type { RowWindow } from '../ui/list/row-window.ts';
import { shortDate } from '../ui/list/short-time.ts';
import '../ui/menu.ts';
import type { MenuItem } from '../ui/menu-items.ts';
import { signs } from '../ui/signs.ts';
import { cellClass, tableOf } from '../ui/table.ts';
import type { DocumentDeed } from './deeds/document-deeds.ts';
import { audienceText, endingBadge, toneOf } from './document-words.ts';
import type { Document, DocumentFolder } from './documents-api.ts';
import type { DocumentsDrag } from './documents-drag.ts';

/** A picture without a smaller one stands on a tile itself up to so many bytes. */
const mostOnTile = 300 * 1024;
/** Rows of a block. */
const blockRows = 50;
/** Tiles of a block, at least; as many as fill its rows. */
const blockTiles = 48;

/** What rows and tiles need of their list. */
export interface RowsContext {
  readonly strings: {
    readonly common: CommonStrings;
    readonly documents: DocumentsStrings;
    readonly files: FilesStrings;
  };
  readonly language: Language;
  /** Whether documents can be changed here. */
  readonly canChange: boolean;
  readonly drag: DocumentsDrag;
  readonly window: RowWindow;
  /** Tiles side by side. */
  readonly columns: number;
  /** Address of a small picture; undefined until it is known. */
  link(path: string): string | undefined;
  open(folder: string): void;
  preview(document: Document): void;
  download(document: Document): void;
  replace(document: Document): void;
  act(deed: DocumentDeed): void;
}

type Row = DocumentFolder | Document;
const isFolder = (row: Row): row is DocumentFolder => !('file' in row);

function details({ audience, changedAt, file }: Document, { language, strings }: RowsContext): string {
  return [
    audienceText(audience, strings.documents),
    formatBytes(file.bytes, language, strings.files),
    // «12 нояб» is one word where lines break.
    shortDate(changedAt, language).replaceAll(' ', '\u00a0'),
  ].join(' · ');
}

function documentMenu(document: Document, context: RowsContext): TemplateResult {
  const { documents } = context.strings;
  const { mayChange, versions } = document;
  const act = (what: 'rename' | 'move' | 'audience' | 'versions' | 'remove') => () => context.act({ what, document });
  const items: MenuItem[] = [
    { text: documents.download, sign: signs.download, act: () => context.download(document) },
    ...(mayChange && context.canChange
      ? [
          { text: documents.rename, sign: signs.edit, act: act('rename') },
          { text: documents.replace, sign: signs.upload, act: () => context.replace(document) },
          ...(versions > 1
            ? [{ text: `${documents.versions}: ${versions}`, sign: signs.history, act: act('versions') }]
            : []),
          { text: documents.move, sign: signs.folder, act: act('move') },
          { text: documents.audience, sign: signs.eye, act: act('audience') },
          { text: documents.remove, sign: signs.trash, danger: true, act: act('remove') },
        ]
      : []),
  ];
  return html`<sferum-menu label=${filled(documents.actions, document.title)} .items=${items}></sferum-menu>`;
}

function folderMenu(folder: DocumentFolder, context: RowsContext): TemplateResult | typeof nothing {
  const { documents } = context.strings;
  if (!folder.mayChange || !context.canChange) return nothing;
  const act = (what: 'renameFolder' | 'moveFolder' | 'removeFolder') => () => context.act({ what, folder });
  return html`<sferum-menu
    label=${filled(documents.folderActions, folder.name)}
    .items=${[
      { text: documents.rename, sign: signs.edit, act: act('renameFolder') },
      { text: documents.move, sign: signs.folder, act: act('moveFolder') },
      { text: documents.remove, sign: signs.trash, danger: true, act: act('removeFolder') },
    ]}
  ></sferum-menu>`;
}

const folderName = ({ id, name }: DocumentFolder, { open, strings }: RowsContext) => html`<button
  class="opens"
  type="button"
  @click=${() => open(id)}
>
  <span class="visually-hidden">${strings.documents.folder}</span> <b>${name}</b>
</button>`;

/** The documents as a table, their folders first. */
export function documentTable(
  list: readonly Document[],
  folders: readonly DocumentFolder[],
  context: RowsContext,
): TemplateResult {
  const { columns, title } = context.strings.documents;
  const blocks = context.window.blocks<Row>([...folders, ...list], blockRows);
  return tableOf(
    title,
    [
      { title: columns.title },
      { title: columns.audience, from: 'middle' },
      { title: columns.uploader, from: 'wide' },
      { title: columns.size, from: 'middle' },
      { title: columns.date, from: 'middle' },
      { title: '', label: columns.actions },
    ],
    blocks.map(
      ({ gap, number, rows }) => html`<tbody data-block=${number} data-count=${rows.length}>
        ${
          gap === null
            ? repeat(
                rows,
                ({ id }) => id,
                (row) => (isFolder(row) ? folderRow(row, context) : documentRow(row, context)),
              )
            : html`<tr class="gap"><td colspan="6" data-gap=${gap}></td></tr>`
        }
      </tbody>`,
    ),
  );
}

function folderRow(folder: DocumentFolder, context: RowsContext): TemplateResult {
  const { drag } = context;
  return html`<tr
    @dragover=${drag.overFolder}
    @dragleave=${drag.leaveFolder}
    @drop=${(event: DragEvent) => drag.dropInto(event, folder.id)}
  >
    <td>
      <div class="who">
        <span class="ending folder">${icon(signs.folder)}</span>
        <span>${folderName(folder, context)}</span>
      </div>
    </td>
    <td class=${cellClass('middle')}></td>
    <td class=${cellClass('wide')}></td>
    <td class=${cellClass('middle')}></td>
    <td class=${cellClass('middle')}></td>
    <td>${folderMenu(folder, context)}</td>
  </tr>`;
}

function documentRow(document: Document, context: RowsContext): TemplateResult {
  const { language, strings } = context;
  const { common, documents, files } = strings;
  const { audience, changedAt, description, file, kind, mayChange, title, uploader } = document;
  const canMove = mayChange && context.canChange;
  return html`<tr
    draggable=${canMove ? 'true' : nothing}
    @dragstart=${canMove ? (event: DragEvent) => context.drag.take(event, document) : nothing}
  >
    <td>
      <div class="who">
        ${endingBadge(kind, file.name)}
        <span>
          <button class="opens" type="button" @click=${() => context.preview(document)}><b>${title}</b></button>
          ${description ? html`<small class="about from-middle">${description}</small>` : nothing}
          <small class="narrow">${details(document, context)}</small>
        </span>
      </div>
    </td>
    <td class=${cellClass('middle')}>${audienceText(audience, documents)}</td>
    <td class=${cellClass('wide')}>${uploader ? shortName(uploader) : common.erased}</td>
    <td class=${cellClass('middle')}>${formatBytes(file.bytes, language, files)}</td>
    <td class=${cellClass('middle')}>${shortDate(changedAt, language)}</td>
    <td>
      <button
        class="icon-button at-hand"
        type="button"
        aria-label=${filled(documents.downloadNamed, title)}
        title=${documents.download}
        @click=${() => context.download(document)}
      >
        ${icon(signs.download)}
      </button>
      ${documentMenu(document, context)}
    </td>
  </tr>`;
}

/** The documents as tiles, their folders first. */
export function documentTiles(
  list: readonly Document[],
  folders: readonly DocumentFolder[],
  context: RowsContext,
): TemplateResult {
  const perBlock = context.columns * Math.ceil(blockTiles / context.columns);
  const blocks = context.window.blocks<Row>([...folders, ...list], perBlock);
  return html`${blocks.map(
    ({ gap, number, rows }) => html`<ul
      class="tiles"
      aria-label=${context.strings.documents.title}
      data-block=${number}
      data-count=${rows.length}
    >
      ${
        gap === null
          ? repeat(
              rows,
              ({ id }) => id,
              (row) => (isFolder(row) ? folderTile(row, context) : documentTile(row, context)),
            )
          : html`<li class="gap" aria-hidden="true" data-gap=${gap}></li>`
      }
    </ul>`,
  )}`;
}

function folderTile(folder: DocumentFolder, context: RowsContext): TemplateResult {
  const { drag } = context;
  return html`<li
    class="tile"
    @dragover=${drag.overFolder}
    @dragleave=${drag.leaveFolder}
    @drop=${(event: DragEvent) => drag.dropInto(event, folder.id)}
  >
    <span class="cover folder" aria-hidden="true">${icon(signs.folder, 40)}</span>
    <div class="foot">
      <span class="words">${folderName(folder, context)}</span>
      ${folderMenu(folder, context)}
    </div>
  </li>`;
}

function documentTile(document: Document, context: RowsContext): TemplateResult {
  const { mayChange, title } = document;
  const canMove = mayChange && context.canChange;
  return html`<li
    class="tile"
    draggable=${canMove ? 'true' : nothing}
    @dragstart=${canMove ? (event: DragEvent) => context.drag.take(event, document) : nothing}
  >
    ${cover(document, context)}
    <div class="foot">
      <span class="words"
        ><button class="opens" type="button" @click=${() => context.preview(document)}><b>${title}</b></button>
        <small>${details(document, context)}</small></span
      >
      ${documentMenu(document, context)}
    </div>
  </li>`;
}

function cover({ file, kind }: Document, { link }: RowsContext): TemplateResult {
  const leaf = file.previews.includes(previewSides.tile) ? `p${previewSides.tile}` : 'original';
  const isShown = file.kind === 'picture' && (leaf !== 'original' || file.bytes < mostOnTile);
  const small = isShown ? link(`${file.path}/${leaf}`) : undefined;
  return html`<span class="cover ${toneOf(kind, file.name)}" aria-hidden="true">
    ${small ? html`<img src=${small} alt="" loading="lazy" decoding="async" />` : extensionOf(file.name) || icon(fileSigns.file, 32)}
  </span>`;
}
