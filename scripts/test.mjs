// `npm test` runs every step in this order, goes on after failures, and ends with a summary. `npm test -- policies e2e`
// runs the steps of these names, `npm test -- supabase/embedded` the node tests that have this in their path.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { count, failures } from './count.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Time limit of a process with tests, in milliseconds: of one file, and of several. */
const patience = { file: 300_000, lane: 1_500_000 };

/** What takes a server that is built first runs when it is named, as `.ci/run` does. */
const livekit = (path) => path.startsWith('demo/livekit/');

/** @type {{ name: string, title: string, command: string[], files?: string[], onlyNamed?: boolean }[]} */
const steps = [
  { name: 'check', title: 'Types, lint, generated files', command: script('check') },
  // Before whatever starts the demo, which would build it else.
  { name: 'build', title: 'Build', command: script('build') },
  { name: 'size', title: 'Sizes', command: script('check:size') },
  { name: 'policies', title: 'Policies of the database (pgTAP)', command: script('test:policies') },
  nodeTests(
    'node',
    'Supabase, operator, scripts, server',
    testFiles('supabase', 'operator', 'shared', 'scripts', 'demo').filter((path) => !isE2e(path) && !livekit(path)),
    // One more than processors, because some tests mostly wait.
    3,
    6,
  ),
  { name: 'components', title: 'Components in a browser', command: [process.execPath, bin('@web/test-runner')] },
  nodeTests('e2e', 'The demo in a browser', testFiles('demo').filter(isE2e), 2, 2),
  { ...nodeTests('livekit', 'Lessons on LiveKit', testFiles('demo').filter(livekit), 1), onlyNamed: true },
];

function script(name) {
  const npm = process.env.npm_execpath;
  return [...(npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']), 'run', '--silent', name];
}

function bin(name) {
  return join(root, 'node_modules', name, 'dist', 'bin.js');
}

/**
 * With `lanes`, files share that many processes: starting one that has Postgres and a browser in it costs more than most
 * files do. Without, each has its own.
 */
function nodeTests(name, title, files, concurrency, lanes = 0) {
  const shared = lanes > 0 ? files.filter(canShare) : [];
  const paths = split(shared, lanes).map((group, index) => lane(`${name}-${index + 1}`, group));
  const options = [
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${lanes > 0 ? patience.lane : patience.file}`,
    '--test-reporter=spec',
  ];
  const run = [...paths, ...files.filter((file) => !shared.includes(file))];
  return { name, title, files, command: [process.execPath, '--import', 'tsx', '--test', ...options, ...run] };
}

/** What a file does before and after all of its tests would be done for those of others as well. */
function canShare(file) {
  return !/^(before|after)(Each)?\(/m.test(readFileSync(join(root, file), 'utf8'));
}

/** Files in parts that take about as long: by their length, the longest first, each to the part that has least. */
function split(files, parts) {
  const groups = Array.from({ length: parts }, () => ({ files: [], length: 0 }));
  const measured = files.map((file) => ({ file, length: readFileSync(join(root, file)).length }));
  for (const { file, length } of measured.sort((a, b) => b.length - a.length)) {
    const least = groups.reduce((a, b) => (b.length < a.length ? b : a));
    least.files.push(file);
    least.length += length;
  }
  return groups.map((group) => group.files).filter((group) => group.length > 0);
}

/** A test file that runs others one after the other. */
function lane(name, files) {
  const path = join('.cache', 'lanes', `${name}.test.mjs`);
  mkdirSync(dirname(join(root, path)), { recursive: true });
  const lines = files.map((file) => `await load(${JSON.stringify(file)});\n`);
  writeFileSync(join(root, path), `import { load } from '../../scripts/lane.mjs';\n\n${lines.join('')}`);
  return path.replaceAll('\\', '/');
}

function testFiles(...folders) {
  return folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const names = readdirSync(join(root, folder), { recursive: true });
    return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name).replaceAll('\\', '/'));
  });
}

function isE2e(path) {
  return path.startsWith('demo/e2e/');
}

/** The named steps; all when none is named. */
function chosen(asked) {
  if (asked.length === 0) return steps.filter(({ onlyNamed }) => !onlyNamed);
  const named = steps.filter(({ name }) => asked.includes(name));
  const paths = asked.filter((word) => !steps.some(({ name }) => name === word));
  const partial = steps.flatMap((step) => {
    const files = step.files?.filter((file) => paths.some((path) => file.includes(path))) ?? [];
    if (files.length === 0) return [];
    return nodeTests(`${step.name} (${paths.join(' ')})`, step.title, files, 1);
  });
  if (named.length + partial.length === 0) {
    console.error(`Nothing is called ${asked.join(' ')}. Steps: ${steps.map(({ name }) => name).join(', ')}.`);
    process.exit(1);
  }
  return [...named, ...partial];
}

/** Runs a step, showing its output. */
function run({ command: [program, ...args] }) {
  return new Promise((resolve, reject) => {
    const shell = program === 'npm' && process.platform === 'win32';
    const child = spawn(program, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'inherit'] });
    const output = [];
    child.stdout.on('data', (data) => {
      process.stdout.write(data);
      output.push(data);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(output).toString() }));
  });
}

const results = [];
for (const step of chosen(process.argv.slice(2))) {
  console.log(`\n━━ ${step.title} ━━\n`);
  const began = performance.now();
  const { code, output } = await run(step);
  const counted = count({ code, output, runsTests: Boolean(step.files) });
  results.push({ name: step.name, title: step.title, output, seconds: (performance.now() - began) / 1000, ...counted });
}

// Said once more, since a failure is thousands of lines up by now and a log is often kept by its end.
for (const { title, output } of results.filter(({ failed }) => failed)) {
  console.log(`\n━━ Failed in: ${title} ━━\n\n${failures(output)}`);
}

console.log('\n━━ Summary ━━\n');
for (const { name, seconds, passed, failed, skipped } of results) {
  const left = skipped ? `, ${skipped} skipped` : '';
  console.log(
    `${failed ? '✖' : '✔'} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${passed} passed, ${failed} failed${left}`,
  );
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') ? 1 : 0);
