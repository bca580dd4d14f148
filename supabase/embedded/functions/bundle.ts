import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BuildFailure, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

/** A function with all that it imports, as one module. */
export interface Bundle {
  readonly code: string;
  /** Files it is made of, packages aside. */
  readonly files: readonly string[];
}

/** An import map, from the `imports` of a `deno.json`. */
interface ImportMap {
  readonly file: string;
  readonly imports: Readonly<Record<string, string>>;
}

const runtime = join(import.meta.dirname, 'runtime.ts');

/**
 * Bundles a function with the runtime of its worker. Packages come from the nearest `node_modules`; `npm:name@version`
 * and `https://esm.sh/name@version` stand for that package, whatever its version there.
 * @throws {Error} with file, line and reason.
 */
export async function bundle(entry: string, importMap: string | null): Promise<Bundle> {
  const { build } = await import('esbuild');
  const map = importMap ? await readImportMap(importMap) : await findImportMap(dirname(entry));
  try {
    const { metafile, outputFiles } = await build({
      entryPoints: [runtime],
      plugins: [imports(entry, map)],
      absWorkingDir: dirname(entry),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
      banner: {
        // Packages written for CommonJS ask for Node's own modules in this way.
        js: `import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);`,
      },
    });
    const own = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
    const files = own.map((path) => resolve(dirname(entry), path));
    return { code: outputFiles[0]?.text ?? '', files: map ? [...files, map.file] : files };
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (!errors?.[0]) throw error;
    const messages = errors.map(({ location, text }) =>
      location ? `${location.file}:${location.line}: ${text}` : text,
    );
    throw new Error(messages.join('\n'), { cause: error });
  }
}

/** Stops esbuild's process. */
export async function stopCompiler(): Promise<void> {
  const { stop } = await import('esbuild');
  await stop();
}

function imports(entry: string, map: ImportMap | null): Plugin {
  return {
    name: 'imports',
    setup({ onLoad, onResolve, resolve: find }) {
      onResolve({ filter: /^supabase:function$/ }, () => ({ path: entry }));
      onResolve(
        { filter: /.*/ },
        ({
          importer,
          kind,
          path,
          pluginData,
          resolveDir,
        }: OnResolveArgs): Promise<OnResolveResult> | OnResolveResult | null => {
          if (kind === 'entry-point' || pluginData === 'mapped') return null;
          const mapped = map && !importer.includes('node_modules') ? through(map, path) : path;
          // The types of the platform, with which the CLI begins each function.
          if (/^jsr:@supabase\/functions-js(@|\/|$)/.test(mapped)) return { path: mapped, namespace: 'types' };
          const target = packageOf(mapped);
          if (target === null) {
            return {
              errors: [
                { text: `${mapped}: nothing is fetched here; take it as npm:… from a package that is installed` },
              ],
            };
          }
          return target === path ? null : find(target, { importer, kind, resolveDir, pluginData: 'mapped' });
        },
      );
      onLoad({ filter: /.*/, namespace: 'types' }, () => ({ contents: '' }));
    },
  };
}

/**
 * The specifier of the same package in `node_modules`: npm packages in each of their notations, and those of Supabase
 * on JSR, which npm has too. Null for what would have to be downloaded.
 */
function packageOf(specifier: string): string | null {
  const named = /^(?:npm:|https:\/\/esm\.sh\/|jsr:(?=\/?@supabase\/))\/?((?:@[^/]+\/)?[^@/?]+)(?:@[^/?]*)?(\/[^?]*)?/;
  const [, name, rest = ''] = named.exec(specifier) ?? [];
  if (name !== undefined) return name + rest;
  return /^(jsr|https?):/.test(specifier) ? null : specifier;
}

/** Maps a specifier: by an exact entry, else by the longest prefix that ends with a slash. */
function through({ file, imports }: ImportMap, path: string): string {
  const key = Object.keys(imports)
    .filter((each) => each === path || (each.endsWith('/') && path.startsWith(each)))
    .sort((a, b) => b.length - a.length)[0];
  const target = key === undefined ? undefined : imports[key];
  if (key === undefined || target === undefined) return path;
  const whole = target + path.slice(key.length);
  return /^\.{0,2}\//.test(whole) ? resolve(dirname(file), whole) : whole;
}

/** The import map of the function, else that of all functions. */
async function findImportMap(folder: string): Promise<ImportMap | null> {
  for (const file of [
    join(folder, 'deno.json'),
    join(folder, '..', 'deno.json'),
    join(folder, '..', 'import_map.json'),
  ]) {
    if (await stat(file).then(Boolean, () => false)) return readImportMap(file);
  }
  return null;
}

async function readImportMap(file: string): Promise<ImportMap> {
  const text = await readFile(file, 'utf8');
  try {
    const { imports = {} } = JSON.parse(text) as Partial<ImportMap>;
    return { file, imports };
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
