/**
 * Markup as a text. What is put into a template is escaped unless it is markup itself, so that no text becomes markup.
 *
 *     markup`<p title="${title}">${[markup`<b>${words}</b>`, ' & more']}</p>`.text;
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: no document may have them, whatever stands in front.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;

export const escaped = (text: string): string =>
  text.replace(impossible, '').replace(/[&<>"']/g, (sign) => signs[sign] ?? '');

type Part = Markup | string | number | null | readonly Part[];

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(textOf).join('');
}

export const markup = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(texts.reduce((before, text, at) => before + textOf(parts[at - 1] ?? null) + text));
