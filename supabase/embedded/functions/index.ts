import type { Identify } from '../gateway/gateway.ts';

export interface Functions {
  /** Answers a request to `/functions/v1/<name>/…`, whose body is read as it comes. */
  fetch(request: Request, identify: Identify): Promise<Response>;
  close(): Promise<void>;
}

/** Edge Functions: `functions/<name>/handler.ts` of the project, each in a worker. */
export function createFunctions(): Functions {
  return {
    fetch: async () =>
      Response.json({ message: 'Functions are not part of the embedded Supabase yet.' }, { status: 501 }),
    close: async () => {},
  };
}
