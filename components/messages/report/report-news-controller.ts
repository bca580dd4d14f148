import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { StoreController } from '../../element/store-controller.ts';
import type { reportsStore } from './reports-store.ts';

/**
 * Tells its person what was decided on their reports. `look` asks for them, when what is more urgent is there; the code
 * that draws them comes with the first decision that was not yet seen.
 *
 *     readonly #news = new ReportNewsController(this);
 *     // in updated(): if (chats.status === 'ready') this.#news.look();
 *     // in render(): html`${this.#news.render()}`
 */
export class ReportNewsController implements ReactiveController {
  readonly #code: LazyCode;
  readonly #store: StoreController<ReturnType<typeof reportsStore>>;
  #storeOf: typeof reportsStore | null = null;
  #isLooking = false;
  #isDrawing = false;

  constructor(host: LitElement) {
    this.#code = new LazyCode(host);
    this.#store = new StoreController(host, (backend) => (backend.userId ? (this.#storeOf?.(backend) ?? null) : null));
    host.addController(this);
  }

  look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const code = async () => {
      this.#storeOf = (await import('./reports-store.ts')).reportsStore;
    };
    void this.#code.fetch(code, false).then((isThere) => {
      this.#isLooking = isThere;
    });
  }

  hostUpdated(): void {
    if (this.#isDrawing || !this.#store.store?.news.length) return;
    this.#isDrawing = true;
    void this.#code
      .fetch(() => import('./report-news.ts'), false)
      .then((isThere) => {
        this.#isDrawing = isThere;
      });
  }

  render(): TemplateResult | typeof nothing {
    return this.#isDrawing ? html`<sferum-report-news></sferum-report-news>` : nothing;
  }
}
