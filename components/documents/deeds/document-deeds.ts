import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { redrawDaily } from '../../core/dates.ts';
import { newId } from '../../core/id.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { filled, formatBytes } from '../../files/format.ts';
import { type DocumentWorkStrings, documentWorkTexts } from '../../locales/ru/documents/document-work.ts';
import { type DocumentsStrings, documentsTexts } from '../../locales/ru/documents/documents.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import { bitsStyles, emptyState, ring, ringStyles, skeletonRows, tag } from '../../ui/bits.ts';
import { closeDialog, confirm } from '../../ui/dialog.ts';
import { field, fieldStyles, inputField, select } from '../../ui/field.ts';
import { audienceChoice, isWhole } from '../../ui/list/audience-choice.ts';
import { moreButton, moreStyles } from '../../ui/list/more-button.ts';
import { shortDate } from '../../ui/list/short-time.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import type { ToastMessage } from '../../ui/toast.ts';
import { endingBadge, toneStyles } from '../document-words.ts';
import type { Audience, Document, DocumentFolder, DocumentSettings, DocumentVersion } from '../documents-api.ts';
import { documentBinStore } from './document-bin-store.ts';
import { documentDeedsStore } from './document-deeds-store.ts';
import { documentVersionsStore } from './document-versions-store.ts';

/** What is to be done, and with what. */
export type DocumentDeed =
  | { readonly what: 'rename' | 'move' | 'audience' | 'versions' | 'remove'; readonly document: Document }
  | { readonly what: 'renameFolder' | 'moveFolder' | 'removeFolder'; readonly folder: DocumentFolder }
  | { readonly what: 'newFolder'; readonly parent: DocumentFolder | null }
  | { readonly what: 'bin' };

/** Something is done; the owner says so. */
export class DeedDoneEvent extends Event {
  readonly message: ToastMessage;
  constructor(message: ToastMessage) {
    super('done');
    this.message = message;
  }
}

/**
 * The dialogs in which documents and folders are changed; open as long as there is a `deed`. Fires `closed`, and
 * `DeedDoneEvent` («done») with what there is to say, and perhaps to undo.
 *
 *     html`<sferum-document-deeds .college=${id} .deed=${deed} .folders=${folders} .settings=${settings} @closed=${…}></sferum-document-deeds>`
 */
export class DocumentDeeds extends SferumElement<{
  documents: DocumentsStrings;
  files: FilesStrings;
  work: DocumentWorkStrings;
}> {
  static override styles = [
    base,
    bitsStyles,
    fieldStyles,
    moreStyles,
    noticeStyles,
    ringStyles,
    toneStyles,
    css`
      .rows {
        display: grid;
      }
      .rows li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        min-height: 56px;
        padding: 8px 0;
        border-bottom: 1px solid var(--sferum-line);
      }
      .rows li:last-child {
        border: 0;
      }
      .rows li > span:not(.ending, .tag) {
        flex: 1;
        min-width: min(120px, 40%);
        overflow-wrap: anywhere;
      }
      .rows b {
        display: block;
        font: var(--sferum-t-strong);
        font-weight: 500;
      }
      .rows small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .outside {
        padding: 0 20px 12px;
      }
      .quiet {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
    `,
  ];
  protected readonly texts = { documents: documentsTexts, files: filesTexts, work: documentWorkTexts };

  @property({ attribute: false }) college = '';
  @property({ attribute: false }) deed: DocumentDeed | null = null;
  @property({ attribute: false }) folders: readonly DocumentFolder[] = [];
  @property({ attribute: false }) settings: DocumentSettings | null = null;

  /** What is typed and chosen in the dialog. */
  @state() private name = '';
  @state() private description = '';
  @state() private audience: Audience = { kind: 'college', groups: [] };
  @state() private place = '';
  @state() private erasing: Document | null = null;
  @state() private groupsMissing = false;

  #newFolder = '';
  readonly #deeds = new StoreController(this, (backend) =>
    this.college ? documentDeedsStore(backend, this.college) : null,
  );
  readonly #versions = new StoreController(this, (backend) =>
    this.deed?.what === 'versions' ? documentVersionsStore(backend, this.college, this.deed.document.id) : null,
  );
  readonly #bin = new StoreController(this, (backend) =>
    this.deed?.what === 'bin' ? documentBinStore(backend, this.college) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('deed')) this.#begin();
  }

  #begin(): void {
    const { deed } = this;
    this.#deeds.store?.clearProblem();
    this.groupsMissing = false;
    this.erasing = null;
    if (!deed) return;
    if ('document' in deed) {
      const { document } = deed;
      this.name = document.title;
      this.description = document.description;
      this.audience = document.audience;
      this.place = document.folderId ?? '';
    } else if ('folder' in deed) {
      this.name = deed.folder.name;
      this.place = deed.folder.parentId ?? '';
    } else {
      this.name = '';
      this.#newFolder = newId();
    }
  }

  #close = (): void => {
    this.#deeds.store?.clearProblem();
    this.dispatchEvent(new Event('closed'));
  };

  #done(message: ToastMessage): void {
    this.dispatchEvent(new DeedDoneEvent(message));
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  /** Puts a document into a folder, or out of all, that somebody has dragged it to. */
  async moveTo({ id }: Document, folder: string | null): Promise<void> {
    await this.updateComplete;
    await this.#do(this.#deeds.store?.move(id, folder), { text: this.strings.work.moved });
  }

  /** Does it, says so, and closes the dialog; what failed stays open with its reason. */
  async #do(act: Promise<boolean> | undefined, message: ToastMessage): Promise<void> {
    if (await act) this.#done(message);
  }

  get #problem(): string | undefined {
    const { problem } = this.#deeds.state ?? {};
    if (!problem) return undefined;
    const own: Partial<Record<string, string>> = this.strings.work.problems;
    const common: Partial<Record<string, { text: string }>> = this.strings.common.errors;
    return own[problem] ?? common[problem]?.text ?? this.strings.common.errors.unknown.text;
  }

  get #busy(): boolean {
    return this.#deeds.state?.busy ?? false;
  }

  override render() {
    const { deed } = this;
    // What failed after its dialog was closed: bringing back what was deleted.
    if (!deed)
      return this.#problem ? html`<div class="outside">${notice('alert', this.#problem, 'danger')}</div>` : nothing;
    switch (deed.what) {
      case 'rename':
        return this.#rename(deed.document);
      case 'move':
        return this.#move(deed.document);
      case 'audience':
        return this.#audience(deed.document);
      case 'versions':
        return this.#versionList(deed.document);
      case 'remove':
        return this.#remove(deed.document);
      case 'newFolder':
        return this.#folderName(deed.parent);
      case 'renameFolder':
        return this.#folderName(null, deed.folder);
      case 'moveFolder':
        return this.#moveFolder(deed.folder);
      case 'removeFolder':
        return this.#removeFolder(deed.folder);
      case 'bin':
        return this.#binList();
    }
  }

  /** A dialog with one main action. */
  #dialog(heading: string, body: TemplateResult, verb: string, act: () => void): TemplateResult {
    const problem = this.#problem;
    const submit = () => {
      if (!this.#busy) act();
    };
    return html`<sferum-dialog heading=${heading} ?busy=${this.#busy} @closed=${this.#close} @keydown=${(
      event: KeyboardEvent,
    ) => {
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) submit();
    }}>
      ${body} ${problem ? notice('alert', problem, 'danger') : nothing}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${this.strings.common.cancel}</button>
      <button slot="actions" class="button primary" type="button" aria-disabled=${this.#busy} @click=${submit}>
        ${this.#busy ? ring() : nothing}<span>${verb}</span>
      </button>
    </sferum-dialog>`;
  }

  #rename({ id }: Document): TemplateResult {
    const { work, common } = this.strings;
    return this.#dialog(
      work.renameTitle,
      html`${inputField({
        id: 'name',
        label: work.name,
        value: this.name,
        maxlength: 200,
        first: true,
        required: true,
        input: (name) => {
          this.name = name;
        },
      })}
      ${inputField({
        id: 'description',
        label: work.description,
        value: this.description,
        long: true,
        maxlength: 2000,
        help: work.descriptionHelp,
        input: (description) => {
          this.description = description;
        },
      })}`,
      common.save,
      () => void this.#do(this.#deeds.store?.update(id, this.name, this.description), { text: work.saved }),
    );
  }

  #folderName(parent: DocumentFolder | null, folder?: DocumentFolder): TemplateResult {
    const { work, common } = this.strings;
    return this.#dialog(
      folder ? work.renameFolderTitle : work.newFolderTitle,
      html`${inputField({
        id: 'name',
        label: work.folderName,
        value: this.name,
        maxlength: 100,
        first: true,
        required: true,
        input: (name) => {
          this.name = name;
        },
      })}
      ${parent ? html`<p class="quiet">${filled(work.inside, parent.name)}</p>` : nothing}`,
      folder ? common.save : work.create,
      () => {
        const { store } = this.#deeds;
        const act = folder
          ? store?.renameFolder(folder.id, this.name)
          : store?.createFolder(this.#newFolder, this.name, parent?.id ?? null);
        void this.#do(act, { text: work.saved });
      },
    );
  }

  /** Folders in the order of a tree, each with how deep it stands. */
  #tree(without?: DocumentFolder): { folder: DocumentFolder; depth: number }[] {
    const tree = (parent: string | null, depth: number): { folder: DocumentFolder; depth: number }[] =>
      this.folders
        .filter(({ id, parentId }) => parentId === parent && id !== without?.id)
        .flatMap((folder) => [{ folder, depth }, ...tree(folder.id, depth + 1)]);
    return tree(null, 1);
  }

  #placeField(without?: DocumentFolder): TemplateResult {
    const { work } = this.strings;
    return field({
      id: 'place',
      label: work.moveTo,
      control: select({
        id: 'place',
        sign: signs.folder,
        value: this.place,
        options: [
          { value: '', text: work.outside },
          ...this.#tree(without).map(({ folder, depth }) => ({
            value: folder.id,
            text: `${'\u2003'.repeat(depth)}${folder.name}`,
          })),
        ],
        change: (place) => {
          this.place = place;
        },
      }),
    });
  }

  #move({ id, title }: Document): TemplateResult {
    const { work } = this.strings;
    return this.#dialog(
      filled(work.moveTitle, title),
      this.#placeField(),
      work.move,
      () => void this.#do(this.#deeds.store?.move(id, this.place || null), { text: work.moved }),
    );
  }

  #moveFolder(folder: DocumentFolder): TemplateResult {
    const { work } = this.strings;
    return this.#dialog(
      filled(work.moveTitle, folder.name),
      this.#placeField(folder),
      work.move,
      () => void this.#do(this.#deeds.store?.moveFolder(folder.id, this.place || null), { text: work.saved }),
    );
  }

  #audience({ id, title }: Document): TemplateResult {
    const { work, common } = this.strings;
    return this.#dialog(
      filled(work.audienceTitle, title),
      audienceChoice(
        this.audience,
        this.settings?.groups ?? [],
        (audience) => {
          this.audience = audience;
          this.groupsMissing = false;
        },
        work,
        this.groupsMissing ? work.groupsMissing : undefined,
      ),
      common.save,
      () => {
        this.groupsMissing = !isWhole(this.audience);
        if (!this.groupsMissing) void this.#do(this.#deeds.store?.setAudience(id, this.audience), { text: work.saved });
      },
    );
  }

  #remove({ id, title }: Document): TemplateResult {
    const { work } = this.strings;
    const { store } = this.#deeds;
    return confirm({
      heading: filled(work.removeTitle, title),
      text: work.removeText,
      verb: work.remove,
      busy: this.#busy,
      error: this.#problem,
      act: () =>
        void this.#do(store?.remove(id), {
          text: filled(work.removed, title),
          action: { text: work.undo, act: () => void store?.bringBack(id) },
        }),
      closed: this.#close,
      strings: this.strings,
    });
  }

  #removeFolder({ id, name }: DocumentFolder): TemplateResult {
    const { work } = this.strings;
    return confirm({
      heading: filled(work.removeFolderTitle, name),
      text: work.removeFolderText,
      verb: work.remove,
      busy: this.#busy,
      error: this.#problem,
      act: () => void this.#do(this.#deeds.store?.removeFolder(id), { text: work.folderRemoved }),
      closed: this.#close,
      strings: this.strings,
    });
  }

  #versionList(document: Document): TemplateResult {
    const { work } = this.strings;
    const { state: now, store } = this.#versions;
    const problem = this.#problem;
    return html`<sferum-dialog wide heading=${filled(work.versionsTitle, document.title)} ?busy=${this.#busy} @closed=${this.#close}>
      ${this.view(
        now?.versions,
        (versions) => html`<ul class="rows">
          ${versions.map((version) => this.#version(document, version))}
        </ul>`,
        { skeleton: skeletonRows(3, true), retry: () => store?.retry() },
      )}
      ${problem ? notice('alert', problem, 'danger') : nothing}
    </sferum-dialog>`;
  }

  #version(document: Document, { createdAt, file, isPresent, number, uploader }: DocumentVersion): TemplateResult {
    const { common, files, work } = this.strings;
    const about = [formatBytes(file.bytes, this.language, files), shortDate(createdAt, this.language)].join(' · ');
    return html`<li>
      ${endingBadge(document.kind, file.name)}
      <span><b>${filled(work.version, number)}</b><small>${file.name}</small><small>${personName(uploader, this.college, common.erased)} · ${about}</small></span>
      ${
        isPresent
          ? tag(work.present, 'accent')
          : html`<button
              class="button"
              type="button"
              aria-label=${filled(work.restoreNamed, number)}
              aria-disabled=${this.#busy}
              @click=${() =>
                void this.#do(this.#deeds.store?.restoreVersion(document.id, file.id), {
                  text: filled(work.restored, number),
                })}
            >
              ${icon(signs.history, 18)}<span>${work.restore}</span>
            </button>`
      }
    </li>`;
  }

  #binList(): TemplateResult {
    const { common, work } = this.strings;
    const { state: now, store } = this.#bin;
    const problem = this.#problem;
    const { erasing } = this;
    return html`<sferum-dialog wide heading=${work.binTitle} @closed=${this.#close}>
        ${this.view(
          now?.documents,
          (documents) =>
            documents.length === 0
              ? emptyState(signs.trash, work.binEmpty, work.binEmptyText)
              : html`<p class="quiet">${work.binText}</p>
                  <ul class="rows">
                    ${repeat(
                      documents,
                      ({ id }) => id,
                      (document) => this.#deleted(document),
                    )}
                  </ul>
                  ${now ? moreButton(common, now, () => void store?.fetchMore()) : nothing}`,
          { skeleton: skeletonRows(4, true), retry: () => store?.retry() },
        )}
        ${problem && !erasing ? notice('alert', problem, 'danger') : nothing}
      </sferum-dialog>
      ${
        erasing
          ? confirm({
              heading: work.eraseTitle,
              text: filled(work.eraseText, erasing.title),
              verb: work.erase,
              busy: this.#busy,
              error: problem,
              act: () => void this.#erase(erasing),
              closed: () => {
                this.erasing = null;
              },
              strings: this.strings,
            })
          : nothing
      }`;
  }

  async #erase({ id }: Document): Promise<void> {
    if (await this.#deeds.store?.erase(id)) this.erasing = null;
  }

  async #bringBack({ id, title }: Document): Promise<void> {
    if (!(await this.#deeds.store?.bringBack(id))) return;
    this.dispatchEvent(new DeedDoneEvent({ text: filled(this.strings.work.broughtBack, title) }));
  }

  #deleted(document: Document): TemplateResult {
    const { files, work } = this.strings;
    const { deletedAt, file, kind, title } = document;
    const about = [
      formatBytes(file.bytes, this.language, files),
      filled(work.deletedAt, deletedAt ? shortDate(deletedAt, this.language) : ''),
    ].join(' · ');
    return html`<li>
      ${endingBadge(kind, file.name)}
      <span><b>${title}</b><small>${about}</small></span>
      <button
        class="button"
        type="button"
        aria-label=${filled(work.bringBackNamed, title)}
        aria-disabled=${this.#busy}
        @click=${() => void this.#bringBack(document)}
      >
        ${work.bringBack}
      </button>
      <button
        class="icon-button"
        type="button"
        aria-label=${filled(work.eraseNamed, title)}
        title=${work.erase}
        @click=${() => {
          this.#deeds.store?.clearProblem();
          this.erasing = document;
        }}
      >
        ${icon(signs.trash, 18)}
      </button>
    </li>`;
  }
}
define('sferum-document-deeds', DocumentDeeds);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-document-deeds': DocumentDeeds;
  }
}
