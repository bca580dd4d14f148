import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { asksLoopback } from '../shared/loopback.ts';
import { type DemoBackend, emptyFolder, otherBackend, startEmbedded } from './backend.ts';
import { contentSecurityPolicy, developmentPolicy } from './csp.ts';
import { builtDropIn, type DropIn, sourceDropIn } from './drop-in.ts';
import { findFile } from './files.ts';
import { send } from './http.ts';
import { startLiveKit } from './livekit/livekit.ts';
import { createPanel, type Panel } from './panel.ts';
import { Preparation } from './preparation.ts';
import { fillPage } from './template.ts';

export interface DemoOptions {
  /** Port of the site; 0, the default, takes a free one. */
  port?: number;
  /** Port of the embedded Supabase; 0, the default, takes a free one. */
  supabasePort?: number;
  /** Where the data is kept; in memory when absent. */
  dataDir?: string;
  /** Empty that folder first. */
  fresh?: boolean;
  /** SUPABASE_URL and its companions: another Supabase instead of the embedded one; DATABASE_URL: its database. */
  env?: NodeJS.ProcessEnv;
  /** Serve the components from their source, with hot reload. */
  dev?: boolean;
  /** Hold lessons on a LiveKit on this machine, which `installLiveKit` has built. */
  livekit?: boolean;
  /** Gets a line for whatever takes long. */
  log?: (line: string) => void;
}

export interface Demo {
  /** Address of the site, without a slash at the end. */
  readonly url: string;
  readonly backend: DemoBackend;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..');
const site = join(import.meta.dirname, 'site');

/**
 * Starts the demo: the college's site and, unless another Supabase is given, the embedded one with the demo college.
 * @throws {Error} with one sentence for people when a port is taken, the folder cannot be written to, and the like.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { env = {}, log = () => {} } = options;
  const begun: { close(): unknown }[] = [];
  const stop = async () => {
    for (const part of begun.splice(0).reverse()) await part.close();
  };
  // The port first, because everything else takes long; until then it says so.
  const preparation = new Preparation();
  const server = createServer((req, res) => preparation.answer(req, res));
  const begin = (step: string) => {
    preparation.step = step;
    log(step);
  };
  begun.push({ close: () => closeServer(server) });
  try {
    const url = await listen(server, options.port ?? 0);
    if (options.fresh && options.dataDir) await emptyFolder(options.dataDir);
    if (!env.SUPABASE_URL) begin('Запускаю Supabase с базой колледжа (starting Supabase)…');
    const backend = env.SUPABASE_URL
      ? otherBackend(env)
      : await startEmbedded({
          port: options.supabasePort ?? 0,
          dataDir: options.dataDir,
          databaseUrl: env.DATABASE_URL,
          livekit: options.livekit ? (webhook) => startLiveKit({ webhook, log }) : undefined,
          log,
        });
    begun.push({ close: () => backend.stop() });
    const dropIn = await (options.dev ? sourceDropIn(root, server) : builtDropIn(root, begin));
    begun.push(dropIn);
    const panel = await createPanel(backend);
    if (panel) begun.push(panel);
    preparation.end(answerer(backend, dropIn, panel, options.dev ?? false));
    return { url, backend, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function answerer(backend: DemoBackend, dropIn: DropIn, panel: Panel | null, dev: boolean) {
  const policy = dev ? developmentPolicy() : contentSecurityPolicy(backend.url, backend.lessonsUrl);
  const values = {
    supabaseUrl: backend.url,
    supabaseKey: backend.key,
    collegeId: backend.collegeId,
    secondCollegeId: backend.secondCollegeId,
    groupChatId: backend.groupChatId,
    invitationId: backend.invitationId,
  };
  const readPart = (name: string) => readFile(join(site, '_parts', name), 'utf8');

  async function sendPage(req: IncomingMessage, res: ServerResponse, pathname: string, status: number): Promise<void> {
    const file = await findFile(site, pathname);
    if (!file) return sendPage(req, res, '/404.html', 404);
    const headers = { 'content-security-policy': policy, 'referrer-policy': 'same-origin' };
    if (!file.type.startsWith('text/html')) return send(req, res, { ...file, headers });
    const filled = (await fillPage(file.body.toString(), values, readPart))
      .replace('</head>', `${dropIn.head}</head>`)
      .replaceAll(`<a href="${pathname}"`, `<a href="${pathname}" aria-current="page"`);
    return send(req, res, { status, type: file.type, body: panel?.addTo(filled) ?? filled, headers });
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const pathname = (req.url ?? '/').replace(/[?#].*$/s, '');
    if (!asksLoopback(req)) {
      return send(req, res, {
        status: 421,
        type: 'text/plain; charset=utf-8',
        body: 'Only 127.0.0.1 and localhost.\n',
      });
    }
    if (pathname.startsWith('/demo/') && panel && (await panel.serve(req, res, pathname))) return;
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      const headers = { allow: 'GET, HEAD' };
      return send(req, res, { status: 405, type: 'text/plain; charset=utf-8', body: 'GET, HEAD\n', headers });
    }
    if (await dropIn.serve(req, res, pathname)) return;
    await sendPage(req, res, pathname, 200);
  }

  return (req: IncomingMessage, res: ServerResponse) => {
    answer(req, res).catch((error: unknown) => {
      console.error(error);
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { 'content-type': 'text/plain' }).end('500\n');
    });
  };
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const message = `Порт ${port} занят: задайте другой переменной PORT (port ${port} is taken, set PORT to another).`;
    throw new Error(message, { cause: error });
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
