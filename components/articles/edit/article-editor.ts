import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { redrawDaily } from '../../core/dates.ts';
import { type AppError, toAppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import '../../element/signed-out.ts';
import { StoreController } from '../../element/store-controller.ts';
import { linksStore } from '../../files/preview/links-store.ts';
import { type ArticlesStrings, articlesTexts } from '../../locales/ru/articles/articles.ts';
import { type EditorStrings, editorTexts } from '../../locales/ru/articles/editor.ts';
import type { PollMadeEvent } from '../../polls/new-poll.ts';
import { confirm } from '../../ui/dialog.ts';
import { isForInputMethod } from '../../ui/input-method.ts';
import '../../ui/menu.ts';
import { ringStyles } from '../../ui/bits.ts';
import { type MenuItem, menuPopoverStyles, menuStyles } from '../../ui/menu-items.ts';
import { noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import { articleFiles, articleLimits } from '../article-data.ts';
import { ArticleCloseEvent } from '../article-events.ts';
import { articleTextStyles } from '../reading/article-text.styles.ts';
import { type ArticleEditingState, type ArticleEditingStore, articleEditingStore } from './article-editing-store.ts';
import { editorStyles } from './article-editor.styles.ts';
import type { LinkChosenEvent } from './dialogs/link-dialog.ts';
import type { PictureWords, PictureWordsEvent } from './dialogs/picture-dialog.ts';
import type { PublishedEvent } from './dialogs/publication-dialog.ts';
import type { VideoChosenEvent } from './dialogs/video-dialog.ts';
import './editor-toolbar.ts';
import type { EditorToolbar, Tool, ToolEvent } from './editor-toolbar.ts';
import { drawEmbed } from './parts/embeds.ts';
import { FileChoice } from './parts/file-choice.ts';
import { drawGuide, showsGuide } from './parts/guide.ts';
import { InsertMenu } from './parts/insert-menu.ts';
import { drawNotes, drawStatus, type NoteDeeds } from './parts/status.ts';
import type { ArticleEmbed, EmbedShownEvent } from './quill/embed-element.ts';
import { type Formats, RichText } from './quill/rich-text.ts';
import type { TableDeed } from './quill/table.ts';

type DialogName = 'link' | 'video' | 'poll' | 'picture' | 'publication' | 'history' | 'authors' | 'withdraw' | 'remove';

const dialogCode: Partial<Record<DialogName, () => Promise<unknown>>> = {
  link: () => import('./dialogs/link-dialog.ts'),
  video: () => import('./dialogs/video-dialog.ts'),
  poll: () => import('../../polls/new-poll.ts'),
  picture: () => import('./dialogs/picture-dialog.ts'),
  publication: () => import('./dialogs/publication-dialog.ts'),
  history: () => import('./dialogs/history-dialog.ts'),
  authors: () => import('./dialogs/authors-dialog.ts'),
};

/**
 * Writing an article: the text with its toolbar, what is saved and who sees it, publishing, versions.
 * @fires {ArticleCloseEvent} article-close - It was closed, or deleted.
 */
export class ArticleEditor extends SferumElement<{ editor: EditorStrings; articles: ArticlesStrings }> {
  static override styles: CSSResultGroup = [
    base,
    menuStyles,
    menuPopoverStyles,
    noticeStyles,
    ringStyles,
    articleTextStyles,
    editorStyles,
  ];
  protected readonly texts = { editor: editorTexts, articles: articlesTexts };

  /** Id of the article; a `fresh` one is made with the first word. */
  @property({ attribute: false }) article = '';
  @property({ attribute: false }) college = '';
  @property({ type: Boolean }) fresh = false;
  @property({ attribute: false }) page = '';

  @state() private formats: Formats = {};
  @state() private dialog: DialogName | null = null;
  @state() private problem = '';
  /** Which page of the instruction is shown; null for none. */
  @state() private guide: number | null = null;
  /** Number of the version that the dialog shows first. */
  #version = 0;
  /** What the dialog of a picture is about. */
  #embed: ArticleEmbed | null = null;
  #text: RichText | null = null;
  #shownAnew = 0;
  readonly #embeds = new Set<ArticleEmbed>();
  /** What embeds were drawn with. */
  #around: readonly unknown[] = [];

  @query('#text') private place!: HTMLElement | null;
  @query('sferum-editor-toolbar') private toolbar!: EditorToolbar | null;
  @query('.title') private titleField!: HTMLTextAreaElement | null;
  @query('input[type=file]') private chooser!: HTMLInputElement;
  @query('sferum-toast') private toast!: Toast;

  readonly #code = new LazyCode(this);
  readonly #files = new FileChoice(() => ({
    store: this.#editing,
    text: this.#text,
    strings: this.strings.editor,
    chooser: this.chooser,
    embeds: this.#embeds,
    say: (problem) => {
      this.problem = problem;
    },
    describe: (embed) => this.#change(embed),
  }));
  readonly #insert = new InsertMenu(
    this,
    () => this.#text,
    (tool) => this.#act(tool),
  );
  readonly #links = new StoreController(this, (backend) => linksStore(backend, articleFiles));
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.article
      ? articleEditingStore(backend, this.article, this.college || backend.config.college, this.fresh)
      : null,
  );

  constructor() {
    super();
    redrawDaily(this);
    this.addEventListener('embed-shown', this.#embedShown);
  }

  get #editing(): ArticleEditingStore {
    const { store } = this.#store;
    if (!store) throw new Error('nothing is edited');
    return store;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (showsGuide()) this.guide = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#text?.stop();
    this.#text = null;
    this.#shownAnew = 0;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { state } = this.#store;
    if (changed.has('dialog') && !this.dialog) this.#text?.comeBack();
    if (state?.draft.status !== 'ready') return;
    this.#mount(state);
    this.#drawEmbedsAnew(state);
  }

  /** Not with each letter: there may be hundreds of pictures. */
  #drawEmbedsAnew({ files, isMine, polls }: ArticleEditingState): void {
    const around = [files, polls, isMine, this.#links.state, this.language];
    if (around.every((each, at) => each === this.#around[at])) return;
    this.#around = around;
    for (const embed of this.#embeds) {
      if (embed.isConnected) embed.requestUpdate();
      else this.#embeds.delete(embed);
    }
  }

  #mount(state: ArticleEditingState): void {
    if (!this.place) return;
    if (!this.#text || !this.place.contains(this.#text.root)) {
      this.#text?.stop();
      this.#shownAnew = 0;
      this.#text = new RichText(this.place, {
        changed: () => {
          // The text itself: what is read when this element has gone is what was written in it.
          const text = this.#text;
          if (text) this.#editing.write(() => text.delta);
        },
        selected: () => this.#selected(),
        link: () => void this.#open('link'),
        files: (files) => void this.#files.add(files),
        tooLong: () => {
          this.problem = this.strings.editor.tooLong;
        },
        picturesLeft: () => {
          this.problem = this.strings.editor.picturesLeft;
        },
        slash: () => void this.#insert.offer(),
      });
      const { root } = this.#text;
      root.classList.add('prose');
      root.setAttribute('role', 'textbox');
      root.setAttribute('aria-multiline', 'true');
      root.addEventListener('keydown', this.#keyInText);
    }
    const { root } = this.#text;
    const { editor } = this.strings;
    root.setAttribute('aria-label', editor.text);
    root.dataset.placeholder = editor.placeholder;
    if (this.#shownAnew !== state.shownAnew) {
      this.#shownAnew = state.shownAnew;
      this.#text.show(state.content.body);
      if (this.fresh && state.shownAnew === 1) this.titleField?.focus();
    }
    this.#text.enable(state.isMine);
  }

  readonly #embedShown = (event: EmbedShownEvent): void => {
    const [embed] = event.composedPath() as [ArticleEmbed];
    event.stopPropagation();
    this.#embeds.add(embed);
    embed.draw = this.#drawEmbed;
  };

  readonly #drawEmbed = (embed: ArticleEmbed): TemplateResult => {
    const { state } = this.#store;
    return drawEmbed(embed, {
      files: state?.files ?? new Map(),
      polls: state?.polls ?? new Map(),
      isMine: state?.isMine ?? false,
      strings: this.strings,
      address: (object) => this.#links.store?.get(object),
      change: (each) => this.#change(each),
      remove: (each) => {
        this.#text?.replace(each, null);
        this.#text?.focus();
      },
    });
  };

  readonly #keyInText = (event: KeyboardEvent): void => {
    if (event.altKey && event.key === 'F10') {
      event.preventDefault();
      this.toolbar?.focus();
    }
  };

  #selected(): void {
    const formats = this.#text?.formats ?? {};
    if (JSON.stringify(formats) !== JSON.stringify(this.formats)) this.formats = formats;
  }

  async #open(dialog: DialogName): Promise<void> {
    const code = dialogCode[dialog];
    if (code && !(await this.#code.fetch(code))) return;
    this.#text?.leave();
    this.dialog = dialog;
  }

  /** Another may be open by the time one has closed. */
  #closed(dialog: DialogName | null): void {
    if (this.dialog !== dialog) return;
    this.dialog = null;
    this.#embed = null;
    this.#version = 0;
  }

  get #noteDeeds(): NoteDeeds {
    const store = this.#editing;
    return {
      me: store.me,
      problem: this.problem,
      codeProblem: this.#code.problem,
      take: () => void store.take(),
      showVersion: (number) => {
        this.#version = number;
        store.acknowledge();
        void this.#open('history');
      },
      cancelUploads: () => store.cancelUploads(),
    };
  }

  #act(tool: Tool | TableDeed): void {
    const text = this.#text;
    if (!text) return;
    const acts: Partial<Record<string, () => void>> = {
      bold: () => text.toggle('bold'),
      italic: () => text.toggle('italic'),
      underline: () => text.toggle('underline'),
      strike: () => text.toggle('strike'),
      heading: () => text.toggle('header', 2),
      subheading: () => text.toggle('header', 3),
      bullet: () => text.toggle('list', 'bullet'),
      ordered: () => text.toggle('list', 'ordered'),
      quote: () => text.toggle('blockquote'),
      code: () => this.#toggleCode(text),
      link: () => void this.#open('link'),
      picture: () => this.#files.choose('picture'),
      file: () => this.#files.choose('file'),
      video: () => void this.#open('video'),
      poll: () => void this.#open('poll'),
      table: () => text.insertTable(3, 3),
      divider: () => text.insert('divider', true),
      undo: () => text.undo(),
      redo: () => text.redo(),
    };
    this.problem = '';
    const act = acts[tool];
    if (act) act();
    else text.table(tool as TableDeed);
  }

  /** A word is code in a line; lines, or none, are a block. */
  #toggleCode(text: RichText): void {
    const { formats, selected } = text;
    const isWord = selected !== '' && !selected.includes('\n') && !formats['code-block'];
    text.toggle(isWord ? 'code' : 'code-block');
  }

  #change(embed: ArticleEmbed): void {
    this.#embed = embed;
    void this.#open('picture');
  }

  /** Leads to the first picture without which it is not published. */
  readonly #describe = (): void => {
    this.dialog = null;
    const pictures = this.#text?.root.querySelectorAll('sferum-article-embed') ?? [];
    const lacking = [...pictures].find(({ kind, value }) => {
      const { alt, decorative } = value as Partial<PictureWords>;
      return kind === 'picture' && !alt && !decorative;
    });
    lacking?.scrollIntoView({ block: 'center' });
    if (lacking) this.#change(lacking);
  };

  #said({ words }: PictureWordsEvent): void {
    const embed = this.#embed;
    if (!embed) return;
    const { alt, caption, decorative } = words;
    const { value } = embed as { value: { file?: string; site?: string; id?: string } };
    const said = { ...(caption && { caption }) };
    if (embed.kind === 'picture')
      this.#text?.replace(embed, {
        file: value.file,
        ...(alt && { alt }),
        ...(decorative && { decorative: true }),
        ...said,
      });
    else this.#text?.replace(embed, { ...value, caption: undefined, ...said });
  }

  async #addPoll({ poll, question }: PollMadeEvent): Promise<void> {
    try {
      const made = await this.#editing.addPoll(question, poll);
      this.#text?.insert('poll', made.id);
    } catch (thrown) {
      this.problem = this.strings.editor.pollFailed;
      throw toAppError(thrown);
    }
  }

  async #save(): Promise<void> {
    if (await this.#editing.save()) this.toast.show({ text: this.strings.editor.savedToast });
  }

  #close(): void {
    this.dispatchEvent(new ArticleCloseEvent());
  }

  async #remove(): Promise<void> {
    if (!(await this.#editing.remove())) return;
    this.dialog = null;
    this.#close();
  }

  async #withdraw(): Promise<void> {
    if (!(await this.#editing.withdraw())) return;
    this.dialog = null;
    this.toast.show({ text: this.strings.editor.withdrawnToast });
  }

  #published({ at }: PublishedEvent): void {
    this.dialog = null;
    const { editor } = this.strings;
    const { draft } = this.#editing.state;
    const isShown = draft.status === 'ready' && draft.value.isShown;
    this.toast.show({ text: isShown || !at ? editor.publishedToast : editor.scheduledToast });
  }

  readonly #explain = ({ code, reason }: AppError): string => {
    const { common, editor } = this.strings;
    const known: Readonly<Record<string, string>> = editor.problems;
    if (reason === 'gone') return editor.gone;
    return known[reason] ?? known[code] ?? common.errors[code].text;
  };

  override render() {
    const { backend, state, store } = this.#store;
    // What was written stays on this device, and goes on after the sign-in.
    if (backend && !backend.userId) return html`<sferum-signed-out of="sferum-articles"></sferum-signed-out>`;
    return html`${this.view(state?.draft, () => this.#draw(state as ArticleEditingState), {
      retry: () => store?.retry(),
      explain: ({ code }) => (code === 'missing' ? this.strings.articles.missing : undefined),
    })}
    <sferum-toast></sferum-toast>`;
  }

  #draw(state: ArticleEditingState): TemplateResult {
    const { articles, common, editor } = this.strings;
    const draft = state.draft.status === 'ready' ? state.draft.value : null;
    const { content, isMine } = state;
    return html`<div class="top">
        <div class="bar">
          <button class="icon-button" type="button" aria-label=${editor.back} title=${editor.back} @click=${this.#close}>
            ${icon('back')}
          </button>
          <span class="named"
            ><b class="ellipsis">${content.title || (draft?.publishedAt ? articles.untitled : editor.newArticle)}</b>${drawStatus(state, { editor, language: this.language, explain: this.#explain })}</span
          >
          <button class="button ghost cover-button" type="button" aria-label=${editor.cover} ?disabled=${!isMine} @click=${() => void this.#open('publication')}>
            ${icon(signs.image, 18)}<span>${editor.cover}</span>
          </button>
          <sferum-menu label=${editor.menu} .items=${this.#items(state)}></sferum-menu>
          <button class="button save" type="button" ?disabled=${!isMine} @click=${() => void this.#save()}>${common.save}</button>
          <button class="button primary publish" type="button" ?disabled=${!isMine} @click=${() => void this.#open('publication')}>
            ${draft?.isShown ? editor.update : editor.publish}
          </button>
        </div>
        <sferum-editor-toolbar
          .formats=${this.formats}
          ?disabled=${!isMine}
          @tool=${({ tool }: ToolEvent) => this.#act(tool)}
          @leave=${() => this.#text?.focus()}
        ></sferum-editor-toolbar>
      </div>
      <div class="notes">${drawNotes(state, this.#noteDeeds, this.strings)}</div>
      <div class="sheet ${this.guide === null ? '' : 'guided'}">
        <div>
          <textarea
            class="title"
            rows="1"
            maxlength=${articleLimits.title}
            placeholder=${editor.title}
            aria-label=${editor.title}
            ?readonly=${!isMine}
            .value=${live(content.title)}
            @input=${({ target }: Event) => this.#editing.change({ title: (target as HTMLTextAreaElement).value.replace(/\n/g, ' ') })}
            @keydown=${(event: KeyboardEvent) => {
              if (event.key !== 'Enter' || isForInputMethod(event)) return;
              event.preventDefault();
              this.#text?.focus();
            }}
          ></textarea>
          <div id="text"></div>
        </div>
        ${
          this.guide === null
            ? nothing
            : drawGuide(this.guide, this.strings, (page) => {
                this.guide = page;
              })
        }
      </div>
      <input type="file" multiple hidden aria-label=${editor.tools.file} @change=${this.#files.chosen} />
      ${this.#insert.draw(editor)} ${this.#dialogs(state)}`;
  }

  #items({ draft, isMine }: ArticleEditingState): MenuItem[] {
    const { editor } = this.strings;
    const known = draft.status === 'ready' ? draft.value : null;
    const items: MenuItem[] = [
      { text: editor.history, sign: signs.history, act: () => void this.#open('history') },
      { text: editor.authors, sign: signs.userPlus, act: () => void this.#open('authors') },
      {
        text: editor.help,
        sign: signs.info,
        act: () => {
          this.guide = 0;
        },
      },
    ];
    if (known?.publishedAt)
      items.push({ text: editor.withdraw, sign: signs.eyeOff, apart: true, act: () => void this.#open('withdraw') });
    if (known?.isOwner)
      items.push({
        text: editor.remove,
        sign: signs.trash,
        danger: true,
        act: () => void this.#open('remove'),
        reason: isMine ? undefined : editor.problems.edited,
      });
    return items;
  }

  #dialogs(state: ArticleEditingState): TemplateResult | typeof nothing {
    const { dialog } = this;
    const store = this.#editing;
    const closed = () => this.#closed(dialog);
    if (dialog === 'link')
      return html`<sferum-article-link
        .address=${String(this.formats.link ?? '')}
        .hasWords=${(this.#text?.selected ?? '') !== ''}
        @chosen=${({ address, words }: LinkChosenEvent) => {
          this.dialog = null;
          this.#text?.focus();
          this.#text?.link(address, words);
        }}
        @closed=${closed}
      ></sferum-article-link>`;
    if (dialog === 'video')
      return html`<sferum-article-video
        @chosen=${({ video }: VideoChosenEvent) => {
          if (video) this.#text?.insert('player', video);
          else this.#files.choose('video');
        }}
        @closed=${closed}
      ></sferum-article-video>`;
    if (dialog === 'poll')
      return html`<sferum-new-poll
        .person=${store.me}
        .place=${`article:${this.article}`}
        @made=${(event: PollMadeEvent) => event.take(this.#addPoll(event))}
        @closed=${closed}
      ></sferum-new-poll>`;
    if (dialog === 'picture' && this.#embed) {
      const words = this.#embed.value as Partial<PictureWords>;
      return html`<sferum-article-picture
        .words=${{ alt: words.alt ?? '', caption: words.caption ?? '', decorative: words.decorative ?? false }}
        ?video=${this.#embed.kind !== 'picture'}
        @said=${(event: PictureWordsEvent) => this.#said(event)}
        @closed=${closed}
      ></sferum-article-picture>`;
    }
    if (dialog === 'publication')
      return html`<sferum-article-publication
        .store=${store}
        .explain=${this.#explain}
        @published=${(event: PublishedEvent) => this.#published(event)}
        @save=${() => {
          this.dialog = null;
          void this.#save();
        }}
        @describe=${this.#describe}
        @closed=${closed}
      ></sferum-article-publication>`;
    if (dialog === 'history')
      return html`<sferum-article-history
        .store=${store}
        .shown=${this.#version}
        @restored=${() => {
          this.dialog = null;
          this.#version = 0;
          this.toast.show({ text: this.strings.editor.restored });
        }}
        @closed=${closed}
      ></sferum-article-history>`;
    if (dialog === 'authors')
      return html`<sferum-article-authors .store=${store} @closed=${closed}></sferum-article-authors>`;
    return dialog ? this.#confirm(dialog === 'remove', state) : nothing;
  }

  #confirm(isRemoving: boolean, { actionProblem, busy }: ArticleEditingState): TemplateResult {
    const { editor } = this.strings;
    return confirm({
      heading: isRemoving ? editor.removeTitle : editor.withdrawTitle,
      text: isRemoving ? editor.removeText : editor.withdrawText,
      verb: isRemoving ? editor.remove : editor.withdraw,
      act: () => void (isRemoving ? this.#remove() : this.#withdraw()),
      closed: () => this.#closed(isRemoving ? 'remove' : 'withdraw'),
      busy,
      error: actionProblem ? this.#explain(actionProblem) : undefined,
      strings: this.strings,
    });
  }
}

define('sferum-article-editor', ArticleEditor);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-editor': ArticleEditor;
  }
}
