import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { AppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { icon } from '../../element/icon.ts';
import type { FilesStrings } from '../../locales/ru/files/files.ts';
import type { AttachedFile } from '../file.ts';
import { filled, formatDuration } from '../format.ts';
import { fileSigns } from '../signs.ts';
import { decodeWave } from '../wave.ts';
import { follows, join, nextAfter, nextSpeed, type Playable, playOnly, presentSpeed } from './playing.ts';
import { waveBars } from './wave-bars.ts';

/** Bars of what has no wave. */
const flat = Array.from({ length: 48 }, () => 0.12);

/** The one that floats: of all only one plays. */
let afloat: Player | null = null;

/**
 * Plays a recording: wave, place, speed. The length is that of the message, because files of some browsers do not say it.
 * What plays goes on when its row is scrolled away and not drawn any more: it floats over the tree of its files until the row
 * is back. Fires `failed` with an AppError.
 */
export class Player extends LitElement implements Playable {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 11px;
        width: 268px;
        max-width: 100%;
        padding: 3px 0;
      }
      :host([afloat]) {
        position: absolute;
        inset: 8px 0 auto;
        z-index: 3;
        box-sizing: border-box;
        width: min(340px, calc(100% - 24px));
        margin-inline: auto;
        padding: 6px 6px 6px 10px;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-raised);
        box-shadow: var(--sferum-e2);
      }
      .play {
        flex: none;
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        border: 0;
        border-radius: 50%;
        background: var(--sferum-accent);
        color: var(--sferum-on-accent);
      }
      .play[disabled] {
        opacity: 0.5;
      }
      .words {
        flex: 1;
        min-width: 0;
      }
      .title {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font: var(--sferum-t-small);
      }
      .wave {
        position: relative;
        display: block;
        height: 26px;
      }
      .wave svg {
        display: block;
        width: 100%;
        height: 100%;
      }
      .bar {
        fill: color-mix(in oklab, var(--sferum-text-2) 45%, transparent);
      }
      .bar.played {
        fill: var(--sferum-accent-text);
      }
      input {
        position: absolute;
        inset: -4px 0;
        width: 100%;
        height: calc(100% + 8px);
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .wave:has(input:focus-visible) {
        outline: 2px solid var(--sferum-focus);
        outline-offset: 2px;
        border-radius: var(--sferum-r-s);
      }
      .facts {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 24px;
        font: var(--sferum-t-caption);
        color: var(--sferum-text-2);
        font-variant-numeric: tabular-nums;
      }
      .speed {
        min-width: 40px;
        height: 24px;
        padding: 0 7px;
        border: 0;
        border-radius: 99px;
        background: color-mix(in oklab, var(--sferum-text) 8%, transparent);
        font: 600 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
        color: var(--sferum-text-2);
      }
      @media (forced-colors: active) {
        .bar {
          fill: GrayText;
        }
        .bar.played {
          fill: Highlight;
        }
        :host([afloat]) {
          border: 1px solid;
        }
      }
    `,
  ];

  @property({ attribute: false }) file!: AttachedFile;
  @property({ attribute: false }) strings!: FilesStrings;
  /** Where it can be fetched, for a while; null before it is there. */
  @property({ attribute: false }) sign: (() => Promise<string> | undefined) | null = null;
  /** Its row is not drawn. */
  @property({ type: Boolean, reflect: true }) afloat = false;
  @state() private isPlaying = false;
  @state() private at = 0;
  @state() private speed = presentSpeed();

  #audio: HTMLAudioElement | null = null;
  #unfollow = new AbortController();
  /** The element of its files. */
  #files: Element | null = null;
  /** The tree in which they stand. */
  #tree: Node | null = null;
  #leave: (() => void) | null = null;
  #renewing = false;

  get isVoice(): boolean {
    return this.file.kind === 'voice';
  }

  /** In milliseconds. */
  get #length(): number {
    const own = (this.#audio?.duration ?? Number.NaN) * 1000;
    return this.file.duration ?? (Number.isFinite(own) ? own : 0);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = join(this);
    const root = this.getRootNode();
    this.#files = root instanceof ShadowRoot ? root.host : null;
    this.#tree = this.#files?.getRootNode() ?? null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    // Whoever is moved is back in this turn.
    queueMicrotask(() => this.#left());
  }

  #left(): void {
    const tree = this.#tree;
    const audio = this.#audio;
    if (this.isConnected || !audio) return;
    // What is taken out of its row, not with it, is gone for good.
    const isScrolledAway = this.#files?.parentNode && !this.#files.isConnected;
    if (this.afloat || audio.paused || !isScrolledAway || !(tree instanceof ShadowRoot && tree.host.isConnected)) {
      audio.pause();
      return;
    }
    const { file, sign, strings } = this;
    const floating = Object.assign(document.createElement('sferum-player'), { file, sign, strings, afloat: true });
    afloat?.remove();
    afloat = floating;
    floating.#takeOver(this);
    tree.append(floating);
  }

  /** Goes on with what another one plays. */
  #takeOver(other: Player): void {
    const audio = other.#audio;
    if (!audio) return;
    other.#unfollow.abort();
    other.#audio = null;
    this.#follow(audio);
    this.at = audio.currentTime * 1000;
    this.isPlaying = !audio.paused;
    if (this.isPlaying) follows(this, other);
  }

  protected override willUpdate(): void {
    if (this.hasUpdated || this.afloat || afloat?.file.id !== this.file.id) return;
    this.#takeOver(afloat);
    this.#sink(afloat);
  }

  #sink(floating: Player): void {
    if (afloat === floating) afloat = null;
    floating.remove();
  }

  play(): void {
    void this.#play();
  }

  pause(): void {
    this.#audio?.pause();
  }

  async #play(): Promise<void> {
    playOnly(this);
    this.speed = presentSpeed();
    try {
      const audio = this.#audio ?? (await this.#open());
      if (!audio) return;
      audio.playbackRate = this.speed;
      await audio.play();
    } catch (thrown) {
      // Stopped before it began, or the browser wants a click first.
      if (thrown instanceof DOMException && (thrown.name === 'AbortError' || thrown.name === 'NotAllowedError')) return;
      this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    const error = thrown instanceof AppError ? thrown : new AppError('unknown', String(thrown));
    this.dispatchEvent(new CustomEvent('failed', { detail: error }));
  }

  async #open(): Promise<HTMLAudioElement | null> {
    const address = await this.sign?.();
    if (!address) return null;
    const audio = new Audio();
    audio.preload = 'auto';
    this.#follow(audio);
    audio.src = address;
    if (this.at > 0) audio.currentTime = this.at / 1000;
    return audio;
  }

  #follow(audio: HTMLAudioElement): void {
    this.#audio = audio;
    this.#unfollow = new AbortController();
    const { signal } = this.#unfollow;
    const on = (event: string, act: () => void) => audio.addEventListener(event, act, { signal });
    on('play', () => {
      this.isPlaying = true;
    });
    on('pause', () => {
      this.isPlaying = false;
    });
    on('timeupdate', () => {
      this.at = audio.currentTime * 1000;
    });
    on('ended', () => {
      this.at = 0;
      audio.currentTime = 0;
      if (this.afloat) this.#sink(this);
      else if (this.isVoice) nextAfter(this)?.play();
    });
    on('playing', () => {
      this.#renewing = false;
    });
    on('error', () => void this.#renew(audio));
  }

  /** The address has ended; a fresh one goes on from the same place, once. */
  async #renew(audio: HTMLAudioElement): Promise<void> {
    const wasPlaying = this.isPlaying;
    const { currentTime } = audio;
    this.isPlaying = false;
    if (this.#renewing) {
      this.#fail(audio.error?.message);
      return;
    }
    this.#renewing = true;
    try {
      const address = await this.sign?.();
      if (!address) return;
      audio.src = address;
      audio.currentTime = currentTime;
      if (wasPlaying) await audio.play();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #seek(event: Event): void {
    this.at = Number((event.target as HTMLInputElement).value);
    if (this.#audio) this.#audio.currentTime = this.at / 1000;
  }

  #changeSpeed(): void {
    this.speed = nextSpeed();
    if (this.#audio) this.#audio.playbackRate = this.speed;
  }

  override render() {
    const { at, file, isPlaying, sign, speed, strings } = this;
    const length = this.#length;
    const share = length > 0 ? Math.min(1, at / length) : 0;
    const levels = decodeWave(file.wave);
    const isBegun = at > 0 || isPlaying;
    const shownSpeed = `${String(speed).replace('.', ',')}×`;
    return html`
      <button
        class="play"
        type="button"
        ?disabled=${!sign}
        aria-label=${isPlaying ? strings.stop : filled(strings.listen, formatDuration(length))}
        @click=${() => (isPlaying ? this.pause() : this.play())}
      >
        ${icon(isPlaying ? fileSigns.pause : fileSigns.play)}
      </button>
      <span class="words">
        ${file.kind === 'audio' ? html`<span class="title">${file.name}</span>` : nothing}
        <span class="wave">
          <svg viewBox="0 0 200 26" preserveAspectRatio="none" aria-hidden="true">
            ${waveBars(levels.length > 0 ? levels : flat, share)}
          </svg>
          <input
            type="range"
            min="0"
            max=${Math.max(1, Math.round(length))}
            step="1000"
            .value=${String(Math.round(at))}
            aria-label=${strings.seek}
            aria-valuetext=${filled(strings.of, formatDuration(at), formatDuration(length))}
            ?disabled=${!sign}
            @input=${this.#seek}
          />
        </span>
        <span class="facts">
          <span>${isBegun ? filled(strings.of, formatDuration(at), formatDuration(length)) : formatDuration(length)}</span>
          ${
            isBegun
              ? html`<button
                  class="speed"
                  type="button"
                  aria-label=${filled(strings.speed, shownSpeed)}
                  @click=${this.#changeSpeed}
                >
                  ${shownSpeed}
                </button>`
              : nothing
          }
        </span>
      </span>
      ${
        this.afloat
          ? html`<button
              class="icon-button"
              type="button"
              aria-label=${strings.endListening}
              title=${strings.endListening}
              @click=${() => this.#sink(this)}
            >
              ${icon('close', 18)}
            </button>`
          : nothing
      }
    `;
  }
}
define('sferum-player', Player);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-player': Player;
  }
}
