import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { EditorStrings } from '../../../locales/ru/articles/editor.ts';
import { menuRows, menuRowsIn, moveInMenu } from '../../../ui/menu-items.ts';
import { type Tool, toolSigns } from '../editor-toolbar.ts';
import type { RichText } from '../quill/rich-text.ts';

/** What a «/» offers. */
const insertable: readonly Tool[] = [
  'heading',
  'bullet',
  'ordered',
  'quote',
  'picture',
  'video',
  'poll',
  'table',
  'file',
  'divider',
];

interface Host extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** «/» where a line begins: a menu of what can be inserted there. */
export class InsertMenu implements ReactiveController {
  readonly #host: Host;
  readonly #text: () => RichText | null;
  readonly #act: (tool: Tool) => void;
  #isOffered = false;

  constructor(host: Host, text: () => RichText | null, act: (tool: Tool) => void) {
    this.#host = host;
    this.#text = text;
    this.#act = act;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#isOffered = false;
  }

  get #menu(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.insert');
  }

  async offer(): Promise<void> {
    this.#isOffered = true;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const menu = this.#menu;
    const at = this.#text()?.caret;
    if (!menu || !at) return;
    menu.showPopover();
    const { clientHeight: height, clientWidth: width } = document.documentElement;
    const box = menu.getBoundingClientRect();
    const below = at.bottom + 6;
    menu.style.left = `${Math.max(8, Math.min(at.left, width - box.width - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(below, height - box.height - 8))}px`;
    menuRowsIn(menu)[0]?.focus();
  }

  #hide(): void {
    this.#isOffered = false;
    this.#host.requestUpdate();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const menu = this.#menu;
    if (!menu) return;
    if (event.key === 'Escape' || event.key === 'Tab' || event.key === 'Backspace') {
      event.preventDefault();
      this.#hide();
      this.#text()?.focus();
      if (event.key === 'Backspace') this.#text()?.takeSlash();
    } else moveInMenu(event, menuRowsIn(menu));
  };

  draw(editor: EditorStrings): TemplateResult | typeof nothing {
    if (!this.#isOffered) return nothing;
    const items = insertable.map((tool) => ({
      text: editor.tools[tool],
      sign: toolSigns[tool],
      act: () => this.#act(tool),
    }));
    return html`<div
      class="insert"
      popover="manual"
      role="menu"
      aria-label=${editor.insertLabel}
      @keydown=${this.#key}
      @focusout=${(event: FocusEvent) => {
        if (!this.#menu?.contains(event.relatedTarget as Node | null)) this.#hide();
      }}
    >
      ${menuRows(items, (item) => {
        this.#hide();
        this.#text()?.focus();
        this.#text()?.takeSlash();
        item.act();
      })}
    </div>`;
  }
}
