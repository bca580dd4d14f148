import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findCircle, type Import, readImports, specifiersOf } from './imports.ts';

const imports = readImports(join(import.meta.dirname, '..'));

/**
 * Which other folders of the top level a folder may import from; `tests` may also import from theirs. `bench/`, which
 * measures everything, may import from everywhere.
 */
const rooms: Readonly<Record<string, { readonly sources: readonly string[]; readonly tests?: readonly string[] }>> = {
  components: { sources: [] },
  supabase: { sources: [], tests: ['components', 'scripts', 'shared'] },
  shared: { sources: [] },
  operator: { sources: ['components', 'shared'], tests: ['supabase'] },
  scripts: { sources: ['shared', 'supabase'] },
  demo: { sources: ['components', 'operator', 'shared', 'supabase'] },
};

/**
 * What of an article is drawn is read in one place by pages and by the function that answers search engines. Functions are
 * copied to servers by themselves, so it lies with them.
 */
const sharedReader = { from: 'components/articles/reading/delta.ts', to: 'supabase/functions/_shared/article-text.ts' };

const roomOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '');
const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** The file by which each part of the embedded Supabase is known to the others. */
const doors: Readonly<Record<string, string>> = {
  auth: 'auth.ts',
  functions: 'index.ts',
  gateway: 'gateway.ts',
  realtime: 'index.ts',
  rest: 'rest.ts',
  storage: 'index.ts',
};

/** What puts the parts together; no part may know it. `config.ts` is for the gateway too: it says which parts are on. */
const assembly = ['index.ts', 'main.ts', 'config.ts'].map((name) => `supabase/embedded/${name}`);

/** The part of the embedded Supabase that a file belongs to, empty for all other files. */
function partOf(path: string): string {
  const part = /^supabase\/embedded\/([\w-]+)\//.exec(path)?.[1] ?? '';
  return Object.hasOwn(doors, part) ? part : '';
}

/** Tests and what they share start parts by themselves. */
const isForTests = (path: string): boolean =>
  isTest(path) || /\/(test-server|testing)\.ts$|\/(testing|conformance)\//.test(path);

const between = imports.filter(({ from, to }) => !isForTests(from) && partOf(from) !== partOf(to));
const named = (wrong: readonly Import[]): string[] => wrong.map(({ from, kind, to }) => `${from} → ${to} (${kind})`);

describe('The imports', () => {
  it('are found on one line and on many, for types, for their effect alone, and lazily', () => {
    const source = [
      "import './effect.ts';",
      "import {\n  a,\n  type B,\n} from '../many.ts';",
      "import type { C } from './type.ts';",
      "export { d } from './passed-on.ts';",
      "export type { E } from './type-passed-on.ts';",
      "import package from 'package';",
      "const lazy = () => import('./lazy.ts');",
    ].join('\n');
    assert.deepEqual(specifiersOf(source), [
      { specifier: './effect.ts', kind: 'static' },
      { specifier: '../many.ts', kind: 'static' },
      { specifier: './type.ts', kind: 'type' },
      { specifier: './passed-on.ts', kind: 'static' },
      { specifier: './type-passed-on.ts', kind: 'type' },
      { specifier: 'package', kind: 'static' },
      { specifier: './lazy.ts', kind: 'lazy' },
    ]);
  });

  it('make a circle where one does', () => {
    const link = (from: string, to: string): Import => ({ from, to, kind: 'static' });
    assert.deepEqual(findCircle([link('a', 'b'), link('a', 'c'), link('b', 'c'), link('d', 'a')]), []);
    assert.deepEqual(findCircle([link('a', 'b'), link('b', 'c'), link('c', 'd'), link('d', 'b')]), ['b', 'c', 'd']);
  });

  it('make no circle at run time', () => {
    const atRunTime = imports.filter(({ kind }) => kind === 'static');
    assert.ok(atRunTime.length > 1000, 'the tree was read');
    assert.deepEqual(findCircle(atRunTime), []);
  });
});

describe('The folders of the top level', () => {
  for (const [room, { sources, tests = [] }] of Object.entries(rooms)) {
    it(`${room} imports from ${sources.length > 0 ? sources.join(', ') : 'no other'} only`, () => {
      const own = imports.filter(({ from }) => roomOf(from) === room);
      assert.ok(own.length > 0, 'it imports something');
      const wrong = own.filter(({ from, to }) => {
        if (from === sharedReader.from && to === sharedReader.to) return false;
        const allowed = isTest(from) ? [room, ...sources, ...tests] : [room, ...sources];
        return !allowed.includes(roomOf(to));
      });
      assert.deepEqual(named(wrong), []);
    });
  }
});

describe('The embedded Supabase', () => {
  it('knows no college: it imports nothing outside of itself', () => {
    const embedded = (path: string): boolean => path.startsWith('supabase/embedded/');
    assert.deepEqual(named(imports.filter(({ from, to }) => embedded(from) && !embedded(to) && !isForTests(from))), []);
  });
});

describe('The parts of the embedded Supabase', () => {
  it('are known by one file each, and by their sections of config.toml', () => {
    const wrong = between.filter(({ to }) => {
      const part = partOf(to);
      return part && ![doors[part], 'config.ts'].some((name) => to === `supabase/embedded/${part}/${name}`);
    });
    assert.deepEqual(named(wrong), []);
  });

  it('do not know each other; the gateway knows the others by type alone', () => {
    const wrong = between.filter(
      ({ from, kind, to }) => partOf(from) && partOf(to) && (partOf(from) !== 'gateway' || kind !== 'type'),
    );
    assert.deepEqual(named(wrong), []);
  });

  it('do not know what puts them together', () => {
    const wrong = between.filter(
      ({ from, kind, to }) =>
        partOf(from) &&
        assembly.includes(to) &&
        !(partOf(from) === 'gateway' && to === 'supabase/embedded/config.ts' && kind === 'type'),
    );
    assert.deepEqual(named(wrong), []);
  });
});
