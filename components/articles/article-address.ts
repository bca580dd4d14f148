/** Where an article is read: the page that shows articles, with the article as `?article=…`. */
export function pageOfArticle(page: string, article: string, anchor = ''): string {
  const url = page ? new URL(page, document.baseURI) : new URL(location.href);
  url.searchParams.set('article', article);
  url.hash = anchor;
  return url.href;
}

/** The article that the address of the page names; empty for none. */
export const namedArticle = (): string => new URL(location.href).searchParams.get('article') ?? '';
