/** Before an article of the list opens; cancel it to show it elsewhere. `article` is its address, or its id. */
export class ArticleOpenEvent extends Event {
  readonly article: string;

  constructor(article: string) {
    super('sferum-article-open', { bubbles: true, composed: true, cancelable: true });
    this.article = article;
  }
}

/** Whoever reads an article wants to see the list; only where it was opened from there. */
export class ArticleCloseEvent extends Event {
  constructor() {
    super('article-close');
  }
}

/** Another article is read in place of the one that was opened. */
export class ArticleShownEvent extends Event {
  readonly article: string;

  constructor(article: string) {
    super('article-shown');
    this.article = article;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-article-open': ArticleOpenEvent;
  }
}
