const tooOld = 'Этот браузер слишком старый для этой части страницы. Обновите его или откройте страницу в другом.';

/** Says in place of each tag that it cannot have styles here. */
export function explainOldBrowser(within: ParentNode, tags: string): void {
  for (const element of within.querySelectorAll(tags)) {
    if (!element.shadowRoot)
      element
        .attachShadow({ mode: 'open' })
        .append(Object.assign(document.createElement('p'), { textContent: tooOld }));
  }
}
