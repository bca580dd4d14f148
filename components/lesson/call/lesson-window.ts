import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Backend } from '../../core/backend.ts';
import { base, root } from '../../element/base.styles.ts';
import { backendOf, setBackend, watchBackends } from '../../element/context.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { languageOf } from '../../element/localize.ts';
import { type CallsStrings, callsTexts } from '../../locales/ru/lesson/calls.ts';
import { LessonOpenEvent } from '../lesson-event.ts';

/** Which lesson is opened, and what is said of where it is. */
export interface OpenedLesson {
  readonly lesson: string;
  readonly chat: string;
  /** The chat by its name; empty where it has none. */
  readonly name: string;
}

/** A lesson over the page, or in its corner, while other things are read; there is one on a page. */
export class LessonWindow extends SferumElement<{ calls: CallsStrings }> {
  static override styles = [
    base,
    root,
    css`
      :host {
        display: block;
        position: fixed !important;
        inset: 0;
        z-index: 2147483000;
        background: var(--sferum-surface) !important;
      }
      :host([small]) {
        inset: auto 16px 16px auto;
        width: min(300px, calc(100vw - 32px));
        height: 190px;
        border-radius: var(--sferum-r-l);
        background: none !important;
      }
      section,
      sferum-lesson {
        height: 100%;
        min-height: 0;
      }
    `,
  ];
  protected readonly texts = { calls: callsTexts };

  @property({ attribute: false }) opened: OpenedLesson | null = null;
  @property({ type: Boolean, reflect: true }) small = false;

  readonly #lesson = new LazyTag(this, 'sferum-lesson');
  /** What had the focus before. */
  #opener: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#lesson.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#opener?.focus({ preventScroll: true });
  }

  override render() {
    const { opened } = this;
    if (!opened) return nothing;
    const set = (small: boolean) => () => {
      this.small = small;
    };
    return html`<section aria-label=${this.strings.calls.window}>
      ${this.view(
        this.#lesson.shown ?? undefined,
        () => html`<sferum-lesson
          lesson=${opened.lesson}
          name=${opened.name}
          eager
          back
          ?small=${this.small}
          @shrink=${set(true)}
          @restore=${set(false)}
          @back=${() => this.remove()}
        ></sferum-lesson>`,
        { retry: this.#lesson.show },
      )}
    </section>`;
  }
}
define('sferum-lesson-window', LessonWindow);

let present: { readonly window: LessonWindow; readonly stop: () => void } | null = null;

/**
 * Shows a lesson as whoever shows lessons on this page wishes; else over the page. `from` is where it was asked for.
 * @returns whether it is shown over the page.
 */
export function openLesson(from: HTMLElement, backend: Backend, opened: OpenedLesson): boolean {
  if (!from.dispatchEvent(new LessonOpenEvent(opened.lesson, opened.chat))) return false;
  if (present?.window.isConnected && backendOf(present.window) === backend) {
    present.window.opened = opened;
    present.window.small = false;
    return true;
  }
  present?.stop();
  const window = Object.assign(document.createElement('sferum-lesson-window'), { opened });
  window.lang = languageOf(from);
  setBackend(window, backend);
  document.body.append(window);
  // Whoever signs out is in no lesson.
  const unwatch = watchBackends(() => {
    if (from.isConnected && backendOf(from) !== backend) stop();
  });
  const stop = () => {
    unwatch();
    window.remove();
    present = null;
  };
  present = { window, stop };
  return true;
}

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-window': LessonWindow;
  }
}
