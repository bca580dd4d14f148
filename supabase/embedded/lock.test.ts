import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lockFolder } from './lock.ts';

describe('A folder has one owner', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('refuses a second start, and gives the folder back', async () => {
    const release = await lockFolder(folder);
    await assert.rejects(lockFolder(folder), /in use by another start \(process \d+\)/);
    await release();
    await (await lockFolder(folder))();
    assert.deepEqual(await readdir(folder), []);
  });

  it('takes the folder of a process that was killed, also when its number belongs to another by now', async () => {
    const dead = [
      { pid: 2 ** 30, stamp: 'any' },
      { pid: process.pid, stamp: 'of an earlier boot 1' },
    ];
    for (const owner of dead) {
      await writeFile(join(folder, 'in-use'), JSON.stringify(owner));
      await (await lockFolder(folder))();
    }
  });

  it('gives the folder of a killed process to one of many that come at once', async () => {
    for (let round = 0; round < 20; round++) {
      await writeFile(join(folder, 'in-use'), '{"pid":1073741824,"stamp":"any"}');
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
      const won = all.filter((one) => one.status === 'fulfilled');
      assert.equal(won.length, 1);
      for (const one of all) if (one.status === 'rejected') assert.match(String(one.reason), /in use/);
      await won[0]?.value();
    }
    assert.deepEqual(await readdir(folder), []);
  });
});
