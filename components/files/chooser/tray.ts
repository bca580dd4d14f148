import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type FilesStrings, filesTexts } from '../../locales/ru/files/files.ts';
import { signs } from '../../ui/signs.ts';
import type { AttachedFile } from '../file.ts';
import { filled, formatBytes, formatDuration } from '../format.ts';
import type { Prepared } from '../inspect/inspect.ts';
import { extensionOf } from '../names.ts';
import { drawLocal } from '../preview/local-pictures.ts';
import { fileSigns } from '../signs.ts';
import { draftFilesStore } from '../upload/draft-files-store.ts';
import { fileStorageOf, type KeptFile } from '../upload/file-storage.ts';
import type { RecordedEvent } from '../voice/voice-recorder.ts';

/** A recording is to be sent at once; one that nobody takes waits to be sent. */
export class VoiceEvent extends Event {
  readonly file: AttachedFile;
  #kept: Promise<void> | null = null;
  constructor(file: AttachedFile) {
    super('voice');
    this.file = file;
  }

  /** Resolves when who took the recording has it; null when nobody did. */
  get kept(): Promise<void> | null {
    return this.#kept;
  }

  take(kept: Promise<void>): void {
    this.#kept = kept;
  }
}

/** There are only fingers: the camera is at hand, and nothing is dropped here. */
const touched = matchMedia('(pointer: coarse)');

/**
 * What goes with the text of a place: chosen files as chips, above the field; the recorder in its place; the overlay while
 * files are dragged. Chosen files survive a reload. Fires `changed` when there are more or fewer, and `voice`.
 *
 *     html`<sferum-file-tray slot="tray" .place=${chat}></sferum-file-tray>`
 *     void tray.choose();                // by a button
 * @slot ways - What else may be added, where one is asked.
 *     await tray.add(event.dataTransfer.files);
 *     store.send(text, await tray.take());
 */
export class FileTray extends SferumElement<{ files: FilesStrings }> {
  static override styles = [
    base,
    css`
      :host {
        background: none;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        max-height: 190px;
        margin: 0;
        padding: 10px 12px 0;
        overflow-y: auto;
        list-style: none;
      }
      li {
        position: relative;
        display: flex;
        align-items: center;
        gap: 8px;
        max-width: 220px;
        height: 56px;
        padding: 0 40px 0 10px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
      }
      li.picture {
        width: 72px;
        height: 72px;
        padding: 0;
        overflow: hidden;
      }
      canvas {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .ending {
        flex: none;
        font: 700 calc(var(--sferum-size) * 0.7) / 1 var(--sferum-family);
        text-transform: uppercase;
        color: var(--sferum-accent-text);
      }
      .words {
        min-width: 0;
        font: var(--sferum-t-small);
      }
      .words .ellipsis {
        display: block;
      }
      small {
        display: block;
        font: var(--sferum-t-caption);
        color: var(--sferum-text-2);
      }
      li .icon-button {
        position: absolute;
        inset: 4px 4px auto auto;
        width: 32px;
        height: 32px;
      }
      li.picture .icon-button {
        width: 28px;
        height: 28px;
        border-radius: 50%;
        background: rgb(10 12 18 / 0.72);
        color: #fff;
      }
      .say {
        display: flex;
        align-items: start;
        gap: 8px;
        padding: 8px 16px 0;
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      .say.fault {
        color: var(--sferum-danger-text);
      }
      .say > :is(p, div) {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding: 8px 12px 0;
      }
      .drop {
        position: absolute;
        inset: 0;
        z-index: 3;
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 6px;
        border: 2px dashed var(--sferum-accent-text);
        border-radius: var(--sferum-r-l);
        background: color-mix(in srgb, var(--sferum-surface) 92%, transparent);
        color: var(--sferum-accent-text);
        text-align: center;
        pointer-events: none;
      }
      .drop b {
        font: var(--sferum-t-title);
      }
      .drop span {
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      @container (width < 560px) {
        li .icon-button::after {
          content: '';
          position: absolute;
          inset: -8px;
        }
      }
      @media (forced-colors: active) {
        li {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { files: filesTexts };

  /** Whose files these are: a chat, an inquiry. */
  @property({ attribute: false }) place = '';
  /** Files are being dragged over the place. */
  @property({ attribute: false }) dragging = false;
  /** The recorder stands in place of the field. */
  @state() private recording = false;
  /** Fingers choose between the camera and files. */
  @state() private asking = false;
  @query('input.files') private input!: HTMLInputElement;
  @query('input.camera') private camera!: HTMLInputElement;

  readonly #code = new LazyCode(this);
  readonly #draft = new StoreController(this, (backend) => (this.place ? draftFilesStore(backend, this.place) : null));
  readonly #drawn = new WeakSet<HTMLCanvasElement>();
  #published = '';
  #keep = (_prepared: Prepared): void => {};

  get count(): number {
    const { busy = 0, files = [] } = this.#draft.state ?? {};
    return busy + files.length;
  }

  get isRecording(): boolean {
    return this.recording;
  }

  /** Lets one choose files; where there are more ways than one, asks first. @param more - the owner has ways of its own. */
  async choose(more = false): Promise<void> {
    if (!touched.matches && !more) {
      this.input.click();
      return;
    }
    this.asking = !this.asking;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.ways button')?.focus();
  }

  async record(): Promise<void> {
    const { store } = this.#draft;
    this.#keep = (prepared) => void store?.addPrepared(prepared);
    this.recording = await this.#code.fetch(() => import('../voice/voice-recorder.ts'));
  }

  async add(files: Iterable<File>): Promise<void> {
    this.asking = false;
    await this.#draft.store?.add([...files]);
  }

  /** The files that wait here, when all of them were looked at; they go on waiting. */
  async waiting(): Promise<readonly AttachedFile[]> {
    return (await this.#draft.store?.waiting()) ?? [];
  }

  /** The files for a message; they wait here no longer. */
  async take(): Promise<readonly AttachedFile[]> {
    this.asking = false;
    return (await this.#draft.store?.take()) ?? [];
  }

  /** Takes the files for a message; when that is not kept, they wait again where they were chosen. */
  async send(send: (files: readonly AttachedFile[]) => Promise<void>): Promise<void> {
    const { store } = this.#draft;
    const files = await this.take();
    try {
      await send(files);
    } catch (error) {
      await store?.giveBack(files);
      throw error;
    }
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed as never);
    // What is being recorded belongs where it was begun.
    if (changed.has('place')) this.recording = false;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed as never);
    const state = `${this.place} ${this.count} ${this.recording}`;
    if (state !== this.#published) {
      this.#published = state;
      this.dispatchEvent(new Event('changed'));
    }
    const { backend } = this.#draft;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const file = this.#draft.state?.files.find(({ id }) => id === canvas.dataset.file)?.file;
      if (!file || !backend || this.#drawn.has(canvas)) continue;
      this.#drawn.add(canvas);
      void drawLocal(canvas, file, fileStorageOf(backend));
    }
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    void this.add([...(input.files ?? [])]);
    // The same file may be chosen again.
    input.value = '';
  }

  async #recorded({ prepared }: RecordedEvent): Promise<void> {
    const { backend, store } = this.#draft;
    if (!backend || !store) return;
    const { file, original, smaller } = prepared;
    await fileStorageOf(backend).put({ id: file.id, place: '', order: 0, file, original, smaller });
    void this.#endRecording();
    const recorded = new VoiceEvent(file);
    this.dispatchEvent(recorded);
    try {
      if (recorded.kept) await recorded.kept;
      else await store.giveBack([file]);
    } catch (error) {
      await store.giveBack([file]);
      reportError(error);
    }
  }

  override render() {
    const { files } = this.strings;
    const { problem } = this.#code;
    const fault = (text: string) => html`<div class="say fault" role="alert">${icon('alert', 18)}<p>${text}</p></div>`;
    const { busy = 0, files: chosen = [], refused = [], tooMany = 0, unkept = false } = this.#draft.state ?? {};
    const faults = [
      ...refused.map(({ name, refused: why }) => filled(files.refused[why], name)),
      ...(tooMany > 0 ? [plural(this.language, tooMany, files.tooMany).replace('#', String(tooMany))] : []),
    ];
    return html`
      ${
        faults.length > 0
          ? html`<div class="say fault" role="alert">
              ${icon('alert', 18)}
              <div>${faults.slice(0, 5).map((text) => html`<p>${text}</p>`)}</div>
              <button
                class="icon-button"
                type="button"
                aria-label=${files.understood}
                title=${files.understood}
                @click=${() => this.#draft.store?.clearRefused()}
              >
                ${icon('close', 16)}
              </button>
            </div>`
          : nothing
      }
      ${
        chosen.length > 0
          ? html`<ul aria-label=${files.chosen}>
              ${repeat(
                chosen,
                ({ id }) => id,
                (file) => this.#chip(file),
              )}
            </ul>`
          : nothing
      }
      ${busy > 0 ? html`<p class="say" role="status">${files.inspecting}</p>` : nothing}
      ${unkept ? fault(files.unkept) : nothing}
      ${problem ? fault(this.strings.common.errors[problem.code].text) : nothing}
      ${this.asking ? this.#ways() : nothing}
      ${
        this.recording
          ? html`<sferum-voice-recorder
              .strings=${files}
              .keep=${this.#keep}
              .labels=${{ send: this.strings.common.send, close: this.strings.common.close }}
              @recorded=${this.#recorded}
              @closed=${this.#endRecording}
            ></sferum-voice-recorder>`
          : nothing
      }
      ${this.dragging ? html`<div class="drop"><b>${files.drop}</b><span>${files.dropLimits}</span></div>` : nothing}
      <input class="files" type="file" multiple hidden aria-label=${files.attach} @change=${this.#picked} />
      <input
        class="camera"
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label=${files.takePicture}
        @change=${this.#picked}
      />
    `;
  }

  #ways(): TemplateResult {
    const { files } = this.strings;
    return html`<div class="ways" @keydown=${this.#leaveWays}>
      <button class="button" type="button" @click=${() => this.input.click()}>${icon(fileSigns.file, 18)}${files.chooseFiles}</button>
      ${
        touched.matches
          ? html`<button class="button" type="button" @click=${() => this.camera.click()}>
              ${icon(fileSigns.camera, 18)}${files.takePicture}
            </button>`
          : nothing
      }
      <slot
        name="ways"
        @click=${() => {
          this.asking = false;
        }}
      ></slot>
    </div>`;
  }

  /** With the last one its button goes. */
  async #remove(id: string): Promise<void> {
    await this.#draft.store?.remove(id);
    await this.updateComplete;
    if (this.#draft.state?.files.length === 0) this.#focusField();
  }

  /** On a phone it would raise the keyboard. */
  #focusField(): void {
    if (!touched.matches) this.closest<HTMLElement>('sferum-composer')?.focus();
  }

  /** What was pressed is gone with the recorder. */
  async #endRecording(): Promise<void> {
    this.recording = false;
    // Until the field is uncovered.
    await new Promise(requestAnimationFrame);
    this.#focusField();
  }

  #leaveWays(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    // It would close what the place stands in.
    event.stopPropagation();
    this.asking = false;
    this.closest<HTMLElement>('sferum-composer')?.focus();
  }

  #chip({ file }: KeptFile): TemplateResult {
    const { files } = this.strings;
    const { bytes, duration, id, kind, name } = file;
    const remove = filled(files.removeNamed, name);
    const button = html`<button
      class="icon-button"
      type="button"
      aria-label=${remove}
      title=${remove}
      @click=${() => void this.#remove(id)}
    >
      ${icon('close', 16)}
    </button>`;
    if (kind === 'picture') {
      return html`<li class="picture">
        <canvas data-file=${id} role="img" aria-label=${name}></canvas>${button}
      </li>`;
    }
    const size = formatBytes(bytes, this.language, files);
    return html`<li>
      <span class="ending" aria-hidden="true">${extensionOf(name) || icon(signs.folder, 18)}</span>
      <span class="words"
        ><span class="ellipsis">${name}</span
        ><small>${duration === null ? size : `${formatDuration(duration)} · ${size}`}</small></span
      >${button}
    </li>`;
  }
}
define('sferum-file-tray', FileTray);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-file-tray': FileTray;
  }
}
