import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { fullDate } from '../../core/dates.ts';
import { fullName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { filled, formatBytes } from '../../files/format.ts';
import { extensionOf } from '../../files/names.ts';
import '../../files/preview/files.ts';
import { type DocumentsStrings, documentsTexts } from '../../locales/ru/documents/documents.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import { skeletonRows } from '../../ui/bits.ts';
import '../../ui/dialog.ts';
import { signs } from '../../ui/signs.ts';
import { audienceText, endingBadge, toneStyles } from '../document-words.ts';
import type { Document } from '../documents-api.ts';
import { documentTextStore, type ShownText } from './document-text-store.ts';

/** Endings of what is shown as a text. */
const texts = /^(txt|md|tex|csv|json|xml|html?|css|py|ipynb|c|h|cpp|hpp|cs|java|kt|go|rs|php|sql|pas)$/;

/**
 * A document to be looked at without downloading it, with what is known of it. Fires `closed`, and `download`.
 *
 *     html`<sferum-document-preview .document=${document} @closed=${…} @download=${…}></sferum-document-preview>`
 */
export class DocumentPreview extends SferumElement<{ documents: DocumentsStrings; files: FilesStrings }> {
  static override styles = [
    base,
    toneStyles,
    css`
      .about {
        display: grid;
        gap: 4px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        overflow-wrap: anywhere;
      }
      .description {
        color: var(--sferum-text);
        font: var(--sferum-t-body);
        white-space: pre-wrap;
      }
      sferum-files {
        justify-items: center;
      }
      pre,
      .sheet {
        max-height: 60vh;
        margin: 0;
        padding: 12px 14px;
        overflow: auto;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        scrollbar-width: thin;
      }
      pre {
        font: 400 calc(var(--sferum-size) * 0.867) / 1.5 ui-monospace, monospace;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        tab-size: 4;
      }
      .sheet {
        padding: 0;
      }
      .sheet table {
        border-collapse: collapse;
        font: var(--sferum-t-small);
      }
      .sheet td,
      .sheet th {
        padding: 6px 10px;
        border: 1px solid var(--sferum-line);
        text-align: start;
        white-space: pre-wrap;
      }
      .sheet th {
        font-weight: 600;
      }
      :is(pre, .sheet):focus-visible {
        outline-offset: -2px;
      }
      .none {
        display: flex;
        align-items: center;
        gap: 14px;
        padding: 20px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        color: var(--sferum-text-2);
      }
      @media (forced-colors: active) {
        pre,
        .sheet,
        .none {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { documents: documentsTexts, files: filesTexts };

  @property({ attribute: false }) document: Document | null = null;
  /** Id of the college in which its people are known. */
  @property({ attribute: false }) college = '';

  readonly #pdf = new LazyCode(this);
  readonly #text = new StoreController(this, (backend) =>
    this.document && texts.test(extensionOf(this.document.file.name))
      ? documentTextStore(backend, this.document.file)
      : null,
  );

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('document') && this.document?.file.type === 'application/pdf') {
      void this.#pdf.fetch(() => import('./document-pdf.ts'));
    }
  }

  override render() {
    const { document } = this;
    if (!document) return nothing;
    const { documents } = this.strings;
    return html`<sferum-dialog
      large
      heading=${document.title}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${document.description ? html`<p class="description">${document.description}</p>` : nothing}
      ${this.#content(document)} ${this.#about(document)}
      <button
        slot="actions"
        class="button primary"
        type="button"
        @click=${() => this.dispatchEvent(new Event('download'))}
      >
        ${icon(signs.download, 18)}<span>${documents.download}</span>
      </button>
    </sferum-dialog>`;
  }

  #about({ audience, changedAt, downloads, file, uploader }: Document): TemplateResult {
    const { common, documents, files } = this.strings;
    const counted = plural(this.language, downloads, documents.downloads).replace('#', String(downloads));
    return html`<p class="about">
      <span>${personName(uploader, this.college, common.erased, uploader && fullName(uploader))} · ${fullDate(changedAt, this.language)}</span>
      <span>${formatBytes(file.bytes, this.language, files)} · ${counted}</span>
      <span>${documents.audience}: ${audienceText(audience, documents)}</span>
    </p>`;
  }

  #content(document: Document): TemplateResult | typeof nothing {
    const { file, kind } = document;
    const { documents } = this.strings;
    if (file.kind !== 'file') return html`<sferum-files bucket="documents" .files=${[file]}></sferum-files>`;
    if (file.type === 'application/pdf') {
      // Its code comes apart from the rest: it is many times as large.
      return this.#pdf.problem
        ? html`<div class="none">${endingBadge(kind, file.name)}<p>${documents.notShown}</p></div>`
        : html`<sferum-document-pdf .file=${file} heading=${document.title}></sferum-document-pdf>`;
    }
    if (this.#text.store) {
      return this.view(this.#text.state?.text, (text) => this.#shown(text), {
        skeleton: skeletonRows(4, true),
        retry: () => this.#text.store?.retry(),
        explain: ({ code }) =>
          code === 'invalid' ? { title: documents.notShown, text: documents.noPreview } : undefined,
      });
    }
    return html`<div class="none">${endingBadge(kind, file.name)}<p>${documents.noPreview}</p></div>`;
  }

  #shown({ isCut, rows, text }: ShownText): TemplateResult {
    const { documents } = this.strings;
    const [head = [], ...body] = rows ?? [];
    return html`${
      rows
        ? html`<div class="sheet" tabindex="0" role="region" aria-label=${documents.contents}>
            <table>
              <thead>
                <tr>
                  ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${body.map(
                  (row) => html`<tr>
                    ${row.map((cell) => html`<td>${cell}</td>`)}
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : html`<pre tabindex="0" role="region" aria-label=${documents.contents}>${text}</pre>`
    }
    ${isCut ? html`<p class="about">${filled(documents.tooLargeToShow)}</p>` : nothing}`;
  }
}
define('sferum-document-preview', DocumentPreview);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-document-preview': DocumentPreview;
  }
}
