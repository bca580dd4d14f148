import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { icon } from '../../element/icon.ts';
import type { FilesStrings } from '../../locales/ru/files/files.ts';
import { signs } from '../../ui/signs.ts';
import { filled, formatDuration } from '../format.ts';
import type { Prepared } from '../inspect/inspect.ts';
import { fileSigns } from '../signs.ts';
import { MicrophoneError, Recorder } from './recorder.ts';
import { waveBars } from './wave-bars.ts';

/** How many bars of the level are seen at once. */
const shownLevels = 48;

/** What is shorter was begun by mistake and is not kept, in milliseconds. */
const shortestKept = 500;

/** The recording is done, and is to be sent. */
export class RecordedEvent extends Event {
  readonly prepared: Prepared;
  constructor(prepared: Prepared) {
    super('recorded');
    this.prepared = prepared;
  }
}

/**
 * Records a voice in place of the field: level, length, pause, listening, deleting, sending. Escape deletes nothing: it
 * pauses. Fires `recorded`, and `closed` when there is nothing to send; `keep` gets what was recorded when it is taken away
 * in the middle, as by opening another chat.
 */
export class VoiceRecorder extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        padding: 10px 12px;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .rec {
        flex: 1;
        min-width: 0;
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 38px;
        padding: 0 14px;
        border-radius: min(20px, calc(var(--sferum-round, 10px) * 2));
        background: var(--sferum-danger-soft);
        color: var(--sferum-danger-text);
        font: var(--sferum-t-strong);
        font-variant-numeric: tabular-nums;
      }
      .dot {
        flex: none;
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: currentColor;
      }
      .dot.going {
        animation: pulse 2s infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.3;
        }
      }
      .rec svg.wave {
        flex: 1;
        min-width: 0;
        height: 26px;
      }
      .bar {
        fill: currentColor;
        opacity: 0.75;
      }
      .say {
        padding: 6px 4px 0;
        font: var(--sferum-t-small);
        color: var(--sferum-danger-text);
      }
      @media (prefers-reduced-motion: reduce) {
        .dot.going {
          animation: none;
        }
      }
      @media (forced-colors: active) {
        .rec {
          border: 1px solid;
        }
        .bar {
          fill: CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) strings!: FilesStrings;
  @property({ attribute: false }) labels!: { readonly send: string; readonly close: string };
  @property({ attribute: false }) keep: (prepared: Prepared) => void = () => {};
  @state() private problem = '';
  @state() private lost = false;
  @state() private listening = false;

  #recorder: Recorder | null = null;
  #heard: Blob | null = null;
  #context: AudioContext | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#silence();
    void this.#leave();
  }

  async #leave(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (!recorder) return;
    if (recorder.length < shortestKept) recorder.discard();
    else this.keep(await recorder.finish(this.strings.voiceName));
  }

  async #start(): Promise<void> {
    try {
      const recorder = await Recorder.start({
        onChange: () => this.requestUpdate(),
        onLost: () => {
          this.lost = true;
        },
      });
      if (this.isConnected) this.#recorder = recorder;
      else recorder.discard();
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.problem = this.strings.microphone[error.problem];
    }
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-first]')?.focus();
  }

  /** Plays what was recorded; nothing can be added to it afterwards. No address is needed, so that no policy refuses it. */
  async #listen(): Promise<void> {
    if (this.listening) {
      this.#silence();
      return;
    }
    this.#heard ??= (await this.#recorder?.stop()) ?? null;
    if (!this.#heard) return;
    this.#context = new AudioContext();
    const source = this.#context.createBufferSource();
    source.buffer = await this.#context.decodeAudioData(await this.#heard.arrayBuffer());
    source.connect(this.#context.destination);
    source.addEventListener('ended', () => this.#silence());
    source.start();
    this.listening = true;
  }

  #silence(): void {
    this.listening = false;
    if (this.#context && this.#context.state !== 'closed') void this.#context.close();
    this.#context = null;
  }

  async #send(): Promise<void> {
    this.#silence();
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#recorder = null;
    const prepared = await recorder.finish(this.strings.voiceName);
    this.dispatchEvent(prepared.original.size > 0 ? new RecordedEvent(prepared) : new Event('closed'));
  }

  #close(): void {
    this.#recorder?.discard();
    this.#recorder = null;
    this.dispatchEvent(new Event('closed'));
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    event.preventDefault();
    if (this.problem) this.#close();
    else this.#recorder?.pause();
  }

  override render() {
    const { labels, listening, lost, problem, strings } = this;
    const recorder = this.#recorder;
    const button = (label: string, sign: Parameters<typeof icon>[0], act: () => void, classes = '', first = false) =>
      html`<button
        class="icon-button ${classes}"
        type="button"
        aria-label=${label}
        title=${label}
        ?data-first=${first}
        @click=${act}
      >
        ${icon(sign)}
      </button>`;
    if (problem) {
      return html`<div class="line" @keydown=${this.#key}>
        <p class="say" role="alert">${problem}</p>
        ${button(labels.close, 'close', () => this.#close(), '', true)}
      </div>`;
    }
    if (!recorder) return html`<div class="line"><div class="rec"><span class="dot"></span>0:00</div></div>`;
    const { isOver, isPaused, length } = recorder;
    const levels = recorder.levels.slice(-shownLevels);
    const going = !isPaused && !isOver;
    return html`<div class="line" @keydown=${this.#key}>
        ${button(strings.deleteRecording, signs.trash, () => this.#close())}
        <div
          class="rec"
          role="timer"
          aria-label=${filled(going ? strings.recording : strings.recorded, formatDuration(length))}
        >
          <span class="dot ${going ? 'going' : ''}"></span><span>${formatDuration(length)}</span>
          <svg class="wave" viewBox="0 0 200 26" preserveAspectRatio="none" aria-hidden="true">
            ${waveBars(
              Array.from({ length: shownLevels }, (_, index) => levels[index] ?? 0),
              0,
            )}
          </svg>
        </div>
        ${
          isOver
            ? nothing
            : button(
                isPaused ? strings.resumeRecording : strings.pauseRecording,
                isPaused ? 'retry' : fileSigns.pause,
                () => (isPaused ? recorder.resume() : recorder.pause()),
              )
        }
        ${
          going
            ? nothing
            : button(
                listening ? strings.stop : strings.listenRecording,
                listening ? fileSigns.pause : fileSigns.play,
                () => void this.#listen(),
              )
        }
        ${button(labels.send, 'send', () => void this.#send(), 'filled', true)}
      </div>
      ${lost ? html`<p class="say" role="alert">${strings.microphone.lost}</p>` : nothing}`;
  }
}
define('sferum-voice-recorder', VoiceRecorder);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-voice-recorder': VoiceRecorder;
  }
}
