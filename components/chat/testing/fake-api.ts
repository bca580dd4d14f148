import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { Changes, Page, PageCursor } from '../../messages/conversation.ts';
import { withMine } from '../../messages/history/carried.ts';
import type { Author, Quote, Talk } from '../../messages/talk.ts';
import type { ChatApi, ChatHandlers, ChatMessage, ChatSummary, MyChatsHandlers, Pin, Reader } from '../chat-api.ts';
import type { ChatDeedsApi, Reactor } from '../chat-deeds-api.ts';
import type { FindChatApi } from '../find/find-chat-api.ts';
import type { ChatsApi } from '../list/chats-api.ts';

export const chatId = 'aaaaaaaa-0000-4000-8000-000000000001';
export const alina: Person = { id: 'person-alina', surname: 'Соколова', name: 'Алина', patronymic: 'Игоревна' };
export const timur: Person = { id: 'person-timur', surname: 'Гареев', name: 'Тимур', patronymic: '' };
export const theCollege: Author = {
  id: 'college Речноборский колледж',
  surname: '',
  name: 'Речноборский колледж',
  patronymic: '',
  isCollege: true,
};

/** Of a message that carries nothing beside its text. */
export const quiet: Talk = { reply: null, forward: null, mentions: [], reactions: [], pinnedAt: null };

export const quoteOf = ({ id, seq, change, body, deletedAt, author }: ChatMessage): Quote => ({
  id,
  seq,
  change,
  text: body,
  deleted: deletedAt !== null,
  author,
});

/** A chat on a server that a test controls. I am Алина. */
export class FakeApi
  implements
    Pick<ChatApi, keyof ChatApi>,
    Pick<ChatDeedsApi, keyof ChatDeedsApi>,
    Pick<ChatsApi, keyof ChatsApi>,
    Pick<FindChatApi, keyof FindChatApi>
{
  readonly myId = alina.id;
  readonly messages: ChatMessage[] = [];
  readonly handlers = new Set<ChatHandlers>();
  readonly myHandlers = new Set<MyChatsHandlers>();
  readonly pages: PageCursor[] = [];
  readonly marked: number[] = [];
  publishedTyping = 0;
  readonly forwarded: Parameters<ChatDeedsApi['forward']>[] = [];
  reacted: Reactor[] = [];
  /** Every answer waits for this. */
  hold: Promise<void> = Promise.resolve();
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;
  /** Whether a sent message is broadcast before its sending is answered. */
  broadcastFirst = true;
  others: readonly Reader[] = [{ person: timur, readSeq: 0 }];
  summary: Partial<ChatSummary> = {};
  /** Rows of the list beside the one chat; what they leave out is as there. */
  moreChats: (Partial<ChatSummary> & { id: string })[] = [];
  readSeq = 0;
  lastChange = 0;
  online: ReadonlySet<string> = new Set();
  /** What people are called now; who is missing was erased. */
  readonly people = new Map([alina, timur].map((person) => [person.id, person]));

  /** Messages of Тимур with the numbers that follow, without broadcasting them. */
  write(count: number, author: Author = timur): ChatMessage[] {
    const written: ChatMessage[] = [];
    for (let i = 0; i < count; i++)
      written.push(this.#take(crypto.randomUUID(), `Сообщение ${this.lastSeq + 1}`, author));
    return written;
  }

  /** The same, broadcast. */
  post(count = 1, author: Author = timur): ChatMessage[] {
    const written = this.write(count, author);
    for (const message of written) this.publish(message);
    return written;
  }

  /** A message with a text of its own, broadcast. */
  postText(body: string, author: Author = timur, id: string = crypto.randomUUID(), at?: Date): ChatMessage {
    const message = this.#take(id, body, author, at);
    this.publish(message);
    return message;
  }

  publish(message: ChatMessage): void {
    for (const { onMessage } of [...this.handlers]) onMessage?.(message, this.lastChange);
  }

  join(): void {
    for (const { onJoined } of [...this.handlers]) onJoined?.();
  }

  lose(): void {
    for (const { onLost } of [...this.handlers]) onLost?.();
  }

  get lastSeq(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  /** The college has removed me. */
  expelled = false;

  async isRemovedFrom(): Promise<boolean> {
    return this.expelled;
  }

  async listChats(): Promise<ChatSummary[]> {
    const first = await this.getChat(chatId);
    return [first, ...this.moreChats.map((chat) => ({ ...first, ...chat }))];
  }

  async getChat(id: string): Promise<ChatSummary> {
    await this.#answer();
    return {
      id,
      collegeId: 'college',
      kind: 'group',
      title: 'ИС-21 · Базы данных',
      groupNumber: 'ИС-21',
      picture: '',
      isOpen: true,
      lastSeq: this.lastSeq,
      lastChange: this.lastChange,
      readSeq: this.readSeq,
      othersReadSeq: 0,
      memberCount: 2,
      peer: null,
      lastMessage: this.messages.at(-1) ?? null,
      canModerate: false,
      editHours: 24,
      createdAt: new Date('2026-09-01T08:00:00Z'),
      pinCount: this.messages.filter(({ talk }) => talk.pinnedAt).length,
      description: '',
      canManage: false,
      writeRefusal: null,
      mutedUntil: null,
      mayWriteAt: null,
      slowModeSeconds: 0,
      isArchived: false,
      lesson: null,
      ...this.summary,
    };
  }

  async groupChat(group: string): Promise<string | null> {
    await this.#answer();
    return group === 'group' ? chatId : null;
  }

  async personName(person: string): Promise<Person | null> {
    await this.#answer();
    return this.people.get(person) ?? null;
  }

  async page(_chat: string, cursor: PageCursor, signal: AbortSignal): Promise<Page<ChatMessage>> {
    this.pages.push(cursor);
    const { around, before = Number.POSITIVE_INFINITY, limit } = cursor;
    const found = this.messages.find(({ id, seq }) => id === around || seq === around)?.seq ?? null;
    const after = found === null ? cursor.after : found - 1 - Math.floor(limit / 2);
    const following = this.messages.filter(({ seq }) => seq < before && seq > (after ?? 0));
    const messages = after === undefined ? following.slice(-limit) : following.slice(0, limit);
    const { lastSeq } = this;
    await this.#answer();
    signal.throwIfAborted();
    return { messages, lastSeq, lastChange: this.lastChange, found };
  }

  async changes(_chat: string, after: number): Promise<Changes<ChatMessage>> {
    await this.#answer();
    const messages = this.messages.filter(({ change }) => change > after).sort((a, b) => a.change - b.change);
    return { messages, lastChange: this.lastChange, reload: false };
  }

  async send(id: string, _chat: string, body: string, replyTo?: string): Promise<ChatMessage> {
    if (this.failure) throw this.failure;
    const known = this.messages.find((each) => each.id === id);
    const answered = this.messages.find((each) => each.id === replyTo);
    if (!known && replyTo && (!answered || answered.deletedAt)) {
      throw new AppError('missing', 'SF003', { reason: 'replyDeleted' });
    }
    const reply = answered ? quoteOf(answered) : null;
    const message = known ?? this.#take(id, body, alina, new Date(), { ...quiet, reply });
    if (this.broadcastFirst) this.publish(message);
    await this.#answer();
    if (!this.broadcastFirst) queueMicrotask(() => this.publish(message));
    return message;
  }

  edit(id: string, body: string): Promise<ChatMessage> {
    return this.#change(id, { body, editedAt: new Date() });
  }

  delete(id: string): Promise<ChatMessage> {
    return this.#change(id, { body: '', deletedAt: new Date() });
  }

  react(id: string, emoji: string, given: boolean): Promise<ChatMessage> {
    return this.#mark(id, (talk) => ({ reactions: withMine(talk.reactions, emoji, given, alina.id) }));
  }

  pin(id: string, pinned: boolean): Promise<ChatMessage> {
    return this.#mark(id, () => ({ pinnedAt: pinned ? new Date() : null }));
  }

  async pins(): Promise<Pin[]> {
    await this.#answer();
    return this.messages.filter(({ talk }) => talk.pinnedAt).map((message) => ({ message, by: timur }));
  }

  async reactors(_message: string, before?: string): Promise<Reactor[]> {
    await this.#answer();
    return this.reacted.filter(({ at }) => before === undefined || at < before).slice(0, 50);
  }

  async candidates(_chat: string, search: string): Promise<Person[]> {
    await this.#answer();
    const begins = (text: string) => text.toLocaleLowerCase().startsWith(search.toLocaleLowerCase());
    return [timur].filter(({ name, surname }) => begins(`${name} ${surname}`) || begins(`${surname} ${name}`));
  }

  async forward(...forwarded: Parameters<ChatDeedsApi['forward']>): Promise<void> {
    await this.#answer();
    this.forwarded.push(forwarded);
  }

  /** Somebody else does something with a message beside its text, and that is broadcast. */
  talk(id: string, patch: Partial<Talk>): Promise<ChatMessage> {
    return this.#mark(id, () => patch);
  }

  async withdraw(_chat: string, id: string): Promise<ChatMessage | null> {
    return this.messages.some((message) => message.id === id) ? this.delete(id) : null;
  }

  async markRead(_chat: string, seq: number): Promise<void> {
    await this.#answer();
    this.marked.push(seq);
    this.readSeq = Math.max(this.readSeq, seq);
  }

  async readers(): Promise<Reader[]> {
    await this.#answer();
    return [...this.others];
  }

  subscribe(_chat: string, handlers: ChatHandlers): () => void {
    this.handlers.add(handlers);
    return () => this.handlers.delete(handlers);
  }

  /** Reports that a chat of a whole college or group is new or different. */
  readonly audienceHandlers = new Set<(chatId: string, groupId: string, within: number) => void>();
  groups: readonly string[] = ['group'];

  subscribeToAudiences(
    _college: string,
    onChat: (chatId: string, groupId: string, within: number) => void,
  ): () => void {
    this.audienceHandlers.add(onChat);
    return () => this.audienceHandlers.delete(onChat);
  }

  async myGroups(): Promise<ReadonlySet<string>> {
    await this.#answer();
    return new Set(this.groups);
  }

  subscribeToMine(handlers: MyChatsHandlers): () => void {
    this.myHandlers.add(handlers);
    return () => this.myHandlers.delete(handlers);
  }

  async announceTyping(): Promise<void> {
    this.publishedTyping += 1;
  }

  async announcePresence(): Promise<ReadonlySet<string>> {
    return this.online;
  }

  reconnect(): void {}

  async #answer(): Promise<void> {
    await this.hold;
    if (this.failure) throw this.failure;
  }

  async #change(id: string, patch: Partial<ChatMessage>): Promise<ChatMessage> {
    await this.#answer();
    const at = this.messages.findIndex((message) => message.id === id);
    const old = this.messages[at];
    if (!old) throw new AppError('missing');
    this.lastChange += 1;
    const message = { ...old, ...patch, change: this.lastChange };
    this.messages[at] = message;
    for (const { onChange } of [...this.handlers]) onChange?.(message);
    return message;
  }

  #mark(id: string, change: (talk: Talk) => Partial<Talk>): Promise<ChatMessage> {
    const talk = this.messages.find((message) => message.id === id)?.talk ?? quiet;
    return this.#change(id, { talk: { ...talk, ...change(talk) } });
  }

  #take(id: string, body: string, author: Author, at?: Date, talk: Talk = quiet): ChatMessage {
    const seq = this.lastSeq + 1;
    const createdAt = at ?? new Date(Date.UTC(2026, 8, 1, 8, 0, seq));
    const message = { id, chatId, seq, change: 0, body, author, createdAt, editedAt: null, deletedAt: null, talk };
    this.messages.push(message);
    return message;
  }
}

export const offline = new AppError('offline');
