import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { AppError, isUnreached } from '../../core/errors.ts';
import { type Person, shortName } from '../../core/names.ts';
import { base, root } from '../../element/base.styles.ts';
import { copyText } from '../../element/clipboard.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { icon } from '../../element/icon.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import '../../element/signed-out.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type AttachedFile, previewSides } from '../../files/file.ts';
import { drawPlaceholder } from '../../files/placeholder.ts';
import { downloadAddress, linksStore } from '../../files/preview/links-store.ts';
import { type ArticlesStrings, articlesTexts } from '../../locales/ru/articles/articles.ts';
import type { PollJson } from '../../polls/poll-data.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, ringStyles, tag } from '../../ui/bits.ts';
import '../../ui/menu.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { failureNotice, notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import { namedArticle, pageOfArticle } from '../article-address.ts';
import { type Article, type ArticleLink, type ArticleText, addressOf, articleFiles } from '../article-data.ts';
import { ArticleCloseEvent, ArticleOpenEvent, ArticleShownEvent } from '../article-events.ts';
import { articleStore } from '../article-store.ts';
import { audienceOf, dayOf, minutesOf } from '../article-words.ts';
import { articleStyles } from './article.styles.ts';
import type { ArticleDeed, askBefore } from './article-dialogs.ts';
import { articleTextStyles } from './article-text.styles.ts';
import { type Block, type Heading, headingsOf, type Picture, readDelta } from './delta.ts';
import { drawArticle, type Surroundings, shownObject } from './draw-article.ts';

/** So many headings are worth a list of contents. */
const worthContents = 3;

/**
 * An article to be read; with `editable`, also to be written by those who may.
 * @tag sferum-article
 * @fires {ArticleOpenEvent} sferum-article-open - Before the next or the previous article opens; cancel it to show it elsewhere.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class ArticleElement extends SferumElement<{ articles: ArticlesStrings }> {
  static override styles: CSSResultGroup = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    noticeStyles,
    ringStyles,
    articleTextStyles,
    articleStyles,
  ];
  protected readonly texts = { articles: articlesTexts };

  /** Its address in the college, or its id; absent takes `?article=…` of the page. */
  @property() article = '';
  /** Id of the college in which the address is; absent takes that of the page. */
  @property() college = '';
  /** Who writes it may change it here. */
  @property({ type: Boolean }) editable = false;
  /** Address of the page that shows articles; the article is added as `?article=…`. Absent takes the page itself. */
  @property() page = '';
  /** It was opened from a list, to which one goes back. */
  @property({ attribute: false }) fromList = false;
  /** It is being written. */
  @property({ type: Boolean, reflect: true }) editing = false;

  @state() private playing: ReadonlySet<string> = new Set();
  @state() private enlarged: Picture | null = null;
  @state() private dialog: ArticleDeed | null = null;
  /** The part that is being read, in the contents. */
  @state() private here = '';
  @query('sferum-toast') private toast!: Toast;

  readonly #store = new StoreController(this, (backend) =>
    this.#named ? articleStore(backend, this.#named, this.college || backend.config.college) : null,
  );
  readonly #links = new StoreController(this, (backend) => linksStore(backend, articleFiles));
  readonly #code = new LazyCode(this);
  readonly #editor = new LazyTag(this, 'sferum-article-editor', () => import('../edit/article-editor.ts'));
  /** Addresses that are shown: a fresh one would make a picture load again. */
  readonly #shown = new Map<string, string>();
  readonly #renewed = new WeakSet<Element>();
  readonly #drawn = new WeakSet<Element>();
  #ask: typeof askBefore | null = null;
  /** Number of the version that was read when the question came. */
  #asked: number | null = null;
  #read: { body: unknown; blocks: readonly Block[]; headings: readonly Heading[] } | null = null;
  #arrived = false;

  readonly #seen = new IntersectionObserver(() => this.#look(), { rootMargin: '0px 0px -70% 0px' });

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#goToNamed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#goToNamed);
    this.#seen.disconnect();
  }

  get #named(): string {
    return this.article || namedArticle();
  }

  get #article(): Article | null {
    const found = this.#store.state?.article;
    return found?.status === 'ready' ? found.value : null;
  }

  get #text(): ArticleText | null {
    return this.#article?.text ?? null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('article') && changed.get('article') !== undefined) {
      this.#arrived = false;
      this.editing = false;
    }
    const article = this.#article;
    // Nobody reads it yet: whoever writes it opens it to write on.
    if (article && !article.text && article.canEdit && this.editable) this.editing = true;
    if (this.editing && !this.#editor.shown) this.#editor.show();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.editing || !this.#text) return;
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas && !this.#drawn.has(canvas)) {
      this.#drawn.add(canvas);
      drawPlaceholder(canvas, this.#text.cover?.placeholder ?? '');
    }
    this.#seen.disconnect();
    for (const heading of this.renderRoot.querySelectorAll('.prose :is(h2, h3)')) this.#seen.observe(heading);
    if (this.#arrived) return;
    this.#arrived = true;
    this.#goToNamed();
  }

  /** The page's address may name a part of the article; browsers do not look into shadow trees. */
  readonly #goToNamed = (): void => {
    const { hash, href } = location;
    if (!hash || !this.#text) return;
    // Compared as browsers write it: what stands there may be the encoding of nothing.
    const named = this.#blocks(this.#text.body).headings.find(
      ({ anchor }) => new URL(`#${anchor}`, href).hash === hash,
    );
    if (named) this.#goTo(named.anchor);
  };

  #goTo(anchor: string): void {
    const heading = [...this.renderRoot.querySelectorAll<HTMLElement>('.prose :is(h2, h3)')].find(
      ({ id }) => id === anchor,
    );
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
    this.#look();
  }

  /** The last part that begins in the upper third of the window, or above it. */
  #look(): void {
    const begun = [...this.renderRoot.querySelectorAll('.prose :is(h2, h3)')].filter(
      (heading) => heading.getBoundingClientRect().top < innerHeight * 0.3,
    );
    // The last ones cannot be scrolled so far up: where one has gone to is marked as long as it is seen.
    const chosen = this.renderRoot.querySelector('.prose :is(h2, h3):focus');
    const at = chosen?.getBoundingClientRect();
    this.here = (at && at.top >= 0 && at.bottom <= innerHeight ? chosen : begun.at(-1))?.id ?? '';
  }

  #address(object: string): string | undefined {
    const address = this.#shown.get(object) ?? this.#links.store?.get(object);
    if (address) this.#shown.set(object, address);
    return address;
  }

  /** Its address may have ended; once for each picture. */
  async #renew(image: HTMLImageElement, object: string): Promise<void> {
    if (this.#renewed.has(image)) return;
    this.#renewed.add(image);
    try {
      const address = await this.#links.store?.sign(object);
      if (!address) return;
      this.#shown.set(object, address);
      image.src = address;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  #blocks(body: unknown): { blocks: readonly Block[]; headings: readonly Heading[] } {
    const known = this.#read;
    if (known && known.body === body) return known;
    const blocks = readDelta(body);
    const read = { body, blocks, headings: headingsOf(blocks) };
    this.#read = read;
    return read;
  }

  async #copy(anchor = ''): Promise<void> {
    const article = this.#article;
    if (!article) return;
    const { articles } = this.strings;
    const copied = await copyText(pageOfArticle(this.page, addressOf(article), anchor));
    this.toast.show({ text: copied ? articles.copied : articles.notCopied });
  }

  async #print(): Promise<void> {
    const parts = [...this.renderRoot.querySelectorAll('.about .who, .about .when, .prose')];
    if (!(await this.#code.fetch(() => import('./print-article.ts')))) return;
    const { printArticle } = await import('./print-article.ts');
    await printArticle(this.#text?.title ?? '', parts);
  }

  async #enlarge(picture: Picture): Promise<void> {
    if (await this.#code.fetch(() => import('../../files/preview/lightbox.ts'))) this.enlarged = picture;
  }

  async #download({ name, path }: AttachedFile): Promise<void> {
    const address = await this.#links.store?.sign(`${path}/original`);
    if (!address) return;
    const link = document.createElement('a');
    link.href = downloadAddress(address, name);
    link.download = name;
    link.rel = 'noopener';
    link.click();
  }

  #open(event: MouseEvent, { id, slug }: ArticleLink): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const article = slug || id;
    const isHere = this.dispatchEvent(new ArticleOpenEvent(article));
    if (isHere && this.page) return;
    event.preventDefault();
    if (!isHere) return;
    this.article = article;
    this.dispatchEvent(new ArticleShownEvent(article));
    this.scrollIntoView({ block: 'start' });
    void this.updateComplete.then(() => this.focus());
  }

  /** Focuses the title, because what had the focus before is gone. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  readonly #edited = (): void => {
    this.editing = false;
    this.#editor.hide();
    this.#store.store?.invalidate();
    if (!this.#text) this.dispatchEvent(new ArticleCloseEvent());
  };

  async #question(deed: ArticleDeed): Promise<void> {
    const fetched = await this.#code.fetch(async () => {
      this.#ask = (await import('./article-dialogs.ts')).askBefore;
    });
    if (!fetched) return;
    this.#store.store?.clearError();
    this.#asked = this.#text?.version ?? null;
    this.dialog = deed;
  }

  async #withdraw(): Promise<void> {
    if (!(await this.#store.store?.withdraw())) return;
    this.dialog = null;
    this.toast.show({ text: this.strings.articles.withdrawn });
  }

  async #setPublic(version: number | null): Promise<void> {
    if (await this.#store.store?.setPublic(version)) this.dialog = null;
    // What another has published meanwhile is to be read first.
    else this.#store.store?.invalidate();
  }

  override render() {
    const { backend, state, store } = this.#store;
    const { articles } = this.strings;
    if (backend && !this.#named) return html`${this.lacking('article', 'article="pervaya-statya"')}`;
    const found = state?.article;
    if (backend && !backend.userId && found?.status === 'failed' && found.error.code === 'missing')
      return html`<sferum-signed-out of="sferum-article"></sferum-signed-out>`;
    const drawn = this.editing
      ? this.view(this.#editor.shown ?? undefined, () => this.#drawEditor(), { retry: this.#editor.show })
      : this.view(found, (article) => this.#draw(article), {
          skeleton: html`<div class="outline">
            <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span
            ><span class="skeleton"></span>
          </div>`,
          retry: () => store?.retry(),
          explain: ({ code }) => (code === 'missing' ? articles.missing : undefined),
        });
    return html`${found?.status === 'ready' || this.editing ? nothing : this.#head(null)} ${drawn}
      <sferum-toast></sferum-toast>`;
  }

  #drawEditor(): TemplateResult {
    const article = this.#article;
    return html`<sferum-article-editor
      .article=${article?.id ?? this.#named}
      .page=${this.page}
      @article-close=${(event: Event) => {
        event.stopPropagation();
        this.#edited();
      }}
    ></sferum-article-editor>`;
  }

  #head(article: Article | null): TemplateResult {
    const { articles } = this.strings;
    return html`<header>
      ${
        this.fromList
          ? html`<button
              class="icon-button back"
              type="button"
              aria-label=${articles.back}
              title=${articles.back}
              @click=${() => this.dispatchEvent(new ArticleCloseEvent())}
            >
              ${icon('back')}
            </button>`
          : nothing
      }
      <span class="place">${articles.title}</span>
      ${
        article?.canEdit && this.editable
          ? html`<button
              class="button ghost edit"
              type="button"
              aria-label=${articles.edit}
              @click=${() => {
                this.editing = true;
              }}
            >
              ${icon(signs.edit, 18)}<span>${articles.edit}</span>
            </button>`
          : nothing
      }
      ${
        article?.text
          ? html`<button
                class="icon-button"
                type="button"
                aria-label=${articles.copyLink}
                title=${articles.copyLink}
                @click=${() => void this.#copy()}
              >
                ${icon(signs.link)}
              </button>
              <sferum-menu label=${articles.more} .items=${this.#items(article, article.text)}></sferum-menu>`
          : nothing
      }
    </header>`;
  }

  #items({ canEdit, canManage }: Article, { audience, isPublic, isPublicOlder }: ArticleText): MenuItem[] {
    const { articles } = this.strings;
    const items: MenuItem[] = [{ text: articles.print, sign: signs.print, act: () => void this.#print() }];
    if (canManage && audience.kind === 'college' && (!isPublic || isPublicOlder))
      items.push({
        text: isPublic ? articles.openChanges : articles.open,
        sign: signs.globe,
        act: () => void this.#question('open'),
      });
    if (canManage && isPublic)
      items.push({ text: articles.close, sign: 'lock', act: () => void this.#setPublic(null) });
    if (canEdit || canManage)
      items.push({
        text: articles.withdraw,
        sign: signs.eyeOff,
        danger: true,
        act: () => void this.#question('withdraw'),
      });
    return items;
  }

  #draw(article: Article): TemplateResult {
    const { articles } = this.strings;
    const { text } = article;
    if (!text) {
      const { title, text: why } = articles.notShown;
      return html`${this.#head(article)}
        <div class="view-state" role="status">
          <span class="emblem neutral">${icon('lock', 26)}</span>
          <h3>${title}</h3>
          <p>${why}</p>
        </div>`;
    }
    const { blocks, headings } = this.#blocks(text.body);
    const contents = headings.length >= worthContents ? this.#contents(headings, article) : nothing;
    return html`${this.#head(article)} ${this.#problem()}
      ${text.isPublicOlder ? notice(signs.globe, articles.publicOlder) : nothing}
      <div class="columns">
        <aside><div class="about">${this.#about(text)} ${contents}</div></aside>
        <article class="prose">
          <h1 tabindex="-1" dir="auto">${text.title}</h1>
          ${text.lead ? html`<p class="lead" dir="auto">${text.lead}</p>` : nothing}
          ${text.cover ? this.#cover(text.cover) : nothing}
          ${contents === nothing ? nothing : html`<details><summary>${articles.contents}</summary>${contents}</details>`}
          ${drawArticle(blocks, this.#surroundings(article, text))} ${this.#near(text)}
        </article>
      </div>
      ${this.#dialogs(text)}`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { common } = this.strings;
    const problem = this.#code.problem ?? (this.dialog ? null : (this.#store.state?.problem ?? null));
    return problem ? html`<div class="failure">${failureNotice(problem, common)}</div>` : nothing;
  }

  #about({ audience, authors, changedAt, isPublic, minutes, publishedAt }: ArticleText): TemplateResult {
    const { articles } = this.strings;
    const changed = changedAt.getTime() - publishedAt.getTime() > 86_400_000;
    return html`<div class="who">${authors.map((each) => this.#author(each))}</div>
      <div class="when">
        ${dayOf(publishedAt, this.language)}, ${minutesOf(minutes, this.language, articles.reading)}
        ${changed ? html`<div>${articles.updated} ${dayOf(changedAt, this.language)}</div>` : nothing}
      </div>
      ${isPublic ? tag(articles.isPublic, 'plain', signs.globe) : nothing}
      ${
        audience.kind === 'college'
          ? nothing
          : tag(
              audienceOf(
                audience.kind,
                audience.groups.map(({ number }) => number),
                articles,
              ),
              'plain',
              'users',
            )
      }`;
  }

  #author(person: Person | null): TemplateResult {
    const { backend } = this.#store;
    const college = this.#article?.college ?? '';
    if (!person)
      return html`<span class="author">${avatar({ id: '', icon: 'user', size: 's' })}<b>${this.strings.common.erased}</b></span>`;
    const who = html`${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}<b>${shortName(person)}</b>`;
    if (!backend?.userId) return html`<span class="author">${who}</span>`;
    return html`<button
      class="author"
      type="button"
      @click=${() => this.dispatchEvent(new PersonOpenEvent(person.id, college))}
    >
      ${who}
    </button>`;
  }

  #contents(headings: readonly Heading[], article: Article): TemplateResult {
    return html`<nav class="contents" aria-label=${this.strings.articles.contents}>
      ${headings.map(
        ({ anchor, level, text }) =>
          html`<a
            class=${level === 3 ? 'inner' : ''}
            href=${pageOfArticle(this.page, addressOf(article), anchor)}
            aria-current=${anchor === this.here ? 'true' : nothing}
            @click=${(event: MouseEvent) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              this.#goTo(anchor);
            }}
            >${text}</a
          >`,
      )}
    </nav>`;
  }

  #cover(file: AttachedFile): TemplateResult {
    const object = shownObject(file, previewSides.screen);
    const address = this.#address(object);
    return html`<div class="cover">
      <canvas aria-hidden="true"></canvas>
      ${
        address
          ? html`<img
              src=${address}
              alt=""
              @error=${({ target }: Event) => void this.#renew(target as HTMLImageElement, object)}
            />`
          : nothing
      }
    </div>`;
  }

  #surroundings(article: Article, { files, polls }: ArticleText): Surroundings {
    return {
      files,
      strings: this.strings.articles,
      address: (object) => this.#address(object),
      failed: (image, object) => void this.#renew(image, object),
      enlarge: (picture) => void this.#enlarge(picture),
      playing: this.playing,
      play: (address) => {
        this.playing = new Set([...this.playing, address]);
      },
      poll: (id) => this.#poll(polls.get(id), article),
      anchor: (anchor) =>
        html`<a
          class="anchor"
          href=${pageOfArticle(this.page, addressOf(article), anchor)}
          aria-label=${this.strings.articles.headingLink}
          @click=${(event: Event) => {
            event.preventDefault();
            void this.#copy(anchor);
          }}
          >#</a
        >`,
    };
  }

  #poll(json: PollJson | undefined, { canEdit, college, id }: Article): TemplateResult | typeof nothing {
    if (!json) return nothing;
    import('./article-poll.ts').catch((error: unknown) => {
      // Without a connection; the next drawing asks again.
      if (!isUnreached(error)) throw error;
    });
    return html`<sferum-article-poll .json=${json} .article=${id} .college=${college} ?manages=${canEdit}
      ><span>${json.question}</span></sferum-article-poll
    >`;
  }

  #near({ next, previous }: ArticleText): TemplateResult | typeof nothing {
    if (!next && !previous) return nothing;
    const { articles } = this.strings;
    const link = (to: ArticleLink, words: string, kind: string) =>
      html`<a
        class=${kind}
        href=${pageOfArticle(this.page, addressOf(to))}
        @click=${(event: MouseEvent) => this.#open(event, to)}
        ><small>${words}</small>${to.title}</a
      >`;
    return html`<nav class="near" aria-label=${articles.title}>
      ${previous ? link(previous, articles.previous, 'previous') : nothing}
      ${next ? link(next, articles.next, 'next') : nothing}
    </nav>`;
  }

  #dialogs(text: ArticleText): TemplateResult | typeof nothing {
    const { dialog } = this;
    const { state } = this.#store;
    if (this.enlarged) return this.#lightbox(this.enlarged, text);
    if (!dialog || !this.#ask) return nothing;
    return this.#ask(dialog, {
      act: () => void (dialog === 'withdraw' ? this.#withdraw() : this.#setPublic(this.#asked)),
      closed: () => {
        this.dialog = null;
      },
      busy: state?.busy ?? false,
      problem: state?.problem ?? null,
      strings: this.strings,
    });
  }

  /** All pictures of the article that say something, called by what they show. */
  #lightbox(chosen: Picture, { body, files }: ArticleText): TemplateResult {
    const pictures = this.#blocks(body).blocks.flatMap((block) => {
      const file = block.kind === 'picture' && block.alt ? files.get(block.file) : undefined;
      return block.kind === 'picture' && file ? [{ block, file: { ...file, name: block.caption || block.alt } }] : [];
    });
    return html`<sferum-lightbox
      .files=${pictures.map(({ file }) => file)}
      .index=${pictures.findIndex(({ block }) => block === chosen)}
      .links=${this.#links.store}
      @closed=${() => {
        this.enlarged = null;
      }}
      @download=${({ detail }: CustomEvent<AttachedFile>) => void this.#download(files.get(detail.id) ?? detail)}
    ></sferum-lightbox>`;
  }
}
define('sferum-article', ArticleElement);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article': ArticleElement;
  }
}
