import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { type EditorStrings, editorTexts } from '../../locales/ru/articles/editor.ts';
import '../../ui/menu.ts';
import { signs } from '../../ui/signs.ts';
import { editorSigns } from './editor-signs.ts';
import type { Formats } from './quill/rich-text.ts';
import type { TableDeed } from './quill/table.ts';

/** What a button of the toolbar does. */
export type Tool = keyof EditorStrings['tools'];

/** A button of the toolbar was pressed. */
export class ToolEvent extends Event {
  readonly tool: Tool | TableDeed;
  constructor(tool: Tool | TableDeed) {
    super('tool');
    this.tool = tool;
  }
}

export const toolSigns: Readonly<Record<Tool, Sign>> = {
  bold: editorSigns.bold,
  italic: editorSigns.italic,
  underline: editorSigns.underline,
  strike: editorSigns.strike,
  link: signs.link,
  heading: editorSigns.heading,
  subheading: editorSigns.subheading,
  bullet: signs.list,
  ordered: editorSigns.ordered,
  quote: editorSigns.quote,
  code: editorSigns.code,
  picture: signs.image,
  video: editorSigns.video,
  poll: editorSigns.poll,
  table: editorSigns.table,
  file: editorSigns.file,
  divider: editorSigns.divider,
  undo: editorSigns.undo,
  redo: editorSigns.redo,
};

/** How what is selected looks when a button is pressed in. */
const looks: Partial<Record<Tool, readonly [string, unknown]>> = {
  bold: ['bold', true],
  italic: ['italic', true],
  underline: ['underline', true],
  strike: ['strike', true],
  heading: ['header', 2],
  subheading: ['header', 3],
  bullet: ['list', 'bullet'],
  ordered: ['list', 'ordered'],
  quote: ['blockquote', true],
};

const groups: readonly (readonly Tool[])[] = [
  ['bold', 'italic', 'underline', 'strike', 'link'],
  ['heading', 'subheading', 'bullet', 'ordered', 'quote', 'code'],
  ['picture', 'video', 'poll', 'table', 'file', 'divider'],
  ['undo', 'redo'],
];

const tableDeeds: readonly TableDeed[] = [
  'rowAbove',
  'rowBelow',
  'columnBefore',
  'columnAfter',
  'head',
  'removeRow',
  'removeColumn',
  'removeTable',
];

/**
 * The buttons above a text: one of them is on the way of Tab, arrows lead to the others, Escape leads back to the text.
 * @fires {ToolEvent} tool
 * @fires {Event} leave - Back to the text.
 */
export class EditorToolbar extends SferumElement<{ editor: EditorStrings }> {
  static override styles = [
    base,
    css`
      :host {
        background: var(--sferum-surface);
        border-bottom: 1px solid var(--sferum-line);
      }
      [role='toolbar'] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
        padding: 6px 16px;
      }
      i {
        width: 1px;
        height: 22px;
        margin: 0 6px;
        background: var(--sferum-line);
      }
      .icon-button[aria-pressed='true'] {
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
      }
      .icon-button[disabled] {
        color: var(--sferum-text-3);
        opacity: 0.5;
      }
      @container (width < 37.333em) {
        [role='toolbar'] {
          flex-wrap: nowrap;
          padding: 4px;
          overflow-x: auto;
          scrollbar-width: none;
        }
        .icon-button {
          width: 40px;
        }
        i {
          flex: none;
          margin: 0 2px;
        }
      }
      @media (forced-colors: active) {
        .icon-button[aria-pressed='true'] {
          outline: 2px solid;
          outline-offset: -2px;
        }
      }
    `,
  ];
  protected readonly texts = { editor: editorTexts };

  @property({ attribute: false }) formats: Formats = {};
  @property({ type: Boolean }) disabled = false;
  /** Which button Tab leads to. */
  #at = 0;

  override focus(): void {
    this.#buttons[this.#at]?.focus();
  }

  get #buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=toolbar] > :is(button, sferum-menu)')];
  }

  protected override updated(): void {
    for (const [at, button] of this.#buttons.entries()) button.tabIndex = at === this.#at ? 0 : -1;
  }

  #isOn(tool: Tool): boolean | undefined {
    if (tool === 'code') return Boolean(this.formats.code || this.formats['code-block']);
    if (tool === 'link') return Boolean(this.formats.link);
    const look = looks[tool];
    return look && this.formats[look[0]] === look[1];
  }

  #key(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const last = buttons.length - 1;
    const next = {
      ArrowRight: this.#at === last ? 0 : this.#at + 1,
      ArrowLeft: this.#at === 0 ? last : this.#at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === 'Escape') this.dispatchEvent(new Event('leave'));
    else if (next !== undefined) this.#goTo(next);
    else return;
    event.preventDefault();
  }

  #goTo(at: number): void {
    this.#at = at;
    this.requestUpdate();
    this.#buttons[at]?.focus();
  }

  override render() {
    const { editor } = this.strings;
    return html`<div role="toolbar" aria-label=${editor.toolbar} @keydown=${this.#key}>
      ${groups.map((tools, at) => html`${at > 0 ? html`<i aria-hidden="true"></i>` : nothing}${tools.map((tool) => this.#tool(tool))}`)}
      ${this.formats.table && !this.disabled ? this.#table() : nothing}
    </div>`;
  }

  #tool(tool: Tool): TemplateResult {
    const label = this.strings.editor.tools[tool];
    const isOn = this.#isOn(tool);
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      aria-pressed=${isOn === undefined ? nothing : String(isOn)}
      ?disabled=${this.disabled}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.dispatchEvent(new ToolEvent(tool))}
      @focus=${({ currentTarget }: Event) => {
        this.#at = Math.max(0, this.#buttons.indexOf(currentTarget as HTMLElement));
      }}
    >
      ${icon(toolSigns[tool], 18)}
    </button>`;
  }

  #table(): TemplateResult {
    const { tableTools } = this.strings.editor;
    const items = tableDeeds.map((deed) => ({
      text: tableTools[deed],
      act: () => void this.dispatchEvent(new ToolEvent(deed)),
      danger: deed === 'removeTable',
    }));
    // Without the caret in its table the menu is gone before it opens.
    return html`<sferum-menu
      label=${tableTools.label}
      .items=${items}
      @mousedown=${(event: Event) => event.preventDefault()}
    ></sferum-menu>`;
  }
}
define('sferum-editor-toolbar', EditorToolbar);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-editor-toolbar': EditorToolbar;
  }
}
