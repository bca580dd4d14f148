import { AppError } from '../../core/errors.ts';
import type {
  Author,
  ChatApi,
  ChatEvents,
  ChatSummary,
  Message,
  PageOptions,
  PersonEvents,
  PersonName,
  Reader,
} from '../chat-api.ts';

export const chatId = 'aaaaaaaa-0000-4000-8000-000000000001';
export const alina: PersonName = { id: 'person-alina', surname: 'Соколова', name: 'Алина', patronymic: 'Игоревна' };
export const timur: PersonName = { id: 'person-timur', surname: 'Гареев', name: 'Тимур', patronymic: '' };
export const theCollege: Author = {
  id: 'college Речноборский колледж',
  surname: '',
  name: 'Речноборский колледж',
  patronymic: '',
  isCollege: true,
};

/** A chat on a server that does what a test tells it. I am Алина. */
export class FakeApi implements Pick<ChatApi, keyof ChatApi> {
  readonly myId = alina.id;
  readonly messages: Message[] = [];
  readonly events = new Set<ChatEvents>();
  readonly personEvents = new Set<PersonEvents>();
  readonly pages: PageOptions[] = [];
  readonly marked: number[] = [];
  readonly saidTyping: string[] = [];
  /** Every answer waits for this. */
  hold: Promise<void> = Promise.resolve();
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;
  /** Ids in whose name `send` is told by broadcast before its answer. */
  broadcastFirst = true;
  others: readonly Reader[] = [{ person: timur, readSeq: 0 }];
  summary: Partial<ChatSummary> = {};
  /** Rows of the list beside the one chat; what they leave out is as there. */
  moreChats: (Partial<ChatSummary> & { id: string })[] = [];
  readSeq = 0;
  online: ReadonlySet<string> = new Set();
  /** What people are called now; who is missing was erased. */
  readonly people = new Map([alina, timur].map((person) => [person.id, person]));

  /** Messages of Тимур with the numbers that follow, without telling anybody. */
  write(count: number, author: Author = timur): Message[] {
    const written: Message[] = [];
    for (let i = 0; i < count; i++)
      written.push(this.#take(crypto.randomUUID(), `Сообщение ${this.lastSeq + 1}`, author));
    return written;
  }

  /** The same, told to those who listen. */
  say(count = 1, author: Author = timur): Message[] {
    const written = this.write(count, author);
    for (const message of written) this.tell(message);
    return written;
  }

  /** A message with a text of its own, told to those who listen. */
  sayText(body: string, author: Author = timur, id: string = crypto.randomUUID()): Message {
    const message = this.#take(id, body, author);
    this.tell(message);
    return message;
  }

  tell(message: Message): void {
    for (const { message: hear } of [...this.events]) hear?.(message);
  }

  join(): void {
    for (const { joined } of [...this.events]) joined?.();
  }

  lose(): void {
    for (const { lost } of [...this.events]) lost?.();
  }

  get lastSeq(): number {
    return this.messages.at(-1)?.seq ?? 0;
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
      isOpen: true,
      lastSeq: this.lastSeq,
      readSeq: this.readSeq,
      othersReadSeq: 0,
      memberCount: 2,
      peer: null,
      lastMessage: this.messages.at(-1) ?? null,
      createdAt: new Date('2026-09-01T08:00:00Z'),
      ...this.summary,
    };
  }

  async personName(person: string): Promise<PersonName | null> {
    await this.#answer();
    return this.people.get(person) ?? null;
  }

  async page(_chat: string, options: PageOptions = {}, signal?: AbortSignal): Promise<Message[]> {
    this.pages.push(options);
    const { before = Number.POSITIVE_INFINITY, after, size = 50 } = options;
    const found = this.messages.filter(({ seq }) => seq < before && seq > (after ?? 0));
    const page = after === undefined ? found.slice(-size) : found.slice(0, size);
    await this.#answer();
    signal?.throwIfAborted();
    return page;
  }

  async send(id: string, _chat: string, body: string): Promise<Message> {
    if (this.failure) throw this.failure;
    const message = this.messages.find((known) => known.id === id) ?? this.#take(id, body, alina, new Date());
    if (this.broadcastFirst) this.tell(message);
    await this.#answer();
    if (!this.broadcastFirst) queueMicrotask(() => this.tell(message));
    return message;
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

  listen(_chat: string, events: ChatEvents): () => void {
    this.events.add(events);
    return () => this.events.delete(events);
  }

  listenToMe(events: PersonEvents): () => void {
    this.personEvents.add(events);
    return () => this.personEvents.delete(events);
  }

  sayTyping(_chat: string, name: string): void {
    this.saidTyping.push(name);
  }

  presence(_college: string, changed: (online: ReadonlySet<string>) => void): () => void {
    changed(this.online);
    return () => {};
  }

  reconnect(): void {}

  async #answer(): Promise<void> {
    await this.hold;
    if (this.failure) throw this.failure;
  }

  #take(id: string, body: string, author: Author, at?: Date): Message {
    const seq = this.lastSeq + 1;
    const createdAt = at ?? new Date(Date.UTC(2026, 8, 1, 8, 0, seq));
    const message = { id, chatId, seq, body, author, createdAt };
    this.messages.push(message);
    return message;
  }
}

export const offline = new AppError('offline');
