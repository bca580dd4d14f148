// What functions may use of Deno and of Supabase's runtime, here and when hosted.
declare namespace Deno {
  interface ServeHandlerInfo {
    readonly remoteAddr: { readonly transport: 'tcp'; readonly hostname: string; readonly port: number };
  }
  const env: {
    get(name: string): string | undefined;
    has(name: string): boolean;
    toObject(): Record<string, string>;
  };
  function serve(handler: (request: Request, info: ServeHandlerInfo) => Response | Promise<Response>): unknown;
}

declare namespace EdgeRuntime {
  /** Keeps the worker alive until the promise is settled, also after the response. */
  function waitUntil<Result>(task: Promise<Result>): Promise<Result>;
}

declare module 'supabase:function';
