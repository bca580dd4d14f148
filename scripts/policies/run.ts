import { readFile } from 'node:fs/promises';
import { isPostgresError } from '../../supabase/embedded/session.ts';
import type { PolicyDatabase } from './database.ts';
import { readTap, type TapReport } from './tap.ts';

export const testsFolder = new URL('../../supabase/tests/', import.meta.url);

export interface PolicyTest {
  /** Name of the file in messages. */
  name: string;
  sql: string;
  /** Names of all test files, for the test that every table has one. */
  files: readonly string[];
  /** Runs after the helpers. */
  before?: string;
  /** Whether the tables hold many rows of another college as well, and have statistics of them. */
  crowded?: boolean;
}

/** Runs one test file after the helpers; it leaves nothing behind. */
export async function runPolicyTest(
  database: PolicyDatabase,
  { name, sql, files, before = '', crowded = false }: PolicyTest,
): Promise<TapReport> {
  const helpers = await readFile(new URL('helpers.sql', testsFolder), 'utf8');
  const crowd = crowded ? await readFile(new URL('crowd.sql', import.meta.url), 'utf8') : '';
  const head = `set local tests.files = '${files.join(',')}';\n${before}\n`;
  try {
    const values = await database.script(head + sql, helpers + crowd);
    return readTap(values.flatMap((value) => value.split('\n')));
  } catch (error) {
    if (!isPostgresError(error)) throw error;
    const line = error.position
      ? (head + sql).slice(0, Number(error.position)).split('\n').length - head.split('\n').length + 1
      : 0;
    const place = line > 0 ? `${name}:${line}` : name;
    const details = [error.message, error.detail, error.hint].filter((text) => text !== undefined);
    return { passed: 0, failures: [{ name: `runs to its end (${place})`, diagnostics: details }] };
  }
}
