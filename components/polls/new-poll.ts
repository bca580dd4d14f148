import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { serverTime } from '../core/dates.ts';
import { readNote, writeNote } from '../core/drafts/draft-notes.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/id.ts';
import { countCharacters, isBlank } from '../core/text.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import { type PollsStrings, pollsTexts } from '../locales/ru/polls/polls.ts';
import { choiceStyles, tickBox } from '../ui/choice.ts';
import { closeDialog, type Dialog } from '../ui/dialog.ts';
import { fieldStyles, inputField, select } from '../ui/field.ts';
import { isForInputMethod } from '../ui/input-method.ts';
import { signs } from '../ui/signs.ts';
import type { NewPoll } from './poll-data.ts';
import { pollLimits } from './poll-votes.ts';

/** A poll is to be made; the question is the text of what carries it. What nobody takes is a draft again. */
export class PollMadeEvent extends Event {
  readonly question: string;
  readonly poll: NewPoll;
  #kept: Promise<void> | null = null;

  constructor(question: string, poll: NewPoll) {
    super('made');
    this.question = question;
    this.poll = poll;
  }

  /** Resolves when who took the poll has it; null when nobody did. */
  get kept(): Promise<void> | null {
    return this.#kept;
  }

  take(kept: Promise<void>): void {
    this.#kept = kept;
  }
}

interface PollDraft {
  readonly question: string;
  readonly options: readonly string[];
  readonly anonymous: boolean;
  readonly several: boolean;
  readonly hasEnd: boolean;
  /** In the time of this device, as the field has it. */
  readonly end: string;
}

type Faults = { readonly question?: string; readonly end?: string; readonly options: readonly (string | undefined)[] };

const day = 86_400_000;
const twoDigits = (value: number) => String(value).padStart(2, '0');

/** A moment as a field for date and time has it. */
const localTime = (date: Date): string =>
  `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}T${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;

/** Tomorrow at six in the evening. */
function tomorrow(): string {
  const date = new Date(serverTime().getTime() + day);
  date.setHours(18, 0, 0, 0);
  return localTime(date);
}

const blank = (): PollDraft => ({
  question: '',
  options: ['', ''],
  anonymous: true,
  several: false,
  hasEnd: false,
  end: tomorrow(),
});

const folded = (text: string) => text.trim().toLocaleLowerCase('ru');

/**
 * The dialog «Новый опрос». What was typed is kept as a draft until the poll is made.
 *
 *     html`<sferum-new-poll .person=${me} .place=${chat} @made=${({ question, poll }) => send(question, poll)} @closed=${close}></sferum-new-poll>`
 *
 * @fires {PollMadeEvent} made
 * @fires closed
 */
export class NewPollDialog extends SferumElement<{ polls: PollsStrings }> {
  static override styles = [
    base,
    choiceStyles,
    fieldStyles,
    css`
      .body,
      .options {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
      .options {
        gap: 8px;
      }
      .label {
        color: var(--sferum-text-2);
        font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
      }
      .option {
        display: flex;
        align-items: flex-start;
        gap: 4px;
      }
      .option > .field {
        flex: 1;
      }
      .option > .field > label {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .add {
        align-self: flex-start;
        margin-inline-start: -14px;
      }
      .end {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 12px;
      }
      .end > .frame {
        flex: 0 1 max(200px, 14em);
      }
    `,
  ];
  protected readonly texts = { polls: pollsTexts };

  /** Whose draft, and of what. */
  @property({ attribute: false }) person = '';
  @property({ attribute: false }) place = '';
  @state() private draft: PollDraft = blank();
  /** Something was wrong when it was to be made: from then on it is said at once. */
  @state() private tried = false;
  @query('sferum-dialog') private dialog!: Dialog;

  override connectedCallback(): void {
    super.connectedCallback();
    this.draft = readNote<PollDraft>(this.person, this.place, 'poll') ?? blank();
  }

  #edit(patch: Partial<PollDraft>): void {
    this.draft = { ...this.draft, ...patch };
    writeNote(this.person, this.place, 'poll', this.draft);
  }

  #setOption(at: number, text: string): void {
    this.#edit({ options: this.draft.options.map((each, index) => (index === at ? text : each)) });
  }

  async #addOption(): Promise<void> {
    const { options } = this.draft;
    if (options.length >= pollLimits.most) return;
    this.#edit({ options: [...options, ''] });
    await this.#focus(`option-${options.length}`);
  }

  async #removeOption(at: number): Promise<void> {
    this.#edit({ options: this.draft.options.filter((_, index) => index !== at) });
    await this.#focus(`option-${Math.max(0, at - 1)}`);
  }

  async #focus(id: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }

  get #faults(): Faults {
    const { end, hasEnd, options, question } = this.draft;
    const { faults } = this.strings.polls;
    const known = new Set<string>();
    const given = options.filter((option) => !isBlank(option)).length;
    let lacking = Math.max(0, pollLimits.fewest - given);
    const ofOption = (option: string): string | undefined => {
      if (isBlank(option)) {
        lacking -= 1;
        return lacking >= 0 ? faults.option : undefined;
      }
      if (countCharacters(option.trim()) > pollLimits.option) return faults.longOption;
      const isEqual = known.has(folded(option));
      known.add(folded(option));
      return isEqual ? faults.equal : undefined;
    };
    const rest = new Date(end).getTime() - serverTime().getTime();
    const isLong = countCharacters(question.trim()) > pollLimits.question;
    return {
      ...(isBlank(question) && { question: faults.question }),
      ...(isLong && { question: faults.longQuestion }),
      ...(hasEnd && !(rest > 0 && rest < 365 * day) && { end: faults.end }),
      options: options.map(ofOption),
    };
  }

  async #make(): Promise<void> {
    const faults = this.#faults;
    const bad = faults.options.findIndex((fault) => fault !== undefined);
    if (faults.question || faults.end || bad >= 0) {
      this.tried = true;
      await this.#focus(faults.question ? 'question' : bad >= 0 ? `option-${bad}` : 'end');
      return;
    }
    const { draft, person, place } = this;
    const { anonymous, end, hasEnd, options, question, several } = draft;
    const made = new PollMadeEvent(question.trim(), {
      id: newId(),
      options: options.map((option) => option.trim()).filter((option) => !isBlank(option)),
      single: !several,
      anonymous,
      ends_at: hasEnd ? new Date(end).toISOString() : null,
    });
    this.dispatchEvent(made);
    this.dialog.close();
    if (!made.kept) return;
    writeNote(person, place, 'poll', null);
    try {
      await made.kept;
    } catch (error) {
      writeNote(person, place, 'poll', draft);
      if (!(error instanceof AppError)) reportError(error);
    }
  }

  override render() {
    const { draft, strings } = this;
    const { polls } = strings;
    const faults = this.tried ? this.#faults : { options: [] };
    return html`<sferum-dialog heading=${polls.make} @closed=${() => this.dispatchEvent(new Event('closed'))}>
      <div class="body">
        ${inputField({
          id: 'question',
          label: polls.question,
          value: draft.question,
          input: (question) => this.#edit({ question }),
          error: 'question' in faults ? faults.question : undefined,
          first: true,
          required: true,
        })}
        <div class="options" role="group" aria-labelledby="options">
          <span class="label" id="options">${polls.options}</span>
          ${draft.options.map((option, at) => this.#option(option, at, faults.options[at]))}
          ${
            draft.options.length < pollLimits.most
              ? html`<button class="button link add" type="button" @click=${() => void this.#addOption()}>
                  ${icon(signs.plus, 18)}${polls.addOption}
                </button>`
              : nothing
          }
        </div>
        ${tickBox({
          title: polls.anonymousLabel,
          text: polls.anonymousHelp,
          checked: draft.anonymous,
          change: (anonymous) => this.#edit({ anonymous }),
        })}
        ${tickBox({
          title: polls.severalLabel,
          checked: draft.several,
          change: (several) => this.#edit({ several }),
        })}
        ${this.#end('end' in faults ? faults.end : undefined)}
      </div>
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${strings.common.cancel}</button>
      <button slot="actions" class="button primary" type="button" @click=${() => void this.#make()}>
        ${polls.create}
      </button>
    </sferum-dialog>`;
  }

  #option(option: string, at: number, error: string | undefined): TemplateResult {
    const { polls } = this.strings;
    const label = polls.removeOption.replace('#', String(at + 1));
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || isForInputMethod(event)) return;
      event.preventDefault();
      if (at < this.draft.options.length - 1) void this.#focus(`option-${at + 1}`);
      else void this.#addOption();
    };
    return html`<div class="option" @keydown=${key}>
      ${inputField({
        id: `option-${at}`,
        label: polls.option.replace('#', String(at + 1)),
        value: option,
        input: (text) => this.#setOption(at, text),
        error,
      })}
      ${
        this.draft.options.length > pollLimits.fewest
          ? html`<button
              class="icon-button"
              type="button"
              aria-label=${label}
              title=${label}
              @keydown=${(event: Event) => event.stopPropagation()}
              @click=${() => void this.#removeOption(at)}
            >
              ${icon('close', 18)}
            </button>`
          : nothing
      }
    </div>`;
  }

  #end(error: string | undefined): TemplateResult {
    const { polls } = this.strings;
    const { end, hasEnd } = this.draft;
    return html`<div class="end">
        <span>${polls.accept}</span>
        <span class="frame">
          ${select({
            id: 'has-end',
            label: polls.accept,
            sign: signs.calendar,
            value: hasEnd ? 'until' : 'always',
            options: [
              { value: 'always', text: polls.always },
              { value: 'until', text: polls.until },
            ],
            change: (value) => this.#edit({ hasEnd: value === 'until' }),
          })}
        </span>
      </div>
      ${
        hasEnd
          ? inputField({
              id: 'end',
              label: polls.endLabel,
              type: 'datetime-local',
              value: end,
              min: localTime(serverTime()),
              input: (value) => this.#edit({ end: value }),
              error,
            })
          : nothing
      }`;
  }
}
define('sferum-new-poll', NewPollDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-new-poll': NewPollDialog;
  }
}
