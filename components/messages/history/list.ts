import type { ReactiveControllerHost } from 'lit';
import { type Arrangement, Positions } from './positions.ts';

/**
 * The virtual list of a history: of all rows those are drawn that are on the screen or near it, and gaps stand for the
 * others. What is read keeps its place by one rule: before a drawing the topmost row on the screen is held, after it
 * everything is measured, and `scrollTop` is set once, before anything is painted. At the end, the end is held instead.
 *
 * The host draws `.gap`, the rows of `drawn` as `.message` with their ids, and another `.gap` into `.inner` within
 * `.scroller`; no row has a margin. In `willUpdate` it calls `hold()` and `arrange(rows)`, in `updated` `settle()`.
 */

/** This close to the end counts as at the end, in px. */
const atEndWithin = 60;
/** Rows are drawn so far beyond the screen, and again when less than the other is left, in px. */
const drawnBeyond = 360;
const leastBeyond = 100;
/** Drawings in which the heights have to settle; rows are then drawn as estimated until one scrolls. */
const mostPasses = 6;

/** The rows of a list by their index: those with a seq by this, then those without. */
export interface ListRows extends Arrangement {
  /** 0 for a row that has none yet. */
  seqAt(index: number): number;
  /** The first row with this seq or a later one. */
  indexOf(seq: number): number;
}

/** A row, held or not, and where it stands below the upper edge of the pane, in px. */
export interface Place {
  /** Empty where no row is held. */
  readonly id: string;
  readonly seq: number;
  readonly top: number;
}

const none: ListRows = { before: 0, length: 0, after: 0, idAt: () => '', seqAt: () => 0, indexOf: () => 0 };

/** What the list is drawn by. */
interface ListHost extends ReactiveControllerHost, HTMLElement {
  /** Draws at once what somebody scrolls to. */
  hurry(): void;
}

export class List {
  /** The end is kept in view. */
  atEnd = true;
  /** Whole, whatever of it is on the screen: to be printed or searched. */
  whole = false;
  /** Of the rows that are near the screen, those to draw: `to` is not included. */
  widen = (near: [from: number, to: number]): [from: number, to: number] => near;
  /** Rows to draw, `to` not included, and the heights of the gaps around them, in px. */
  drawn = { from: 0, to: 0, above: 0, below: 0 };
  readonly #host: ListHost;
  readonly #positions = new Positions();
  #rows: ListRows = none;
  #scroller: HTMLElement | null = null;
  #isPlaced = false;
  /** What is seen was drawn once. */
  #isSettled = false;
  /** Sent to the end or to a row, and not yet there. */
  #isGoing = false;
  /** Height of what stands above the list within the pane, in px. */
  #origin = 0;
  /** Where the end was when it was last gone to. */
  #pinnedAt = 0;
  /** Where the list itself has scrolled to: the event that says so is no person's. */
  #movedTo = 0;
  #width = 0;
  #passes = 0;
  /** What has to be back in its place after the drawing that is under way. */
  #anchor: Place | null = null;
  /** Where the text stood when it was last looked at. */
  #resting: Place | null = null;
  readonly #resized = new ResizeObserver(() => this.#resize());

  constructor(host: ListHost) {
    this.#host = host;
  }

  /** To be called with the pane when it is there, also after the host was moved. */
  connect(scroller: HTMLElement): void {
    this.#scroller = scroller;
    for (const each of [scroller, ...scroller.children]) this.#resized.observe(each);
  }

  disconnect(): void {
    this.#resized.disconnect();
  }

  /** Other rows: nothing is known of them. */
  reset(): void {
    this.#positions.reset();
    this.#isPlaced = false;
    this.#isSettled = false;
    this.atEnd = true;
    this.#anchor = null;
    this.#resting = null;
  }

  /** Height of the pane, in px; before it is there, that of the window. */
  get height(): number {
    return this.#height;
  }

  /** Nothing that is to be on the screen remains to be drawn. */
  get isSettled(): boolean {
    return this.#isSettled && this.#passes === 0 && !this.#anchor && !this.#isGoing;
  }

  get isPlaced(): boolean {
    return this.#isPlaced;
  }

  /** Height of a row that is not held, in px. */
  get estimate(): number {
    return this.#positions.estimate;
  }

  /** The end is in view, whatever is known to come after it. */
  get isEndInView(): boolean {
    if (!this.#scroller) return true;
    const { clientHeight, scrollHeight, scrollTop } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < atEndWithin;
  }

  /** What is on the screen, in px from the top of the list. */
  get view(): { readonly top: number; readonly bottom: number } {
    const top = (this.#scroller?.scrollTop ?? 0) - this.#origin;
    return { top, bottom: top + this.#height };
  }

  /** Where the rows that are held begin and end, in px from the top of the list. */
  get held(): { readonly top: number; readonly bottom: number } {
    return { top: this.#positions.top(0), bottom: this.#positions.top(this.#rows.length) };
  }

  /** The row at `y` px from the top of the list, or the nearest one. */
  at(y: number): number {
    return this.#positions.at(y);
  }

  /** Top of a row, in px from the top of the list. */
  top(index: number): number {
    return this.#positions.top(index);
  }

  /** The seq at `y` px from the top of the list, held or not. */
  seqAt(y: number): number {
    return this.#placeAt(y).seq;
  }

  /** Goes to the end with the next drawing, or with `place` to a row. */
  goTo(place: Place | null): void {
    this.#isPlaced = true;
    this.#isGoing = true;
    this.atEnd = !place;
    this.#anchor = place;
    this.#resting = null;
    this.#pinnedAt = 0;
    this.#passes = 0;
    this.#host.requestUpdate();
  }

  /** Before rows are arranged: what is on the screen is to stay. */
  hold(isEnd: boolean): void {
    if (!this.#isPlaced || !this.#scroller) return;
    // The person may have scrolled a moment ago, and the event that says so is still to come.
    if (this.atEnd && this.#scroller.scrollTop < this.#pinnedAt - 1) this.atEnd = isEnd && this.isEndInView;
    if (!this.atEnd) this.#anchor ??= this.#topmost();
  }

  /** Takes the rows, and decides which of them are drawn. */
  arrange(rows: ListRows): void {
    this.#rows = rows;
    this.#positions.arrange(rows);
    const { total } = this.#positions;
    const height = this.#height;
    const top = this.#anchor ? this.#topOf(this.#anchor) - this.#anchor.top : total - height;
    const [from, to] = this.widen(this.#near(Math.max(0, Math.min(top, total - height)), height));
    this.drawn = { from, to, above: this.#positions.top(from), below: total - this.#positions.top(to) };
  }

  /** After the drawing. @returns false when the rows that are on the screen still have to be drawn. */
  settle(): boolean {
    if (!this.#scroller || !this.#isPlaced || this.#height === 0) return true;
    if (this.#measure()) this.#positions.arrange(this.#rows);
    this.#stretch();
    if (this.#anchor) this.#restore(this.#anchor);
    else if (this.atEnd) this.#pin();
    this.#passes += 1;
    if (!this.#covers(0) && this.#passes < mostPasses) {
      this.#host.requestUpdate();
      return false;
    }
    this.#passes = 0;
    this.#anchor = null;
    this.#isSettled = true;
    this.#isGoing = false;
    this.rest();
    return true;
  }

  /** Draws what is near the screen, unless that is done. */
  reach(): void {
    if (this.#isPlaced && !this.#covers(leastBeyond)) this.#host.hurry();
  }

  /** The pane was scrolled. @returns whether a person did that. */
  scrolled(isEnd: boolean): boolean {
    if (!this.#isPlaced || !this.#scroller || this.#anchor || this.#isGoing) return false;
    // What has grown since the end was gone to is followed by its own event: only who scrolls up leaves the end.
    const isUp = this.#scroller.scrollTop < this.#pinnedAt - 1;
    if (!this.atEnd || isUp || !isEnd) this.atEnd = isEnd && this.isEndInView;
    if (this.atEnd) this.#pinnedAt = this.#scroller.scrollTop;
    this.rest();
    const isPerson = Math.abs(this.#scroller.scrollTop - this.#movedTo) > 1;
    // Where the list itself has gone, what is seen is drawn, and the first paint does not wait for what is near.
    if (isPerson) this.reach();
    return isPerson;
  }

  /** What is on the screen now is to stay when something gets another size. */
  rest(): void {
    this.#resting = this.atEnd ? null : this.#topmost();
  }

  /** The topmost row on the screen. */
  get place(): Place {
    return this.#topmost();
  }

  get #height(): number {
    // To measure before anything is drawn would lay out the page once more.
    return this.#scroller?.clientHeight ?? innerHeight;
  }

  #messages(): HTMLElement[] {
    return [...(this.#scroller?.querySelectorAll<HTMLElement>('.message') ?? [])];
  }

  #near(top: number, height: number): [from: number, to: number] {
    const { length } = this.#rows;
    if (this.whole) return [0, length];
    // First what is seen, then what is near.
    const beyond = this.#isSettled ? drawnBeyond : 0;
    const [start, end] = [top - beyond, top + height + beyond];
    if (length === 0 || end < this.#positions.top(0)) return [0, 0];
    if (start > this.#positions.top(length)) return [length, length];
    return [this.#positions.at(start), this.#positions.at(end) + 1];
  }

  /** Whether every row that is held is drawn as far as `beyond` px around the screen. */
  #covers(beyond: number): boolean {
    const { top, bottom } = this.view;
    const { held } = this;
    const [from, to] = [Math.max(top - beyond, held.top), Math.min(bottom + beyond, held.bottom)];
    if (from >= to) return true;
    return this.#positions.top(this.drawn.from) <= from + 1 && this.#positions.top(this.drawn.to) >= to - 1;
  }

  /** Gives the gaps the heights that are known now, without another drawing. */
  #stretch(): void {
    const { from, to } = this.drawn;
    const heights = [this.#positions.top(from), this.#positions.total - this.#positions.top(to)];
    this.#scroller?.querySelectorAll<HTMLElement>('.gap').forEach((gap, index) => {
      gap.style.height = `${heights[index]}px`;
    });
  }

  #measure(): boolean {
    const gap = this.#scroller?.querySelector('.gap')?.getBoundingClientRect();
    if (!gap || !this.#scroller) return false;
    const { clientTop, scrollTop } = this.#scroller;
    this.#origin = gap.top - this.#edge - clientTop + scrollTop;
    let isChanged = false;
    let from = gap.bottom;
    for (const message of this.#messages()) {
      const { bottom } = message.getBoundingClientRect();
      if (this.#positions.measure(message.id, bottom - from)) isChanged = true;
      from = bottom;
    }
    return isChanged;
  }

  get #edge(): number {
    return this.#scroller?.getBoundingClientRect().top ?? 0;
  }

  /** The topmost row that is wholly on the screen, so that nothing in it moves when it gets higher; or else a part of one. */
  #topmost(): Place {
    const edge = this.#edge;
    let part: Place | null = null;
    for (const message of this.#messages()) {
      const { bottom, top } = message.getBoundingClientRect();
      if (bottom <= edge) continue;
      if (top >= edge + this.#height) break;
      const place = { id: message.id, seq: Number(message.dataset.seq), top: top - edge };
      if (top >= edge) return place;
      part = place;
    }
    return part ?? this.#placeAt(this.view.top);
  }

  #placeAt(y: number): Place {
    const { estimate } = this.#positions;
    const { held } = this;
    const { length } = this.#rows;
    let seq: number;
    if (y < held.top) seq = Math.max(1, this.#rows.seqAt(0) - Math.floor((held.top - y) / estimate) - 1);
    else if (y < held.bottom) {
      const index = this.#positions.at(y);
      return { id: this.#rows.idAt(index), seq: this.#rows.seqAt(index), top: this.#positions.top(index) - y };
    } else seq = this.#rows.seqAt(length - 1) + 1 + Math.floor((y - held.bottom) / estimate);
    return { id: '', seq, top: this.#topOf({ id: '', seq, top: 0 }) - y };
  }

  #topOf({ id, seq }: Place): number {
    const { length } = this.#rows;
    const { estimate } = this.#positions;
    if (seq === 0) {
      for (let index = length - 1; index >= 0; index--) {
        if (this.#rows.idAt(index) === id) return this.#positions.top(index);
      }
      return this.#positions.top(length);
    }
    const index = this.#rows.indexOf(seq);
    if (index === 0) return this.held.top - Math.max(0, this.#rows.seqAt(0) - seq) * estimate;
    if (index < length) return this.#positions.top(index);
    return this.held.bottom + Math.max(0, seq - this.#rows.seqAt(length - 1) - 1) * estimate;
  }

  #restore(place: Place): void {
    const { id, top } = place;
    if (!this.#scroller) return;
    const row = id ? this.#messages().find((message) => message.id === id) : undefined;
    if (!row) this.#move(this.#origin + this.#topOf(place) - top);
    else {
      const moved = row.getBoundingClientRect().top - this.#edge - top;
      if (Math.abs(moved) > 0.1) this.#move(this.#scroller.scrollTop + moved);
    }
  }

  #pin(): void {
    this.#pinnedAt = this.#move(this.#scroller?.scrollHeight ?? 0);
  }

  #move(to: number): number {
    if (!this.#scroller) return 0;
    this.#scroller.scrollTop = to;
    this.#movedTo = this.#scroller.scrollTop;
    return this.#movedTo;
  }

  /** The pane or something in it has another size: lines break elsewhere, the keyboard is up, a picture has come. */
  #resize(): void {
    if (!this.#isPlaced || !this.#scroller || this.#height === 0) return;
    const { clientWidth } = this.#scroller;
    if (this.#width !== clientWidth) {
      if (this.#width > 0) this.#positions.reset();
      this.#width = clientWidth;
    }
    if (this.#isGoing) {
      this.#host.requestUpdate();
      return;
    }
    if (!this.atEnd) this.#anchor ??= this.#resting ?? this.#topmost();
    this.settle();
  }
}
