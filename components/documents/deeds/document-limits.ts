import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { filled, formatBytes } from '../../files/format.ts';
import { type DocumentWorkStrings, documentWorkTexts } from '../../locales/ru/documents/document-work.ts';
import { type DocumentsStrings, documentsTexts } from '../../locales/ru/documents/documents.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import { choiceStyles, tickBox } from '../../ui/choice.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { faultLine, fieldStyles, inputField } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { type DocumentKind, type DocumentSettings, documentKinds } from '../documents-api.ts';
import { DeedDoneEvent } from './document-deeds.ts';
import { documentDeedsStore } from './document-deeds-store.ts';

const megabyte = 2 ** 20;
const mostMegabytes = 1024;
const mostAtOnce = 100;

type Field = 'file_bytes' | 'files_at_once' | 'kinds';

/** A whole number as it is typed; NaN for anything else. */
const whole = (typed: string): number => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/**
 * What a college takes as documents, for its administrators: how large, how many at once, of which kinds; and how much room is
 * in use. Fires `closed`, and `DeedDoneEvent` («done»).
 *
 *     html`<sferum-document-limits .college=${id} .settings=${settings} @closed=${…}></sferum-document-limits>`
 */
export class DocumentLimitsDialog extends SferumElement<{
  documents: DocumentsStrings;
  files: FilesStrings;
  work: DocumentWorkStrings;
}> {
  static override styles = [
    base,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      .quiet {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
        gap: 14px;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
        gap: 4px 14px;
        min-width: 0;
        border: 0;
      }
      legend {
        padding-bottom: 6px;
        color: var(--sferum-text-2);
        font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
      }
      .room {
        display: grid;
        gap: 6px;
        padding: 12px 14px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
      }
      .room b {
        font: var(--sferum-t-strong);
      }
      .room svg {
        display: block;
        width: 100%;
        height: 6px;
        border-radius: 3px;
        background: var(--sferum-line-strong);
      }
      .room rect {
        fill: var(--sferum-accent-text);
      }
      .room.full rect {
        fill: var(--sferum-danger-text);
      }
      @media (forced-colors: active) {
        .room svg {
          border: 1px solid;
        }
        .room rect {
          fill: Highlight;
        }
      }
    `,
  ];
  protected readonly texts = { documents: documentsTexts, files: filesTexts, work: documentWorkTexts };

  @property({ attribute: false }) college = '';
  @property({ attribute: false }) settings: DocumentSettings | null = null;

  /** What is typed and chosen; null as long as nothing is. */
  @state() private size: string | null = null;
  @state() private count: string | null = null;
  @state() private kinds: ReadonlySet<DocumentKind> | null = null;
  @state() private faults: ReadonlySet<Field> = new Set();

  readonly #deeds = new StoreController(this, (backend) =>
    this.college ? documentDeedsStore(backend, this.college) : null,
  );

  async #save(settings: DocumentSettings): Promise<void> {
    const megabytes = this.size === null ? settings.fileBytes / megabyte : whole(this.size);
    const filesAtOnce = this.count === null ? settings.filesAtOnce : whole(this.count);
    const kinds = documentKinds.filter((kind) => (this.kinds ?? new Set(settings.kinds)).has(kind));
    const faults = new Set<Field>();
    if (!(megabytes >= 1 && megabytes <= mostMegabytes)) faults.add('file_bytes');
    if (!(filesAtOnce >= 1 && filesAtOnce <= mostAtOnce)) faults.add('files_at_once');
    if (kinds.length === 0) faults.add('kinds');
    this.faults = faults;
    const { store } = this.#deeds;
    if (faults.size > 0 || !store) return;
    const fileBytes = this.size === null ? settings.fileBytes : megabytes * megabyte;
    if (!(await store.limit({ fileBytes, filesAtOnce, kinds }))) return;
    this.dispatchEvent(new DeedDoneEvent({ text: this.strings.work.saved }));
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  #closed(): void {
    this.#deeds.store?.clearProblem();
    this.dispatchEvent(new Event('closed'));
  }

  override render() {
    const { settings } = this;
    if (!settings) return nothing;
    const { common, documents, work } = this.strings;
    const { busy = false, problem = null } = this.#deeds.state ?? {};
    const own: Partial<Record<string, string>> = work.problems;
    const shared: Partial<Record<string, { text: string }>> = common.errors;
    const chosen = this.kinds ?? new Set(settings.kinds);
    const fault = (field: Field) => (this.faults.has(field) ? work.problems[field] : undefined);
    return html`<sferum-dialog heading=${work.limitsTitle} ?busy=${busy} @closed=${() => this.#closed()}>
      <p class="quiet">${work.limitsText}</p>
      <div class="numbers">
        ${inputField({
          id: 'size',
          label: work.fileSize,
          type: 'number',
          min: '1',
          max: String(mostMegabytes),
          value: this.size ?? String(Math.round(settings.fileBytes / megabyte)),
          help: work.fileSizeHelp,
          error: fault('file_bytes'),
          first: true,
          input: (size) => {
            this.size = size;
          },
        })}
        ${inputField({
          id: 'count',
          label: work.filesAtOnce,
          type: 'number',
          min: '1',
          max: String(mostAtOnce),
          value: this.count ?? String(settings.filesAtOnce),
          help: work.filesAtOnceHelp,
          error: fault('files_at_once'),
          input: (count) => {
            this.count = count;
          },
        })}
      </div>
      <fieldset>
        <legend>${work.kindsTitle}</legend>
        ${documentKinds.map((kind) =>
          tickBox({
            title: documents.kinds[kind],
            checked: chosen.has(kind),
            change: (checked) => {
              this.kinds = new Set(documentKinds.filter((each) => (each === kind ? checked : chosen.has(each))));
            },
          }),
        )}
      </fieldset>
      ${this.faults.has('kinds') ? faultLine('kinds', work.problems.kinds) : nothing} ${this.#room(settings)}
      ${problem ? notice('alert', own[problem] ?? shared[problem]?.text ?? common.errors.unknown.text, 'danger') : nothing}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${busy}
        @click=${() => {
          if (!busy) void this.#save(settings);
        }}
      >
        ${busy ? ring() : nothing}<span>${common.save}</span>
      </button>
    </sferum-dialog>`;
  }

  #room({ quotaBytes, usedBytes }: DocumentSettings): TemplateResult {
    const { files, work } = this.strings;
    const size = (bytes: number) => formatBytes(bytes, this.language, files);
    const share = quotaBytes > 0 ? Math.min(100, (usedBytes / quotaBytes) * 100) : 100;
    const text = filled(work.used, size(usedBytes), size(quotaBytes));
    return html`<div class="room ${share >= 95 ? 'full' : ''}">
      <b>${text}</b>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${text}>
        <rect width=${share} height="6" />
      </svg>
      <p class="quiet">${work.usedText}</p>
    </div>`;
  }
}
define('sferum-document-limits', DocumentLimitsDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-document-limits': DocumentLimitsDialog;
  }
}
