import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { filled, formatBytes } from '../../files/format.ts';
import { fileSigns } from '../../files/signs.ts';
import { uploadsStore } from '../../files/upload/uploads-store.ts';
import { type DocumentWorkStrings, documentWorkTexts } from '../../locales/ru/documents/document-work.ts';
import { type DocumentsStrings, documentsTexts } from '../../locales/ru/documents/documents.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import '../../ui/dialog.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { fieldStyles } from '../../ui/field.ts';
import { audienceChoice, isWhole } from '../../ui/list/audience-choice.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import type { Audience, Document, DocumentFolder, DocumentSettings } from '../documents-api.ts';
import { type DocumentUpload, documentUploadsStore, type RefusedDocument } from './document-uploads-store.ts';

const toAll: Audience = { kind: 'college', groups: [] };

/**
 * Uploading: the dialog that says what is taken before anything is chosen, files that were dropped or pasted, and what is on
 * its way, also of other pages that were closed.
 *
 *     html`<sferum-document-uploads .college=${id} .settings=${settings} .folder=${folder}></sferum-document-uploads>`
 *     uploads.ask();                     // «+»
 *     uploads.ask([...transfer.files]);  // dropped
 *     uploads.replace(document);
 */
export class DocumentUploads extends SferumElement<{
  documents: DocumentsStrings;
  files: FilesStrings;
  work: DocumentWorkStrings;
}> {
  static override styles = [
    base,
    fieldStyles,
    noticeStyles,
    css`
      /* Twenty of them leave the documents in sight. */
      .items {
        max-height: min(60vh, 374px);
        overflow-y: auto;
        scrollbar-width: thin;
        overscroll-behavior: contain;
      }
      .item {
        display: flex;
        align-items: center;
        gap: 12px;
        margin: 0 20px 8px;
        padding: 10px 8px 10px 12px;
        border-radius: var(--sferum-r-l);
        /* The soft colour of some colleges looks like that of a failure. */
        background: var(--sferum-sunken);
      }
      .item.failed {
        background: var(--sferum-danger-soft);
      }
      .item > span:not(.mark) {
        flex: 1;
        min-width: 0;
      }
      .item b {
        display: block;
        font: var(--sferum-t-strong);
        font-weight: 500;
      }
      .item small {
        display: block;
        font: var(--sferum-t-caption);
        color: var(--sferum-text-2);
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .item.failed small {
        color: var(--sferum-danger-text);
      }
      .ring {
        flex: none;
        width: 40px;
        height: 40px;
        fill: none;
        stroke: var(--sferum-accent-text);
        stroke-width: 3;
        stroke-linecap: round;
        rotate: -90deg;
      }
      .ring .track {
        opacity: 0.2;
      }
      .mark {
        display: grid;
        place-items: center;
        flex: none;
        width: 40px;
        height: 40px;
        color: var(--sferum-danger-text);
      }
      .left .mark {
        color: var(--sferum-text-2);
      }
      .say {
        display: flex;
        align-items: start;
        gap: 8px;
        margin: 0 20px 8px;
        padding: 10px 8px 10px 14px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .say.fault {
        background: var(--sferum-danger-soft);
        color: var(--sferum-danger-text);
      }
      .say > div {
        flex: 1;
        display: grid;
        gap: 4px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .say > .icon {
        margin-top: 1px;
      }
      .say .icon-button {
        margin: -8px 0;
      }
      .limits {
        display: grid;
      }
      .limits li {
        display: flex;
        gap: 14px;
        padding: 10px 0;
        border-bottom: 1px solid var(--sferum-line);
      }
      .limits li:first-child {
        padding-top: 0;
      }
      .limits li:last-child {
        border: 0;
        padding-bottom: 0;
      }
      .limits .icon {
        margin-top: 1px;
        color: var(--sferum-accent-text);
      }
      .limits b {
        display: block;
        font: var(--sferum-t-strong);
      }
      .limits small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        overflow-wrap: anywhere;
      }
      .chosen {
        display: grid;
        gap: 4px;
        max-height: 160px;
        overflow-y: auto;
        padding: 10px 14px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        font: var(--sferum-t-small);
      }
      .chosen li {
        display: flex;
        gap: 12px;
      }
      .chosen li span:first-child {
        flex: 1;
      }
      summary {
        min-height: 24px;
        color: var(--sferum-accent-text);
        font: var(--sferum-t-small);
        cursor: pointer;
      }
      .into {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        overflow-wrap: anywhere;
      }
      @container (width < 37.333em) {
        .item,
        .say {
          margin-inline: 12px;
        }
        .item .button {
          width: 44px;
          padding: 0;
        }
        .item .button span {
          display: none;
        }
      }
      @media (forced-colors: active) {
        .item,
        .say,
        .chosen {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { documents: documentsTexts, files: filesTexts, work: documentWorkTexts };

  @property({ attribute: false }) college = '';
  @property({ attribute: false }) settings: DocumentSettings | null = null;
  /** Where new documents go; null outside of all folders. */
  @property({ attribute: false }) folder: DocumentFolder | null = null;
  /** Whom new documents are for, as long as nobody has chosen. */
  @property({ attribute: false }) first: Audience = toAll;

  @state() private asking = false;
  /** What was dropped or pasted. */
  @state() private chosen: readonly File[] = [];
  @state() private audience: Audience | null = null;
  @state() private groupsMissing = false;
  @query('input') private input!: HTMLInputElement;

  /** The document that gets a new version. */
  #replaced: Document | null = null;
  readonly #store = new StoreController(this, (backend) =>
    this.college ? documentUploadsStore(backend, this.college) : null,
  );
  readonly #progress = new StoreController(this, (backend) => uploadsStore(backend));

  /** Says what is taken, and lets one choose files, unless they are chosen already. */
  ask(chosen: readonly File[] = []): void {
    this.chosen = chosen;
    this.groupsMissing = false;
    this.asking = true;
  }

  /** Lets one choose the new version of a document. */
  replace(document: Document): void {
    this.#replaced = document;
    this.input.multiple = false;
    this.input.click();
  }

  #choose(): void {
    if (!this.#isReady()) return;
    this.#replaced = null;
    this.input.multiple = (this.settings?.filesAtOnce ?? 1) > 1;
    this.input.click();
  }

  #isReady(): boolean {
    this.groupsMissing = !isWhole(this.audience ?? this.first);
    return !this.groupsMissing;
  }

  #picked(): void {
    const files = [...(this.input.files ?? [])];
    // The same file may be chosen again.
    this.input.value = '';
    const { settings } = this;
    const [file] = files;
    if (!settings || !file) return;
    if (this.#replaced) void this.#store.store?.replace(this.#replaced.id, file, settings);
    else this.#add(files);
    this.#replaced = null;
  }

  #add(files: readonly File[]): void {
    if (!this.settings || !this.#isReady()) return;
    const audience = this.audience ?? this.first;
    void this.#store.store?.add(files, { folder: this.folder?.id ?? null, audience }, this.settings);
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  override render() {
    const { state: now } = this.#store;
    const { work } = this.strings;
    const { uploads = [], busy = 0, refused = [], tooMany = 0, unkept = false } = now ?? {};
    return html`${this.#faults(refused, tooMany)}
      ${unkept ? html`<div class="say" role="status">${icon('alert', 18)}<div>${work.unkept}</div></div>` : nothing}
      ${busy > 0 ? html`<p class="say" role="status">${work.inspecting}</p>` : nothing}
      ${
        uploads.length > 0
          ? html`<ul class="items" aria-label=${work.uploads}>
              ${repeat(
                uploads,
                ({ id }) => id,
                (upload) => this.#item(upload),
              )}
            </ul>`
          : nothing
      }
      <input type="file" hidden aria-label=${work.upload} @change=${this.#picked} />
      ${this.asking && this.settings ? this.#dialog(this.settings) : nothing}`;
  }

  #faults(refused: readonly RefusedDocument[], tooMany: number): TemplateResult | typeof nothing {
    const { work } = this.strings;
    const { settings } = this;
    const size = formatBytes(settings?.fileBytes ?? 0, this.language, this.strings.files);
    const faults = [
      ...refused.map(({ name, why }) => filled(work.refused[why], name).replace('@', size)),
      ...(tooMany > 0
        ? [
            plural(this.language, tooMany, work.tooMany)
              .replace('#', String(tooMany))
              .replace('@', String(settings?.filesAtOnce ?? 0)),
          ]
        : []),
    ];
    if (faults.length === 0) return nothing;
    return html`<div class="say fault" role="alert">
      ${icon('alert', 18)}
      <div>${faults.map((text) => html`<p>${text}</p>`)}</div>
      <button
        class="icon-button"
        type="button"
        aria-label=${work.understood}
        title=${work.understood}
        @click=${() => this.#store.store?.clearRefused()}
      >
        ${icon('close', 16)}
      </button>
    </div>`;
  }

  #item(upload: DocumentUpload): TemplateResult {
    const { files, work } = this.strings;
    const { id, name, status } = upload;
    const progress = this.#progress.state?.progress.get(id);
    const { store } = this.#store;
    const uploads = this.#progress.store;
    const share = progress && progress.total > 0 ? Math.min(100, (progress.sent / progress.total) * 100) : 0;
    const size = (bytes: number) => formatBytes(bytes, this.language, files);
    const button = (label: string, sign: Sign, act: () => void) => html`<button
      class="icon-button"
      type="button"
      aria-label=${filled(label, name)}
      title=${filled(label, name)}
      @click=${act}
    >
      ${icon(sign, 18)}
    </button>`;
    const problems: Partial<Record<string, string>> = { ...work.problems, denied: work.uploadDenied };
    const common: Partial<Record<string, { text: string }>> = this.strings.common.errors;
    const failure = problems[upload.problem] ?? common[upload.problem]?.text ?? '';
    const text =
      status === 'failed'
        ? failure
        : status === 'left'
          ? `${work.status.left} · ${size(upload.bytes)}`
          : status === 'waiting'
            ? work.status.waiting
            : this.#far(upload);
    return html`<li class="item ${status}">
      ${
        status === 'failed' || status === 'left'
          ? html`<span class="mark" aria-hidden="true">${icon(status === 'left' ? 'clock' : 'alert')}</span>`
          : html`<svg class="ring" viewBox="0 0 40 40" role="progressbar" aria-label=${name} aria-valuenow=${Math.round(share)}>
              <circle class="track" cx="20" cy="20" r="17" />
              <circle cx="20" cy="20" r="17" pathLength="100" stroke-dasharray="${share} 100" />
            </svg>`
      }
      <span role=${status === 'failed' ? 'alert' : nothing}><b class="ellipsis">${name}</b><small>${text}</small></span>
      ${
        status === 'left'
          ? html`<button class="button" type="button" aria-label=${filled(work.resumeNamed, name)} @click=${() => store?.retry(id)}>
              ${icon(fileSigns.play, 18)}<span>${work.resumeLeft}</span>
            </button>`
          : status === 'failed'
            ? button(work.retryNamed, 'retry', () => store?.retry(id))
            : progress
              ? progress.paused
                ? button(work.resumeNamed, fileSigns.play, () => uploads?.resume(id))
                : button(work.pauseNamed, fileSigns.pause, () => uploads?.pause(id))
              : nothing
      }
      ${button(work.cancelNamed, 'close', () => store?.cancel(id))}
    </li>`;
  }

  /** How far an upload has come. */
  #far({ id }: DocumentUpload): string {
    const { files, work } = this.strings;
    const progress = this.#progress.state?.progress.get(id);
    if (!progress) return work.status.adding;
    const { paused, sent, speed, total } = progress;
    const size = (bytes: number) => formatBytes(bytes, this.language, files);
    const far = filled(files.of, size(sent), size(total));
    if (paused) return `${work.paused} · ${far}`;
    if (sent === 0) return `${work.status.queued} · ${size(total)}`;
    if (speed <= 0) return far;
    const seconds = Math.ceil((total - sent) / speed);
    const left =
      seconds > 90 ? filled(files.minutesLeft, Math.round(seconds / 60)) : filled(files.secondsLeft, seconds);
    return `${far} · ${size(speed)}/${files.second} · ${left}`;
  }

  #dialog(settings: DocumentSettings): TemplateResult {
    const { documents, files, work } = this.strings;
    const size = (bytes: number) => formatBytes(bytes, this.language, files);
    const { chosen } = this;
    const room = Math.max(0, settings.quotaBytes - settings.usedBytes);
    const chosenBytes = chosen.reduce((sum, file) => sum + file.size, 0);
    const tooLarge = chosen.filter((file) => file.size > settings.fileBytes);
    const kinds = settings.kinds.map((kind) => documents.kinds[kind]).join(', ');
    const kindsText = `${kinds[0] ?? ''}${kinds.slice(1).toLocaleLowerCase(this.language)}`;
    const limit = (sign: Sign, title: string, text: string) => html`<li>
      ${icon(sign)}<span><b>${title}</b><small>${text}</small></span>
    </li>`;
    return html`<sferum-dialog
      heading=${work.uploadTitle}
      @closed=${() => {
        this.asking = false;
      }}
    >
      <ul class="limits">
        ${limit(fileSigns.file, filled(work.sizeLimit, size(settings.fileBytes)), plural(this.language, settings.filesAtOnce, work.atOnce).replace('#', String(settings.filesAtOnce)))}
        ${limit(signs.copy, kindsText, work.forbidden)}
        ${limit(signs.folder, filled(work.left, size(room), size(settings.quotaBytes)), this.folder ? filled(work.into, this.folder.name) : work.intoNone)}
        ${limit(signs.eye, work.seenBy, work.seenByText)}
        ${limit(signs.shield, work.privacy, work.privacyText)}
      </ul>
      <details>
        <summary>${work.endingsTitle}</summary>
        <p class="into">${settings.formats.map(({ ending }) => ending).join(', ')}</p>
      </details>
      ${
        room === 0
          ? notice('alert', work.full, 'warning')
          : chosenBytes > room
            ? notice('alert', filled(work.chosenNoRoom, size(chosenBytes), size(room)), 'warning')
            : nothing
      }
      ${
        tooLarge.length > 0
          ? notice('alert', filled(work.chosenTooLarge, tooLarge.map(({ name }) => name).join(', ')), 'warning')
          : nothing
      }
      ${
        chosen.length > 0
          ? html`<ul class="chosen" aria-label=${work.chosenFiles}>
              ${chosen.map((file) => html`<li><span class="ellipsis">${file.name}</span><span>${size(file.size)}</span></li>`)}
            </ul>`
          : nothing
      }
      ${audienceChoice(
        this.audience ?? this.first,
        settings.groups,
        (audience) => {
          this.audience = audience;
          this.groupsMissing = false;
        },
        work,
        this.groupsMissing ? work.groupsMissing : undefined,
      )}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${this.strings.common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        autofocus
        @click=${() => (chosen.length > 0 ? this.#add(chosen) : this.#choose())}
      >
        ${icon(signs.upload, 18)}<span
          >${chosen.length > 0 ? plural(this.language, chosen.length, work.uploadChosen).replace('#', String(chosen.length)) : work.upload}</span
        >
      </button>
    </sferum-dialog>`;
  }
}
define('sferum-document-uploads', DocumentUploads);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-document-uploads': DocumentUploads;
  }
}
