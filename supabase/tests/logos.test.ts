import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StorageClient } from '@supabase/storage-js';
import sharp from 'sharp';
import { type Supabase, startSupabase } from '../embedded/index.ts';

const root = join(import.meta.dirname, '../..');
const college = randomUUID();
const otherCollege = randomUUID();

describe('A1 Logos of colleges, through the Storage API', () => {
  let supabase: Supabase;
  let picture: Blob;
  const actors = new Map<string, StorageClient>();

  before(async () => {
    supabase = await startSupabase({
      project: join(root, 'supabase'),
      cacheDir: join(root, '.cache'),
      port: 0,
      passwordCost: 4,
    });
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'navy' } })
      .png()
      .toBuffer();
    picture = new Blob([new Uint8Array(png)], { type: 'image/png' });
    await supabase.database.transaction((tx) =>
      tx.query(
        `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск'), ($2, 'Горный', 'Горный', 'Горск')`,
        [college, otherCollege],
      ),
    );
    await person('administrator', college, 'staff', true);
    await person('colleague', college, 'teacher', true);
    await person('teacher', college, 'teacher');
    await person('student', college, 'student');
    await person('stranger', otherCollege, 'staff', true);
    await person('former administrator', college, 'staff', true);
    await supabase.database.transaction((tx) =>
      tx.query(
        `update public.memberships set is_admin = false, left_at = now()
         where person_id = (select id from public.profiles where surname = 'former administrator')`,
      ),
    );
    actors.set('nobody', storage(supabase.publishableKey));
  });
  after(() => supabase.stop());

  const storage = (token: string) =>
    new StorageClient(`${supabase.url}/storage/v1`, {
      apikey: supabase.publishableKey,
      authorization: `Bearer ${token}`,
    });

  /** Signs somebody in who belongs to a college. */
  async function person(name: string, of: string, role: string, isAdmin = false): Promise<void> {
    const phone = `7999000${String(1000 + actors.size)}`;
    const auth = (path: string, key: string, body: object) =>
      fetch(`${supabase.url}/auth/v1/${path}`, {
        method: 'POST',
        headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((response) => response.json());
    const password = 'длинный пароль';
    const { id } = await auth('admin/users', supabase.secretKey, { phone, password, phone_confirm: true });
    await supabase.database.transaction(async (tx) => {
      await tx.query(`insert into public.profiles (id, surname, name) values ($1, $2, 'Тест')`, [id, name]);
      await tx.query(`insert into public.memberships (college_id, person_id, role, is_admin) values ($1, $2, $3, $4)`, [
        of,
        id,
        role,
        isAdmin,
      ]);
    });
    const session = await auth('token?grant_type=password', supabase.publishableKey, { phone, password });
    actors.set(name, storage(session.access_token));
  }

  const as = (name: string) => {
    const client = actors.get(name);
    assert.ok(client, name);
    return client.from('college-logos');
  };
  const path = (of = college) => `${of}/${randomUUID()}.png`;

  /** A logo that an administrator has put up. */
  async function putUp(): Promise<string> {
    const logo = path();
    assert.equal((await as('administrator').upload(logo, picture)).error, null);
    return logo;
  }
  const isThere = async (logo: string) => (await fetch(as('nobody').getPublicUrl(logo).data.publicUrl)).ok;

  const others = ['teacher', 'student', 'stranger', 'former administrator', 'nobody'];

  it('are put up by its administrators and by nobody else', async () => {
    assert.equal(await isThere(await putUp()), true);
    for (const name of others) {
      const logo = path();
      assert.notEqual((await as(name).upload(logo, picture)).error, null, name);
      assert.equal(await isThere(logo), false, name);
      assert.notEqual((await as(name).createSignedUploadUrl(path())).error, null, name);
    }
  });

  it('have names of their own in the folder of the college, and are small pictures', async () => {
    const refused = [
      path(otherCollege),
      `${college}/logo.png`,
      `${college}/${randomUUID()}.svg`,
      `${college}/deeper/${randomUUID()}.png`,
      `${randomUUID()}.png`,
    ];
    for (const name of refused) assert.notEqual((await as('administrator').upload(name, picture)).error, null, name);
    const text = new Blob(['<svg onload="alert(1)"/>'], { type: 'image/svg+xml' });
    assert.notEqual((await as('administrator').upload(path(), text)).error, null);
    const large = new Blob([new Uint8Array(2_097_153)], { type: 'image/png' });
    assert.notEqual((await as('administrator').upload(path(), large)).error, null);
  });

  it('are listed by its administrators only, though everybody sees them', async () => {
    const logo = await putUp();
    const file = logo.slice(college.length + 1);
    const listed = async (name: string) => ((await as(name).list(college)).data ?? []).map(({ name: found }) => found);
    for (const name of ['administrator', 'colleague']) assert.ok((await listed(name)).includes(file), name);
    for (const name of others) {
      assert.deepEqual(await listed(name), [], name);
      assert.notEqual((await as(name).createSignedUrl(logo, 60)).error, null, name);
    }
    assert.equal(await isThere(logo), true);
  });

  it('are taken down by any of its administrators and by nobody else', async () => {
    const logo = await putUp();
    for (const name of others) {
      const { data } = await as(name).remove([logo]);
      assert.deepEqual(data ?? [], [], name);
      assert.equal(await isThere(logo), true, name);
    }
    assert.equal((await as('colleague').remove([logo])).data?.length, 1);
    assert.equal(await isThere(logo), false);
  });

  it('are never replaced, moved or copied elsewhere, not even by its administrators', async () => {
    const logo = await putUp();
    for (const name of ['administrator', ...others]) {
      const changes = {
        replaced: await as(name).update(logo, picture),
        overwritten: await as(name).upload(logo, picture, { upsert: true }),
        moved: await as(name).move(logo, path(otherCollege)),
        copied: await as(name).copy(logo, path(otherCollege)),
      };
      for (const [what, { error }] of Object.entries(changes)) assert.notEqual(error, null, `${name}: ${what}`);
      assert.equal(await isThere(logo), true, name);
    }
  });
});
