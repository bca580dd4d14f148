import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

/** How a method of supabase-js behaves here: as documented, otherwise (how), or it is refused (with which error). */
export type Behaviour = 'works' | { differs: string } | { refused: string };

/** Declares one test of a method. */
export type Test = (name: string, run: () => Promise<void>) => void;

/** Tests of one method; its row in the table needs at least one. */
export type Method = (name: string, behaviour: Behaviour, tests: (it: Test) => void) => void;

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'embedded-methods.md');

/**
 * Collects the methods of one part (`auth`, `storage` …) from the tests that show how they behave. After the last of
 * them it compares the part's table in docs/embedded-methods.md with what was seen; `UPDATE_METHODS=1` writes it.
 */
export function methodsOf(part: string) {
  const rows: { name: string; behaviour: Behaviour; tests: number; failed: number }[] = [];
  after(async () => {
    // On one test alone the table would be cut short.
    if (process.execArgv.some((argument) => argument.startsWith('--test-name-pattern'))) return;
    if (rows.some(({ failed }) => failed > 0)) return;
    const table = [
      `<!-- ${part} -->`,
      '| Method | Here | Tests |',
      '|---|---|---|',
      ...rows.map(({ name, behaviour, tests }) => `| \`${name}\` | ${textOf(behaviour)} | ${tests} |`),
      `<!-- /${part} -->`,
    ].join('\n');
    const text = await readFile(page, 'utf8');
    const written = new RegExp(`<!-- ${part} -->.*?<!-- /${part} -->`, 's').exec(text)?.[0] ?? '';
    if (process.env.UPDATE_METHODS)
      await writeFile(
        page,
        text.replace(written, () => table),
      );
    else
      assert.equal(
        written,
        table,
        'docs/embedded-methods.md is out of date: UPDATE_METHODS=1 npm run test:conformance',
      );
  });

  return {
    /** Tests of one method; its row in the table needs at least one. */
    method(name: string, behaviour: Behaviour, tests: (it: Test) => void): void {
      const row = { name, behaviour, tests: 0, failed: 0 };
      rows.push(row);
      describe(name, () => {
        tests((title, run) => {
          row.tests++;
          it(title, async () => {
            row.failed++;
            await run();
            row.failed--;
          });
        });
      });
    },
    /** Fails for each method of `object` that no test names; `but` are those that are no part of the API. */
    complete(object: object, prefix: string, but: readonly string[] = []): void {
      it(`every method of ${prefix} is in the table`, () => {
        const names = methodNames(object).filter((name) => !but.includes(name));
        const missing = names.filter((name) => !rows.some((row) => row.name.startsWith(`${prefix}${name}(`)));
        assert.deepEqual(missing, []);
      });
    },
  };
}

function textOf(behaviour: Behaviour): string {
  if (behaviour === 'works') return 'works';
  return 'differs' in behaviour ? `differs: ${behaviour.differs}` : `refused: ${behaviour.refused}`;
}

/** Public methods of an object and of the classes it is made of; private ones begin with `_` or are not enumerable. */
function methodNames(object: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const value: unknown = Object.getOwnPropertyDescriptor(at, name)?.value;
      if (typeof value === 'function' && name !== 'constructor' && !name.startsWith('_')) names.add(name);
    }
  }
  return [...names].sort();
}
