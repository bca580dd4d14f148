import type { Identify } from '../gateway/gateway.ts';

export interface Storage {
  /** Answers a request to `/storage/v1/…`, whose body is read as it comes. */
  fetch(request: Request, identify: Identify): Promise<Response>;
  close(): Promise<void>;
}

/** Supabase Storage: files on the disk, their rows in the schema `storage`. */
export function createStorage(): Storage {
  return {
    fetch: async () =>
      Response.json(
        { statusCode: '501', error: 'not_implemented', message: 'Storage is not part of the embedded Supabase yet.' },
        { status: 501 },
      ),
    close: async () => {},
  };
}
