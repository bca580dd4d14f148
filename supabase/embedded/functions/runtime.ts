// Runs in the worker's process, bundled together with the function.
import { Bodies, type FromWorker, type ToWorker } from './wire.ts';

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

let served: Handler | undefined;
let tasks = 0;
const aborts = new Map<number, AbortController>();
const bodies = new Bodies(post);

function post(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

// Globals of hosted Supabase beyond those of the Web.
Object.assign(globalThis, {
  Deno: {
    env: {
      get: (name: string) => process.env[name],
      has: (name: string) => name in process.env,
      toObject: () => ({ ...process.env }),
    },
    serve(...given: (Handler | { handler?: Handler })[]) {
      served = given
        .map((each) => (typeof each === 'function' ? each : each.handler))
        .find((each) => typeof each === 'function');
      return { finished: new Promise<void>(() => {}), shutdown: async () => {}, ref() {}, unref() {} };
    },
  },
  EdgeRuntime: {
    waitUntil<Result>(task: Promise<Result>): Promise<Result> {
      post({ kind: 'background', tasks: ++tasks });
      task.catch((error: unknown) => console.error(error)).finally(() => post({ kind: 'background', tasks: --tasks }));
      return task;
    },
  },
});

process.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'request':
      void answer(message);
      return;
    case 'over':
      if (message.aborted) aborts.get(message.id)?.abort();
      aborts.delete(message.id);
      bodies.end(message.id, 'the request is over');
      return;
    case 'ping': {
      const { external, heapUsed } = process.memoryUsage();
      post({ kind: 'pong', bytes: external + heapUsed });
      return;
    }
    default:
      bodies.onMessage(message);
  }
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole process group; the server ends this worker when it is done.
process.on('SIGINT', () => {});

async function boot(): Promise<Handler> {
  const module: Record<string, unknown> = await import('supabase:function');
  const main = module.default as Handler | { fetch?: Handler } | undefined;
  const found = served ?? (typeof main === 'function' ? main : main?.fetch) ?? module.handler;
  if (typeof found === 'function') return found as Handler;
  throw new Error('it has no handler: export default (request: Request) => Response');
}

const handler = boot();
handler.then(
  () => post({ kind: 'ready' }),
  (error: unknown) =>
    post({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);

async function answer({ hasBody, headers, id, method, url }: ToWorker & { kind: 'request' }): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    const request = new Request(url, {
      method,
      headers,
      signal: abort.signal,
      ...(hasBody && { body: bodies.receive(id), duplex: 'half' }),
    });
    const remoteAddr = { transport: 'tcp', hostname: request.headers.get('x-real-ip') ?? '', port: 0 } as const;
    const response = await (await handler)(request, { remoteAddr });
    if (!(response instanceof Response)) throw new TypeError('the handler did not return a Response');
    const { body, status } = response;
    const sends = body !== null && method !== 'HEAD';
    if (sends) bodies.send(id, body);
    const answered = new Headers(response.headers);
    // A response that was fetched and passed on is already decoded.
    if (response.url) for (const name of ['content-encoding', 'content-length']) answered.delete(name);
    post({ kind: 'response', id, status, headers: [...answered], hasBody: sends });
  } catch (error) {
    console.error(error);
    post({ kind: 'threw', id });
  }
}
