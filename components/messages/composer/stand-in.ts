import { css, html, type TemplateResult } from 'lit';
import { joined, readDraft, without, writeDraft } from '../../core/drafts/drafts.ts';
import { isForInputMethod } from '../../ui/input-method.ts';

/** Where fingers type, a field with the cursor in it brings up the keyboard. */
export const isTypedByFinger = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Whether this key sends. Fingers have no Shift+Enter: there Enter makes a line, and the button sends. */
export function sends({ ctrlKey, key, metaKey, shiftKey }: KeyboardEvent): boolean {
  const isTouched = matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches;
  return key === 'Enter' && !shiftKey && (!isTouched || ctrlKey || metaKey);
}

/**
 * What is carried in to be sent as files; null for none. Word and spreadsheets give their text in several ways, as a picture
 * too; a file that was copied as such has no more than its name beside it.
 */
export function filesIn(event: Event): DataTransfer | null {
  const { clipboardData = null, dataTransfer = clipboardData } = event as Partial<DragEvent & ClipboardEvent>;
  const { types = [] } = dataTransfer ?? {};
  return types.includes('Files') && !(event.type === 'paste' && types.length > 2 && types.includes('text/plain'))
    ? dataTransfer
    : null;
}

/** Browsers without field-sizing: the height follows the text by measuring. */
export function fit(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

/** Of the line in which one writes, the same in the composer and in what stands in for it. */
export const lineStyles = css`
  .line {
    display: flex;
    align-items: flex-end;
    gap: 8px;
    padding: 10px 12px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: 38px;
    max-height: 190px;
    padding: 8px 16px;
    border: 0;
    border-radius: min(20px, calc(var(--sferum-round, 10px) * 2));
    background: var(--sferum-sunken);
    font: var(--sferum-t-body);
    resize: none;
    field-sizing: content;
    overflow-y: auto;
  }
  @media (forced-colors: active) {
    textarea {
      border: 1px solid;
    }
  }
  textarea:focus-visible {
    outline-offset: -2px;
  }
  textarea::placeholder {
    overflow: hidden;
    color: var(--sferum-text-3);
    opacity: 1;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @container (width < 37.333em) {
    .line {
      padding: 8px;
    }
    textarea {
      min-height: 44px;
      padding-block: 11px;
      font-size: max(16px, var(--sferum-size));
    }
  }
`;

/** For who draws a stand-in. The places of the buttons are empty, so that the field does not move. */
export const standInStyles = css`
  .stand-in {
    flex: none;
    border-top: 1px solid var(--sferum-line);
    background: var(--sferum-surface);
  }
  .stand-in i {
    visibility: hidden;
  }
`;

/** What a person has begun in a stand-in. */
export interface Begun {
  /** What stood in the field when a key was pressed that only a composer knows. */
  readonly pressed: readonly { readonly text: string; readonly key: KeyboardEvent }[];
  readonly text: string;
  /** What was pasted into it, as it came. */
  readonly pasted: readonly string[];
  /** What was dropped or pasted to be sent with it. */
  readonly files: readonly File[];
  /** Null when the field had not the focus. */
  readonly selection: readonly [number, number] | null;
}

/**
 * A field in place of a composer whose code follows after the first paint. What is typed is in the draft; keys, files, the
 * cursor and the focus are handed over.
 *
 *     readonly #standIn = new StandIn(() => void this.#fetchComposer());
 *     html`${this.#standIn.draw({ person, place, label })}`
 *     // in updated():
 *     this.#standIn.follow(this.renderRoot);
 *     // on paste and drop:
 *     this.#standIn.take(event);
 *     // when the composer's code is there, before and after it is drawn:
 *     const begun = this.#standIn.leave();
 *     resume(begun, composer); // of `resume.ts`
 */
export class StandIn {
  #person = '';
  #place = '';
  #field: HTMLTextAreaElement | null = null;
  #pressed: { text: string; key: KeyboardEvent }[] = [];
  readonly #wanted: () => void;

  #pasted: string[] = [];
  #files: File[] = [];

  /** `wanted` is called when something was done that only a composer knows. */
  constructor(wanted: () => void) {
    this.#wanted = wanted;
  }

  draw({ label, person, place }: Readonly<Record<'label' | 'person' | 'place', string>>): TemplateResult {
    // What was to be sent elsewhere is in the draft there.
    if (place !== this.#place || person !== this.#person) this.leave();
    [this.#person, this.#place] = [person, place];
    return html`<div class="stand-in" part="composer">
      <div class="line">
        <i class="icon-button"></i><i class="icon-button"></i
        ><textarea
          rows="1"
          aria-label=${label}
          placeholder=${label}
          enterkeyhint="enter"
          .value=${this.#pressed.reduce((draft, { text }) => without(draft, text), readDraft(person, place))}
          @input=${this.#keep}
          @keydown=${this.#key}
          @paste=${this.#paste}
        ></textarea
        ><i class="icon-button"></i><i class="icon-button"></i>
      </div>
    </div>`;
  }

  /** After it was drawn, or something else in its place. @returns whether it is there. */
  follow(root: ParentNode): boolean {
    this.#field = root.querySelector<HTMLTextAreaElement>('.stand-in textarea');
    if (this.#field) fit(this.#field);
    return this.#field !== null;
  }

  focus(options?: FocusOptions): void {
    this.#field?.focus(options);
    this.#field?.setSelectionRange(this.#field.value.length, this.#field.value.length);
  }

  /** What was begun, when the field is about to go. */
  leave(): Begun {
    const field = this.#field;
    const [files, pasted, pressed] = [this.#files, this.#pasted, this.#pressed];
    [this.#files, this.#pasted, this.#pressed] = [[], [], []];
    const isFocused = field?.matches(':focus') ?? false;
    return {
      files,
      pasted,
      pressed,
      text: field?.value ?? '',
      selection: field && isFocused ? [field.selectionStart, field.selectionEnd] : null,
    };
  }

  /** Files that come before the composer wait for it. */
  take(event: Event): void {
    const transfer = this.#field && filesIn(event);
    if (!transfer) return;
    event.preventDefault();
    // They can be read in this turn only.
    if (event.type === 'dragover') return;
    this.#files.push(...transfer.files);
    this.#wanted();
  }

  readonly #keep = (event: Event): void => {
    const field = event.currentTarget as HTMLTextAreaElement;
    fit(field);
    writeDraft(this.#person, this.#place, joined(...this.#pressed.map(({ text }) => text), field.value));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const field = event.currentTarget as HTMLTextAreaElement;
    if (isForInputMethod(event)) {
      event.stopPropagation();
      return;
    }
    if (!sends(event) && (event.key !== 'ArrowUp' || field.value)) return;
    event.preventDefault();
    this.#pressed.push({ text: field.value, key: event });
    field.value = '';
    fit(field);
    this.#wanted();
  };

  readonly #paste = ({ clipboardData }: ClipboardEvent): void => {
    const text = clipboardData?.getData('text/plain');
    if (text) this.#pasted.push(text);
  };
}
