import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One import of a source file. */
export interface Import {
  /** Path of the imported file from the root of the tree, or the name of a package. */
  readonly target: string;
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
  /** `import()`: it comes when it is first needed. */
  readonly lazy: boolean;
}

const statement = /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm;
const call = /\bimport\(\s*'([^']+)'/g;

const onlyTypes = (names = ''): boolean =>
  /^\{.*\}$/s.test(names) &&
  names
    .slice(1, -1)
    .split(',')
    .filter((name) => name.trim())
    .every((name) => name.trim().startsWith('type '));

/** Imports of one file, whose path begins at the root of the tree. */
export function importsOf(path: string, source: string): Import[] {
  const resolve = (name: string) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name);
  const statements = [...source.matchAll(statement)].map(([, type, names, target = '']) => ({
    target: resolve(target),
    typeOnly: Boolean(type) || onlyTypes(names?.trim()),
    lazy: false,
  }));
  const calls = [...source.matchAll(call)].map(([, target = '']) => ({
    target: resolve(target),
    typeOnly: false,
    lazy: true,
  }));
  return [...statements, ...calls];
}

export interface Source {
  /** From the root of the tree, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Sources in a folder of the tree and below it, without tests and what only tests use. */
export function sourcesIn(root: string, folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/testing/'))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}
