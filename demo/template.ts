import { escapeHtml } from '../shared/html.ts';

/** Values for pages by name, as in `{{supabaseUrl}}`. */
export type Values = Readonly<Record<string, string>>;

/**
 * Fills a page: `<!--#include "header.html" -->` includes a part (which may include others), `{{name}}` a value,
 * escaped for text and attributes. A missing value is an error, because the page would be broken silently.
 */
export async function fillPage(
  html: string,
  values: Values,
  readPart: (name: string) => Promise<string>,
): Promise<string> {
  const whole = await includeParts(html, readPart);
  return whole.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the page asks for {{${name}}}, which has no value`);
    return escapeHtml(value);
  });
}

async function includeParts(html: string, readPart: (name: string) => Promise<string>): Promise<string> {
  const pieces = html.split(/[ \t]*<!--#include "([\w.-]+)" -->\n?/);
  const filled = pieces.map(async (piece, index) => {
    if (index % 2 === 0) return piece;
    return includeParts(await readPart(piece), readPart);
  });
  return (await Promise.all(filled)).join('');
}
