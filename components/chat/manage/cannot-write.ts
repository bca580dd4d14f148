import { css, html, nothing, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { redrawDaily } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type CannotWriteStrings, cannotWriteTexts } from '../../locales/ru/chat/cannot-write.ts';
import { untilWords } from './until.ts';

export type CannotWriteReason = 'archived' | 'closed' | 'announcement_only' | 'muted' | 'slow_mode';

/** After this nobody looks at a calendar: muted for good. */
const veryFar = Date.parse('9999-01-01T00:00:00Z');

/** The longest wait of a timer, in milliseconds. */
const longest = 2 ** 31 - 1;

/** Says in place of the composer why one cannot write, and until when. Fires `over` when the time is over. */
export class CannotWrite extends SferumElement<{ words: CannotWriteStrings }> {
  static override styles = [
    base,
    css`
      div {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 58px;
        padding: 8px 20px;
        border-top: 1px solid var(--sferum-line);
        background: var(--sferum-surface);
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .icon {
        flex: none;
      }
      p {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      b {
        display: block;
        color: var(--sferum-text);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
  protected readonly texts = { words: cannotWriteTexts };

  @property() reason: CannotWriteReason = 'closed';
  /** Until when one is muted, as it is said. */
  @property({ attribute: false }) until: Date | null = null;
  /** When it ends by itself, by the clock of this device. */
  @property({ attribute: false }) endsAt: Date | null = null;

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    redrawDaily(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#wait();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('endsAt') || changed.has('reason')) this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.endsAt || !this.isConnected) return;
    const left = this.endsAt.getTime() - Date.now();
    if (left <= 0) {
      this.dispatchEvent(new Event('over'));
      return;
    }
    // A pause of seconds is counted down before one's eyes.
    const next = this.reason === 'slow_mode' ? left % 1000 || 1000 : Math.min(left, longest);
    this.#timer = setTimeout(() => {
      this.requestUpdate();
      this.#wait();
    }, next);
  }

  #left(endsAt: Date): string {
    const seconds = Math.max(1, Math.ceil((endsAt.getTime() - Date.now()) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] ? parts : parts.slice(1);
    return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
  }

  override render() {
    const { reason, until, endsAt } = this;
    const { words } = this.strings;
    const [title, text] = {
      archived: [words.archived, words.archivedText],
      closed: [words.closed, words.closedText],
      announcement_only: [words.announcement, words.announcementText],
      muted: [
        until && until.getTime() < veryFar
          ? words.muted.replace('#', untilWords(until, this.language))
          : words.mutedForGood,
        words.mutedText,
      ],
      slow_mode: [words.slow.replace('#', endsAt ? this.#left(endsAt) : ''), words.slowText],
    }[reason] as [string, string];
    const sign = reason === 'announcement_only' ? 'megaphone' : reason === 'slow_mode' ? 'clock' : 'lock';
    // What counts down is not read aloud each second.
    return html`<div role=${reason === 'slow_mode' ? nothing : 'status'}>
      ${icon(sign)}
      <p><b>${title}</b>${text}</p>
    </div>`;
  }
}
define('sferum-cannot-write', CannotWrite);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-cannot-write': CannotWrite;
  }
}
