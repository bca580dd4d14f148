import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { joined, onDraft, readDraft, takeFromDraft, without, writeDraft } from '../../core/drafts/drafts.ts';
import { countCharacters, isBlank, longestMessage } from '../../core/text.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { type Language, plural } from '../../element/localize.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import { composerTexts } from '../../locales/ru/messages/composer.ts';
import { isForInputMethod } from '../../ui/input-method.ts';
import { lateWords } from '../late-words.ts';
import { cleanPaste } from '../text/clean-paste.ts';
import { fit, lineStyles, sends } from './stand-in.ts';

const clip = svg`<path d="m16 9.25-6.3 6.3a3.9 3.9 0 0 1-5.5-5.5l6.5-6.5a2.6 2.6 0 0 1 3.7 3.7l-6.5 6.5a1.3 1.3 0 0 1-1.85-1.85l5.95-5.9"/>`;
const microphone = svg`<rect x="7.25" y="2.5" width="5.5" height="9.5" rx="2.75"/><path d="M4.5 9.75a5.5 5.5 0 0 0 11 0M10 15.25v2.5"/>`;

/** From how many characters on the rest is counted down. */
const countFrom = 9000;

/** A person wants to send what they have written, or to save it. The text stays in the composer unless somebody takes it. */
export class ComposedEvent extends Event {
  /** Empty when files are sent without one. */
  readonly text: string;
  #kept: Promise<void> | null = null;

  constructor(text: string) {
    super('composed');
    this.text = text;
  }

  /** Resolves when the handler that took the text has stored it; null when none took it. */
  get kept(): Promise<void> | null {
    return this.#kept;
  }

  /** Takes the text. Until `kept` resolves the draft still has it; when it rejects, the text returns to the field. */
  take(kept: Promise<void>): void {
    this.#kept = kept;
  }
}

/**
 * The place to write. Fires `composed` with the text, and `typed`; `recall` when an arrow goes up from the empty field,
 * and when it is saving, `cancel`; where it takes files, `attach` and `record` when a button is pressed, and `near` when
 * that is likely.
 *
 *     html`<sferum-composer @composed=${(event) => event.take(store.send(event.text))}></sferum-composer>`
 *
 * @slot above - Over the field.
 * @slot before - Before the field.
 * @slot tools - Between the field and the button.
 */
export class Composer extends LitElement {
  static override styles = [
    base,
    lineStyles,
    css`
      :host {
        border-top: 1px solid var(--sferum-line);
        background: var(--sferum-surface);
      }
      :host([saving]),
      :host([joined]) {
        border-top: 0;
      }
      :host([covered]) :is(.line, .count) {
        display: none;
      }
      .count {
        padding: 6px 16px 0;
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      .count.over {
        color: var(--sferum-danger-text);
      }
      .icon-button[hidden] {
        display: none;
      }
      .icon-button.filled[disabled] {
        background: var(--sferum-press);
        color: var(--sferum-text-3);
        cursor: default;
      }
    `,
  ];

  /** Whose draft this is, and of what. */
  @property({ attribute: false }) person = '';
  @property({ attribute: false }) place = '';
  /** What is written here, e.g. «Сообщение». */
  @property() label = '';
  /** The same in short, where the field has no room for it. */
  @property() hint = '';
  /** The text replaces an existing one. It may then be empty: the handler of `composed` decides what that means. */
  @property({ type: Boolean, reflect: true }) saving = false;
  /** Labels of the buttons for files; null where there are none. */
  @property({ attribute: false }) files: { readonly attach: string; readonly record: string } | null = null;
  /** How many files go with the text, which may then be empty. */
  @property({ attribute: false }) attached = 0;
  /** Something else stands in place of the field. */
  @property({ type: Boolean, reflect: true }) covered = false;
  @property({ attribute: false }) language: Language = 'ru';
  @property({ attribute: false }) strings!: CommonStrings;
  @state() private text = '';
  @query('textarea') private area!: HTMLTextAreaElement;

  /** Texts of this place that were taken and are not yet known to be kept. */
  readonly #taken = new Set<{ readonly text: string }>();

  #unsubscribe = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = onDraft(() => this.#readDraft());
    this.#readDraft();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  override focus(options?: FocusOptions): void {
    this.area?.focus(options);
    this.area?.setSelectionRange(this.text.length, this.text.length);
  }

  /** The field itself, for what helps to write in it. */
  get field(): HTMLTextAreaElement {
    return this.area;
  }

  /** Puts a text in place of what is selected, or of a part of the field, as if it were typed: it can be undone. */
  insert(text: string, from?: number, to?: number): void {
    const { area } = this;
    area.focus();
    if (from !== undefined) area.setSelectionRange(from, to ?? from);
    // Nothing else is undone with the rest of what is typed.
    if (!document.execCommand('insertText', false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
      this.#input();
    }
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('place') && !changed.has('person')) return;
    this.#taken.clear();
    this.#readDraft();
  }

  protected override updated(): void {
    fit(this.area);
  }

  #input(): void {
    this.text = this.area.value;
    this.#writeDraft();
    if (!isBlank(this.text)) this.dispatchEvent(new Event('typed'));
  }

  #paste(event: ClipboardEvent): void {
    // Word processors and spreadsheets put more on the clipboard than anybody would type.
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const clean = cleanPaste(text);
    if (clean === text) return;
    event.preventDefault();
    this.insert(clean);
  }

  #key(event: KeyboardEvent): void {
    if (isForInputMethod(event)) {
      // Nobody else acts on it either: Escape would close the chat.
      event.stopPropagation();
      return;
    }
    const { key } = event;
    const asked = key === 'Escape' && this.saving ? 'cancel' : key === 'ArrowUp' && !this.text ? 'recall' : null;
    if (asked) {
      event.preventDefault();
      this.dispatchEvent(new Event(asked));
    }
    if (!sends(event)) return;
    event.preventDefault();
    this.#send();
  }

  #send(): void {
    const written = this.text;
    const text = written.replaceAll('\0', '').trim();
    if (this.#isIdle || countCharacters(text) > longestMessage) return;
    const event = new ComposedEvent(text);
    this.dispatchEvent(event);
    if (!event.kept) return;
    this.text = '';
    this.area.value = '';
    this.area.focus();
    void this.#give(written, event.kept);
  }

  get #isIdle(): boolean {
    return !this.saving && this.attached === 0 && isBlank(this.text);
  }

  async #give(text: string, kept: Promise<void>): Promise<void> {
    const { person, place } = this;
    const taken = { text };
    this.#taken.add(taken);
    try {
      await kept;
    } catch (error) {
      // Who has gone to another place finds it in the draft of this one.
      if (this.#taken.delete(taken)) {
        this.text = joined(text, this.text);
        this.#writeDraft();
      }
      reportError(error);
      return;
    }
    this.#taken.delete(taken);
    takeFromDraft(person, place, text);
  }

  get #takenTexts(): string[] {
    return [...this.#taken].map(({ text }) => text);
  }

  /** What is taken and not yet kept is in the draft too: the page may end at any moment. */
  #writeDraft(): void {
    writeDraft(this.person, this.place, joined(...this.#takenTexts, this.text));
  }

  /** The draft may have been written in another tab. */
  #readDraft(): void {
    this.text = this.#takenTexts.reduce(without, readDraft(this.person, this.place));
  }

  #button(event: string, label: string, sign: Sign): TemplateResult {
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      @pointerover=${() => this.dispatchEvent(new Event('near'))}
      @focus=${() => this.dispatchEvent(new Event('near'))}
      @click=${() => this.dispatchEvent(new Event(event))}
    >
      ${icon(sign)}
    </button>`;
  }

  /** How many characters are left, or too many; empty until there are words for it. */
  #said(rest: number): string {
    const { language } = this;
    const words = lateWords(composerTexts, language, () => this.requestUpdate());
    if (!words) return '';
    const count = Math.abs(rest);
    return plural(language, count, rest < 0 ? words.tooLong : words.left).replace('#', String(count));
  }

  override render() {
    const { saving, strings, text } = this;
    const verb = saving ? strings.save : strings.send;
    const length = text.length > countFrom ? countCharacters(text.trim()) : text.length;
    const rest = longestMessage - length;
    return html`
      ${
        length > countFrom
          ? html`<p class="count ${rest < 0 ? 'over' : ''}" id="count" role=${rest < 0 ? 'alert' : nothing}>
              ${this.#said(rest)}
            </p>`
          : nothing
      }
      <slot name="tray"></slot>
      <slot name="above"></slot>
      <div class="line">
        ${this.files && !saving ? this.#button('attach', this.files.attach, clip) : nothing}
        <slot name="before"></slot>
        <textarea
          rows="1"
          aria-label=${this.label}
          aria-describedby=${length > countFrom ? 'count' : nothing}
          aria-invalid=${rest < 0 ? 'true' : nothing}
          placeholder=${this.hint || this.label}
          enterkeyhint="enter"
          .value=${text}
          @input=${this.#input}
          @keydown=${this.#key}
          @paste=${this.#paste}
        ></textarea>
        <slot name="tools"></slot>
        ${this.files && this.#isIdle ? this.#button('record', this.files.record, microphone) : nothing}
        <button
          class="icon-button filled"
          type="button"
          ?hidden=${this.files !== null && this.#isIdle}
          aria-label=${verb}
          title=${verb}
          ?disabled=${this.#isIdle || rest < 0}
          @pointerdown=${(event: Event) => event.preventDefault()}
          @click=${this.#send}
        >
          ${icon(saving ? 'check' : 'send')}
        </button>
      </div>
    `;
  }
}
define('sferum-composer', Composer);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-composer': Composer;
  }
}
