import { html, nothing, type TemplateResult } from 'lit';
import type { ChatOpenEvent } from '../../element/chat-open-event.ts';
import type { EditingEvent, ForwardEvent, ReactorsEvent, ReportEvent } from '../../messages/actions/action-events.ts';
import type { ConversationState } from '../../messages/conversation-store.ts';
import type { ReadersEvent } from '../../messages/history/history.ts';
import type { Writer } from '../../messages/history/rows.ts';
import type { Author } from '../../messages/talk.ts';
import type { PollMadeEvent } from '../../polls/new-poll.ts';
import type { ChatMessage, ChatSummary, Reader } from '../chat-api.ts';
import { MessageSentEvent } from '../message-sent-event.ts';
import type { ChatSearch } from '../search/chat-search.ts';
import type { ChatHost } from './chat-host.ts';
import { linkTo } from './link.ts';
import { quoteOf } from './quote.ts';

/** What was asked of a message and has a dialog of its own, with its code. */
const dialogs = {
  forward: () => import('./forward-dialog.ts'),
  reactors: () => import('./reactors-dialog.ts'),
  report: () => import('../../messages/report/report-dialog.ts'),
};
type MessageDialog = keyof typeof dialogs;

export interface DeedsHost extends ChatHost {
  readonly nameOf: (author: Author) => string;
  readonly writer: (message: ChatMessage | null) => Writer;
  /** One can pin here. */
  readonly canPin: boolean;
  /** One can only read here. */
  readonly readOnly: boolean;
  /** The composer writes the text at this place; empty when that is the next message. */
  readonly edit: (place: string) => void;
  /** Another chat is to be shown in place of this one. */
  readonly show: (event: ChatOpenEvent) => void;
  /** The focus goes back to where the search was asked for. */
  readonly focusSearchButton: () => void;
}

/**
 * What a person opens in a chat: the menus of messages, dialogs, the search. It comes with the first deed and draws into the
 * tree of the chat; each dialog has code of its own, which comes before it is shown.
 *
 *     await deeds.showAbout();
 *     html`${deeds.actions(summary, state)} ${deeds.draw(summary, state)}`
 */
export class ChatDeeds {
  readonly #host: DeedsHost;
  #dialog: { readonly dialog: MessageDialog; readonly ids: readonly string[] } | null = null;
  /** Seq of the message whose readers are shown. */
  #readersOf: number | null = null;
  #isAbout = false;
  #isAsking = false;
  #isSearching = false;

  constructor(host: DeedsHost) {
    this.#host = host;
  }

  /** The search stands in place of the head. */
  get isSearching(): boolean {
    return this.#isSearching;
  }

  /** Another chat is shown. */
  clear(): void {
    this.#dialog = null;
    this.#readersOf = null;
    this.#isAbout = false;
    this.#isAsking = false;
    this.#isSearching = false;
  }

  async showAbout(): Promise<void> {
    if (await this.#host.fetch(() => import('../manage/chat-about.ts')))
      this.#set(() => {
        this.#isAbout = true;
      });
  }

  async askPoll(): Promise<void> {
    if (await this.#host.fetch(() => import('../../polls/new-poll.ts')))
      this.#set(() => {
        this.#isAsking = true;
      });
  }

  async startSearch(): Promise<void> {
    if (await this.#host.fetch(() => import('../search/chat-search.ts')))
      this.#set(() => {
        this.#isSearching = true;
      });
  }

  /** The search, when it is there. */
  get search(): ChatSearch | null {
    return this.#host.element.renderRoot.querySelector('sferum-chat-search');
  }

  async showReaders(seq: number): Promise<void> {
    if (await this.#host.fetch(() => import('../chat-readers.ts')))
      this.#set(() => {
        this.#readersOf = seq;
      });
  }

  readonly #readers = async (): Promise<readonly Reader[]> => (await this.#host.store?.readers()) ?? [];

  drawSearch({ collegeId }: ChatSummary, state: ConversationState<ChatMessage, ChatSummary>): TemplateResult {
    const { chat, history } = this.#host;
    const closed = async () => {
      this.#set(() => {
        this.#isSearching = false;
      });
      await this.#host.element.updateComplete;
      this.#host.focusSearchButton();
    };
    return html`<sferum-chat-search
      chat=${chat}
      .college=${collegeId}
      .history=${history}
      .messages=${() => (state.messages.status === 'ready' ? state.messages.value : [])}
      @closed=${closed}
    ></sferum-chat-search>`;
  }

  /** What one can do with messages; its code has to be there. */
  actions(summary: ChatSummary, state: ConversationState<ChatMessage, ChatSummary>): TemplateResult {
    const { canPin, chat, composer, edit, fetch, history, me, nameOf, readOnly, store, words, writer } = this.#host;
    return html`<sferum-message-actions
      .store=${store?.conversation}
      .shown=${state}
      .rules=${readOnly ? { ...summary, isOpen: false, canModerate: false } : summary}
      .writer=${writer}
      .readers=${words.readers}
      .person=${me}
      .place=${chat}
      .talk=${{
        canPin,
        quoteOf,
        nameOf,
        linkTo: (id: string) => linkTo(chat, id),
        college: summary.collegeId,
      }}
      .composer=${composer}
      .history=${history}
      .reach=${fetch}
      @forward=${({ ids }: ForwardEvent) => void this.#open('forward', ...ids)}
      @reactors=${({ id }: ReactorsEvent) => void this.#open('reactors', id)}
      @report=${({ id }: ReportEvent) => void this.#open('report', id)}
      @readers=${({ seq }: ReadersEvent) => void this.showReaders(seq)}
      @editing=${({ place }: EditingEvent) => edit(place)}
    ></sferum-message-actions>`;
  }

  draw({ collegeId }: ChatSummary, state: ConversationState<ChatMessage, ChatSummary>): TemplateResult {
    const { chat, element, me, show, store } = this.#host;
    const hideAbout = () =>
      this.#set(() => {
        this.#isAbout = false;
      });
    return html`${this.#dialog ? this.#drawDialog(this.#dialog, state, collegeId) : nothing}
      ${
        this.#isAsking
          ? html`<sferum-new-poll
              .person=${me}
              .place=${chat}
              @made=${this.#sendPoll}
              @closed=${() =>
                this.#set(() => {
                  this.#isAsking = false;
                })}
            ></sferum-new-poll>`
          : nothing
      }
      ${
        this.#readersOf !== null && store
          ? html`<sferum-chat-readers
              .load=${this.#readers}
              .seq=${this.#readersOf}
              .college=${collegeId}
              @closed=${() =>
                this.#set(() => {
                  this.#readersOf = null;
                })}
            ></sferum-chat-readers>`
          : nothing
      }
      ${
        this.#isAbout
          ? html`<sferum-chat-about
              .chat=${chat}
              @sferum-chat-open=${(event: ChatOpenEvent) => {
                hideAbout();
                show(event);
              }}
              @closed=${hideAbout}
              @left=${() => {
                hideAbout();
                element.dispatchEvent(new Event('left'));
              }}
            ></sferum-chat-about>`
          : nothing
      }`;
  }

  #drawDialog(
    { dialog, ids }: { dialog: MessageDialog; ids: readonly string[] },
    { messages }: ConversationState<ChatMessage, ChatSummary>,
    college: string,
  ): TemplateResult | typeof nothing {
    const { actions, element, history, nameOf, store } = this.#host;
    const [id = ''] = ids;
    const message = messages.status === 'ready' ? messages.value.find((each) => each.id === id) : undefined;
    const close = () =>
      this.#set(() => {
        this.#dialog = null;
      });
    if (!store) return nothing;
    if (ids.length > 1) {
      return html`<sferum-chat-forward
        .from=${store}
        .messages=${ids}
        @closed=${() => {
          close();
          // The bar with the button is gone with what was selected.
          if (!element.matches(':focus-within')) history?.focus({ preventScroll: true });
        }}
        @forwarded=${() => actions?.announce('forwardedSome')}
      ></sferum-chat-forward>`;
    }
    if (!message) return nothing;
    if (dialog === 'reactors') {
      return html`<sferum-chat-reactors
        .load=${(before?: string) => store.reactors(id, before)}
        .college=${college}
        @closed=${close}
      ></sferum-chat-reactors>`;
    }
    const quote = quoteOf(message);
    if (dialog === 'report') {
      return html`<sferum-report
        .reported=${{ message: id }}
        .name=${nameOf(quote.author)}
        .text=${quote.text}
        @closed=${close}
      ></sferum-report>`;
    }
    return html`<sferum-chat-forward
      .from=${store}
      .messages=${ids}
      .quote=${quote}
      .author=${nameOf(message.talk.forward ?? quote.author)}
      @closed=${close}
      @forwarded=${() => actions?.announce('forwarded')}
    ></sferum-chat-forward>`;
  }

  async #open(dialog: MessageDialog, ...ids: string[]): Promise<void> {
    if (await this.#host.fetch(dialogs[dialog]))
      this.#set(() => {
        this.#dialog = { dialog, ids };
      });
  }

  readonly #sendPoll = (made: PollMadeEvent): void => {
    const { chat, element, history, reaching, store } = this.#host;
    const { poll, question } = made;
    if (!store || !element.dispatchEvent(new MessageSentEvent(chat, question))) return;
    made.take(reaching(store.send(question, { poll })));
    void element.updateComplete.then(() => history?.toEnd());
  };

  #set(change: () => unknown): void {
    change();
    this.#host.element.requestUpdate();
  }
}
