import type { ReactiveController } from 'lit';
import { readNote, writeNote } from '../../core/drafts/draft-notes.ts';
import { addToDraft, editedPlace, onDraft, readDraft, writeDraft } from '../../core/drafts/drafts.ts';
import type { Person } from '../../core/names.ts';
import type { MessageActionsStrings } from '../../locales/ru/messages/message-actions.ts';
import type { Message } from '../conversation.ts';
import type { OutboxAct } from '../outbox/outbox.ts';
import type { Quote } from '../talk.ts';
import { withIds, withNames } from '../text/mention-text.ts';
import { EditingEvent } from './action-events.ts';
import type { Found } from './found-message.ts';
import type { MessageActions } from './message-actions.ts';

/** What is being edited. */
export interface Editing {
  readonly id: string;
  /** The text that it had then. */
  readonly before: string;
}

/** What it asks of the messages around it. */
interface BegunRules<M extends Message> {
  readonly find: (id: string) => Found<M> | undefined;
  readonly canEdit: (found: Found<M>) => boolean;
  readonly mentionsOf: (found: Found<M>) => readonly Person[];
  /** Says what the person has to know of what they did last. */
  readonly remark: (note: string) => void;
  readonly tooLate: () => string;
  readonly words: () => Pick<MessageActionsStrings, 'lost' | 'replyGone'>;
}

/**
 * What is begun in the composer beside the next text: a text that is to replace a message, and the quote of the one that is
 * answered. Both are drafts like any, and go on after a reload and in another tab.
 *
 *     readonly #begun = new BegunWriting(this, rules);
 *     await this.#begun.edit(id);
 *     this.#begun.editing?.id;
 */
export class BegunWriting<M extends Message> implements ReactiveController {
  readonly #host: MessageActions<M>;
  readonly #rules: BegunRules<M>;
  #editing: Editing | null = null;
  #reply: Quote | null = null;
  /** The message being edited was still pending when last seen, so when it disappears it was withdrawn. */
  #wasPending = false;
  /** What was begun when that was last looked at, as it is kept. */
  #resumed = '';
  #unsubscribe = () => {};

  constructor(host: MessageActions<M>, rules: BegunRules<M>) {
    this.#host = host;
    this.#rules = rules;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unsubscribe = onDraft(() => this.#followDraft());
    this.#followDraft();
  }

  hostDisconnected(): void {
    this.#unsubscribe();
  }

  get editing(): Editing | null {
    return this.#editing;
  }

  /** What is being answered. */
  get reply(): Quote | null {
    return this.#reply;
  }

  /** Before each drawing: what is edited or answered may be deleted meanwhile; the text stays. */
  follow(): void {
    if (this.#editing) this.#followEdited(this.#editing);
    if (!this.#reply || !this.#rules.find(this.#reply.id)?.deletedAt) return;
    this.endReply();
    this.#rules.remark(this.#rules.words().replyGone);
  }

  /** Takes up what was begun, perhaps before a reload or in another tab. */
  resume(): void {
    this.#resumed = this.#begun;
    const [id = '', ...before] = this.#resumed.split('\n');
    this.#wasPending = false;
    this.#editing = id ? { id, before: before.join('\n') } : null;
    this.#resumeReply();
    this.#host.requestUpdate();
    this.#host.dispatchEvent(new EditingEvent(id && this.#textPlace(id)));
  }

  /** Answers a message: what is written next goes out with its quote. */
  async answer(id: string): Promise<void> {
    const { person, place, talk } = this.#host;
    const { message } = this.#rules.find(id) ?? {};
    if (!message || !talk) return;
    // The text that was to replace a message is there when it is edited again.
    if (this.#editing) this.end({ discard: false });
    writeNote(person, place, 'reply', talk.quoteOf(message));
    this.#rules.remark('');
    this.#resumeReply();
    await this.#focus();
  }

  /** The next message answers nothing. */
  endReply(): void {
    writeNote(this.#host.person, this.#host.place, 'reply', null);
    this.answered();
  }

  /** The answer has been sent. */
  answered(): void {
    this.#reply = null;
    this.#host.requestUpdate();
  }

  async edit(id: string): Promise<void> {
    const found = this.#rules.find(id);
    if (!found || !this.#rules.canEdit(found)) {
      // The time was up while the menu was open.
      this.#rules.remark(this.#rules.tooLate());
      return;
    }
    const { person, place } = this.#host;
    const text = this.#textPlace(id);
    const mentions = this.#rules.mentionsOf(found);
    writeDraft(person, text, readDraft(person, text) || withNames(found.body, mentions));
    writeNote(person, text, 'mentions', mentions);
    writeDraft(person, editedPlace(place), `${id}\n${found.body}`);
    this.#rules.remark('');
    await this.#focus();
  }

  /** Whether a text is that of the message that it is to replace. */
  isSame(text: string): boolean {
    const { before, id } = this.#editing ?? { before: '', id: '' };
    return this.#written(text).body === (this.#rules.find(id)?.body ?? before);
  }

  async save(text: string): Promise<void> {
    const editing = this.#editing;
    if (!editing) return;
    const { body, mentions } = this.#written(text);
    const isKept = await this.#host.store.edit(editing.id, body, mentions);
    if (this.#editing?.id !== editing.id) return;
    if (isKept) this.end({ discard: false });
    else this.#lose(editing, text);
  }

  /** Editing is over. Of a text that was saved the composer knows what is left. */
  end({ discard }: { discard: boolean }): void {
    const { person, place } = this.#host;
    const editing = this.#editing;
    if (!editing) return;
    // Another tab that finds the text gone must know already that nothing is edited any more.
    writeDraft(person, editedPlace(place), '');
    if (discard) writeDraft(person, this.#textPlace(editing.id), '');
    writeNote(person, this.#textPlace(editing.id), 'mentions', null);
  }

  /** Gives a text that was refused back to the composer. */
  restore(id: string, { body, mentions = [] }: OutboxAct): void {
    const { composer, person, place, store } = this.#host;
    writeNote(person, place, 'mentions', [...(readNote<Person[]>(person, place, 'mentions') ?? []), ...mentions]);
    addToDraft(person, place, withNames(body, mentions));
    void store.discard(id);
    composer?.focus();
  }

  async #focus(): Promise<void> {
    await this.#host.composer?.updateComplete;
    this.#host.composer?.focus();
  }

  #resumeReply(): void {
    const { person, place, talk } = this.#host;
    const reply = talk ? readNote<Quote>(person, place, 'reply') : null;
    if (reply?.id === this.#reply?.id) return;
    this.#reply = reply;
    this.#host.requestUpdate();
  }

  /** The text that is to replace a message, with ids of those whom it names. */
  #written(text: string): ReturnType<typeof withIds> {
    const place = this.#textPlace(this.#editing?.id ?? '');
    return withIds(text, readNote<Person[]>(this.#host.person, place, 'mentions') ?? []);
  }

  /** Where the text is kept that is to replace a message. */
  #textPlace(id: string): string {
    return `${editedPlace(this.#host.place)}:${id}`;
  }

  get #begun(): string {
    return readDraft(this.#host.person, editedPlace(this.#host.place));
  }

  #followDraft(): void {
    const { person, place } = this.#host;
    if (this.#begun !== this.#resumed) this.resume();
    else if (readNote<Quote>(person, place, 'reply')?.id !== this.#reply?.id) this.#resumeReply();
  }

  /** What is edited may be deleted by somebody, or from another device. */
  #followEdited(editing: Editing): void {
    const found = this.#rules.find(editing.id);
    const isGone = found ? found.deletedAt !== null : this.#wasPending;
    this.#wasPending = found?.message === null;
    if (isGone) this.#lose(editing, readDraft(this.#host.person, this.#textPlace(editing.id)));
  }

  /** The message is gone; the text stays. In another tab that may be done already. */
  #lose(editing: Editing, text: string): void {
    if (this.#begun === this.#resumed) {
      this.end({ discard: true });
      addToDraft(this.#host.person, this.#host.place, text || editing.before);
    } else this.resume();
    this.#rules.remark(this.#rules.words().lost);
  }
}
