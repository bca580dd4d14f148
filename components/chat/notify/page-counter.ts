/**
 * How much is unread, in the title and the icon of the page. Both are the page's own: it has to ask for them.
 *
 *     const counter = new PageCounter(['title', 'icon']);
 *     counter.show(3); // «(3) Расписание»
 *     counter.stop(); // as it was
 *
 * The icon is drawn as a `data:` address, which a Content-Security-Policy has to allow in `img-src`.
 */
export type CountedPart = 'title' | 'icon';

const prefix = /^\(\d+\+?\) /;
/** Width and height of the icon, in px. */
const size = 32;

const countText = (count: number): string => (count > 99 ? '99+' : String(count));

export class PageCounter {
  readonly #parts: ReadonlySet<CountedPart>;
  #count = 0;
  /** The page may give itself another title. */
  readonly #titles = new MutationObserver(() => this.#showTitle());
  #icon: HTMLLinkElement | null = null;

  constructor(parts: readonly CountedPart[]) {
    this.#parts = new Set(parts);
    if (this.#parts.has('title'))
      this.#titles.observe(document.head, { childList: true, subtree: true, characterData: true });
  }

  show(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    this.#showTitle();
    if (this.#parts.has('icon')) void this.#showIcon(count);
  }

  stop(): void {
    this.show(0);
    this.#titles.disconnect();
  }

  #showTitle(): void {
    if (!this.#parts.has('title')) return;
    const own = document.title.replace(prefix, '');
    const wanted = this.#count > 0 ? `(${countText(this.#count)}) ${own}` : own;
    if (document.title !== wanted) document.title = wanted;
  }

  async #showIcon(count: number): Promise<void> {
    const own = document.querySelector<HTMLLinkElement>('link[rel~="icon"]:not([data-sferum-icon])');
    const address = count > 0 ? await drawn(own?.href ?? '', count) : '';
    if (count !== this.#count) return;
    this.#icon?.remove();
    this.#icon = null;
    if (!address) return;
    this.#icon = Object.assign(document.createElement('link'), { rel: 'icon', href: address });
    this.#icon.dataset.sferumIcon = '';
    // Of several the last one is shown.
    document.head.append(this.#icon);
  }
}

/** The icon with a number on it, as a `data:` address; only the number where the icon may not be read. */
async function drawn(icon: string, count: number): Promise<string> {
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  if (!context) return '';
  const image = icon ? await loaded(icon) : null;
  if (image) context.drawImage(image, 0, 0, size, size);
  const radius = image ? 10 : size / 2;
  context.fillStyle = '#c41f3a';
  context.beginPath();
  context.arc(size - radius, size - radius, radius, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = '#fff';
  context.font = `bold ${radius * 1.3}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(count > 9 ? '9+' : String(count), size - radius, size - radius + 1, radius * 1.8);
  return canvas.toDataURL();
}

/** Null when it is not there, or another site does not let it be read. */
async function loaded(address: string): Promise<HTMLImageElement | null> {
  const image = Object.assign(new Image(), { crossOrigin: 'anonymous', src: address });
  try {
    await image.decode();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
  return image;
}
