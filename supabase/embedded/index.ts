import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Auth, type AuthOptions, madeSecrets } from './auth/auth.ts';
import { readConfig } from './config.ts';
import type { Database } from './database.ts';
import { createFunctions, type FunctionLimits } from './functions/index.ts';
import { createGateway } from './gateway/gateway.ts';
import { type Keys, localSecret, Tokens } from './keys.ts';
import { lockFolder } from './lock.ts';
import type { EmailSender, SmsSender } from './messages.ts';
import { readMigrations } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { servePsql } from './psql.ts';
import { createRealtime, type RealtimeConfig } from './realtime/index.ts';
import { createRest } from './rest/rest.ts';
import { readSeeds } from './seed.ts';
import { loadSigningKey } from './signing-key.ts';
import { startSmsGateway } from './sms-gateway.ts';
import { createStorage } from './storage/index.ts';

export {
  type EmailMessage,
  type EmailSender,
  memoryEmail,
  memorySms,
  type SmsMessage,
  type SmsSender,
} from './messages.ts';

export interface StartOptions {
  /** Folder with `config.toml` and `migrations/`; `supabase` below the working folder when absent. */
  project?: string;
  /** 0 takes a free one; `api.port` of `config.toml` when absent. */
  port?: number;
  host?: string;
  /** Where the data is kept; in memory when absent. */
  dataDir?: string | undefined;
  /** A real Postgres instead of PGlite; the role must be a superuser, for it makes the platform's own schemas. */
  databaseUrl?: string | undefined;
  /** Lets psql reach PGlite: on this port of 127.0.0.1, 0 takes a free one, `true` is `db.port` of `config.toml`. */
  psql?: number | boolean;
  /** Fills a new database, once, after the migrations and the scripts of `[db.seed]`. */
  seed?: (database: Database) => Promise<void>;
  /** Changes when the seed does. */
  seedKey?: string;
  /**
   * Delivers SMS; lines of the log when absent. Where a hook of `config.toml` sends them, this is the gateway of the
   * function `send-sms`, unless its secrets name another one.
   */
  sms?: SmsSender;
  /** Delivers e-mails instead of the hook of `config.toml`; lines of the log when both are absent. */
  email?: EmailSender;
  /** Where databases that were made ready are kept for the next start. */
  cacheDir?: string;
  /** Secret of the older API keys, and of tokens that others sign; the CLI's local one when absent. */
  jwtSecret?: string;
  /** The current time; tests move it. */
  clock?: () => Date;
  /** Cost of bcrypt; 10 when absent, as on the platform. Tests take less, because most of them hash a password. */
  passwordCost?: number;
  realtime?: Partial<RealtimeConfig>;
  functions?: Partial<FunctionLimits>;
  /** Secrets of the functions; `functions/.env` of the project when absent. */
  envFile?: string | undefined;
  /** Gets a line for whatever takes long or goes wrong. */
  log?: (line: string) => void;
}

export interface Supabase extends Keys {
  readonly url: string;
  readonly database: Database;
  /** For psql: the Postgres of `databaseUrl`, or PGlite when `psql` was asked for. */
  readonly databaseUrl: string | null;
  /** Reads the schema again, after tables or functions were changed by hand. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts Supabase in this process: the database with all migrations, and every part behind one HTTP server.
 *
 * @example
 * const supabase = await startSupabase({ project: 'supabase', port: 0 });
 * const client = createClient(supabase.url, supabase.publishableKey);
 * await supabase.stop();
 *
 * @throws {Error} with one sentence for people: a taken port, a folder in use or not writable, a broken migration.
 */
export async function startSupabase(options: StartOptions = {}): Promise<Supabase> {
  const { clock = () => new Date(), host = '127.0.0.1', jwtSecret = localSecret, log = () => {} } = options;
  const project = resolve(options.project ?? 'supabase');
  const config = await readConfig(project);
  if (config.ignored.length > 0) log(`config.toml: not followed here: ${config.ignored.join(', ')}`);
  const migrations = config.database.migrations ? await readMigrations(join(project, 'migrations')) : [];
  const seeds = await readSeeds(project, config.database.seed, log);
  const ends: (() => Promise<unknown>)[] = [];
  // It listens first, since all the rest takes long, and ends first.
  const server = createGateway(log);
  const stop = async () => {
    await server.close();
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    if (options.dataDir) ends.push(await lockFolder(options.dataDir));
    const url = `http://${host}:${await server.listen(host, options.port ?? config.port)}`;
    const { cacheDir, dataDir, databaseUrl, seed, seedKey } = options;
    const database = await openDatabase({
      ...{ cacheDir, dataDir, databaseUrl, seed, seedKey },
      ...{ migrations, seeds, log, exposeNewTables: config.rest.exposeNewTables },
    });
    ends.push(() => database.close());
    const psql =
      'raw' in database && (options.psql || options.psql === 0)
        ? await servePsql(database, { port: options.psql === true ? config.database.port : options.psql })
        : null;
    if (psql) ends.push(() => psql.close());
    const reachable = databaseUrl ?? psql?.url ?? null;
    const signing = await loadSigningKey(database);
    const tokens = await Tokens.create(jwtSecret, clock, signing);
    const realtime = createRealtime({
      database,
      verify: tokens.verify,
      config: { ...config.realtime.limits, ...options.realtime },
      now: () => clock().getTime(),
      log,
    });
    ends.push(() => realtime.close());
    const rest = createRest(database, config.rest, log);
    ends.push(() => rest.close());
    const storage = await createStorage({
      database,
      config: config.storage,
      folder: storageFolder(options),
      secret: jwtSecret,
      now: clock,
      log,
    });
    ends.push(() => storage.close());
    const written = options.log ? loggers(options.log) : undefined;
    const sms = options.sms ?? written?.sms;
    const gateway = sms && config.auth.hooks.send_sms ? await startSmsGateway(sms, clock) : null;
    if (gateway) ends.push(() => gateway.close());
    const functions = createFunctions({
      project,
      defaults: { ...gateway?.secrets, ...madeSecrets(config.auth.hooks) },
      config: config.functions,
      keys: tokens.keys,
      envFile: options.envFile,
      limits: options.functions,
      surroundings: async () => ({
        url,
        keys: tokens.keys,
        databaseUrl: reachable,
        jwks: await auth
          .fetch(new Request(`${url}/auth/v1/.well-known/jwks.json`), { role: 'anon' })
          .then((keys) => keys.text()),
      }),
      log,
    });
    ends.push(() => functions.close());
    const auth = new Auth({
      database,
      tokens,
      config: config.auth,
      pepper: signing.pepper,
      url,
      port: config.port,
      sms: config.auth.hooks.send_sms ? undefined : sms,
      email: options.email ?? (config.auth.hooks.send_email ? undefined : written?.email),
      now: clock,
      passwordCost: options.passwordCost,
    });
    server.serve({ config, tokens, rest, auth, realtime, storage, functions });
    return { ...tokens.keys, url, database, databaseUrl: reachable, reload: () => rest.reload(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Folder for the files of this database: each database has its own, because files without a row are removed at the
 * start.
 */
function storageFolder({ dataDir, databaseUrl }: StartOptions): string | undefined {
  if (!dataDir || !databaseUrl) return dataDir && join(dataDir, 'storage');
  const { host, pathname } = new URL(databaseUrl);
  return join(
    dataDir,
    `storage-${createHash('sha256')
      .update(host + pathname)
      .digest('hex')
      .slice(0, 12)}`,
  );
}

/** Senders that write messages into the log. */
function loggers(log: (line: string) => void): Required<Pick<AuthOptions, 'sms' | 'email'>> {
  return {
    sms: async ({ phone, text }) => log(`SMS to +${phone}: ${text}`),
    email: async ({ email, text }) => log(`E-mail to ${email}: ${text}`),
  };
}
