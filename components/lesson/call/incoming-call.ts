import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Backend } from '../../core/backend.ts';
import { shortName } from '../../core/names.ts';
import { base, root } from '../../element/base.styles.ts';
import { backendOf, setBackend, watchBackends } from '../../element/context.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { languageOf, plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CallsStrings, callsTexts } from '../../locales/ru/lesson/calls.ts';
import { type LessonStrings, lessonTexts } from '../../locales/ru/lesson/lesson.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles } from '../../ui/bits.ts';
import { lessonSigns } from '../lesson-signs.ts';
import { lessonStore } from '../lesson-store.ts';
import type { IncomingCall } from '../lesson-types.ts';
import { nameOf } from '../lesson-words.ts';
import { incomingCallsStore } from './incoming-calls-store.ts';
import { openLesson } from './lesson-window.ts';

/** Somebody calls me: who, what for, and how I would come in. It does not take the focus. */
export class IncomingCallCard extends SferumElement<{ calls: CallsStrings; lesson: LessonStrings }> {
  static override styles = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    css`
      :host {
        container-type: normal;
        display: block;
        position: fixed !important;
        right: 20px;
        bottom: 20px;
        z-index: 2147483001;
        width: min(360px, calc(100vw - 40px));
        color-scheme: dark;
        background: none !important;
      }
      .card {
        display: grid;
        gap: 14px;
        padding: 18px;
        border-radius: var(--sferum-r-xl);
        background: oklch(from var(--sferum-brand, #2f4bc0) 0.27 min(c, 0.085) h);
        color: #e9ebf2;
        box-shadow: var(--sferum-e3);
      }
      .head {
        display: flex;
        gap: 14px;
        min-width: 0;
      }
      .head .avatar {
        --sferum-avatar-size: 52px;
      }
      .head > div {
        min-width: 0;
      }
      .tag::before {
        content: '';
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: currentColor;
      }
      h2 {
        margin: 4px 0 2px;
        overflow-wrap: anywhere;
        font: var(--sferum-t-title);
      }
      p {
        color: #b4bac9;
        font: var(--sferum-t-small);
        overflow-wrap: anywhere;
      }
      .devices {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .devices p {
        margin-inline-start: 4px;
      }
      .devices button {
        display: grid;
        place-items: center;
        flex: none;
        width: 44px;
        height: 44px;
        border-radius: var(--sferum-r-m);
        background: rgb(255 255 255 / 0.1);
        color: #e9ebf2;
      }
      .devices .off {
        background: #f4f5f9;
        color: #b71f34;
      }
      .actions {
        display: grid;
        grid-template-columns: 1fr 1.5fr;
        gap: 8px;
      }
      .actions .button {
        min-height: 44px;
        padding-inline: 8px;
      }
      .vanishes {
        font: var(--sferum-t-caption);
      }
      @supports not (color: oklch(from red l c h)) {
        .card {
          background: #17204d;
        }
      }
      @media (width < 560px) {
        :host {
          inset: auto 0 0;
          width: auto;
        }
        .card {
          border-radius: var(--sferum-r-xl) var(--sferum-r-xl) 0 0;
        }
      }
      @media (forced-colors: active) {
        .card,
        .devices button {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = { calls: callsTexts, lesson: lessonTexts };

  /** What rang on this page, from which the lesson is opened. */
  @property({ attribute: false }) from: HTMLElement = this;

  @state() private microphone = false;
  @state() private camera = true;

  readonly #store = new StoreController(this, (backend) => (backend.userId ? incomingCallsStore(backend) : null));
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.requestUpdate(), 1000);
    document.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    document.removeEventListener('keydown', this.#key);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const [call] = this.#store.state?.calls ?? [];
    if (!call || event.code !== 'KeyJ' || !event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#join(call);
  };

  override render() {
    const [call] = this.#store.state?.calls ?? [];
    if (!call) return nothing;
    const { calls, common } = this.strings;
    const { caller, chatTitle, groupNumber, lesson } = call;
    const isVideo = lesson.media === 'video';
    const name = caller ? nameOf(caller, common.erased) : common.erased;
    const title = chatTitle || name;
    const inside = plural(this.language, lesson.count, calls.inside).replace('#', String(lesson.count));
    const about = [lesson.topic ? calls.about.replace('#', lesson.topic) : '', inside].filter(Boolean).join(' ');
    const seconds = Math.max(0, Math.ceil((call.until.getTime() - Date.now()) / 1000));
    return html`<section class="card" role="alertdialog" aria-labelledby="title" aria-describedby="about">
      <div class="head">
        ${avatar(
          chatTitle
            ? {
                id: lesson.chatId,
                text: groupNumber,
                ...(groupNumber ? {} : { icon: 'users' as const }),
                size: 'l',
                square: true,
              }
            : { id: caller?.id ?? '', text: caller ? initials(caller.name, caller.surname) : '', size: 'l' },
        )}
        <div>
          <span class="tag danger">${calls.begins[lesson.kind]}</span>
          <h2 id="title">${title}</h2>
          ${chatTitle ? html`<p>${calls.calls.replace('#', name)}</p>` : nothing}
        </div>
      </div>
      <p id="about" ?hidden=${!about}>${about}</p>
      ${lesson.kind === 'broadcast' ? nothing : this.#devices(isVideo)}
      <div class="actions">
        <button class="button" type="button" @click=${() => void this.#store.store?.decline(lesson.id)}>
          ${calls.decline}
        </button>
        <button class="button primary" type="button" title=${calls.keys} @click=${() => this.#join(call)}>
          ${icon(isVideo ? lessonSigns.video : lessonSigns.mic, 18)}<span>${calls.join}</span>
        </button>
      </div>
      <p class="vanishes" aria-hidden="true">
        ${plural(this.language, seconds, calls.vanishes).replace('#', String(seconds))}
      </p>
    </section>`;
  }

  #devices(isVideo: boolean): TemplateResult {
    const { calls } = this.strings;
    const { how } = calls;
    const said = isVideo
      ? how[this.microphone ? (this.camera ? 'both' : 'microphone') : this.camera ? 'camera' : 'none']
      : this.microphone
        ? how.microphoneOnly
        : how.noMicrophone;
    return html`<div class="devices">
      <button
        class=${this.microphone ? '' : 'off'}
        type="button"
        aria-label=${calls.microphone}
        title=${calls.microphone}
        aria-pressed=${this.microphone}
        @click=${() => {
          this.microphone = !this.microphone;
        }}
      >
        ${icon(this.microphone ? lessonSigns.mic : lessonSigns.micOff)}
      </button>
      ${
        isVideo
          ? html`<button
              class=${this.camera ? '' : 'off'}
              type="button"
              aria-label=${calls.camera}
              title=${calls.camera}
              aria-pressed=${this.camera}
              @click=${() => {
                this.camera = !this.camera;
              }}
            >
              ${icon(this.camera ? lessonSigns.video : lessonSigns.videoOff)}
            </button>`
          : nothing
      }
      <p aria-live="polite">${said}</p>
    </div>`;
  }

  /** Comes in at once, as was said here. */
  #join({ caller, chatTitle, lesson }: IncomingCall): void {
    const { backend, store } = this.#store;
    if (!backend) return;
    store?.answer(lesson.id);
    const name = chatTitle || (caller ? shortName(caller) : '');
    const isViewer = lesson.kind === 'broadcast';
    const entering = lessonStore(backend, lesson.id);
    const come = {
      microphone: this.microphone && !isViewer,
      camera: this.camera && lesson.media === 'video' && !isViewer,
    };
    const isHere = openLesson(this.from, backend, { lesson: lesson.id, chat: lesson.chatId, name });
    if (isHere) void entering.come(come);
  }
}
define('sferum-incoming-call', IncomingCallCard);

const shown = new WeakMap<Backend, IncomingCallCard>();

/** Shows on this page who calls me, as long as somebody does; once, however many tags ring. */
export function showCalls(backend: Backend, from: HTMLElement): void {
  if (shown.get(backend)?.isConnected) return;
  const card = Object.assign(document.createElement('sferum-incoming-call'), { from });
  card.lang = languageOf(from);
  setBackend(card, backend);
  shown.set(backend, card);
  document.body.append(card);
  const store = incomingCallsStore(backend);
  const stop = watchBackends(() => {
    if (from.isConnected && backendOf(from) !== backend) end();
  });
  let isThere = false;
  const unsubscribe = store.subscribe(() => {
    const { calls } = store.state;
    if (calls.length > 0) isThere = true;
    else if (isThere) end();
  });
  const end = () => {
    stop();
    unsubscribe();
    card.remove();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sferum-incoming-call': IncomingCallCard;
  }
}
