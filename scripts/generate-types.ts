// Writes components/core/database.types.ts out of the migrated catalog, as `supabase gen types typescript` would.
// With --check it only compares, and fails when the file is out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createPgliteDatabase } from '../supabase/embedded/database-pglite.ts';
import { readMigrations } from '../supabase/embedded/migrate.ts';
import { readyCopy } from '../supabase/embedded/open-database.ts';
import { type Catalog, readCatalog } from './types/catalog.ts';
import { writeTypes } from './types/write.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = 'components/core/database.types.ts';

async function migratedCatalog(): Promise<Catalog> {
  const migrations = await readMigrations(`${root}/supabase/migrations`);
  const database = await createPgliteDatabase({ from: await readyCopy({ migrations }) });
  try {
    return await database.transaction((tx) => readCatalog(tx, 'public'));
  } finally {
    await database.close();
  }
}

const wanted = writeTypes(await migratedCatalog());
if (process.argv.includes('--check')) {
  const found = await readFile(root + path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (found.replaceAll('\r\n', '\n') !== wanted) {
    console.error(`${path} is out of date. Run: node --import tsx scripts/generate-types.ts`);
    process.exit(1);
  }
} else {
  await writeFile(root + path, wanted);
}
