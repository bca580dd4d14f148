import { html, nothing, type TemplateResult } from 'lit';
import type { Backend } from '../../core/backend.ts';
import { editedPlace, readDraft } from '../../core/drafts/drafts.ts';
import { AppError, isUnreached } from '../../core/errors.ts';
import type { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import '../../lesson/call/call-button.ts';
import { RingController } from '../../lesson/call/ring-controller.ts';
import type { ChatStrings } from '../../locales/ru/chat/chat.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import type { MessageActions } from '../../messages/actions/message-actions.ts';
import type { Composer } from '../../messages/composer/composer.ts';
import type { Begun, StandIn } from '../../messages/composer/stand-in.ts';
import type { ConversationState } from '../../messages/conversation-store.ts';
import type { History } from '../../messages/history/history.ts';
import type { Writer } from '../../messages/history/rows.ts';
import type { Author } from '../../messages/talk.ts';
import type { Chat } from '../chat.ts';
import type { ChatMessage, ChatSummary } from '../chat-api.ts';
import type { ChatStore } from '../chat-store.ts';
import type { CannotWriteReason } from '../manage/cannot-write.ts';
import type { MentionShowEvent } from '../mentions/mentions-button.ts';
import { presenceStore } from '../presence-store.ts';
import type { ChatDeeds, DeedsHost } from './chat-deeds.ts';
import type { ChatLesson, LessonHost } from './chat-lesson.ts';
import { ChatWriting, type WritingHost } from './chat-writing.ts';
import { linkedIn } from './link.ts';
import type { PinEvent } from './pins-bar.ts';

/** There are only fingers: the first thing they do may be a long press. */
const isTouched = matchMedia('(hover: none)');

type State = ConversationState<ChatMessage, ChatSummary>;

/** A chat whose messages are there, as what follows sees it. */
export interface PaintedChat {
  readonly element: Chat;
  readonly standIn: StandIn;
  readonly backend: Backend | undefined;
  readonly store: ChatStore | null;
  readonly summary: ChatSummary | null;
  readonly strings: { readonly chat: ChatStrings; readonly messages: MessagesStrings; readonly common: CommonStrings };
  readonly composer: Composer | null;
  readonly history: History | null;
  /** Fetches code, and says when a person has `asked` for it and it cannot be. @returns whether it is there. */
  readonly fetch: (code: () => Promise<unknown>, asked?: boolean) => Promise<boolean>;
  /** What was asked for needs the network. */
  readonly unreachable: (is: boolean) => void;
  readonly nameOf: (author: Author) => string;
  readonly writer: (message: ChatMessage | null) => Writer;
}

/**
 * What a chat does after its first paint: one writes in it, jumps to its messages, and opens what can be done with them; it
 * says who is here, who types, what is pinned, and why one cannot write. It draws into the tree of the chat.
 *
 *     const life = new ChatLife(painted);
 *     await life.resume(begun);
 *     html`${life.drawPins(summary)} … ${life.drawFoot(summary)}`
 *     life.updated(); // after each drawing
 */
export class ChatLife implements WritingHost, DeedsHost, LessonHost {
  readonly #of: PaintedChat;
  readonly #writing: ChatWriting;
  /** What is opened here, as soon as something is. */
  #deeds: ChatDeeds | null = null;
  /** What one can do with messages is fetched when it is first needed. */
  #isActing = false;
  /** Where the text is kept that is to replace a message; empty when none is. */
  #editing = '';
  /** When I may write the next message where messages are slowed down; of what I have sent here. */
  #pausedUntil: Date | null = null;
  /** The code is there that says why one cannot write. */
  #isExplaining = false;
  /** Beginning a lesson, and the one that runs, as soon as somebody wants to or one does. */
  #lesson: ChatLesson | null = null;
  #isFetchingLesson = false;
  /** The code is there that leads from one mention to the next. */
  #hasMentions = false;
  #isFetchingMentions = false;
  /** The message to jump to as soon as there are messages, and who waits for it. */
  #wantedMessage: string | number = '';
  #jump: ((isThere: boolean) => void) | null = null;
  #isFocusWanted = false;
  /** Who is here. */
  readonly #presence: StoreController<ReturnType<typeof presenceStore>>;
  readonly fetch: PaintedChat['fetch'];
  readonly nameOf: PaintedChat['nameOf'];
  readonly writer: PaintedChat['writer'];

  constructor(painted: PaintedChat) {
    this.#of = painted;
    const { fetch, nameOf, writer } = painted;
    this.fetch = fetch;
    this.nameOf = nameOf;
    this.writer = writer;
    this.#writing = new ChatWriting(this);
    this.#presence = new StoreController(painted.element, (backend) => {
      const college = painted.summary?.collegeId;
      return college ? presenceStore(backend, college) : null;
    });
    this.#followAddress();
    new RingController(painted.element, () => painted.backend);
  }

  get element(): Chat {
    return this.#of.element;
  }

  get chat(): string {
    return this.element.chat;
  }

  get me(): string {
    return this.#of.backend?.userId ?? '';
  }

  get backend(): Backend | undefined {
    return this.#of.backend;
  }

  get common(): CommonStrings {
    return this.#of.strings.common;
  }

  get words(): ChatStrings {
    return this.#of.strings.chat;
  }

  get store(): ChatStore | null {
    return this.#of.store;
  }

  get composer(): Composer | null {
    return this.#of.composer;
  }

  get history(): History | null {
    return this.#of.history;
  }

  get canPin(): boolean {
    const { summary } = this.#of;
    return summary !== null && canPin(summary);
  }

  get readOnly(): boolean {
    return this.element.readOnly;
  }

  readonly mayAttach = (): boolean => this.composer !== null && !this.#editing;
  readonly reaching = async <T>(done: Promise<T>): Promise<T> => {
    try {
      return await done;
    } catch (error) {
      if (isUnreached(error)) this.#of.unreachable(true);
      throw error;
    }
  };
  readonly editLast = (): void => void this.act((actions) => actions.editLast());
  readonly askPoll = (): void => void this.deed((deeds) => deeds.askPoll());
  readonly edit = (place: string): void =>
    this.#set(() => {
      this.#editing = place;
    });
  readonly focusSearchButton = (): void => this.element.renderRoot.querySelector<HTMLElement>('header .find')?.focus();

  get #state(): State | undefined {
    return this.store?.conversation.state;
  }

  #set(change: () => void): void {
    change();
    this.element.requestUpdate();
  }

  /** Goes on with what was begun before the composer was there. */
  async resume(begun: Begun): Promise<void> {
    const { element } = this;
    await element.updateComplete;
    const { composer } = this;
    if (!composer) return;
    await composer.updateComplete;
    this.#writing.resume(begun, composer);
    // What can be done with messages writes in it too.
    element.requestUpdate();
  }

  /** Another chat is shown. */
  begin(): void {
    this.#deeds?.clear();
    this.#lesson?.clear();
    this.#editing = '';
    this.#pausedUntil = null;
    this.#followAddress();
  }

  /** The address of the page may lead to one of its messages. */
  #followAddress(): void {
    const linked = linkedIn(this.chat);
    if (linked) void this.jumpTo(linked);
  }

  /** The cursor goes where one writes as soon as the chat is there. */
  focus(): void {
    this.#set(() => {
      this.#isFocusWanted = true;
    });
  }

  /** After each drawing, and when a draft has changed. */
  updated(): void {
    const { composer, history } = this;
    void this.#makeJump();
    if (this.#isFocusWanted && this.#state?.messages.status === 'ready') {
      this.#isFocusWanted = false;
      void composer?.updateComplete.then(() => composer.focus());
    }
    // Files that were chosen before a reload.
    if (composer && readDraft(this.me, `${this.chat}:files`)) void this.#writing.attachments.use();
    if (!this.#isActing && history && (this.#isUnfinished || isTouched.matches)) void this.act();
  }

  /** Something was not done to the end: a text that is to replace a message, or a change that was refused. */
  get #isUnfinished(): boolean {
    const { changes, marks = [] } = this.#state ?? {};
    return (
      [...(changes?.values() ?? []), ...marks].some(({ status }) => status === 'failed') ||
      readDraft(this.me, editedPlace(this.chat)) !== '' ||
      readDraft(this.me, `${this.chat}:reply`) !== ''
    );
  }

  jumpTo(message: string | number): Promise<boolean> {
    this.#jump?.(false);
    const jumped = new Promise<boolean>((done) => {
      this.#jump = done;
    });
    this.#wantedMessage = message;
    this.element.requestUpdate();
    return jumped;
  }

  /** The jump that is wanted is made as soon as there are messages. */
  async #makeJump(): Promise<void> {
    const { history, unreachable } = this.#of;
    const done = this.#jump;
    const status = this.#state?.messages.status;
    const isReady = status === 'ready' && history !== null;
    if (!done || !(isReady || status === 'failed')) return;
    const message = this.#wantedMessage;
    this.#jump = null;
    unreachable(false);
    try {
      done(isReady && (await history.jumpTo(message)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      unreachable(error.code === 'offline');
      done(false);
    }
  }

  /** The menus of messages, as soon as one has pointed at a message or moved to it by keyboard. */
  get actions(): MessageActions<ChatMessage> | null {
    return this.element.renderRoot.querySelector('sferum-message-actions') as MessageActions<ChatMessage> | null;
  }

  get hasMenus(): boolean {
    return this.actions?.hasUpdated ?? false;
  }

  async act(act?: (actions: MessageActions<ChatMessage>) => void): Promise<void> {
    const { element, fetch } = this;
    const code = () => Promise.all([import('../../messages/actions/message-actions.ts'), this.#fetchDeeds()]);
    if (!(await fetch(code, act !== undefined))) return;
    this.#set(() => {
      this.#isActing = true;
    });
    await element.updateComplete;
    const { actions } = this;
    await actions?.updateComplete;
    // The history names the menus, and says what was refused, with their words.
    element.requestUpdate();
    if (actions) act?.(actions);
  }

  async #fetchDeeds(): Promise<void> {
    const { ChatDeeds } = await import('./chat-deeds.ts');
    this.#deeds ??= new ChatDeeds(this);
  }

  async deed(act: (deeds: ChatDeeds) => Promise<void>): Promise<void> {
    if ((await this.fetch(() => this.#fetchDeeds())) && this.#deeds) await act(this.#deeds);
  }

  /** The way to a lesson: into the one that runs, or to begin one. */
  drawCall(): TemplateResult | typeof nothing {
    const { summary } = this.#of;
    if (!summary?.isOpen || this.readOnly) return nothing;
    const ask = async () => {
      if (await this.fetch(() => this.#fetchLesson())) await this.#lesson?.ask();
    };
    return html`<sferum-call-button @click=${ask}></sferum-call-button>`;
  }

  /** The lesson that runs; its code comes when there is one. */
  drawLesson(summary: ChatSummary): TemplateResult | typeof nothing | undefined {
    if (this.store?.state.hasLesson ?? summary.lesson) void this.#expectLesson();
    return this.#lesson?.draw(summary);
  }

  async #expectLesson(): Promise<void> {
    if (this.#lesson || this.#isFetchingLesson) return;
    this.#isFetchingLesson = true;
    this.#isFetchingLesson = await this.fetch(() => this.#fetchLesson(), false);
    this.element.requestUpdate();
  }

  async #fetchLesson(): Promise<void> {
    const { ChatLesson } = await import('./chat-lesson.ts');
    this.#lesson ??= new ChatLesson(this);
  }

  /** The search stands in place of the head. */
  get isSearching(): boolean {
    return this.#deeds?.isSearching ?? false;
  }

  /** The focus is in the search. */
  get isInSearch(): boolean {
    return this.#deeds?.search?.matches(':focus-within') ?? false;
  }

  find(): void {
    const search = this.#deeds?.search;
    if (search) search.focus();
    else void this.deed((deeds) => deeds.startSearch());
  }

  /** Whoever shows chats shows this one; else it takes the place of the present one. */
  readonly show = (event: ChatOpenEvent): void =>
    queueMicrotask(() => {
      if (!event.defaultPrevented) this.element.chat = event.chat;
    });

  /** Where messages are slowed down, the next one has to wait. */
  readonly sent = (): void => {
    const { canManage = true, slowModeSeconds = 0 } = this.#of.summary ?? {};
    if (slowModeSeconds > 0 && !canManage)
      this.#set(() => {
        this.#pausedUntil = new Date(Date.now() + slowModeSeconds * 1000);
      });
    this.actions?.sent();
  };

  readonly isHere = (person: string): boolean => this.#presence.state?.online.has(person) ?? false;

  /** How many of the participants are here. */
  countHere(): number {
    return [...(this.store?.state.members ?? [])].filter((id) => this.isHere(id)).length;
  }

  drawSearch(summary: ChatSummary, state: State): TemplateResult | undefined {
    return this.#deeds?.drawSearch(summary, state);
  }

  /** What one can do with messages. */
  drawActions(summary: ChatSummary, state: State): TemplateResult | typeof nothing | undefined {
    return this.#isActing ? this.#deeds?.actions(summary, state) : nothing;
  }

  drawDialogs(summary: ChatSummary, state: State): TemplateResult | undefined {
    return this.#deeds?.draw(summary, state);
  }

  /** The way to what calls me; its code follows the first unread message. */
  drawMentions({ lastSeq, readSeq }: State): TemplateResult | typeof nothing {
    if (lastSeq > readSeq) void this.#fetchMentions();
    if (!this.#hasMentions) return nothing;
    return html`<sferum-chat-mentions
      slot="ways"
      .chat=${this.chat}
      .readSeq=${readSeq}
      @show=${({ seq }: MentionShowEvent) => void this.jumpTo(seq)}
    ></sferum-chat-mentions>`;
  }

  async #fetchMentions(): Promise<void> {
    if (this.#isFetchingMentions) return;
    this.#isFetchingMentions = true;
    this.#hasMentions = await this.fetch(() => import('../mentions/mentions-button.ts'), false);
    this.#isFetchingMentions = this.#hasMentions;
  }

  /** Too much was written in a minute; the rest goes out by itself. */
  drawLimit({ pending }: State): TemplateResult | typeof nothing {
    if (!pending.some(({ problem, status }) => status === 'pending' && problem === 'limited')) return nothing;
    return html`<div class="strip" role="status">${icon('clock', 18)}<span>${this.words.limited}</span></div>`;
  }

  /** Fetched when somebody types. */
  drawTyping(): TemplateResult | typeof nothing {
    const { typing = [] } = this.store?.state ?? {};
    if (typing.length === 0) return nothing;
    if (!customElements.get('sferum-chat-typing')) void this.fetch(() => import('./chat-typing.ts'), false);
    return html`<sferum-chat-typing class="typing" .names=${typing}></sferum-chat-typing>`;
  }

  /** Fetched when something is pinned. */
  drawPins(summary: ChatSummary): TemplateResult | typeof nothing {
    const { store } = this;
    const pins = store?.state.pins ?? [];
    if (pins.length === 0) return nothing;
    void import('./pins-bar.ts');
    const unpin = async (id: string) => store?.conversation.mark(id, { kind: 'pin', body: '', given: false });
    return html`<sferum-chat-pins
      .pins=${pins}
      .college=${summary.collegeId}
      ?unpins=${canPin(summary)}
      @show=${({ id }: PinEvent) => void this.jumpTo(id)}
      @unpin=${({ id }: PinEvent) => void this.fetch(() => unpin(id))}
    ></sferum-chat-pins>`;
  }

  /** The place to write, or why one cannot. */
  drawFoot(summary: ChatSummary): TemplateResult {
    const silence = this.#silence(summary);
    if (!silence) {
      const { element, strings } = this.#of;
      return this.#writing.draw(this.#editing, element.language, strings.common, strings.messages);
    }
    if (!this.#isExplaining) {
      void this.#explain();
      return html`<div class="closed">${icon('lock')}</div>`;
    }
    return html`<sferum-cannot-write
      .reason=${silence.reason}
      .until=${summary.mutedUntil}
      .endsAt=${silence.endsAt}
      @over=${this.#over}
    ></sferum-cannot-write>`;
  }

  /** Why I cannot write now, and when that ends by itself. */
  #silence(summary: ChatSummary): { reason: CannotWriteReason; endsAt: Date | null } | null {
    if (summary.isArchived) return { reason: 'archived', endsAt: null };
    if (summary.writeRefusal) {
      return { reason: summary.writeRefusal, endsAt: summary.writeRefusal === 'muted' ? summary.mayWriteAt : null };
    }
    const endsAt = [summary.mayWriteAt, this.#pausedUntil].find((each) => each && each.getTime() > Date.now());
    // An edit is no new message.
    return endsAt && !this.#editing ? { reason: 'slow_mode', endsAt } : null;
  }

  readonly #over = (): void => {
    this.store?.conversation.refresh();
    this.#set(() => {
      this.#pausedUntil = null;
    });
  };

  async #explain(): Promise<void> {
    if (await this.fetch(() => import('../manage/cannot-write.ts'), false))
      this.#set(() => {
        this.#isExplaining = true;
      });
  }
}

const canPin = ({ canModerate, isOpen, kind }: ChatSummary): boolean => isOpen && (canModerate || kind === 'personal');
