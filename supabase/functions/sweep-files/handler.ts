import { createClient } from '@supabase/supabase-js';
import { thisProject } from '../_shared/project.ts';

/** Objects of one request to Storage, and requests of one call; the next call goes on. */
const batch = 500;
const mostBatches = 20;

/**
 * Deletes for good the documents that have been in the bin for thirty days (`delete_ended_documents` of the database), and
 * removes what nothing shows any more (`unused_files`): files that no message carries, never sent or deleted with their
 * message, those that are no version of a document, and replaced pictures of chats and colleges.
 * POST with the secret key as the bearer token, once in an hour; answers `{"removed": 12}`.
 */
export default async function sweepFiles(request: Request): Promise<Response> {
  if (request.method !== 'POST') return refusal(405, 'Send POST.');
  const key = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!key) return refusal(401, 'Send the secret key of the project.');
  // With the caller's own key: the database answers unused_files to the secret one only.
  const admin = createClient(thisProject().url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  const { error: notEnded, status: asked } = await admin.rpc('delete_ended_documents');
  if (asked === 401 || asked === 403) return refusal(401, 'Send the secret key of the project.');
  if (notEnded) return failed('delete ended documents', notEnded.message);
  let removed = 0;
  for (let n = 0; n < mostBatches; n += 1) {
    const { data: unused, error } = await admin.rpc('unused_files', { most: batch });
    if (error) return failed('find unused files', error.message);
    const objects = unused as { bucket: string; name: string }[];
    if (objects.length === 0) break;
    for (const bucket of new Set(objects.map((object) => object.bucket))) {
      const names = objects.filter((object) => object.bucket === bucket).map(({ name }) => name);
      const { data: gone, error: refused } = await admin.storage.from(bucket).remove(names);
      if (refused) return failed('remove files', refused.message);
      if (gone.length === 0) return failed('remove files', 'Storage removed none of them');
      removed += gone.length;
    }
  }
  return Response.json({ removed });
}

const refusal = (status: number, message: string): Response => Response.json({ message }, { status });

function failed(what: string, why: string): Response {
  console.error(`It failed to ${what}: ${why}`);
  return refusal(502, 'Not all files are removed. Call again.');
}
