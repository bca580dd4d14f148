import type { TemplateResult } from 'lit';
import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { type ArticlesStrings, articlesTexts } from '../../../locales/ru/articles/articles.ts';
import { articleStyles } from '../../reading/article.styles.ts';
import { articleTextStyles } from '../../reading/article-text.styles.ts';

/** What stands in a text and is no text: a picture, a video, a file, a poll. */
export type EmbedKind = 'picture' | 'video' | 'player' | 'file' | 'poll' | 'divider';

/** Something in the text was put into the page: whoever has the text says how it is drawn. */
export class EmbedShownEvent extends Event {
  constructor() {
    super('embed-shown', { bubbles: true, composed: true });
  }
}

/**
 * Something in the text that is no text, as who writes sees it. It has a tree of its own, so that the editor takes nothing in
 * it for words.
 */
export class ArticleEmbed extends SferumElement<{ articles: ArticlesStrings }> {
  static override styles = [
    base,
    articleTextStyles,
    articleStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        user-select: none;
      }
      .bar {
        display: flex;
        gap: 4px;
        margin-top: 6px;
      }
      .bar .button {
        min-height: 32px;
      }
      .caption {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .lacking {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--sferum-warning-text);
        font: var(--sferum-t-small);
      }
      .unknown {
        padding: 16px;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-sunken);
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      hr {
        margin-block: 12px;
      }
    `,
  ];
  protected readonly texts = { articles: articlesTexts };

  @property({ attribute: false }) kind: EmbedKind = 'divider';
  @property({ attribute: false }) value: unknown = true;
  /** How it is drawn, by whoever has the text. */
  @property({ attribute: false }) draw: ((embed: ArticleEmbed) => TemplateResult) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // The keys of a button in it are no keys of the text.
    for (const name of ['keydown', 'keyup', 'beforeinput', 'input', 'paste', 'copy', 'cut'])
      this.addEventListener(name, this.#keep);
    this.dispatchEvent(new EmbedShownEvent());
  }

  readonly #keep = (event: Event): void => {
    // Between the buttons of embeds and out of the text one comes by Tab.
    if (!(event instanceof KeyboardEvent && event.key === 'Tab')) event.stopPropagation();
  };

  override render() {
    return html`${this.draw?.(this)}`;
  }
}
define('sferum-article-embed', ArticleEmbed);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-embed': ArticleEmbed;
  }
  interface HTMLElementEventMap {
    'embed-shown': EmbedShownEvent;
  }
}
