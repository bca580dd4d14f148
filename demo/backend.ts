import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../supabase/embedded/database.ts';
import type { SmsMessage } from '../supabase/embedded/index.ts';
import type { DemoAccount } from '../supabase/seed/index.ts';
import type { LiveKit } from './livekit/livekit.ts';
import { secondCollegeId, secondCollegeVersion, seedSecondCollege } from './second-college.ts';

export interface SmsInbox {
  messages(): readonly SmsMessage[];
  subscribe(onMessage: (message: SmsMessage) => void): () => void;
}

/** The Supabase that the site uses. */
export interface DemoBackend {
  readonly url: string;
  /** Its publishable key. */
  readonly key: string;
  readonly collegeId: string;
  /** Another college, for the page with two; empty when it is not configured. */
  readonly secondCollegeId: string;
  /** «ИС-21 · Базы данных»; empty when it is not configured. */
  readonly groupChatId: string;
  /** Where pages reach a server of lessons; empty where they connect to each other. */
  readonly lessonsUrl: string;
  /** The teacher's invitation to ИС-21; empty when it is not configured. */
  readonly invitationId: string;
  /** What only the embedded Supabase of the demo has; null without it: then there is no «Войти как…» bar. */
  readonly own: {
    readonly accounts: readonly DemoAccount[];
    readonly sms: SmsInbox;
    /** Its secret key, which never reaches a page. */
    readonly secretKey: string;
    readonly database: Database;
  } | null;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Its port; 0 takes a free one. */
  port: number;
  /** Where the data is kept; in memory when absent. */
  dataDir?: string | undefined;
  /** Address of a real Postgres to keep it in instead. */
  databaseUrl?: string | undefined;
  /** Starts what lessons run on, given where it is to report; without it pages connect to each other. */
  livekit?: ((webhook: string) => Promise<LiveKit>) | undefined;
  log: (line: string) => void;
}

const root = join(import.meta.dirname, '..');

/** The title of the chat on the group's page. */
const groupChatTitle = 'ИС-21 · Базы данных';

/**
 * Starts the embedded Supabase with the demo college in it.
 * @throws {Error} with one sentence for people when the data cannot be used; it stays as it is.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<DemoBackend> {
  const { databaseUrl, dataDir, livekit, log, port } = options;
  const [{ startSupabase, memorySms }, { OtherMigrationsError }, seed] = await Promise.all([
    import('../supabase/embedded/index.ts'),
    import('../supabase/embedded/migrate.ts'),
    import('../supabase/seed/index.ts'),
  ]);
  const sms = memorySms();
  const secrets = livekit ? await makeSecretsFile() : null;
  const supabase = await startSupabase({
    project: join(root, 'supabase'),
    cacheDir: join(root, '.cache'),
    port,
    dataDir,
    databaseUrl,
    envFile: secrets?.file,
    log,
    sms: sms.send,
    seed: async (database) => {
      await seed.seedDemoCollege(database);
      const [administrator, teacher] = seed.demoAccounts.map(({ phone }) => phone);
      if (administrator && teacher) await seedSecondCollege(database, teacher, administrator);
    },
    // Its dates are counted back from the day of seeding, so each day needs a new one.
    seedKey: `${seed.seedVersion} ${secondCollegeVersion} ${new Date().toISOString().slice(0, 10)}`,
  }).catch((error: unknown) => {
    if (databaseUrl || !(error instanceof OtherMigrationsError)) throw error;
    throw new OtherMigrationsError(error.difference, 'Начать заново (begin anew): npm start -- --fresh');
  });
  await storeDocuments(supabase, await seed.missingDocumentFiles(supabase.database, seed.demoCollegeId));
  const lessons = (await livekit?.(`${supabase.url}/functions/v1/lesson/livekit`)) ?? null;
  if (lessons) await secrets?.add(lessons);
  const sweeping = setInterval(() => void sweepLessons(supabase, lessons !== null, log), everyMinute);
  sweeping.unref();
  return {
    url: supabase.url,
    key: supabase.publishableKey,
    collegeId: seed.demoCollegeId,
    secondCollegeId,
    groupChatId: await findGroupChat(supabase.database),
    invitationId: seed.demoInvitationId,
    lessonsUrl: lessons?.url ?? '',
    own: { accounts: seed.demoAccounts, sms, secretKey: supabase.secretKey, database: supabase.database },
    async stop() {
      clearInterval(sweeping);
      await lessons?.stop();
      await supabase.stop();
      await secrets?.remove();
    },
  };
}

/** What `pg_cron` does elsewhere. The function asks the server of lessons too; without one the database knows everything. */
const everyMinute = 60_000;

async function sweepLessons(
  { secretKey, url }: { url: string; secretKey: string },
  withServer: boolean,
  log: (line: string) => void,
): Promise<void> {
  const address = withServer ? `${url}/functions/v1/lesson` : `${url}/rest/v1/rpc/sweep_lessons`;
  const headers = { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify(withServer ? { do: 'sweep' } : {});
  try {
    const answer = await fetch(address, { method: 'POST', headers, body });
    if (!answer.ok) log(`Lessons are not looked after: ${answer.status} ${await answer.text()}`);
  } catch (error) {
    log(`Lessons are not looked after: ${(error as Error).message}`);
  }
}

/** A file with the secrets of the functions, to which those of a server that starts later are added. */
async function makeSecretsFile(): Promise<{
  readonly file: string;
  add(lessons: LiveKit): Promise<void>;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'sferum-demo-'));
  const file = join(folder, '.env');
  const own = join(root, 'supabase', 'functions', '.env');
  const known = existsSync(own) ? await readFile(own, 'utf8') : '';
  await writeFile(file, known);
  return {
    file,
    add: ({ apiUrl, key, secret, url }) =>
      writeFile(
        file,
        [
          known,
          'LESSON_ENGINE=livekit',
          `LIVEKIT_URL=${url}`,
          `LIVEKIT_API_URL=${apiUrl}`,
          `LIVEKIT_API_KEY=${key}`,
          `LIVEKIT_API_SECRET=${secret}`,
          '',
        ].join('\n'),
      ),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Their rows are in the database that the start copies; their bytes are not. */
async function storeDocuments(
  { url, secretKey }: { url: string; secretKey: string },
  files: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly type: string }>,
): Promise<void> {
  for (const [name, { bytes, type }] of files) {
    const answer = await fetch(`${url}/storage/v1/object/documents/${name}`, {
      method: 'POST',
      headers: { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': type },
      body: new Uint8Array(bytes),
    });
    if (!answer.ok) throw new Error(`Storage does not take a document of the demo: ${await answer.text()}`);
  }
}

/**
 * Removes the data in a folder.
 * @throws {Error} when another start is using it.
 */
export async function emptyFolder(dataDir: string): Promise<void> {
  const { lockFolder } = await import('../supabase/embedded/lock.ts');
  const unlock = await lockFolder(dataDir);
  await rm(dataDir, { recursive: true });
  await unlock();
}

async function findGroupChat(database: Database): Promise<string> {
  const { rows } = await database.transaction((tx) =>
    tx.query<{ id: string }>('select id from public.chats where title = $1', [groupChatTitle]),
  );
  if (!rows[0])
    throw new Error(`В базе нет чата «${groupChatTitle}». Начать заново (begin anew): npm start -- --fresh`);
  return rows[0].id;
}

/**
 * Another Supabase that has our migrations.
 * @throws {Error} when the key is not one for pages.
 */
export function otherBackend(env: NodeJS.ProcessEnv): DemoBackend {
  const {
    SUPABASE_URL: url = '',
    SUPABASE_KEY: key = '',
    DEMO_COLLEGE = '',
    DEMO_SECOND_COLLEGE = '',
    DEMO_CHAT = '',
    DEMO_INVITATION = '',
  } = env;
  if (!URL.canParse(url)) throw new Error('SUPABASE_URL is not an address');
  if (!key) throw new Error('SUPABASE_URL needs SUPABASE_KEY, the publishable key of that Supabase');
  if (isSecret(key)) throw new Error('SUPABASE_KEY is a secret key; the pages need the publishable one');
  return {
    url: url.replace(/\/+$/, ''),
    key,
    collegeId: DEMO_COLLEGE,
    secondCollegeId: DEMO_SECOND_COLLEGE,
    groupChatId: DEMO_CHAT,
    invitationId: DEMO_INVITATION,
    lessonsUrl: env.LIVEKIT_URL ?? '',
    own: null,
    stop: async () => {},
  };
}

/** A secret key would give all rights to whoever reads the page. */
function isSecret(key: string): boolean {
  if (key.startsWith('sb_secret_')) return true;
  const claims = key.split('.')[1];
  return claims ? Buffer.from(claims, 'base64url').toString().includes('service_role') : false;
}
