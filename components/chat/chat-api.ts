import { type Backend, unwrap, unwrapAll } from '../core/backend.ts';
import { AppError } from '../core/errors.ts';
import type { Person } from '../core/names.ts';
import {
  type Changes,
  type ConversationSource,
  type ConversationSummary,
  changesOf,
  type Message,
  type MessageJson,
  messageOf,
  type Page,
  type PageCursor,
  pageOf,
} from '../messages/conversation.ts';
import { type Author, type AuthorJson, authorOf, type Talk, type TalkJson, talkOf } from '../messages/talk.ts';
import { pictureAddress } from './new/picture-address.ts';

export interface ChatMessage extends Message {
  readonly chatId: string;
  readonly author: Author;
  readonly talk: Talk;
}

export type ChatKind = 'college' | 'group' | 'personal' | 'other';

/** Why I may not write: nobody may, or only moderators, or I was muted. */
export type WriteRefusal = 'closed' | 'announcement_only' | 'muted';

/** After which no moment is: somebody was muted for good. */
export const forGood = new Date(8.64e15);

/** A moment of the database, which knows one that never comes. */
export const momentOf = (value: string | null): Date | null =>
  value === null ? null : value === 'infinity' ? forGood : new Date(value);

/** A row of the list, or the head of one chat. */
export interface ChatSummary extends ConversationSummary {
  readonly id: string;
  readonly collegeId: string;
  readonly kind: ChatKind;
  /** Empty for a personal chat, which is called by its peer. */
  readonly title: string;
  readonly groupNumber: string;
  /** Address of its picture; empty for none. */
  readonly picture: string;
  /** False when it can be read only. */
  readonly isOpen: boolean;
  readonly memberCount: number;
  /** I may delete what others wrote. */
  readonly canModerate: boolean;
  /** For how many hours after sending one's own messages can be edited; 0 is never. */
  readonly editHours: number;
  readonly peer: (Person & { readonly role: string }) | null;
  /** Its body may be shortened. */
  readonly lastMessage: ChatMessage | null;
  readonly createdAt: Date;
  readonly description: string;
  /** I may change the chat and who is in it. */
  readonly canManage: boolean;
  /** Null when I may write. */
  readonly writeRefusal: WriteRefusal | null;
  readonly mutedUntil: Date | null;
  /** By the clock of this device, the end of a mute or of the pause that slow mode asks of me; null when there is none. */
  readonly mayWriteAt: Date | null;
  readonly slowModeSeconds: number;
  readonly isArchived: boolean;
  /** The lesson that runs in it, as the database says it; null for none. */
  readonly lesson: unknown;
  /** How many of its messages are pinned. */
  readonly pinCount: number;
}

/** A pinned message, and who pinned it; null when that is not told. */
export interface Pin {
  readonly message: ChatMessage;
  readonly by: Person | null;
}

/** What the head of a chat shows. */
export type ChatHead = Pick<
  ChatSummary,
  'id' | 'collegeId' | 'kind' | 'title' | 'groupNumber' | 'memberCount' | 'peer' | 'picture'
>;

/** How far somebody has read. */
export interface Reader {
  readonly person: Person;
  /** Null for administrators where the college writes: nobody may learn who of them did from who reads it first. */
  readonly readSeq: number | null;
}

export interface ChatMessageJson extends MessageJson, AuthorJson, TalkJson {
  readonly chat_id: string;
}

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const messageOfChat = (json: ChatMessageJson, me: string): ChatMessage => ({
  ...messageOf(json),
  chatId: json.chat_id,
  author: authorOf(json),
  talk: talkOf(json, me),
});

/** What is broadcast in a chat. */
export interface ChatHandlers {
  onMessage?: (message: ChatMessage, lastChange: number) => void;
  onChange?: (message: ChatMessage) => void;
  /** Something was written, without saying what: fetch it. */
  onWritten?: (lastSeq: number, lastChange: number) => void;
  onRead?: (personId: string, seq: number) => void;
  /** Something was broadcast that nobody understands: fetch what there is. */
  onStale?: () => void;
  onTyping?: (personId: string) => void;
  /** A lesson began or ended, or is fuller, as the database says it. */
  onLesson?: (lesson: unknown) => void;
  /** Somebody of the chat has another name now, or was erased. */
  onPersonChanged?: (personId: string) => void;
  /** Its title, its rules or its participants are different: fetch them. */
  onChatChanged?: () => void;
  /** The channel is up, for the first time or again: what was broadcast before may have been missed. */
  onJoined?: () => void;
  /** The channel went down; it comes back by itself. */
  onLost?: () => void;
}

/** What concerns me alone. */
export interface MyChatsHandlers {
  onAdded?: (chatId: string) => void;
  onRemoved?: (chatId: string) => void;
  /** What I may do in a chat is different. */
  onChatChanged?: (chatId: string) => void;
  /** I came into a college or a group, or left it, or my role changed: my chats may be others. */
  onMembership?: () => void;
  /** I have read so far on another device; of administrators the chat itself does not say so. */
  onRead?: (chatId: string, seq: number) => void;
  /** Something was broadcast that nobody understands: fetch what there is. */
  onStale?: () => void;
  onJoined?: () => void;
}

/** What knows broadcasts comes with the socket. */
const broadcasts = () => import('./chat-broadcasts.ts');

/** What the chats ask of the backend to be read; what comes later is asked by `ChatDeedsApi`. Throws AppError only. */
export class ChatApi {
  readonly #backend: Backend;
  readonly #toMessage = (json: ChatMessageJson): ChatMessage => messageOfChat(json, this.myId);

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

  /** Whether the college has removed me; any of them where none is named. */
  async isRemovedFrom(college: string): Promise<boolean> {
    const removed = await unwrap(this.#backend.client.rest.rpc('removed_from'));
    return college ? removed.includes(college) : removed.length > 0;
  }

  async page(
    chat: string,
    { before, after, around, limit }: PageCursor,
    signal: AbortSignal,
  ): Promise<Page<ChatMessage>> {
    if (!uuid.test(chat)) throw new AppError('missing');
    if (typeof around === 'string' && !uuid.test(around)) throw new AppError('missing');
    const call = this.#backend.client.rest.rpc('chat_page', {
      chat,
      before,
      after,
      size: limit,
      ...(typeof around === 'number' && { around }),
      ...(typeof around === 'string' && { around_id: around }),
      ...(around instanceof Date && { around_time: around.toISOString() }),
    });
    return pageOf(await unwrap(call.abortSignal(signal)), this.#toMessage);
  }

  /** What changed in a chat after change `after`. */
  async changes(chat: string, after: number, signal: AbortSignal): Promise<Changes<ChatMessage>> {
    const call = this.#backend.client.rest.rpc('chat_changes', { chat, after });
    return changesOf(await unwrap(call.abortSignal(signal)), this.#toMessage);
  }

  async markRead(chat: string, seq: number): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('mark_read', { chat, seq }));
  }

  /** Subscribes to what happens in a chat. */
  subscribe(chat: string, { onJoined, onLost, ...handlers }: ChatHandlers): () => void {
    return this.#backend.channels.subscribe(`chat:${chat}`, {
      events: async () => (await broadcasts()).ofChat(handlers, this.#toMessage),
      ...(onJoined && { onJoined }),
      ...(onLost && { onLost }),
    });
  }

  subscribeToMine({ onJoined, ...handlers }: MyChatsHandlers): () => void {
    return this.#backend.channels.subscribe(`user:${this.myId}`, {
      events: async () => (await broadcasts()).ofMine(handlers),
      ...(onJoined && { onJoined }),
    });
  }

  /** Broadcasts to those who have the chat open that I am typing. That it does not arrive does no harm and is not reported. */
  async announceTyping(chat: string): Promise<void> {
    await this.#backend.client.rest.rpc('announce_typing', { chat });
  }

  /** Says that I have a page of the college before me. @returns Which other members have. */
  async announcePresence(college: string): Promise<ReadonlySet<string>> {
    return new Set(await unwrap(this.#backend.client.rest.rpc('announce_presence', { college })));
  }

  /** Opens the socket anew at once instead of waiting for the next attempt. */
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
      picture: pictureAddress(this.#backend, row.picture_path),
      isOpen: row.is_open,
      lastSeq: row.last_seq,
      lastChange: row.last_change,
      readSeq: row.read_seq,
      othersReadSeq: row.others_read_seq,
      memberCount: row.member_count,
      canModerate: row.can_moderate,
      editHours: row.edit_hours,
      peer: row.peer as ChatSummary['peer'],
      lastMessage: row.last_message ? this.#toMessage(row.last_message as unknown as ChatMessageJson) : null,
      createdAt: new Date(row.created_at),
      pinCount: row.pin_count,
      description: row.description,
      canManage: row.can_manage,
      writeRefusal: row.write_refusal as WriteRefusal | null,
      mutedUntil: momentOf(row.muted_until),
      mayWriteAt: row.wait_seconds === null ? null : new Date(Date.now() + row.wait_seconds * 1000),
      slowModeSeconds: row.slow_mode_seconds,
      isArchived: row.is_archived,
      lesson: row.lesson,
    }));
  }
}

/** A chat as its conversation store knows it. */
export const chatSource = (api: ChatApi, chat: string): ConversationSource<ChatMessage, ChatSummary> => ({
  summary: () => api.getChat(chat),
  page: (cursor, signal) => api.page(chat, cursor, signal),
  changes: (after, signal) => api.changes(chat, after, signal),
  markRead: (seq) => api.markRead(chat, seq),
  subscribe: ({ onMessage, onChange, onWritten, onRead, onStale, onJoined, onLost, onRemoved }) => {
    const unsubscribes = [
      api.subscribe(chat, {
        onMessage,
        onChange,
        onWritten,
        onRead: (person, seq) => onRead(person === api.myId, seq),
        onStale,
        onJoined,
        onLost,
        onChatChanged: onStale,
      }),
      api.subscribeToMine({
        onChatChanged: (changed) => changed === chat && onStale(),
        onRemoved: (removed) => removed === chat && onRemoved(),
        onRead: (read, seq) => read === chat && onRead(true, seq),
        onStale,
      }),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  },
  subscribeToReturn: (onReturn) =>
    api.subscribeToMine({ onAdded: (added) => added === chat && onReturn(), onMembership: onReturn }),
  reconnect: () => api.reconnect(),
  isOwn: ({ author }) => author.id === api.myId,
});

export const chatApi = (backend: Backend): ChatApi => backend.once('chat-api', () => new ChatApi(backend));
