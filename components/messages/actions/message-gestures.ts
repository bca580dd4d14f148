import { bubbleOf } from '../history/bubble.ts';
import { type History, hasBrowserMenu } from '../history/history.ts';

/** A point of the window. */
export interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/** What a message holds that does something; its button is the menu, which Enter opens. */
const inMessage = 'a[href], button:not(.more), .mention[data-person]';

/** A finger that rests so long on a message opens its menu, in milliseconds; it may move so far, in px. */
const longPress = 500;
const pressWithin = 10;

/**
 * Calls `open` for a message of a history whose menu a person asks for: by a click on its button, with the other mouse
 * button, by a long press, with Enter, with the menu key or Shift+F10. The pane of the messages is one stop of Tab; from
 * there the arrows go up and down from message to message, and aside through what a message holds: names, a quote, links,
 * reactions. Calls `touch` for somebody whose mention is clicked. @returns a function that ends it.
 */
export function followGestures(
  history: History,
  open: (bubble: HTMLElement, at: Point | null) => void,
  touch: (person: string) => void,
): () => void {
  const ended = new AbortController();
  const { signal } = ended;

  /** The message of an event, if it has a menu. */
  const openable = (event: Event): HTMLElement | undefined => {
    const bubble = bubbleOf(event);
    return bubble?.classList.contains('deleted') ? undefined : bubble;
  };

  const clicked = (event: MouseEvent) => {
    const bubble = openable(event);
    const isButton = event.composedPath().some((on) => on instanceof Element && on.matches('.more'));
    if (bubble && isButton) open(bubble, null);
    const mention = event.composedPath().find((on) => on instanceof HTMLElement && on.dataset.person);
    if (mention instanceof HTMLElement) touch(mention.dataset.person ?? '');
  };

  const pointed = (event: MouseEvent) => {
    const bubble = openable(event);
    if (!bubble || hasBrowserMenu(event)) return;
    event.preventDefault();
    open(bubble, event);
  };

  const pressed = (event: PointerEvent) => {
    const bubble = openable(event);
    if (!bubble || event.pointerType !== 'touch' || !event.isPrimary) return;
    const done = new AbortController();
    const end = () => done.abort();
    const timer = setTimeout(() => {
      end();
      open(bubble, event);
    }, longPress);
    const moved = ({ clientX, clientY }: PointerEvent) => {
      if (Math.hypot(clientX - event.clientX, clientY - event.clientY) > pressWithin) end();
    };
    done.signal.addEventListener('abort', () => clearTimeout(timer));
    addEventListener('pointermove', moved, { signal: done.signal });
    for (const type of ['pointerup', 'pointercancel', 'contextmenu']) {
      addEventListener(type, end, { signal: done.signal });
    }
  };

  const key = (event: KeyboardEvent) => {
    const { altKey, ctrlKey, key, metaKey, shiftKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const bubbles = [...history.renderRoot.querySelectorAll<HTMLElement>('.message')];
      const at = bubbles.findIndex((bubble) => event.composedPath().includes(bubble));
      const edge = history.getBoundingClientRect().bottom;
      // From the pane itself to the last message that is on the screen.
      const next =
        at >= 0
          ? bubbles[at + (key === 'ArrowUp' ? -1 : 1)]
          : bubbles.findLast((bubble) => bubble.getBoundingClientRect().top < edge - 8);
      event.preventDefault();
      next?.focus();
      return;
    }
    const bubble = openable(event);
    const [target] = event.composedPath();
    const isItself = target === bubble;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (bubble && step) {
      const held = [...bubble.querySelectorAll<HTMLElement>(inMessage)].filter((each) => each.checkVisibility());
      const at = held.indexOf(target as HTMLElement);
      if (at < 0 && !isItself) return;
      event.preventDefault();
      (held[at + step] ?? bubble).focus();
      return;
    }
    if (key === 'Enter' && target instanceof HTMLElement && target.dataset.person) touch(target.dataset.person);
    if (!bubble || !(key === 'ContextMenu' || (key === 'F10' && shiftKey) || (key === 'Enter' && isItself))) return;
    event.preventDefault();
    open(bubble, null);
  };

  history.addEventListener('click', clicked, { signal });
  history.addEventListener('contextmenu', pointed, { signal });
  history.addEventListener('pointerdown', pressed, { signal });
  history.addEventListener('keydown', key, { signal });
  return () => ended.abort();
}
