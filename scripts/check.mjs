// `npm run check`: types, lint and format, generated files. Runs them all and prints what the failing ones said.
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
    const said = [];
    child.stdout.on('data', (data) => said.push(data));
    child.stderr.on('data', (data) => said.push(data));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, said: Buffer.concat(said).toString() }));
  });
}

const results = await Promise.all(
  Object.entries(checks).map(async ([name, args]) => {
    const { ok, said } = await run(args);
    console.log(ok ? `✔ ${name}` : `✖ ${name}\n${said}`);
    return ok;
  }),
);
const failed = results.filter((ok) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
