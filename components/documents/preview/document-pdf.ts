import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RenderTask } from 'pdfjs-dist';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import type { AttachedFile } from '../../files/file.ts';
import { filled } from '../../files/format.ts';
import { type DocumentsStrings, documentsTexts } from '../../locales/ru/documents/documents.ts';
import { skeletonRows } from '../../ui/bits.ts';
import { signs } from '../../ui/signs.ts';
import { documentPdfStore, type OpenPdf } from './document-pdf-store.ts';

/** Pixels of a page at most: more of them would fill the memory of a telephone. */
const mostPixels = 4_000_000;
/** So many pages have their place at once: a small file may say that it has millions. */
const mostPages = 1000;

/**
 * The pages of a PDF, one below the other, each drawn when it comes near; its words stand beside it for screen readers.
 *
 *     html`<sferum-document-pdf .file=${document.file}></sferum-document-pdf>`
 */
export class DocumentPdf extends SferumElement<{ documents: DocumentsStrings }> {
  static override styles = [
    base,
    css`
      .pages {
        display: grid;
        gap: 12px;
        max-height: 62vh;
        padding: 12px;
        overflow: auto;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        scrollbar-width: thin;
      }
      .pages:focus-visible {
        outline-offset: -2px;
      }
      .page {
        width: min(100%, 760px);
        margin: 0 auto;
      }
      canvas {
        display: block;
        width: 100%;
        border-radius: 4px;
        background: #fff;
        box-shadow: var(--sferum-e1);
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
        canvas {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { documents: documentsTexts };

  @property({ attribute: false }) file: AttachedFile | null = null;
  /** The words of the pages that were drawn, by their numbers. */
  @state() private words: ReadonlyMap<number, string> = new Map();

  readonly #store = new StoreController(this, (backend) => (this.file ? documentPdfStore(backend, this.file) : null));
  readonly #near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) void this.#draw(target);
    },
    { rootMargin: '600px 0px' },
  );
  readonly #placed = new WeakSet<Element>();
  readonly #drawn = new WeakSet<Element>();
  readonly #tasks = new Set<RenderTask>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#near.disconnect();
    for (const task of this.#tasks) task.cancel();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed as never);
    const pdf = this.#pdf;
    if (!pdf) return;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      if (this.#placed.has(canvas)) continue;
      this.#placed.add(canvas);
      // A page has its place before it is drawn.
      Object.assign(canvas, { width: 100, height: Math.round(100 * pdf.shape) });
      this.#near.observe(canvas);
    }
  }

  get #pdf(): OpenPdf | null {
    const pdf = this.#store.state?.pdf;
    return pdf?.status === 'ready' ? pdf.value : null;
  }

  async #draw(target: Element): Promise<void> {
    const pdf = this.#pdf;
    if (!pdf || !(target instanceof HTMLCanvasElement) || this.#drawn.has(target)) return;
    this.#drawn.add(target);
    this.#near.unobserve(target);
    const number = Number(target.dataset.page);
    const page = await pdf.page(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const wanted = (target.clientWidth * Math.min(2, devicePixelRatio)) / width;
    const scale = Math.min(wanted, Math.sqrt(mostPixels / (width * height)));
    const viewport = page.getViewport({ scale });
    Object.assign(target, { width: Math.ceil(viewport.width), height: Math.ceil(viewport.height) });
    const task = page.render({ canvas: target, viewport });
    this.#tasks.add(task);
    try {
      await task.promise;
    } catch (thrown) {
      // The preview was closed meanwhile.
      if ((thrown as Error).name !== 'RenderingCancelledException') throw thrown;
      return;
    } finally {
      this.#tasks.delete(task);
    }
    const { items } = await page.getTextContent();
    const words = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    this.words = new Map(this.words).set(number, words);
  }

  override render() {
    const { state: now, store } = this.#store;
    const { documents } = this.strings;
    return this.view(now?.pdf, (pdf) => this.#pages(pdf, now?.address ?? ''), {
      skeleton: skeletonRows(4, true),
      retry: () => store?.retry(),
      explain: ({ code }) => (code === 'invalid' ? { title: documents.notShown, text: documents.damaged } : undefined),
    });
  }

  #pages({ pageCount }: OpenPdf, address: string): TemplateResult {
    const { documents } = this.strings;
    const numbers = Array.from({ length: Math.min(pageCount, mostPages) }, (_, n) => n + 1);
    return html`<div class="pages" tabindex="0" role="region" aria-label=${documents.contents}>
        ${repeat(
          numbers,
          (number) => number,
          (number) => html`<div class="page">
            <canvas data-page=${number} role="img" aria-label=${filled(documents.page, number, pageCount)}></canvas>
            ${this.words.get(number) ? html`<p class="visually-hidden">${this.words.get(number)}</p>` : nothing}
          </div>`,
        )}
      </div>
      ${pageCount > mostPages ? html`<p>${filled(documents.tooLargeToShow)}</p>` : nothing}
      <p class="foot">
        <span>${plural(this.language, pageCount, documents.pages).replace('#', String(pageCount))}</span>
        <a href=${address} target="_blank" rel="noopener">${icon(signs.print, 18)}<span>${documents.print}</span></a>
      </p>`;
  }
}
define('sferum-document-pdf', DocumentPdf);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-document-pdf': DocumentPdf;
  }
}
