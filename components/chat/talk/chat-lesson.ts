import { html, nothing, type TemplateResult } from 'lit';
import '../../lesson/call/lesson-card.ts';
import { openLesson } from '../../lesson/call/lesson-window.ts';
import type { LessonBegunEvent } from '../../lesson/call/new-lesson.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';
import type { ChatHost } from './chat-host.ts';

/** A chat in which a lesson runs, or somebody wants to begin one. */
export interface LessonHost extends ChatHost {
  readonly common: CommonStrings;
  readonly isHere: (person: string) => boolean;
}

/**
 * The lesson that runs in a chat, and beginning one. It comes with the first of both and draws into the tree of the chat.
 *
 *     await lesson.ask(); // into the one that runs, or the dialog
 *     html`${lesson.draw(summary)}`
 */
export class ChatLesson {
  readonly #host: LessonHost;
  #isAsking = false;

  constructor(host: LessonHost) {
    this.#host = host;
  }

  /** Another chat is shown. */
  clear(): void {
    this.#isAsking = false;
  }

  /** Into the lesson that runs; where none does, one is asked how to begin it. */
  async ask(): Promise<void> {
    const { element, fetch } = this.#host;
    if (element.renderRoot.querySelector('sferum-lesson-card')?.open()) return;
    if (await fetch(() => import('../../lesson/call/new-lesson.ts'))) this.#set(true);
  }

  draw(summary: ChatSummary): TemplateResult {
    const { chat, common, element } = this.#host;
    // Beside a lesson its chat need not say that it runs.
    const tree = element.getRootNode();
    if (tree instanceof ShadowRoot && tree.host.localName === 'sferum-lesson-room') return html``;
    const name = chatTitle(summary, common.erased);
    return html`<sferum-lesson-card .chat=${chat} .name=${name} .from=${element}></sferum-lesson-card>
      ${this.#isAsking ? this.#dialog(summary, name) : nothing}`;
  }

  #dialog({ id, peer }: ChatSummary, name: string): TemplateResult {
    const { backend, element, isHere, me, store } = this.#host;
    const begun = ({ lesson }: LessonBegunEvent) => {
      this.#set(false);
      if (backend) openLesson(element, backend, { lesson: lesson.id, chat: id, name });
    };
    return html`<sferum-new-lesson
      .chat=${id}
      .name=${name}
      .peer=${peer}
      .load=${async () => ((await store?.readers()) ?? []).map(({ person }) => person).filter((person) => person.id !== me)}
      .isHere=${isHere}
      @begun=${begun}
      @closed=${() => this.#set(false)}
    ></sferum-new-lesson>`;
  }

  #set(isAsking: boolean): void {
    this.#isAsking = isAsking;
    this.#host.element.requestUpdate();
  }
}
