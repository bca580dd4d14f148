import type { Backend } from '../core/backend.ts';
import { AppError, failed, type Loadable, loading, ready, toAppError } from '../core/errors.ts';
import { inTime, Retry } from '../core/live-store.ts';
import { Store } from '../core/store.ts';
import { type ChatApi, type ChatMessage, type ChatSummary, chatApi } from './chat-api.ts';

/** Hosted Realtime allows 100 channels a connection; the open chat and the college need a few. */
const subscribedAtMost = 90;
/** The channels come up one after another; the list is asked for once after them, in milliseconds. */
const settle = 300;

export interface ChatsState {
  /** Newest first. */
  readonly chats: Loadable<readonly ChatSummary[]>;
}

const activity = (chat: ChatSummary): number => (chat.lastMessage?.createdAt ?? chat.createdAt).getTime();

/** My chats, of one college or of all, kept up to date. */
export class ChatsStore extends Store<ChatsState> {
  readonly #api: ChatApi;
  readonly #college: string;
  readonly #unsubscribes = new Map<string, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #retry = new Retry(() => void this.#load());
  #stop = new AbortController();

  constructor(api: ChatApi, college: string) {
    super({ chats: loading });
    this.#api = api;
    this.#college = college;
  }

  get myId(): string {
    return this.#api.myId;
  }

  protected start(): () => void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const onVisible = () => {
      if (document.visibilityState === 'visible') this.#invalidate();
    };
    addEventListener('online', this.#invalidate, { signal });
    document.addEventListener('visibilitychange', onVisible, { signal });
    let unsubscribe = () => {};
    void this.#load().then(() => {
      if (signal.aborted) return;
      unsubscribe = this.#api.subscribeToMine({
        onAdded: this.#invalidate,
        onRemoved: (chat) => this.#change((chats) => chats.filter(({ id }) => id !== chat)),
        onRead: (chat, seq) => this.#onRead(chat, this.#api.myId, seq),
        onJoined: this.#invalidate,
      });
    });
    return () => {
      this.#stop.abort();
      clearTimeout(this.#timer);
      this.#retry.stop();
      unsubscribe();
      for (const each of this.#unsubscribes.values()) each();
      this.#unsubscribes.clear();
    };
  }

  /** Loads anew after a failure. */
  retry(): void {
    this.set({ chats: loading });
    void this.#load();
  }

  #invalidate = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), settle);
  };

  async #load(): Promise<void> {
    const { signal } = this.#stop;
    try {
      const loaded = await inTime(this.#api.listChats(this.#college));
      if (signal.aborted) return;
      this.#retry.stop();
      const known = new Map(this.#chats.map((chat) => [chat.id, chat]));
      // What was broadcast meanwhile is newer than the answer.
      this.#show(
        loaded.map((chat) => {
          const old = known.get(chat.id);
          if (!old) return chat;
          const isOldNewer =
            old.lastSeq > chat.lastSeq ||
            (old.lastSeq === chat.lastSeq && (old.lastMessage?.change ?? 0) > (chat.lastMessage?.change ?? 0));
          const { lastMessage, lastSeq } = isOldNewer ? old : chat;
          const readSeq = Math.max(old.readSeq, chat.readSeq);
          return {
            ...chat,
            lastMessage,
            lastSeq,
            readSeq,
            othersReadSeq: Math.max(old.othersReadSeq, chat.othersReadSeq),
          };
        }),
      );
      this.#subscribe();
    } catch (error) {
      if (signal.aborted) return;
      this.#retry.after(toAppError(error));
      // A list that is there stays; only a first loading can fail before people's eyes.
      if (this.state.chats.status !== 'ready') this.set({ chats: failed(error) });
      else if (!(error instanceof AppError)) throw error;
    }
  }

  get #chats(): readonly ChatSummary[] {
    return this.state.chats.status === 'ready' ? this.state.chats.value : [];
  }

  #show(chats: readonly ChatSummary[]): void {
    this.set({ chats: ready([...chats].sort((a, b) => activity(b) - activity(a))) });
  }

  #change(how: (chats: readonly ChatSummary[]) => readonly ChatSummary[]): void {
    if (this.state.chats.status === 'ready') this.#show(how(this.#chats));
  }

  #changeOne(id: string, how: (chat: ChatSummary) => ChatSummary): void {
    this.#change((chats) => chats.map((chat) => (chat.id === id ? how(chat) : chat)));
  }

  #subscribe(): void {
    const wanted = new Set(this.#chats.slice(0, subscribedAtMost).map(({ id }) => id));
    for (const [id, unsubscribe] of this.#unsubscribes) {
      if (wanted.has(id)) continue;
      unsubscribe();
      this.#unsubscribes.delete(id);
    }
    for (const id of wanted) {
      if (this.#unsubscribes.has(id)) continue;
      const unsubscribe = this.#api.subscribe(id, {
        onMessage: (message) => this.#onMessage(message),
        onChange: (message) => this.#onChange(message),
        onWritten: this.#invalidate,
        onRead: (person, seq) => this.#onRead(id, person, seq),
        onPersonChanged: this.#invalidate,
        onJoined: this.#invalidate,
      });
      this.#unsubscribes.set(id, unsubscribe);
    }
  }

  #onMessage(message: ChatMessage): void {
    this.#changeOne(message.chatId, (chat) => {
      if (message.seq <= chat.lastSeq) return chat;
      const mine = message.author.id === this.myId;
      return { ...chat, lastSeq: message.seq, lastMessage: message, readSeq: mine ? message.seq : chat.readSeq };
    });
  }

  #onChange(message: ChatMessage): void {
    this.#changeOne(message.chatId, (chat) => {
      const { lastMessage } = chat;
      const isNewer = lastMessage?.id === message.id && lastMessage.change < message.change;
      return isNewer ? { ...chat, lastMessage: message } : chat;
    });
  }

  #onRead(chatId: string, person: string, seq: number): void {
    this.#changeOne(chatId, (chat) =>
      person === this.myId
        ? { ...chat, readSeq: Math.max(chat.readSeq, seq) }
        : { ...chat, othersReadSeq: Math.max(chat.othersReadSeq, seq) },
    );
  }
}

export const chatsStore = (backend: Backend, college: string): ChatsStore =>
  backend.once(`chats:${college}`, () => new ChatsStore(chatApi(backend), college));
