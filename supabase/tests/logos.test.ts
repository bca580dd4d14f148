import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { StorageActors } from './storage-actors.ts';

const college = randomUUID();
const otherCollege = randomUUID();

describe('A1 Logos of colleges, through the Storage API', () => {
  let actors: StorageActors;
  let picture: Blob;

  before(async () => {
    actors = await StorageActors.start('college-logos');
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'navy' } })
      .png()
      .toBuffer();
    picture = new Blob([new Uint8Array(png)], { type: 'image/png' });
    const { database } = actors.supabase;
    await database.transaction((tx) =>
      tx.query(
        `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск'), ($2, 'Горный', 'Горный', 'Горск')`,
        [college, otherCollege],
      ),
    );
    await actors.person('administrator', college, 'staff', true);
    await actors.person('colleague', college, 'teacher', true);
    await actors.person('teacher', college, 'teacher');
    await actors.person('student', college, 'student');
    await actors.person('stranger', otherCollege, 'staff', true);
    const former = await actors.person('former administrator', college, 'staff', true);
    await database.transaction((tx) =>
      tx.query(`update public.memberships set is_admin = false, left_at = now() where person_id = $1`, [former]),
    );
  });
  after(() => actors.stop());

  const as = (name: string) => actors.as(name);
  const path = (of = college) => `${of}/${randomUUID()}.png`;

  /** A logo that an administrator has put up. */
  async function putUp(): Promise<string> {
    const logo = path();
    assert.equal((await as('administrator').upload(logo, picture)).error, null);
    return logo;
  }
  const isThere = (logo: string) => actors.isThere(logo);

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
