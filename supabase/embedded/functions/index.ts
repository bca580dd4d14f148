import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Identify, type Keys, TokenError } from '../keys.ts';
import { stopCompiler } from './bundle.ts';
import { defaultFunction, type FunctionsConfig } from './config.ts';
import { platformEnvironment, readSecrets, type Surroundings } from './environment.ts';
import { allowPages, FunctionFault } from './faults.ts';
import { EdgeFunction } from './function.ts';
import { type FunctionLimits, hostedLimits } from './worker.ts';

export type { FunctionLimits } from './worker.ts';

export interface FunctionsOptions {
  /** Folder with `config.toml` and `functions/`. */
  readonly project: string;
  readonly config: FunctionsConfig;
  readonly keys: Keys;
  /** Called whenever a worker starts. */
  readonly surroundings: () => Promise<Surroundings>;
  /** Secrets that those of the project go before. */
  readonly defaults?: Readonly<Record<string, string>> | undefined;
  /** File with secrets; `functions/.env` of the project when absent. */
  readonly envFile?: string | undefined;
  readonly limits?: Partial<FunctionLimits> | undefined;
  readonly log: (line: string) => void;
}

export interface Functions {
  /** Answers a request to `/functions/v1/<name>/…`, whose body is read as it comes. */
  fetch(request: Request, identify: Identify): Promise<Response>;
  close(): Promise<void>;
}

const path = /^\/functions\/v1\/([A-Za-z][\w-]*)(\/.*)?$/;

const refuse = (message: string): Response =>
  Response.json({ code: 401, message }, { status: 401, headers: allowPages });

/** Edge Functions: `functions/<name>/handler.ts` of the project, each in a process of its own. */
export function createFunctions(options: FunctionsOptions): Functions {
  const { config, keys, log, project } = options;
  const envFile = resolve(options.envFile ?? join(project, 'functions', '.env'));
  const limits = { ...hostedLimits, ...options.limits };
  const known = new Map<string, EdgeFunction>();
  let folder: Promise<string> | undefined;
  let closed = false;

  const scratch = () => {
    folder ??= mkdtemp(join(tmpdir(), 'supabase-functions-'));
    return folder;
  };
  const environment = async () => ({
    ...options.defaults,
    ...config.secrets,
    ...(await readSecrets(envFile, log)),
    ...platformEnvironment(await options.surroundings()),
    SB_EXECUTION_ID: randomUUID(),
  });

  async function find(name: string): Promise<EdgeFunction> {
    const { enabled, entrypoint, importMap } = config.functions.get(name) ?? defaultFunction;
    const entry = enabled && !closed ? await entryOf(project, name, entrypoint) : null;
    if (!entry) throw new FunctionFault('NOT_FOUND');
    const found = known.get(`${name} ${entry}`);
    if (found) return found;
    const made = new EdgeFunction({
      name,
      entry,
      importMap: importMap ? resolve(project, importMap) : null,
      oneshot: config.policy === 'oneshot',
      watched: [envFile],
      environment,
      scratch,
      limits,
      log,
    });
    known.set(`${name} ${entry}`, made);
    return made;
  }

  async function answer(request: Request, identify: Identify): Promise<Response> {
    const url = new URL(request.url);
    const [, name = '', rest = ''] = path.exec(url.pathname) ?? [];
    const id = randomUUID();
    try {
      const found = await find(name);
      const headers = headersFor(request, url, name, id);
      // As the local gateway does: an API key stands for the token of its role.
      const given = headers.get('authorization');
      const token = tokenOf(keys, given ? (/^Bearer (sb_.+)$/i.exec(given)?.[1] ?? null) : headers.get('apikey'));
      if (token) headers.set('authorization', `Bearer ${token}`);
      if (request.method !== 'OPTIONS' && (config.functions.get(name) ?? defaultFunction).verifyJwt) {
        const refused = await verify(headers, identify);
        if (refused) return refused;
      }
      const inner = new URL(`/${name}${rest}${url.search}`, url);
      const response = await found.fetch(request, inner.href, headers);
      response.headers.set('sb-request-id', id);
      return response;
    } catch (error) {
      if (!(error instanceof FunctionFault)) throw error;
      if (error.message) log(`[${name}] ${error.code}: ${error.message}`);
      return error.response;
    }
  }

  return {
    fetch: answer,
    async close() {
      closed = true;
      await Promise.all([...known.values()].map((each) => each.close()));
      if (folder) await Promise.all([rm(await folder, { recursive: true, force: true }), stopCompiler()]);
    },
  };
}

/** The file of a function, null when there is none. */
async function entryOf(project: string, name: string, entrypoint: string): Promise<string | null> {
  const names = entrypoint
    ? [resolve(project, entrypoint)]
    : ['handler.ts', 'index.ts'].map((file) => join(project, 'functions', name, file));
  for (const file of names) {
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return file;
  }
  return null;
}

async function verify(headers: Headers, identify: Identify): Promise<Response | null> {
  const authorization = headers.get('authorization');
  if (!authorization) return refuse('Missing authorization header');
  if (!/^bearer\s+\S/i.test(authorization)) return refuse("Auth header is not 'Bearer {token}'");
  try {
    return (await identify()) ? null : refuse('Invalid JWT');
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return refuse('Invalid JWT');
  }
}

function tokenOf(keys: Keys, key: string | null): string | null {
  if (key === keys.publishableKey || key === keys.anonKey) return keys.anonKey;
  return key === keys.secretKey || key === keys.serviceRoleKey ? keys.serviceRoleKey : null;
}

function headersFor(request: Request, url: URL, name: string, id: string): Headers {
  const headers = new Headers(request.headers);
  headers.set('sb-request-id', id);
  headers.set('x-forwarded-host', url.hostname);
  headers.set('x-forwarded-port', url.port);
  headers.set('x-forwarded-proto', 'http');
  headers.set('x-forwarded-path', `/functions/v1/${name}`);
  headers.set('x-real-ip', headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '');
  return headers;
}
