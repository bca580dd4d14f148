import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { redrawDaily } from '../core/dates.ts';
import { toAppError } from '../core/errors.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { icon } from '../element/icon.ts';
import { plural } from '../element/localize.ts';
import '../element/signed-out.ts';
import { StoreController } from '../element/store-controller.ts';
import { linksStore } from '../files/preview/links-store.ts';
import { save } from '../files/preview/save.ts';
import { type DocumentsStrings, documentsTexts } from '../locales/ru/documents/documents.ts';
import { type FilesStrings, filesTexts } from '../locales/ru/files/files.ts';
import { bitsStyles, emptyState, notFound, skeletonRows } from '../ui/bits.ts';
import { chipTabsStyles } from '../ui/chip-tabs.ts';
import { FollowMore } from '../ui/list/follow-more.ts';
import { moreButton, moreStyles } from '../ui/list/more-button.ts';
import { RowWindow } from '../ui/list/row-window.ts';
import '../ui/menu.ts';
import type { MenuItem } from '../ui/menu-items.ts';
import { notice, noticeStyles } from '../ui/notice.ts';
import { signs } from '../ui/signs.ts';
import { tableStyles } from '../ui/table.ts';
import '../ui/toast.ts';
import type { Toast } from '../ui/toast.ts';
import type { DeedDoneEvent, DocumentDeed, DocumentDeeds } from './deeds/document-deeds.ts';
import { savedName, toneStyles } from './document-words.ts';
import { styles } from './documents.styles.ts';
import type { Document, DocumentSettings } from './documents-api.ts';
import { DocumentsDrag } from './documents-drag.ts';
import { documentTable, documentTiles, type RowsContext } from './documents-rows.ts';
import { type DocumentsState, documentsStore } from './documents-store.ts';
import { documentsTools } from './documents-tools.ts';
import type { DocumentUploads } from './upload/document-uploads.ts';

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
  @state() private limiting = false;
  /** Tiles side by side. */
  @state() private columns = 1;
  @state() private deed: DocumentDeed | null = null;
  @state() private previewed: Document | null = null;
  /** Why a download did not begin, or what was looked at is closed. */
  @state() private problem = '';
  @query('sferum-toast') private toast!: Toast | null;
  @query('sferum-document-uploads') private uploads!: DocumentUploads | null;
  @query('sferum-document-deeds') private deeds!: DocumentDeeds | null;

  /** The list in which what is looked at was sought last. */
  #checked: DocumentsState['documents'] | null = null;
  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) => {
    const college = this.college || backend.config.college;
    return backend.userId && college ? documentsStore(backend, college, this.scope, this.folder) : null;
  });
  /** Small pictures stand on tiles. */
  readonly #links = new StoreController(this, (backend) => (backend.userId ? linksStore(backend, 'documents') : null));

  readonly #drag = new DocumentsDrag(this, {
    mayUpload: () => this.#mayUpload,
    upload: (files) => void this.#ask(files),
    move: (id, folder) => void this.#moveTo(id, folder),
  });
  readonly #window = new RowWindow(this);
  readonly #more = new FollowMore(
    this,
    () => {
      const { fetching = true, more = false, moreFailed = null } = this.#store.state ?? {};
      return more && !fetching && !moreFailed;
    },
    () => void this.#store.store?.fetchMore(),
  );

  constructor() {
    super();
    redrawDaily(this);
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
    if (this.tiles) this.#countColumns();
    this.#checkPreviewed();
  }

  #countColumns(): void {
    const tiles = this.renderRoot.querySelector('.tiles');
    const { gridTemplateColumns } = tiles ? getComputedStyle(tiles) : { gridTemplateColumns: '' };
    if (gridTemplateColumns) this.columns = gridTemplateColumns.split(' ').length;
  }

  /** What is looked at may have been deleted, or be no longer for me; it may as well only have left the list. */
  #checkPreviewed(): void {
    const { documents } = this.#store.state ?? {};
    const { previewed } = this;
    if (!previewed || documents?.status !== 'ready' || documents === this.#checked) return;
    this.#checked = documents;
    if (documents.value.some(({ id }) => id === previewed.id)) return;
    this.#store.store?.present(previewed.id).then(
      () => {},
      (thrown) => {
        const { code } = toAppError(thrown);
        if (this.previewed !== previewed || (code !== 'missing' && code !== 'denied')) return;
        this.previewed = null;
        this.problem = this.strings.documents.gone;
      },
    );
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

  /** A document was dragged to a folder; the menu does the same. */
  async #moveTo(id: string, folder: string | null): Promise<void> {
    const documents = this.#store.state?.documents;
    const document = documents?.status === 'ready' ? documents.value.find((each) => each.id === id) : undefined;
    if (!document || !(await this.#code.fetch(() => import('./deeds/document-deeds.ts')))) return;
    await this.updateComplete;
    await this.deeds?.moveTo(document, folder);
  }

  async #limit(): Promise<void> {
    if (await this.#code.fetch(() => import('./deeds/document-limits.ts'))) this.limiting = true;
  }

  async #open(folder: string | null): Promise<void> {
    this.problem = '';
    this.#more.reset();
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
    return html`${this.#head()}
      ${
        now
          ? documentsTools(
              now,
              store,
              {
                tiles: this.tiles,
                arrange: (tiles) => {
                  this.tiles = tiles;
                },
              },
              documents,
            )
          : nothing
      }
      ${this.#path()}
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
      ${this.#drag.isOver ? this.#overlay() : nothing} ${this.#dialogs()}
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
          ...(this.#settings?.isAdmin
            ? [{ text: documents.limits, sign: signs.shield, act: () => void this.#limit() }]
            : []),
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

  #path(): TemplateResult | typeof nothing {
    const { documents } = this.strings;
    const path = this.#store.store?.path ?? [];
    if (path.length === 0) return nothing;
    const way = (id: string | null, name: string) => html`<button
      type="button"
      @click=${() => this.#open(id)}
      @dragover=${this.#drag.overFolder}
      @dragleave=${this.#drag.leaveFolder}
      @drop=${(event: DragEvent) => this.#drag.dropInto(event, id)}
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
    }
    ${
      this.limiting && this.#settings
        ? html`<sferum-document-limits
            .college=${this.#college}
            .settings=${this.#settings}
            @done=${({ message }: DeedDoneEvent) => this.toast?.show(message)}
            @closed=${() => {
              this.limiting = false;
            }}
          ></sferum-document-limits>`
        : nothing
    }`;
  }

  #list(list: readonly Document[], now: DocumentsState): TemplateResult {
    const { common, documents } = this.strings;
    const { store } = this.#store;
    const folders = store?.inside ?? [];
    if (list.length === 0 && folders.length === 0) {
      if (now.query || now.kind || now.author) return notFound(documents.nothingFound, documents.nothingFoundText);
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
    const found = (now.query || now.author) && now.total !== null;
    return html`${
      found
        ? html`<p class="count" role="status">${plural(this.language, now.total ?? 0, documents.found).replace('#', String(now.total))}</p>`
        : nothing
    }
      ${(this.tiles ? documentTiles : documentTable)(list, folders, this.#rows())}
      ${moreButton(common, now, this.#more.press)}`;
  }

  #rows(): RowsContext {
    return {
      strings: this.strings,
      language: this.language,
      canChange: this.upload !== 'off',
      drag: this.#drag,
      window: this.#window,
      columns: this.columns,
      link: (path) => this.#links.store?.get(path),
      open: (folder) => void this.#open(folder),
      preview: (document) => void this.#preview(document),
      download: (document) => void this.#download(document),
      replace: (document) => void this.#replace(document),
      act: (deed) => void this.#do(deed),
    };
  }
}
define('sferum-documents', Documents);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-documents': Documents;
  }
}
