import { html } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import '../../polls/poll.ts';
import type { VoteEvent } from '../../polls/poll.ts';
import { type Poll, type PollJson, pollOf } from '../../polls/poll-data.ts';
import { articleTopic, articleVotesStore } from '../article-votes-store.ts';

/** A poll in an article: votes go from here, and wait here when there is no connection. */
export class ArticlePoll extends SferumElement {
  static override styles = [base];
  protected readonly texts = {};

  /** As the article has it. */
  @property({ attribute: false }) json!: PollJson;
  /** Id of the article. */
  @property({ attribute: false }) article = '';
  /** Id of the college in which who voted is known. */
  @property({ attribute: false }) college = '';
  /** I may end it. */
  @property({ type: Boolean }) manages = false;
  #poll!: Poll;
  readonly #votes = new StoreController(this, (backend) =>
    backend.userId ? articleVotesStore(backend, this.article) : null,
  );

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('json')) this.#poll = pollOf(this.json);
  }

  override render() {
    const { state, store } = this.#votes;
    const { id } = this.#poll;
    return html`<sferum-poll
      .poll=${this.#poll}
      .topic=${articleTopic(this.article)}
      .level=${2}
      .college=${this.college}
      .manages=${this.manages}
      .cast=${state?.waiting.get(id) ?? null}
      @vote=${({ options }: VoteEvent) => store?.vote(id, options)}
    ></sferum-poll>`;
  }
}
define('sferum-article-poll', ArticlePoll);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-poll': ArticlePoll;
  }
}
