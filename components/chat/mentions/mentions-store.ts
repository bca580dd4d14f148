import type { Backend } from '../../core/backend.ts';
import type { Loadable } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type ChatApi, type ChatMessage, chatApi } from '../chat-api.ts';
import { type MentionsApi, mentionsApi } from './mentions-api.ts';

type Seqs = ReadonlyMap<string, readonly number[]>;

export interface MentionsState {
  /** In ascending order, by chat; what was read since may be among them. */
  readonly seqs: Seqs;
}

/**
 * Which messages call me, by naming me or by answering what I wrote, in one chat or in all that are followed. How far a
 * chat was read is known elsewhere: what was read there calls nobody any more.
 *
 *     const store = mentionsStore(backend, '');
 *     store.follow(chats.map(({ id }) => id));
 *     store.unread(chat.id, chat.readSeq).length;
 */
export class MentionsStore extends LiveStore<MentionsState, Seqs> {
  readonly #api: MentionsApi;
  readonly #chats: ChatApi;
  readonly #chat: string;
  /** What ends the subscription to a chat, by its id. */
  readonly #unsubscribes = new Map<string, () => void>();
  #followed: readonly string[];
  #isStarted = false;
  /** What came while an answer was under way, which may not know of it. */
  #arrived: ChatMessage[] = [];

  /** Of all chats where `chat` is empty. */
  constructor(api: MentionsApi, chats: ChatApi, chat: string) {
    super({ seqs: new Map() });
    this.#api = api;
    this.#chats = chats;
    this.#chat = chat;
    this.#followed = chat ? [chat] : [];
  }

  /** The messages of a chat that call me and come after what was read. */
  unread(chat: string, readSeq: number): readonly number[] {
    return (this.state.seqs.get(chat) ?? []).filter((seq) => seq > readSeq);
  }

  /** What is broadcast in these chats is counted as it comes. */
  follow(chats: readonly string[]): void {
    this.#followed = chats;
    if (this.#isStarted) this.#subscribe();
  }

  protected async load(): Promise<Seqs> {
    this.#arrived = [];
    return this.#api.list(this.#chat);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    const stop = new AbortController();
    const onVisible = () => document.visibilityState === 'visible' && changed();
    addEventListener('online', changed, { signal: stop.signal });
    document.addEventListener('visibilitychange', onVisible, { signal: stop.signal });
    this.#isStarted = true;
    this.#subscribe();
    return () => {
      stop.abort();
      this.#isStarted = false;
      for (const each of this.#unsubscribes.values()) each();
      this.#unsubscribes.clear();
    };
  }

  protected show(seqs: Loadable<Seqs>): void {
    // Nobody waits for it: the next change asks again.
    if (seqs.status !== 'ready') return;
    this.set({ seqs: seqs.value });
    for (const message of this.#arrived) this.#take(message);
  }

  #subscribe(): void {
    const { invalidate } = this.query;
    const wanted = new Set(this.#followed);
    for (const [id, unsubscribe] of this.#unsubscribes) {
      if (wanted.has(id)) continue;
      unsubscribe();
      this.#unsubscribes.delete(id);
    }
    const take = (message: ChatMessage) => {
      this.#arrived.push(message);
      this.#take(message);
    };
    for (const id of wanted) {
      if (this.#unsubscribes.has(id)) continue;
      const handlers = { onMessage: take, onChange: take, onWritten: invalidate, onStale: invalidate };
      this.#unsubscribes.set(id, this.#chats.subscribe(id, { ...handlers, onJoined: invalidate }));
    }
  }

  #calls({ author, deletedAt, talk }: ChatMessage): boolean {
    const { myId } = this.#chats;
    if (deletedAt || author.id === myId) return false;
    return talk.reply?.author.id === myId || talk.mentions.some(({ id }) => id === myId || id === 'all');
  }

  #take(message: ChatMessage): void {
    const { chatId, seq } = message;
    const known = this.state.seqs.get(chatId) ?? [];
    const calls = this.#calls(message);
    if (calls === known.includes(seq)) return;
    const next = calls ? [...known, seq].sort((a, b) => a - b) : known.filter((each) => each !== seq);
    this.set({ seqs: new Map([...this.state.seqs, [chatId, next]]) });
  }
}

/** Of one chat, or of all that are followed. */
export const mentionsStore = (backend: Backend, chat: string): MentionsStore =>
  backend.once(`mentions:${chat}`, () => new MentionsStore(mentionsApi(backend), chatApi(backend), chat));
