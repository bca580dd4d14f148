import type { Backend } from '../core/backend.ts';
import { AppError, toAppError } from '../core/errors.ts';
import type { Person } from '../core/names.ts';
import { following } from '../core/network/retry.ts';
import { Store } from '../core/store.ts';
import { ConversationStore } from '../messages/conversation-store.ts';
import { fileTransport, type Uploads, uploadsOf } from '../messages/file-transport.ts';
import { type ConversationOutbox, outboxOf } from '../messages/lazy-outbox.ts';
import type { Beside } from '../messages/outbox/outbox.ts';
import type { PollStore } from '../polls/poll-store.ts';
import {
  type ChatApi,
  type ChatMessage,
  type ChatSummary,
  chatApi,
  chatSource,
  type Pin,
  type Reader,
} from './chat-api.ts';
import type { ChatCompany } from './chat-company.ts';
import type { ChatDeedsApi, Reactor } from './chat-deeds-api.ts';

/** How often one's own typing is published, in milliseconds. */
const typingEvery = 3000;

/** What sends my vote in a poll. */
type Ballot = Pick<PollStore, 'cast'>;

export interface ChatState {
  /** Names of those who type. */
  readonly typing: readonly string[];
  /** Ids of the participants; empty until known, and in large chats. */
  readonly members: ReadonlySet<string>;
  /** The latest first; empty until known. */
  readonly pins: readonly Pin[];
  /** Whether a lesson runs, by what was broadcast last; undefined before. */
  readonly hasLesson?: boolean;
}

/**
 * What a chat has beside its conversation: who types, who takes part, and what they are called now (`chat-company.ts`).
 *
 *     const { conversation, state } = chatStore(backend, id);
 */
export class ChatStore extends Store<ChatState> {
  readonly conversation: ConversationStore<ChatMessage, ChatSummary>;
  readonly #api: ChatApi;
  readonly #deeds: () => Promise<ChatDeedsApi>;
  readonly #chat: string;
  #company: ChatCompany | null = null;
  #publishedTyping = 0;

  /** `deeds` fetches what is asked when somebody does something here, `uploads` what sends files, `ballot` what sends votes. */
  constructor(
    api: ChatApi,
    deeds: () => Promise<ChatDeedsApi>,
    outbox: ConversationOutbox,
    chat: string,
    uploads: () => Promise<Uploads>,
    ballot: (poll: string, topic: string) => Promise<Ballot>,
  ) {
    super({ typing: [], members: new Set(), pins: [] });
    this.#api = api;
    // What cannot be fetched is offline, and the outbox waits.
    this.#deeds = () =>
      deeds().catch((error: unknown) => {
        throw toAppError(error);
      });
    this.#chat = chat;
    outbox.register('chat', {
      send: async (id, message, ...rest) => (await this.#deeds()).send(message, id, ...rest),
      edit: async (...what) => (await this.#deeds()).edit(...what),
      delete: async (message) => (await this.#deeds()).delete(message),
      react: async (...what) => (await this.#deeds()).react(...what),
      pin: async (...what) => (await this.#deeds()).pin(...what),
      vote: async (id, poll, options) => (await ballot(poll, `chat:${id}`)).cast(options),
      ...fileTransport(uploads, async (id) => `${(await api.getChat(id)).collegeId}/${id}`),
      withdraw: async (...what) => (await this.#deeds()).withdraw(...what),
    });
    this.conversation = new ConversationStore(chatSource(api, chat), outbox, `chat:${chat}`);
  }

  /** Whether the college has removed me: why its chats are gone. */
  isExpelled(college: string): Promise<boolean> {
    return this.#api.isRemovedFrom(college);
  }

  protected start(): () => void {
    const stop = new AbortController();
    let isFollowed = false;
    // What follows waits until there is something to see.
    const follow = () => {
      if (isFollowed || this.conversation.state.messages.status !== 'ready') return;
      isFollowed = true;
      void this.#follow(stop.signal);
    };
    const unsubscribe = this.conversation.subscribe(follow);
    follow();
    return () => {
      stop.abort();
      unsubscribe();
    };
  }

  /** Keeps a message in the outbox and shows it at once. Resolves when it is kept. */
  send(body: string, beside: Beside = {}): Promise<void> {
    this.#publishedTyping = 0;
    return this.conversation.send(body, beside);
  }

  /** I am typing; published at most every few seconds. */
  typed(): void {
    const now = Date.now();
    if (now - this.#publishedTyping < typingEvery) return;
    this.#publishedTyping = now;
    void this.#api.announceTyping(this.#chat);
  }

  /** @throws {AppError} missing, before the chat is known. */
  async readers(): Promise<Reader[]> {
    const { summary } = this.conversation.state;
    if (summary.status !== 'ready' || !summary.value) throw new AppError('missing');
    return (await this.#deeds()).readers(summary.value.id);
  }

  /** Who reacted to a message, the latest first; `before` is the time of the last one that is known. */
  async reactors(message: string, before?: string): Promise<Reactor[]> {
    return (await this.#deeds()).reactors(message, before);
  }

  /** Whom I may mention whose surname or name begins so. */
  async candidates(search: string): Promise<Person[]> {
    return (await this.#deeds()).candidates(this.#chat, search);
  }

  /** Chats of the same college where I can write, to forward to. */
  async targets(): Promise<ChatSummary[]> {
    const { summary } = this.conversation.state;
    if (summary.status !== 'ready' || !summary.value) throw new AppError('missing');
    const chats = await this.#api.listChats(summary.value.collegeId);
    return chats.filter(({ writeRefusal }) => writeRefusal === null);
  }

  /**
   * Copies messages of this chat into others, after a comment if there is one. `ids` are those of the new messages, chat
   * by chat: called again with them it does nothing twice. @throws {AppError} and then no chat has got anything.
   */
  async forward(messages: string[], chats: string[], comment: string, ids: string[]): Promise<void> {
    await (await this.#deeds()).forward(this.#chat, messages, chats, comment, ids);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const code = await following(() => import('./chat-company.ts'), signal);
    const store = this;
    if (!code) return;
    this.#company ??= new code.ChatCompany({
      api: this.#api,
      deeds: this.#deeds,
      chat: this.#chat,
      conversation: this.conversation,
      get state() {
        return store.state;
      },
      set: (change) => this.set(change),
    });
    this.#company.follow(signal);
  }
}

/** What is done in a chat comes with the first deed. */
const deedsOf = async (backend: Backend): Promise<ChatDeedsApi> =>
  (await import('./chat-deeds-api.ts')).chatDeedsApi(backend);
const ballotOf = async (backend: Backend, poll: string, topic: string): Promise<Ballot> =>
  (await import('../polls/poll-store.ts')).pollStore(backend, poll, topic);

/** The store of one chat: the same for every tag that shows it. */
export const chatStore = (backend: Backend, chat: string): ChatStore =>
  backend.once(
    `chat:${chat}`,
    () =>
      new ChatStore(
        chatApi(backend),
        () => deedsOf(backend),
        outboxOf(backend),
        chat,
        () => uploadsOf(backend),
        (poll, topic) => ballotOf(backend, poll, topic),
      ),
  );
