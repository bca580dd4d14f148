import { type Backend, unwrap } from '../core/backend.ts';
import type { Person } from '../core/names.ts';
import type { AttachedFile } from '../files/file.ts';
import { withProblems } from '../messages/actions/message-problems.ts';
import type { NewPoll } from '../polls/poll-data.ts';
import { type ChatMessage, type ChatMessageJson, messageOfChat, type Pin, type Reader } from './chat-api.ts';

/** Who reacted to a message, with what, and when as the database said it: a `Date` would round where the next page begins. */
export interface Reactor {
  readonly person: Person;
  readonly emoji: string;
  readonly at: string;
}

/** How many participants one request brings. */
const readersPage = 1000;

/**
 * What a person does in a chat, what is pinned there, and who was renamed; its code is fetched with the first of that.
 * Throws AppError only.
 */
export class ChatDeedsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get #myId(): string {
    return this.#backend.userId ?? '';
  }

  /** What is pinned in a chat, the latest first. */
  async pins(chat: string): Promise<Pin[]> {
    const pins = await unwrap(this.#backend.client.rest.rpc('chat_pins', { chat }));
    return (pins as unknown as { message: ChatMessageJson; pinned_by: Person | null }[]).map((pin) => ({
      message: messageOfChat(pin.message, this.#myId),
      by: pin.pinned_by,
    }));
  }

  /** Everybody else in the chat and how far each has read. */
  async readers(chat: string): Promise<Reader[]> {
    const { rest } = this.#backend.client;
    const readers: Reader[] = [];
    for (let after: string | undefined; ; ) {
      const rows = await unwrap(rest.rpc('chat_readers', { chat, size: readersPage, ...(after && { after }) }));
      for (const { person_id: id, surname, name, patronymic, read_seq } of rows)
        readers.push({ person: { id, surname, name, patronymic }, readSeq: read_seq });
      after = rows.at(-1)?.person_id;
      if (rows.length < readersPage) return readers;
    }
  }

  /** What a person is called; null when the account was erased. */
  async personName(person: string): Promise<Person | null> {
    const names = this.#backend.client.rest.from('profiles').select('id, surname, name, patronymic');
    const [known] = await unwrap(names.eq('id', person).limit(1));
    return known ?? null;
  }

  /** Sends a message whose id was made here; a message with this id that has already arrived counts as sent. */
  async send(
    id: string,
    chat: string,
    body: string,
    replyTo?: string,
    attached: readonly AttachedFile[] = [],
    poll?: NewPoll,
  ): Promise<ChatMessage> {
    const files = attached.length > 0 && (await import('../files/sent-file.ts')).sentFiles(attached);
    const beside = {
      ...(replyTo && { reply_to: replyTo }),
      ...(files && { files }),
      ...(poll && { poll: { ...poll, options: [...poll.options] } }),
    };
    return this.#message(unwrap(this.#backend.client.rest.rpc('send_message', { chat, id, body, ...beside })));
  }

  /** Gives a message a reaction of mine, or takes it back. @throws {AppError} with a reason of `MessageProblem`. */
  async react(message: string, emoji: string, given: boolean): Promise<ChatMessage> {
    return this.#message(unwrap(this.#backend.client.rest.rpc('react', { message, emoji, given })));
  }

  /** Pins a message, or takes its pin away. @throws {AppError} with a reason of `MessageProblem`. */
  async pin(message: string, pinned: boolean): Promise<ChatMessage> {
    return this.#message(unwrap(this.#backend.client.rest.rpc('pin_message', { message, pinned })));
  }

  /** Who reacted to a message, the latest first; `before` is the time of the last one that is known. */
  async reactors(message: string, before?: string): Promise<Reactor[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('reactors', { message, ...(before && { before }) }));
    return rows.map(({ emoji, at, ...person }) => ({ person, emoji, at }));
  }

  /** Whom of a chat I may mention whose surname or name begins so; everybody has the id `all`. */
  async candidates(chat: string, search: string): Promise<Person[]> {
    return unwrap(this.#backend.client.rest.rpc('mention_candidates', { chat, search }));
  }

  /**
   * Copies messages of a chat into other chats, each time after a comment of mine if there is one. `ids` are those of the
   * new messages, chat by chat: called again with them it does nothing twice.
   * @throws {AppError} denied when one of the chats cannot be written to; then none has got anything.
   */
  async forward(source: string, messages: string[], chats: string[], comment: string, ids: string[]): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('forward_messages', { source, messages, chats, comment, ids }));
  }

  /** @throws {AppError} with a reason of `MessageProblem`. */
  async edit(message: string, body: string): Promise<ChatMessage> {
    return this.#message(unwrap(this.#backend.client.rest.rpc('edit_message', { message, body })));
  }

  /** @throws {AppError} with a reason of `MessageProblem`. */
  async delete(message: string): Promise<ChatMessage> {
    return this.#message(unwrap(this.#backend.client.rest.rpc('delete_message', { message })));
  }

  /** Deletes a message that may be under way still; null when it has not arrived, and then it never does. */
  async withdraw(chat: string, message: string): Promise<ChatMessage | null> {
    const left = await unwrap(this.#backend.client.rest.rpc('withdraw_message', { chat, message }));
    return left ? messageOfChat(left as unknown as ChatMessageJson, this.#myId) : null;
  }

  async #message(answer: Promise<unknown>): Promise<ChatMessage> {
    return messageOfChat((await withProblems(answer)) as ChatMessageJson, this.#myId);
  }
}

export const chatDeedsApi = (backend: Backend): ChatDeedsApi =>
  backend.once('chat-deeds-api', () => new ChatDeedsApi(backend));
