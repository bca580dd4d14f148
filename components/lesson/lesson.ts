import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { dayTitle, redrawDaily } from '../core/dates.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { exampleId } from '../element/host/config.ts';
import { LazyTag } from '../element/host/lazy-tag.ts';
import { icon } from '../element/icon.ts';
import { StoreController } from '../element/store-controller.ts';
import { type LessonStrings, lessonTexts } from '../locales/ru/lesson/lesson.ts';
import { emptyState } from '../ui/bits.ts';
import { signs } from '../ui/signs.ts';
import { lessonSigns } from './lesson-signs.ts';
import { type LessonView, lessonStore } from './lesson-store.ts';
import type { LessonState } from './lesson-types.ts';
import { lessonTitle } from './lesson-words.ts';
import './lobby/lesson-lobby.ts';
import { runningLessonStore } from './running-lesson-store.ts';

/**
 * A lesson or a call: one looks at oneself before it, is in it, and sees afterwards who was there.
 * @tag sferum-lesson
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown in place of the lesson; cancel it to show another.
 */
export class LessonElement extends SferumElement<{ lesson: LessonStrings }> {
  static override styles = [
    base,
    root,
    css`
      :host {
        height: 100%;
        min-height: min(560px, 90vh);
        overflow: hidden;
      }
      :host([compact]) {
        min-height: 320px;
      }
      :host([small]) {
        min-height: 0;
        border-radius: var(--sferum-r-l);
        box-shadow: var(--sferum-e3);
      }
      .scene {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: inherit;
      }
      .scene > :last-child {
        flex: 1;
        min-height: 0;
      }
      .back {
        display: flex;
        align-items: center;
        flex: none;
        padding: 8px 10px 0;
      }
      .after {
        overflow: auto;
      }
      .after > header {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 12px 20px 14px 10px;
      }
      .after .title {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .after h2 {
        font: var(--sferum-t-heading);
      }
      .after .about {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .view-state .buttons {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px;
      }
    `,
  ];
  protected readonly texts = { lesson: lessonTexts };

  /** Id of the lesson to show. */
  @property() lesson = '';
  /** Id of a chat, whose running lesson is shown where none is named. */
  @property() chat = '';
  /** What is said below the title: the chat, where it does not stand around the lesson. */
  @property() name = '';
  /** With less space, for a narrow column. */
  @property({ type: Boolean, reflect: true }) compact = false;
  /** Shows a way back to what was there before; fires `back`. */
  @property({ type: Boolean }) back = false;
  /** In a corner, while something else is read; fires `restore` and, when it can be made small, `shrink`. */
  @property({ type: Boolean, reflect: true }) small = false;
  /** Who sees it has pressed a button for it: camera and microphone go on at once. */
  @property({ type: Boolean }) eager = false;

  /** The last lesson of the chat that was seen here: its end stays on the screen when it runs no more. */
  @state() private held = '';

  readonly #room = new LazyTag(this, 'sferum-lesson-room', () => import('./room/lesson-room.ts'));
  readonly #attendance = new LazyTag(this, 'sferum-lesson-attendance', () => import('./end/lesson-attendance.ts'));
  readonly #running = new StoreController(this, (backend) =>
    backend.userId && this.chat && !this.lesson ? runningLessonStore(backend, this.chat) : null,
  );
  readonly #store = new StoreController(this, (backend) => {
    const id = this.lesson || this.held;
    return backend.userId && id ? lessonStore(backend, id) : null;
  });

  constructor() {
    super();
    redrawDaily(this);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('chat') && changed.get('chat')) this.held = '';
    const running = this.#running.state?.lesson;
    const phase = this.#store.state?.phase;
    // A new one takes the place of one that is over.
    const isFree = phase !== 'in' && phase !== 'entering';
    if (!this.lesson && running?.status === 'ready' && running.value && isFree) this.held = running.value.id;
    if (phase === 'entering' || phase === 'in') this.#room.show();
    if (this.#running.backend?.userId === null && !customElements.get('sferum-signed-out')) {
      void import('../element/signed-out.ts').then(() => this.requestUpdate());
    }
  }

  override render() {
    const { backend, state, store } = this.#store;
    if (backend && !backend.userId) return html`<sferum-signed-out of="sferum-lesson"></sferum-signed-out>`;
    if (!this.lesson && !this.chat) return this.lacking('chat', exampleId);
    if (!this.lesson && !this.held) return this.#none();
    if (!state || !store) return this.view(undefined, () => nothing);
    const { lesson } = this.strings;
    if (state.info.status !== 'ready') {
      const drawn = this.view(state.info, () => nothing, {
        retry: () => store.retry(),
        explain: ({ code }) =>
          code === 'missing' || code === 'denied' ? { title: lesson.gone, text: lesson.goneText } : undefined,
      });
      return html`<div class="scene">${this.#back()}${drawn}</div>`;
    }
    const { value } = state.info;
    if (state.phase === 'in') {
      return this.view(this.#room.shown ?? undefined, () => this.#inside(state), { retry: this.#room.show });
    }
    const isOver = value.lesson.endedAt !== null;
    if (state.phase === 'left' || isOver) return this.#after(value, state);
    return html`<div class="scene">
      ${this.#back()}
      <sferum-lesson-lobby
        .store=${store}
        .shown=${state}
        .name=${this.name}
        .eager=${this.eager}
      ></sferum-lesson-lobby>
    </div>`;
  }

  #inside(state: LessonView): TemplateResult {
    const tell = (event: Event) => this.dispatchEvent(new Event(event.type));
    return html`<sferum-lesson-room
      .store=${this.#store.store}
      .shown=${state}
      .name=${this.name}
      .small=${this.small}
      ?shrinks=${this.back}
      @shrink=${tell}
      @restore=${tell}
    ></sferum-lesson-room>`;
  }

  #back(): TemplateResult | typeof nothing {
    if (!this.back) return nothing;
    return html`<div class="back">${this.#backButton()}</div>`;
  }

  #backButton(): TemplateResult {
    const { lesson } = this.strings;
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${lesson.back}
      title=${lesson.back}
      @click=${this.#goBack}
    >
      ${icon('back')}
    </button>`;
  }

  readonly #goBack = (): void => void this.dispatchEvent(new Event('back'));

  /** No lesson runs in the chat. */
  #none(): TemplateResult | typeof nothing {
    const { lesson } = this.strings;
    const { state, store } = this.#running;
    return this.view(
      state?.lesson,
      (running) =>
        running
          ? nothing
          : html`<div class="scene">${this.#back()}${emptyState(lessonSigns.video, lesson.noLesson, lesson.noLessonText)}</div>`,
      { retry: () => store?.retry() },
    );
  }

  /** After it: for who leads, who was there; for all, the way back in while it goes on. */
  #after(value: LessonState, { why }: LessonView): TemplateResult {
    const { lesson: words } = this.strings;
    const { lesson, rights } = value;
    const isOver = lesson.endedAt !== null;
    const { text, title } = this.#ending(isOver ? 'over' : (why ?? 'left'));
    const mayReturn = !isOver && why !== 'removed' && why !== 'denied';
    const again = mayReturn
      ? html`<button class="button primary" type="button" @click=${() => void this.#store.store?.comeBack()}>
          ${words.joinAgain}
        </button>`
      : nothing;
    const back = this.back
      ? html`<button class="button" type="button" @click=${this.#goBack}>${icon('back', 18)}<span>${words.back}</span></button>`
      : nothing;
    if (rights.lead && isOver) {
      this.#attendance.show();
      return html`<div class="scene after">
        <header>
          ${this.back ? this.#backButton() : nothing}
          <div class="title">
            <h2>${title}</h2>
            <p class="about">
              ${[lessonTitle(lesson, words), this.name, dayTitle(lesson.startedAt, this.language)].filter(Boolean).join(' · ')}
            </p>
          </div>
        </header>
        ${this.view(
          this.#attendance.shown ?? undefined,
          () => html`<sferum-lesson-attendance .lesson=${lesson}></sferum-lesson-attendance>`,
          { retry: this.#attendance.show },
        )}
      </div>`;
    }
    const sign = isOver ? 'check' : why === 'removed' ? signs.door : lessonSigns.hangUp;
    return html`<div class="scene">${emptyState(sign, title, text, html`<div class="buttons">${again}${back}</div>`)}</div>`;
  }

  #ending(why: NonNullable<LessonView['why']>): { title: string; text: string } {
    const { lesson } = this.strings;
    if (why === 'over') return { title: lesson.over, text: lesson.overText };
    if (why === 'removed') return { title: lesson.removedTitle, text: lesson.enterProblems.removed };
    if (why === 'elsewhere') return { title: lesson.elsewhereTitle, text: lesson.elsewhereText };
    if (why === 'full') return { title: lesson.lostTitle, text: lesson.enterProblems.full };
    if (why === 'denied') return { title: lesson.lostTitle, text: lesson.enterProblems.locked };
    if (why === 'left') return { title: lesson.left, text: lesson.leftText };
    return { title: lesson.lostTitle, text: lesson.lostText };
  }
}
define('sferum-lesson', LessonElement);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson': LessonElement;
  }
}
