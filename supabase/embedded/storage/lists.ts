import type { Call, Fields } from './call.ts';
import { refusals } from './errors.ts';
import { mustBeValidBucketName } from './names.ts';

interface Entry {
  /** Null for a folder, which is only a prefix of names. */
  readonly id: string | null;
  readonly name: string;
  readonly updated_at: string | null;
  readonly created_at: string | null;
  readonly last_accessed_at: string | null;
  readonly metadata: unknown;
}

/** The entries of a folder, page by page: folders first, then files, each named without the folder. */
export async function list(call: Call, bucket: string): Promise<Response> {
  mustBeValidBucketName(bucket);
  const body = await call.json();
  refuseVersions(body);
  const sent = body.text('prefix');
  const prefix = sent === '' || sent.endsWith('/') ? sent : `${sent}/`;
  const search = body.optionalText('search') ?? '';
  const sortBy = body.fields('sortBy');
  const column = sortBy.choice('column', ['name', 'updated_at', 'created_at', 'last_accessed_at'], 'name');
  const order = sortBy.choice('order', ['asc', 'desc'], 'asc');
  const { rows } = await call.as('object.list', (tx) =>
    tx.query<Entry>(
      `select name, id, updated_at, created_at, last_accessed_at, metadata
      from (
        select distinct path_tokens[$3] as name, null::uuid as id, null::timestamptz as updated_at,
          null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
        from storage.objects
        where bucket_id = $1 and name ilike $2 and array_length(path_tokens, 1) > $3
        union all
        select path_tokens[$3], id, updated_at, created_at, last_accessed_at, metadata
        from storage.objects
        where bucket_id = $1 and name ilike $2 and array_length(path_tokens, 1) = $3
      ) entries
      order by id is not null, ${column === 'name' ? '' : `${column} ${order},`} name collate "C" ${order}
      limit $4 offset $5`,
      [
        bucket,
        `${like(prefix)}${like(search)}%`,
        prefix.split('/').length,
        body.integer('limit', 1, 100),
        body.integer('offset', 0, 0),
      ],
    ),
  );
  return Response.json(rows);
}

/** Most entries of a page of {@link listByCursor}. */
const largestPage = 1000;

/** The next page begins after this name, or after this time and, among equal times, this name. */
type Cursor = { name: string; at?: string };

/** Full names with a prefix, after a cursor; with a delimiter, folders below stand for the objects in them. */
export async function listByCursor(call: Call, bucket: string): Promise<Response> {
  mustBeValidBucketName(bucket);
  const body = await call.json();
  refuseVersions(body);
  const prefix = body.optionalText('prefix') ?? '';
  const limit = Math.min(body.integer('limit', 1, largestPage), largestPage);
  const sortBy = body.fields('sortBy');
  const column = sortBy.choice('column', ['name', 'updated_at', 'created_at'], 'name');
  const order = sortBy.choice('order', ['asc', 'desc'], 'asc');
  const sent = body.optionalText('cursor');
  const cursor = sent === undefined ? null : readCursor(sent, column !== 'name');
  const values: unknown[] = [bucket, `${like(prefix)}%`, limit + 1, prefix];
  const rest = `substr(name, ${Array.from(prefix).length + 1})`;
  const delimited = body.truth('with_delimiter');
  const folder = delimited ? `strpos(${rest}, '/') > 0` : 'false';
  let after = '';
  if (cursor) {
    const sign = order === 'asc' ? '>' : '<';
    after =
      column === 'name'
        ? `where name collate "C" ${sign} $${values.push(cursor.name)}`
        : `where (sort_at, name collate "C") ${sign} ($${values.push(cursor.at)}::timestamptz, $${values.push(cursor.name)})`;
  }
  const { rows } = await call.as('object.list_v2', (tx) =>
    tx.query<Entry & { sort_at: string }>(
      `select name, id, updated_at, created_at, last_accessed_at, metadata, sort_at
      from (
        select $4 || split_part(${rest}, '/', 1) || '/' as name, null::uuid as id,
          null::timestamptz as updated_at, null::timestamptz as created_at, null::timestamptz as last_accessed_at,
          null::jsonb as metadata, max(${column === 'name' ? 'created_at' : column}) as sort_at
        from storage.objects
        where bucket_id = $1 and name like $2 and ${folder}
        group by 1
        union all
        select name, id, updated_at, created_at, last_accessed_at, metadata,
          ${column === 'name' ? 'created_at' : column}
        from storage.objects
        where bucket_id = $1 and name like $2 and not ${folder}
      ) entries
      ${after}
      order by ${column === 'name' ? '' : `sort_at ${order},`} name collate "C" ${order}
      limit $3`,
      values,
    ),
  );
  // With a delimiter each entry also has its own part of the name.
  const key = (name: string) => (delimited ? { key: name.split('/')[prefix.split('/').length - 1] } : {});
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const next: Cursor | undefined = last && { name: last.name, ...(column !== 'name' && { at: last.sort_at }) };
  return Response.json({
    hasNext: next !== undefined,
    ...(next && { nextCursor: Buffer.from(JSON.stringify(next)).toString('base64url') }),
    folders: page.filter(({ id }) => id === null).map(({ name }) => ({ name, ...key(name) })),
    objects: page.filter(({ id }) => id !== null).map(({ sort_at: _, ...entry }) => ({ ...entry, ...key(entry.name) })),
  });
}

function readCursor(text: string, timed: boolean): Cursor {
  try {
    const { at, name } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
    if (typeof name === 'string' && !timed) return { name };
    if (typeof name === 'string' && typeof at === 'string' && !Number.isNaN(Date.parse(at))) return { name, at };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw refusals.invalid('Invalid cursor');
}

/** Objects have no older versions here, so lists that include them are refused. */
function refuseVersions(body: Fields): void {
  for (const name of ['noncurrentVersions', 'deleteMarkers']) {
    if ((body.optionalText(name) ?? 'exclude') !== 'exclude') throw refusals.notSupported('Versioning of objects');
  }
  if (body.truth('exactMatch')) throw refusals.notSupported('exactMatch');
}

/** Text that a pattern takes literally. */
function like(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
