import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** One file of the tree that imports another; both as paths from the root, with slashes. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** `type` leaves nothing at run time, `lazy` is `import()`. */
  readonly kind: 'static' | 'type' | 'lazy';
}

/** Specifiers of a source. `import { type A }` is static: with `verbatimModuleSyntax` the module is loaded. */
export function specifiersOf(source: string): { specifier: string; kind: Import['kind'] }[] {
  const statements = source.matchAll(/^(?:import|export)\s+(type\s+(?!from\b))?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const calls = source.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [
    ...Array.from(statements, ([, type, specifier = '']) => ({ specifier, kind: type ? 'type' : 'static' }) as const),
    ...Array.from(calls, ([, specifier = '']) => ({ specifier, kind: 'lazy' }) as const),
  ];
}

/** Imports of one file: of other files, and of packages by their names. */
export function importsOf(from: string, source: string): Import[] {
  return specifiersOf(source).map(({ specifier, kind }) => {
    const to = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
    return { from, to, kind };
  });
}

/** All imports between the files of the project. */
export function readImports(root: string): Import[] {
  return filesOf(root).flatMap((from) =>
    // Tests write sources that are none of this tree.
    importsOf(from, readFileSync(join(root, from), 'utf8')).filter(({ to }) => existsSync(join(root, to))),
  );
}

export interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Sources in a folder and below it, without tests; those that only tests use are in folders called `testing`. */
export function sourcesIn(root: string, folder: string): Source[] {
  return filesOf(root)
    .filter((path) => path.startsWith(`${folder}/`) && !path.endsWith('.test.ts'))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

function filesOf(root: string): string[] {
  const isOurs = (name: string) => !name.startsWith('.') && name !== 'node_modules' && name !== 'dist';
  const names = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    if (!isOurs(entry.name)) return [];
    if (!entry.isDirectory()) return [entry.name];
    return readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(entry.name, name).replaceAll('\\', '/'),
    );
  });
  return names.filter((name) => /\.(ts|mts|mjs)$/.test(name)).sort();
}

/** The files of one circle, each of which imports the next and the last the first; empty when there is none. */
export function findCircle(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    const at = path.indexOf(file);
    if (at >= 0) return path.slice(at);
    if (done.has(file)) return [];
    path.push(file);
    for (const to of next.get(file) ?? []) {
      const circle = visit(to);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}
