import { isUtf8 } from 'node:buffer';
import Papa from 'papaparse';
import type { Aliases } from './aliases.ts';
import { type ErrorBody, errorResponse } from './errors.ts';
import { hideNumbers } from './exact.ts';
import { keepValues } from './filters.ts';

/** A request rewritten so that lite understands it as PostgREST would, and what remains to do with its answer. */
export interface Prepared {
  request: Request;
  /** It was HEAD: sent to lite as GET, which counts for functions too, and answered without a body. */
  head: boolean;
  /** `Prefer: tx=rollback` */
  undo: boolean;
}

/** Makes up for what lite reads differently from PostgREST. @returns a response when the request must be refused. */
export async function prepare(original: Request, aliases: Aliases): Promise<Prepared | Response> {
  const url = new URL(original.url);
  const headers = new Headers(original.headers);
  if ([...url.searchParams].some(([name, value]) => nesting.test(name) && depthOf(value) > deepestQuery)) {
    return errorResponse(400, { code: 'PGRST100', message: 'The query is nested too deeply' });
  }
  // The token is already verified, and lite must not interpret it differently.
  headers.delete('authorization');
  const select = url.searchParams.get('select');
  if (select !== null && !isQuotedWhole(select)) {
    return errorResponse(400, {
      code: 'PGRST100',
      message: `"failed to parse select parameter (${select})"`,
      details: 'A quote is not closed',
    });
  }
  if (select !== null && /->[^()]*\)/.test(select)) url.searchParams.set('select', quoteLastKeys(select));
  aliases.rename(url.searchParams);
  const several = keepValues(url.searchParams, url.pathname.startsWith('/rest/v1/rpc/') && original.method !== 'POST');
  if (several !== null) {
    return errorResponse(400, {
      code: 'PGRST100',
      message: `Several filters on the column ${several} are not supported`,
    });
  }
  const preferences = (headers.get('prefer') ?? '').split(',').map((one) => one.trim());
  if (preferences.includes('count=estimated')) {
    // PostgREST counts up to `max-rows` and estimates beyond; an exact count is always valid.
    headers.set('prefer', preferences.map((one) => (one === 'count=estimated' ? 'count=exact' : one)).join(', '));
  }
  const head = original.method === 'HEAD';
  const method = head ? 'GET' : original.method;
  const init: RequestInit = { method, headers };
  if (method !== 'GET') {
    const body = await bodyOf(original, url, headers, preferences);
    if (typeof body !== 'string') return errorResponse(400, body);
    init.body = body;
  }
  return { request: new Request(url, init), head, undo: preferences.includes('tx=rollback') };
}

/** Whether every quote is closed. */
function isQuotedWhole(text: string): boolean {
  return (text.replaceAll(/\\./gs, '').split('"').length - 1) % 2 === 0;
}

/** lite takes a parenthesis for a part of the key before it: `details->a)` → `details->"a")`. */
function quoteLastKeys(select: string): string {
  return select.replace(/(->>?)([^,.:()<>"\s]+)(?=\))/g, '$1"$2"');
}

const invalid: ErrorBody = { code: 'PGRST102', message: 'Empty or invalid json' };

/** Parameters that nest. */
const nesting = /(^|\.)(select|order|and|or)$/;

/** How deep brackets may be nested, because parsing them is recursive. */
const deepestQuery = 100;
const deepestBody = 1000;

function depthOf(text: string): number {
  let deepest = 0;
  let depth = 0;
  for (const [sign] of text.matchAll(/[([{\])}]/g)) {
    depth += '([{'.includes(sign) ? 1 : -1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** Null when the bytes are no UTF-8. */
function textOf(bytes: ArrayBuffer): string | null {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : null;
}

async function bodyOf(
  original: Request,
  url: URL,
  headers: Headers,
  preferences: readonly string[],
): Promise<string | ErrorBody> {
  const text = textOf(await original.arrayBuffer());
  if (text === null) return { ...invalid, details: 'The body is no UTF-8' };
  const type = (headers.get('content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  const ofFunction = url.pathname.startsWith('/rest/v1/rpc/');
  let values: unknown;
  if (type === 'text/csv') {
    const { data, errors } = Papa.parse<Record<string, string>>(text.replace(/\r\n?/g, '\n'), {
      header: true,
      skipEmptyLines: true,
    });
    const [error] = errors;
    if (error && error.type !== 'Delimiter') return { ...invalid, message: error.message };
    values = data.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === 'NULL' ? null : value])),
    );
    headers.set('content-type', 'application/json');
  } else if (type === 'application/json' && text !== '') {
    if (depthOf(text.replace(/"(?:[^"\\]|\\.)*"/g, '')) > deepestBody) {
      return { ...invalid, details: 'The body is nested too deeply' };
    }
    try {
      values = JSON.parse(hideNumbers(text));
    } catch {
      return invalid;
    }
    // Postgres refuses lone surrogates, and would get a replacement character instead.
    if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(values))) {
      return { ...invalid, details: 'Unicode low surrogate must follow a high surrogate.' };
    }
  } else return text;
  if (ofFunction || original.method === 'DELETE' || original.method === 'OPTIONS') return JSON.stringify(values);
  if (typeof values !== 'object' || values === null) return invalid;
  const columns = url.searchParams.get('columns');
  if (columns !== null && !preferences.includes('missing=default')) {
    const names = Array.from(
      columns.matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/g),
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    const rows = Array.isArray(values) ? values : [values];
    for (const row of rows as Record<string, unknown>[]) {
      if (typeof row === 'object' && row !== null) for (const name of names) row[name] ??= null;
    }
  }
  return JSON.stringify(values);
}
