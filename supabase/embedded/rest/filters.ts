import { hideComparison, hideText } from './exact.ts';

/** Parameters that are no filters. */
const noFilter = /(^|\.)(select|order|limit|offset|columns|on_conflict)$/;
const logic = /(^|\.)(and|or)$/;
/** A filter: its negation, operator, modifier (`any`, a language), and operand. */
const condition = /^((?:not\.)?)([a-z]+)((?:\([^)]*\))?)\.(.*)$/s;
const lists = new Set(['cs', 'cd', 'ov']);
const patterns = new Set(['like', 'ilike']);
const operators = new Set([
  ...['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'isdistinct', 'match', 'imatch', 'in', 'is', ...lists, ...patterns],
  ...['sl', 'sr', 'nxr', 'nxl', 'adj', 'fts', 'plfts', 'phfts', 'wfts'],
]);

/**
 * Protects the values of filters, and of arguments in an address, from lite, which takes `+79990000000` for a number,
 * `null` for null and quotes for its own: {@link hideText} marks them. Several filters on one column, of which lite
 * would follow only the last, and several `or`, of which it would follow any, become one `and`.
 * @returns the column with several filters whose name cannot stand in an `and`, else null.
 */
export function keepValues(parameters: URLSearchParams, ofFunction: boolean): string | null {
  const all = [...parameters];
  for (const [name] of all) parameters.delete(name);
  const filters = new Map<string, string[]>();
  for (const [name, value] of all) {
    const tree = logic.test(name) && value.startsWith('(') && value.endsWith(')');
    const filter = noFilter.test(name) ? null : tree ? new Tree(value).read() : filterOf(name, value);
    if (filter !== null) filters.set(name, [...(filters.get(name) ?? []), filter]);
    else parameters.append(name, ofFunction && !noFilter.test(name) && !logic.test(name) ? plain(value) : value);
  }
  const together = new Map<string, string[]>();
  for (const [name, [first = '', ...more]] of filters) {
    const [, path = '', own = ''] = /^(.*?\.)??((?:not\.)?(?:and|or))$/.exec(name) ?? columnOf(name);
    if (more.length === 0 && own !== 'and') {
      parameters.append(name, first);
      continue;
    }
    if (!/^[\p{L}\p{N}_$.>-]+$/u.test(own)) return name;
    const items = [first, ...more].map((value) => {
      if (own === 'and') return value.slice(1, -1);
      return logic.test(own) ? own + value : `${own}.${value}`;
    });
    together.set(path, [...(together.get(path) ?? []), ...items]);
  }
  for (const [path, items] of together) parameters.append(`${path}and`, `(${items.join()})`);
  return null;
}

/** Splits a name into the path to an embedded relation and the column with its JSON path. */
function columnOf(name: string): [string, string, string] {
  const [column = '', ...parts] = name.split(/(?=->)/);
  const from = column.lastIndexOf('.') + 1;
  return [name, column.slice(0, from), column.slice(from) + parts.join('')];
}

/** Null when the value is no filter. */
function filterOf(name: string, value: string): string | null {
  const [, not = '', operator = '', modifier = '', operand = ''] = condition.exec(value) ?? [];
  return operators.has(operator) ? not + comparisonOf(name, operator, modifier, operand) : null;
}

function comparisonOf(name: string, operator: string, modifier: string, operand: string): string {
  if (name.includes('->') && comparisonWithPart(operator, modifier) !== null) {
    return `eq.${hideComparison({ operator, modifier, value: patterns.has(operator) ? likeOf(operand) : operand })}`;
  }
  return `${operator}${modifier}.${operandOf(operator, modifier, operand)}`;
}

const inSql: Record<string, string> = {
  ...{
    eq: '=',
    neq: '<>',
    gt: '>',
    gte: '>=',
    lt: '<',
    lte: '<=',
    like: 'like',
    ilike: 'ilike',
    match: '~',
    imatch: '~*',
  },
  ...{ isdistinct: 'is distinct from', cs: '@>', cd: '<@', ov: '&&' },
  ...{ fts: 'to_tsquery', plfts: 'plainto_tsquery', phfts: 'phraseto_tsquery', wfts: 'websearch_to_tsquery' },
};
/** Operators that lite supports on a part of a document. */
const withPart = new Set(['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike']);

/** How SQL compares a part of a document with `?`, where lite would take every other operator for `=`; else null. */
export function comparisonWithPart(operator: string, modifier: string): string | null {
  const sql = Object.hasOwn(inSql, operator) ? inSql[operator] : undefined;
  if (sql === undefined) return null;
  const [, quantifier, language] = /^\((?:(any|all)|([\w-]+))\)$/.exec(modifier) ?? [];
  if (operator.endsWith('fts')) return language ? `@@ ${sql}('${language}', ?)` : `@@ ${sql}(?)`;
  if (quantifier) return `${sql} ${quantifier}(?)`;
  return withPart.has(operator) ? null : `${sql} ?`;
}

function operandOf(operator: string, modifier: string, operand: string): string {
  if (operator === 'is') return operand;
  if (operator === 'in')
    return operand.replace(/^\((.*)\)$/s, (_, list: string) => `(${elements(list, plain, plain)})`);
  const text = (value: string) => plain(patterns.has(operator) ? likeOf(value) : value);
  if (lists.has(operator) || /^\((any|all)\)$/.test(modifier)) {
    const list = /^\{(.*)\}$/s.exec(operand)?.[1];
    if (list === undefined) return text(operand);
    if (list.includes('{') || isDocument(operand)) return operand;
    const bare = (value: string) => (/^null$/i.test(value.trim()) ? 'null' : text(value.trim()));
    return `{${elements(list, bare, text)}}`;
  }
  return text(operand);
}

/** `*` stands for `%`, which would have to be encoded in an address. */
function likeOf(pattern: string): string {
  return pattern.replaceAll('*', '%');
}

/** Rewrites the elements of a list, quoted and unquoted ones. */
function elements(list: string, bare: (text: string) => string, quoted: (text: string) => string): string {
  if (list === '') return '';
  return Array.from(`${list},`.matchAll(/("(?:[^"\\]|\\.)*"(?=,)|[^,]*),/gs), ([, text = '']) =>
    /^".*"$/s.test(text) ? quoted(unquoted(text)) : bare(text),
  ).join();
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

/** Marks a value unless lite leaves it alone; then it stays readable in error messages. */
function plain(value: string): string {
  const number = Number(value);
  const kept =
    /^[^\s"'{}()\\,]([^"{}()\\,]*[^\s"{}()\\,])?$/.test(value) &&
    !/^(null|not_null|unknown|true|false)$/i.test(value) &&
    (!Number.isFinite(number) || String(number) === value);
  return kept ? value : hideText(value);
}

function isDocument(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Parses `(a.eq.1,or(b.is.null,"c".in.("x","y")))` and writes it with its values protected. */
class Tree {
  readonly #text: string;
  #at = 0;
  #broken = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** An invalid tree is returned unchanged: lite refuses it with the position of the error. */
  read(): string {
    const tree = this.#items();
    return this.#broken || this.#at < this.#text.length ? this.#text : tree;
  }

  #items(): string {
    const items: string[] = [];
    this.#skip('(');
    do {
      items.push(this.#item());
      this.#take(/\s*/y);
    } while (!this.#broken && this.#take(/,/y) !== '');
    this.#skip(')');
    return `(${items.join()})`;
  }

  #item(): string {
    this.#take(/\s*/y);
    const operator = this.#take(/(?:not\.)?(?:and|or)(?=\()/y);
    if (operator !== '') return operator + this.#items();
    const name = this.#take(/(?:"(?:[^"\\]|\\.)*"|[^.,()"])+(?=\.)/y);
    const how = this.#take(/\.(?:not\.)?[a-z]+(?:\([^)]*\))?\./y).slice(1);
    const [, not = '', verb = '', modifier = ''] = condition.exec(how) ?? [];
    if (name === '' || !operators.has(verb)) this.#broken = true;
    // lite wants the names of columns without quotes.
    const bare = /^"([^".,()\s:!]+)"$/.exec(name)?.[1] ?? name;
    return `${bare}.${not}${comparisonOf(name, verb, modifier, this.#operand(verb))}`;
  }

  #operand(verb: string): string {
    if (verb === 'in') return this.#take(/\((?:"(?:[^"\\]|\\.)*"|[^)"]|"(?![,)]))*\)/y);
    const quoted = this.#take(/"(?:[^"\\]|\\.)*"(?=[,)])/y);
    if (quoted !== '') return unquoted(quoted);
    return this.#take(/\{[^}]*\}(?=[,)])/y) || this.#take(/[^,)]*/y);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #skip(sign: string): void {
    if (this.#text[this.#at] === sign) this.#at++;
    else this.#broken = true;
  }
}
