import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { type MessageActionsStrings, messageActionsTexts } from '../../locales/ru/messages/message-actions.ts';
import { signs } from '../../ui/signs.ts';
import type { Message } from '../conversation.ts';
import { bubbleOf } from '../history/bubble.ts';
import type { History } from '../history/history.ts';
import type { Found } from './found-message.ts';
import { talkSigns } from './talk-signs.ts';

/** As many as the database forwards at once. */
const mostForwarded = 20;

/** What can be done with several messages, the oldest first. */
export interface SelectionActs<M> {
  /** Absent where messages are not forwarded. */
  readonly forward?: (selected: readonly Found<M>[]) => void;
  readonly copy: (selected: readonly Found<M>[]) => void;
  readonly delete: (selected: readonly Found<M>[]) => void;
}

/**
 * Selects several messages of a history, by tap, with Shift, by Space and the arrows, and says in a bar how many they are and
 * what can be done with them. While it is there the history takes no other clicks.
 *
 *     html`<sferum-message-selection
 *       .history=${history} .first=${id} .all=${foundIn(state, store)} .acts=${acts} .mayDelete=${(found) => …} @closed=${end}
 *     ></sferum-message-selection>`
 *
 * @fires closed - Escape, or the last one is not selected any more.
 */
export class MessageSelection<M extends Message = Message> extends SferumElement<{ actions: MessageActionsStrings }> {
  static override styles = [
    base,
    css`
      :host {
        background: none;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        padding: 6px 12px;
        border-top: 1px solid var(--sferum-line);
        background: var(--sferum-surface);
      }
      .bar p {
        flex: 1;
        min-width: 120px;
        font: var(--sferum-t-strong);
      }
      .bar .button {
        gap: 6px;
      }
      .bar small {
        flex-basis: 100%;
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      @container (width < 560px) {
        .bar .button span {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
    `,
  ];
  protected readonly texts = { actions: messageActionsTexts };

  @property({ attribute: false }) history: History | null = null;
  /** Id of the message that is selected first. */
  @property({ attribute: false }) first = '';
  /** All messages that are held, the newest first. */
  @property({ attribute: false }) all: readonly Found<M>[] = [];
  @property({ attribute: false }) acts!: SelectionActs<M>;
  @property({ attribute: false }) mayDelete: (found: Found<M>) => boolean = () => false;
  /** As they were last seen: who scrolls far leaves some behind. */
  @state() private selected: ReadonlyMap<string, Found<M>> = new Map();

  readonly #sheet = new CSSStyleSheet();
  /** Where a range with Shift begins. */
  #anchor = '';
  #ended = new AbortController();
  #watched: History | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('first')) {
      this.#anchor = this.first;
      this.#select([this.first], true);
    }
    if (changed.has('all')) this.#refresh();
    if (this.#watched !== this.history) this.#watch();
    this.#draw();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.selected.size === 0) this.#close();
  }

  /** The oldest first; those that have not arrived are the newest. */
  get #list(): readonly Found<M>[] {
    const seq = ({ message }: Found<M>) => message?.seq ?? Number.POSITIVE_INFINITY;
    return [...this.selected.values()].sort((a, b) => seq(a) - seq(b) || a.at.getTime() - b.at.getTime());
  }

  #refresh(): void {
    const present = new Map(this.all.map((found) => [found.id, found]));
    const kept = [...this.selected].map(([id, known]) => [id, present.get(id) ?? known] as const);
    this.selected = new Map(kept.filter(([, { deletedAt }]) => !deletedAt));
  }

  #select(ids: readonly string[], on: boolean): void {
    const selected = new Map(this.selected);
    for (const id of ids) {
      const found = this.all.find((each) => each.id === id);
      if (!on) selected.delete(id);
      else if (found && !found.deletedAt) selected.set(id, found);
    }
    this.selected = selected;
  }

  #toggle(id: string): void {
    this.#anchor = id;
    this.#select([id], !this.selected.has(id));
  }

  /** Everything from the anchor to here. */
  #extend(id: string): void {
    const ids = this.all.map((found) => found.id);
    const [from, to] = [ids.indexOf(this.#anchor), ids.indexOf(id)].sort((a, b) => a - b);
    if (from === undefined || to === undefined || from < 0) this.#toggle(id);
    else this.#select(ids.slice(from, to + 1), true);
  }

  #watch(): void {
    this.#unwatch();
    const { history } = this;
    if (!history?.shadowRoot) return;
    this.#watched = history;
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    history.shadowRoot.adoptedStyleSheets = [...history.shadowRoot.adoptedStyleSheets, this.#sheet];
    const capture = { capture: true, signal };
    history.addEventListener('click', this.#clicked, capture);
    history.addEventListener('keydown', this.#key, capture);
    // A long press and the other button open no menu meanwhile.
    for (const type of ['pointerdown', 'contextmenu'] as const) history.addEventListener(type, this.#withhold, capture);
    addEventListener('keydown', this.#escape, { signal });
  }

  #unwatch(): void {
    this.#ended.abort();
    const root = this.#watched?.shadowRoot;
    this.#watched = null;
    if (root) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  readonly #withhold = (event: Event): void => {
    if (!bubbleOf(event)) return;
    event.stopImmediatePropagation();
    if (event.type === 'contextmenu') event.preventDefault();
  };

  readonly #clicked = (event: MouseEvent): void => {
    const bubble = bubbleOf(event);
    if (!bubble) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    getSelection()?.removeAllRanges();
    bubble.focus({ preventScroll: true });
    if (event.shiftKey) this.#extend(bubble.id);
    else this.#toggle(bubble.id);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const bubble = bubbleOf(event);
    const { key, shiftKey } = event;
    if (!bubble) return;
    if (key === ' ' || key === 'Enter') {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (shiftKey) this.#extend(bubble.id);
      else this.#toggle(bubble.id);
    } else if (shiftKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      // Whoever moves the focus has moved it by then.
      queueMicrotask(() => {
        const next = this.#watched?.shadowRoot?.activeElement;
        if (next?.classList.contains('message')) this.#extend(next.id);
      });
    } else if (key === 'ContextMenu' || key === 'F10') event.stopImmediatePropagation();
  };

  /** Wherever the focus is, but for a dialog or a text. */
  readonly #escape = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const isElsewhere = path.some((on) => on instanceof Element && on.matches('dialog, textarea, input'));
    if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere) return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  #close(): void {
    if (this.matches(':focus-within')) this.history?.focus({ preventScroll: true });
    this.dispatchEvent(new Event('closed'));
  }

  /** In the tree of the history, whose messages come and go while one scrolls. */
  #draw(): void {
    const word = JSON.stringify(this.strings.actions.isSelected);
    const ids = [...this.selected.keys()].map((id) => `[id="${CSS.escape(id)}"]`).join(',') || 'none';
    this.#sheet.replaceSync(`
      .message { position: relative; padding-inline-start: 40px; cursor: pointer; user-select: none; }
      .message.deleted { cursor: default; }
      .message .more { visibility: hidden; }
      .message:not(.deleted)::before {
        content: ''; position: absolute; inset: auto auto 8px 10px; display: grid; place-items: center; box-sizing: border-box;
        width: 22px; height: 22px; border: 2px solid var(--sferum-line-strong); border-radius: 50%;
        background: var(--sferum-surface); color: var(--sferum-on-accent); font: 700 13px/1 var(--sferum-family);
      }
      .message:is(${ids})::before {
        content: '✓'; content: '✓' / ${word}; border-color: var(--sferum-accent); background: var(--sferum-accent);
      }
      .message:is(${ids}) { background: var(--sferum-accent-soft); }
      @media (forced-colors: active) { .message:is(${ids}) { outline: 2px solid Highlight; outline-offset: -2px; } }
    `);
  }

  override render() {
    const { acts, language, strings } = this;
    const { actions } = strings;
    const list = this.#list;
    const { length } = list;
    const areSent = list.every(({ message }) => message !== null);
    const { forward } = acts;
    return html`<div class="bar" role="toolbar" aria-label=${actions.selection}>
      <button
        class="icon-button"
        type="button"
        aria-label=${actions.endSelection}
        title=${actions.endSelection}
        @click=${() => this.#close()}
      >
        ${icon('close')}
      </button>
      <p role="status">${plural(language, length, actions.selected).replace('#', String(length))}</p>
      ${
        forward && areSent
          ? this.#button('forward', talkSigns.forward, actions.forward, length <= mostForwarded, () => forward(list))
          : nothing
      }
      ${this.#button('copy', signs.copy, actions.copy, true, () => acts.copy(list))}
      ${
        list.every((found) => this.mayDelete(found))
          ? this.#button('delete', signs.trash, areSent ? actions.delete : actions.deleteUnsent, true, () =>
              acts.delete(list),
            )
          : nothing
      }
      ${forward && length > mostForwarded ? html`<small>${actions.tooManySelected}</small>` : nothing}
    </div>`;
  }

  #button(name: string, sign: Sign, text: string, enabled: boolean, act: () => void): TemplateResult {
    return html`<button class="button ghost" name=${name} type="button" title=${text} ?disabled=${!enabled} @click=${act}>
      ${icon(sign, 18)}<span>${text}</span>
    </button>`;
  }
}
define('sferum-message-selection', MessageSelection);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-message-selection': MessageSelection;
  }
}
