import type { PolicyDatabase } from './database.ts';

/** The schema with one wall less. */
export interface Mutant {
  /** What is weakened, and how. */
  readonly name: string;
  /** What a test that notices it is likely to name. */
  readonly subjects: readonly string[];
  /** Weakens it. */
  readonly sql: string;
}

/** All mutants of the migrated schema: each policy and each check weakened, one at a time. */
export async function findMutants(database: PolicyDatabase): Promise<Mutant[]> {
  return [...(await ofPolicies(database)), ...(await ofFunctions(database))];
}

/** Policies that are gone, or let everything through. */
export async function ofPolicies(database: PolicyDatabase): Promise<(Mutant & { readonly table: string })[]> {
  const rows = await database.script(`
    select concat_ws(E'\\t', schemaname || '.' || tablename, format('%I on %I.%I', policyname, schemaname, tablename), cmd, qual is not null, with_check is not null)
    from pg_policies where schemaname in ('public', 'realtime', 'storage') order by 1`);
  return rows.flatMap((row) => {
    const [table = '', policy = '', command, using, check] = row.split('\t');
    const changes = [`drop policy ${policy};`];
    if (using === 't') changes.push(`alter policy ${policy} using (true);`);
    // What an update may set is held by the grants of columns as well, so its check alone makes no difference.
    if (check === 't' && command !== 'UPDATE') changes.push(`alter policy ${policy} with check (true);`);
    return changes.map((sql) => ({ name: sql, subjects: [table], table, sql }));
  });
}

/** Functions without one of their checks: a refusal that is not raised, a right that everybody has. */
async function ofFunctions(database: PolicyDatabase): Promise<Mutant[]> {
  const rows = await database.script(`
    select concat_ws(E'\\t', oid::regprocedure, proname, prorettype::regtype, pg_get_functiondef(oid))
    from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prokind = 'f' order by oid`);
  const functions = rows.map((row) => {
    const [signature = '', name = '', returns = '', definition = ''] = splitAtTabs(row, 4);
    return { signature, name, returns, definition };
  });
  return functions.flatMap((each) => {
    const callers = functions.filter(({ definition }) => definition.includes(`private.${each.name}(`));
    const subjects = [each, ...callers].map(({ name }) => name);
    return weakened(each).map(({ what, definition }) => ({
      name: `${each.signature} ${what}`,
      subjects,
      sql: `${definition};`,
    }));
  });
}

function splitAtTabs(row: string, parts: number): string[] {
  const found = row.split('\t');
  return [...found.slice(0, parts - 1), found.slice(parts - 1).join('\t')];
}

interface Weakened {
  readonly what: string;
  readonly definition: string;
}

/** Functions that say whether somebody has a right. */
const ofRights = /^(can|may|is_own|is_announced|has_consented)/;

function weakened({ name, returns, definition }: { name: string; returns: string; definition: string }): Weakened[] {
  const mutants: Weakened[] = [];
  const without = (pattern: RegExp, instead: string) => {
    for (const { 0: found, index } of definition.matchAll(pattern)) {
      const line = found.replace(/\s+/g, ' ').slice(0, 100);
      const changed = definition.slice(0, index) + instead + definition.slice(index + found.length);
      mutants.push({ what: `without: ${line}`, definition: changed });
    }
  };
  without(/raise exception [^;]*;/g, 'null;');
  without(/perform private\.(require|throttle)\w*\([^;]*;/g, 'null;');
  without(/(?<=BEGIN ATOMIC\s+)SELECT private\.require_\w+\([^;]*;/g, '');
  if (returns === 'boolean' && ofRights.test(name)) {
    const [head = ''] = definition.split(/\n(?:RETURN|BEGIN ATOMIC|AS \$)/);
    mutants.push({ what: 'is true', definition: `${head.replace('LANGUAGE plpgsql', 'LANGUAGE sql')}\nRETURN true` });
  }
  return mutants;
}
