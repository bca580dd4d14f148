import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { FileTray, VoiceEvent } from '../../files/chooser/tray.ts';
import type { AttachedFile } from '../../files/file.ts';
import { filesIn } from './stand-in.ts';

/**
 * Lets files come to a composer by button, paste, dragging or recording, and fetches the code for it with the first of them.
 *
 *     readonly #attachments = new Attachments(this, { fetch, mayAttach, onVoice: (event) => event.take(store.send('', { files: [event.file] })) });
 *     html`<sferum-composer
 *       .attached=${this.#attachments.count} ?covered=${this.#attachments.covers}
 *       @attach=${() => this.#attachments.use((tray) => tray.choose())}
 *     >${this.#attachments.tray(chat)}</sferum-composer>`
 *     await this.#attachments.send((files) => store.send(text, { files }));
 */
export interface AttachmentsRules {
  /** Fetches code that a person has `asked` for; whether it is there. */
  readonly fetch: (code: () => Promise<unknown>, asked?: boolean) => Promise<boolean>;
  /** Somebody may write here now. */
  readonly mayAttach: () => boolean;
  readonly onVoice: (event: VoiceEvent) => void;
}

const events = ['dragenter', 'dragover', 'dragleave', 'drop', 'paste'] as const;

export class Attachments implements ReactiveController {
  readonly #host: LitElement;
  readonly #rules: AttachmentsRules;
  #present = false;
  #dragging = false;

  constructor(host: LitElement, rules: AttachmentsRules) {
    this.#host = host;
    this.#rules = rules;
    host.addController(this);
  }

  hostConnected(): void {
    for (const event of events) this.#host.addEventListener(event, this.#onTransfer);
  }

  hostDisconnected(): void {
    for (const event of events) this.#host.removeEventListener(event, this.#onTransfer);
  }

  /** What holds the files, once there may be some. */
  get holder(): FileTray | null {
    return this.#host.renderRoot?.querySelector('sferum-file-tray') ?? null;
  }

  /** How many files go with the next message. */
  get count(): number {
    return (this.#present && this.holder?.count) || 0;
  }

  /** The recorder stands in place of the field. */
  get covers(): boolean {
    return (this.#present && this.holder?.isRecording) || false;
  }

  /** Takes the files for a message; when that is not kept, they wait again. */
  send(send: (files: readonly AttachedFile[]) => Promise<void>): Promise<void> {
    return this.holder?.send(send) ?? send([]);
  }

  /** Does something with the tray, as soon as its code is there. */
  async use(act?: (tray: FileTray) => unknown): Promise<void> {
    if (!(await this.#rules.fetch(() => import('../../files/chooser/tray.ts'), act !== undefined))) return;
    if (!this.#present) {
      this.#present = true;
      this.#host.requestUpdate();
    }
    await this.#host.updateComplete;
    const tray = this.holder;
    await tray?.updateComplete;
    if (tray) act?.(tray);
  }

  add(files: File[]): void {
    if (files.length > 0) void this.use((tray) => tray.add(files));
  }

  /** @param ways - what else the button for files offers where it asks, buttons in the slot `ways`. */
  tray(place: string, ways: TemplateResult | typeof nothing = nothing): TemplateResult | typeof nothing {
    if (!this.#present) return nothing;
    return html`<sferum-file-tray
      slot="tray"
      .place=${place}
      .dragging=${this.#dragging}
      @changed=${() => this.#host.requestUpdate()}
      @voice=${(event: VoiceEvent) => this.#rules.onVoice(event)}
      >${ways}</sferum-file-tray
    >`;
  }

  #onTransfer = (event: DragEvent | ClipboardEvent): void => {
    const transfer = filesIn(event);
    if (!transfer || !this.#rules.mayAttach()) return;
    event.preventDefault();
    const isOut = event.type === 'dragleave' && !this.#host.contains((event as DragEvent).relatedTarget as Node | null);
    const dragging = event.type.startsWith('drag') && !isOut;
    if (dragging !== this.#dragging) {
      this.#dragging = dragging;
      this.#host.requestUpdate();
      if (dragging) void this.use();
    }
    // They can be read in this turn only.
    if (event.type === 'drop' || event.type === 'paste') this.add([...transfer.files]);
  };
}
