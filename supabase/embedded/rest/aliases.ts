// Names of embedded relations that exist once in a request. lite gives the filters of a name to everything that is
// called so, at whatever depth, and knows no paths of more than two names.
//
//     const aliases = new Aliases();
//     aliases.rename(url.searchParams);   // select=alias0:books(alias1:authors(name)), alias0.alias1.name=eq.x
//     aliases.show(text);                 // the names of the request again

import { randomBytes } from 'node:crypto';

const mark = `alias${randomBytes(6).toString('hex')}x`;
const marked = new RegExp(`${mark}\\d+`, 'g');

interface Embed {
  /** How the answer calls it. */
  readonly name: string;
  readonly relation: string;
  readonly alias: string;
  readonly inside: readonly Embed[];
}

/** `name:relation!hint!inner(…)`, also `...relation(…)`, but no `column.sum()`. */
const embed =
  /^(\s*)(\.\.\.)?(?:("(?:[^"\\]|\\.)*"|[^"().:!]+):)?("(?:[^"\\]|\\.)*"|[^"().:!]+)((?:![^!()]+)*)\((.*)\)(\s*)$/s;
const isNull = /^(not\.)?is\.(null|not_null)$/i;

export class Aliases {
  readonly #names = new Map<string, string>();

  /** Rewrites `select` and whatever names something embedded. */
  rename(parameters: URLSearchParams): void {
    const select = parameters.get('select');
    if (!select?.includes('(')) return;
    const { embeds, text } = this.#renameSelect(select);
    if (embeds.length === 0) return;
    const all = [...parameters];
    for (const [name] of all) parameters.delete(name);
    for (const [name, value] of all) {
      if (name === 'select') parameters.append(name, text);
      else parameters.append(...renameParameter(name, value, embeds));
    }
  }

  /** The name in the request of what is embedded under this alias. */
  nameOf(alias: string): string {
    return this.#names.get(alias) ?? alias;
  }

  show(text: string, write = (name: string) => name): string {
    return this.#names.size === 0 ? text : text.replace(marked, (alias) => write(this.nameOf(alias)));
  }

  #renameSelect(select: string): { text: string; embeds: Embed[] } {
    const embeds: Embed[] = [];
    const items = itemsOf(select).map((item) => {
      const [, before, spread, alias, relation = '', hints, content = '', after] = embed.exec(item) ?? [];
      if (relation === '' || (relation.trim() === 'count' && content === '')) return item;
      const { embeds: inside, text } = this.#renameSelect(content);
      const name = bare(alias ?? relation);
      // What is spread has no name of its own.
      const unique = spread ? name : `${mark}${this.#names.size}`;
      if (!spread) this.#names.set(unique, name);
      embeds.push({ name, relation: bare(relation), alias: unique, inside });
      return `${before}${spread ?? `${unique}:`}${relation}${hints}(${text})${after}`;
    });
    return { embeds, text: items.join() };
  }
}

function renameParameter(name: string, value: string, embeds: readonly Embed[]): [string, string] {
  const [path = '', ...json] = name.split(/(?=->)/);
  const parts = path.split('.');
  let level = embeds;
  let at = 0;
  for (; at < parts.length - 1; at++) {
    const found = find(level, parts[at]);
    if (found === undefined) break;
    parts[at] = found.alias;
    level = found.inside;
  }
  const rest = parts.slice(at).join('.');
  const own = json.length === 0 && isNull.test(value) ? find(level, rest) : undefined;
  if (own) parts.splice(at, parts.length, own.alias);
  const renamed = parts.join('.') + json.join('');
  if (/^(not\.)?(and|or)$/.test(rest)) return [renamed, renameNulls(value, level)];
  return [renamed, rest === 'order' ? renameOrder(value, level) : value];
}

/** `or=(books.is.null,…)` */
function renameNulls(tree: string, level: readonly Embed[]): string {
  return tree.replace(
    /"(?:[^"\\]|\\.)*"|(?<=[(,]\s*)[^"(),.]+(?=\.(?:not\.)?is\.(?:null|not_null)\b)/gi,
    (found) => find(level, found)?.alias ?? found,
  );
}

/** `order=author(name).desc,id` */
function renameOrder(order: string, level: readonly Embed[]): string {
  return order.replace(
    /(?<=^|,)(\s*)([^"(),.]+)(?=\()/g,
    (_, space, name) => space + (find(level, name)?.alias ?? name),
  );
}

function find(level: readonly Embed[], name: string | undefined): Embed | undefined {
  return level.find((one) => one.name === name) ?? level.find((one) => one.relation === name);
}

function bare(name: string): string {
  const text = name.trim();
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}

/** The items of a list, which are separated by commas outside of parentheses and quotes. */
function itemsOf(list: string): string[] {
  const items = [''];
  let depth = 0;
  for (const [token] of list.matchAll(/"(?:[^"\\]|\\.)*"|[\s\S]/g)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) items.push('');
    else items[items.length - 1] += token;
  }
  return items;
}
