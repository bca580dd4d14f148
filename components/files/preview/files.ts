import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { AppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import { signs } from '../../ui/signs.ts';
import { type AttachedFile, previewSides } from '../file.ts';
import { filled, formatBytes, formatDuration } from '../format.ts';
import { extensionOf } from '../names.ts';
import { fileSigns } from '../signs.ts';
import { fileStorageOf } from '../upload/file-storage.ts';
import { uploadsStore } from '../upload/uploads-store.ts';
import '../voice/player.ts';
import { styles } from './files.styles.ts';
import { linksStore } from './links-store.ts';
import { drawLocal } from './local-pictures.ts';
import { save } from './save.ts';

/** Box of a single picture, in pixels. */
const box = { width: 340, height: 420, least: 120 };

const tones: readonly (readonly [RegExp, string])[] = [
  [/^pdf$/, 'pdf'],
  [/^(xlsx?|ods|csv)$/, 'table'],
  [/^(zip|rar|7z|gz|tar)$/, 'archive'],
];

/**
 * The files of a message: pictures and videos as a grid, recordings with a player, all others as rows. What is being sent
 * shows how far it has come. Fires `cancel` when the person gives the sending up.
 *
 *     html`<sferum-files .files=${message.files} @cancel=${() => store.discard(message.id)}></sferum-files>`
 */
export class Files extends SferumElement<{ files: FilesStrings }> {
  static override styles = [base, styles];
  protected readonly texts = { files: filesTexts };

  @property({ attribute: false }) files: readonly AttachedFile[] = [];
  /** Where they are in Storage. */
  @property() bucket = 'chat-files';
  /** Videos that are played in place. */
  @state() private playing: ReadonlySet<string> = new Set();
  @state() private problem = '';
  /** The picture that is looked at in full. */
  @state() private viewed = -1;

  readonly #code = new LazyCode(this);
  readonly #links = new StoreController(this, (backend) => linksStore(backend, this.bucket));
  readonly #uploads = new StoreController(this, (backend) =>
    this.files.some(({ path }) => !path) ? uploadsStore(backend) : null,
  );
  /** Addresses that are shown: a fresh one would make a picture load again. */
  readonly #shown = new Map<string, string>();
  readonly #drawn = new WeakSet<HTMLCanvasElement>();

  get #visual(): readonly AttachedFile[] {
    return this.files.filter(({ kind }) => kind === 'picture' || kind === 'video');
  }

  get #pictures(): readonly AttachedFile[] {
    return this.files.filter(({ kind, path }) => kind === 'picture' && path);
  }

  #address(object: string): string | undefined {
    const address = this.#shown.get(object) ?? this.#links.store?.get(object);
    if (address) this.#shown.set(object, address);
    return address;
  }

  /** What is shown of a picture: never the original where there is a smaller one. */
  #object({ path, previews, type }: AttachedFile, side: number): string {
    const isMoving = type === 'image/gif';
    const fitting = previews.find((each) => each >= side) ?? previews.at(-1);
    return `${path}/${fitting && !isMoving ? `p${fitting}` : 'original'}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('canvas')) {
      const file = this.files.find(({ id }) => id === canvas.dataset.file);
      const { backend } = this.#links;
      if (!file || !backend || this.#drawn.has(canvas)) continue;
      this.#drawn.add(canvas);
      void drawLocal(canvas, file, fileStorageOf(backend));
    }
    const single = this.renderRoot.querySelector<HTMLElement>('.single');
    const [file] = this.#visual;
    if (single && file) {
      const { width, height } = { width: file.width ?? 16, height: file.height ?? 9 };
      const shape = Math.max(0.3, Math.min(3, width / height));
      single.style.width = `${Math.max(box.least, Math.min(box.width, box.height * shape))}px`;
      single.style.aspectRatio = String(shape);
    }
  }

  /** An address has ended, or the connection broke. */
  async #renew(object: string, again: (address: string) => void): Promise<void> {
    try {
      const address = await this.#links.store?.sign(object);
      if (!address) return;
      this.#shown.set(object, address);
      again(address);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#showProblem(error);
    }
  }

  #showProblem({ code }: AppError): void {
    const { files } = this.strings;
    this.problem = code === 'missing' || code === 'denied' ? files.unavailable : files.notNow;
  }

  async #download({ name, path }: AttachedFile): Promise<void> {
    const { store } = this.#links;
    if (!store) return;
    try {
      await save(store, `${path}/original`, name);
      this.problem = '';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#showProblem(error);
    }
  }

  async #view(file: AttachedFile): Promise<void> {
    if (await this.#code.fetch(() => import('./lightbox.ts'))) this.viewed = this.#pictures.indexOf(file);
  }

  override render() {
    const visual = this.#visual;
    const { files } = this;
    const problem = this.problem || (this.#code.problem ? this.strings.files.notNow : '');
    return html`
      ${visual.length === 1 && visual[0] ? this.#tile(visual[0], true) : nothing}
      ${
        visual.length > 1
          ? html`<div class="album ${visual.length === 2 || visual.length === 4 ? 'few' : ''}">
              ${repeat(
                visual,
                ({ id }) => id,
                (file) => this.#tile(file, false),
              )}
            </div>`
          : nothing
      }
      ${repeat(
        files.filter((file) => !visual.includes(file)),
        ({ id }) => id,
        (file) => (file.kind === 'file' ? this.#row(file) : this.#player(file)),
      )}
      ${this.#progress()} ${problem ? html`<p class="fault" role="alert">${problem}</p>` : nothing}
      ${
        this.viewed >= 0
          ? html`<sferum-lightbox
              .files=${this.#pictures}
              .index=${this.viewed}
              .links=${this.#links.store}
              @closed=${() => {
                this.viewed = -1;
              }}
              @download=${(event: CustomEvent<AttachedFile>) => void this.#download(event.detail)}
            ></sferum-lightbox>`
          : nothing
      }
    `;
  }

  #tile(file: AttachedFile, single: boolean): TemplateResult {
    const { files } = this.strings;
    const { id, kind, name, path } = file;
    const classes = single ? 'tile single' : 'tile';
    const of =
      this.#visual.length > 1 ? `${filled(files.position, this.#visual.indexOf(file) + 1, this.#visual.length)}, ` : '';
    if (kind === 'video' && this.playing.has(id)) return html`<div class=${classes}>${this.#video(file)}</div>`;
    const canvas = html`<canvas data-file=${id} aria-hidden="true"></canvas>`;
    const length = file.duration === null ? nothing : html`<span class="badge">${formatDuration(file.duration)}</span>`;
    if (kind === 'video') {
      return html`<button
        class=${classes}
        type="button"
        aria-label=${filled(files.play, `${files.video}, ${of}${name}`) + (file.duration === null ? '' : `, ${formatDuration(file.duration)}`)}
        ?disabled=${!path}
        @click=${() => {
          this.playing = new Set([...this.playing, id]);
        }}
      >
        ${canvas}<span class="start">${icon(fileSigns.play, 22)}</span>${length}
      </button>`;
    }
    const object = this.#object(file, single ? previewSides.screen : previewSides.tile);
    const address = path ? this.#address(object) : undefined;
    return html`<button
      class=${classes}
      type="button"
      aria-label=${filled(files.open, `${files.photo}, ${of}${name}`)}
      ?disabled=${!path}
      @click=${() => void this.#view(file)}
    >
      ${canvas}${
        address
          ? html`<img
              src=${address}
              alt=""
              decoding="async"
              @error=${({ target }: Event) =>
                this.#once(target as HTMLImageElement, object, (next) => {
                  (target as HTMLImageElement).src = next;
                })}
            />`
          : nothing
      }
    </button>`;
  }

  readonly #renewed = new WeakSet<Element>();

  /** Once for each: what cannot be read with a fresh address either is not there. */
  #once(element: Element, object: string, again: (address: string) => void): void {
    if (this.#renewed.has(element)) {
      this.problem = this.strings.files.notNow;
      return;
    }
    this.#renewed.add(element);
    void this.#renew(object, again);
  }

  #video({ name, path }: AttachedFile): TemplateResult | typeof nothing {
    const object = `${path}/original`;
    const address = this.#address(object);
    if (!address) return nothing;
    return html`<video
      src=${address}
      controls
      autoplay
      playsinline
      preload="metadata"
      aria-label=${name}
      @error=${({ target }: Event) => {
        const video = target as HTMLVideoElement;
        const { currentTime } = video;
        this.#once(video, object, (next) => {
          video.src = next;
          video.currentTime = currentTime;
          void video.play();
        });
      }}
    ></video>`;
  }

  #player(file: AttachedFile): TemplateResult {
    const object = `${file.path}/original`;
    return html`<sferum-player
      .file=${file}
      .strings=${this.strings.files}
      .sign=${file.path ? () => this.#links.store?.sign(object) : null}
      @failed=${(event: CustomEvent<AppError>) => this.#showProblem(event.detail)}
    ></sferum-player>`;
  }

  #row(file: AttachedFile): TemplateResult {
    const { files } = this.strings;
    const { bytes, name, path } = file;
    const ending = extensionOf(name);
    const tone = tones.find(([pattern]) => pattern.test(ending))?.[1] ?? '';
    const content = html`<span class="ending ${tone}" aria-hidden="true">${ending.slice(0, 4) || icon(fileSigns.file)}</span>
      <span class="words"
        ><span class="name">${path ? html`<span class="visually-hidden">${files.download}: </span>` : nothing}${name}</span><small>${formatBytes(bytes, this.language, files)}</small></span
      >`;
    if (!path) return html`<div class="row">${content}</div>`;
    return html`<button
      class="row"
      type="button"
      title=${files.download}
      @click=${() => void this.#download(file)}
    >
      ${content}
    </button>`;
  }

  /** How far the message has come. */
  #progress(): TemplateResult | typeof nothing {
    const pending = this.files.filter(({ path }) => !path);
    const { state, store } = this.#uploads;
    if (pending.length === 0 || !state || !store) return nothing;
    const { files } = this.strings;
    const known = pending.flatMap(({ id }) => state.progress.get(id) ?? []);
    const sum = (of: (each: (typeof known)[number]) => number) => known.reduce((all, each) => all + of(each), 0);
    const [sent, total, speed] = [sum((each) => each.sent), sum((each) => each.total), sum((each) => each.speed)];
    const paused = known.some((each) => each.paused);
    const share = total > 0 ? Math.min(100, (sent / total) * 100) : 0;
    const seconds = speed > 0 ? Math.ceil((total - sent) / speed) : 0;
    const left =
      seconds > 90
        ? filled(files.minutesLeft, Math.round(seconds / 60))
        : seconds > 0
          ? filled(files.secondsLeft, seconds)
          : '';
    const size = (bytes: number) => formatBytes(bytes, this.language, files);
    const far = filled(files.of, size(sent), size(total));
    const text =
      known.length === 0 ? files.waiting : paused ? `${files.paused} · ${far}` : left ? `${far} · ${left}` : far;
    return html`<div class="progress">
      <svg class="ring" viewBox="0 0 40 40" role="progressbar" aria-label=${files.waiting} aria-valuenow=${Math.round(share)}>
        <circle class="track" cx="20" cy="20" r="17" />
        <circle cx="20" cy="20" r="17" pathLength="100" stroke-dasharray="${share} 100" />
      </svg>
      <span class="text">${text}</span>
      ${
        known.length > 0
          ? html`<button
              class="icon-button"
              type="button"
              aria-label=${paused ? files.resume : files.pause}
              title=${paused ? files.resume : files.pause}
              @click=${() => {
                for (const { id } of pending) {
                  if (paused) store.resume(id);
                  else store.pause(id);
                }
              }}
            >
              ${icon(paused ? fileSigns.play : fileSigns.pause, 18)}
            </button>`
          : nothing
      }
      <button
        class="icon-button"
        type="button"
        aria-label=${files.cancel}
        title=${files.cancel}
        @click=${() => this.dispatchEvent(new Event('cancel'))}
      >
        ${icon(signs.trash, 18)}
      </button>
    </div>`;
  }
}
define('sferum-files', Files);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-files': Files;
  }
}
