import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSupabase } from '../supabase/embedded/index.ts';
import { seedDemoCollege } from '../supabase/seed/index.ts';
import { table, time } from './measure.ts';

/** Starts of the embedded Supabase with the demo college: once without a kept copy, then from it. */
export async function measure(): Promise<string> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'sferum-bench-'));
  const start = async () => {
    const supabase = await startSupabase({ port: 0, cacheDir, seed: seedDemoCollege });
    await supabase.stop();
  };
  const cold = await time(start);
  const warm = await time(start);
  await rm(cacheDir, { recursive: true });
  return table(
    ['Start of the embedded Supabase with the demo college', 'ms', 'ratio'],
    [
      ['warm (from the kept copy)', warm.toFixed(0), 1],
      ['cold', cold.toFixed(0), (cold / warm).toFixed(1)],
    ],
  );
}
