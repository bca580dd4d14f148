import { randomUUID } from 'node:crypto';
import type { Transaction } from '../database.ts';
import { refusals } from './errors.ts';

export interface BucketRow {
  readonly id: string;
  readonly public: boolean;
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: string[] | null;
}

/** Metadata of a file, the same as hosted Supabase writes. */
export interface FileMetadata {
  readonly eTag: string;
  readonly size: number;
  readonly mimetype: string;
  readonly cacheControl: string;
  readonly contentEncoding?: string;
  readonly lastModified: string;
  readonly contentLength: number;
  readonly httpStatusCode: number;
}

export interface ObjectRow {
  readonly id: string;
  readonly bucket_id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly owner_id: string | null;
  readonly version: string | null;
  readonly metadata: FileMetadata | null;
  readonly user_metadata: Record<string, unknown> | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_accessed_at: string;
}

/** An object to be written. */
export interface NewObject {
  readonly bucket: string;
  readonly name: string;
  readonly owner: string | null;
  readonly version: string;
  readonly metadata: FileMetadata | null;
  readonly userMetadata: Record<string, unknown> | null;
}

const columns =
  'id, bucket_id, name, owner, owner_id, version, metadata, user_metadata, created_at, updated_at, last_accessed_at';

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** @throws {StorageError} NoSuchBucket */
export async function findBucket(tx: Transaction, id: string): Promise<BucketRow> {
  const { rows } = await tx.query<BucketRow>(
    'select id, public, file_size_limit, allowed_mime_types from storage.buckets where id = $1',
    [id],
  );
  if (!rows[0]) throw refusals.noBucket();
  return rows[0];
}

/** @throws {StorageError} NoSuchKey */
export async function findObject(tx: Transaction, bucket: string, name: string): Promise<ObjectRow> {
  const { rows } = await tx.query<ObjectRow>(
    `select ${columns} from storage.objects where bucket_id = $1 and name = $2`,
    [bucket, name],
  );
  if (!rows[0]) throw refusals.noObject();
  return rows[0];
}

/**
 * Writes the row of an object. Under policies insert must be allowed, with `upsert` select and update too.
 * @returns its id, and the version that it had before.
 * @throws {StorageError} Duplicate when it exists and is not to be written over.
 */
export async function writeObject(
  tx: Transaction,
  object: NewObject,
  upsert: boolean,
): Promise<{ id: string; replaced: string | null }> {
  // Writers of the same name queue here, so that the second sees what the first wrote.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${object.bucket}/${object.name}`]);
  const before = await tx.query<{ version: string | null }>(
    'select version from storage.objects where bucket_id = $1 and name = $2',
    [object.bucket, object.name],
  );
  const id = randomUUID();
  // Without an upsert nothing is returned, because a caller who may insert need not be allowed to select.
  const { rows } = await tx.query<{ id: string }>(
    `insert into storage.objects (id, bucket_id, name, version, metadata, user_metadata, owner, owner_id)
    values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::uuid, $8) ${
      upsert
        ? `on conflict (bucket_id, name) do update
          set version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
            owner = coalesce(excluded.owner, objects.owner), owner_id = coalesce(excluded.owner_id, objects.owner_id),
            updated_at = now()
          returning id`
        : ''
    }`,
    [
      id,
      object.bucket,
      object.name,
      object.version,
      json(object.metadata),
      json(object.userMetadata),
      ...ownerParameters(object.owner),
    ],
  );
  return { id: rows[0]?.id ?? id, replaced: before.rows[0]?.version ?? null };
}

/** `owner`, which holds only a uuid, and `owner_id`, which holds any subject. */
export function ownerParameters(owner: string | null): [string | null, string | null] {
  return [owner && isUuid(owner) ? owner : null, owner];
}

/** Runs `work` and rolls it back, to see whether the policies allow it before any of the body is read. */
export async function rehearse(
  run: (work: (tx: Transaction) => Promise<unknown>) => Promise<unknown>,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  const rollback = new Error('rolled back on purpose');
  await run(async (tx) => {
    await work(tx);
    throw rollback;
  }).catch((error: unknown) => {
    if (error !== rollback) throw error;
  });
}

const json = (value: object | null) => value && JSON.stringify(value);
