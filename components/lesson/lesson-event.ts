/** Somebody wants to see a lesson. Cancel it to show it elsewhere; else it opens where it was asked for. */
export class LessonOpenEvent extends Event {
  readonly lesson: string;
  readonly chat: string;

  constructor(lesson: string, chat: string) {
    super('sferum-lesson-open', { bubbles: true, composed: true, cancelable: true });
    this.lesson = lesson;
    this.chat = chat;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-lesson-open': LessonOpenEvent;
  }
}
