import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { StorageActors } from './storage-actors.ts';

const college = randomUUID();
const group = randomUUID();
const text = 'application/octet-stream';

describe('Documents, through the Storage API', () => {
  let actors: StorageActors;

  const sql = (query: string, values: unknown[] = []) =>
    actors.supabase.database.transaction((tx) => tx.query(query, values));

  before(async () => {
    actors = await StorageActors.start('documents');
    await sql(
      `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск')`,
      [college],
    );
    await sql(
      `insert into public.groups (id, college_id, number, start_year, end_year) values ($1, $2, 'ИС-21', 2026, 2030)`,
      [group, college],
    );
    await actors.person('teacher', college, 'teacher');
    await actors.person('colleague', college, 'teacher');
    await actors.person('administrator', college, 'staff', true);
    const student = await actors.person('student', college, 'student');
    await actors.person('outsider', college, 'student');
    const removed = await actors.person('removed', college, 'teacher');
    await sql('insert into public.group_students (group_id, person_id) values ($1, $2)', [group, student]);
    await sql('update public.memberships set left_at = now() where person_id = $1', [removed]);
  });
  after(() => actors.stop());

  const everybody = ['teacher', 'colleague', 'administrator', 'student', 'outsider', 'removed', 'nobody'];
  const path = (file: string, leaf = 'original') => `${college}/${file}/${leaf}`;
  const put = (name: string, file: string, content = 'содержимое', type = text) =>
    actors.as(name).upload(path(file), new Blob([content], { type }), { contentType: type });
  const add = (name: string, file: string, more: object = {}) =>
    actors.call(name, 'add_document', {
      college,
      file: { id: file, kind: 'file', name: 'План.docx' },
      title: 'План',
      ...more,
    });

  async function document(name = 'teacher', more: object = {}): Promise<string> {
    const file = randomUUID();
    assert.equal((await put(name, file)).error, null);
    assert.equal((await add(name, file, more)).status, 200);
    return file;
  }

  /** Who gets the bytes, with their token or by an address that they have signed. */
  async function readers(of: string): Promise<string[]> {
    const found = [];
    for (const name of everybody) {
      const { error } = await actors.as(name).download(path(of));
      const { error: unsigned } = await actors.as(name).createSignedUrl(path(of), 60);
      assert.equal(error === null, unsigned === null, name);
      const { data } = await actors.as(name).list(`${college}/${of}`);
      assert.equal((data ?? []).length > 0, error === null, name);
      if (error === null) found.push(name);
    }
    return found;
  }

  it('D1 are uploaded by teachers and administrators only, never over another, and are no document by that alone', async () => {
    for (const name of ['student', 'outsider', 'removed', 'nobody']) {
      assert.notEqual((await put(name, randomUUID())).error, null, name);
    }
    const file = randomUUID();
    assert.equal((await put('teacher', file)).error, null);
    assert.deepEqual(await readers(file), []);
    assert.notEqual((await put('teacher', file, 'другое')).error, null);
    assert.notEqual((await put('colleague', file, 'другое')).error, null);
    for (const name of ['colleague', 'administrator', 'student']) {
      assert.ok((await add(name, file)).status >= 400, name);
    }
    assert.equal((await add('teacher', file)).status, 200);
    assert.equal(await (await actors.as('student').download(path(file))).data?.text(), 'содержимое');
  });

  it('D2 are read by those whom they are for, and a path that is known gets nobody anything', async () => {
    assert.deepEqual(await readers(await document()), ['teacher', 'colleague', 'administrator', 'student', 'outsider']);
    assert.deepEqual(await readers(await document('teacher', { audience: 'teachers' })), [
      'teacher',
      'colleague',
      'administrator',
    ]);
    const forGroup = await document('teacher', { audience: 'groups', groups: [group] });
    assert.deepEqual(await readers(forGroup), ['teacher', 'administrator', 'student']);
    await sql('delete from public.group_students where group_id = $1', [group]);
    assert.deepEqual(await readers(forGroup), ['teacher', 'administrator']);
  });

  it('D3 are neither replaced, moved, copied nor removed past the database', async () => {
    const file = await document();
    for (const name of everybody) {
      const changes = {
        replaced: await actors.as(name).update(path(file), new Blob(['другое'])),
        overwritten: await actors.as(name).upload(path(file), new Blob(['другое']), { upsert: true }),
        moved: await actors.as(name).move(path(file), path(randomUUID())),
      };
      for (const [what, { error }] of Object.entries(changes)) assert.notEqual(error, null, `${name}: ${what}`);
      assert.deepEqual((await actors.as(name).remove([path(file)])).data ?? [], [], name);
    }
    assert.equal(await (await actors.as('student').download(path(file))).data?.text(), 'содержимое');
  });

  it('D4 of a type that a browser would run are not stored, and nothing is a PDF by its name', async () => {
    for (const type of ['text/html', 'image/svg+xml', 'text/javascript', 'application/xhtml+xml', 'text/plain']) {
      assert.notEqual((await put('teacher', randomUUID(), '<script>alert(1)</script>', type)).error, null, type);
    }
    const file = randomUUID();
    assert.equal((await put('teacher', file, '<script>alert(1)</script>')).error, null);
    for (const [name, reason] of [
      ['a.pdf', 'disguised'],
      ['a.exe', 'kind'],
    ]) {
      const refused = await add('teacher', file, { file: { id: file, kind: 'file', name } });
      assert.equal(refused.status, 400);
      assert.equal(((await refused.json()) as { details: string }).details, reason);
    }
    assert.equal((await add('teacher', file, { file: { id: file, kind: 'file', name: 'a.html' } })).status, 200);
    const { data } = await actors.as('student').createSignedUrl(path(file), 60);
    const answer = await fetch(data?.signedUrl ?? '');
    assert.equal(answer.headers.get('content-type'), text);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });

  it('D4 that never became one, or were in the bin for thirty days, are swept with their bytes', async () => {
    const [left, kept, gone] = [randomUUID(), await document(), await document()];
    assert.equal((await put('teacher', left)).error, null);
    assert.equal((await actors.call('teacher', 'delete_document', { document: gone })).status, 204);
    assert.deepEqual(await readers(gone), []);
    await sql(`update private.documents set deleted_at = now() - interval '31 days' where id = $1`, [gone]);
    await sql(`update storage.objects set created_at = now() - interval '2 days' where bucket_id = 'documents'`);
    const swept = (key: string) =>
      fetch(`${actors.supabase.url}/functions/v1/sweep-files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
      });
    assert.equal((await swept(actors.supabase.publishableKey)).status, 401);
    assert.equal((await swept(actors.supabase.secretKey)).status, 200);
    const there = await sql(
      `select split_part(name, '/', 2) as file from storage.objects where bucket_id = 'documents'`,
    );
    const files = there.rows.map((row) => (row as { file: string }).file);
    assert.deepEqual(
      [left, kept, gone].map((file) => files.includes(file)),
      [false, true, false],
    );
  });
});
