import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { addToDraft, editedPlace, onDraft, readDraft, writeDraft } from '../../core/drafts.ts';
import type { AppErrorCode } from '../../core/errors.ts';
import { isBlank } from '../../core/text.ts';
import { base } from '../../element/base.styles.ts';
import { copyText } from '../../element/clipboard.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { type MessageActionsStrings, messageActionsTexts } from '../../locales/ru/message-actions.ts';
import { ringStyles } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import { type MenuItem, menuRows, menuRowsIn, menuStyles, moveInMenu } from '../../ui/menu-items.ts';
import { noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import type { ComposedEvent, Composer } from '../composer/composer.ts';
import type { ConversationSummary, Message, MessageProblem } from '../conversation.ts';
import type { ConversationState, ConversationStore } from '../conversation-store.ts';
import { boxOf, type Fault, type MenuLabels } from '../history/bubble.ts';
import { type History, ReadersEvent } from '../history/history.ts';
import { type Seen, seen, type Writer } from '../history/rows.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import { styles } from './message-actions.styles.ts';
import { followGestures, type Point } from './message-gestures.ts';

/** What a conversation allows with its messages. */
export interface MessageRules {
  /** Something can be done at all. */
  readonly isOpen: boolean;
  /** This person may delete what others wrote. */
  readonly canModerate: boolean;
  /** For how many hours after sending one's own messages can be edited; 0 is never. */
  readonly editHours: number;
}

/** A text that is to replace a message has begun to be written, or is done with. */
export class EditingEvent extends Event {
  /** Where its draft is; empty when editing has ended. */
  readonly place: string;
  constructor(place: string) {
    super('editing');
    this.place = place;
  }
}

/** A message of the conversation, arrived or not, as the person sees it. */
interface Found<M> extends Seen {
  readonly id: string;
  readonly message: M | null;
  readonly own: boolean;
  readonly at: Date;
}

/** What is being edited. */
interface Editing {
  readonly id: string;
  /** The text that it had then. */
  readonly before: string;
}

/** Distance of the menu from the message, and from the edge of the window; from when on a message is tall. In px. */
const distance = 8;
const tall = 240;

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
 */
export class MessageActions<M extends Message = Message> extends SferumElement<{ actions: MessageActionsStrings }> {
  static override styles = [base, menuStyles, noticeStyles, ringStyles, styles];
  protected readonly texts = { actions: messageActionsTexts };

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
  @property({ attribute: false }) composer: Composer | null = null;
  @property({ attribute: false }) history: History | null = null;

  @state() private editing: Editing | null = null;
  /** A message that is about to be deleted. */
  @state() private deleting: { readonly id: string; readonly isSent: boolean } | null = null;
  /** What the person has to know of what they did last. */
  @state() private note = '';
  /** The message whose menu is open. */
  @state() private menu: { readonly bubble: HTMLElement; readonly at: Point | null } | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('sferum-toast') private toast!: Toast;

  /** The message being edited was still pending when last seen, so when it disappears it was withdrawn. */
  #wasPending = false;
  /** What was begun when that was last looked at, as it is kept. */
  #resumed = '';
  #unfollow = () => {};
  #unsubscribe = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#followHistory();
    this.#unsubscribe = onDraft(() => this.#followDraft());
    this.#followDraft();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow();
    this.#unsubscribe();
  }

  /** What the history calls the menus that are here. */
  get labels(): MenuLabels {
    const { keys, title } = this.strings.actions;
    return { more: title, keys };
  }

  /** Edits the person's last message that can be. */
  editLast(): void {
    const last = this.#all().find((found) => this.#canEdit(found));
    if (last) void this.#edit(last.id);
  }

  /** Saves the text that is to replace a message. */
  save(event: ComposedEvent): void {
    const { editing } = this;
    if (!editing) return;
    const { text } = event;
    const found = this.#find(editing.id);
    if (isBlank(text)) this.deleting = { id: editing.id, isSent: !found || found.message !== null };
    else if (text === (found?.body ?? editing.before)) this.#end({ discard: true });
    else event.take(this.#save(editing, text));
  }

  /** Discards the text that was to replace a message. */
  cancel(): void {
    this.#end({ discard: true });
    this.composer?.focus();
  }

  /** A remark on the text in the composer is over when that is sent. */
  clearNote(): void {
    this.note = '';
  }

  /** The explanation of a refused change, with what can be done about it. */
  refusal({ id, act, problem, reason }: OutboxItem): Fault {
    const { actions } = this.strings;
    const { notDeleted, notEdited, reasons, restore, retry, understood } = actions;
    const isDeletion = act.kind === 'delete';
    const known: Partial<Record<MessageProblem | AppErrorCode, string>> = { ...reasons, tooLate: this.#tooLate() };
    const why = (reason && known[reason]) ?? (problem && known[problem]) ?? '';
    const helps = reason === 'closed' || problem === 'denied';
    return {
      text: `${isDeletion ? notDeleted : notEdited} ${why}`,
      actions: [
        ...(helps ? [{ text: retry, act: () => void this.store.resend(id) }] : []),
        isDeletion
          ? { text: understood, act: () => void this.store.discard(id) }
          : { text: restore, act: () => this.#restore(id, act.body) },
      ],
    };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('place') || changed.has('person')) this.#resume();
    if (changed.has('history')) this.#followHistory();
    if (this.editing) this.#follow(this.editing);
    if (this.menu && this.#items(this.menu.bubble).length === 0) this.#close();
  }

  #followHistory(): void {
    this.#unfollow();
    if (this.history) this.#unfollow = followGestures(this.history, (bubble, at) => void this.#open(bubble, at));
  }

  /** Newest first. */
  #all(): Found<M>[] {
    const { ahead, changes, messages, pending } = this.shown;
    const arrived = [...(messages.status === 'ready' ? messages.value : []), ...ahead];
    return [
      ...arrived.map((message) => {
        const { body, editedAt, deletedAt } = seen(message, changes.get(message.id) ?? null);
        const { id, createdAt: at } = message;
        return { id, message, body, editedAt, deletedAt, at, own: this.store.isOwn(message) };
      }),
      ...pending.map(({ id, act, writtenAt }) => {
        return {
          id,
          message: null,
          body: act.body,
          editedAt: null,
          deletedAt: null,
          at: new Date(writtenAt),
          own: true,
        };
      }),
    ].reverse();
  }

  #find(id: string): Found<M> | undefined {
    return this.#all().find((found) => found.id === id);
  }

  #canEdit({ at, deletedAt, message, own }: Found<M>): boolean {
    const { editHours, isOpen } = this.rules;
    return isOpen && own && !deletedAt && (!message || Date.now() < at.getTime() + editHours * 3_600_000);
  }

  #canDelete({ deletedAt, own }: Found<M>): boolean {
    const { canModerate, isOpen } = this.rules;
    return isOpen && !deletedAt && (own || canModerate);
  }

  #items(bubble: HTMLElement): MenuItem[] {
    const { id } = bubble;
    const found = this.#find(id);
    if (!found || found.deletedAt) return [];
    const { actions } = this.strings;
    const { message, own } = found;
    const isSent = message !== null;
    const items: (MenuItem | false)[] = [
      { text: actions.copy, sign: signs.copy, act: () => void this.#copy(found.body, bubble) },
      message !== null &&
        own &&
        this.readers !== '' && {
          text: this.readers,
          sign: 'checks',
          act: () => this.dispatchEvent(new ReadersEvent(message.seq)),
        },
      this.#canEdit(found) && { text: actions.edit, sign: signs.edit, act: () => void this.#edit(id) },
      this.#canDelete(found) && {
        text: isSent ? actions.delete : actions.deleteUnsent,
        sign: signs.trash,
        apart: true,
        act: () => {
          this.deleting = { id, isSent };
        },
      },
    ];
    return items.filter((item) => item !== false);
  }

  async #open(bubble: HTMLElement, at: Point | null): Promise<void> {
    if (this.menu || this.#items(bubble).length === 0) return;
    this.menu = { bubble, at };
    await this.updateComplete;
    // There the focus goes back to.
    bubble.focus({ preventScroll: true });
    this.#highlight(bubble, true);
    this.dialog.showModal();
    this.#placeMenu();
    menuRowsIn(this.dialog)[0]?.focus();
  }

  async #copy(text: string, bubble: HTMLElement): Promise<void> {
    const isCopied = await copyText(text);
    bubble.focus({ preventScroll: true });
    if (isCopied) this.toast.show({ text: this.strings.actions.copied });
    else this.note = this.strings.actions.notCopied;
  }

  #tooLate(): string {
    const { actions } = this.strings;
    const { editHours } = this.rules;
    return editHours > 0
      ? plural(this.language, editHours, actions.tooLate).replace('#', String(editHours))
      : actions.notEditable;
  }

  async #edit(id: string): Promise<void> {
    const found = this.#find(id);
    if (!found || !this.#canEdit(found)) {
      // The time was up while the menu was open.
      this.note = this.#tooLate();
      return;
    }
    const { person, place } = this;
    const text = this.#textPlace(id);
    writeDraft(person, text, readDraft(person, text) || found.body);
    writeDraft(person, editedPlace(place), `${id}\n${found.body}`);
    this.note = '';
    await this.composer?.updateComplete;
    this.composer?.focus();
  }

  /** Where the text is kept that is to replace a message. */
  #textPlace(id: string): string {
    return `${editedPlace(this.place)}:${id}`;
  }

  get #begun(): string {
    return readDraft(this.person, editedPlace(this.place));
  }

  #followDraft(): void {
    if (this.#begun !== this.#resumed) this.#resume();
  }

  /** Takes up what was begun, perhaps before a reload or in another tab. */
  #resume(): void {
    this.#resumed = this.#begun;
    const [id = '', ...before] = this.#resumed.split('\n');
    this.#wasPending = false;
    this.editing = id ? { id, before: before.join('\n') } : null;
    this.dispatchEvent(new EditingEvent(id && this.#textPlace(id)));
  }

  /** Editing is over. Of a text that was saved the composer knows what is left. */
  #end({ discard }: { discard: boolean }): void {
    const { editing, person, place } = this;
    if (!editing) return;
    if (discard) writeDraft(person, this.#textPlace(editing.id), '');
    writeDraft(person, editedPlace(place), '');
  }

  async #save({ id, before }: Editing, text: string): Promise<void> {
    const isKept = await this.store.edit(id, text);
    if (this.editing?.id !== id) return;
    if (isKept) this.#end({ discard: false });
    else this.#lose({ id, before }, text);
  }

  /** What is edited may be deleted by somebody, or from another device. */
  #follow(editing: Editing): void {
    const found = this.#find(editing.id);
    const isGone = found ? found.deletedAt !== null : this.#wasPending;
    this.#wasPending = found?.message === null;
    if (isGone) this.#lose(editing, readDraft(this.person, this.#textPlace(editing.id)));
  }

  /** The message is gone; the text stays. In another tab that may be done already. */
  #lose(editing: Editing, text: string): void {
    if (this.#begun === this.#resumed) {
      this.#end({ discard: true });
      addToDraft(this.person, this.place, text || editing.before);
    } else this.#resume();
    this.note = this.strings.actions.lost;
  }

  #restore(id: string, text: string): void {
    addToDraft(this.person, this.place, text);
    void this.store.discard(id);
    this.composer?.focus();
  }

  async #delete(id: string): Promise<void> {
    const { message } = this.#find(id) ?? {};
    if (this.editing?.id === id) this.#end({ discard: true });
    await this.store.delete(id);
    this.deleting = null;
    if (!message) this.composer?.focus();
  }

  #highlight(bubble: HTMLElement, on: boolean): void {
    bubble.toggleAttribute('hot', on);
    const root = bubble.getRootNode();
    if (root instanceof ShadowRoot) root.host.toggleAttribute('dim', on);
  }

  /** Below the message, or the pointer on a tall one; above where there is no room; always within the window. */
  #placeMenu(): void {
    const { dialog, menu } = this;
    if (!menu) return;
    const { bubble } = menu;
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetHeight, offsetWidth, style } = dialog;
    const box = boxOf(bubble);
    const at = box.height > tall ? menu.at : null;
    const left = at ? at.clientX : bubble.classList.contains('own') ? box.right - offsetWidth : box.left;
    const from = at
      ? { top: at.clientY, bottom: at.clientY }
      : { top: box.top - distance, bottom: box.bottom + distance };
    const top = from.bottom + offsetHeight + distance > clientHeight ? from.top - offsetHeight : from.bottom;
    const within = (wanted: number, most: number) => Math.max(distance, Math.min(wanted, most - distance));
    style.left = `${within(left, clientWidth - offsetWidth)}px`;
    style.top = `${within(top, clientHeight - offsetHeight)}px`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Tab') {
      event.preventDefault();
      this.#close();
    } else moveInMenu(event, menuRowsIn(this.dialog));
  }

  #close(): void {
    this.dialog.close();
  }

  #closed(): void {
    if (this.menu) this.#highlight(this.menu.bubble, false);
    this.menu = null;
  }

  override render() {
    const { deleting, editing, menu, note, rules } = this;
    const { actions, common } = this.strings;
    return html`<sferum-toast></sferum-toast>
      ${this.#refused()} ${note ? this.#remark(note) : nothing}
      ${editing && rules.isOpen ? this.#bar(editing) : nothing}
      <dialog
        aria-label=${actions.title}
        @close=${this.#closed}
        @pointerdown=${(event: Event) => {
          if (event.target === this.dialog) this.#close();
        }}
        @contextmenu=${(event: Event) => event.preventDefault()}
      >
        ${menu ? this.#menu(menu.bubble) : nothing}
      </dialog>
      ${
        deleting
          ? confirm({
              heading: actions.deleteTitle,
              text: deleting.isSent ? actions.deleteText : actions.deleteUnsentText,
              verb: actions.deleteVerb,
              about: this.#quote(this.#find(deleting.id)),
              act: () => void this.#delete(deleting.id),
              closed: () => {
                this.deleting = null;
              },
              strings: { common },
            })
          : nothing
      }`;
  }

  /** Whose message, and which. */
  #quote(found: Found<M> | undefined): TemplateResult {
    return html`<p class="quote"><b>${found ? this.writer(found.message).name : ''}</b><span>${found?.body}</span></p>`;
  }

  #menu(bubble: HTMLElement): TemplateResult {
    const found = this.#find(bubble.id);
    const choose = (item: MenuItem) => {
      this.#close();
      item.act();
    };
    return html`<div class="sheet">
      <i class="grab"></i>
      ${this.#quote(found)}
      <div role="menu" aria-label=${this.strings.actions.title} @keydown=${this.#key}>
        ${menuRows(this.#items(bubble), choose)}
      </div>
    </div>`;
  }

  #bar({ id, before }: Editing): TemplateResult {
    const { actions } = this.strings;
    const body = this.#find(id)?.body ?? before;
    return html`${body === before ? nothing : this.#line(signs.info, html`<p role="status">${actions.changed}</p>`, null)}
      ${this.#line(signs.edit, html`<p class="quote"><b>${actions.editing}</b><span>${body}</span></p>`, {
        label: actions.cancelEditing,
        act: () => this.cancel(),
      })}`;
  }

  #remark(note: string): TemplateResult {
    const act = () => {
      this.clearNote();
      this.composer?.focus();
    };
    return this.#line(signs.info, html`<p role="alert">${note}</p>`, { label: this.strings.common.close, act });
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
        return this.#line('alert', html`<p class="fault" role="alert">${text} ${buttons}</p>`, null);
      });
  }

  #line(sign: Sign, text: TemplateResult, close: { label: string; act: () => void } | null): TemplateResult {
    return html`<div class="line">
      ${icon(sign)}${text}
      ${
        close
          ? html`<button class="icon-button" type="button" aria-label=${close.label} title=${close.label} @click=${close.act}>
              ${icon('close')}
            </button>`
          : nothing
      }
    </div>`;
  }
}
define('sferum-message-actions', MessageActions);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-message-actions': MessageActions;
  }
}
