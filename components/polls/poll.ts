import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clock, fullDate, serverTime } from '../core/dates.ts';
import type { AppErrorCode } from '../core/errors.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { icon } from '../element/icon.ts';
import { plural } from '../element/localize.ts';
import { StoreController } from '../element/store-controller.ts';
import { type PollsStrings, pollsTexts } from '../locales/ru/polls/polls.ts';
import { ringStyles } from '../ui/bits.ts';
import { choiceStyles, tick } from '../ui/choice.ts';
import { confirm } from '../ui/dialog.ts';
import { noticeStyles } from '../ui/notice.ts';
import type { Poll } from './poll-data.ts';
import { pollStore } from './poll-store.ts';
import { hasEnded, shareOf, withVote } from './poll-votes.ts';

/** My vote on its way: all options that I chose, and why the last attempt to send it failed. */
export interface CastVote {
  readonly options: readonly number[];
  readonly problem: AppErrorCode | null;
}

/** I vote: these are all options that I choose, none takes my vote back. */
export class VoteEvent extends Event {
  readonly options: readonly number[];
  constructor(options: readonly number[]) {
    super('vote');
    this.options = options;
  }
}

/**
 * A poll where it is answered: its options, and once one has voted or it has ended, the share of each.
 *
 *     html`<sferum-poll .poll=${poll} topic="chat:42" .people=${26} ?manages=${isMine} .cast=${waiting}
 *       @vote=${({ options }) => outbox.mark(…)}>${question}</sferum-poll>`
 *
 * What carries it keeps the vote and sends it with `PollStore.cast`; until that has arrived, it says so in `cast`.
 * Until its code is there, what stands in it is shown. Without a topic it cannot be answered.
 * @fires {VoteEvent} vote
 */
export class PollElement extends SferumElement<{ polls: PollsStrings }> {
  static override styles = [
    base,
    choiceStyles,
    noticeStyles,
    ringStyles,
    css`
      :host {
        display: block;
        width: 380px;
        max-width: 100%;
      }
      .question {
        color: var(--sferum-text);
        font: var(--sferum-t-strong);
        overflow-wrap: anywhere;
      }
      .terms {
        margin-top: 2px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-caption);
      }
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        display: contents;
      }
      .option {
        display: grid;
        grid-template-columns: 20px minmax(0, 1fr) auto;
        gap: 0 10px;
        align-items: center;
        min-height: 29px;
        margin-top: 8px;
        font-size: calc(var(--sferum-size) * 0.933);
        overflow-wrap: anywhere;
      }
      label.option {
        cursor: pointer;
      }
      /* Nothing is chosen any more: of the ticks the own ones stay. */
      label.result {
        cursor: auto;
      }
      .result .tick:not(:has(:checked)) {
        visibility: hidden;
      }
      .share {
        color: var(--sferum-text-2);
        font: 600 calc(var(--sferum-size) * 0.867) / 1 var(--sferum-family);
        font-variant-numeric: tabular-nums;
      }
      .bar {
        grid-column: 2 / 4;
        width: 100%;
        height: 5px;
        margin-top: 4px;
        border-radius: 3px;
        background: color-mix(in oklab, var(--sferum-text) 12%, transparent);
        overflow: hidden;
      }
      .bar > rect {
        fill: var(--sferum-accent);
        transition: width var(--sferum-base) var(--sferum-ease);
      }
      .voters {
        margin-top: 9px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        margin-top: 4px;
      }
      .buttons .link {
        min-width: 0;
        margin-inline-start: -4px;
        padding-inline: 4px;
        white-space: normal;
        text-align: start;
      }
      .note {
        display: flex;
        gap: 6px;
        margin-top: 6px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .note.fault {
        color: var(--sferum-danger-text);
      }
      @media (forced-colors: active) {
        .bar {
          border: 1px solid CanvasText;
          height: 7px;
        }
        .bar > rect {
          fill: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];
  protected readonly texts = { polls: pollsTexts };

  /** As what carries it has it. */
  @property({ attribute: false }) poll!: Poll;
  /** On which topic votes are broadcast; empty where one cannot vote. */
  @property() topic = '';
  /** How many could vote; 0 when that is not known. */
  @property({ attribute: false }) people = 0;
  /** Id of the college in which who voted is known. */
  @property({ attribute: false }) college = '';
  /** I may end it. */
  @property({ type: Boolean }) manages = false;
  /** It can only be read. */
  @property({ type: Boolean }) readonly = false;
  /** Of its question, as a heading: what stands in a text follows the headings of that. */
  @property({ attribute: false }) level: 2 | 4 = 4;
  /** My vote that has not arrived; null when there is none. */
  @property({ attribute: false }) cast: CastVote | null = null;
  /** What is chosen and not yet voted for; null when nothing is. */
  @state() private chosen: readonly number[] | null = null;
  @state() private dialog: 'close' | 'voters' | null = null;

  /** What the store has learned from here. */
  #taken: Poll | null = null;
  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) => {
    if (!backend.userId || !this.topic) return null;
    const store = pollStore(backend, this.poll.id, this.topic);
    if (this.poll !== this.#taken) {
      this.#taken = this.poll;
      store.take(this.poll);
    }
    return store;
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.get('poll') as Poll | undefined;
    if (before && before.id !== this.poll.id) this.chosen = null;
    const sent = changed.get('cast') as CastVote | null | undefined;
    const { store } = this.#store;
    if (sent && !this.cast && String(store?.state.poll?.mine) !== String(sent.options)) store?.refetch();
  }

  #choose(option: number, isChosen: boolean, mine: readonly number[]): void {
    const others = this.poll.single ? [] : (this.chosen ?? mine).filter((each) => each !== option);
    this.chosen = isChosen ? [...others, option].sort((a, b) => a - b) : others;
  }

  #vote(options: readonly number[]): void {
    this.dispatchEvent(new VoteEvent(options));
    this.chosen = null;
  }

  async #showVoters(): Promise<void> {
    if (await this.#code.fetch(() => import('./poll-voters.ts'))) this.dialog = 'voters';
  }

  override render() {
    const { cast } = this;
    const known = this.#store.state?.poll ?? this.poll;
    const poll = cast ? withVote(known, cast.options) : known;
    const mine = poll.mine ?? [];
    const ended = hasEnded(poll, serverTime());
    const open = !ended && !this.readonly && this.#store.store !== null;
    const chosen = open ? (this.chosen ?? mine) : mine;
    const shown = ended || mine.length > 0;
    return html`<fieldset @keydown=${this.#keep}>
        <legend>
          ${
            this.level === 2
              ? html`<h2 class="question" dir="auto">${poll.question}</h2>`
              : html`<h4 class="question" dir="auto">${poll.question}</h4>`
          }
        </legend>
        <p class="terms">${this.#terms(poll, ended)}</p>
        ${poll.options.map((text, at) => this.#option(poll, { text, at, open, ended, shown, isChosen: chosen.includes(at) }))}
      </fieldset>
      <p class="voters" role="status">${this.#voters(poll)}</p>
      ${cast?.problem ? this.#waiting(cast.problem) : nothing} ${this.#problem()} ${this.#buttons(poll, open, mine)} ${this.#dialogs(poll)}`;
  }

  /** In the list of messages keys of their own go from one to the next. */
  #keep(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement && event.key.startsWith('Arrow')) event.stopPropagation();
  }

  #terms({ anonymous, endsAt, single }: Poll, ended: boolean): string {
    const { polls } = this.strings;
    const end = endsAt && !ended ? `${polls.endsAt} ${this.#date(endsAt)}` : '';
    return [anonymous ? polls.anonymous : polls.open, single ? '' : polls.several, ended ? polls.ended : end]
      .filter((each) => each !== '')
      .join(' · ');
  }

  #date(date: Date): string {
    const sameYear = date.getFullYear() === serverTime().getFullYear();
    const day = fullDate(date, this.language);
    return `${sameYear ? day.replace(/,? \d{4}$/, '') : day}, ${clock(date, this.language)}`;
  }

  #option(
    poll: Poll,
    option: { text: string; at: number; open: boolean; ended: boolean; shown: boolean; isChosen: boolean },
  ): TemplateResult {
    const { at, ended, isChosen, open, shown, text } = option;
    const share = shareOf(poll, at);
    const type = poll.single ? 'radio' : 'checkbox';
    const isMine = poll.mine?.includes(at) ?? false;
    return html`<label class="option ${ended ? 'result' : ''}">
      ${tick(
        type,
        html`<input
          type=${type}
          name="option"
          .checked=${isChosen}
          ?disabled=${!open}
          @change=${({ target }: Event) => this.#choose(at, (target as HTMLInputElement).checked, poll.mine ?? [])}
        />`,
      )}
      <span dir="auto">${text}${isMine ? html`<span class="visually-hidden">, ${this.strings.polls.mine}</span>` : nothing}</span>
      ${
        shown
          ? html`<span class="share">${share} %</span>
              <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width=${share} height="1"></rect>
              </svg>`
          : nothing
      }
    </label>`;
  }

  #voters({ voters }: Poll): string {
    const { of, voters: forms } = this.strings.polls;
    const count = plural(this.language, voters, forms).replace('#', String(voters));
    return voters > 0 && this.people >= voters ? `${count} ${of.replace('@', String(this.people))}` : count;
  }

  #waiting(problem: AppErrorCode): TemplateResult {
    const { waiting, waitingElse, waitingLimited } = this.strings.polls;
    const text = problem === 'offline' ? waiting : problem === 'limited' ? waitingLimited : waitingElse;
    return html`<p class="note" role="status">${icon(problem === 'offline' ? 'wifiOff' : 'clock', 16)}<span>${text}</span></p>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const problem = this.#store.state?.problem ?? this.#code.problem;
    if (!problem) return nothing;
    const { otherProblem, problems } = this.strings.polls;
    const known: Readonly<Record<string, string>> = problems;
    const text = known[problem.reason ?? ''] ?? known[problem.code] ?? otherProblem;
    return html`<p class="note fault" role="alert">${icon('alert', 16)}<span>${text}</span></p>`;
  }

  #buttons(poll: Poll, open: boolean, mine: readonly number[]): TemplateResult | typeof nothing {
    const { polls } = this.strings;
    const { chosen } = this;
    const isNew = open && chosen !== null && String(chosen) !== String(mine);
    const buttons = [
      isNew && chosen.length > 0
        ? html`<button class="button primary" type="button" @click=${() => this.#vote(chosen)}>
            ${mine.length > 0 ? polls.change : polls.vote}
          </button>`
        : nothing,
      !poll.anonymous && poll.voters > 0 && this.#store.store
        ? html`<button class="button link" type="button" @click=${() => void this.#showVoters()}>
            ${polls.showVoters}
          </button>`
        : nothing,
      open && mine.length > 0 && (!isNew || chosen.length === 0)
        ? html`<button class="button link" type="button" @click=${() => this.#vote([])}>${polls.takeBack}</button>`
        : nothing,
      open && this.manages
        ? html`<button class="button link" type="button" @click=${() => {
            this.dialog = 'close';
          }}>${polls.close}</button>`
        : nothing,
    ].filter((each) => each !== nothing);
    return buttons.length > 0 ? html`<div class="buttons">${buttons}</div>` : nothing;
  }

  #dialogs(poll: Poll): TemplateResult | typeof nothing {
    const { store } = this.#store;
    const closed = () => {
      this.dialog = null;
    };
    if (!store || !this.dialog) return nothing;
    if (this.dialog === 'voters') {
      return html`<sferum-poll-voters
        .poll=${poll}
        .from=${store}
        .college=${this.college}
        @closed=${closed}
      ></sferum-poll-voters>`;
    }
    const { polls } = this.strings;
    return confirm({
      heading: polls.closeTitle,
      text: polls.closeText,
      verb: polls.close,
      act: () => {
        this.dialog = null;
        void store.close();
      },
      closed,
      strings: this.strings,
    });
  }
}
define('sferum-poll', PollElement);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-poll': PollElement;
  }
}
