import type { Database } from '../database.ts';
import { isPostgresError } from '../session.ts';
import type { Call, Fields } from './call.ts';
import type { StorageConfig } from './config.ts';
import type { Disk } from './disk.ts';
import { refusals, StorageError } from './errors.ts';
import { mustBeTypePattern, mustBeValidBucketName, sizeOfText } from './names.ts';
import { findBucket } from './rows.ts';

const columns =
  `id, 'STANDARD' as type, name, coalesce(owner_id, owner::text, '') as owner, public, file_size_limit, ` +
  'allowed_mime_types, created_at, updated_at';

/** Buckets, each operation under the caller's policies on `storage.buckets`. */
export class Buckets {
  readonly #database: Database;
  readonly #disk: Disk;
  readonly #config: StorageConfig;

  constructor(database: Database, disk: Disk, config: StorageConfig) {
    this.#database = database;
    this.#disk = disk;
    this.#config = config;
  }

  /** Creates the buckets of `config.toml`, or updates them. */
  async prepare(): Promise<void> {
    await this.#database.transaction(async (tx) => {
      for (const bucket of this.#config.buckets) {
        mustBeValidBucketName(bucket.name);
        bucket.allowedMimeTypes?.forEach(mustBeTypePattern);
        await tx.query(
          `insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ($1, $1, $2, $3, $4)
          on conflict (id) do update set public = excluded.public, file_size_limit = excluded.file_size_limit,
            allowed_mime_types = excluded.allowed_mime_types, updated_at = now()`,
          [bucket.name, bucket.public, bucket.fileSizeLimit, bucket.allowedMimeTypes],
        );
      }
    });
  }

  async list(call: Call): Promise<Response> {
    const { query } = call;
    const values: unknown[] = [];
    const numbered = (value: unknown) => `$${values.push(value)}`;
    const search = query.get('search');
    const where = search ? `where name ilike ${numbered(`%${search.replace(/[\\%_]/g, '\\$&')}%`)}` : '';
    const column = oneOf(query, 'sortColumn', ['id', 'name', 'created_at', 'updated_at']);
    const order = column ? `order by ${column} ${oneOf(query, 'sortOrder', ['asc', 'desc']) ?? 'asc'}` : '';
    const limit = wholeNumber(query, 'limit', 1);
    const offset = wholeNumber(query, 'offset', 0);
    const page = `limit ${numbered(limit ?? null)} offset ${numbered(offset ?? 0)}`;
    const { rows } = await call.as('bucket.list', (tx) =>
      tx.query(`select ${columns} from storage.buckets ${where} ${order} ${page}`, values),
    );
    return Response.json(rows);
  }

  async get(call: Call, id: string): Promise<Response> {
    const { rows } = await call.as('bucket.get', (tx) =>
      tx.query(`select ${columns} from storage.buckets where id = $1`, [id]),
    );
    if (!rows[0]) throw refusals.noBucket();
    return Response.json(rows[0]);
  }

  async create(call: Call): Promise<Response> {
    const body = await call.json();
    const name = body.text('name');
    const id = body.optionalText('id') ?? name;
    mustBeValidBucketName(id);
    mustBeValidBucketName(name);
    refuseOtherKinds(body);
    const { size, types } = this.#limits(body);
    await call
      .as('bucket.create', (tx) =>
        tx.query(
          `insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types, owner, owner_id)
          values ($1, $2, $3, $4, $5, (select auth.uid()), $6)`,
          [id, name, body.truth('public') ?? false, size ?? null, types ?? null, call.owner],
        ),
      )
      .catch((error: unknown) => {
        if (!isPostgresError(error) || error.code !== '23505') throw error;
        throw new StorageError(409, 'BucketAlreadyExists', 'The resource already exists', { error: 'Duplicate' });
      });
    return Response.json({ name });
  }

  async update(call: Call, id: string): Promise<Response> {
    const body = await call.json();
    refuseOtherKinds(body);
    const { size, types } = this.#limits(body);
    const sets: string[] = [];
    const values: unknown[] = [id];
    for (const [column, value] of Object.entries({
      public: body.truth('public'),
      file_size_limit: size,
      allowed_mime_types: types,
    })) {
      if (value !== undefined) sets.push(`${column} = $${values.push(value)}`);
    }
    const { affected } = await call.as('bucket.update', (tx) =>
      tx.query(`update storage.buckets set ${[...sets, 'updated_at = now()'].join(', ')} where id = $1`, values),
    );
    if (affected === 0) throw refusals.noBucket();
    return Response.json({ message: 'Successfully updated' });
  }

  async empty(call: Call, id: string): Promise<Response> {
    const removed = await call.as(
      'bucket.empty',
      async (tx) => {
        await findBucket(tx, id);
        const { rows: seen } = await tx.query<{ name: string }>(
          'select name from storage.objects where bucket_id = $1',
          [id],
        );
        const { rows } = await tx.query<{ name: string; version: string | null }>(
          'delete from storage.objects where bucket_id = $1 returning name, version',
          [id],
        );
        if (rows.length < seen.length) {
          const gone = new Set(rows.map(({ name }) => name));
          const left = seen.filter(({ name }) => !gone.has(name)).map(({ name }) => name);
          throw refusals.denied(
            `Cannot delete: ${left.slice(0, 20).join(' ,')}, you may have SELECT but not DELETE permissions`,
          );
        }
        return rows;
      },
      true,
    );
    for (const { version } of removed) if (version) await this.#disk.remove(version);
    return Response.json({ message: 'Successfully emptied' });
  }

  async remove(call: Call, id: string): Promise<Response> {
    const deleted = await call
      .as('bucket.delete', (tx) => tx.query('delete from storage.buckets where id = $1', [id]), true)
      .catch((error: unknown) => {
        // It still has objects, perhaps some that the caller may not see.
        throw isPostgresError(error) && error.code === '23503' ? refusals.bucketNotEmpty() : error;
      });
    if (deleted.affected === 0) throw refusals.noBucket();
    return Response.json({ message: 'Successfully deleted' });
  }

  /** Undefined leaves a limit as it is, null removes it. */
  #limits(body: Fields): { size: number | null | undefined; types: string[] | null | undefined } {
    const limit = body.get('file_size_limit');
    let size: number | null | undefined;
    if (typeof limit === 'string') size = sizeOfText(limit);
    else if (limit !== undefined) size = body.integer('file_size_limit', 0);
    else if (body.isNull('file_size_limit')) size = null;
    if (typeof size === 'number' && size > this.#config.fileSizeLimit) throw refusals.tooLarge();
    const types = body.isNull('allowed_mime_types')
      ? null
      : body.get('allowed_mime_types') === undefined
        ? undefined
        : body.texts('allowed_mime_types', 1000).filter((type) => type !== '');
    types?.forEach(mustBeTypePattern);
    return { size, types };
  }
}

function refuseOtherKinds(body: Fields): void {
  if (body.choice('type', ['STANDARD', 'ANALYTICS'], 'STANDARD') !== 'STANDARD') {
    throw refusals.notSupported('An analytics bucket');
  }
  if (body.choice('versioning_status', ['DISABLED', 'ENABLED', 'SUSPENDED'], 'DISABLED') !== 'DISABLED') {
    throw refusals.notSupported('Versioning of objects');
  }
}

function oneOf(query: URLSearchParams, name: string, choices: readonly string[]): string | undefined {
  const value = query.get(name);
  if (value !== null && !choices.includes(value)) {
    throw refusals.invalid(`querystring/${name} must be one of ${choices.join(', ')}`);
  }
  return value ?? undefined;
}

function wholeNumber(query: URLSearchParams, name: string, least: number): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) {
    throw refusals.invalid(`querystring/${name} must be an integer >= ${least}`);
  }
  return Number(value);
}
