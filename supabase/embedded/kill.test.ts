import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startSupabase } from './index.ts';

/** `KILLS=50` kills it so often; a few times in every run. */
const kills = Number(process.env.KILLS ?? 2);

const migration = `
  create table public.lines (id bigint generated always as identity primary key, body text not null);
  create index on public.lines (md5(body));
  grant select, insert on public.lines to service_role;
`;

describe('A killed process', () => {
  let folder: string;
  let children: ChildProcess[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-kill-'));
    await mkdir(join(folder, 'migrations'));
    await writeFile(join(folder, 'migrations', '1_lines.sql'), migration);
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });
  const dataDir = () => join(folder, 'data');
  const cacheDir = () => join(folder, 'cache');

  /** Runs the victim until `enough` of its lines, then kills it. @returns its output in whole lines. */
  async function killed(enough: (line: string) => boolean): Promise<string[]> {
    const script = join(import.meta.dirname, 'testing', 'kill-victim.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, dataDir(), cacheDir()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const from = output.lastIndexOf('\n') + 1;
      output += text;
      const whole = output.slice(from, output.lastIndexOf('\n') + 1);
      if (whole.split('\n').some((line) => line !== '' && enough(line))) child.kill('SIGKILL');
    });
    const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
    children = children.filter((one) => one !== child);
    assert.equal(signal, 'SIGKILL', output);
    return output.split('\n').slice(0, -1);
  }

  const written = (output: readonly string[]) =>
    output.flatMap((line) => (line.startsWith('wrote ') ? [Number(line.slice(6))] : []));

  /** What is in the database, read by way of the table and by way of an index. */
  async function kept(): Promise<Set<number>> {
    const supabase = await startSupabase({ project: folder, dataDir: dataDir(), cacheDir: cacheDir(), port: 0 });
    try {
      return await supabase.database.transaction(async (tx) => {
        const { rows } = await tx.query<{ id: number }>('select id from public.lines order by id');
        await tx.exec('set local enable_seqscan = off');
        const { rows: found } = await tx.query<{ count: number }>(
          'select count(*)::int as count from public.lines a join public.lines b on md5(a.body) = md5(b.body) and a.id = b.id',
        );
        assert.equal(found[0]?.count, rows.length);
        return new Set(rows.map(({ id }) => id));
      });
    } finally {
      await supabase.stop();
    }
  }

  it('in its first start leaves nothing that the next one takes for whole', async () => {
    await killed((line) => line.startsWith('Making'));
    await assert.doesNotReject(kept());
    // The same when it had begun to write the folder.
    await rm(dataDir(), { recursive: true });
    await mkdir(join(dataDir(), 'postgres.making', 'base'), { recursive: true });
    await writeFile(join(dataDir(), 'postgres.making', 'PG_VERSION'), '17');
    assert.deepEqual(await kept(), new Set());
    assert.deepEqual((await readdir(dataDir())).sort(), ['postgres', 'storage']);
  });

  it('in a migration leaves nothing of that one, and the next start applies it', async () => {
    const slow = 'create table public.half (id int); insert into public.half select generate_series(1, 300000);';
    await writeFile(join(folder, 'migrations', '2_slow.sql'), slow);
    const output = await killed((line) => line.startsWith('Applying 2_slow'));
    assert.ok(!output.includes('started'));
    // If the table had stayed, it could not be made again.
    await assert.doesNotReject(kept());
  });

  it(`loses nothing that was acknowledged, ${kills} times under load`, async () => {
    const all = new Set(await kept());
    for (let kill = 0; kill < kills; kill++) {
      // Another moment each time, the same in every run.
      const wanted = 20 + ((kill * 67) % 150);
      let count = 0;
      const output = await killed((line) => line.startsWith('wrote') && ++count >= wanted);
      for (const id of written(output)) all.add(id);
      const found = await kept();
      const lost = [...all].filter((id) => !found.has(id));
      assert.deepEqual(lost, [], `after kill ${kill + 1}`);
      // What was written, but not acknowledged any more, must stay from now on as well.
      for (const id of found) all.add(id);
    }
    assert.ok(all.size >= 20 * kills);
  });
});
