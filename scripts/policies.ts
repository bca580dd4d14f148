// `npm run test:policies [-- file…]`: the pgTAP tests of supabase/tests. In memory, or with DATABASE_URL (of a
// superuser) on a real Postgres, in a database of its own. All of it runs twice: in a small world, and beside a crowd.
import { readdir, readFile } from 'node:fs/promises';
import { openPolicyDatabase } from './policies/database.ts';
import { runPolicyTest, testsFolder } from './policies/run.ts';

const files = (await readdir(testsFolder)).filter((file) => file.endsWith('.sql') && file !== 'helpers.sql').sort();
const asked = process.argv.slice(2).map((path) => path.replace(/^.*\//, '').replace(/(\.sql)?$/, '.sql'));
const unknown = asked.filter((file) => !files.includes(file));
if (unknown.length > 0) {
  console.error(`Not in supabase/tests: ${unknown.join(', ')}.`);
  process.exit(1);
}

const database = await openPolicyDatabase(process.env.DATABASE_URL);
let passed = 0;
let failed = 0;
try {
  console.log(`Policies on ${database.name}`);
  for (const crowded of [false, true]) {
    if (crowded) console.log('The same beside many rows of another college, analyzed');
    for (const file of asked.length > 0 ? asked : files) {
      const sql = await readFile(new URL(file, testsFolder), 'utf8');
      const report = await runPolicyTest(database, { name: file, sql, files, crowded });
      passed += report.passed;
      failed += report.failures.length;
      console.log(`${report.failures.length === 0 ? '✔' : '✖'} ${file}: ${report.passed} passed`);
      for (const { name, diagnostics } of report.failures) {
        console.log([`  ✖ ${name}`, ...diagnostics.map((line) => `      ${line}`)].join('\n'));
      }
    }
  }
} finally {
  await database.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
