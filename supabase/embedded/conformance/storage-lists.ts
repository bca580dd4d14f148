import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Method } from './methods.ts';
import type { Scene } from './storage-scene.ts';

export function listTests(method: Method, scene: Scene): void {
  method('storage.from().list()', 'works', (it) => {
    it('lists folders and files, sorts, pages and searches', async () => {
      const base = `${scene.annasFolder}/${randomUUID()}`;
      for (const name of ['b.txt', 'a.txt', 'c.txt', 'deep/x.txt', 'deep/er/y.txt']) await scene.put(`${base}/${name}`);
      const names = async (options?: object, path = base) =>
        (await scene.papers().list(path, options)).data?.map(({ name, id }) => (id ? name : `${name}/`));
      assert.deepEqual((await names())?.sort(), ['a.txt', 'b.txt', 'c.txt', 'deep/']);
      assert.deepEqual(await names({}, `${base}/deep`), ['er/', 'x.txt']);
      assert.deepEqual(await names({ search: 'b' }), ['b.txt']);
      assert.deepEqual(
        (await names({ sortBy: { column: 'name', order: 'desc' } }))?.filter((name) => !name.endsWith('/')),
        ['c.txt', 'b.txt', 'a.txt'],
      );
      const created = await names({ sortBy: { column: 'created_at', order: 'asc' } });
      assert.deepEqual(
        created?.filter((name) => !name.endsWith('/')),
        ['b.txt', 'a.txt', 'c.txt'],
      );
      assert.deepEqual(
        [...((await names({ limit: 2 })) ?? []), ...((await names({ limit: 2, offset: 2 })) ?? [])].sort(),
        ['a.txt', 'b.txt', 'c.txt', 'deep/'],
      );
      assert.deepEqual((await scene.papers(scene.boris).list(base)).data, []);
    });
  });

  method('storage.from().listV2()', 'works', (it) => {
    it('lists whole names page by page, and folders with a delimiter', async () => {
      const base = `${scene.annasFolder}/${randomUUID()}`;
      const all = ['a.txt', 'b.txt', 'deep/er/y.txt', 'deep/x.txt'].map((name) => `${base}/${name}`);
      for (const name of [...all].reverse()) await scene.put(name);
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await scene.papers().listV2({ prefix: base, limit: 3, ...(cursor && { cursor }) });
        pages.push(...(data?.objects.map(({ name }) => name) ?? []));
        cursor = data?.nextCursor;
        assert.equal(data?.hasNext, cursor !== undefined);
      } while (cursor);
      assert.deepEqual(pages, all);
      const { data } = await scene.papers().listV2({ prefix: `${base}/`, with_delimiter: true });
      assert.deepEqual(
        [data?.folders.map(({ name }) => name), data?.objects.map(({ name }) => name)],
        [[`${base}/deep/`], [`${base}/a.txt`, `${base}/b.txt`]],
      );
      assert.deepEqual(
        [data?.folders.map(({ key }) => key), data?.objects.map(({ key }) => key)],
        [['deep'], ['a.txt', 'b.txt']],
      );
      const whole = (await scene.papers().listV2({ prefix: `${base}/` })).data;
      assert.ok(whole?.objects.every((entry) => !('key' in entry)));
    });
    it('sorts by time, also over pages', async () => {
      const base = `${scene.annasFolder}/${randomUUID()}`;
      const all = ['c', 'a', 'b'].map((name) => `${base}/${name}`);
      for (const name of all) await scene.put(name);
      const sortBy = { column: 'created_at', order: 'desc' } as const;
      const first = (await scene.papers().listV2({ prefix: base, limit: 2, sortBy })).data;
      const cursor = first?.nextCursor ?? '';
      const second = (await scene.papers().listV2({ prefix: base, limit: 2, sortBy, cursor })).data;
      assert.deepEqual(
        [...(first?.objects ?? []), ...(second?.objects ?? [])].map(({ name }) => name),
        [...all].reverse(),
      );
    });
  });
}
