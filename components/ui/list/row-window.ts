import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Some rows that are drawn together, or stand as a gap of their height while they are far from the screen. */
export interface RowBlock<T> {
  readonly number: number;
  readonly rows: readonly T[];
  /** Height of the gap in pixels; null while the rows are drawn. */
  readonly gap: number | null;
}

/**
 * Draws of a long list what is near the screen. Its host draws each block into an element with `data-block`, and of a gap one
 * with `data-gap` in it:
 *
 *     readonly #window = new RowWindow(this);
 *     this.#window.blocks(rows, 50).map(({ number, rows, gap }) => html`<tbody data-block=${number}>
 *       ${gap === null ? rows.map(row) : html`<tr><td colspan="3" data-gap=${gap}></td></tr>`}
 *     </tbody>`)
 */
export class RowWindow implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  /** Numbers of the blocks that are drawn. */
  readonly #drawn = new Set([0]);
  /** Heights of a row of those that were drawn. */
  readonly #heights = new Map<number, number>();
  #observed = new Set<Element>();
  readonly #observer = new IntersectionObserver((entries) => this.#moved(entries), { rootMargin: '1200px 0px' });

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#observed.clear();
  }

  hostUpdated(): void {
    const blocks = [...this.#host.renderRoot.querySelectorAll<HTMLElement>('[data-block]')];
    for (const gap of this.#host.renderRoot.querySelectorAll<HTMLElement>('[data-gap]')) {
      gap.style.height = `${gap.dataset.gap}px`;
    }
    for (const gone of this.#observed) if (!gone.isConnected) this.#observer.unobserve(gone);
    for (const block of blocks) if (!this.#observed.has(block)) this.#observer.observe(block);
    this.#observed = new Set(blocks);
  }

  blocks<T>(rows: readonly T[], size: number): RowBlock<T>[] {
    const blocks: RowBlock<T>[] = [];
    const known = [...this.#heights.values()];
    const usual = known.reduce((sum, height) => sum + height, 0) / (known.length || 1);
    for (let number = 0; number * size < rows.length || number === 0; number += 1) {
      const own = rows.slice(number * size, (number + 1) * size);
      const height = this.#heights.get(number) ?? usual;
      const gap = this.#drawn.has(number) || height === 0 ? null : Math.round(height * own.length);
      blocks.push({ number, rows: own, gap });
    }
    return blocks;
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    const before = [...this.#drawn].join();
    for (const { boundingClientRect, isIntersecting, target } of entries) {
      const number = Number((target as HTMLElement).dataset.block);
      const count = Number((target as HTMLElement).dataset.count);
      if (isIntersecting) this.#drawn.add(number);
      // What has the focus stays, or the next key would go nowhere.
      else if (!target.matches(':focus-within')) this.#drawn.delete(number);
      if (!target.querySelector('[data-gap]') && count > 0 && boundingClientRect.height > 0) {
        this.#heights.set(number, boundingClientRect.height / count);
      }
    }
    if ([...this.#drawn].join() !== before) this.#host.requestUpdate();
  }
}
