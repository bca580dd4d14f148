import { App } from '@supabase/lite';
import type { Claims, Database } from '../database.ts';
import { Aliases } from './aliases.ts';
import type { RestConfig } from './config.ts';
import { type Caller, RestConnection } from './connection.ts';
import type { Embedding } from './embedding.ts';
import { errorResponse } from './errors.ts';
import { showNumbers, showText, showTextInJson } from './exact.ts';
import { inSteps, isWrittenInSteps } from './representation.ts';
import { prepare } from './request.ts';
import type { Rest } from './rest.ts';
import { readRoleSettings } from './role-settings.ts';

/** PostgREST's protocol, by `@supabase/lite`. */
export async function createRestServer(
  database: Database,
  config: RestConfig,
  log: (line: string) => void,
): Promise<Rest> {
  const open = async () => {
    const settings = await readRoleSettings(database, config, log);
    const connection = new RestConnection(database, settings);
    const app = new App({
      connection,
      auth: { enabled: false },
      storage: { enabled: false },
      api: {
        enabled: true,
        schemas: [...settings.schemas],
        extra_search_path: [...settings.extraSearchPath],
        max_rows: settings.maxRows,
        aggregates_enabled: settings.aggregates,
        pg_safe_update: true,
      },
      options: { server: { disableStudio: true, admin: false, apiKeys: false } },
    });
    return { app, connection, settings };
  };
  let current = open();
  const reload = async () => (await current).connection.clearSchemaCache();
  const unlisten = await database.listen('pgrst', (payload) => {
    if (payload === 'reload config') current = open();
    else void reload();
  });

  async function answer(original: Request, claims: Claims): Promise<Response> {
    const { app, connection, settings: config } = await current;
    const path = pathOf(original);
    const schema = schemaOf(original, config);
    if (path === null) return errorResponse(404, invalidPath);
    const [, relation = '', more] = path.split('/').map(decodeURIComponent);
    if (!config.schemas.includes(schema)) {
      const message = `Invalid schema: ${schema}`;
      const hint = `Only the following schemas are exposed: ${config.schemas.join(', ')}`;
      return errorResponse(406, { code: 'PGRST106', message, hint });
    }
    if (relation === '') return errorResponse(404, noDescription);
    if (more === undefined && !(await connection.has(schema, relation))) {
      const message = `Could not find the table '${schema}.${relation}' in the schema cache`;
      return errorResponse(404, { code: 'PGRST205', message });
    }
    if (more !== undefined && (relation !== 'rpc' || more === '' || path.split('/').length > 3))
      return errorResponse(404, invalidPath);
    const aliases = new Aliases();
    const prepared = await prepare(original, aliases);
    if (prepared instanceof Response) return prepared;
    const zone = await timeZoneOf(original, connection);
    const embedding = await connection.embedding(schema, aliases);
    const caller: Caller = {
      claims,
      schema,
      embedding,
      undo: prepared.undo,
      asText: /text\/csv/.test(original.headers.get('accept') ?? ''),
      settings: { ...settingsOf(original, path, schema, config), ...(zone && { timezone: zone }) },
      ...(more === undefined && isPlain(original) && { relation }),
    };
    const ask = (request: Request, as: Caller = caller) => connection.ask(as, () => app.fetch(request));
    const response =
      more === undefined && isWrittenInSteps(prepared.request)
        ? await inSteps(connection, { schema, relation }, prepared.request, caller, ask)
        : await ask(prepared.request);
    return finished(response, prepared.head, { original, aliases, embedding, zone });
  }

  return {
    fetch: answer,
    reload,
    close: unlisten,
  };
}

const invalidPath = { code: 'PGRST125', message: 'Invalid path specified in request URL' };
const noDescription = { code: 'PGRST126', message: 'Root endpoint metadata is disabled' };

/** The path below `/rest/v1`, null when it cannot be read. */
function pathOf({ url }: Request): string | null {
  const path = new URL(url).pathname.slice('/rest/v1'.length);
  try {
    decodeURIComponent(path);
    return path;
  } catch {
    return null;
  }
}

interface Asked {
  original: Request;
  aliases: Aliases;
  embedding: Embedding;
  zone: string | null;
}

async function finished(
  response: Response,
  head: boolean,
  { original, aliases, embedding, zone }: Asked,
): Promise<Response> {
  const headers = new Headers(response.headers);
  if (zone && response.ok) headers.append('preference-applied', `timezone=${zone}`);
  if (!response.body) return new Response(null, { status: response.status, headers });
  const isJson = headers.get('content-type')?.includes('json');
  const named = aliases.show(await response.text(), (name) => (isJson ? JSON.stringify(name).slice(1, -1) : name));
  const whole = (isJson ? showTextInJson : showText)(showNumbers(named));
  const text = response.ok ? whole : embedding.message(whole);
  if (headers.has('content-location')) headers.set('content-location', locationOf(original));
  headers.delete('content-length');
  return new Response(head ? null : text, { status: response.status, headers });
}

/** The value of Content-Location: the same request, with its parameters sorted. */
function locationOf({ url }: Request): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.sort();
  return `${pathname.slice('/rest/v1'.length)}?${searchParams}`;
}

/** `Prefer: timezone=…`; null when it is absent or unknown, which lite refuses where it must be refused. */
async function timeZoneOf({ headers }: Request, connection: RestConnection): Promise<string | null> {
  const zone = /(?:^|,)\s*timezone=([^,]*)/.exec(headers.get('prefer') ?? '')?.[1]?.trim();
  return zone && (await connection.knowsTimeZone(zone)) ? zone : null;
}

/** Whether every column in the request belongs to the relation itself. */
function isPlain({ url }: Request): boolean {
  const { searchParams } = new URL(url);
  return !searchParams.get('select')?.includes('(') && !searchParams.has('on_conflict');
}

function settingsOf(
  { method, headers }: Request,
  path: string,
  schema: string,
  { extraSearchPath }: RestConfig,
): Record<string, string> {
  return {
    'request.method': method,
    'request.path': path,
    'request.headers': JSON.stringify(Object.fromEntries(headers)),
    transaction_read_only: method === 'GET' || method === 'HEAD' ? 'on' : 'off',
    search_path: [schema, ...extraSearchPath].map(quoteIdentifier).join(', '),
  };
}

function schemaOf({ method, headers }: Request, { schemas }: RestConfig): string {
  return (
    headers.get(method === 'GET' || method === 'HEAD' ? 'accept-profile' : 'content-profile') ?? schemas[0] ?? 'public'
  );
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
