import { html, type TemplateResult } from 'lit';

const address = /https?:\/\/[^\s<>"«»]+/g;

/** Text with its addresses as links; everything else stays text, whatever it looks like. */
export function withLinks(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const url = match[0].replace(/[.,;:!?)\]}…]+$/, '');
    if (!URL.canParse(url)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${url}</a>`);
    from = match.index + url.length;
  }
  parts.push(text.slice(from));
  return parts;
}
