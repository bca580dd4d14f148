import { type AppError, type AppErrorCode, signedOut, toAppError } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import type { Person } from '../../core/names.ts';
import { locked } from '../../core/storage/locks.ts';
import { Store } from '../../core/store.ts';
import { storable } from '../../core/text.ts';
import type { AttachedFile } from '../../files/file.ts';
import type { NewPoll } from '../../polls/poll-data.ts';
import { type Message, type MessageProblem, messageProblems } from '../conversation.ts';
import type { Quote } from '../talk.ts';
import { type OutboxStorage, openOutboxStorage } from './outbox-storage.ts';

/**
 * What one person has done in conversations on this device and the server has not confirmed. It survives reload, and
 * what the browser will not keep lives as long as the page. Of several tabs one sends at a time. In a conversation
 * the order in which things were done is the order in which they are sent; what the server refuses for good waits for
 * the person with its reason and holds up nobody else. Sending an act twice, after an answer that got lost, does
 * nothing twice. Whose session has ended sends when they have signed in again.
 *
 *     const outbox = new Outbox(name);
 *     outbox.register('chat', {
 *       send: (chat, id, body, files) => api.send(id, chat, body, files),
 *       edit: (id, body) => api.edit(id, body),
 *       delete: (id) => api.delete(id),
 *       withdraw: (chat, id) => api.withdraw(chat, id),
 *     });
 *     await outbox.send('chat:42', 'Здравствуйте'); // kept, not yet sent
 *     await outbox.edit('chat:42', id, 'Добрый день');
 *
 * A conversation is named `kind:id`. What was done in conversations of a kind that nobody has registered waits for a
 * page that does.
 *
 * Of a message there is one item, and one more of each reaction of mine, of its pin and of my vote in its poll: what is
 * done with it later is folded into the item, also while that is being sent, and no act overtakes an earlier one. When an answer comes for what is no longer wanted, the item goes on as what is
 * still missing: a message that has arrived with an older text becomes an edit, one that was given up a deletion.
 *
 * A message with files is sent when they are uploaded, which holds up what was written after it in its conversation and
 * nothing else.
 */

/** Something done with a message. */
export interface OutboxAct {
  readonly kind: 'send' | 'edit' | 'delete' | 'react' | 'pin' | 'vote';
  /** A text; of a reaction its emoji, of a vote the id of the poll; empty in a deletion and a pin. */
  readonly body: string;
  /** Of a message that is sent: what it answers. */
  readonly reply?: Quote | undefined;
  /** Of a message that is sent: its poll, of which the text is the question. */
  readonly poll?: NewPoll | undefined;
  /** Of a text: whom it names. */
  readonly mentions?: readonly Person[] | undefined;
  /** Of a reaction and a pin: whether it is given or taken away. */
  readonly given?: boolean;
  /** Of a vote: the numbers of all options that are chosen. */
  readonly options?: readonly number[];
  /** Of what is sent. */
  readonly files?: readonly AttachedFile[];
}

/** Reactions, pins and votes: what is done with a message beside its text, each with an item of its own. */
export type Mark = Pick<OutboxAct, 'body'> &
  (
    | { readonly kind: 'react' | 'pin'; readonly given: boolean }
    | { readonly kind: 'vote'; readonly options: readonly number[] }
  );

/** What goes with the text of a message that is sent. */
export type Beside = Pick<OutboxAct, 'reply' | 'mentions' | 'files' | 'poll'>;

/** An act that is not known to have arrived. */
export interface OutboxItem {
  /** Id of the message; of a mark with what it is before it. */
  readonly id: string;
  /** Id of the message. */
  readonly message: string;
  /** `kind:id` */
  readonly conversation: string;
  readonly act: OutboxAct;
  /** When it was done, milliseconds since 1970. */
  readonly writtenAt: number;
  /** `pending` goes by itself; `failed` waits for a person, for trying again by itself would not help. */
  readonly status: 'pending' | 'failed';
  /** Why the last attempt failed; null before one has. */
  readonly problem: AppErrorCode | null;
  /** The reason that the error gave beside its code; null where it gave none. */
  readonly reason: MessageProblem | null;
  /**
   * Of a message that is not known to have arrived: null when it cannot have. Else an attempt may have brought it
   * there, with the text that it has here or with another.
   */
  readonly attempted: 'same' | 'other' | null;
  /** Storage has its files. */
  readonly uploaded?: boolean;
}

/** How the acts of a kind of conversation are sent. Each answers with the message as it is then. Throws AppError, with a MessageProblem as `reason`. */
export interface OutboxTransport {
  readonly send: (
    conversation: string,
    id: string,
    body: string,
    replyTo?: string,
    files?: readonly AttachedFile[],
    poll?: NewPoll,
  ) => Promise<Message>;
  readonly edit?: (id: string, body: string) => Promise<Message>;
  readonly delete?: (id: string) => Promise<Message>;
  readonly react?: (id: string, emoji: string, given: boolean) => Promise<Message>;
  readonly pin?: (id: string, given: boolean) => Promise<Message>;
  /** Changes the poll alone, no message. */
  readonly vote?: (conversation: string, poll: string, options: readonly number[]) => Promise<void>;
  /** Resolves when Storage has all files; called again after it has failed, and when Storage has lost one. */
  readonly upload?: (conversation: string, files: readonly AttachedFile[]) => Promise<void>;
  /** The files are not needed on this device any longer: the message has arrived, or was given up. */
  readonly release?: (files: readonly AttachedFile[]) => void;
  /** Deletes a message that may be under way still; null when it has not arrived, and then it never does. */
  readonly withdraw?: (conversation: string, id: string) => Promise<Message | null>;
}

/** Called when an act has arrived, from whichever tab it was sent. */
export type SentHandler = (conversation: string, message: Message, kind: OutboxAct['kind']) => void;

interface OutboxState {
  /** Of all conversations, in the order in which they were done. */
  readonly items: readonly OutboxItem[];
}

/** What becomes of the item of a message; undefined is none. */
type Fold = (present: OutboxItem | undefined) => OutboxItem | undefined;

/** First and longest pause between two attempts, in milliseconds. */
const pauses = { first: 1000, longest: 30_000 };

/** Errors that a person has to decide about. */
const final = new Set<AppErrorCode>(['denied', 'invalid', 'missing', 'conflict']);
/** What several messages that were written offline meet where they are slowed down: it ends by itself. */
const slowed = 'slow_mode';
const isFinal = ({ code, reason }: AppError): boolean => final.has(code) && reason !== signedOut && reason !== slowed;

const untried = { status: 'pending', problem: null, reason: null } as const;

const isSame = (one: OutboxAct, other: OutboxAct): boolean =>
  one.kind === other.kind &&
  one.body === other.body &&
  one.given === other.given &&
  String(one.options) === String(other.options) &&
  one.reply?.id === other.reply?.id;

/** The conversation without its kind. */
const conversationId = ({ conversation }: OutboxItem): string => conversation.slice(conversation.indexOf(':') + 1);

/** A storage that cannot be read now is tried again like a server that cannot be reached; so is a mistake of ours, aloud. */
function notNow(thrown: unknown): false {
  if (!(thrown instanceof DOMException)) reportError(thrown);
  return false;
}

/** Null where tabs cannot speak to each other, as in Firefox where a person lets no site keep anything. */
function channelOf(name: string): BroadcastChannel | null {
  if (typeof BroadcastChannel !== 'function') return null;
  try {
    return new BroadcastChannel(name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}

/** An item whose sending begins. */
const begin: Fold = (present) =>
  present?.act.kind === 'send' && present.status === 'pending' && !present.attempted
    ? { ...present, attempted: 'same' }
    : present;

/** What is left of an item when `sent`, as it was then, has been answered. */
function settle(present: OutboxItem | undefined, sent: OutboxItem, message: Message | null): OutboxItem | undefined {
  if (!present) return undefined;
  const { act, attempted } = present;
  if (act.kind === 'send') {
    // Another text there can also be a later edit from another device, when none was made here.
    if (attempted !== 'other' || act.body === message?.body) return undefined;
    return { ...present, act: { kind: 'edit', body: act.body, mentions: act.mentions }, attempted: null };
  }
  return isSame(act, sent.act) ? undefined : { ...present, attempted: null };
}

/** What is left of an item when `sent`, as it was then, has failed. */
function fail(present: OutboxItem | undefined, sent: OutboxItem, thrown: unknown): OutboxItem | undefined {
  if (!present) return undefined;
  const error = toAppError(thrown);
  if (error.reason === signedOut) return present;
  const { code } = error;
  const reason = messageProblems.find((each) => each === error.reason) ?? null;
  const failed = { ...present, status: isFinal(error) ? 'failed' : 'pending', problem: code, reason } as const;
  const isKnown = present.status === failed.status && present.problem === code && present.reason === reason;
  if (!isFinal(error)) return isKnown ? present : failed;
  // The server looks first whether the message is there: who is refused has sent none.
  const { kind } = sent.act;
  const isAbsent = kind === 'send' || (code === 'missing' && (kind === 'delete' || sent.attempted !== null));
  if (isAbsent && present.act.kind === 'delete') return undefined;
  const attempted = isAbsent ? null : present.attempted;
  return isSame(present.act, sent.act) ? { ...failed, attempted } : { ...present, attempted };
}

type TabMessage =
  | { readonly type: 'changed' }
  | { readonly type: 'sent'; readonly sent: OutboxItem; readonly message: Message };

export class Outbox extends Store<OutboxState> {
  readonly #name: string;
  readonly #storage: Promise<OutboxStorage>;
  readonly #transports = new Map<string, OutboxTransport>();
  readonly #sentHandlers = new Set<SentHandler>();
  readonly #tabs: BroadcastChannel | null;
  #flushing: Promise<void> | null = null;
  #again = false;
  #pause = pauses.first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = false;
  /** Messages whose files this page is uploading. */
  readonly #uploading = new Set<string>();
  /** Messages written on this page, and those of them that it has tried to send; whoever else finds them kept counts all as tried. */
  readonly #written = new Set<string>();
  readonly #tried = new Set<string>();
  /** What the storage has, as far as is known, and how often that has changed here: a reading from before is stale. */
  #kept: readonly OutboxItem[] = [];
  #version = 0;
  /** No other tab has sent anything, nor said that it has changed something, since that was read. */
  #isCurrent = false;
  /** Settles when the message that was written last is kept: none is sent before. */
  #keeping: Promise<unknown> = Promise.resolve();
  /** Shown already, not yet stored, by message; undefined is taken out. */
  readonly #writing = new Map<string, { readonly item: OutboxItem | undefined }>();

  /** `name` is the same in every tab of the person. */
  constructor(name: string, storage: Promise<OutboxStorage> = openOutboxStorage(name)) {
    super({ items: [] });
    this.#name = name;
    this.#storage = storage;
    this.#tabs = channelOf(name);
  }

  /** Says how the acts of a kind of conversation are sent; the first one to say it is the one that does. */
  register(kind: string, transport: OutboxTransport): void {
    if (this.#transports.has(kind)) return;
    this.#transports.set(kind, transport);
    this.flush();
  }

  /** Calls `handler` for every act that has arrived, until the returned function is called. */
  onSent(handler: SentHandler): () => void {
    this.#sentHandlers.add(handler);
    return () => this.#sentHandlers.delete(handler);
  }

  /** Keeps a message and sends it as soon as it can. Resolves when it is kept, not when it has arrived. */
  async send(conversation: string, body: string, { files = [], ...beside }: Beside = {}): Promise<void> {
    const id = newId();
    this.#written.add(id);
    const act = { kind: 'send', body: storable(body), ...beside, ...(files.length > 0 && { files }) } as const;
    const item = this.#item(conversation, id, act);
    const keeping = this.#showing(item.id, item, async () => {
      this.#kept = await (await this.#storage).add(item);
      this.#version += 1;
      this.#isCurrent = true;
    });
    this.#keeping = Promise.allSettled([keeping]);
    // Meanwhile it is settled which tab sends.
    this.flush();
    await keeping;
  }

  /** Keeps a reaction, a pin or a vote, or that it is taken away, and sends it as soon as it can. Resolves when that is kept. */
  async mark(conversation: string, message: string, act: Mark): Promise<void> {
    const id = `${act.kind}${act.body} ${message}`;
    await this.#fold(id, () => ({ ...this.#item(conversation, message, act), id }));
    this.flush();
  }

  /** Sends a message whose answered one was deleted as one that answers nothing. */
  async sendWithoutReply(id: string): Promise<void> {
    await this.#fold(id, (present) => present && { ...present, ...untried, act: { ...present.act, reply: undefined } });
    this.flush();
  }

  /**
   * Keeps another text of a message, sent or not, and sends it as soon as it can.
   * @returns when that is kept, whether it is: not when the message is being deleted, as by another tab.
   */
  async edit(conversation: string, id: string, text: string, mentions?: readonly Person[]): Promise<boolean> {
    const body = storable(text);
    const kept = await this.#fold(id, (present) => {
      if (present?.act.kind === 'delete') return present;
      const edit = this.#item(conversation, id, { kind: 'edit', body, mentions });
      if (present?.act.kind !== 'send') return edit;
      const before = this.#attempted(present);
      const attempted = before && (present.act.body === body ? before : 'other');
      return { ...present, ...untried, act: { ...present.act, body, mentions }, attempted };
    });
    this.flush();
    return kept?.act.kind !== 'delete';
  }

  /** Takes a message back that cannot have arrived; deletes any other as soon as it can. Resolves when that is kept. */
  async delete(conversation: string, id: string): Promise<void> {
    await this.#fold(id, (present) => {
      const attempted = present ? this.#attempted(present) : null;
      if (present?.act.kind === 'send' && !attempted) return undefined;
      return { ...this.#item(conversation, id, { kind: 'delete', body: '' }), attempted };
    });
    this.flush();
  }

  /** Sends again at once what a person has decided to send after all. */
  async retry(id: string): Promise<void> {
    await this.#fold(id, (present) => present && { ...present, ...untried, uploaded: false });
    this.flush();
  }

  /** Gives an act up. */
  async discard(id: string): Promise<void> {
    await this.#fold(id, () => undefined);
  }

  /** Sends what is pending, now. */
  flush = (): void => {
    clearTimeout(this.#timer);
    if (!this.#watched) return;
    if (this.#flushing) {
      this.#again = true;
      return;
    }
    const sending = this.#alone(() => this.#sendAll()).catch(notNow);
    this.#flushing = sending.then((done) => {
      this.#flushing = null;
      if (done) this.#pause = pauses.first;
      else if (this.#watched) this.#later();
      if (this.#again) {
        this.#again = false;
        this.flush();
      }
    });
  };

  protected start(): () => void {
    const onVisible = () => {
      if (document.visibilityState === 'visible') this.flush();
    };
    this.#watched = true;
    this.#isCurrent = false;
    if (this.#tabs) this.#tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#onTabMessage(data);
    addEventListener('online', this.flush);
    document.addEventListener('visibilitychange', onVisible);
    void this.#read().then(this.flush);
    return () => {
      this.#watched = false;
      clearTimeout(this.#timer);
      if (this.#tabs) this.#tabs.onmessage = null;
      removeEventListener('online', this.flush);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }

  #attempted({ id, act, attempted }: OutboxItem): OutboxItem['attempted'] {
    const isUntried = this.#written.has(id) && !this.#tried.has(id);
    return attempted ?? (act.kind !== 'send' || isUntried ? null : 'same');
  }

  #item(conversation: string, id: string, act: OutboxAct): OutboxItem {
    return { id, message: id, conversation, act, writtenAt: Date.now(), ...untried, attempted: null };
  }

  async #read(): Promise<void> {
    const storage = await this.#storage;
    for (;;) {
      const version = this.#version;
      const kept = await storage.all();
      if (version !== this.#version) continue;
      this.#kept = kept;
      this.#show();
      return;
    }
  }

  /** Shows at once what becomes of an item, and stores it. @returns the item that is stored. */
  #fold(id: string, how: Fold): Promise<OutboxItem | undefined> {
    const item = how(this.state.items.find((item) => item.id === id));
    return this.#showing(id, item, () => this.#store(id, how));
  }

  /** Shows what becomes of an item while it is stored. */
  async #showing<T>(id: string, item: OutboxItem | undefined, store: () => Promise<T>): Promise<T> {
    const shown = { item };
    this.#writing.set(id, shown);
    this.#show();
    try {
      return await store();
    } finally {
      if (this.#writing.get(id) === shown) this.#writing.delete(id);
      this.#show();
      this.#publish({ type: 'changed' });
    }
  }

  /** Lets an item be another one; what is stored decides what it was. */
  async #store(id: string, how: Fold): Promise<OutboxItem | undefined> {
    const item = await (await this.#storage).change(id, how);
    this.#keep(id, item);
    return item;
  }

  #keep(id: string, item: OutboxItem | undefined): void {
    this.#version += 1;
    const before = this.#kept.find((kept) => kept.id === id);
    if (before?.act.files && !item?.act.files) this.#transportOf(before)?.release?.(before.act.files);
    const isKept = this.#kept.some((kept) => kept.id === id);
    const others = this.#kept.flatMap((kept) => (kept.id === id ? (item ?? []) : kept));
    this.#kept = item && !isKept ? [...others, item] : others;
  }

  #show(): void {
    const ids = new Set(this.#kept.map(({ id }) => id));
    const kept = this.#kept.map((item) => (this.#writing.has(item.id) ? this.#writing.get(item.id)?.item : item));
    const added = [...this.#writing].map(([id, { item }]) => (ids.has(id) ? undefined : item));
    this.set({ items: [...kept, ...added].filter((item) => item !== undefined) });
  }

  /** Runs `work` in one tab at a time. */
  async #alone(work: () => Promise<boolean>): Promise<boolean> {
    const done = await locked(this.#name, (isHeld) => (isHeld ? work() : null), { ifAvailable: true });
    return (
      done ??
      locked(this.#name, async () => {
        await this.#keeping;
        // Another tab has sent, perhaps what was written here.
        this.#isCurrent = false;
        return work();
      })
    );
  }

  /** Sends what is pending, each conversation in its order; false when some of it has to wait for better times. */
  async #sendAll(): Promise<boolean> {
    const storage = await this.#storage;
    const waiting = new Set<string>();
    for (;;) {
      // What was asked for until now is seen by this reading.
      this.#again = false;
      await this.#keeping;
      const isKnown = this.#isCurrent;
      const next = this.#next(isKnown ? this.#kept : await storage.all(), waiting);
      // Nobody watches it now: the person may have signed out, and would only be refused.
      if (!next || !this.#watched) {
        this.#isCurrent = false;
        return waiting.size === 0;
      }
      const sent = isKnown && this.#isUntouched(next) ? next : await this.#store(next.id, begin);
      const send = sent && this.#sending(sent);
      // Given up or folded since it was read.
      if (!send) continue;
      this.#tried.add(sent.id);
      try {
        const message = await send();
        const rest = await storage.change(sent.id, (present) => settle(present, sent, message));
        if (message) this.#arrived(sent, message);
        this.#keep(sent.id, rest);
        this.#show();
        this.#publish(message ? { type: 'sent', sent, message } : { type: 'changed' });
      } catch (thrown) {
        const error = toAppError(thrown);
        this.#isCurrent = false;
        let isNews = false;
        const rest = await this.#store(sent.id, (present) => {
          // The server has refused to take it.
          if (sent.act.kind === 'send' && isFinal(error)) this.#tried.delete(sent.id);
          const left = fail(present, sent, thrown);
          isNews = left !== present;
          return left;
        });
        if (isNews) {
          this.#show();
          this.#publish({ type: 'changed' });
        }
        if (error.code === 'offline' || error.reason === signedOut) return false;
        if (rest && !isFinal(error)) waiting.add(sent.conversation);
      }
    }
  }

  /** The first item that may be sent. */
  #next(items: readonly OutboxItem[], waiting: ReadonlySet<string>): OutboxItem | undefined {
    const held = new Set(waiting);
    return items.find((item) => {
      if (held.has(item.conversation)) return false;
      // What was written after it waits too, unless it waits for the person itself.
      if (item.status === 'pending' && this.#lacksFiles(item)) {
        held.add(item.conversation);
        this.#upload(item);
        return false;
      }
      return this.#sending(item) !== null;
    });
  }

  /** Nobody has had to do with it since it was written here: what is kept of it need not say that it is being sent. */
  #isUntouched({ id, attempted }: OutboxItem): boolean {
    return this.#written.has(id) && !this.#tried.has(id) && !attempted && !this.#writing.has(id);
  }

  #lacksFiles({ act, uploaded }: OutboxItem): boolean {
    return act.kind === 'send' && act.files !== undefined && !uploaded;
  }

  /** Uploads the files of a message, in one tab at a time; then it can be sent. */
  #upload({ id }: OutboxItem): void {
    if (this.#uploading.has(id)) return;
    this.#uploading.add(id);
    const work = async () => {
      const item = (await (await this.#storage).all()).find((each) => each.id === id);
      const { upload } = (item && this.#transportOf(item)) ?? {};
      if (!item?.act.files || !upload || item.status === 'failed' || !this.#lacksFiles(item)) return true;
      let rest: OutboxItem | undefined;
      try {
        await upload(conversationId(item), item.act.files);
        rest = await this.#store(id, (present) => present && { ...present, uploaded: true });
      } catch (thrown) {
        rest = await this.#store(id, (present) => fail(present, item, thrown));
      }
      this.#show();
      this.#publish({ type: 'changed' });
      return !rest || rest.status === 'failed' || !this.#lacksFiles(rest);
    };
    void locked(`${this.#name}:${id}`, work)
      .catch(notNow)
      .then((done) => {
        this.#uploading.delete(id);
        if (done) this.flush();
        else if (this.#watched) this.#later();
      });
  }

  /** How an item is sent; null when it cannot be now. */
  #sending(item: OutboxItem): (() => Promise<Message | null>) | null {
    const { message: id, act, attempted, status } = item;
    const { send, edit, delete: remove, withdraw, react, pin, vote } = this.#transportOf(item) ?? {};
    if (status === 'failed') return null;
    if (act.kind === 'delete' && attempted) return withdraw ? () => withdraw(conversationId(item), id) : null;
    if (act.kind === 'delete') return remove ? () => remove(id) : null;
    if (act.kind === 'edit') return edit ? () => edit(id, act.body) : null;
    if (act.kind === 'react') return react ? () => react(id, act.body, act.given ?? false) : null;
    if (act.kind === 'vote') {
      return vote ? () => vote(conversationId(item), act.body, act.options ?? []).then(() => null) : null;
    }
    if (act.kind === 'pin') return pin ? () => pin(id, act.given ?? false) : null;
    return send ? () => send(conversationId(item), id, act.body, act.reply?.id, act.files, act.poll) : null;
  }

  #transportOf({ conversation }: OutboxItem): OutboxTransport | undefined {
    return this.#transports.get(conversation.slice(0, conversation.indexOf(':')));
  }

  /** Who shows the message learns of it before it leaves the list, so that it is never gone for a moment. */
  #arrived({ conversation, act }: OutboxItem, message: Message): void {
    for (const handler of [...this.#sentHandlers]) handler(conversation, message, act.kind);
  }

  #later(): void {
    this.#timer = setTimeout(this.flush, this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, pauses.longest);
  }

  #publish(message: TabMessage): void {
    this.#tabs?.postMessage(message);
  }

  #onTabMessage(message: TabMessage): void {
    this.#isCurrent = false;
    if (message.type === 'sent') this.#arrived(message.sent, message.message);
    const known = message.type === 'sent' ? this.#followSent(message.sent, message.message) : Promise.resolve();
    void known
      .catch(notNow)
      .then(() => this.#read())
      .then(this.flush);
  }

  /** Of an edit that only this page has, as where the disk is full, the tab that has sent the message knew nothing. */
  async #followSent(sent: OutboxItem, message: Message): Promise<void> {
    const storage = await this.#storage;
    await storage.change(sent.id, (present) =>
      present?.act.kind === 'send' ? settle({ ...present, attempted: 'other' }, sent, message) : present,
    );
  }
}
