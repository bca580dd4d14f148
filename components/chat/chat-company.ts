import { AppError, isUnreached, toAppError } from '../core/errors.ts';
import type { ConversationStore } from '../messages/conversation-store.ts';
import type { ChatApi, ChatMessage, ChatSummary } from './chat-api.ts';
import type { ChatDeedsApi } from './chat-deeds-api.ts';
import type { ChatState } from './chat-store.ts';
import type { Typers } from './typers.ts';

/** Participants are asked for in chats up to this size. */
const countedAtMost = 300;

/** The chat whose company is followed. */
export interface Accompanied {
  readonly api: ChatApi;
  readonly deeds: () => Promise<ChatDeedsApi>;
  readonly chat: string;
  readonly conversation: ConversationStore<ChatMessage, ChatSummary>;
  readonly state: ChatState;
  set(change: Partial<ChatState>): void;
}

/**
 * Who types in a chat, who takes part in it, what they are called now, and what is pinned. Its code follows the first paint.
 *
 *     new ChatCompany(accompanied).follow(signal);
 */
export class ChatCompany {
  readonly #of: Accompanied;
  /** Its code comes with the first who types. */
  #typers: Typers | null = null;
  /** What participants are called; empty for those who are not named. */
  readonly #names = new Map<string, string>();

  constructor(accompanied: Accompanied) {
    this.#of = accompanied;
  }

  /** Keeps it up to date until `signal` is aborted. */
  follow(signal: AbortSignal): void {
    const { conversation } = this.#of;
    let unsubscribe: (() => void) | null = null;
    const subscribe = () => {
      const { messages } = conversation.state;
      if (messages.status === 'ready') unsubscribe ??= this.#subscribe(signal);
      if (messages.status !== 'failed') return;
      unsubscribe?.();
      unsubscribe = null;
    };
    const unsubscribeConversation = conversation.subscribe(subscribe);
    subscribe();
    signal.addEventListener('abort', () => {
      unsubscribeConversation();
      unsubscribe?.();
      this.#typers?.clear();
    });
  }

  get #summary(): ChatSummary | null {
    const { summary } = this.#of.conversation.state;
    return summary.status === 'ready' ? summary.value : null;
  }

  #subscribe(signal: AbortSignal): () => void {
    const { api, chat } = this.#of;
    const summary = this.#summary;
    const hasPins = () => this.#of.state.pins.length > 0 || (summary?.pinCount ?? 0) > 0;
    if (hasPins()) void this.#loadPins(signal);
    return api.subscribe(chat, {
      onChange: ({ id, talk }) => {
        if (talk.pinnedAt || this.#isPinned(id)) void this.#loadPins(signal);
      },
      onWritten: () => void this.#loadPins(signal),
      onLesson: (lesson) => this.#of.set({ hasLesson: lesson !== null }),
      onMessage: ({ author }) => this.#typers?.clear(author.id),
      onTyping: (person) => {
        const name = person === api.myId ? '' : this.#nameOf(person);
        if (name) void this.#showTyping(person, name, signal);
      },
      onPersonChanged: (person) => void this.#rename(person, signal),
      onJoined: () => {
        void this.#loadMembers(signal);
        if (hasPins()) void this.#loadPins(signal);
      },
    });
  }

  /** What is pinned has changed, or may have. */
  async #loadPins(signal: AbortSignal): Promise<void> {
    const { chat, deeds, set } = this.#of;
    try {
      const pins = await (await deeds()).pins(chat);
      if (!signal.aborted) set({ pins });
    } catch (error) {
      // They stay as they were until the channel's next return.
      if (!(error instanceof AppError)) throw error;
    }
  }

  #isPinned(id: string): boolean {
    return this.#of.state.pins.some(({ message }) => message.id === id);
  }

  async #showTyping(person: string, name: string, signal: AbortSignal): Promise<void> {
    try {
      const { Typers } = await import('./typers.ts');
      this.#typers ??= new Typers((typing) => this.#of.set({ typing }));
      if (!signal.aborted) this.#typers.add(person, name);
    } catch (error) {
      // Whoever goes on typing says so again.
      if (!isUnreached(error)) throw error;
    }
  }

  /** Empty for those who are not known here, and for those of whom the college alone is seen. */
  #nameOf(person: string): string {
    const known = this.#names.get(person);
    if (known !== undefined) return known;
    const { messages } = this.#of.conversation.state;
    const written = messages.status === 'ready' ? messages.value : [];
    const author = written.findLast(({ author }) => author.id === person && !author.isCollege)?.author;
    return author?.id ? author.name : '';
  }

  async #loadMembers(signal: AbortSignal): Promise<void> {
    const { api, chat, deeds, set, state } = this.#of;
    const summary = this.#summary;
    const count = summary?.memberCount ?? 0;
    if (!summary || state.members.size > 0 || count === 0 || count > countedAtMost) return;
    try {
      const readers = await (await deeds()).readers(chat);
      if (signal.aborted) return;
      // Who of the administrators is there shows no more than what they have read.
      for (const { person, readSeq } of readers) this.#names.set(person.id, readSeq === null ? '' : person.name);
      set({ members: new Set([api.myId, ...readers.map(({ person }) => person.id)]) });
    } catch (error) {
      // Only the number of those online is missing; the channel's next return asks again.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** A person was renamed or erased: updates the author of the messages that are held. */
  async #rename(person: string, signal: AbortSignal): Promise<void> {
    const { conversation } = this.#of;
    try {
      const [deeds, { renamed }] = await Promise.all([this.#of.deeds(), renaming()]);
      const named = await deeds.personName(person);
      const author = named ?? { id: '', surname: '', name: '', patronymic: '' };
      if (signal.aborted) return;
      if (this.#names.get(person)) this.#names.set(person, author.name);
      conversation.replaceEach((message) => ({
        ...message,
        talk: renamed(message.talk, person, named),
        ...(message.author.id === person && { author }),
      }));
      conversation.refresh();
    } catch (error) {
      // The name stays as it was until the next loading.
      if (!(error instanceof AppError)) throw error;
    }
  }
}

/** Few see somebody get another name. What cannot be fetched is offline. */
const renaming = () =>
  import('./talk/renamed.ts').catch((error: unknown) => {
    throw toAppError(error);
  });
