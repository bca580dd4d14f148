import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { newId } from '../core/id.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { LazyTag } from '../element/host/lazy-tag.ts';
import { icon } from '../element/icon.ts';
import '../element/signed-out.ts';
import { StoreController } from '../element/store-controller.ts';
import { type AttachedFile, previewSides } from '../files/file.ts';
import { drawPlaceholder } from '../files/placeholder.ts';
import { linksStore } from '../files/preview/links-store.ts';
import { fileSigns } from '../files/signs.ts';
import { type ArticlesStrings, articlesTexts } from '../locales/ru/articles/articles.ts';
import { avatarStyles, toneOf } from '../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, tag } from '../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../ui/chip-tabs.ts';
import { moreButton, moreStyles } from '../ui/list/more-button.ts';
import '../ui/search.ts';
import type { Search } from '../ui/search.ts';
import { signs } from '../ui/signs.ts';
import { namedArticle, pageOfArticle } from './article-address.ts';
import { type ArticleFilter, type ArticleSummary, addressOf, articleFiles } from './article-data.ts';
import { ArticleOpenEvent, type ArticleShownEvent } from './article-events.ts';
import { audienceOf, authorOf, dayOf, minutesOf } from './article-words.ts';
import { articlesStyles } from './articles.styles.ts';
import { type ArticlesState, articlesStore } from './articles-store.ts';
import type { UnmadeArticle } from './unmade-articles.ts';

/** What stands in place of the list: an article that is read, or a new one that is written. */
interface Opened {
  readonly article: string;
  readonly isNew: boolean;
}

/**
 * The articles of a college, the newest first. An article opens in place of the list; who writes articles begins new ones
 * here and finds their drafts.
 * @tag sferum-articles
 * @fires {ArticleOpenEvent} sferum-article-open - Before an article opens; cancel it to show it elsewhere.
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Articles extends SferumElement<{ articles: ArticlesStrings }> {
  static override styles: CSSResultGroup = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    moreStyles,
    articlesStyles,
  ];
  protected readonly texts = { articles: articlesTexts };

  /** Id of the college; absent takes that of the page. */
  @property() college = '';
  /** Address of the page that shows articles; the article is added as `?article=…`. Absent shows them here. */
  @property() page = '';
  /** Keeps the open article in the page's address, so that «Back» leads from it to the list. */
  @property({ type: Boolean }) route = false;
  @state() private opened: Opened | null = null;
  /** Comes for who writes: what keeps drafts is nothing for readers. */
  @state() private unmadeArticles: ((person: string, college: string) => readonly UnmadeArticle[]) | null = null;
  @query('#title') private heading!: HTMLElement | null;

  readonly #store = new StoreController(this, (backend) =>
    this.#college ? articlesStore(backend, this.#college) : null,
  );
  readonly #links = new StoreController(this, (backend) => linksStore(backend, articleFiles));
  readonly #article = new LazyTag(this, 'sferum-article', () => import('./reading/article.ts'));
  readonly #editor = new LazyTag(this, 'sferum-article-editor', () => import('./edit/article-editor.ts'));
  readonly #code = new LazyCode(this);
  readonly #shown = new Map<string, string>();
  readonly #drawn = new WeakSet<HTMLCanvasElement>();

  get #college(): string {
    return this.college || this.#store.backend?.config.college || '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.#readAddress);
    const named = this.page ? '' : namedArticle();
    if (named && !this.opened) this.#show({ article: named, isNew: false });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#readAddress);
  }

  readonly #readAddress = (): void => {
    if (!this.route || this.page) return;
    const named = namedArticle();
    if (named === (this.opened?.isNew ? '' : (this.opened?.article ?? ''))) return;
    if (named) this.#show({ article: named, isNew: false });
    else void this.#showList();
  };

  /** From one article to the next it is the same step: «Back» leads to the list, whatever was read between. */
  #noteAddress(article: string): void {
    if (!this.route || this.page) return;
    const known = namedArticle();
    if (known === article) return;
    const url = new URL(article ? pageOfArticle('', article) : location.href);
    if (!article) {
      url.searchParams.delete('article');
      url.hash = '';
    }
    history[known && article ? 'replaceState' : 'pushState'](history.state, '', url);
  }

  #read(article: string): void {
    this.#show({ article, isNew: false });
    this.#noteAddress(article);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.toggleAttribute('opened', this.opened !== null);
    const { articles, rights } = this.#store.state ?? {};
    if (rights?.canWrite && !this.unmadeArticles && !this.#code.problem) void this.#fetchUnmade();
    if (articles?.status !== 'ready') return;
    const covers = new Map(articles.value.flatMap(({ cover }) => (cover ? [[cover.id, cover] as const] : [])));
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('canvas')) {
      const cover = covers.get(canvas.dataset.file ?? '');
      if (!cover || this.#drawn.has(canvas)) continue;
      this.#drawn.add(canvas);
      drawPlaceholder(canvas, cover.placeholder);
    }
  }

  #fetchUnmade(): Promise<boolean> {
    const load = async () => {
      this.unmadeArticles = (await import('./unmade-articles.ts')).unmadeArticles;
    };
    return this.#code.fetch(load, false);
  }

  #show(opened: Opened): void {
    this.opened = opened;
    if (opened.isNew) this.#editor.show();
    else this.#article.show();
  }

  #open(event: MouseEvent, article: ArticleSummary): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const isOurs = this.dispatchEvent(new ArticleOpenEvent(addressOf(article)));
    if (isOurs && this.page) return;
    event.preventDefault();
    if (isOurs) this.#read(addressOf(article));
  }

  readonly #close = (): void => {
    this.#noteAddress('');
    void this.#showList();
  };

  readonly #showList = async (): Promise<void> => {
    this.opened = null;
    this.#store.store?.invalidate();
    await this.updateComplete;
    this.heading?.focus();
  };

  #address({ path, previews }: AttachedFile, side: number): string | undefined {
    const fitting = previews.find((each) => each >= side) ?? previews.at(-1);
    const object = `${path}/${fitting ? `p${fitting}` : 'original'}`;
    const address = this.#shown.get(object) ?? this.#links.store?.get(object);
    if (address) this.#shown.set(object, address);
    return address;
  }

  override render() {
    const { backend, state, store } = this.#store;
    if (this.opened) return this.#drawOpened(this.opened);
    if (backend && !this.#college) return html`${this.lacking('college', 'college="…"')}`;
    const { articles } = this.strings;
    const list = state?.articles;
    // What is public is for everybody; where nothing is, a visitor has to sign in.
    if (backend && !backend.userId && list?.status === 'ready' && list.value.length === 0 && !state?.query)
      return html`<sferum-signed-out of="sferum-articles"></sferum-signed-out>`;
    return html`<div class="head">
        <h2 id="title" tabindex="-1">${articles.title}</h2>
        <sferum-search
          folds
          label=${articles.search}
          .value=${state?.query ?? ''}
          @searched=${(event: Event) => store?.search((event.target as Search).value)}
        ></sferum-search>
        ${state?.rights.canWrite ? this.#create('button primary create') : nothing}
      </div>
      ${state?.rights.canWrite ? [this.#tabs(state), this.#unmade(backend?.userId ?? '')] : nothing}
      ${this.view(list, (all) => this.#list(all, state as ArticlesState), {
        skeleton: this.#outline(),
        retry: () => store?.retry(),
      })}`;
  }

  #create(kind: string): TemplateResult {
    const { create } = this.strings.articles;
    return html`<button
      class=${kind}
      type="button"
      aria-label=${create}
      title=${create}
      @click=${() => this.#show({ article: newId(), isNew: true })}
    >
      ${icon(signs.plus, 18)}<span>${create}</span>
    </button>`;
  }

  /** New articles that did not reach the database: nothing else would lead to them. */
  #unmade(person: string): readonly TemplateResult[] {
    const { articles } = this.strings;
    return (this.unmadeArticles?.(person, this.#college) ?? []).map(
      ({ id, title }) => html`<p class="unmade">
        ${articles.unmade.replace('#', () => title || articles.untitled)}
        <button class="button soft" type="button" @click=${() => this.#show({ article: id, isNew: true })}>
          ${articles.goOn}
        </button>
      </p>`,
    );
  }

  #tabs({ rights, which }: ArticlesState): TemplateResult {
    const { articles } = this.strings;
    const values: readonly ArticleFilter[] = ['all', 'mine', 'drafts'];
    return chipTabs<ArticleFilter>({
      label: articles.filtersLabel,
      value: which,
      tabs: values.map((value) => ({
        value,
        text: articles.filters[value],
        count: value === 'drafts' && rights.drafts > 0 ? rights.drafts : undefined,
      })),
      choose: (value) => this.#store.store?.show(value),
    });
  }

  #outline(): TemplateResult {
    return html`<div class="grid outline">
      ${['big', '', '', '', ''].map((kind) => html`<div class="card ${kind}"><span class="cover skeleton"></span></div>`)}
    </div>`;
  }

  #list(all: readonly ArticleSummary[], state: ArticlesState): TemplateResult {
    if (all.length === 0) return this.#none(state);
    // One large among few would leave holes beside it.
    const few = all.length < 5 || state.query !== '';
    return html`<div class="grid ${few ? 'few' : ''}">
        ${repeat(
          all,
          ({ id }) => id,
          (article, at) => this.#card(article, !few && at === 0),
        )}
      </div>
      ${moreButton(this.strings.common, state, () => void this.#store.store?.fetchMore())}`;
  }

  #none({ query, rights, which }: ArticlesState): TemplateResult {
    const { articles, common } = this.strings;
    if (query) return notFound(common.nothingFound, articles.nothingFoundText);
    const create = rights.canWrite ? this.#create('button primary') : nothing;
    if (which === 'mine') return emptyState(signs.edit, articles.emptyMine, articles.emptyMineText, create);
    if (which === 'drafts') return emptyState(signs.edit, articles.emptyDrafts, articles.emptyDraftsText, create);
    const text = rights.canWrite ? articles.emptyWriter : articles.emptyReader;
    return emptyState(fileSigns.file, articles.empty, text, create);
  }

  #card(article: ArticleSummary, isBig: boolean): TemplateResult {
    const { articles, common } = this.strings;
    const { at, audience, cover, groups, id, lead, minutes, state, title } = article;
    const isMine = this.#store.state?.which !== 'all';
    const day = dayOf(new Date(at), this.language);
    const said = [
      authorOf(article, common.erased),
      isMine ? `${articles.changed} ${day}` : day,
      isBig ? minutesOf(minutes, this.language, articles.minutes) : '',
      state === 'draft' ? '' : audienceOf(audience, groups, articles),
    ];
    return html`<article class="card ${isBig ? 'big' : ''}">
      <span class="cover ${cover ? '' : `tone-${toneOf(id)}`}"
        >${cover ? this.#cover(cover, isBig) : icon(fileSigns.file, isBig ? 56 : 34)}${
          state === 'shown' ? nothing : tag(articles.states[state], 'warning')
        }</span
      >
      <div class="words">
        <h3 dir="auto">
          <a href=${pageOfArticle(this.page, addressOf(article))} @click=${(event: MouseEvent) => this.#open(event, article)}
            >${title || articles.untitled}</a
          >
        </h3>
        ${isBig && lead ? html`<p class="lead" dir="auto">${lead}</p>` : nothing}
        <p class="by">${said.filter(Boolean).join(' · ')}</p>
      </div>
    </article>`;
  }

  #cover(cover: AttachedFile, isBig: boolean): TemplateResult {
    const address = this.#address(cover, isBig ? previewSides.screen : previewSides.tile);
    return html`<canvas data-file=${cover.id} aria-hidden="true"></canvas>${
      address ? html`<img src=${address} alt="" loading="lazy" decoding="async" />` : nothing
    }`;
  }

  #drawOpened({ article, isNew }: Opened): TemplateResult {
    const tag = isNew ? this.#editor : this.#article;
    const drawn = isNew
      ? () =>
          html`<sferum-article-editor
            .article=${article}
            .college=${this.#college}
            fresh
            .page=${this.page}
            @article-close=${this.#close}
          ></sferum-article-editor>`
      : () =>
          html`<sferum-article
            .article=${article}
            .college=${this.#college}
            .page=${this.page}
            editable
            .fromList=${true}
            @article-shown=${({ article: another }: ArticleShownEvent) => this.#read(another)}
            @article-close=${this.#close}
          ></sferum-article>`;
    return html`${this.view(tag.shown ?? undefined, drawn, { retry: tag.show })}`;
  }
}
define('sferum-articles', Articles);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-articles': Articles;
  }
}
