import { escapeHtml } from '../shared/html.ts';

/** What the pages are told, by name: `{{supabaseUrl}}`. */
export type Values = Readonly<Record<string, string>>;

/**
 * Fills a page: `<!--#include "header.html" -->` brings in a part (which may bring in others), `{{name}}` a value,
 * escaped for text and attributes. A name that nobody gave is an error, for a page would be silently broken.
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
