/** One statement of a script, without the comments before it. */
export interface Statement {
  text: string;
  /** Line of the script where it begins, from 1. */
  line: number;
  /** Index in the script where it begins. */
  at: number;
}

const rules: readonly RegExp[] = [
  /--[^\n]*/y,
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y,
  /'(?:[^']|'')*'/y,
  /"(?:[^"]|"")*"/y,
  /\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?\$\1\$/y,
  /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
];

/** End of the token that begins at `at`. */
function end(sql: string, at: number): number {
  if (sql.startsWith('/*', at)) return endOfComment(sql, at);
  for (const rule of rules) {
    rule.lastIndex = at;
    if (rule.test(sql)) return rule.lastIndex;
  }
  return at + 1;
}

/** Block comments nest. */
function endOfComment(sql: string, at: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

/** The statements of a script, divided as psql divides it: by semicolons outside of quotes, comments and bodies. */
export function statementsOf(sql: string): Statement[] {
  const found: Statement[] = [];
  let from = -1;
  let last = 0;
  let line = 1;
  let begun = 1;
  /** Open `begin atomic`, and `case` within them. */
  let depth = 0;
  let previous = '';
  const finish = () => {
    if (from >= 0) found.push({ text: sql.slice(from, last), line: begun, at: from });
    from = -1;
    depth = 0;
    previous = '';
  };
  for (let at = 0; at < sql.length; ) {
    const next = end(sql, at);
    const token = sql.slice(at, next);
    const aside = token.startsWith('--') || token.startsWith('/*') || /^\s/.test(token);
    if (token === ';' && depth === 0) {
      finish();
    } else if (!aside) {
      if (from < 0) {
        from = at;
        begun = line;
      }
      last = next;
      const word = token.toLowerCase();
      if ((word === 'atomic' && previous === 'begin') || (word === 'case' && depth > 0)) depth++;
      else if (word === 'end' && depth > 0) depth--;
      previous = word;
    }
    for (const char of token) if (char === '\n') line++;
    at = next;
  }
  finish();
  return found;
}
