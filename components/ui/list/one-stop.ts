import type { LitElement, ReactiveController } from 'lit';
import { isForInputMethod } from '../input-method.ts';

/**
 * Makes the boxes of a list one stop of Tab, however many there are: the arrows go up and down in it, Home and End to its
 * ends. They stand in an element of the class `one-stop`.
 *
 *     readonly #stop = new OneStop(this);
 *     html`<sferum-search @keydown=${this.#stop.enter}></sferum-search>
 *       <ul class="one-stop" @keydown=${this.#stop.move} @focusin=${this.#stop.keep}>…</ul>`
 */
export class OneStop implements ReactiveController {
  readonly #host: LitElement;
  #box: HTMLInputElement | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  get #boxes(): HTMLInputElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLInputElement>('.one-stop input[type=checkbox]:enabled')];
  }

  hostUpdated(): void {
    const boxes = this.#boxes;
    if (!this.#box || !boxes.includes(this.#box)) [this.#box] = boxes;
    for (const box of boxes) box.tabIndex = box === this.#box ? 0 : -1;
  }

  /** From a field above it the arrow down leads into the list. */
  readonly enter = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' || isForInputMethod(event) || !this.#box) return;
    event.preventDefault();
    this.#box.focus();
  };

  readonly move = (event: KeyboardEvent): void => {
    const boxes = this.#boxes;
    const at = boxes.indexOf(event.target as HTMLInputElement);
    if (at < 0) return;
    const ways: Readonly<Record<string, HTMLInputElement | undefined>> = {
      ArrowDown: boxes[at + 1],
      ArrowUp: boxes[at - 1],
      Home: boxes[0],
      End: boxes.at(-1),
    };
    const next = ways[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  /** Tab comes back to where one was. */
  readonly keep = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (!this.#boxes.includes(box)) return;
    this.#box = box;
    this.hostUpdated();
  };
}
