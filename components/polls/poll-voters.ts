import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { pageOf } from '../core/paged-query.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { type PollsStrings, pollsTexts } from '../locales/ru/polls/polls.ts';
import '../ui/dialog.ts';
import '../ui/list/people-list.ts';
import type { Poll } from './poll-data.ts';
import { votersPage } from './poll-votes.ts';
import type { Voter } from './polls-api.ts';

/** Gives those who chose an option before a time, the latest first. */
export interface Voters {
  voters(option: number, before?: string): Promise<Voter[]>;
}

/** The dialog «Кто проголосовал», option by option. Fires `closed`. */
export class PollVoters extends SferumElement<{ polls: PollsStrings }> {
  static override styles = [
    base,
    css`
      details {
        padding: 4px 0;
      }
      summary {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        padding: 8px 0;
        font: var(--sferum-t-strong);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      summary > :last-child {
        flex: none;
        color: var(--sferum-text-2);
      }
    `,
  ];
  protected readonly texts = { polls: pollsTexts };

  @property({ attribute: false }) poll!: Poll;
  @property({ attribute: false }) from!: Voters;
  /** Id of the college in which these people are known. */
  @property({ attribute: false }) college = '';
  /** The options that were opened. */
  @state() private opened: ReadonlySet<number> = new Set();

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    const first = this.poll.votes.findIndex((votes) => votes > 0);
    if (first >= 0) this.opened = new Set([first]);
  }

  override render() {
    const { polls } = this.strings;
    return html`<sferum-dialog
      heading=${polls.votersTitle}
      reading
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <div>${this.poll.options.map((text, option) => this.#option(text, option))}</div>
    </sferum-dialog>`;
  }

  #option(text: string, option: number): TemplateResult {
    const isOpened = this.opened.has(option);
    const toggled = ({ target }: Event) => {
      if ((target as HTMLDetailsElement).open) this.opened = new Set([...this.opened, option]);
    };
    return html`<details ?open=${isOpened} @toggle=${toggled}>
      <summary><span dir="auto">${text}</span><span>${this.poll.votes[option] ?? 0}</span></summary>
      ${isOpened ? this.#people(option) : nothing}
    </details>`;
  }

  #people(option: number): TemplateResult {
    const page = async (before: string | null) =>
      pageOf(await this.from.voters(option, before ?? undefined), votersPage, ({ at }) => at);
    return html`<sferum-people-list
      .load=${page}
      .college=${this.college}
      .empty=${this.strings.polls.nobody}
    ></sferum-people-list>`;
  }
}
define('sferum-poll-voters', PollVoters);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-poll-voters': PollVoters;
  }
}
