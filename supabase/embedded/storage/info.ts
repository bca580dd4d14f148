import type { ObjectRow } from './rows.ts';

/** The description of an object, without its bytes. */
export function infoOf(row: ObjectRow): Response {
  const { metadata } = row;
  return Response.json(
    {
      id: row.id,
      name: row.name,
      version: row.version,
      bucket_id: row.bucket_id,
      size: metadata?.size ?? null,
      content_type: metadata?.mimetype ?? null,
      content_encoding: metadata?.contentEncoding ?? null,
      cache_control: metadata?.cacheControl ?? null,
      etag: metadata?.eTag ?? null,
      metadata: row.user_metadata ?? {},
      last_modified: row.updated_at,
      created_at: row.created_at,
    },
    { headers: { 'cache-control': 'no-cache' } },
  );
}
