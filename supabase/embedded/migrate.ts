import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Transaction } from './database.ts';
import { isPostgresError, quoteLiteral } from './session.ts';
import { type Statement, statementsOf } from './statements.ts';

export interface Migration {
  /** Digits before the first underscore: the order. */
  version: string;
  name: string;
  file: string;
  sql: string;
}

type Transactions = Pick<Database, 'transaction'>;

/** A row of the table in which the platform records migrations. */
interface Applied {
  version: string;
  name: string | null;
  statements: string[] | null;
}

/** A script that cannot be applied; the message names the file, the line, the statement, and the reason. */
export class MigrationError extends Error {}

/** A database that other migrations made than the project has now; nothing was changed in it. */
export class OtherMigrationsError extends MigrationError {
  /** What differs, without what a person can do about it. */
  readonly difference: string;

  constructor(
    difference: string,
    remedy = 'Нужны пустая база или прежние файлы (it takes an empty database or the earlier files).',
  ) {
    super(`База сделана другими миграциями: ${difference}. ${remedy}`);
    this.difference = difference;
  }
}

/** Reads `<version>_<name>.sql` in order of version; a folder that does not exist has none. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found = names.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
    return version === undefined || name === undefined ? [] : [{ file, version, name }];
  });
  found.sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
  for (const [index, { file, version }] of found.entries()) {
    const next = found[index + 1];
    if (next?.version === version) throw new MigrationError(`${file} and ${next.file} have the same version.`);
  }
  return Promise.all(found.map(async (entry) => ({ ...entry, sql: await readScript(join(folder, entry.file)) })));
}

export async function readScript(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
}

/**
 * Applies missing migrations, each in a transaction of its own and as a role that is no superuser, as on hosted
 * Supabase.
 * @returns the files applied now.
 * @throws MigrationError when one fails; nothing of it stays.
 * @throws OtherMigrationsError before anything is applied, when one that was applied is not among these, or has changed.
 * Without any there is nothing to compare.
 */
export async function migrate(
  database: Transactions,
  migrations: readonly Migration[],
  log: (line: string) => void = () => {},
): Promise<string[]> {
  const applied = await database.transaction(async (tx) => {
    const { rows } = await tx.query<Applied>(
      'select version, name, statements from supabase_migrations.schema_migrations order by version',
    );
    return rows;
  });
  const difference = migrations.length > 0 ? differenceOf(applied, migrations) : null;
  if (difference) throw new OtherMigrationsError(difference);
  const present = new Set(applied.map(({ version }) => version));
  const done: string[] = [];
  for (const migration of migrations) {
    if (present.has(migration.version)) continue;
    log(`Applying ${migration.file}…`);
    await apply(database, migration);
    done.push(migration.file);
  }
  return done;
}

function differenceOf(applied: readonly Applied[], migrations: readonly Migration[]): string | null {
  for (const { name, statements, version } of applied) {
    const migration = migrations.find((each) => each.version === version);
    if (!migration || (name !== null && name !== migration.name)) {
      const file = `${version}_${name ?? ''}.sql`;
      return `${file} в проекте больше нет (the database was made by other migrations: the project no longer has ${file})`;
    }
    // The CLI keeps the statements one by one, without their semicolons: what cannot be compared has not changed.
    if (statements?.length === 1 && !haveSameStatements(statements[0] ?? '', migration.sql)) {
      return `${migration.file} с тех пор изменилась (the database was made by other migrations: ${migration.file} has changed since)`;
    }
  }
  return null;
}

function haveSameStatements(applied: string, present: string): boolean {
  const [before, now] = [statementsOf(applied), statementsOf(present)];
  return before.length === now.length && before.every(({ text }, at) => text === now[at]?.text);
}

async function apply(database: Transactions, { file, name, sql, version }: Migration): Promise<void> {
  await runScript(database, file, sql, async (tx, run) => {
    const before = await platformShape(tx);
    await run();
    if ((await platformShape(tx)) !== before) {
      throw new Error(
        'It changes the schemas auth, storage or realtime. Hosted Supabase allows policies there and triggers on auth.users only.',
      );
    }
    await tx.query(
      'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
      [version, name, [sql]],
    );
  });
}

/**
 * Runs a script in one transaction as the migrating role; `work` has it run when it calls `run`.
 * @throws MigrationError that names where it failed.
 */
export async function runScript(
  database: Transactions,
  file: string,
  sql: string,
  work: (tx: Transaction, run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { before, script } = withoutPrivileged(asOurs(withoutFrame(file, sql)));
  try {
    await database.transaction((tx) =>
      work(tx, async () => {
        for (const statement of before) await tx.exec(statement);
        await asMigrator(tx, () => tx.exec(script));
      }),
    );
  } catch (error) {
    const found = isPostgresError(error) ? await failing(database, script, error) : null;
    const place = found ? `:${found.line}` : '';
    const named = found ? `\n  in: ${shortened(found.text)}` : '';
    throw new MigrationError(`${file}${place}: ${reason(error)}${named}`, { cause: error });
  }
}

async function asMigrator(tx: Transaction, run: () => Promise<void>): Promise<void> {
  await tx.exec(`set local role supabase_migrator; set local search_path = "$user", public, extensions`);
  await run();
  await tx.exec('reset role; reset search_path');
}

const ofTransactions =
  /^(begin|commit|end|rollback(?!\s+(work\s+|transaction\s+)?to\b)|abort|start\s+transaction|prepare\s+transaction)\b/i;

/**
 * Replaces `begin` at the start of a file and `commit` at its end by spaces, because each file is a transaction
 * already.
 * @throws MigrationError when it would end the transaction in the middle.
 */
function withoutFrame(file: string, sql: string): string {
  const statements = statementsOf(sql);
  const [first, last] = [statements[0], statements.at(-1)];
  const opens = first && /^(begin|start\s+transaction)\b[^;]*$/i.test(first.text);
  const closes = last && /^(commit|end)\b[^;]*$/i.test(last.text);
  const framed = opens && closes && statements.length > 1;
  for (const { line, text } of framed ? statements.slice(1, -1) : statements) {
    if (!ofTransactions.test(text)) continue;
    throw new MigrationError(
      `${file}:${line}: Each file is a transaction of its own, which nothing in it may begin or end.\n  in: ${shortened(text)}`,
    );
  }
  if (!framed) return sql;
  const at = sql.indexOf(first.text);
  const until = sql.lastIndexOf(last.text);
  return `${sql.slice(0, at)}${' '.repeat(first.text.length)}${sql.slice(at + first.text.length, until)}`;
}

/** Statements about ownership, as in dumps. */
const ofOwner = [
  /^(alter\s[^$']*\sowner\s+to\s+)"?postgres"?$/i,
  /^(alter\s+default\s+privileges\s+for\s+(?:role|user)\s+)"?postgres"?(?=\s)/i,
  /^(create\s+schema\s[^$']*\bauthorization\s+)"?postgres"?(?=\s|$)/i,
];

/** Replaces `postgres`, which migrates on hosted Supabase and is no superuser there, by our migrating role. */
function asOurs(sql: string): string {
  return statementsOf(sql).reduce((script, { text }) => {
    const ours = ofOwner.reduce((statement, pattern) => statement.replace(pattern, '$1supabase_migrator'), text);
    return ours === text ? script : script.replace(text, () => ours);
  }, sql);
}

/** Extensions that need a superuser, but not on hosted Supabase. */
const privileged = /^create\s+extension\s+(?:if\s+not\s+exists\s+)?"?(?:vector|earthdistance|bloom|dict_xsyn)\b/i;

/** Settings of the API, which hosted Supabase lets its migrating role make. */
const ofApi = /^alter\s+(?:role|user)\s+"?authenticator"?\s+((?:set|reset)\s+pgrst\.\w+.*)$/is;

/**
 * Takes what the platform itself must run out of a script and leaves spaces, so that positions in it stay valid. A
 * role belongs to the whole cluster, so its settings are made for this database alone.
 */
function withoutPrivileged(sql: string): { before: string[]; script: string } {
  const found = statementsOf(sql).filter(({ text }) => privileged.test(text) || ofApi.test(text));
  return {
    before: found.map(({ text }) => {
      const setting = ofApi.exec(text)?.[1];
      if (setting === undefined) return text;
      const format = `format('alter role authenticator in database %I %s', current_database(), ${quoteLiteral(setting)})`;
      return `do ${quoteLiteral(`begin execute ${format}; end`)}`;
    }),
    script: found.reduce((script, { text }) => script.replace(text, () => text.replace(/[^\n]/g, ' ')), sql),
  };
}

/**
 * The failed statement: by the position in the error, else by running them one by one in a transaction that is undone.
 */
async function failing(database: Transactions, sql: string, error: { position?: string }): Promise<Statement | null> {
  const statements = statementsOf(sql);
  if (error.position !== undefined) {
    const before = Array.from(sql).slice(0, Number(error.position) - 1);
    const at = before.join('').length;
    const line = before.filter((char) => char === '\n').length + 1;
    return { at, line, text: statements.findLast((statement) => statement.at <= at)?.text ?? '' };
  }
  let failed: Statement | null = null;
  const undone = new Error('undone');
  await database
    .transaction((tx) =>
      asMigrator(tx, async () => {
        for (const statement of statements) {
          failed = statement;
          await tx.exec(statement.text);
        }
        failed = null;
        throw undone;
      }),
    )
    .catch((again: unknown) => {
      if (again !== undone && !isPostgresError(again)) throw again;
    });
  return failed;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/**
 * A digest of what migrations must not change: our migrating role owns some tables of the platform, to create policies.
 */
async function platformShape(tx: Transaction): Promise<string | undefined> {
  const { rows } = await tx.query<{ shape: string }>(`
    select md5(string_agg(part, ',' order by part)) as shape
    from (
      select concat_ws(' ', c.oid, c.relname, c.relowner, c.relrowsecurity, c.relforcerowsecurity, a.attname, a.atttypid, a.attnotnull) as part
      from pg_catalog.pg_class c
      left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relnamespace in (select oid from pg_catalog.pg_namespace where nspname in ('auth', 'storage', 'realtime'))
      union all
      select concat_ws(' ', p.oid, p.proowner, md5(p.prosrc))
      from pg_catalog.pg_proc p
      where p.pronamespace in (select oid from pg_catalog.pg_namespace where nspname in ('auth', 'storage', 'realtime'))
    ) parts`);
  return rows[0]?.shape;
}

function reason(error: unknown): string {
  if (!isPostgresError(error)) return error instanceof Error ? error.message : String(error);
  const parts = [`${error.message} (${error.code})`, error.detail, error.hint];
  if (error.code === '25001') {
    parts.push('Each file is one transaction, so that nothing of it stays when it fails; run this by hand with psql');
  }
  if (error.where) parts.push(error.where.split('\n')[0]);
  return parts.filter(Boolean).join(' — ');
}
