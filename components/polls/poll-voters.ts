import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { failed, type Loadable, loading, ready } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { type PollsStrings, pollsTexts } from '../locales/ru/polls/polls.ts';
import { avatar, avatarStyles, initials } from '../ui/avatar.ts';
import '../ui/dialog.ts';
import { type Poll, votersPage } from './poll-data.ts';
import type { Voter } from './polls-api.ts';

/** Gives those who chose an option before a time, the latest first. */
export interface Voters {
  voters(option: number, before?: string): Promise<Voter[]>;
}

/** The dialog «Кто проголосовал», option by option. Fires `closed`. */
export class PollVoters extends SferumElement<{ polls: PollsStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
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
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 48px;
      }
      p {
        padding: 8px 0;
        color: var(--sferum-text-2);
      }
    `,
  ];
  protected readonly texts = { polls: pollsTexts };

  @property({ attribute: false }) poll!: Poll;
  @property({ attribute: false }) from!: Voters;
  /** Of each option that was opened. */
  @state() private lists: ReadonlyMap<number, Loadable<readonly Voter[]>> = new Map();
  readonly #more = new Set<number>();

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    const first = this.poll.votes.findIndex((votes) => votes > 0);
    if (first >= 0) void this.#load(first);
  }

  #set(option: number, list: Loadable<readonly Voter[]>): void {
    this.lists = new Map(this.lists).set(option, list);
  }

  async #load(option: number): Promise<void> {
    const list = this.lists.get(option);
    const known = list?.status === 'ready' ? list.value : [];
    if (known.length === 0) this.#set(option, loading);
    const shown = this.lists.get(option);
    try {
      const page = await this.from.voters(option, known.at(-1)?.at);
      // The list is another one by now: the answer is stale.
      if (this.lists.get(option) !== shown) return;
      if (page.length === votersPage) this.#more.add(option);
      else this.#more.delete(option);
      this.#set(option, ready([...known, ...page]));
    } catch (error) {
      this.#set(option, failed(error));
    }
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
    const list = this.lists.get(option);
    const opened = ({ target }: Event) => {
      if ((target as HTMLDetailsElement).open && !this.lists.has(option)) void this.#load(option);
    };
    return html`<details ?open=${list !== undefined} @toggle=${opened}>
      <summary><span dir="auto">${text}</span><span>${this.poll.votes[option] ?? 0}</span></summary>
      ${list ? this.view(list, (voters) => this.#list(voters, option), { retry: () => void this.#load(option) }) : nothing}
    </details>`;
  }

  #list(voters: readonly Voter[], option: number): TemplateResult {
    const { polls } = this.strings;
    if (voters.length === 0) return html`<p>${polls.nobody}</p>`;
    return html`<ul>
        ${voters.map(
          ({ person }) => html`<li>
            ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
            <span class="ellipsis">${shortName(person) || polls.erased}</span>
          </li>`,
        )}
      </ul>
      ${
        this.#more.has(option)
          ? html`<button class="button" type="button" @click=${() => void this.#load(option)}>${this.strings.common.more}</button>`
          : nothing
      }`;
  }
}
define('sferum-poll-voters', PollVoters);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-poll-voters': PollVoters;
  }
}
