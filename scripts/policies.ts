// `npm run test:policies [-- file…]`: the pgTAP tests of supabase/tests. In memory, or with DATABASE_URL (of a
// superuser) on a real Postgres, in a database of its own. All of it runs twice: in a small world, and beside a crowd.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type PolicyTest, testsFolder } from './policies/run.ts';
import type { TapReport } from './policies/tap.ts';

const files = (await readdir(testsFolder)).filter((file) => file.endsWith('.sql') && file !== 'helpers.sql').sort();
const asked = process.argv.slice(2).map((path) => path.replace(/^.*\//, '').replace(/(\.sql)?$/, '.sql'));
const unknown = asked.filter((file) => !files.includes(file));
if (unknown.length > 0) {
  console.error(`Not in supabase/tests: ${unknown.join(', ')}.`);
  process.exit(1);
}

const tests: PolicyTest[] = [];
for (const crowded of [false, true]) {
  for (const name of asked.length > 0 ? asked : files) {
    tests.push({ name, sql: await readFile(new URL(name, testsFolder), 'utf8'), files, crowded });
  }
}

// On a server one alone, because what its databases have in common would be changed by two.
const workers = Array.from({ length: process.env.DATABASE_URL ? 1 : Math.min(2, availableParallelism()) }, () => {
  return fork(new URL('./policies/worker.ts', import.meta.url));
});
const left = tests.map((test, index) => ({ test, index }));
const reports: TapReport[] = [];
let shown = 0;
let passed = 0;
let failed = 0;

function show(): void {
  for (; ; shown++) {
    const [test, report] = [tests[shown], reports[shown]];
    if (!test || !report) return;
    if (test.crowded && !tests[shown - 1]?.crowded)
      console.log('The same beside many rows of another college, analyzed');
    passed += report.passed;
    failed += report.failures.length;
    console.log(`${report.failures.length === 0 ? '✔' : '✖'} ${test.name}: ${report.passed} passed`);
    for (const { name, diagnostics } of report.failures) {
      console.log([`  ✖ ${name}`, ...diagnostics.map((line) => `      ${line}`)].join('\n'));
    }
  }
}

await Promise.all(
  workers.map(async (worker, place) => {
    const [name] = await once(worker, 'message');
    if (place === 0) console.log(`Policies on ${name}`);
    // From both ends, because a database that changes from one round to the other prepares for it.
    for (let next = take(); next; next = take()) {
      worker.send(next.test);
      [reports[next.index]] = await once(worker, 'message');
      show();
    }
    worker.disconnect();
    await once(worker, 'exit');

    function take() {
      return place === 0 ? left.shift() : left.pop();
    }
  }),
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
