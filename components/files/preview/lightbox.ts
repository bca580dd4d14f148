import { css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import { signs } from '../../ui/signs.ts';
import type { AttachedFile } from '../file.ts';
import { filled } from '../format.ts';
import { drawPlaceholder } from '../placeholder.ts';
import { fileSigns } from '../signs.ts';
import type { LinksStore } from './links-store.ts';

const zooms = [1, 1.5, 2, 3, 5] as const;

/**
 * Pictures over the whole page: from one to the next by arrows, larger and smaller by plus, minus, wheel and double click,
 * moved by dragging or scrolling. Fires `closed`, and `download` with the file.
 */
export class Lightbox extends SferumElement<{ files: FilesStrings }> {
  static override styles = [
    base,
    css`
      dialog {
        position: fixed;
        inset: 0;
        width: 100%;
        max-width: none;
        height: 100%;
        max-height: none;
        margin: 0;
        padding: 0;
        border: 0;
        background: rgb(8 10 16 / 0.94);
        color: #fff;
        color-scheme: dark;
      }
      dialog::backdrop {
        background: none;
      }
      .pane {
        position: absolute;
        inset: 56px 0 0;
        display: grid;
        overflow: auto;
        overscroll-behavior: contain;
      }
      .picture {
        position: relative;
        place-self: center;
        background: rgb(255 255 255 / 0.06);
      }
      .picture > * {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        user-select: none;
      }
      header {
        position: absolute;
        inset: 0 0 auto;
        display: flex;
        align-items: center;
        gap: 4px;
        height: 56px;
        padding: 0 8px 0 16px;
      }
      h2 {
        flex: 1;
        min-width: 0;
        font: var(--sferum-t-strong);
        color: #fff;
      }
      h2 small {
        display: block;
        font: var(--sferum-t-caption);
        color: #c9cdd8;
      }
      .icon-button {
        width: 44px;
        height: 44px;
        color: #fff;
      }
      .icon-button:hover {
        background: rgb(255 255 255 / 0.14);
      }
      .icon-button:focus-visible {
        outline: 2px solid #fff;
        outline-offset: -2px;
      }
      .icon-button[disabled] {
        opacity: 0.4;
      }
      .side {
        position: absolute;
        inset-block-start: 50%;
        background: rgb(8 10 16 / 0.6);
      }
      .previous {
        inset-inline-start: 8px;
      }
      .next {
        inset-inline-end: 8px;
      }
    `,
  ];
  protected readonly texts = { files: filesTexts };

  @property({ attribute: false }) files: readonly AttachedFile[] = [];
  @property({ attribute: false }) index = 0;
  @property({ attribute: false }) links: LinksStore | null = null;
  @state() private zoom = 0;
  @state() private address = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('.pane') private pane!: HTMLElement;
  #dragged: { readonly x: number; readonly y: number } | null = null;

  get #file(): AttachedFile | undefined {
    return this.files[this.index];
  }

  /** Turning a telephone makes another size fit. */
  readonly #resized = new ResizeObserver(() => this.requestUpdate());

  protected override firstUpdated(): void {
    this.dialog.showModal();
    this.#resized.observe(this.pane);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed as never);
    const file = this.#file;
    if (!file) return;
    const picture = this.renderRoot.querySelector<HTMLElement>('.picture');
    const { width, height } = { width: file.width ?? 1, height: file.height ?? 1 };
    const { clientWidth, clientHeight } = this.pane;
    const fit = Math.min(1, clientWidth / width, clientHeight / height);
    const scale = fit * (zooms[this.zoom] ?? 1);
    if (picture) {
      picture.style.width = `${width * scale}px`;
      picture.style.height = `${height * scale}px`;
    }
    if (changed.has('index')) {
      const canvas = this.renderRoot.querySelector('canvas');
      if (canvas) drawPlaceholder(canvas, file.placeholder);
      void this.#load(file);
    }
  }

  /** The largest that was made for screens; the original when somebody looks closer, or it is small or moves. */
  async #load(file: AttachedFile, whole = false): Promise<void> {
    const largest = file.type === 'image/gif' || whole ? undefined : file.previews.find((side) => side >= 1000);
    const object = `${file.path}/${largest ? `p${largest}` : 'original'}`;
    const address = this.links?.get(object) ?? (await this.links?.sign(object));
    if (address && file === this.#file) this.address = address;
  }

  #go(by: number): void {
    const next = this.index + by;
    if (next < 0 || next >= this.files.length) return;
    this.address = '';
    this.zoom = 0;
    this.index = next;
  }

  #enlarge(by: number): void {
    const zoom = Math.max(0, Math.min(zooms.length - 1, this.zoom + by));
    if (zoom === this.zoom) return;
    this.zoom = zoom;
    const file = this.#file;
    if (file && zoom > 1) void this.#load(file, true);
  }

  #key(event: KeyboardEvent): void {
    const acts: Partial<Record<string, () => void>> = {
      ArrowLeft: () => this.#go(-1),
      ArrowRight: () => this.#go(1),
      '+': () => this.#enlarge(1),
      '=': () => this.#enlarge(1),
      '-': () => this.#enlarge(-1),
      '0': () => this.#enlarge(-zooms.length),
    };
    // Enlarged, the arrows move the picture.
    const isArrow = event.key.startsWith('Arrow');
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || (isArrow && this.zoom > 0)) return;
    event.preventDefault();
    act();
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && this.zoom > 0) return;
    event.preventDefault();
    this.#enlarge(event.deltaY < 0 ? 1 : -1);
  }

  #drag(event: PointerEvent): void {
    if (event.type === 'pointerdown' && event.pointerType === 'mouse') {
      this.#dragged = { x: event.clientX + this.pane.scrollLeft, y: event.clientY + this.pane.scrollTop };
      this.pane.setPointerCapture(event.pointerId);
    } else if (event.type === 'pointermove' && this.#dragged) {
      this.pane.scrollLeft = this.#dragged.x - event.clientX;
      this.pane.scrollTop = this.#dragged.y - event.clientY;
    } else if (event.type !== 'pointermove') this.#dragged = null;
  }

  #pressed(event: MouseEvent): void {
    // Beside the picture.
    if (event.target === event.currentTarget && this.zoom === 0) this.dialog.close();
  }

  override render() {
    const { files } = this.strings;
    const file = this.#file;
    if (!file) return nothing;
    const { address, index, zoom } = this;
    const count = this.files.length;
    const button = (label: string, sign: Parameters<typeof icon>[0], act: () => void, disabled = false, classes = '') =>
      html`<button
        class="icon-button ${classes}"
        type="button"
        aria-label=${label}
        title=${label}
        ?disabled=${disabled}
        @click=${act}
      >
        ${icon(sign)}
      </button>`;
    return html`<dialog
      aria-label=${files.viewer}
      @close=${() => this.dispatchEvent(new Event('closed'))}
      @keydown=${this.#key}
    >
      <div
        class="pane"
        @wheel=${this.#wheel}
        @dblclick=${() => this.#enlarge(zoom === 0 ? 2 : -zooms.length)}
        @click=${this.#pressed}
        @pointerdown=${this.#drag}
        @pointermove=${this.#drag}
        @pointerup=${this.#drag}
        @pointercancel=${this.#drag}
      >
        <div class="picture">
          <canvas aria-hidden="true"></canvas>${address ? html`<img src=${address} alt=${file.name} draggable="false" />` : nothing}
        </div>
      </div>
      <header>
        <h2 aria-live="polite">
          <span class="ellipsis">${file.name}</span>${
            count > 1 ? html`<small>${filled(files.position, index + 1, count)}</small>` : nothing
          }
        </h2>
        ${button(files.zoomOut, fileSigns.minus, () => this.#enlarge(-1), zoom === 0)}
        ${button(files.zoomIn, signs.plus, () => this.#enlarge(1), zoom === zooms.length - 1)}
        ${button(files.download, signs.download, () => this.dispatchEvent(new CustomEvent('download', { detail: file })))}
        ${button(this.strings.common.close, 'close', () => this.dialog.close())}
      </header>
      ${
        count > 1
          ? html`${button(files.previous, fileSigns.previous, () => this.#go(-1), index === 0, 'side previous')}
            ${button(files.next, fileSigns.next, () => this.#go(1), index === count - 1, 'side next')}`
          : nothing
      }
    </dialog>`;
  }
}
define('sferum-lightbox', Lightbox);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lightbox': Lightbox;
  }
}
