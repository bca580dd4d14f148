import type { Backend } from '../../core/backend.ts';
import { AppError, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type ChatApi, type ChatMessage, type ChatSummary, chatApi } from '../chat-api.ts';
import { type ChatsApi, chatsApi } from './chats-api.ts';

/** Hosted Realtime allows 100 channels a connection; the open chat and the college need a few. */
export const subscribedAtMost = 85;

export interface ChatsState {
  /** Newest first. */
  readonly chats: Loadable<readonly ChatSummary[]>;
  /** There are none because the college has removed me. */
  readonly isExpelled: boolean;
}

const activity = (chat: ChatSummary): number => (chat.lastMessage?.createdAt ?? chat.createdAt).getTime();

/** My chats, of one college or of all, kept up to date. */
export class ChatsStore extends LiveStore<ChatsState, readonly ChatSummary[]> {
  readonly #api: ChatApi;
  readonly #lists: ChatsApi;
  readonly #college: string;
  /** What ends the subscription to a chat, by its id. */
  readonly #unsubscribes = new Map<string, () => void>();
  #unsubscribeMine: (() => void) | null = null;
  #spreading: ReturnType<typeof setTimeout> | undefined;
  /** What ends the subscription to a college, by its id. */
  readonly #colleges = new Map<string, () => void>();
  /** Groups in which I am, by college: chats of others do not concern me. */
  readonly #groups = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(api: ChatApi, lists: ChatsApi, college: string) {
    super({ chats: loading, isExpelled: false });
    this.#api = api;
    this.#lists = lists;
    this.#college = college;
  }

  get myId(): string {
    return this.#api.myId;
  }

  /** Everything in a chat counts as read, on all devices. @throws {AppError} */
  async markRead({ id, lastSeq }: ChatSummary): Promise<void> {
    this.#onRead(id, this.myId, lastSeq);
    await this.#api.markRead(id, lastSeq);
  }

  /** My chats may be others now. */
  invalidate(): void {
    this.query.invalidate();
  }

  protected async load(): Promise<readonly ChatSummary[]> {
    const chats = await this.#api.listChats(this.#college);
    const isExpelled = chats.length === 0 && (await this.#api.isRemovedFrom(this.#college));
    if (isExpelled !== this.state.isExpelled) this.set({ isExpelled });
    return chats;
  }

  /** What the server publishes is subscribed to after the first answer: the socket's code can wait for the list. */
  protected subscribeToChanges(changed: () => void): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const onVisible = () => document.visibilityState === 'visible' && changed();
    addEventListener('online', changed, { signal });
    document.addEventListener('visibilitychange', onVisible, { signal });
    return () => {
      stop.abort();
      clearTimeout(this.#spreading);
      this.#spreading = undefined;
      this.#unsubscribeMine?.();
      this.#unsubscribeMine = null;
      for (const each of this.#unsubscribes.values()) each();
      this.#unsubscribes.clear();
      for (const each of this.#colleges.values()) each();
      this.#colleges.clear();
      this.#groups.clear();
    };
  }

  protected show(chats: ChatsState['chats']): void {
    // A list that is there stays; only a first loading can fail before people's eyes.
    if (chats.status === 'ready') this.#show(this.#merge(chats.value));
    else if (chats.status === 'loading' || this.state.chats.status !== 'ready') this.set({ chats });
    if (chats.status !== 'loading') this.#subscribe();
  }

  /** What was broadcast while an answer was under way is newer than the answer. */
  #merge(loaded: readonly ChatSummary[]): readonly ChatSummary[] {
    const known = new Map(this.#chats.map((chat) => [chat.id, chat]));
    return loaded.map((chat) => {
      const old = known.get(chat.id);
      if (!old) return chat;
      const isOldNewer =
        old.lastSeq > chat.lastSeq ||
        (old.lastSeq === chat.lastSeq && (old.lastMessage?.change ?? 0) > (chat.lastMessage?.change ?? 0));
      const { lastMessage, lastSeq } = isOldNewer ? old : chat;
      const readSeq = Math.max(old.readSeq, chat.readSeq);
      const othersReadSeq = Math.max(old.othersReadSeq, chat.othersReadSeq);
      return { ...chat, lastMessage, lastSeq, readSeq, othersReadSeq };
    });
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
    const { invalidate } = this.query;
    this.#unsubscribeMine ??= this.#api.subscribeToMine({
      onAdded: invalidate,
      onRemoved: (chat) => this.#onRemoved(chat),
      onRead: (chat, seq) => this.#onRead(chat, this.myId, seq),
      onChatChanged: invalidate,
      onMembership: () => {
        this.#groups.clear();
        invalidate();
      },
      onJoined: invalidate,
    });
    for (const college of this.#college ? [this.#college] : new Set(this.#chats.map(({ collegeId }) => collegeId))) {
      if (this.#colleges.has(college)) continue;
      const unsubscribe = this.#lists.subscribeToAudiences(
        college,
        (chat, group, within) => void this.#onAudience(college, chat, group, within),
      );
      this.#colleges.set(college, unsubscribe);
    }
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
        onLesson: (lesson) => this.#changeOne(id, (chat) => ({ ...chat, lesson })),
        onWritten: invalidate,
        onRead: (person, seq) => this.#onRead(id, person, seq),
        onPersonChanged: invalidate,
        onChatChanged: invalidate,
        onJoined: invalidate,
      });
      this.#unsubscribes.set(id, unsubscribe);
    }
  }

  /** One broadcast tells a whole college; nobody fetches their chats for one that cannot be theirs. */
  async #onAudience(college: string, chat: string, group: string, within: number): Promise<void> {
    if (group && !this.#chats.some(({ id }) => id === chat) && !(await this.#isMine(college, group))) return;
    // Everybody has learned of it at this moment.
    this.#spreading ??= setTimeout(this.#fetchSpread, within * Math.random());
  }

  #fetchSpread = (): void => {
    this.#spreading = undefined;
    this.query.invalidate();
  };

  async #isMine(college: string, group: string): Promise<boolean> {
    const groups = this.#groups.get(college) ?? this.#lists.myGroups(college);
    this.#groups.set(college, groups);
    try {
      return (await groups).has(group);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Whether it is mine the list says.
      this.#groups.delete(college);
      return true;
    }
  }

  #onRemoved(chat: string): void {
    this.#change((chats) => chats.filter(({ id }) => id !== chat));
    this.query.supersede();
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
  backend.once(`chats:${college}`, () => new ChatsStore(chatApi(backend), chatsApi(backend), college));
