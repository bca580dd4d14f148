import type { PDFPageProxy, RenderTask } from 'pdfjs-dist';
import type { OpenPdf } from './document-pdf-store.ts';

/** Pixels of a page at most: more of them would fill the memory of a telephone. */
const mostPixels = 4_000_000;
/** So many pages have their place at once: a small file may say that it has millions. */
export const mostPages = 1000;

/** How many times its size a page is drawn at most, if `wanted` is not less. */
export function fitting(page: PDFPageProxy, wanted: number): number {
  const { height, width } = page.getViewport({ scale: 1 });
  return Math.min(wanted, Math.sqrt(mostPixels / (width * height)));
}

/**
 * Draws the pages of a PDF that are near, one after another, the one that is looked at first, and lets go of those that are far:
 * three hundred scanned pages would fill the memory. Everything runs in the page, so it rests after each.
 */
export class PdfPages {
  readonly #pdf: OpenPdf;
  readonly #box: HTMLElement;
  readonly #labelOf: (number: number) => string;
  readonly #movedTo: (number: number) => void;
  readonly #near = new Set<HTMLElement>();
  /** Pages that are drawn, and how wide. */
  readonly #drawn = new Map<HTMLElement, number>();
  readonly #failed = new WeakSet<HTMLElement>();
  readonly #observed = new Set<Element>();
  readonly #observer: IntersectionObserver;
  readonly #sizes = new ResizeObserver(() => this.resize());
  #task: RenderTask | null = null;
  #drawing: HTMLElement | null = null;
  #isOver = false;

  /** `box` is what scrolls; each page in it has `data-page`. `movedTo` hears which page takes most of it. */
  constructor(pdf: OpenPdf, box: HTMLElement, labelOf: (number: number) => string, movedTo: (number: number) => void) {
    this.#movedTo = movedTo;
    box.addEventListener('scroll', this.#scrolled);
    this.#pdf = pdf;
    this.#box = box;
    this.#labelOf = labelOf;
    this.#observer = new IntersectionObserver((entries) => this.#moved(entries), {
      root: box,
      rootMargin: '800px 0px',
    });
    this.#sizes.observe(box);
  }

  /** Pages were added. */
  update(): void {
    for (const page of this.#box.querySelectorAll<HTMLElement>('[data-page]')) {
      if (this.#observed.has(page)) continue;
      this.#observed.add(page);
      page.style.aspectRatio = String(1 / this.#pdf.shape);
      this.#observer.observe(page);
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#box.removeEventListener('scroll', this.#scrolled);
    this.#observer.disconnect();
    this.#sizes.disconnect();
    this.#task?.cancel();
  }

  readonly #scrolled = (): void => {
    const frame = this.#box.getBoundingClientRect();
    let found: HTMLElement | null = null;
    let most = 0;
    for (const page of this.#near) {
      const { bottom, top } = page.getBoundingClientRect();
      const shown = Math.min(bottom, frame.bottom) - Math.max(top, frame.top);
      // Of two that are shown as a whole the first.
      if (shown > most + 1) [found, most] = [page, shown];
    }
    if (found) this.#movedTo(numberOf(found));
  };

  goTo(number: number): void {
    const page = this.#box.querySelector<HTMLElement>(`[data-page="${number}"]`);
    if (!page) return;
    this.#box.scrollTop += page.getBoundingClientRect().top - this.#box.getBoundingClientRect().top - 12;
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      const page = target as HTMLElement;
      if (isIntersecting) this.#near.add(page);
      else {
        this.#near.delete(page);
        this.#drawn.delete(page);
        if (this.#drawing === page) this.#task?.cancel();
        page.replaceChildren();
      }
    }
    this.#scrolled();
    void this.#drawNext();
  }

  /** The box, or how large pages stand in it, is another. */
  resize(): void {
    for (const page of this.#drawn.keys()) this.#scale(page);
    void this.#drawNext();
  }

  #scale(page: HTMLElement): void {
    const width = Number(page.dataset.width);
    if (width > 0) page.style.setProperty('--total-scale-factor', String(page.clientWidth / width));
  }

  /** A page that is near and not drawn as it should be; those that are looked at come first. */
  #waiting(): HTMLElement | undefined {
    const { bottom, top } = this.#box.getBoundingClientRect();
    const middle = (bottom + top) / 2;
    const away = (page: HTMLElement) => {
      const box = page.getBoundingClientRect();
      return Math.max(box.top - middle, middle - box.bottom, 0);
    };
    return [...this.#near]
      .filter((page) => !this.#failed.has(page) && this.#drawn.get(page) !== page.clientWidth)
      .sort((a, b) => away(a) - away(b))[0];
  }

  async #drawNext(): Promise<void> {
    if (this.#drawing) return;
    for (let page = this.#waiting(); page && !this.#isOver; page = this.#waiting()) {
      this.#drawing = page;
      try {
        await this.#draw(page);
      } catch (thrown) {
        // It is far by now, or the preview was closed; whatever else is wrong with a page, the others are shown.
        if ((thrown as Error).name !== 'RenderingCancelledException') {
          this.#failed.add(page);
          console.warn('sferum:', thrown);
        }
      } finally {
        this.#task = null;
        this.#drawing = null;
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  async #draw(place: HTMLElement): Promise<void> {
    const number = numberOf(place);
    const page = await this.#pdf.page(number);
    const { height, width } = page.getViewport({ scale: 1 });
    place.style.aspectRatio = String(width / height);
    place.dataset.width = String(width);
    const shown = place.clientWidth;
    const wanted = (shown * Math.min(2, devicePixelRatio)) / width;
    const viewport = page.getViewport({ scale: fitting(page, wanted) });
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: Math.ceil(viewport.width), height: Math.ceil(viewport.height) });
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', this.#labelOf(number));
    this.#task = page.render({ canvas, viewport });
    await this.#task.promise;
    if (this.#isOver || !this.#near.has(place)) return;
    this.#drawn.set(place, shown);
    // Its words stay, with what is selected in them, when only its size is another.
    const text = place.querySelector('.text');
    place.querySelector('canvas')?.remove();
    place.prepend(canvas);
    this.#scale(place);
    if (!text) place.append(await this.#text(page, width));
    page.cleanup();
  }

  async #text(page: Awaited<ReturnType<OpenPdf['page']>>, width: number): Promise<HTMLElement> {
    const container = document.createElement('div');
    container.className = 'text';
    container.dataset.width = String(width);
    const content = await page.getTextContent();
    await this.#pdf.layText(content, container, page.getViewport({ scale: 1 }));
    return container;
  }
}

const numberOf = (page: HTMLElement): number => Number(page.dataset.page);
