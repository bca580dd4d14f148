import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type StartOptions, type Supabase, startSupabase } from '../index.ts';
import { freshDatabase } from '../testing/fresh-database.ts';

/** Storage behind its gateway, which can be stopped and started again on the same data. */
export interface TestServer {
  readonly supabase: Supabase;
  readonly folder: string;
  /** Lines of its log since the last start. */
  readonly lines: string[];
  restart(options?: StartOptions): Promise<void>;
  /** A request as the platform. */
  send(path: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
  /** A request whose path goes out as it is written. */
  raw(path: string, options?: { method?: string; headers?: Record<string, string> }): ClientRequest;
  stop(): Promise<void>;
}

const config = `
[storage]
file_size_limit = "5MiB"
[storage.buckets.papers]
public = false
[storage.buckets.open]
public = true
`;

/** In a folder of its own; on a database of its own at `DATABASE_URL`, where there is one. */
export async function startTestServer(first: StartOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'storage-server-'));
  await writeFile(join(folder, 'config.toml'), config);
  const fresh = process.env.DATABASE_URL ? await freshDatabase(process.env.DATABASE_URL) : null;
  const lines: string[] = [];
  const start = (options: StartOptions) =>
    startSupabase({
      project: folder,
      port: 0,
      dataDir: join(folder, 'data'),
      ...(fresh && { databaseUrl: fresh.url }),
      log: (line) => lines.push(line),
      ...options,
    });
  const server = {
    folder,
    lines,
    supabase: await start(first),
    async restart(options: StartOptions = first) {
      await server.supabase.stop();
      lines.length = 0;
      server.supabase = await start(options);
    },
    send: (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
      fetch(`${server.supabase.url}/storage/v1/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${server.supabase.serviceRoleKey}`, ...init.headers },
      }),
    raw(path: string, { headers, method = 'GET' }: { method?: string; headers?: Record<string, string> } = {}) {
      const authorization = `Bearer ${server.supabase.serviceRoleKey}`;
      const { port } = new URL(server.supabase.url);
      return request({
        port,
        path: `/storage/v1/${path}`,
        method,
        agent: false,
        headers: { authorization, ...headers },
      });
    },
    async stop() {
      await server.supabase.stop();
      await fresh?.drop();
      await rm(folder, { recursive: true });
    },
  };
  return server;
}

/** Waits until something is so. */
export async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await check())) await pause(5);
}

/** The answer to a request of {@link TestServer.raw}, which need not have been sent whole. */
export function answerOf(sent: ClientRequest): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      // A connection that is cut after the whole answer is no failure.
      response.once('close', () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
}
