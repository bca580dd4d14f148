import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { serverTime } from '../../core/dates.ts';
import type { AppErrorCode } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { isBlank } from '../../core/text.ts';
import { base } from '../../element/base.styles.ts';
import { copyText } from '../../element/clipboard.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import { type MessageActionsStrings, messageActionsTexts } from '../../locales/ru/messages/message-actions.ts';
import { type MessagesStrings, messagesTexts } from '../../locales/ru/messages/messages.ts';
import { ringStyles } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import type { ComposedEvent, Composer } from '../composer/composer.ts';
import type { ConversationSummary, Message, MessageProblem } from '../conversation.ts';
import type { ConversationState, ConversationStore } from '../conversation-store.ts';
import type { EmojiEvent } from '../emoji/emoji-picker.ts';
import { inWords } from '../file-words.ts';
import type { Fault, MenuLabels } from '../history/bubble.ts';
import type { History } from '../history/history.ts';
import type { Writer } from '../history/rows.ts';
import type { OutboxAct, OutboxItem } from '../outbox/outbox.ts';
import type { Quote } from '../talk.ts';
import { withNames } from '../text/mention-text.ts';
import { plainText } from '../text/plain-text.ts';
import { ForwardEvent, type MessageRules, type TalkActions } from './action-events.ts';
import { BegunWriting, type Editing } from './begun-writing.ts';
import { type Found, foundIn } from './found-message.ts';
import { line } from './line.ts';
import { copyStyles, styles } from './message-actions.styles.ts';
import { itemsOf } from './message-items.ts';
import './message-menu.ts';
import { messageMenuStyles } from './message-menu.styles.ts';
import type { MenuContent, MessageMenu } from './message-menu.ts';
import { talkSigns } from './talk-signs.ts';

/**
 * What one can do with the messages of a history: their menu, the text that replaces one, the question before a
 * deletion, and what is said of a change that was refused. It stands above the composer, which it makes the place of
 * that text: a draft of its own, so that what stood there before comes back. Fetched when it is first needed.
 *
 *     html`<sferum-message-actions
 *       .store=${store} .shown=${store.state} .rules=${summary} .writer=${writer}
 *       .person=${me} .place=${chat} .composer=${composer} .history=${history}
 *       @editing=${({ place }) => { this.editing = place; }}
 *     ></sferum-message-actions>`
 *
 * @fires {EditingEvent} editing - The composer writes another draft.
 * @fires {ReadersEvent} readers - Who has read a message is asked for.
 * @fires {ForwardEvent} forward - A message is to be forwarded.
 * @fires {ReactorsEvent} reactors - Who reacted to a message is asked for.
 * @fires {ReportEvent} report - A message is to be reported.
 */
export class MessageActions<M extends Message = Message> extends SferumElement<{
  actions: MessageActionsStrings;
  messages: MessagesStrings;
}> {
  static override styles = [base, noticeStyles, ringStyles, styles];
  protected readonly texts = { actions: messageActionsTexts, messages: messagesTexts };

  @property({ attribute: false }) store!: ConversationStore<M, ConversationSummary>;
  /** The state that is drawn; the store tells when it changes. */
  @property({ attribute: false }) shown!: ConversationState<M, ConversationSummary>;
  @property({ attribute: false }) rules!: MessageRules;
  /** Who wrote a message; null is one's own that has not arrived. */
  @property({ attribute: false }) writer!: (message: M | null) => Writer;
  /** What is offered to learn who has read a message; empty when nothing. */
  @property({ attribute: false }) readers = '';
  /** Whose drafts, and of what. */
  @property({ attribute: false }) person = '';
  @property({ attribute: false }) place = '';
  /** What else can be done with messages; null where they carry a text alone. */
  @property({ attribute: false }) talk: TalkActions<M> | null = null;
  /** Does what needs code that is still to be fetched, and says when it cannot be. @returns whether it was done. */
  @property({ attribute: false }) reach!: (deed: () => Promise<unknown>) => Promise<boolean>;
  @property({ attribute: false }) composer: Composer | null = null;
  @property({ attribute: false }) history: History | null = null;

  /** Messages that are about to be deleted. */
  @state() private deleting: { readonly ids: readonly string[]; readonly isSent: boolean } | null = null;
  /** The message with which several are begun to be selected; empty when none are. */
  @state() private selecting = '';
  /** What the person has to know of what they did last. */
  @state() private note = '';
  @query('sferum-message-menu') private menu!: MessageMenu;
  @query('sferum-toast') private toast!: Toast;

  readonly #begun: BegunWriting<M> = new BegunWriting<M>(this, {
    find: (id) => this.#find(id),
    canEdit: (found) => this.#canEdit(found),
    mentionsOf: (found) => this.#mentionsOf(found),
    remark: (note) => {
      this.note = note;
    },
    tooLate: () => this.#tooLate(),
    words: () => this.strings.actions,
  });

  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await this.renderRoot.querySelector('sferum-message-menu')?.updateComplete;
    return isDone;
  }

  /** What the history calls the menus that are here. */
  get labels(): MenuLabels {
    const { keys, title } = this.strings.actions;
    return { more: title, keys };
  }

  /** Edits the person's last message that can be. */
  editLast(): void {
    const last = foundIn(this.shown, this.store).find((found) => this.#canEdit(found));
    if (last) void this.#begun.edit(last.id);
  }

  /** Saves the text that is to replace a message. */
  save(event: ComposedEvent): void {
    const { editing } = this.#begun;
    if (!editing) return;
    const { text } = event;
    const found = this.#find(editing.id);
    if (isBlank(text)) this.deleting = { ids: [editing.id], isSent: !found || found.message !== null };
    else if (this.#begun.isSame(text)) this.#begun.end({ discard: true });
    else event.take(this.#begun.save(text));
  }

  /** Discards the text that was to replace a message. */
  cancel(): void {
    this.#begun.end({ discard: true });
    this.composer?.focus();
  }

  /** What was written has been sent: remarks on it and its quote are over. */
  sent(): void {
    this.note = '';
    this.#begun.answered();
  }

  /** Says that something has been done. */
  announce(what: 'forwarded' | 'forwardedSome'): void {
    this.selecting = '';
    this.toast.show({ text: this.strings.actions[what] });
  }

  /** The explanation of a refused change, with what can be done about it. */
  refusal({ id, act, problem, reason }: OutboxItem): Fault {
    const { actions } = this.strings;
    const { notDeleted, notEdited, restore, retry, understood } = actions;
    const isDeletion = act.kind === 'delete';
    const why = this.#why(reason, problem, act.kind);
    const helps = reason === 'closed' || problem === 'denied';
    return {
      text: `${isDeletion ? notDeleted : notEdited} ${why}`,
      actions: [
        ...(helps ? [{ text: retry, act: () => void this.store.resend(id) }] : []),
        isDeletion
          ? { text: understood, act: () => void this.store.discard(id) }
          : { text: restore, act: () => this.#begun.restore(id, act) },
      ],
    };
  }

  #why(reason: MessageProblem | null, problem: AppErrorCode | null, kind: OutboxAct['kind']): string {
    const { pinsFull, reactionsFull, reasons } = this.strings.actions;
    const full = kind === 'pin' ? pinsFull : reactionsFull;
    const known: Partial<Record<MessageProblem | AppErrorCode, string>> = {
      ...reasons,
      tooLate: this.#tooLate(),
      full,
    };
    return (reason && known[reason]) ?? (problem && known[problem]) ?? '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('history')) this.history?.addStyles(copyStyles);
    if (changed.has('place') || changed.has('person')) {
      this.selecting = '';
      this.#begun.resume();
    }
    if (changed.has('history')) this.history?.addStyles(messageMenuStyles);
    this.#begun.follow();
    this.#dropMarks();
  }

  #find(id: string): Found<M> | undefined {
    return foundIn(this.shown, this.store).find((found) => found.id === id);
  }

  #canEdit({ at, deletedAt, message, own, talk }: Found<M>): boolean {
    const { editHours, isOpen } = this.rules;
    return (
      isOpen &&
      own &&
      !deletedAt &&
      !talk?.forward &&
      !talk?.poll &&
      (!message || serverTime().getTime() < at.getTime() + editHours * 3_600_000)
    );
  }

  #canDelete({ deletedAt, own }: Found<M>): boolean {
    const { canModerate, isOpen } = this.rules;
    return isOpen && !deletedAt && (own || canModerate);
  }

  #content(id: string): MenuContent | null {
    const found = this.#find(id);
    if (!found || found.deletedAt) return null;
    const { body, message, talk } = found;
    const reactions = message && this.talk && this.rules.isOpen ? (talk?.reactions ?? []) : null;
    return {
      name: this.writer(message).name,
      text: plainText(body, this.#mentionsOf(found)),
      items: this.#items(found),
      chosen: reactions?.filter(({ mine }) => mine).map(({ emoji }) => emoji) ?? null,
    };
  }

  #items(found: Found<M>): MenuItem[] {
    const { id, message } = found;
    return itemsOf(found, {
      words: this.strings.actions,
      rules: this.rules,
      talk: this.talk,
      writer: this.writer(message),
      readers: this.readers,
      canEdit: this.#canEdit(found),
      canDelete: this.#canDelete(found),
      answer: this.composer ? () => void this.#begun.answer(id) : null,
      copy: () => void this.#copy(found),
      copyLink: (link) => void this.#copyLink(link),
      pin: (given) => void this.reach(() => this.store.mark(id, { kind: 'pin', body: '', given })),
      select: () => void this.#startSelecting(id),
      edit: () => void this.#begun.edit(id),
      delete: () => {
        this.deleting = { ids: [id], isSent: message !== null };
      },
      tell: (event) => this.dispatchEvent(event),
    });
  }

  async #startSelecting(id: string): Promise<void> {
    if (await this.reach(() => import('./message-selection.ts'))) this.selecting = id;
  }

  #selection(): TemplateResult {
    const end = () => {
      this.selecting = '';
    };
    const idsOf = (selected: readonly Found<M>[]) => selected.map(({ id }) => id);
    return html`<sferum-message-selection
      .history=${this.history}
      .first=${this.selecting}
      .all=${foundIn(this.shown, this.store)}
      .mayDelete=${(found: Found<M>) => this.#canDelete(found)}
      .acts=${{
        ...(this.talk && {
          forward: (selected: readonly Found<M>[]) => this.dispatchEvent(new ForwardEvent(...idsOf(selected))),
        }),
        copy: (selected: readonly Found<M>[]) => void this.#copyAll(selected),
        delete: (selected: readonly Found<M>[]) => {
          this.deleting = { ids: idsOf(selected), isSent: selected.some(({ message }) => message !== null) };
        },
      }}
      @closed=${end}
    ></sferum-message-selection>`;
  }

  /** Each with the name of who wrote it. */
  async #copyAll(selected: readonly Found<M>[]): Promise<void> {
    const { copied, notCopied } = this.strings.actions;
    const texts = selected.map((found) => {
      const text = withNames(found.body, this.#mentionsOf(found));
      return `${this.writer(found.message).name}: ${inWords(text, found.files, this.strings.messages)}`;
    });
    const isDone = await copyText(texts.join('\n'));
    if (isDone) this.selecting = '';
    this.#showOutcome(isDone, copied, notCopied);
  }

  #react(id: string, emoji: string): void {
    const { reactions = [] } = this.#find(id)?.talk ?? {};
    const given = !reactions.some((each) => each.emoji === emoji && each.mine);
    void this.reach(() => this.store.mark(id, { kind: 'react', body: emoji, given }));
  }

  /** Reactions, pins and votes that were refused show no more than why. */
  #dropMarks(): void {
    for (const { act, id, problem, reason, status } of this.shown.marks) {
      if (status !== 'failed') continue;
      const { notPinned, notReacted, notVoted } = this.strings.actions;
      const undone = act.kind === 'vote' ? notVoted : act.kind === 'pin' ? notPinned : notReacted;
      this.note = `${undone} ${this.#why(reason, problem, act.kind)}`;
      void this.store.discard(id);
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The quote and the text that answers it are one.
    this.composer?.toggleAttribute('joined', this.#begun.reply !== null);
  }

  /** Whom a message names, everybody as they are called in this language. */
  #mentionsOf({ talk }: Pick<Found<M>, 'talk'>): readonly Person[] {
    const { everybody } = this.strings.messages;
    return (talk?.mentions ?? []).map((person) => (person.id === 'all' ? { ...person, name: everybody } : person));
  }

  async #copy(found: Found<M>): Promise<void> {
    const { copied, notCopied } = this.strings.actions;
    this.#showOutcome(await copyText(withNames(found.body, this.#mentionsOf(found))), copied, notCopied);
  }

  async #copyLink(link: string): Promise<void> {
    const { linkCopied, linkNotCopied } = this.strings.actions;
    this.#showOutcome(await copyText(link), linkCopied, `${linkNotCopied} ${link}`);
  }

  #showOutcome(isDone: boolean, done: string, otherwise: string): void {
    const message = this.history?.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(this.menu.shownId)}"]`);
    message?.focus({ preventScroll: true });
    if (isDone) this.toast.show({ text: done });
    else this.note = otherwise;
  }

  #tooLate(): string {
    const { actions } = this.strings;
    const { editHours } = this.rules;
    return editHours > 0
      ? plural(this.language, editHours, actions.tooLate).replace('#', String(editHours))
      : actions.notEditable;
  }

  async #delete(ids: readonly string[]): Promise<void> {
    const isAnyThere = ids.some((id) => this.#find(id)?.message);
    const { editing } = this.#begun;
    if (editing && ids.includes(editing.id)) this.#begun.end({ discard: true });
    await this.reach(async () => {
      for (const id of ids) await this.store.delete(id);
    });
    this.deleting = null;
    this.selecting = '';
    if (!isAnyThere) this.composer?.focus();
    else if (ids.length > 1) this.history?.focus({ preventScroll: true });
  }

  #askDeletion({ ids, isSent }: { readonly ids: readonly string[]; readonly isSent: boolean }): TemplateResult {
    const { actions, common } = this.strings;
    const [first = ''] = ids;
    const isOne = ids.length === 1;
    const some = plural(this.language, ids.length, actions.deleteSomeTitle).replace('#', String(ids.length));
    return confirm({
      heading: isOne ? actions.deleteTitle : some,
      text: isSent ? (isOne ? actions.deleteText : actions.deleteSomeText) : actions.deleteUnsentText,
      verb: actions.deleteVerb,
      about: isOne ? this.#quote(this.#find(first)) : undefined,
      act: () => void this.#delete(ids),
      closed: () => {
        this.deleting = null;
      },
      strings: { common },
    });
  }

  override render() {
    const { deleting, note, rules } = this;
    const { editing, reply } = this.#begun;
    return html`<sferum-toast></sferum-toast>
      ${this.#refused()} ${note ? this.#remark(note) : nothing}
      ${editing && rules.isOpen ? this.#bar(editing) : nothing}
      ${reply && !editing && rules.isOpen ? this.#replyBar(reply) : nothing}
      <sferum-message-menu
        .history=${this.history}
        .content=${(id: string) => this.#content(id)}
        .touch=${(person: string) => this.talk && this.dispatchEvent(new PersonOpenEvent(person, this.talk.college))}
        @emoji=${({ emoji }: EmojiEvent) => this.#react(this.menu.shownId, emoji)}
      ></sferum-message-menu>
      ${this.selecting ? this.#selection() : nothing} ${deleting ? this.#askDeletion(deleting) : nothing}`;
  }

  /** Whose message, and which. */
  #quote(found: Found<M> | undefined): TemplateResult {
    const text = found && plainText(found.body, this.#mentionsOf(found));
    return html`<p class="quote"><b>${found ? this.writer(found.message).name : ''}</b><span>${text}</span></p>`;
  }

  #bar({ id, before }: Editing): TemplateResult {
    const { actions } = this.strings;
    const { body = before, talk = null } = this.#find(id) ?? {};
    const mentions = this.#mentionsOf({ talk });
    return html`${body === before ? nothing : line(signs.info, html`<p role="status">${actions.changed}</p>`, null)}
      ${line(
        signs.edit,
        html`<p class="quote"><b>${actions.editing}</b><span>${plainText(body, mentions)}</span></p>`,
        {
          label: actions.cancelEditing,
          act: () => this.cancel(),
        },
      )}`;
  }

  #replyBar({ author, text }: Quote): TemplateResult {
    const { actions } = this.strings;
    const name = this.talk?.nameOf(author) ?? '';
    return line(talkSigns.reply, html`<p class="quote"><b>${actions.replyTo} ${name}</b><span>${text}</span></p>`, {
      label: actions.cancelReply,
      act: () => {
        this.#begun.endReply();
        this.composer?.focus();
      },
    });
  }

  #remark(note: string): TemplateResult {
    const act = () => {
      this.note = '';
      this.composer?.focus();
    };
    return line(signs.info, html`<p role="alert">${note}</p>`, { label: this.strings.common.close, act });
  }

  /** Changes that were refused of messages that are not shown. */
  #refused(): TemplateResult[] {
    const { changes, messages } = this.shown;
    if (messages.status !== 'ready') return [];
    return [...changes.values()]
      .filter(({ id, status }) => status === 'failed' && !this.#find(id))
      .map((item) => {
        const { text, actions } = this.refusal(item);
        const buttons = actions.map(
          (each) => html`<button class="way" type="button" @click=${each.act}>${each.text}</button>`,
        );
        return line('alert', html`<p class="fault" role="alert">${text} ${buttons}</p>`, null);
      });
  }
}
define('sferum-message-actions', MessageActions);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-message-actions': MessageActions;
  }
}
