import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type LessonStrings, lessonTexts } from '../../locales/ru/lesson/lesson.ts';
import { lessonSigns } from '../lesson-signs.ts';
import { insideWords, lessonAge, lessonTitle } from '../lesson-words.ts';
import { runningLessonStore } from '../running-lesson-store.ts';
import { openLesson } from './lesson-window.ts';

/** The lesson that runs in a chat, and the way in by one press; nothing while none runs. */
export class LessonCard extends SferumElement<{ lesson: LessonStrings }> {
  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }
      .card {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 10px 12px 10px 20px;
        background: oklch(from var(--sferum-brand-used) 0.27 min(c, 0.085) h);
        color: #e9ebf2;
        color-scheme: dark;
      }
      .words {
        flex: 1;
        min-width: 0;
      }
      b {
        display: block;
        font: var(--sferum-t-strong);
      }
      small {
        display: flex;
        gap: 6px;
        align-items: center;
        color: #b4bac9;
        font: var(--sferum-t-small);
      }
      i {
        flex: none;
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: #ff98a2;
        animation: live 2s infinite;
      }
      @keyframes live {
        50% {
          opacity: 0.4;
        }
      }
      @supports not (color: oklch(from red l c h)) {
        .card {
          background: #17204d;
        }
      }
      @container (width < 37.333em) {
        .card {
          padding-inline-start: 16px;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          animation: none;
        }
      }
      @media (forced-colors: active) {
        .card {
          border-block: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { lesson: lessonTexts };

  @property({ attribute: false }) chat = '';
  @property({ attribute: false }) name = '';
  /** From where the lesson is opened. */
  @property({ attribute: false }) from: HTMLElement = this;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? runningLessonStore(backend, this.chat) : null,
  );
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.requestUpdate(), 30_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  /** Opens the lesson that runs. @returns whether one does. */
  open(): boolean {
    const { backend, state } = this.#store;
    const running = state?.lesson.status === 'ready' ? state.lesson.value : null;
    if (!running || !backend) return false;
    openLesson(this.from, backend, { lesson: running.id, chat: this.chat, name: this.name });
    return true;
  }

  override render() {
    const running = this.#store.state?.lesson;
    if (running?.status !== 'ready' || !running.value) return nothing;
    const { lesson: words } = this.strings;
    const { value } = running;
    const about = [lessonAge(value, this.language, words), insideWords(value.count, this.language, words)].join(' · ');
    return html`<section class="card" aria-label=${words.runs}>
      <div class="words">
        <b class="ellipsis">${lessonTitle(value, words)}</b>
        <small><i aria-hidden="true"></i><span class="ellipsis">${about}</span></small>
      </div>
      <button class="button primary" type="button" @click=${() => this.open()}>
        ${icon(value.media === 'video' ? lessonSigns.video : lessonSigns.mic, 18)}<span>${words.join}</span>
      </button>
    </section>`;
  }
}
define('sferum-lesson-card', LessonCard);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-card': LessonCard;
  }
}
