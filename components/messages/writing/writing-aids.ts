import { css, html, nothing, type PropertyValues, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { readNote, writeNote } from '../../core/drafts/draft-notes.ts';
import { AppError } from '../../core/errors.ts';
import { fullName, type Person, shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type WritingStrings, writingTexts } from '../../locales/ru/messages/writing.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { isForInputMethod } from '../../ui/input-method.ts';
import '../emoji/emoji-picker.ts';
import type { Composer } from '../composer/composer.ts';
import type { EmojiEvent } from '../emoji/emoji-picker.ts';
import { mentionName } from '../text/mention-name.ts';
import { type Format, formatOf, replacement } from './format.ts';

/** A name that is just being written: its beginning, up to two words. */
const beginning = /(?:^|[\s(«"])@((?:[\p{L}\p{N}-]+ ?){0,2})$/u;

/** What stands on the buttons over a selection, and the keys that do the same. */
const formats: readonly (readonly [format: Format, sign: SVGTemplateResult, keys: string])[] = [
  ['bold', svg`<path d="M6 4h4.5a3 3 0 0 1 0 6H6zM6 10h5.25a3 3 0 0 1 0 6H6z"/>`, 'Ctrl+B'],
  ['italic', svg`<path d="M8.5 4H14M6 16h5.5M11.5 4l-3 12"/>`, 'Ctrl+I'],
  ['code', svg`<path d="m7 5.5-4.5 4.5L7 14.5M13 5.5l4.5 4.5-4.5 4.5"/>`, 'Ctrl+Shift+M'],
  [
    'quote',
    svg`<path d="M4 14.5c2.25-.6 3.5-2.2 3.5-4.7V6h-4v4h4M12.5 14.5c2.25-.6 3.5-2.2 3.5-4.7V6h-4v4h4"/>`,
    'Ctrl+Shift+.',
  ],
  ['list', svg`<path d="M7.5 5.25H17M7.5 10H17M7.5 14.75H17M3.5 5.25h.5M3.5 10h.5M3.5 14.75h.5"/>`, 'Ctrl+Shift+8'],
];

/** As names are compared; the database compares likewise, and more exactly. */
const plainName = (name: string): string => name.trim().toLowerCase().replaceAll('ё', 'е');

const isBegunBy = ({ id, name, surname }: Person, search: string): boolean => {
  const names = id === 'all' ? ['все', 'all', 'everyone'] : [`${surname} ${name}`, `${name} ${surname}`];
  return names.some((each) => plainName(each).startsWith(plainName(search)));
};

interface Suggestions {
  /** Where the @ stands in the field. */
  readonly from: number;
  readonly people: readonly Person[];
  readonly current: number;
}

/**
 * What helps to write a message: whom one may mention, as soon as an @ is written, marks for what is selected, and emoji.
 * It stands in the slot `above` of the composer that it follows; fetched when one of these is first asked for.
 *
 *     html`<sferum-composer><sferum-writing-aids slot="above" .composer=${composer} .candidates=${(search) => api.candidates(chat, search)}
 *     ></sferum-writing-aids></sferum-composer>`
 */
export class WritingAids extends SferumElement<{ words: WritingStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
    css`
      :host {
        display: block;
      }
      .tools,
      [role='listbox'] {
        display: flex;
        gap: 2px;
        margin: 8px 12px 0;
      }
      .tools button {
        display: grid;
        place-items: center;
        width: 40px;
        height: 36px;
        border-radius: var(--sferum-r-s);
        color: var(--sferum-text-2);
        font: var(--sferum-t-body);
      }
      .tools button:hover {
        background: var(--sferum-hover);
      }
      [role='listbox'] {
        flex-direction: column;
        max-height: 264px;
        overflow-y: auto;
      }
      [role='option'] {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        padding: 4px 8px;
        border-radius: var(--sferum-r-m);
        cursor: pointer;
      }
      [role='option'][aria-selected='true'],
      [role='option']:hover {
        background: var(--sferum-hover);
      }
      small {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      [popover] {
        inset: auto 12px 72px auto;
        margin: 0;
        padding: 0;
        border: 0;
        border-radius: var(--sferum-r-xl);
        background: var(--sferum-raised);
        color: var(--sferum-text);
        box-shadow: var(--sferum-e2);
      }
      @media (width < 560px) {
        [popover] {
          inset: auto 0 0;
          width: 100%;
          border-radius: var(--sferum-r-xl) var(--sferum-r-xl) 0 0;
        }
        .tools button {
          width: 44px;
          height: 44px;
        }
      }
      @media (forced-colors: active) {
        [popover],
        .tools button {
          border: 1px solid;
        }
        [aria-selected='true'] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
    `,
  ];
  protected readonly texts = { words: writingTexts };

  @property({ attribute: false }) composer: Composer | null = null;
  /** Whom one may mention whose name begins so; null where nobody is mentioned. */
  @property({ attribute: false }) candidates: ((search: string) => Promise<readonly Person[]>) | null = null;
  @state() private suggested: Suggestions | null = null;
  @state() private selects = false;
  @state() private picking = false;
  @query('[popover]') private pane!: HTMLElement;

  #asked = 0;
  #stop = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('composer')) this.#follow();
  }

  protected override updated(): void {
    const { composer, suggested } = this;
    if (!composer) return;
    const current = this.renderRoot.querySelector<HTMLElement>('[aria-selected=true]');
    current?.scrollIntoView({ block: 'nearest' });
    const { field } = composer;
    if (suggested) field.setAttribute('aria-autocomplete', 'list');
    else field.removeAttribute('aria-autocomplete');
  }

  /** Marks what is selected in the field, or takes its marks away. */
  format(format: Format): void {
    const { composer } = this;
    if (!composer) return;
    const { selectionEnd, selectionStart, value } = composer.field;
    const { from, select, text, to } = replacement(value, selectionStart, selectionEnd, format);
    composer.insert(text, from, to);
    composer.field.setSelectionRange(...select);
    this.look();
  }

  /** Does what a key press asks for. @returns whether it does. */
  key(event: KeyboardEvent): boolean {
    const format = formatOf(event);
    if (format) this.format(format);
    return format !== undefined;
  }

  /** Shows all emoji, to put one where one writes. */
  async pick(): Promise<void> {
    this.picking = true;
    await this.updateComplete;
    this.pane.showPopover();
    this.pane.querySelector('sferum-emoji-picker')?.focus();
  }

  #follow(): void {
    this.#stop.abort();
    const { composer } = this;
    if (!composer || !this.isConnected) return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const type of ['input', 'pointerup', 'keyup']) composer.addEventListener(type, () => this.look(), { signal });
    composer.addEventListener('focusout', () => this.#close(), { signal });
    // Before the composer itself, which sends with Enter.
    composer.addEventListener('keydown', (event) => this.#key(event), { capture: true, signal });
    addEventListener('pointerup', () => this.look(), { signal });
  }

  /** Suggests and offers what goes with what is written and selected now. */
  look(): void {
    const { composer } = this;
    if (!composer?.matches(':focus-within')) return;
    const { selectionEnd, selectionStart, value } = composer.field;
    this.selects = selectionEnd > selectionStart;
    const found = this.selects ? null : beginning.exec(value.slice(0, selectionStart));
    const [, search = ''] = found ?? [];
    const from = selectionStart - search.length - 1;
    if (!found || !this.candidates || this.#isChosen(`@${search}`)) this.#close();
    else if (from !== this.suggested?.from || search !== this.#searched) void this.#suggest(from, search);
  }

  /** A name was chosen, which a blank follows: the next Enter sends. */
  #isChosen(name: string): boolean {
    const chosen = readNote<Person[]>(this.composer?.person ?? '', this.composer?.place ?? '', 'mentions') ?? [];
    return chosen.some(({ id }) => `${mentionName(id, chosen)} ` === name);
  }

  #searched = '';

  async #suggest(from: number, search: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#searched = search;
    // Who no longer fits what is written is not chosen by an Enter that comes before the answer.
    const shown = this.suggested?.from === from ? this.suggested.people : [];
    this.#show(
      from,
      shown.filter((person) => isBegunBy(person, search)),
    );
    try {
      const people = (await this.candidates?.(search.trim())) ?? [];
      if (asked === this.#asked) this.#show(from, people);
    } catch (error) {
      // Nobody is suggested; what is written stays as it is.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Whom an arrow has led to stays the one that Enter chooses. */
  #show(from: number, people: readonly Person[]): void {
    const { current, people: before } = this.suggested ?? { current: 0, people: [] };
    const led = current > 0 ? before[current] : undefined;
    const index = people.findIndex(({ id }) => id === led?.id);
    this.suggested = people.length > 0 ? { from, people, current: Math.max(0, index) } : null;
  }

  #close(): void {
    this.#asked += 1;
    this.suggested = null;
    this.#searched = '';
    if (!this.composer?.matches(':focus-within')) this.selects = false;
  }

  #key(event: KeyboardEvent): void {
    const { suggested } = this;
    if (isForInputMethod(event)) return;
    if (this.key(event)) event.preventDefault();
    if (!suggested) return;
    const { current, people } = suggested;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.suggested = { ...suggested, current: (current + step + people.length) % people.length };
    else if (event.key === 'Enter' || event.key === 'Tab') this.#choose(people[current]);
    else if (event.key === 'Escape') this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(person: Person | undefined): void {
    const { composer, suggested } = this;
    if (!composer || !person || !suggested) return;
    const named = person.id === 'all' ? { ...person, name: this.strings.words.everybody } : person;
    const known = readNote<Person[]>(composer.person, composer.place, 'mentions') ?? [];
    const others = known.filter(({ id }) => id !== person.id);
    writeNote(composer.person, composer.place, 'mentions', [...others, named]);
    const { from } = suggested;
    this.#close();
    composer.insert(`${mentionName(person.id, [named])} `, from, composer.field.selectionStart);
  }

  override render() {
    const { suggested } = this;
    const { words } = this.strings;
    return html`${suggested ? this.#people(suggested) : nothing}
      ${this.selects && !suggested ? this.#tools() : nothing}
      <div class="visually-hidden" aria-live="polite">${suggested ? this.#said(suggested) : ''}</div>
      ${
        this.picking
          ? html`<div
              popover="auto"
              role="dialog"
              aria-label=${words.emoji}
              @toggle=${(event: ToggleEvent) => {
                if (event.newState !== 'closed') return;
                // A focus that is still in the pane, as after Escape, would be lost.
                if ((this.renderRoot as ShadowRoot).activeElement) this.composer?.focus();
                this.picking = false;
              }}
            >
              <sferum-emoji-picker
                @emoji=${({ emoji }: EmojiEvent) => {
                  this.pane.hidePopover();
                  this.composer?.insert(emoji);
                }}
              ></sferum-emoji-picker>
            </div>`
          : nothing
      }`;
  }

  #said({ current, people }: Suggestions): string {
    const person = people[current];
    if (!person) return '';
    const name = person.id === 'all' ? this.strings.words.everybody : shortName(person);
    return this.strings.words.found
      .replace('#', name)
      .replace('@', String(current + 1))
      .replace('%', String(people.length));
  }

  #people({ current, people }: Suggestions): TemplateResult {
    const { words } = this.strings;
    return html`<div role="listbox" aria-label=${words.people} @pointerdown=${(event: Event) => event.preventDefault()}>
      ${people.map((person, index) => {
        const isAll = person.id === 'all';
        const sign = isAll ? { icon: 'users' as const } : { text: initials(person.name, person.surname) };
        return html`<div
          role="option"
          aria-selected=${index === current ? 'true' : 'false'}
          @click=${() => this.#choose(person)}
        >
          ${avatar({ id: person.id, size: 's', ...sign })}
          <span class="ellipsis">${isAll ? `@${words.everybody}` : fullName(person)}</span>
          ${isAll ? html`<small class="ellipsis">${words.everybodyNote}</small>` : nothing}
        </div>`;
      })}
    </div>`;
  }

  #tools(): TemplateResult {
    const { words } = this.strings;
    return html`<div class="tools" role="toolbar" aria-label=${words.toolbar} @pointerdown=${(event: Event) => event.preventDefault()}>
      ${formats.map(
        ([format, sign, keys]) => html`<button
          type="button"
          aria-label=${words[format]}
          title=${`${words[format]} · ${keys}`}
          @click=${() => this.format(format)}
        >
          ${icon(sign, 18)}
        </button>`,
      )}
    </div>`;
  }
}
define('sferum-writing-aids', WritingAids);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-writing-aids': WritingAids;
  }
}
