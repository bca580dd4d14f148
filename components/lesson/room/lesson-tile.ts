import { css, html, nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type LessonStrings, lessonTexts } from '../../locales/ru/lesson/lesson.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import type { Quality } from '../engines/engine.ts';
import { lessonSigns } from '../lesson-signs.ts';

/** What a tile shows of somebody. */
export interface Tile {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  readonly picture: MediaStreamTrack | null;
  /** It is my own camera, in which I see myself as in a mirror. */
  readonly isMirrored: boolean;
  /** A screen, of which nothing is cut off. */
  readonly isScreen: boolean;
  readonly isSpeaking: boolean;
  readonly hasSound: boolean;
  /** Which of the raised hands is theirs, from 1; 0 for none. */
  readonly hand: number;
  readonly quality: Quality;
  readonly isConnected: boolean;
}

/** Somebody in a lesson: their picture, or their initials. It makes no sound. */
export class LessonTile extends SferumElement<{ lesson: LessonStrings }> {
  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        container-type: size;
        position: relative;
        display: grid;
        place-items: center;
        min-width: 0;
        min-height: 0;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-tile, #1a1e29);
        color-scheme: dark;
        transition: box-shadow var(--sferum-fast) var(--sferum-ease);
      }
      :host([speaking]) {
        box-shadow:
          0 0 0 2px var(--sferum-stage, #0c0f16),
          0 0 0 5px #8ea6ff;
      }
      video {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        border-radius: inherit;
        object-fit: cover;
      }
      video.screen {
        object-fit: contain;
        background: #fff;
      }
      video.mirrored {
        scale: -1 1;
      }
      .avatar {
        --sferum-avatar-size: clamp(40px, 22cqmin, 88px);
      }
      .label,
      .hand,
      .state {
        position: absolute;
        display: flex;
        align-items: center;
        gap: 6px;
        font: 500 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
      }
      .label {
        left: 8px;
        bottom: 8px;
        max-width: calc(100% - 16px);
        height: 26px;
        padding: 0 9px;
        border-radius: var(--sferum-r-s);
        background: rgb(10 12 18 / 0.78);
        color: #fff;
      }
      .label .off {
        color: #ff9aa4;
      }
      .label .level {
        color: #a2bcff;
      }
      .label .weak {
        color: #f3be66;
      }
      .hand {
        right: 8px;
        top: 8px;
        gap: 4px;
        height: 28px;
        padding: 0 9px 0 7px;
        border-radius: 99px;
        background: #f2a93b;
        color: #2a1b00;
        font-weight: 700;
      }
      .state {
        inset: auto 8px 42px;
        justify-content: center;
        color: #b4bac9;
      }
      :host([small]) .label {
        left: 5px;
        bottom: 5px;
        height: 22px;
        padding: 0 7px;
        font-size: calc(var(--sferum-size) * 0.733);
      }
      :host([small]) .state {
        bottom: 30px;
        font-size: calc(var(--sferum-size) * 0.733);
      }
      @media (forced-colors: active) {
        :host {
          border: 1px solid;
        }
        :host([speaking]) {
          border: 4px solid Highlight;
        }
      }
    `,
  ];
  protected readonly texts = { lesson: lessonTexts };

  @property({ attribute: false }) tile: Tile | null = null;
  @property({ type: Boolean, reflect: true }) small = false;
  @property({ type: Boolean, reflect: true }) speaking = false;
  /** What says beside a screen whose it is. */
  @property() caption = '';

  @query('video') readonly video!: HTMLVideoElement | null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.speaking = this.tile?.isSpeaking ?? false;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { tile, video } = this;
    if (!video || !tile?.picture) return;
    const [shown] = video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];
    if (shown === tile.picture) return;
    video.srcObject = new MediaStream([tile.picture]);
    // A muted picture plays by itself; one that is replaced meanwhile needs no word.
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error;
    });
  }

  override render() {
    const { tile } = this;
    if (!tile) return nothing;
    const { lesson } = this.strings;
    const { hand, hasSound, initials, isConnected, isMirrored, isScreen, isSpeaking, name, picture, quality } = tile;
    const isWeak = quality === 'weak' || quality === 'bad';
    const said = [
      isSpeaking ? lesson.speaks : '',
      hasSound || isScreen ? '' : lesson.micOff,
      isWeak ? lesson.quality[quality] : '',
    ].filter(Boolean);
    return html`${
      picture
        ? html`<video
            class="${isScreen ? 'screen' : ''} ${isMirrored ? 'mirrored' : ''}"
            muted
            playsinline
            autoplay
            aria-hidden="true"
          ></video>`
        : avatar({ id: tile.id, text: initials, size: 'l' })
    }
    ${isConnected ? nothing : html`<span class="state">${lesson.connecting}</span>`}
    ${
      hand > 0
        ? html`<span class="hand">${icon(lessonSigns.hand, 16)}<span aria-hidden="true">${hand}</span
            ><span class="visually-hidden">${lesson.handRaised.replace('#', String(hand))}</span></span>`
        : nothing
    }
    <span class="label">
      ${
        isScreen
          ? icon(lessonSigns.screen, 16)
          : isSpeaking
            ? html`<span class="level">${icon(lessonSigns.bars, 16)}</span>`
            : hasSound
              ? nothing
              : html`<span class="off">${icon(lessonSigns.micOff, 16)}</span>`
      }
      ${isWeak ? html`<span class="weak">${icon('wifiOff', 14)}</span>` : nothing}
      <span class="ellipsis">${this.caption || name}</span>
      ${said.length > 0 ? html`<span class="visually-hidden">, ${said.join(', ')}</span>` : nothing}
    </span>`;
  }
}
define('sferum-lesson-tile', LessonTile);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-tile': LessonTile;
  }
}
