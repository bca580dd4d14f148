import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clock, fullDate } from '../../../core/dates.ts';
import { shortName } from '../../../core/names.ts';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { Fetched } from '../../../element/host/fetched.ts';
import { icon } from '../../../element/icon.ts';
import { plural } from '../../../element/localize.ts';
import { StoreController } from '../../../element/store-controller.ts';
import { linksStore } from '../../../files/preview/links-store.ts';
import { type ArticlesStrings, articlesTexts } from '../../../locales/ru/articles/articles.ts';
import { type EditorStrings, editorTexts } from '../../../locales/ru/articles/editor.ts';
import { bitsStyles, skeletonRows, tag } from '../../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../../ui/chip-tabs.ts';
import { field, fieldStyles, select } from '../../../ui/field.ts';
import { notice, noticeStyles } from '../../../ui/notice.ts';
import { signs } from '../../../ui/signs.ts';
import { articleFiles } from '../../article-data.ts';
import { articleStyles } from '../../reading/article.styles.ts';
import { articleTextStyles } from '../../reading/article-text.styles.ts';
import { readDelta } from '../../reading/delta.ts';
import { drawArticle } from '../../reading/draw-article.ts';
import type { ArticleVersion, VersionContent } from '../article-editing-api.ts';
import type { ArticleEditingState, ArticleEditingStore } from '../article-editing-store.ts';
import '../compare/comparison.ts';

/**
 * The dialog «Версии»: what an article was, to be read, compared and had back.
 * @fires {Event} restored
 * @fires closed
 */
export class HistoryDialog extends SferumElement<{ editor: EditorStrings; articles: ArticlesStrings }> {
  static override styles = [
    base,
    bitsStyles,
    chipTabsStyles,
    fieldStyles,
    noticeStyles,
    articleTextStyles,
    articleStyles,
    css`
      :host {
        min-height: 0;
      }
      li button {
        display: grid;
        gap: 2px;
        width: 100%;
        padding: 10px 8px;
        border-radius: var(--sferum-r-m);
      }
      li button:hover {
        background: var(--sferum-hover);
      }
      li b {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        font: var(--sferum-t-strong);
      }
      li small {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .view-state {
        min-height: 160px;
      }
      .prose {
        padding: 16px;
        border: 1px solid var(--sferum-line);
        border-radius: var(--sferum-r-l);
      }
    `,
  ];
  protected readonly texts = { editor: editorTexts, articles: articlesTexts };

  @property({ attribute: false }) store!: ArticleEditingStore;
  /** Number of the version that is shown at once; 0 for the list. */
  @property({ attribute: false }) shown = 0;
  @state() private aspect: 'text' | 'changes' = 'text';
  /** Number of the version with which this one is compared; 0 for what is written now. */
  @state() private other = 0;
  readonly #versions = new Fetched<readonly ArticleVersion[]>(this, () => this.store.history());
  readonly #content = new Fetched<VersionContent | null>(this, () => this.store.version(this.shown));
  readonly #others = new Fetched<VersionContent | null>(this, () => this.store.version(this.other));
  readonly #now = new StoreController(this, () => this.store);
  #compared: VersionContent | null = null;
  readonly #links = new StoreController(this, (backend) => linksStore(backend, articleFiles));

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.clearError();
    this.#versions.ask();
    if (this.shown > 0) this.#content.ask();
  }

  #show(number: number): void {
    this.shown = number;
    this.other = 0;
    this.#content.ask();
  }

  #compareWith(number: number): void {
    this.other = number;
    if (number > 0) this.#others.ask();
  }

  async #restore(): Promise<void> {
    if (await this.store.restore(this.shown)) this.dispatchEvent(new Event('restored'));
  }

  override render() {
    const { editor } = this.strings;
    const { state } = this.#now;
    const problem = state?.actionProblem;
    return html`<sferum-dialog
      heading=${this.shown > 0 ? editor.versionOf.replace('#', String(this.shown)) : editor.historyTitle}
      wide
      reading
      ?busy=${state?.busy ?? false}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${problem ? notice('alert', problem.reason === 'edited' ? editor.problems.edited : this.strings.common.errors[problem.code].text, 'danger') : nothing}
      ${
        this.shown > 0
          ? this.view(this.#content.value, (content) => this.#opened(content), { retry: this.#content.ask })
          : this.view(this.#versions.value, (versions) => this.#list(versions), {
              skeleton: skeletonRows(4, true),
              retry: this.#versions.ask,
            })
      }
      ${
        this.shown > 0
          ? html`<button
                slot="actions"
                class="button ghost"
                type="button"
                @click=${() => {
                  this.shown = 0;
                }}
              >
                ${editor.toVersions}
              </button>
              <button
                slot="actions"
                class="button primary"
                type="button"
                aria-disabled=${!state?.isMine || state.busy}
                @click=${() => void this.#restore()}
              >
                ${editor.restore}
              </button>`
          : nothing
      }
    </sferum-dialog>`;
  }

  #list(versions: readonly ArticleVersion[]): TemplateResult {
    const { common, editor } = this.strings;
    if (versions.length === 0) return html`<p>${editor.historyEmpty}</p>`;
    return html`<ul>
      ${versions.map(
        ({ at, by, isPublished, isSetAside, number, title, words }) =>
          html`<li>
            <button type="button" @click=${() => this.#show(number)}>
              <b
                >${fullDate(at, this.language)}, ${clock(at, this.language)} ${isPublished ? tag(editor.versionPublished, 'success', 'check') : nothing}
                ${isSetAside ? tag(editor.versionAside, 'warning') : nothing}</b
              >
              <small
                >${editor.versionOf.replace('#', String(number))} · ${by ? shortName(by) : common.erased} ·
                ${plural(this.language, words, editor.words).replace('#', String(words))}${title ? ` · ${title}` : ''}</small
              >
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #opened(version: VersionContent | null): TemplateResult {
    const { editor } = this.strings;
    if (!version) return html`<p role="status">${icon('alert', 18)} ${editor.versionGone}</p>`;
    return html`${chipTabs<'text' | 'changes'>({
      label: editor.versionViews,
      value: this.aspect,
      tabs: [
        { value: 'text', text: editor.versionText },
        { value: 'changes', text: editor.versionChanges },
      ],
      choose: (aspect) => {
        this.aspect = aspect;
      },
    })}
    ${this.#looksOther(version) ? notice(signs.info, editor.restoresAll) : nothing}
    ${this.aspect === 'text' ? this.#version(version) : this.#changes(version)}`;
  }

  /** What stands around the text is not seen in it. */
  #looksOther({ content: { cover, lead } }: VersionContent): boolean {
    const now = this.#now.state?.content;
    return now !== undefined && (now.cover !== cover || now.lead !== lead);
  }

  /** From the one that was written first to the other. */
  #changes(version: VersionContent): TemplateResult {
    const { editor } = this.strings;
    const { value } = this.#versions;
    const known = value?.status === 'ready' ? value.value : [];
    const nameOf = (number: number) => editor.versionOf.replace('#', String(number));
    const options = known
      .filter(({ number }) => number !== this.shown)
      .map(({ at, number }) => ({
        value: String(number),
        text: `${nameOf(number)}, ${fullDate(at, this.language)}, ${clock(at, this.language)}`,
      }));
    const compare = (other: VersionContent, name: string, isOtherOlder: boolean) => {
      const own = nameOf(this.shown);
      return html`<sferum-article-comparison
        .older=${isOtherOlder ? other : version}
        .newer=${isOtherOlder ? version : other}
        .names=${isOtherOlder ? [name, own] : [own, name]}
      ></sferum-article-comparison>`;
    };
    const state = this.#now.state;
    return html`${field({
      id: 'other',
      label: editor.compareWith,
      control: select({
        id: 'other',
        options: [{ value: '0', text: editor.present }, ...options],
        value: String(this.other),
        change: (number) => this.#compareWith(Number(number)),
      }),
    })}
    ${
      this.other > 0
        ? this.view(
            this.#others.value,
            (other) =>
              other
                ? compare(other, nameOf(this.other), this.other < this.shown)
                : html`<p role="status">${icon('alert', 18)} ${editor.versionGone}</p>`,
            { retry: this.#others.ask },
          )
        : state
          ? compare(this.#present(state), editor.present, false)
          : nothing
    }`;
  }

  /** What is written now; the same object while it is the same, so that it is compared once. */
  #present({ content, files, polls }: ArticleEditingState): VersionContent {
    if (this.#compared?.content !== content) this.#compared = { content, files, polls };
    return this.#compared;
  }

  #version({ content, files, polls }: VersionContent): TemplateResult {
    const { articles } = this.strings;
    return html`<div class="prose">
      <h1>${content.title || articles.untitled}</h1>
      ${content.lead ? html`<p class="lead">${content.lead}</p>` : nothing}
      ${drawArticle(readDelta(content.body), {
        files,
        strings: articles,
        address: (object) => this.#links.store?.get(object),
        failed: () => {},
        enlarge: () => {},
        playing: new Set(),
        play: () => {},
        poll: (id) => {
          const poll = polls.get(id);
          return poll ? html`<p>${poll.question}</p>` : nothing;
        },
        anchor: () => html``,
      })}
    </div>`;
  }
}
define('sferum-article-history', HistoryDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-history': HistoryDialog;
  }
}
