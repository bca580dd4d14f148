import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

const files = ['roles.sql', 'rest.sql', 'auth.sql', 'auth-embedded.sql', 'storage.sql', 'realtime.sql'];

/** What hosted Supabase brings along before the first migration: roles, schemas, tables, helper functions. */
export interface Bootstrap {
  /** Changes when any of the files does. */
  readonly hash: string;
  /** Applies these files to a database that does not have them yet. */
  apply(database: Pick<Database, 'transaction'>, project?: Project): Promise<void>;
}

/** What a project chooses when it is created. */
export interface Project {
  /** Whether everything new in `public` is granted to the roles of the API, as in projects of before 2026. */
  exposeNewTables?: boolean | undefined;
}

/** Of whoever migrates, and of the superuser whom psql connects as. */
const exposed = ['supabase_migrator', 'current_user'].flatMap((owner) =>
  ['tables', 'sequences', 'functions'].map(
    (kind) =>
      `alter default privileges for role ${owner} in schema public grant all on ${kind} to anon, authenticated, service_role;`,
  ),
);

export async function readBootstrap(): Promise<Bootstrap> {
  const texts = await Promise.all(files.map((file) => readFile(new URL(`bootstrap/${file}`, import.meta.url), 'utf8')));
  const hash = createHash('sha256').update(texts.join('\0')).digest('hex');
  return {
    hash,
    async apply(database, { exposeNewTables = false } = {}) {
      await database.transaction(async (tx) => {
        const { rows } = await tx.query<{ there: boolean }>(
          `select to_regclass('supabase_migrations.bootstrap') is not null as there`,
        );
        const isNew = !rows[0]?.there;
        if (!isNew) {
          const { rows: applied } = await tx.query('select from supabase_migrations.bootstrap where hash = $1', [hash]);
          if (applied.length > 0) return;
        }
        for (const text of texts) await tx.exec(text);
        if (isNew && exposeNewTables) await tx.exec(exposed.join('\n'));
        if (isNew) {
          await tx.exec('create table supabase_migrations.filling as select false as begun');
        }
        await tx.exec(`
          create table if not exists supabase_migrations.bootstrap (hash text not null);
          delete from supabase_migrations.bootstrap;
          insert into supabase_migrations.bootstrap values ('${hash}')`);
      });
    },
  };
}
