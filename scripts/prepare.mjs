// Prepares a machine that has only Node; `npm start` and `npm test` call it first. It must run without node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../shared/browser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Fails with one sentence and the command that helps, without a stack. */
function fail(sentence, command) {
  console.error(`\n${sentence}\n\n    ${command}\n`);
  process.exit(1);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Нужен Node 20.19 или новее, а это ${process.versions.node} (Node 20.19 or newer is needed):`,
    'https://nodejs.org/en/download',
  );
}

/**
 * npm writes node_modules/.package-lock.json last, so an interrupted installation lacks it. A package may be absent
 * only where it is optional (made for another system).
 */
function dependenciesUpToDate() {
  const kept = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(kept)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(kept, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return Boolean(optional || devOptional);
    return found.version === version && found.integrity === integrity;
  });
}

function installDependencies() {
  if (dependenciesUpToDate()) return;
  console.log('Устанавливаю зависимости, это займёт минуту-другую (installing dependencies)…');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm passes its own path to scripts; Windows cannot start npm.cmd without a shell.
  const npm = process.env.npm_execpath;
  const done = npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args, { shell: true });
  if (!done)
    fail(
      'Зависимости не установились, почему — сказано выше (dependencies were not installed, npm says why):',
      `npm ${args.join(' ')}`,
    );
}

function lookForBrowser() {
  try {
    return findBrowser();
  } catch (error) {
    return fail(error.message, 'CHROMIUM_PATH=/usr/bin/chromium npm test');
  }
}

function installBrowser() {
  if (lookForBrowser()) return;
  const aptCommand = 'apt-get update && apt-get install -y chromium';
  const debian = process.platform === 'linux' && existsSync('/usr/bin/apt-get');
  if (debian && process.getuid?.() === 0) {
    console.log('Устанавливаю Chromium для тестов (installing Chromium for the tests)…');
    const quiet = {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    const done = run('apt-get', ['update', '-q'], quiet) && run('apt-get', ['install', '-y', '-q', 'chromium'], quiet);
    if (done && lookForBrowser()) return;
  }
  const help = debian ? `sudo sh -c '${aptCommand}'` : 'CHROMIUM_PATH=/path/to/chrome npm test';
  fail(
    'Для тестов нужен браузер Chromium, Chrome или Edge, а он не найден (no Chromium-based browser was found):',
    help,
  );
}

checkNode();
installDependencies();
if (process.argv.includes('--browser')) installBrowser();
