import type { Disk } from './disk.ts';
import { refusals } from './errors.ts';
import { isNotModified, parseRange, rangeCounts } from './range.ts';
import type { FileMetadata, ObjectRow } from './rows.ts';

export interface Serving {
  /** `download` of the address: the name under which to save, an empty one for the object's own. */
  readonly download: string | null;
  /** When the address expires. */
  readonly expires?: Date;
}

/** Answers with a file, a range of it, or 304 when the caller has it. */
export async function serveFile(request: Request, disk: Disk, row: ObjectRow, serving: Serving): Promise<Response> {
  const { metadata, version } = row;
  if (!metadata || !version) throw refusals.noFile();
  const validators = { etag: metadata.eTag, lastModified: new Date(metadata.lastModified) };
  const headers = fileHeaders(metadata, serving);
  if (isNotModified(request.headers, validators)) return new Response(null, { status: 304, headers });
  if (request.method === 'HEAD') {
    headers.set('content-length', String(metadata.size));
    return new Response(null, { headers });
  }
  const file = await disk.read(version);
  const range = rangeCounts(request.headers, validators) ? parseRange(request.headers.get('range'), file.size) : null;
  if (range === 'unsatisfiable' || file.size === 0) {
    await file.close();
    if (range === 'unsatisfiable') throw refusals.unsatisfiable(file.size);
    headers.set('content-length', '0');
    return new Response(null, { headers });
  }
  const { end, start } = range ?? { start: 0, end: file.size - 1 };
  headers.set('content-length', String(end - start + 1));
  if (range) headers.set('content-range', `bytes ${start}-${end}/${file.size}`);
  return new Response(file.stream(start, end), { status: range ? 206 : 200, headers });
}

/** The headers of a file. */
export function fileHeaders(metadata: FileMetadata, { download, expires }: Serving): Headers {
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'content-type': servedType(metadata.mimetype),
    etag: metadata.eTag,
    'last-modified': new Date(metadata.lastModified).toUTCString(),
    'x-content-type-options': 'nosniff',
  });
  if (expires) headers.set('expires', expires.toUTCString());
  else headers.set('cache-control', metadata.cacheControl);
  if (metadata.contentEncoding) headers.set('content-encoding', metadata.contentEncoding);
  if (download !== null) headers.set('content-disposition', disposition(download));
  return headers;
}

/** HTML is served as text, because a foreign page must not run under this address. */
function servedType(type: string): string {
  return /^\s*(text\/html|application\/xhtml)/i.test(type) ? 'text/plain' : type;
}

/** The caller chooses the name, so all of it is encoded (RFC 5987). */
export function disposition(name: string): string {
  if (name === '') return 'attachment;';
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename=${encoded}; filename*=UTF-8''${encoded};`;
}
