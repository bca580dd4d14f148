import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startSupabase } from '../supabase/embedded/index.ts';
import { startEmbedded } from './backend.ts';

describe('The data of the demo', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-demo-'));
  });

  after(() => rm(folder, { recursive: true }));

  it('is not begun anew unasked when the schema of an earlier demo made it', async () => {
    const [project, dataDir] = [join(folder, 'supabase'), join(folder, 'data')];
    const earlier = '20261101000100_private_schema.sql';
    await mkdir(join(project, 'migrations'), { recursive: true });
    await writeFile(join(project, 'migrations', earlier), 'create schema private;');
    await (await startSupabase({ project, dataDir, port: 0 })).stop();
    await assert.rejects(startEmbedded({ port: 0, dataDir, log: () => {} }), {
      message: `База сделана другими миграциями: ${earlier} в проекте больше нет (the database was made by other migrations: the project no longer has ${earlier}). Начать заново (begin anew): npm start -- --fresh`,
    });
    await assert.doesNotReject(async () => (await startSupabase({ project, dataDir, port: 0 })).stop());
  });
});
