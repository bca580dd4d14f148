// `npm run test:mutants [-- name…]`: weakens each policy and each check of the database, one by one, and looks whether a
// policy test notices. What none notices is named at the end, and the exit code is 1. With names: only what has one of them
// in it. It takes some minutes, so it is no part of `npm test`, which weakens the policies only (policies.test.ts).
import { readdir, readFile } from 'node:fs/promises';
import { openPolicyDatabase } from './policies/database.ts';
import { findMutants, type Mutant } from './policies/mutants.ts';
import { runPolicyTest, testsFolder } from './policies/run.ts';

const asked = process.argv.slice(2);
const files = (await readdir(testsFolder)).filter((file) => file.endsWith('.sql') && file !== 'helpers.sql').sort();
const tests = await Promise.all(
  files.map(async (name) => ({ name, sql: await readFile(new URL(name, testsFolder), 'utf8') })),
);
const database = await openPolicyDatabase(process.env.DATABASE_URL);

/** The test that fails, those first that speak of what was weakened; undefined when none does. */
async function noticedBy({ subjects, sql: before }: Mutant): Promise<string | undefined> {
  // What cannot be made is no mutant: every test would fail of it.
  await database.script(before);
  const about = (sql: string) => subjects.filter((subject) => sql.includes(subject)).length;
  for (const { name, sql } of tests.toSorted((a, b) => about(b.sql) - about(a.sql))) {
    const { failures } = await runPolicyTest(database, { name, sql, files, before });
    if (failures[0]) return `${name}, «${failures[0].name}»`;
  }
  return undefined;
}

const unnoticed: string[] = [];
let count = 0;
try {
  const mutants = (await findMutants(database)).filter(
    ({ name }) => asked.length === 0 || asked.some((word) => name.includes(word)),
  );
  for (const mutant of mutants) {
    const test = await noticedBy(mutant);
    count++;
    console.log(`${test ? '✔' : '✖'} ${mutant.name}${test ? `: ${test}` : ''}`);
    if (!test) unnoticed.push(mutant.name);
  }
} finally {
  await database.close();
}
console.log(
  [`\n${count - unnoticed.length} of ${count} are noticed`, ...unnoticed.map((name) => `✖ ${name}`)].join('\n'),
);
process.exit(unnoticed.length > 0 ? 1 : 0);
