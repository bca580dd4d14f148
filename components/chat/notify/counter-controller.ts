import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CountedPart, PageCounter } from './page-counter.ts';

const partsOf = (written: string): CountedPart[] =>
  (['title', 'icon'] as const).filter((part) => written.split(/\s+/).includes(part));

/**
 * Shows a number in the title or the icon of the page where its element was asked to, as long as that is on the page.
 *
 *     readonly #counter = new CounterController(this);
 *     this.#counter.show(this.counter, 3); // counter="title icon"
 */
export class CounterController implements ReactiveController {
  #counter: PageCounter | null = null;
  #written = '';
  #count = 0;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  show(written: string, count: number): void {
    this.#count = count;
    if (written !== this.#written) {
      this.hostDisconnected();
      this.#written = written;
      const parts = partsOf(written);
      if (parts.length > 0) void this.#start(parts, written);
    }
    this.#counter?.show(count);
  }

  hostDisconnected(): void {
    this.#counter?.stop();
    this.#counter = null;
    this.#written = '';
  }

  async #start(parts: readonly CountedPart[], written: string): Promise<void> {
    const { PageCounter } = await import('./page-counter.ts');
    if (this.#written !== written || this.#counter) return;
    this.#counter = new PageCounter(parts);
    this.#counter.show(this.#count);
  }
}
