import assert from 'node:assert/strict';
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Disk } from './disk.ts';
import { asStorageError } from './errors.ts';

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

describe('Files on the disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storage-disk-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const there = async () => [...(await readdir(join(folder, 'files'))), ...(await readdir(join(folder, 'incoming')))];
  const readAll = async (disk: Disk, version: string) => {
    const file = await disk.read(version);
    return new Response(file.stream(0, file.size - 1)).text();
  };

  it('are written as they come, and read in parts', async () => {
    const disk = await Disk.open(folder);
    const stored = await disk.write(parts('hel', 'lo'), 5);
    assert.deepEqual([stored.size, stored.etag], [5, '"5d41402abc4b2a76b9719d911017c592"']);
    const file = await disk.read(stored.version);
    assert.equal(await new Response(file.stream(1, 3)).text(), 'ell');
    await disk.remove(stored.version);
    await assert.rejects(disk.read(stored.version), { code: 'NoSuchKey', statusCode: 404 });
  });

  it('leave nothing when the body is too long or breaks off', async () => {
    const disk = await Disk.open(folder);
    let taken = 0;
    const endless = (async function* () {
      for (;;) {
        taken++;
        yield new Uint8Array(1000);
      }
    })();
    await assert.rejects(disk.write(endless, 10_500), { code: 'EntityTooLarge' });
    assert.equal(taken, 11);
    const broken = (async function* () {
      yield new Uint8Array(10);
      throw new Error('the caller is gone');
    })();
    await assert.rejects(disk.write(broken, 100), /the caller is gone/);
    assert.deepEqual(await there(), []);
  });

  it('leave nothing on a full disk, which is reported', async () => {
    for (const step of ['write', 'sync', 'close'] as const) {
      const disk = await Disk.open(folder, {
        async open(path, flags) {
          const file = await open(path, flags);
          const full = async () => {
            if (step === 'close') await file.close();
            throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
          };
          const act = (name: typeof step) => (name === step ? full : file[name].bind(file));
          return { write: act('write'), sync: act('sync'), close: act('close') } as typeof file;
        },
      });
      const error = await disk.write(parts('hello'), 10).then(
        () => null,
        (reason: unknown) => asStorageError(reason),
      );
      assert.deepEqual([error?.status, error?.code], [507, 'InsufficientStorage'], step);
      assert.deepEqual(await there(), [], step);
    }
  });

  it('are copied and taken over', async () => {
    const disk = await Disk.open(folder);
    const first = await disk.write(parts('hello'), 5);
    const second = await disk.copy(first);
    await disk.remove(first.version);
    assert.equal(await readAll(disk, second.version), 'hello');
    const path = join(folder, 'elsewhere');
    await writeFile(path, 'other');
    const third = await disk.adopt(path, { size: 5, etag: '"x"' });
    assert.equal(await readAll(disk, third.version), 'other');
    await assert.rejects(disk.copy(first), { code: 'NoSuchKey' });
    assert.equal((await there()).length, 2);
  });

  it('are never looked for under a name that somebody chose', async () => {
    const disk = await Disk.open(folder);
    await writeFile(join(folder, 'secret'), 'x');
    for (const version of ['../secret', '..', '', 'a/b', 'secret\0']) {
      await assert.rejects(disk.read(version), { code: 'NoSuchKey' }, version);
      await assert.rejects(disk.remove(version), { code: 'NoSuchKey' }, version);
    }
  });

  it('are swept after a crash: what was half written, and what no row knows', async () => {
    const before = await Disk.open(folder);
    const kept = await before.write(parts('kept'), 9);
    await before.write(parts('lost'), 9);
    await writeFile(join(folder, 'incoming', 'half'), 'ha');
    const disk = await Disk.open(folder);
    const missing = '00000000-0000-4000-8000-000000000000';
    assert.deepEqual(await disk.sweep(new Set([kept.version, missing])), { removed: 1, missing: [missing] });
    assert.deepEqual(await there(), [kept.version]);
  });
});
