import { type CSSResultGroup, html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { redrawDaily } from '../core/dates.ts';
import { toAppError } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { icon } from '../element/icon.ts';
import { plural } from '../element/localize.ts';
import { shortTime } from '../ui/list/short-time.ts';
import '../element/signed-out.ts';
import { StoreController } from '../element/store-controller.ts';
import { previewSides } from '../files/file.ts';
import { filled, formatBytes } from '../files/format.ts';
import { extensionOf } from '../files/names.ts';
import { linksStore } from '../files/preview/links-store.ts';
import { save } from '../files/preview/save.ts';
import { fileSigns } from '../files/signs.ts';
import { type DocumentsStrings, documentsTexts } from '../locales/ru/documents/documents.ts';
import { type FilesStrings, filesTexts } from '../locales/ru/files/files.ts';
import { bitsStyles, emptyState, notFound, skeletonRows } from '../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../ui/chip-tabs.ts';
import { moreButton, moreStyles } from '../ui/list/more-button.ts';
import '../ui/menu.ts';
import type { MenuItem } from '../ui/menu-items.ts';
import { notice, noticeStyles } from '../ui/notice.ts';
import '../ui/search.ts';
import type { Search } from '../ui/search.ts';
import { signs } from '../ui/signs.ts';
import { cellClass, table, tableStyles } from '../ui/table.ts';
import '../ui/toast.ts';
import type { Toast } from '../ui/toast.ts';
import type { DeedDoneEvent, DocumentDeed, DocumentDeeds } from './deeds/document-deeds.ts';
import { audienceText, endingBadge, savedName, toneOf, toneStyles } from './document-words.ts';
import { styles } from './documents.styles.ts';
import type { Document, DocumentFolder, DocumentKind, DocumentSettings, DocumentSort } from './documents-api.ts';
import { type DocumentsState, documentsStore } from './documents-store.ts';
import type { DocumentUploads } from './upload/document-uploads.ts';

const sorts: readonly DocumentSort[] = ['date', 'name', 'size'];

const sortSign = svg`<path d="M6.5 4v12m0 0-3-3m3 3 3-3M13.5 16V4m0 0-3 3m3-3 3 3"/>`;
const tilesSign = svg`<rect x="3" y="3" width="5.75" height="5.75" rx="1.5"/><rect x="11.25" y="3" width="5.75" height="5.75" rx="1.5"/><rect x="3" y="11.25" width="5.75" height="5.75" rx="1.5"/><rect x="11.25" y="11.25" width="5.75" height="5.75" rx="1.5"/>`;

/** A picture without a smaller one stands on a tile itself up to so many bytes. */
const mostOnTile = 300 * 1024;

/** What a document that is dragged to a folder is called on the way. */
const dragged = 'application/x-sferum-document';

/** What a drag brings: only files are uploaded. */
const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

/**
 * The documents of a college: folders, search, preview and downloading for all its members; uploading and changing for
 * teachers, staff and administrators.
 * @tag sferum-documents
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Documents extends SferumElement<{ documents: DocumentsStrings; files: FilesStrings }> {
  static override styles: CSSResultGroup = [
    base,
    root,
    bitsStyles,
    chipTabsStyles,
    moreStyles,
    noticeStyles,
    tableStyles,
    toneStyles,
    styles,
  ];
  protected readonly texts = { documents: documentsTexts, files: filesTexts };

  /** Id of the college; absent takes the page's. */
  @property() college = '';
  /** Id of a group: only what is for it. */
  @property() scope = '';
  /** Id of the folder that is open at first. */
  @property() folder = '';
  /** `off` hides uploading, where a page has another place for it. */
  @property() upload: 'off' | '' = '';

  @state() private tiles = false;
  @state() private dragging = false;
  @state() private deed: DocumentDeed | null = null;
  @state() private previewed: Document | null = null;
  /** Why a download did not begin. */
  @state() private problem = '';
  @query('sferum-toast') private toast!: Toast | null;
  @query('sferum-document-uploads') private uploads!: DocumentUploads | null;
  @query('sferum-document-deeds') private deeds!: DocumentDeeds | null;

  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) => {
    const college = this.college || backend.config.college;
    return backend.userId && college ? documentsStore(backend, college, this.scope, this.folder) : null;
  });
  /** Small pictures stand on tiles. */
  readonly #links = new StoreController(this, (backend) => (backend.userId ? linksStore(backend, 'documents') : null));

  constructor() {
    super();
    redrawDaily(this);
    this.addEventListener('dragover', this.#dragOver);
    this.addEventListener('dragleave', this.#dragLeave);
    this.addEventListener('drop', this.#drop);
    this.addEventListener('paste', this.#paste);
  }

  get #college(): string {
    return this.college || this.#store.backend?.config.college || '';
  }

  get #settings(): DocumentSettings | null {
    const settings = this.#store.state?.settings;
    return settings?.status === 'ready' ? settings.value : null;
  }

  get #mayUpload(): boolean {
    return this.upload !== 'off' && (this.#settings?.mayUpload ?? false);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // What is on its way, or was left by another page, is shown to whoever may upload.
    if (this.#mayUpload && !customElements.get('sferum-document-uploads')) void this.#fetchUploads(false);
  }

  #fetchUploads(asked = true): Promise<boolean> {
    return this.#code.fetch(() => import('./upload/document-uploads.ts'), asked);
  }

  async #ask(files: readonly File[] = []): Promise<void> {
    if (!(await this.#fetchUploads())) return;
    await this.updateComplete;
    this.uploads?.ask(files);
  }

  async #do(deed: DocumentDeed): Promise<void> {
    if (await this.#code.fetch(() => import('./deeds/document-deeds.ts'))) this.deed = deed;
  }

  async #replace(document: Document): Promise<void> {
    if (!(await this.#fetchUploads())) return;
    await this.updateComplete;
    this.uploads?.replace(document);
  }

  async #preview(document: Document): Promise<void> {
    if (await this.#code.fetch(() => import('./preview/document-preview.ts'))) this.previewed = document;
  }

  async #download(document: Document): Promise<void> {
    const { documents } = this.strings;
    this.problem = '';
    try {
      await this.#save(document);
      void this.#store.store?.countDownload(document.id);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      this.problem = code === 'missing' || code === 'denied' ? documents.gone : documents.notDownloaded;
    }
  }

  async #save(document: Document): Promise<void> {
    const { store: links } = this.#links;
    const { store } = this.#store;
    if (!links || !store) return;
    try {
      await save(links, `${document.file.path}/original`, savedName(document));
    } catch (thrown) {
      // It may have a new version, of which this list has not heard yet.
      const present = await store.present(document.id);
      if (present.file.id === document.file.id) throw thrown;
      await save(links, `${present.file.path}/original`, savedName(present));
    }
  }

  #takeAlong(event: DragEvent, { id, mayChange }: Document): void {
    if (!mayChange || this.upload === 'off') return;
    event.dataTransfer?.setData(dragged, id);
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
  }

  #overFolder = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes(dragged)) return;
    event.preventDefault();
    (event.currentTarget as Element).classList.add('over');
  };

  #leaveFolder = (event: DragEvent): void => (event.currentTarget as Element).classList.remove('over');

  /** A document was dragged to a folder; the menu does the same. */
  async #dropInto(event: DragEvent, folder: string | null): Promise<void> {
    this.#leaveFolder(event);
    const id = event.dataTransfer?.getData(dragged);
    const documents = this.#store.state?.documents;
    const document = documents?.status === 'ready' ? documents.value.find((each) => each.id === id) : undefined;
    if (!document) return;
    event.preventDefault();
    if (!(await this.#code.fetch(() => import('./deeds/document-deeds.ts')))) return;
    await this.updateComplete;
    await this.deeds?.moveTo(document, folder);
  }

  #dragOver = (event: DragEvent): void => {
    if (!this.#mayUpload || !hasFiles(event)) return;
    event.preventDefault();
    this.dragging = true;
  };

  #dragLeave = (event: DragEvent): void => {
    const { relatedTarget } = event;
    if (!(relatedTarget instanceof Node) || !this.contains(relatedTarget)) this.dragging = false;
  };

  #drop = (event: DragEvent): void => {
    if (!this.#mayUpload || !hasFiles(event)) return;
    event.preventDefault();
    this.dragging = false;
    void this.#ask([...(event.dataTransfer?.files ?? [])]);
  };

  #paste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!this.#mayUpload || files.length === 0) return;
    event.preventDefault();
    void this.#ask(files);
  };

  async #open(folder: string | null): Promise<void> {
    this.#store.store?.open(folder);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override render() {
    const { backend, state: now, store } = this.#store;
    if (backend && !backend.userId) return html`<sferum-signed-out of="sferum-documents"></sferum-signed-out>`;
    if (backend && !this.#college) return this.lacking('college', '00000000-0000-0000-0000-000000000000');
    const { common, documents } = this.strings;
    const problem = this.problem || (this.#code.problem ? common.errors[this.#code.problem.code].text : '');
    return html`${this.#head()} ${now ? this.#tools(now) : nothing} ${this.#path()}
      ${problem ? html`<div class="say">${notice('alert', problem, 'danger')}</div>` : nothing} ${this.#working()}
      ${this.view(now?.documents, (list) => (now ? this.#list(list, now) : nothing), {
        skeleton: skeletonRows(8, true),
        retry: () => store?.retry(),
        explain: ({ reason }) =>
          reason === 'no_folder' ? { title: documents.noFolder, text: documents.noFolderText } : undefined,
      })}
      ${
        now?.documents.status === 'failed' && now.folder
          ? html`<p class="say"><button class="button" type="button" @click=${() => this.#open(null)}>${documents.toAll}</button></p>`
          : nothing
      }
      ${this.dragging ? this.#overlay() : nothing} ${this.#dialogs()}
      <sferum-toast></sferum-toast>`;
  }

  #head(): TemplateResult {
    const { documents } = this.strings;
    const folder = this.#store.store?.path.at(-1);
    const items: MenuItem[] = this.#mayUpload
      ? [
          ...(this.scope
            ? []
            : [
                {
                  text: documents.newFolder,
                  sign: signs.folder,
                  act: () => void this.#do({ what: 'newFolder', parent: folder ?? null }),
                },
              ]),
          { text: documents.bin, sign: signs.trash, act: () => void this.#do({ what: 'bin' }) },
        ]
      : [];
    return html`<div class="head">
      <h2 tabindex="-1">${folder?.name ?? documents.title}</h2>
      ${items.length > 0 ? html`<sferum-menu label=${documents.more} .items=${items}></sferum-menu>` : nothing}
      ${
        this.#mayUpload
          ? html`<button
              class="button primary in-head"
              type="button"
              aria-label=${documents.upload}
              title=${documents.upload}
              @click=${() => void this.#ask()}
            >
              ${icon(signs.plus, 18)}<span aria-hidden="true">${documents.upload}</span>
            </button>`
          : nothing
      }
    </div>`;
  }

  #tools({ kind, query, sort, total }: DocumentsState): TemplateResult {
    const isFound = query !== '' || kind !== null;
    const { documents } = this.strings;
    const { store } = this.#store;
    const kinds = this.#settings?.kinds ?? [];
    const choose = (chosen: string) => store?.choose((chosen || null) as DocumentKind | null);
    const options = [
      { value: '', text: documents.all },
      ...kinds.map((each) => ({ value: each as string, text: documents.kinds[each] })),
    ];
    const select = (
      name: string,
      label: string,
      value: string,
      all: readonly { value: string; text: string }[],
      change: (value: string) => void,
    ) => html`<span class="choice ${name}">
      <select aria-label=${label} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
        ${all.map((each) => html`<option value=${each.value} ?selected=${each.value === value}>${each.text}</option>`)}
      </select>
      ${icon('chevronDown', 16)}${name === 'order' ? icon(sortSign, 18) : nothing}
    </span>`;
    const layout = (tiles: boolean, label: string) => html`<button
      type="button"
      aria-label=${label}
      title=${label}
      aria-pressed=${this.tiles === tiles}
      @click=${() => {
        this.tiles = tiles;
      }}
    >
      ${icon(tiles ? tilesSign : signs.list, 18)}
    </button>`;
    return html`<div class="tools">
      <sferum-search
        label=${documents.search}
        .value=${query}
        @searched=${(event: Event) => store?.search((event.target as Search).value)}
      ></sferum-search>
      ${chipTabs<string>({
        label: documents.kindsLabel,
        tabs: options.map((each) => ({
          ...each,
          count: isFound && each.value === (kind ?? '') && total !== null ? total : undefined,
        })),
        value: kind ?? '',
        choose,
      })}
      ${select('of-kind', documents.kindsLabel, kind ?? '', options, choose)}
      ${select(
        'order',
        documents.sortLabel,
        sort,
        sorts.map((value) => ({ value, text: documents.sorts[value] })),
        (value) => store?.sort(value as DocumentSort),
      )}
      <span class="layout" role="group" aria-label=${documents.look}>
        ${layout(false, documents.asList)}${layout(true, documents.asTiles)}
      </span>
    </div>`;
  }

  #path(): TemplateResult | typeof nothing {
    const { documents } = this.strings;
    const path = this.#store.store?.path ?? [];
    if (path.length === 0) return nothing;
    const way = (id: string | null, name: string) => html`<button
      type="button"
      @click=${() => this.#open(id)}
      @dragover=${this.#overFolder}
      @dragleave=${this.#leaveFolder}
      @drop=${(event: DragEvent) => void this.#dropInto(event, id)}
    >
      ${name}
    </button>`;
    return html`<nav aria-label=${documents.path}>
      <ol class="path">
        <li>${way(null, documents.title)}</li>
        ${path.map(
          ({ id, name }, place) => html`<li>
            ${icon(signs.chevronRight, 14)}${
              place === path.length - 1 ? html`<span aria-current="page">${name}</span>` : way(id, name)
            }
          </li>`,
        )}
      </ol>
    </nav>`;
  }

  /** What is on its way. */
  #working(): TemplateResult | typeof nothing {
    if (!this.#mayUpload || !customElements.get('sferum-document-uploads')) return nothing;
    const group = this.#settings?.groups.find(({ id }) => id === this.scope);
    return html`<sferum-document-uploads
      .college=${this.#college}
      .settings=${this.#settings}
      .folder=${this.#store.store?.path.at(-1) ?? null}
      .first=${group ? { kind: 'groups', groups: [group] } : { kind: 'college', groups: [] }}
    ></sferum-document-uploads>`;
  }

  #overlay(): TemplateResult {
    const { documents } = this.strings;
    return html`<div class="drop"><b>${documents.drop}</b></div>`;
  }

  #dialogs(): TemplateResult {
    const { documents } = this.#store.state ?? {};
    const list = documents?.status === 'ready' ? documents.value : [];
    const previewed = list.find(({ id }) => id === this.previewed?.id) ?? this.previewed;
    const folders = this.#store.state?.folders;
    return html`${
      previewed
        ? html`<sferum-document-preview
            .college=${this.#college}
            .document=${previewed}
            @closed=${() => {
              this.previewed = null;
            }}
            @download=${() => void this.#download(previewed)}
          ></sferum-document-preview>`
        : nothing
    }
    ${
      customElements.get('sferum-document-deeds')
        ? html`<sferum-document-deeds
            .college=${this.#college}
            .deed=${this.deed}
            .folders=${folders?.status === 'ready' ? folders.value : []}
            .settings=${this.#settings}
            @done=${({ message }: DeedDoneEvent) => this.toast?.show(message)}
            @closed=${() => {
              this.deed = null;
            }}
          ></sferum-document-deeds>`
        : nothing
    }`;
  }

  #list(list: readonly Document[], now: DocumentsState): TemplateResult {
    const { common, documents } = this.strings;
    const { store } = this.#store;
    const folders = store?.inside ?? [];
    if (list.length === 0 && folders.length === 0) {
      if (now.query || now.kind) return notFound(documents.nothingFound, documents.nothingFoundText);
      return emptyState(
        signs.folder,
        now.folder ? documents.emptyFolder : documents.empty,
        now.folder ? documents.emptyFolderText : documents.emptyText,
        this.#mayUpload
          ? html`<button class="button primary" type="button" @click=${() => void this.#ask()}>
              ${icon(signs.plus, 18)}<span>${documents.upload}</span>
            </button>`
          : nothing,
      );
    }
    const found = now.query && now.total !== null;
    return html`${
      found
        ? html`<p class="count" role="status">${plural(this.language, now.total ?? 0, documents.found).replace('#', String(now.total))}</p>`
        : nothing
    }
      ${this.tiles ? this.#tiled(list, folders) : this.#table(list, folders)}
      ${moreButton(common, now, () => void store?.fetchMore())}`;
  }

  #menu(document: Document, download = true): TemplateResult {
    const { documents } = this.strings;
    const { mayChange, versions } = document;
    const act = (what: 'rename' | 'move' | 'audience' | 'versions' | 'remove') => () =>
      void this.#do({ what, document });
    const items: MenuItem[] = [
      ...(download
        ? [{ text: documents.download, sign: signs.download, act: () => void this.#download(document) }]
        : []),
      ...(mayChange && this.upload !== 'off'
        ? [
            { text: documents.rename, sign: signs.edit, act: act('rename') },
            { text: documents.replace, sign: signs.upload, act: () => void this.#replace(document) },
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

  #folderMenu(folder: DocumentFolder): TemplateResult | typeof nothing {
    const { documents } = this.strings;
    if (!folder.mayChange || this.upload === 'off') return nothing;
    const act = (what: 'renameFolder' | 'moveFolder' | 'removeFolder') => () => void this.#do({ what, folder });
    return html`<sferum-menu
      label=${filled(documents.folderActions, folder.name)}
      .items=${[
        { text: documents.rename, sign: signs.edit, act: act('renameFolder') },
        { text: documents.move, sign: signs.folder, act: act('moveFolder') },
        { text: documents.remove, sign: signs.trash, danger: true, act: act('removeFolder') },
      ]}
    ></sferum-menu>`;
  }

  #details({ audience, changedAt, file }: Document): string {
    return [
      audienceText(audience, this.strings.documents),
      formatBytes(file.bytes, this.language, this.strings.files),
      shortTime(changedAt, this.language),
    ].join(' · ');
  }

  #table(list: readonly Document[], folders: readonly DocumentFolder[]): TemplateResult {
    const { columns, title } = this.strings.documents;
    return table(
      title,
      [
        { title: columns.title },
        { title: columns.audience, from: 'middle' },
        { title: columns.uploader, from: 'wide' },
        { title: columns.size, from: 'middle' },
        { title: columns.date, from: 'middle' },
        { title: '', label: columns.actions },
      ],
      html`${repeat(
        folders,
        ({ id }) => id,
        (folder) => this.#folderRow(folder),
      )}
      ${repeat(
        list,
        ({ id }) => id,
        (document) => this.#row(document),
      )}`,
    );
  }

  #folderRow(folder: DocumentFolder): TemplateResult {
    const { documents } = this.strings;
    return html`<tr
      @dragover=${this.#overFolder}
      @dragleave=${this.#leaveFolder}
      @drop=${(event: DragEvent) => void this.#dropInto(event, folder.id)}
    >
      <td>
        <div class="who">
          <span class="ending folder">${icon(signs.folder)}</span>
          <span
            ><button class="opens" type="button" @click=${() => this.#open(folder.id)}>
              <span class="visually-hidden">${documents.folder}</span> <b>${folder.name}</b>
            </button></span
          >
        </div>
      </td>
      <td class=${cellClass('middle')}></td>
      <td class=${cellClass('wide')}></td>
      <td class=${cellClass('middle')}></td>
      <td class=${cellClass('middle')}></td>
      <td>${this.#folderMenu(folder)}</td>
    </tr>`;
  }

  #row(document: Document): TemplateResult {
    const { common, documents, files } = this.strings;
    const { audience, changedAt, description, file, kind, title, uploader } = document;
    return html`<tr
      draggable=${document.mayChange && this.upload !== 'off' ? 'true' : nothing}
      @dragstart=${(event: DragEvent) => this.#takeAlong(event, document)}
    >
      <td>
        <div class="who">
          ${endingBadge(kind, file.name)}
          <span>
            <button class="opens" type="button" @click=${() => void this.#preview(document)}><b>${title}</b></button>
            ${description ? html`<small class="about from-middle">${description}</small>` : nothing}
            <small class="narrow">${this.#details(document)}</small>
          </span>
        </div>
      </td>
      <td class=${cellClass('middle')}>${audienceText(audience, documents)}</td>
      <td class=${cellClass('wide')}>${uploader ? shortName(uploader) : common.erased}</td>
      <td class=${cellClass('middle')}>${formatBytes(file.bytes, this.language, files)}</td>
      <td class=${cellClass('middle')}>${shortTime(changedAt, this.language)}</td>
      <td>
        <button
          class="icon-button at-hand"
          type="button"
          aria-label=${filled(documents.downloadNamed, title)}
          title=${documents.download}
          @click=${() => void this.#download(document)}
        >
          ${icon(signs.download)}
        </button>
        ${this.#menu(document)}
      </td>
    </tr>`;
  }

  #tiled(list: readonly Document[], folders: readonly DocumentFolder[]): TemplateResult {
    const { documents } = this.strings;
    return html`<ul class="tiles" aria-label=${documents.title}>
      ${repeat(
        folders,
        ({ id }) => id,
        (folder) => html`<li
          class="tile"
          @dragover=${this.#overFolder}
          @dragleave=${this.#leaveFolder}
          @drop=${(event: DragEvent) => void this.#dropInto(event, folder.id)}
        >
          <span class="cover folder" aria-hidden="true">${icon(signs.folder, 40)}</span>
          <div class="foot">
            <span class="words"
              ><button class="opens" type="button" @click=${() => this.#open(folder.id)}>
                <span class="visually-hidden">${documents.folder}</span> <b>${folder.name}</b>
              </button></span
            >
            ${this.#folderMenu(folder)}
          </div>
        </li>`,
      )}
      ${repeat(
        list,
        ({ id }) => id,
        (document) => html`<li
          class="tile"
          draggable=${document.mayChange && this.upload !== 'off' ? 'true' : nothing}
          @dragstart=${(event: DragEvent) => this.#takeAlong(event, document)}
        >
          ${this.#cover(document)}
          <div class="foot">
            <span class="words"
              ><button class="opens" type="button" @click=${() => void this.#preview(document)}>
                <b>${document.title}</b>
              </button>
              <small>${this.#details(document)}</small></span
            >
            ${this.#menu(document)}
          </div>
        </li>`,
      )}
    </ul>`;
  }

  #cover({ file, kind }: Document): TemplateResult {
    const leaf = file.previews.includes(previewSides.tile) ? `p${previewSides.tile}` : 'original';
    const isShown = file.kind === 'picture' && (leaf !== 'original' || file.bytes < mostOnTile);
    const small = isShown ? this.#links.store?.get(`${file.path}/${leaf}`) : undefined;
    return html`<span class="cover ${toneOf(kind, file.name)}" aria-hidden="true">
      ${small ? html`<img src=${small} alt="" loading="lazy" decoding="async" />` : extensionOf(file.name) || icon(fileSigns.file, 32)}
    </span>`;
  }
}
define('sferum-documents', Documents);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-documents': Documents;
  }
}
