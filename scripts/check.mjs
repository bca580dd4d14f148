// `npm run check`: types, lint and format, generated files. Runs all of them and prints the output of failing ones.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(root, 'node_modules', path);

const checks = {
  'types (tsc)': [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
  'lint and format (biome)': [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  'types of the database are up to date': ['--import', 'tsx', 'scripts/generate-types.ts', '--check'],
};

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => output.push(data));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(output).toString() }));
  });
}

const results = await Promise.all(
  Object.entries(checks).map(async ([name, args]) => {
    const { ok, output } = await run(args);
    console.log(ok ? `✔ ${name}` : `✖ ${name}\n${output}`);
    return ok;
  }),
);
const failed = results.filter((ok) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
