import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Backend } from '../core/backend.ts';
import { painted } from '../core/channels.ts';
import { onDraft } from '../core/drafts/drafts.ts';
import { failed, type Loadable } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { exampleId } from '../element/host/config.ts';
import { ground, root } from '../element/host/ground.styles.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { icon } from '../element/icon.ts';
import { PersonOpenEvent } from '../element/person/person-open-event.ts';
import { StoreController } from '../element/store-controller.ts';
import { type ChatStrings, chatTexts } from '../locales/ru/chat/chat.ts';
import { type MessagesStrings, messagesTexts } from '../locales/ru/messages/messages.ts';
import type { Composer } from '../messages/composer/composer.ts';
import { isTypedByFinger, lineStyles, StandIn, standInStyles } from '../messages/composer/stand-in.ts';
import type { ConversationState } from '../messages/conversation-store.ts';
import type { TalkRules } from '../messages/history/bubble.ts';
import { type History, hasBrowserMenu, type ReadersEvent } from '../messages/history/history.ts';
import type { Writer } from '../messages/history/rows.ts';
import type { Mark, OutboxItem } from '../messages/outbox/outbox.ts';
import type { Author } from '../messages/talk.ts';
import { avatarStyles, initials } from '../ui/avatar.ts';
import { styles } from './chat.styles.ts';
import type { ChatHead, ChatMessage, ChatSummary } from './chat-api.ts';
import { backButton, chatHead } from './chat-head.ts';
import { chatStore } from './chat-store.ts';
import type { ChatSeeker } from './find/chat-seeker.ts';
import type { ChatLife, PaintedChat } from './talk/chat-life.ts';

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
  static override styles: CSSResultGroup = [ground, root, avatarStyles, lineStyles, standInStyles, styles];
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
  /** What was asked for needs the network. */
  @state() private unreachable = false;
  /** What follows the first paint; until then `#standIn` is where one writes. */
  @state() private life: ChatLife | null = null;
  @query('sferum-composer') private composer!: Composer | null;
  @query('sferum-history') private history!: History | null;

  readonly #standIn = new StandIn(() => void this.#living());
  #starting: Promise<void> | null = null;
  #rules: (TalkRules & { readonly of: readonly unknown[] }) | null = null;

  /** The focus goes in as soon as there is something to take it. */
  #entering = false;
  #unsubscribe = () => {};
  /** What looks for the chat of a group or a person, where there is one. */
  #seeker: ChatSeeker | null = null;
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? chatStore(backend, this.chat) : null,
  );
  readonly #conversation = new StoreController(this, () => this.#store.store?.conversation ?? null);
  readonly #code = new LazyCode(this);
  get #me(): string {
    return this.#store.backend?.userId ?? '';
  }

  get #summary(): ChatSummary | null {
    const summary = this.#conversation.state?.summary;
    return summary?.status === 'ready' ? summary.value : null;
  }

  /** What this is to what follows. */
  #asPainted(): PaintedChat {
    const chat = this;
    return {
      element: chat,
      standIn: chat.#standIn,
      get backend() {
        return chat.#store.backend;
      },
      get store() {
        return chat.#store.store;
      },
      get summary() {
        return chat.#summary;
      },
      get strings() {
        return chat.strings;
      },
      get composer() {
        return chat.composer;
      },
      get history() {
        return chat.history;
      },
      fetch: (code, asked) => chat.#fetch(code, asked),
      unreachable: (is) => {
        chat.unreachable = is;
      },
      nameOf: (author) => chat.#nameOf(author),
      writer: (message) => chat.#writer(message),
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

  /** Puts the cursor where one writes, as soon as the chat is there. */
  async focusComposer(): Promise<void> {
    (await this.#living())?.focus();
  }

  /**
   * Shows a message, by its id, however far back it is; «Вернуться» leads back to what was read.
   * @returns false when there is no such message in this chat, or it could not be fetched.
   */
  async jumpTo(messageId: string): Promise<boolean> {
    return (await this.#living())?.jumpTo(messageId) ?? false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = onDraft(() => this.life?.updated());
    // Once, however often it is moved.
    for (const name of carried) this.addEventListener(name, this.#carry);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seeker?.end();
    this.#unsubscribe();
  }

  readonly #carry = (event: Event): void => {
    if (!this.life) this.#standIn.take(event);
  };

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#standIn.follow(this.renderRoot);
    if (this.life) this.life.updated();
    // Nobody has asked for it; the next drawing does so again.
    else if (this.#conversation.state?.messages.status === 'ready') void this.#living(false);
    if (this.#entering) this.#takeFocus();
  }

  #takeFocus(): void {
    const quietly = { preventScroll: true };
    const { composer } = this;
    if ((composer || this.#standIn.follow(this.renderRoot)) && !isTypedByFinger()) {
      this.#entering = false;
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
    const { backend } = this.#store;
    const isNamed = changed.has('chat');
    if (backend && this.#seeker) this.#seeker.follow(backend, isNamed);
    else if (backend?.userId && (this.group || this.person) && !this.notFound) void this.#seek(backend);
    if (isNamed) this.life?.begin();
    // Most who see a chat are signed in; the others get the code of this with it.
    if (backend?.userId === null && !customElements.get('sferum-signed-out')) {
      void this.#fetch(() => import('../element/signed-out.ts'), false);
    }
  }

  /** Looks for the chat of the group or the person that the page names. */
  async #seek(backend: Backend): Promise<void> {
    try {
      const { ChatSeeker } = await import('./find/chat-seeker.ts');
      this.#seeker ??= new ChatSeeker(this, (notFound) => {
        this.notFound = notFound;
      });
      this.#seeker.follow(backend, true);
    } catch (error) {
      this.notFound = failed(error);
    }
  }

  /** What follows the first paint, which a person may have `asked` for; null when it cannot be fetched. */
  async #living(asked = true): Promise<ChatLife | null> {
    const start = () => {
      this.#starting ??= this.#startLife().finally(() => {
        this.#starting = null;
      });
      return this.#starting;
    };
    return this.life ?? ((await this.#fetch(start, asked)) ? this.life : null);
  }

  async #startLife(): Promise<void> {
    // It must not delay the paint of what is to be read.
    await painted();
    const { ChatLife } = await import('./talk/chat-life.ts');
    const begun = this.#standIn.leave();
    this.life = new ChatLife(this.#asPainted());
    await this.life.resume(begun);
  }

  /** Fetches code that a person has `asked` for, or is about to. @returns whether it is there. */
  async #fetch(code: () => Promise<unknown>, asked = true): Promise<boolean> {
    const isThere = await this.#code.fetch(code, asked);
    if (isThere) this.unreachable = false;
    return isThere;
  }

  /** What asks for a menu before there are any is repeated when there are. */
  #prepare(event: Event): void {
    if (this.life?.hasMenus) return;
    const [target] = event.composedPath();
    const isAsked =
      event instanceof KeyboardEvent
        ? /^(Enter|ContextMenu|F10)$/.test(event.key) && target instanceof Element && target.matches('.message')
        : event instanceof MouseEvent && event.type === 'contextmenu' && !hasBrowserMenu(event);
    if (isAsked) event.preventDefault();
    const Again = event.constructor as typeof Event;
    const again = () => target?.dispatchEvent(new Again(event.type, event));
    void this.#living(isAsked).then((life) => life?.act(isAsked ? again : undefined));
  }

  /** What is drawn in place of the chat; the code that says why it is not to be seen comes when it is not. */
  #failed(shown: Loadable<unknown>, retry: () => void): TemplateResult | typeof nothing {
    const isGone = shown.status === 'failed' && shown.error.code === 'missing';
    if (!isGone || this.#code.problem) return this.view(shown, () => nothing, { retry });
    const { backend, store } = this.#store;
    if (customElements.get('sferum-chat-gone')) {
      return html`<sferum-chat-gone
        ?removed=${this.#conversation.state?.removed}
        .ask=${async () => store?.isExpelled(backend?.config.college ?? '') ?? false}
      ></sferum-chat-gone>`;
    }
    void this.#fetch(() => import('./find/chat-gone.ts'));
    return this.view(undefined, () => nothing);
  }

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
        this.#seeker?.retry();
        this.notFound = null;
      };
      return html`<div class="thread state">
        ${this.#failed(this.notFound, retry)}
      </div>`;
    }
    if (!this.chat && !this.group && !this.person) {
      return html`<div class="thread state">${this.lacking('chat', exampleId)}</div>`;
    }
    if (!state || !store) return this.#skeleton();
    if (state.messages.status === 'failed' || state.summary.status === 'failed') {
      const shown = state.messages.status === 'failed' ? state.messages : state.summary;
      return html`<div class="thread state">
        ${this.back ? html`<header class="back">${backButton(this.#goBack, this.strings.chat)}</header>` : nothing}
        ${this.#failed(shown, () => store.retry())}
      </div>`;
    }
    const { summary } = state;
    if (summary.status !== 'ready' || !summary.value) return this.#skeleton();
    return this.#thread(summary.value, state);
  }

  #thread(summary: ChatSummary, state: ConversationState<ChatMessage, ChatSummary>): TemplateResult {
    const { chat, messages } = this.strings;
    const { life } = this;
    const isSearching = life?.isSearching ?? false;
    const failure = this.unreachable ? 'offline' : this.#code.problem?.code;
    return html`<div class="thread ${isSearching ? 'searching' : ''}" @keydown=${this.#findKey}>
      ${isSearching ? life?.drawSearch(summary, state) : this.#head(summary)}
      ${state.connected ? nothing : this.#strip('status', chat.offline)}
      ${life?.drawLimit(state)}
      ${life?.drawLesson(summary)} ${isSearching ? nothing : life?.drawPins(summary)}
      ${failure ? this.#strip('alert', this.strings.common.errors[failure].text) : nothing}
      ${this.view(
        state.messages,
        () => html`<sferum-history
          .store=${this.#conversation.store}
          .shown=${state}
          label=${chat.log}
          .writer=${(message: ChatMessage | null) => this.#writer(message)}
          .problem=${({ status }: OutboxItem) => (status === 'failed' ? chat.failed : '')}
          .readers=${chat.readers}
          .talk=${this.#talk(summary)}
          .menus=${life?.actions?.labels ?? null}
          .refusal=${(item: OutboxItem) => this.life?.actions?.refusal(item) ?? null}
          .language=${this.language}
          .strings=${messages}
          @readers=${async ({ seq }: ReadersEvent) => (await this.#living())?.deed((deeds) => deeds.showReaders(seq))}
          @pointerover=${this.#prepare}
          @focusin=${this.#prepare}
          @contextmenu=${this.#prepare}
          @keydown=${this.#prepare}
        >
          ${this.#quiet(summary, state.lastSeq)}${life?.drawMentions(state)}
        </sferum-history>`,
        { skeleton: this.#bubbles() },
      )}
      ${life?.drawTyping()} ${life?.drawActions(summary, state)} ${this.#foot(summary)} ${life?.drawDialogs(summary, state)}
    </div>`;
  }

  #strip(role: 'status' | 'alert', text: string): TemplateResult {
    return html`<div class="strip" role=${role}>${icon('wifiOff', 18)}<span>${text}</span></div>`;
  }

  /** How messages that answer, are forwarded or reacted to are drawn. The same until what it says is different. */
  #talk(summary: ChatSummary): TalkRules {
    const { chat } = this.strings;
    const me = this.#me;
    const { store } = this.#conversation;
    const { canModerate, memberCount } = summary;
    const of = [me, store, summary.isOpen, chat, canModerate, memberCount];
    if (this.#rules && of.every((each, index) => each === this.#rules?.of[index])) return this.#rules;
    const mark =
      summary.isOpen && store ? (id: string, act: Mark) => void this.#fetch(() => store.mark(id, act)) : null;
    this.#rules = {
      of,
      me,
      nameOf: (author) => this.#nameOf(author),
      react: mark && ((id, body, given) => mark(id, { kind: 'react', body, given })),
      vote: mark && ((id, body, options) => mark(id, { kind: 'vote', body, options })),
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
    return author.id === this.#me ? messages.you : shortName(author) || common.erased;
  }

  #writer(message: ChatMessage | null): Writer {
    const { collegeId = '', kind = 'other' } = this.#summary ?? {};
    const me = this.#me;
    const author = message?.author ?? { id: me, surname: '', name: '', patronymic: '' };
    const own = author.id === me;
    return {
      id: author.id,
      name: this.#nameOf(author),
      // In a personal chat nobody needs to be told who writes.
      named: !own && kind !== 'personal',
      tone: author.id,
      initials: initials(author.name, author.surname) || this.strings.common.erased.slice(0, 1),
      isCollege: author.isCollege ?? false,
      logo: '',
      college: own || author.isCollege || !author.id ? '' : collegeId,
    };
  }

  /** The head as far as it is known. */
  #head(head: ChatHead | null): TemplateResult {
    const { back, language, life, strings } = this;
    const deed = async (act: Parameters<ChatLife['deed']>[0]) => (await this.#living())?.deed(act);
    const showAbout = () => void deed((deeds) => deeds.showAbout());
    const { collegeId = '', peer = null } = head ?? {};
    return chatHead(head, {
      back: back ? this.#goBack : null,
      isPeerHere: peer !== null && (life?.isHere(peer.id) ?? false),
      here: life?.countHere() ?? 0,
      open: () => (peer ? this.dispatchEvent(new PersonOpenEvent(peer.id, collegeId)) : showAbout()),
      find: () => void deed((deeds) => deeds.startSearch()),
      showAbout,
      call: life?.drawCall(),
      language,
      strings,
    });
  }

  readonly #goBack = (): void => void this.dispatchEvent(new Event('back'));

  /** Ctrl+F in the chat searches the chat; pressed again, it is the browser's. */
  #findKey(event: KeyboardEvent): void {
    if (event.code !== 'KeyF' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.defaultPrevented || this.life?.isInSearch) return;
    event.preventDefault();
    void this.#living().then((life) => life?.find());
  }

  /** I cannot write now; what follows says why. */
  #isSilent({ isArchived, mayWriteAt, writeRefusal }: ChatSummary): boolean {
    return isArchived || writeRefusal !== null || (mayWriteAt !== null && mayWriteAt.getTime() > Date.now());
  }

  #foot(summary: ChatSummary): TemplateResult | typeof nothing {
    if (this.readOnly) return nothing;
    if (this.life) return this.life.drawFoot(summary);
    if (this.#isSilent(summary)) return html`<div class="closed">${icon('lock')}</div>`;
    return this.#standIn.draw({
      person: this.#me,
      place: this.chat,
      label: this.strings.chat.compose,
    });
  }

  /** Stands where nobody has written yet. */
  #quiet(summary: ChatSummary, lastSeq: number): TemplateResult | typeof nothing {
    if (lastSeq > 0) return nothing;
    if (!customElements.get('sferum-no-chats')) void this.#fetch(() => import('./find/no-chats.ts'), false);
    const isSilent = this.readOnly || this.#isSilent(summary);
    return html`<sferum-no-chats slot="empty" why="quiet" ?silent=${isSilent}></sferum-no-chats>`;
  }

  #bubbles(): TemplateResult {
    return html`<div class="bubbles">
      ${[false, false, true, false, true, true].map((own) => html`<span class="skeleton ${own ? 'own' : ''}"></span>`)}
    </div>`;
  }

  /** Its ground is there at once, and the head as far as it is known; only what is not follows a moment later. */
  #skeleton(): TemplateResult {
    return html`<div class="thread">
      ${this.#head(this.known?.id === this.chat ? this.known : null)}
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
