import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const components = join(import.meta.dirname, '..', 'components');

const domains = ['auth', 'chat', 'college', 'profile'];
/** Folders that a folder may import from, beside its own. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(domains.map((domain) => [domain, ['core', 'ui', 'locales']])),
  ui: ['core', 'locales'],
  core: ['locales', 'ui'],
};

/** Folder that is imported, of each import that is not lazy: a lazy one only names an element that comes later. */
function importedFolders(source: string): string[] {
  const imports = source.matchAll(/^(?:import|export)\s(?:[^'";]*\sfrom\s)?\s*'\.\.\/(?:\.\.\/)?(\w+)\//gm);
  return [...imports].map((found) => found[1] ?? '');
}

describe('The layers of the components', () => {
  it('finds imports that stand on one line, on many, and for their effect alone', () => {
    const source = `import '../ui/menu.ts';\nimport {\n  a,\n  type B,\n} from '../core/b.ts';\nconst lazy = import('../auth/auth.ts');\n`;
    assert.deepEqual(importedFolders(source), ['ui', 'core']);
  });

  for (const [folder, others] of Object.entries(allowed)) {
    it(`${folder} imports of its siblings only ${others.join(', ')}`, () => {
      const files = readdirSync(join(components, folder), { recursive: true, encoding: 'utf8' });
      const sources = files.filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.startsWith('testing'));
      assert.ok(sources.length > 0);
      const wrong = sources.flatMap((name) =>
        importedFolders(readFileSync(join(components, folder, name), 'utf8'))
          .filter((other) => other !== folder && !others.includes(other))
          .map((other) => `${folder}/${name} imports ${other}`),
      );
      assert.deepEqual(wrong, []);
    });
  }
});
