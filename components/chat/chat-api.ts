import { type Backend, unwrap, unwrapAll } from '../core/backend.ts';
import { AppError } from '../core/errors.ts';

/** A person as far as names go; the parts are empty when the account was erased. */
export interface PersonName {
  readonly id: string;
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string;
}

/** Who wrote a message: a person, or one of the administrators in the name of the college, whose name is in `name`. */
export interface Author extends PersonName {
  readonly isCollege?: boolean;
}

export interface Message {
  readonly id: string;
  readonly chatId: string;
  /** Place in its chat: 1, 2, 3 … without holes. */
  readonly seq: number;
  readonly body: string;
  readonly createdAt: Date;
  readonly author: Author;
}

export type ChatKind = 'college' | 'group' | 'personal' | 'other';

/** A row of the list, or the head of one chat. */
export interface ChatSummary {
  readonly id: string;
  readonly collegeId: string;
  readonly kind: ChatKind;
  /** Empty for a personal chat, which is called by its peer. */
  readonly title: string;
  readonly groupNumber: string;
  /** False when it can be read only. */
  readonly isOpen: boolean;
  readonly lastSeq: number;
  /** How far I have read. */
  readonly readSeq: number;
  /** How far the furthest of the others has read. */
  readonly othersReadSeq: number;
  readonly memberCount: number;
  readonly peer: (PersonName & { readonly role: string }) | null;
  /** Its body may be shortened. */
  readonly lastMessage: Message | null;
  readonly createdAt: Date;
}

/** How far somebody has read. */
export interface Reader {
  readonly person: PersonName;
  readonly readSeq: number;
}

interface MessageRow {
  id: string;
  chat_id: string;
  seq: number;
  author_id: string | null;
  body: string;
  created_at: string;
  surname?: string | null;
  name?: string | null;
  patronymic?: string | null;
  /** Name of the college, when it is the author. */
  college?: string | null;
}

interface PersonRow {
  id: string;
  surname: string;
  name: string;
  patronymic: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    chatId: row.chat_id,
    seq: row.seq,
    body: row.body,
    createdAt: new Date(row.created_at),
    author: row.college
      ? { id: `college ${row.college}`, surname: '', name: row.college, patronymic: '', isCollege: true }
      : {
          id: row.author_id ?? '',
          surname: row.surname ?? '',
          name: row.name ?? '',
          patronymic: row.patronymic ?? '',
        },
  };
}

/** What a listener to a chat hears. */
export interface ChatEvents {
  message?: (message: Message) => void;
  read?: (personId: string, seq: number) => void;
  typing?: (personId: string, name: string) => void;
  /** Somebody of the chat has another name now, or was erased. */
  person?: (personId: string) => void;
  /** The channel is up, for the first time or again: what was said before may have been missed. */
  joined?: () => void;
  /** The channel went down; it comes back by itself. */
  lost?: () => void;
}

export interface PersonEvents {
  added: (chatId: string) => void;
  removed: (chatId: string) => void;
  joined: () => void;
}

/** Where a page of messages begins: just before a seq, just after one, or (neither) at the newest. */
export interface PageOptions {
  before?: number;
  after?: number;
  size?: number;
}

/** Everything that the chats ask of the backend. Throws AppError only. */
export class ChatApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  async listChats(college: string): Promise<ChatSummary[]> {
    return this.#summaries(college ? { college } : {});
  }

  /** @throws {AppError} missing, also when the chat is there but not mine. */
  async getChat(chat: string): Promise<ChatSummary> {
    if (!uuid.test(chat)) throw new AppError('missing');
    const [summary] = await this.#summaries({ chat });
    if (!summary) throw new AppError('missing');
    return summary;
  }

  /** Messages in the order of their seq. */
  async page(chat: string, { before, after, size }: PageOptions = {}, signal?: AbortSignal): Promise<Message[]> {
    if (!uuid.test(chat)) throw new AppError('missing');
    const call = this.#backend.client.rest.rpc('chat_page', { chat, before, after, size });
    const rows = await unwrap(signal ? call.abortSignal(signal) : call);
    return (rows as MessageRow[]).map(toMessage);
  }

  /** Sends a message whose id was made here; a message with this id that has already arrived counts as sent. */
  async send(id: string, chatId: string, body: string): Promise<Message> {
    const columns = 'id, chat_id, seq, author_id, body, created_at, profiles (surname, name, patronymic)';
    const { rest } = this.#backend.client;
    type Row = MessageRow & { profiles: PersonRow | null };
    let row: Row;
    try {
      row = (await unwrap(
        rest.from('messages').insert({ id, chat_id: chatId, body }).select(columns).single(),
      )) as unknown as Row;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      row = (await unwrap(rest.from('messages').select(columns).eq('id', id).single())) as unknown as Row;
    }
    return toMessage({ ...row, ...row.profiles, id: row.id });
  }

  async markRead(chat: string, seq: number): Promise<void> {
    const mine = this.#backend.client.rest.from('chat_members').update({ read_seq: seq });
    await unwrap(mine.eq('chat_id', chat).eq('person_id', this.myId).select('read_seq').single());
  }

  /** Everybody else in the chat and how far each has read. */
  async readers(chat: string): Promise<Reader[]> {
    const { rest } = this.#backend.client;
    const rows = (await unwrapAll((from, to) =>
      rest
        .from('chat_members')
        .select('read_seq, profiles (id, surname, name, patronymic)')
        .eq('chat_id', chat)
        .neq('person_id', this.myId)
        .order('person_id')
        .range(from, to),
    )) as unknown as { read_seq: number; profiles: PersonRow }[];
    return rows.map(({ read_seq, profiles }) => ({ person: profiles, readSeq: read_seq }));
  }

  /** What a person is called; null when his account was erased. */
  async personName(person: string): Promise<PersonName | null> {
    const names = this.#backend.client.rest.from('profiles').select('id, surname, name, patronymic');
    const [known] = await unwrap(names.eq('id', person).limit(1));
    return known ?? null;
  }

  /** Hears a chat until the returned function is called; `typing` costs a channel of its own, taken only if asked for. */
  listen(chat: string, events: ChatEvents): () => void {
    const leave = this.#backend.channels.subscribe(`chat:${chat}`, {
      events: {
        message: (payload) => events.message?.(toMessage(payload as unknown as MessageRow)),
        // What was written is not told while somebody who lost the chat may still hear its topic: fetch it.
        written: () => events.joined?.(),
        person_changed: ({ person_id }) => events.person?.(String(person_id)),
        read: ({ person_id, seq }) => events.read?.(String(person_id), Number(seq)),
      },
      ...(events.joined && { onJoined: events.joined }),
      ...(events.lost && { onLost: events.lost }),
    });
    if (!events.typing) return leave;
    const leaveTyping = this.#backend.channels.subscribe(`typing:${chat}`, {
      events: { typing: ({ person_id, name }) => events.typing?.(String(person_id), String(name)) },
    });
    return () => {
      leave();
      leaveTyping();
    };
  }

  /** Hears what concerns me alone. */
  listenToMe(events: PersonEvents): () => void {
    return this.#backend.channels.subscribe(`user:${this.myId}`, {
      events: {
        chat_added: ({ chat_id }) => events.added(String(chat_id)),
        chat_removed: ({ chat_id }) => events.removed(String(chat_id)),
      },
      onJoined: events.joined,
    });
  }

  /** Tells those who have the chat open that I am typing. Lost when the channel is not up, which does no harm. */
  sayTyping(chat: string, name: string): void {
    this.#backend.channels.publish(`typing:${chat}`, 'typing', { person_id: this.myId, name });
  }

  /** Says that I am here, and hears who else of the college is, until the returned function is called. */
  presence(college: string, changed: (online: ReadonlySet<string>) => void): () => void {
    return this.#backend.channels.subscribe(`online:${college}`, { onPresence: changed }, this.myId);
  }

  /** Opens the socket anew at once instead of waiting for the next try. */
  reconnect(): void {
    this.#backend.channels.reconnect();
  }

  async #summaries(args: { college?: string; chat?: string }): Promise<ChatSummary[]> {
    const { rest } = this.#backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('my_chats', args).order('id').range(from, to));
    return rows.map((row) => ({
      id: row.id,
      collegeId: row.college_id,
      kind: row.kind,
      title: row.title,
      groupNumber: row.group_number ?? '',
      isOpen: row.is_open,
      lastSeq: row.last_seq,
      readSeq: row.read_seq,
      othersReadSeq: row.others_read_seq,
      memberCount: row.member_count,
      peer: row.peer as ChatSummary['peer'],
      lastMessage: row.last_message ? toMessage(row.last_message as unknown as MessageRow) : null,
      createdAt: new Date(row.created_at),
    }));
  }
}

export const chatApi = (backend: Backend): ChatApi => backend.once('chat-api', () => new ChatApi(backend));
