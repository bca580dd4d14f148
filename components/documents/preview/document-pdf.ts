import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import type { AttachedFile } from '../../files/file.ts';
import { filled } from '../../files/format.ts';
import { type DocumentsStrings, documentsTexts } from '../../locales/ru/documents/documents.ts';
import { skeletonRows } from '../../ui/bits.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { documentPdfStore, type OpenPdf } from './document-pdf-store.ts';
import { mostPages, PdfPages } from './pdf-pages.ts';
import { printPdf } from './print-pdf.ts';

/** How many times as large as its place a page may be shown. */
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

/**
 * The pages of a PDF, one below the other, each drawn when it comes near, with its words to be selected and read out.
 *
 *     html`<sferum-document-pdf .file=${document.file} heading=${document.title}></sferum-document-pdf>`
 */
export class DocumentPdf extends SferumElement<{ documents: DocumentsStrings }> {
  static override styles = [
    base,
    noticeStyles,
    css`
      .pages {
        display: grid;
        justify-items: safe center;
        gap: 12px;
        max-height: 62vh;
        padding: 12px;
        overflow: auto;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        scrollbar-width: thin;
        overscroll-behavior: contain;
      }
      /* What is known of it stays in sight below the pages. */
      @media (width >= 560px) {
        .pages {
          max-height: min(62vh, max(240px, 100vh - 390px));
        }
      }
      .pages:focus-visible {
        outline-offset: -2px;
      }
      .page {
        position: relative;
        width: calc(min(100%, 760px) * var(--zoom, 1));
        border-radius: 4px;
        overflow: clip;
        background: #fff;
        box-shadow: var(--sferum-e1);
        --scale-round-x: 1px;
        --scale-round-y: 1px;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
      }
      /* The words lie where the page shows them; what is selected is seen through them. */
      .text {
        position: absolute;
        inset: 0;
        overflow: clip;
        line-height: 1;
        text-align: initial;
        text-size-adjust: none;
        forced-color-adjust: none;
        transform-origin: 0 0;
        --text-scale-factor: calc(var(--total-scale-factor, 1) * var(--min-font-size, 1));
        --min-font-size-inv: calc(1 / var(--min-font-size, 1));
      }
      .text :is(span, br) {
        position: absolute;
        color: transparent;
        white-space: pre;
        cursor: text;
        transform-origin: 0 0;
      }
      .text > span {
        font-size: calc(var(--text-scale-factor) * var(--font-height, 0px));
        transform: rotate(var(--rotate, 0deg)) scaleX(var(--scale-x, 1)) scale(var(--min-font-size-inv));
      }
      .text ::selection {
        background: color-mix(in srgb, #1a73e8 35%, transparent);
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding-bottom: 8px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        font-variant-numeric: tabular-nums;
      }
      .tools label {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-inline-end: auto;
      }
      .tools input {
        width: 64px;
        min-height: 36px;
        padding: 0 8px;
        border: 0;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        text-align: center;
      }
      .tools output {
        min-width: 44px;
        text-align: center;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding-top: 8px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .foot a {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 32px;
      }
      @media (forced-colors: active) {
        .pages,
        .page,
        .tools input {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { documents: documentsTexts };

  @property({ attribute: false }) file: AttachedFile | null = null;
  /** What the printed pages are called. */
  @property() heading = '';
  /** The page that is looked at. */
  @state() private current = 1;
  @state() private zoom = 1;
  /** The page that is just being made ready for the printer; null while nothing is. */
  @state() private printed: number | null = null;
  @state() private notPrinted = false;
  @query('.pages') private box!: HTMLElement | null;

  readonly #store = new StoreController(this, (backend) => (this.file ? documentPdfStore(backend, this.file) : null));
  #pages: PdfPages | null = null;
  /** What the pages are drawn of. */
  #opened: OpenPdf | null = null;
  #printing = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop(): void {
    this.#printing.abort();
    this.#pages?.stop();
    this.#pages = null;
    this.#opened = null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const pdf = this.#pdf;
    const { box } = this;
    if (pdf !== this.#opened) this.#stop();
    if (!pdf || !box) return;
    this.#opened = pdf;
    this.#pages ??= new PdfPages(
      pdf,
      box,
      (number) => filled(this.strings.documents.page, number, pdf.pageCount),
      (number) => {
        this.current = number;
      },
    );
    this.#pages.update();
  }

  get #pdf(): OpenPdf | null {
    const pdf = this.#store.state?.pdf;
    return pdf?.status === 'ready' ? pdf.value : null;
  }

  async #print(pdf: OpenPdf): Promise<void> {
    this.#printing = new AbortController();
    const { signal } = this.#printing;
    this.notPrinted = false;
    try {
      await printPdf(pdf, this.heading, signal, (number) => {
        this.printed = number;
      });
    } catch (thrown) {
      this.notPrinted = !signal.aborted;
      if (this.notPrinted) console.warn('sferum:', thrown);
    } finally {
      this.printed = null;
    }
  }

  #magnify(step: 1 | -1 | 0): void {
    const { box } = this;
    const place = zooms.indexOf(this.zoom) + step;
    const zoom = step === 0 ? 1 : (zooms[place] ?? this.zoom);
    if (!box || zoom === this.zoom) return;
    // What is in the middle stays there.
    const [top, left] = [
      (box.scrollTop + box.clientHeight / 2) / box.scrollHeight,
      (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth,
    ];
    this.zoom = zoom;
    box.style.setProperty('--zoom', String(zoom));
    box.scrollTop = top * box.scrollHeight - box.clientHeight / 2;
    box.scrollLeft = left * box.scrollWidth - box.clientWidth / 2;
    this.#pages?.resize();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { '+': 1, '=': 1, '-': -1, '0': 0 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#magnify(step as 1 | -1 | 0);
  }

  #goTo(event: Event): void {
    const input = event.target as HTMLInputElement;
    const number = Number(input.value);
    const most = Math.min(this.#pdf?.pageCount ?? 1, mostPages);
    if (Number.isInteger(number) && number >= 1) {
      this.current = Math.min(number, most);
      this.#pages?.goTo(this.current);
    }
    input.value = String(this.current);
  }

  override render() {
    const { state: now, store } = this.#store;
    const { documents } = this.strings;
    return this.view(now?.pdf, (pdf) => this.#shown(pdf, now?.address ?? ''), {
      skeleton: skeletonRows(4, true),
      retry: () => store?.retry(),
      explain: ({ code }) => (code === 'invalid' ? { title: documents.notShown, text: documents.damaged } : undefined),
    });
  }

  #shown(pdf: OpenPdf, address: string): TemplateResult {
    const { pageCount } = pdf;
    const { documents } = this.strings;
    const most = Math.min(pageCount, mostPages);
    const numbers = Array.from({ length: most }, (_, n) => n + 1);
    const button = (label: string, text: string, step: 1 | -1, canDo: boolean) => html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      aria-disabled=${!canDo}
      @click=${() => this.#magnify(step)}
    >
      ${text}
    </button>`;
    return html`<div class="tools">
        <label>
          <span>${documents.pageNumber}</span>
          <input
            type="number"
            inputmode="numeric"
            min="1"
            max=${most}
            .value=${String(this.current)}
            @change=${(event: Event) => this.#goTo(event)}
          />
          <span>${filled(documents.ofPages, pageCount)}</span>
        </label>
        ${button(documents.smaller, '−', -1, this.zoom > (zooms[0] ?? 1))}
        <output>${Math.round(this.zoom * 100)} %</output>
        ${button(documents.larger, '+', 1, this.zoom < (zooms.at(-1) ?? 1))}
      </div>
      <div
        class="pages"
        tabindex="0"
        role="region"
        aria-label=${documents.contents}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        ${repeat(
          numbers,
          (number) => number,
          (number) => html`<div class="page" data-page=${number}></div>`,
        )}
      </div>
      ${pageCount > mostPages ? html`<p>${filled(documents.tooLargeToShow)}</p>` : ''}
      <div class="foot">
        ${
          this.printed === null
            ? html`<button class="button ghost" type="button" @click=${() => void this.#print(pdf)}>
                ${icon(signs.print, 18)}<span>${documents.print}</span>
              </button>`
            : html`<p role="status">${filled(documents.printing, this.printed, most)}</p>
                <button class="button ghost" type="button" @click=${() => this.#printing.abort()}>
                  ${this.strings.common.cancel}
                </button>`
        }
        <a href=${address} target="_blank" rel="noopener">${documents.newTab}</a>
      </div>
      ${this.notPrinted ? notice('alert', documents.notPrinted, 'danger') : nothing}`;
  }
}
define('sferum-document-pdf', DocumentPdf);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-document-pdf': DocumentPdf;
  }
}
