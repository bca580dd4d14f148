import type { Caller, RestConnection } from './connection.ts';
import { notImplemented } from './errors.ts';

/**
 * Whether this is a change whose answer holds more than columns: embedded rows, other names, paths, casts. lite reads
 * such an answer with the filters of the request, which the changed rows may not match any more, and reports visible
 * rows as removed that were not. For a table without a key it gives no such answer at all, not even to an insert.
 */
export function isWrittenInSteps({ headers, method, url }: Request): boolean {
  if (method !== 'PATCH' && method !== 'DELETE' && method !== 'POST') return false;
  const select = new URL(url).searchParams.get('select') ?? '';
  return /return=representation/.test(headers.get('prefer') ?? '') && /[(:.]|->/.test(select);
}

type Ask = (request: Request, caller: Caller) => Promise<Response>;

/** Changes and then reads in one transaction, by the keys of the rows that were really changed. */
export async function inSteps(
  connection: RestConnection,
  { relation, schema }: { relation: string; schema: string },
  request: Request,
  caller: Caller,
  ask: Ask,
): Promise<Response> {
  const keys = await connection.rowKey(schema, relation);
  if (keys.length === 0) return viewAnswer(await ask(request, caller));
  if (request.method === 'POST' && !keys.includes('ctid')) return ask(request, caller);
  const url = new URL(request.url);
  const body = await request.text();
  return connection.inTransaction(caller, async (inside) => {
    const read = async (parameters: URLSearchParams, headers: Headers) => {
      headers.set('accept-profile', schema);
      return ask(new Request(`${url.origin}${url.pathname}?${parameters}`, { headers }), inside);
    };
    const readHeaders = new Headers(request.headers);
    for (const name of ['prefer', 'content-type', 'content-profile', 'content-length']) readHeaders.delete(name);

    // Removed rows can be read only before.
    const before = request.method === 'DELETE' ? await rowsOf(read, url, readHeaders, keys) : null;
    if (before instanceof Response) return before;

    const writing = new URL(url);
    writing.searchParams.set('select', keys.map(quoted).join());
    for (const name of [...writing.searchParams.keys()]) {
      if (name === 'order' || isOfEmbedded(name)) writing.searchParams.delete(name);
    }
    const writeHeaders = new Headers(request.headers);
    writeHeaders.set('accept', 'application/json');
    const init = { method: request.method, headers: writeHeaders, ...(body === '' ? {} : { body }) };
    const written = await ask(new Request(writing, init), inside);
    if (!written.ok) return written;
    const changed = (await written.json()) as Record<string, unknown>[];

    if (before) {
      const gone = new Set(changed.map((row) => JSON.stringify(keys.map((key) => row[key]))));
      return answered(
        written,
        before.filter(({ key }) => gone.has(key)).map(({ row }) => row),
        request.headers,
      );
    }
    const parameters = new URLSearchParams();
    // Filters on embedded relations apply to the answer; those on the rows themselves were applied by the change.
    for (const [name, value] of url.searchParams) {
      if (name === 'select' || name === 'order' || isOfEmbedded(name)) parameters.append(name, value);
    }
    const [key = '', ...others] = keys;
    if (others.length === 0 || changed.length === 0) {
      parameters.append(key, `in.(${changed.map((row) => quoted(String(row[key]))).join()})`);
    } else {
      const each = changed.map((row) => `and(${keys.map((name) => `${name}.eq.${quoted(String(row[name]))}`).join()})`);
      parameters.append('or', `(${each.join()})`);
    }
    const answer = await read(parameters, readHeaders);
    if (!answer.ok) return answer;
    const headers = new Headers(written.headers);
    headers.delete('content-length');
    headers.set('content-type', answer.headers.get('content-type') ?? 'application/json');
    return new Response(await answer.text(), { status: written.status, headers });
  });
}

/** lite fails for views, before any change. */
function viewAnswer(response: Response): Response {
  if (response.status !== 500) return response;
  return notImplemented(
    'A view that is written to gives its columns alone, without other names, types or embedded rows',
  );
}

/** Whether this is a parameter of an embedded relation, such as `books.id` or `books.order`. */
function isOfEmbedded(name: string): boolean {
  return !/^not\.(and|or)$/.test(name) && /^[^.]+\./.test(name.split('->')[0] ?? '');
}

type Read = (parameters: URLSearchParams, headers: Headers) => Promise<Response>;

async function rowsOf(read: Read, url: URL, headers: Headers, keys: readonly string[]) {
  const parameters = new URLSearchParams(url.searchParams);
  const aliases = keys.map((key, index) => `_key_${index}:${quoted(key)}`);
  parameters.set('select', [parameters.get('select'), ...aliases].join());
  const all = new Headers(headers);
  all.set('accept', 'application/json');
  const answer = await read(parameters, all);
  if (!answer.ok) return answer;
  const rows = (await answer.json()) as Record<string, unknown>[];
  return rows.map((row) => {
    const key = JSON.stringify(keys.map((_, index) => row[`_key_${index}`]));
    return { key, row: Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_key_'))) };
  });
}

function answered(written: Response, rows: readonly object[], asked: Headers): Response {
  const one = /vnd\.pgrst\.object/.test(asked.get('accept') ?? '');
  if (one && rows.length !== 1) {
    const message = 'Cannot coerce the result to a single JSON object';
    return Response.json(
      { code: 'PGRST116', message, details: `The result contains ${rows.length} rows`, hint: null },
      { status: 406 },
    );
  }
  const headers = new Headers(written.headers);
  headers.delete('content-length');
  return new Response(JSON.stringify(one ? rows[0] : rows), { status: written.status, headers });
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
