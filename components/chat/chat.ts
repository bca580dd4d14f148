import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Backend } from '../core/backend.ts';
import { painted } from '../core/channels.ts';
import { editedPlace, onDraft, readDraft } from '../core/drafts/drafts.ts';
import { AppError, failed, type Loadable } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { base, root } from '../element/base.styles.ts';
import type { ChatOpenEvent } from '../element/chat-open-event.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { exampleId } from '../element/host/config.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { icon, type Sign } from '../element/icon.ts';
import { plural } from '../element/localize.ts';
import { PersonOpenEvent } from '../element/person/person-open-event.ts';
import { StoreController } from '../element/store-controller.ts';
import { type ChatStrings, chatTexts } from '../locales/ru/chat/chat.ts';
import { type MessagesStrings, messagesTexts } from '../locales/ru/messages/messages.ts';
import type { MessageActions } from '../messages/actions/message-actions.ts';
import type { Composer } from '../messages/composer/composer.ts';
import { isTypedByFinger, lineStyles, StandIn, standInStyles } from '../messages/composer/stand-in.ts';
import type { ConversationState } from '../messages/conversation-store.ts';
import type { TalkRules } from '../messages/history/bubble.ts';
import { type History, hasBrowserMenu, type ReadersEvent } from '../messages/history/history.ts';
import type { Writer } from '../messages/history/rows.ts';
import type { OutboxItem } from '../messages/outbox/outbox.ts';
import type { Author } from '../messages/talk.ts';
import { avatarStyles, initials } from '../ui/avatar.ts';
import { styles } from './chat.styles.ts';
import type { ChatHead, ChatMessage, ChatSummary } from './chat-api.ts';
import { chatStore } from './chat-store.ts';
import { chatTitle } from './chat-title.ts';
import type { CannotWriteReason } from './manage/cannot-write.ts';
import type { MentionShowEvent } from './mentions/mentions-button.ts';
import { chatAvatar } from './new/chat-avatar.ts';
import type { presenceStore } from './presence-store.ts';
import type { ChatDeeds, DeedsHost } from './talk/chat-deeds.ts';
import type { ChatWriting, WritingHost } from './talk/chat-writing.ts';
import { linkedIn } from './talk/link.ts';
import type { PinEvent } from './talk/pins-bar.ts';

/** There are only fingers: the first thing they do may be a long press. */
const isTouched = matchMedia('(hover: none)');

/** What may bring files before there is a composer. */
const carried = ['dragover', 'drop', 'paste'] as const;

/**
 * One chat: its messages and a place to write.
 * @tag sferum-chat
 * @csspart head - The head, with the name of the chat.
 * @csspart composer - The place to write.
 * @fires {MessageSentEvent} sferum-message-sent - Before a message goes out; cancel it to keep it.
 * @fires {ChatOpenEvent} sferum-chat-open - Before another chat opens in its place; cancel it to show it elsewhere.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown in place of the chat; cancel it to show another.
 */
export class Chat extends SferumElement<{ chat: ChatStrings; messages: MessagesStrings }> {
  static override styles: CSSResultGroup = [base, root, avatarStyles, lineStyles, standInStyles, styles];
  protected readonly texts = { chat: chatTexts, messages: messagesTexts };

  /** Id of the chat to show. */
  @property() chat = '';
  /** Id of a group, whose chat is shown where no other is named. */
  @property() group = '';
  /** Id of a person: the chat of the two is shown where no other is named. */
  @property() person = '';
  /** Without the head, and with less space, for a narrow column. */
  @property({ type: Boolean, reflect: true }) compact = false;
  /** One can only read here, whatever one's rights. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readOnly = false;
  /** Shows a way back to a list; fires `back`. */
  @property({ type: Boolean }) back = false;
  /** What a list knows of the chat: it stands in the head until the chat itself is loaded. */
  @property({ attribute: false }) known: ChatHead | null = null;

  /** Why the chat of the group or the person was not found. */
  @state() private notFound: Loadable<never> | null = null;
  /** The chat is gone because the college has removed the person; null until that is asked. */
  @state() private expelled: boolean | null = null;
  /** What was asked for needs the network. */
  @state() private unreachable = false;
  /** What one can do with messages is fetched when it is first needed. */
  @state() private acting = false;
  /** Where the text is kept that is to replace a message; empty when none is. */
  @state() private editing = '';
  /** What is opened here, as soon as something is. */
  @state() private deeds: ChatDeeds | null = null;
  /** The place to write; until its code is there, `#standIn` is. */
  @state() private writing: ChatWriting | null = null;
  /** When I may write the next message where messages are slowed down; of what I have sent here. */
  @state() private pausedUntil: Date | null = null;
  /** The code is there that says why one cannot write. */
  @state() private explaining = false;
  /** The code is there that leads from one mention to the next. */
  @state() private hasMentions = false;
  #isFetchingMentions = false;
  @query('sferum-message-actions') private actions!: MessageActions<ChatMessage> | null;
  @query('sferum-composer') private composer!: Composer | null;
  @query('sferum-history') private history!: History | null;

  readonly #standIn = new StandIn(() => void this.#startWriting());
  #startingToWrite: Promise<void> | null = null;
  #rules: (TalkRules & { readonly of: readonly unknown[] }) | null = null;

  /** The focus goes in as soon as there is something to take it. */
  #entering = false;
  #unsubscribe = () => {};
  /** For whom which chat was looked for. */
  #sought = '';
  #stopSeeking = () => {};
  /** The message to jump to as soon as there are messages, and who waits for it. */
  #wantedMessage: string | number = '';
  #jump: ((isThere: boolean) => void) | null = null;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? chatStore(backend, this.chat) : null,
  );
  readonly #conversation = new StoreController(this, () => this.#store.store?.conversation ?? null);
  readonly #code = new LazyCode(this);
  /** Who is here; its code follows the first paint. */
  @state() private presenceOf: typeof presenceStore | null = null;
  #hasAskedForPresence = false;
  readonly #presence = new StoreController(this, (backend) => {
    const college = this.#summary?.collegeId;
    return (college && this.presenceOf?.(backend, college)) || null;
  });

  get #summary(): ChatSummary | null {
    const summary = this.#conversation.state?.summary;
    return summary?.status === 'ready' ? summary.value : null;
  }

  /** What this is to the parts of it whose code comes later. */
  readonly #host: WritingHost & DeedsHost = this.#asHost();

  #asHost(): WritingHost & DeedsHost {
    const chat = this;
    return {
      element: chat,
      get chat() {
        return chat.chat;
      },
      get me() {
        return chat.#store.backend?.userId ?? '';
      },
      get words() {
        return chat.strings.chat;
      },
      get store() {
        return chat.#store.store;
      },
      get composer() {
        return chat.composer;
      },
      get history() {
        return chat.history;
      },
      get actions() {
        return chat.actions;
      },
      get canPin() {
        const summary = chat.#summary;
        return summary !== null && chat.#canPin(summary);
      },
      get readOnly() {
        return chat.readOnly;
      },
      fetch: (code, asked) => chat.#fetch(code, asked),
      mayAttach: () => chat.#canWrite && !chat.editing,
      sent: () => chat.#sent(),
      unreachable: () => {
        chat.unreachable = true;
      },
      editLast: () => void chat.#act((actions) => actions.editLast()),
      askPoll: () => void chat.#deed((deeds) => deeds.askPoll()),
      nameOf: (author) => chat.#nameOf(author),
      writer: (message) => chat.#writer(message),
      edit: (place) => {
        chat.editing = place;
      },
      show: (event) => chat.#opened(event),
      focusSearchButton: () => chat.renderRoot.querySelector<HTMLElement>('header .find')?.focus(),
    };
  }

  /**
   * Takes the focus of a person who has opened the chat, without moving the page: where one writes, and where fingers
   * type, which would bring up the keyboard unasked, on the way back to the list.
   */
  enter(): void {
    this.#entering = true;
    this.#takeFocus();
  }

  /**
   * Shows a message, by its id, however far back it is; «Вернуться» leads back to what was read.
   * @returns false when there is no such message in this chat, or it could not be fetched.
   */
  jumpTo(messageId: string): Promise<boolean> {
    return this.#show(messageId);
  }

  #show(message: string | number): Promise<boolean> {
    this.#jump?.(false);
    const jumped = new Promise<boolean>((done) => {
      this.#jump = done;
    });
    this.#wantedMessage = message;
    this.requestUpdate();
    return jumped;
  }

  /** The jump that is wanted is made as soon as there are messages. */
  async #makeJump(): Promise<void> {
    const { history } = this;
    const done = this.#jump;
    const status = this.#conversation.state?.messages.status;
    const isReady = status === 'ready' && history !== null;
    if (!done || !(isReady || status === 'failed')) return;
    const message = this.#wantedMessage;
    this.#jump = null;
    this.unreachable = false;
    try {
      done(isReady && (await history.jumpTo(message)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.unreachable = error.code === 'offline';
      done(false);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = onDraft(() => this.#resume());
    for (const name of carried) this.addEventListener(name, this.#carry);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopSeeking();
    if (!this.chat) this.#sought = '';
    this.#unsubscribe();
    for (const name of carried) this.removeEventListener(name, this.#carry);
  }

  readonly #carry = (event: Event): void => {
    if (!this.writing) this.#standIn.take(event);
  };

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const isWaiting = this.#standIn.follow(this.renderRoot);
    const isReady = this.#conversation.state?.messages.status === 'ready';
    if (isReady && isWaiting) void this.#startWriting(false);
    if (isReady && !this.#hasAskedForPresence) {
      this.#hasAskedForPresence = true;
      void this.#fetch(() => this.#startPresence(), false);
    }
    if (this.#entering) this.#takeFocus();
    void this.#makeJump();
    // Files that were chosen before a reload.
    if (this.composer && readDraft(this.#store.backend?.userId ?? '', `${this.chat}:files`))
      void this.writing?.attachments.use();
    this.#resume();
  }

  #resume(): void {
    if (!this.acting && this.history && (this.#isUnfinished || isTouched.matches)) void this.#act();
  }

  /** Something was not done to the end: a text that is to replace a message, or a change that was refused. */
  get #isUnfinished(): boolean {
    const me = this.#store.backend?.userId ?? '';
    const changes = this.#conversation.state?.changes.values() ?? [];
    return (
      [...changes].some(({ status }) => status === 'failed') ||
      this.#conversation.state?.marks.some(({ status }) => status === 'failed') ||
      readDraft(me, editedPlace(this.chat)) !== '' ||
      readDraft(me, `${this.chat}:reply`) !== ''
    );
  }

  /** There is a place to write. */
  get #canWrite(): boolean {
    return this.composer !== null || this.#standIn.follow(this.renderRoot);
  }

  #takeFocus(): void {
    const quietly = { preventScroll: true };
    if (this.#canWrite && !isTypedByFinger()) {
      this.#entering = false;
      const { composer } = this;
      if (composer) void composer.updateComplete.then(() => composer.focus(quietly));
      else this.#standIn.focus(quietly);
      return;
    }
    // Until there is a place to write, or for good where there is none or it would bring up the keyboard.
    const back = this.renderRoot.querySelector<HTMLElement>('header > button');
    const stop = back ?? this.history;
    if (stop && !this.matches(':focus-within')) stop.focus(quietly);
    if (this.history && (isTypedByFinger() || !this.#summary?.isOpen)) this.#entering = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#seek(changed.has('chat'));
    if (changed.has('chat')) {
      this.deeds?.clear();
      this.expelled = null;
      this.editing = '';
      // The address of the page may lead to one of its messages.
      const linked = linkedIn(this.chat);
      if (linked) void this.jumpTo(linked);
      this.pausedUntil = null;
    }
    // Who is let in again may lose the chat for another reason.
    if (this.#conversation.state?.messages.status === 'ready') this.expelled = null;
    // Most who see a chat are signed in; the others get the code of this with it.
    if (this.#store.backend?.userId === null && !customElements.get('sferum-signed-out')) {
      void this.#fetch(() => import('../element/signed-out.ts'), false);
    }
  }

  /** Looks for the chat of the group or the person that the page names, unless it names a chat itself. */
  #seek(isNamed: boolean): void {
    const { group, person } = this;
    const { backend } = this.#store;
    const sought = backend?.userId && (group || person) ? `${backend.userId} ${group} ${person}` : '';
    if (sought === this.#sought || !backend || (isNamed && this.chat)) return;
    this.#sought = sought;
    this.#stopSeeking();
    this.notFound = null;
    if (sought) void this.#find(backend, sought);
  }

  async #find(backend: Backend, sought: string): Promise<void> {
    const { group, person } = this;
    this.chat = '';
    try {
      const { findChat } = await import('./find/find-chat-store.ts');
      if (this.#sought !== sought) return;
      this.#stopSeeking = findChat(backend, { group, person }, (found) => {
        if (found.status === 'ready') this.chat = found.value;
        else this.notFound = found;
      });
    } catch (error) {
      if (this.#sought === sought) this.notFound = failed(error);
    }
  }

  /** Where messages are slowed down, the next one has to wait. */
  #sent(): void {
    const { canManage = true, slowModeSeconds = 0 } = this.#summary ?? {};
    if (slowModeSeconds > 0 && !canManage) this.pausedUntil = new Date(Date.now() + slowModeSeconds * 1000);
    this.actions?.sent();
  }

  /** Fetches the composer, which a person may have `asked` for. @returns whether it is there. */
  async #startWriting(asked = true): Promise<boolean> {
    if (this.writing) return true;
    const start = () => {
      this.#startingToWrite ??= this.#drawWriting().finally(() => {
        this.#startingToWrite = null;
      });
      return this.#startingToWrite;
    };
    return this.#fetch(start, asked);
  }

  async #startPresence(): Promise<void> {
    await painted();
    this.presenceOf = (await import('./presence-store.ts')).presenceStore;
  }

  async #drawWriting(): Promise<void> {
    // It must not delay the paint of what is to be read.
    await painted();
    const { ChatWriting } = await import('./talk/chat-writing.ts');
    const begun = this.#standIn.leave();
    this.writing = new ChatWriting(this.#host);
    await this.updateComplete;
    const { composer } = this;
    if (!composer) return;
    await composer.updateComplete;
    this.writing.resume(begun, composer);
    // What can be done with messages writes in it too.
    this.requestUpdate();
  }

  /** Fetches code that a person has `asked` for, or is about to. @returns whether it is there. */
  async #fetch(code: () => Promise<unknown>, asked = true): Promise<boolean> {
    const isThere = await this.#code.fetch(code, asked);
    if (isThere) this.unreachable = false;
    return isThere;
  }

  /** Pointing at a message, or moving to it by keyboard, fetches the code of its menu. */
  #prepare(event: Event): void {
    // Until the menus follow the history, what asks for one is repeated when they do.
    if (this.actions?.hasUpdated) return;
    const [target] = event.composedPath();
    const isAsked =
      event instanceof KeyboardEvent
        ? /^(Enter|ContextMenu|F10)$/.test(event.key) && target instanceof Element && target.matches('.message')
        : event instanceof MouseEvent && event.type === 'contextmenu' && !hasBrowserMenu(event);
    if (!isAsked) {
      void this.#act();
      return;
    }
    event.preventDefault();
    const Again = event.constructor as typeof Event;
    void this.#act(() => target?.dispatchEvent(new Again(event.type, event)));
  }

  async #act(act?: (actions: MessageActions<ChatMessage>) => void): Promise<void> {
    // An answer and an edit are written in the composer.
    const code = () =>
      Promise.all([
        import('../messages/actions/message-actions.ts'),
        this.#fetchDeeds(),
        this.#canWrite && this.#startWriting(false),
      ]);
    if (!(await this.#fetch(code, act !== undefined))) return;
    this.acting = true;
    await this.updateComplete;
    const { actions } = this;
    await actions?.updateComplete;
    // The history names the menus, and says what was refused, with their words.
    this.requestUpdate();
    if (actions) act?.(actions);
  }

  async #fetchDeeds(): Promise<void> {
    const { ChatDeeds } = await import('./talk/chat-deeds.ts');
    this.deeds ??= new ChatDeeds(this.#host);
  }

  async #deed(act: (deeds: ChatDeeds) => Promise<void>): Promise<void> {
    if ((await this.#fetch(() => this.#fetchDeeds())) && this.deeds) await act(this.deeds);
  }

  /** Why the chat is gone: the page may be that of a college which has removed the person. */
  async #askWhy(): Promise<void> {
    const { backend, store } = this.#store;
    if (this.expelled !== null || !backend || !store) return;
    this.expelled = false;
    this.expelled = await store.isExpelled(backend.config.college);
  }

  #explain = (error: AppError): { title: string; text: string } | undefined => {
    const { chat } = this.strings;
    if (error.code !== 'missing') return undefined;
    void this.#askWhy();
    if (this.expelled) return { title: chat.expelled, text: chat.expelledText };
    return this.#conversation.state?.removed
      ? { title: chat.removed, text: chat.removedText }
      : { title: chat.missing, text: chat.missingText };
  };

  override render() {
    const { backend } = this.#store;
    const { state, store } = this.#conversation;
    if (backend && !backend.userId) {
      return html`<div class="thread state">
        <sferum-signed-out of="sferum-chat"></sferum-signed-out>
      </div>`;
    }
    if (!this.chat && this.notFound) {
      const retry = () => {
        this.#sought = '';
        this.requestUpdate();
      };
      return html`<div class="thread state">
        ${this.view(this.notFound, () => nothing, { retry, explain: this.#explain })}
      </div>`;
    }
    if (!this.chat && !this.group && !this.person) {
      return html`<div class="thread state">${this.lacking('chat', exampleId)}</div>`;
    }
    if (!state || !store) return this.#skeleton();
    if (state.messages.status === 'failed' || state.summary.status === 'failed') {
      const shown = state.messages.status === 'failed' ? state.messages : state.summary;
      return html`<div class="thread state">
        ${this.back ? html`<header class="back">${this.#backButton()}</header>` : nothing}
        ${this.view<unknown>(shown, () => nothing, { retry: () => store.retry(), explain: this.#explain })}
      </div>`;
    }
    const { summary } = state;
    if (summary.status !== 'ready' || !summary.value) return this.#skeleton();
    return this.#thread(summary.value, state);
  }

  #thread(summary: ChatSummary, state: ConversationState<ChatMessage, ChatSummary>): TemplateResult {
    const { chat, messages } = this.strings;
    const { deeds } = this;
    const isSearching = deeds?.isSearching ?? false;
    const failure = this.unreachable ? 'offline' : this.#code.problem?.code;
    return html`<div class="thread ${isSearching ? 'searching' : ''}" @keydown=${this.#findKey}>
      ${isSearching ? deeds?.drawSearch(summary, state) : this.#header(summary)}
      ${state.connected ? nothing : this.#strip('status', chat.offline)}
      ${
        state.pending.some(({ problem, status }) => status === 'pending' && problem === 'limited')
          ? this.#strip('status', chat.limited, 'clock')
          : nothing
      }
      ${isSearching ? nothing : this.#pins(summary)}
      ${failure ? this.#strip('alert', this.strings.common.errors[failure].text) : nothing}
      ${this.view(
        state.messages,
        () => html`<sferum-history
          .store=${this.#conversation.store}
          .shown=${state}
          label=${chat.log}
          .writer=${(message: ChatMessage | null) => this.#writer(message)}
          .problem=${({ reason, status }: OutboxItem) =>
            status === 'failed'
              ? (messages.fileProblems[reason as keyof typeof messages.fileProblems] ?? chat.failed)
              : ''}
          .readers=${chat.readers}
          .talk=${this.#talk(summary)}
          .menus=${this.actions?.labels ?? null}
          .refusal=${(item: OutboxItem) => this.actions?.refusal(item) ?? null}
          .language=${this.language}
          .strings=${messages}
          @readers=${({ seq }: ReadersEvent) => void this.#deed((deeds) => deeds.showReaders(seq))}
          @pointerover=${this.#prepare}
          @focusin=${this.#prepare}
          @contextmenu=${this.#prepare}
          @keydown=${this.#prepare}
        >
          ${this.#quiet(summary)}${this.#mentions(state)}
        </sferum-history>`,
        { skeleton: this.#bubbles() },
      )}
      ${this.#typing()} ${this.acting && deeds ? deeds.actions(summary, state) : nothing} ${this.#foot(summary)}
      ${deeds?.draw(summary, state)}
    </div>`;
  }

  /** The way to what calls me; its code follows the first unread message. */
  #mentions({ lastSeq, readSeq }: ConversationState<ChatMessage, ChatSummary>): TemplateResult | typeof nothing {
    if (lastSeq > readSeq) void this.#fetchMentions();
    if (!this.hasMentions) return nothing;
    return html`<sferum-chat-mentions
      slot="ways"
      .chat=${this.chat}
      .readSeq=${readSeq}
      @show=${({ seq }: MentionShowEvent) => void this.#show(seq)}
    ></sferum-chat-mentions>`;
  }

  async #fetchMentions(): Promise<void> {
    if (this.#isFetchingMentions) return;
    this.#isFetchingMentions = true;
    await painted();
    this.hasMentions = await this.#fetch(() => import('./mentions/mentions-button.ts'), false);
    this.#isFetchingMentions = this.hasMentions;
  }

  #strip(role: 'status' | 'alert', text: string, sign: Sign = 'wifiOff'): TemplateResult {
    return html`<div class="strip" role=${role}>${icon(sign, 18)}<span>${text}</span></div>`;
  }

  /** How messages that answer, are forwarded or reacted to are drawn. The same until what it says is different. */
  #talk(summary: ChatSummary): TalkRules {
    const { chat } = this.strings;
    const me = this.#store.backend?.userId ?? '';
    const store = this.#conversation.store;
    const { canModerate, memberCount } = summary;
    const of = [me, store, summary.isOpen, chat, canModerate, memberCount];
    if (this.#rules && of.every((each, index) => each === this.#rules?.of[index])) return this.#rules;
    this.#rules = {
      of,
      me,
      nameOf: (author) => this.#nameOf(author),
      react:
        summary.isOpen && store
          ? (id, emoji, given) => void this.#fetch(() => store.mark(id, { kind: 'react', body: emoji, given }))
          : null,
      vote:
        summary.isOpen && store
          ? (id, poll, options) => void store.mark(id, { kind: 'vote', body: poll, options })
          : null,
      topic: `chat:${summary.id}`,
      college: summary.collegeId,
      people: memberCount,
      moderates: canModerate,
      show: (id) => void this.jumpTo(id),
    };
    return this.#rules;
  }

  #nameOf(author: Author): string {
    const { common, messages } = this.strings;
    return author.id === this.#store.backend?.userId ? messages.you : shortName(author) || common.erased;
  }

  #writer(message: ChatMessage | null): Writer {
    const { collegeId = '', kind = 'other' } = this.#summary ?? {};
    const { common, messages } = this.strings;
    const me = this.#store.backend?.userId ?? '';
    const author = message?.author ?? { id: me, surname: '', name: '', patronymic: '' };
    const own = author.id === me;
    const name = shortName(author) || common.erased;
    return {
      id: author.id,
      name: own ? messages.you : name,
      // In a personal chat nobody needs to be told who writes.
      named: !own && kind !== 'personal',
      tone: author.id,
      initials: initials(author.name, author.surname) || name.slice(0, 1),
      isCollege: author.isCollege ?? false,
      logo: '',
      college: own || author.isCollege || !author.id ? '' : collegeId,
    };
  }

  #backButton(): TemplateResult | typeof nothing {
    if (!this.back) return nothing;
    const { toList } = this.strings.chat;
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${toList}
      title=${toList}
      @click=${() => this.dispatchEvent(new Event('back'))}
    >
      ${icon('back')}
    </button>`;
  }

  #header(summary: ChatHead): TemplateResult {
    const { members } = this.strings.chat;
    const online = this.#presence.state?.online ?? new Set<string>();
    const peerHere = summary.peer ? online.has(summary.peer.id) : false;
    const here = [...(this.#store.state?.members ?? [])].filter((id) => online.has(id)).length;
    const count = summary.memberCount;
    const words = summary.peer
      ? peerHere
        ? this.strings.chat.here
        : ''
      : plural(this.language, count, members).replace('#', String(count)) +
        (here > 0 ? `, ${this.strings.chat.online.replace('#', String(here))}` : '');
    const title = chatTitle(summary, this.strings.common.erased);
    const open = () => {
      if (summary.peer) this.dispatchEvent(new PersonOpenEvent(summary.peer.id, summary.collegeId));
      else void this.#deed((deeds) => deeds.showAbout());
    };
    const name = html`<button class="ellipsis" type="button" title=${this.strings.chat.about} @click=${open}>${title}</button>`;
    return html`<header part="head" class=${this.back ? 'back' : ''}>
      ${this.#backButton()}<span class="picture" @click=${open}>${chatAvatar(summary, 'm', peerHere)}</span>
      <div class="words">
        <h2 class="ellipsis">${name}</h2>
        ${words ? html`<p class="ellipsis">${words}</p>` : nothing}
      </div>
      <button
        class="icon-button find"
        type="button"
        aria-label=${this.strings.chat.find}
        title=${this.strings.chat.find}
        @click=${() => this.#deed((deeds) => deeds.startSearch())}
      >
        ${icon('search')}
      </button>
      <button
        class="icon-button"
        type="button"
        aria-label=${this.strings.chat.about}
        title=${this.strings.chat.about}
        @click=${() => this.#deed((deeds) => deeds.showAbout())}
      >
        ${icon('more')}
      </button>
    </header>`;
  }

  /** Ctrl+F in the chat searches the chat; pressed again, it is the browser's. */
  #findKey(event: KeyboardEvent): void {
    if (event.code !== 'KeyF' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const search = this.deeds?.search;
    if (event.defaultPrevented || search?.matches(':focus-within')) return;
    event.preventDefault();
    if (search) search.focus();
    else void this.#deed((deeds) => deeds.startSearch());
  }

  #opened(event: ChatOpenEvent): void {
    // Whoever shows chats shows this one; else it takes the place of the present one.
    queueMicrotask(() => {
      if (!event.defaultPrevented) this.chat = event.chat;
    });
  }

  /** Why I cannot write now, and when that ends by itself. */
  #silence(summary: ChatSummary): { reason: CannotWriteReason; endsAt: Date | null } | null {
    if (summary.isArchived) return { reason: 'archived', endsAt: null };
    if (summary.writeRefusal) {
      return { reason: summary.writeRefusal, endsAt: summary.writeRefusal === 'muted' ? summary.mayWriteAt : null };
    }
    const endsAt = [summary.mayWriteAt, this.pausedUntil].find((each) => each && each.getTime() > Date.now());
    // An edit is no new message.
    return endsAt && !this.editing ? { reason: 'slow_mode', endsAt } : null;
  }

  #over(): void {
    this.pausedUntil = null;
    this.#conversation.store?.refresh();
    this.requestUpdate();
  }

  #typing(): TemplateResult | typeof nothing {
    const { typing = [] } = this.#store.state ?? {};
    if (typing.length === 0) return nothing;
    const { chat } = this.strings;
    const who = typing.length > 3 ? chat.several : typing.join(', ');
    const forms = typing.length === 1 ? chat.typing.one : chat.typing.other;
    return html`<div class="typing">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      <span class="ellipsis">${forms.replace('#', who)}</span>
    </div>`;
  }

  #foot(summary: ChatSummary): TemplateResult | typeof nothing {
    if (this.readOnly) return nothing;
    const { chat } = this.strings;
    const silence = this.#silence(summary);
    if (silence) {
      if (!this.explaining) void this.#explainSilence();
      return this.explaining
        ? html`<sferum-cannot-write
            .reason=${silence.reason}
            .until=${summary.mutedUntil}
            .endsAt=${silence.endsAt}
            @over=${this.#over}
          ></sferum-cannot-write>`
        : html`<div class="closed">${icon('lock')}</div>`;
    }
    if (this.writing) return this.writing.draw(this.editing, this.language, this.strings.common, this.strings.messages);
    return this.#standIn.draw({
      person: this.#store.backend?.userId ?? '',
      place: this.editing || this.chat,
      label: chat.compose,
      buttons: [2, 2],
    });
  }

  /** Fetched when something is pinned. */
  #pins(summary: ChatSummary): TemplateResult | typeof nothing {
    const pins = this.#store.state?.pins ?? [];
    if (pins.length === 0) return nothing;
    void import('./talk/pins-bar.ts');
    const unpin = async (id: string) => this.#conversation.store?.mark(id, { kind: 'pin', body: '', given: false });
    return html`<sferum-chat-pins
      .pins=${pins}
      .college=${summary.collegeId}
      ?unpins=${this.#canPin(summary)}
      @show=${({ id }: PinEvent) => void this.jumpTo(id)}
      @unpin=${({ id }: PinEvent) => void this.#fetch(() => unpin(id))}
    ></sferum-chat-pins>`;
  }

  #canPin({ canModerate, isOpen, kind }: ChatSummary): boolean {
    return isOpen && (canModerate || kind === 'personal');
  }

  async #explainSilence(): Promise<void> {
    if (await this.#fetch(() => import('./manage/cannot-write.ts'), false)) this.explaining = true;
  }

  #quiet(summary: ChatSummary): TemplateResult {
    const { chat } = this.strings;
    return html`<div class="view-state" slot="empty">
      <span class="emblem">${icon('chat', 26)}</span>
      <h3>${chat.empty}</h3>
      ${this.readOnly || this.#silence(summary) ? nothing : html`<p>${chat.emptyText}</p>`}
    </div>`;
  }

  #bubbles(): TemplateResult {
    return html`<div class="bubbles">
      ${[false, false, true, false, true, true].map((own) => html`<span class="skeleton ${own ? 'own' : ''}"></span>`)}
    </div>`;
  }

  /** Its ground is there at once, and the head as far as it is known; only what is not follows a moment later. */
  #skeleton(): TemplateResult {
    const known = this.known?.id === this.chat ? this.known : null;
    return html`<div class="thread">
      ${
        known
          ? this.#header(known)
          : html`<header class=${this.back ? 'back' : ''}>
              ${this.#backButton()}<span class="skeleton picture"></span>
              <div class="words"><span class="skeleton"></span><span class="skeleton"></span></div>
            </header>`
      }
      <div class="loading">${this.view(undefined, () => nothing, { skeleton: this.#bubbles() })}</div>
      <div class="closed"></div>
    </div>`;
  }
}
define('sferum-chat', Chat);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat': Chat;
  }
}
