import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { StorageActors } from './storage-actors.ts';

const college = randomUUID();
const chat = randomUUID();
const otherChat = randomUUID();
const two = randomUUID();

describe('C5 Pictures of chats, through the Storage API', () => {
  let actors: StorageActors;
  let picture: Blob;

  before(async () => {
    actors = await StorageActors.start('chat-pictures');
    const jpeg = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'navy' } })
      .jpeg()
      .toBuffer();
    picture = new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' });
    const { database } = actors.supabase;
    await database.transaction((tx) =>
      tx.query(
        `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск')`,
        [college],
      ),
    );
    const people = {
      moderator: await actors.person('moderator', college, 'student'),
      participant: await actors.person('participant', college, 'student'),
      former: await actors.person('former', college, 'student'),
      administrator: await actors.person('administrator', college, 'staff', true),
      stranger: await actors.person('stranger', college, 'teacher'),
    };
    await database.transaction(async (tx) => {
      await tx.query(
        `insert into public.chats (id, college_id, kind, title)
         values ($1, $4, 'other', 'Кружок'), ($2, $4, 'other', 'Другой'), ($3, $4, 'personal', '')`,
        [chat, otherChat, two, college],
      );
      await tx.query(
        `insert into public.chat_members (chat_id, person_id, is_moderator)
         values ($1, $4, true), ($1, $5, false), ($1, $6, true), ($2, $7, true), ($3, $4, false), ($3, $5, false)`,
        [chat, otherChat, two, people.moderator, people.participant, people.former, people.stranger],
      );
      await tx.query('delete from public.chat_members where chat_id = $1 and person_id = $2', [chat, people.former]);
    });
  });
  after(() => actors.stop());

  const path = (of = chat) => `${of}/${randomUUID()}.jpg`;
  async function putUp(): Promise<string> {
    const name = path();
    assert.equal((await actors.as('moderator').upload(name, picture)).error, null);
    return name;
  }
  const set = async (name: string, to: string) =>
    (await actors.call(name, 'set_chat_picture', { chat, path: to })).status;

  // An administrator does not manage a chat of chosen people that they are not in.
  const others = ['participant', 'former', 'administrator', 'stranger', 'nobody'];

  it('are put up, found and taken down by moderators and by nobody else, though everybody sees them', async () => {
    const name = await putUp();
    const file = name.slice(chat.length + 1);
    for (const other of others) {
      const theirs = path();
      assert.notEqual((await actors.as(other).upload(theirs, picture)).error, null, other);
      assert.equal(await actors.isThere(theirs), false, other);
      assert.notEqual((await actors.as(other).createSignedUploadUrl(path())).error, null, other);
      assert.deepEqual((await actors.as(other).list(chat)).data ?? [], [], other);
      assert.deepEqual((await actors.as(other).remove([name])).data ?? [], [], other);
      assert.equal(await actors.isThere(name), true, other);
    }
    assert.deepEqual(
      (await actors.as('moderator').list(chat)).data?.map((each) => each.name),
      [file],
    );
    assert.equal((await actors.as('moderator').remove([name])).data?.length, 1);
    assert.equal(await actors.isThere(name), false);
  });

  it('have names of their own in the folder of the chat, are small, and two people have none', async () => {
    const refused = [
      path(otherChat),
      path(two),
      `${chat}/picture.jpg`,
      `${chat}/${randomUUID()}.svg`,
      path(randomUUID()),
    ];
    for (const name of refused) assert.notEqual((await actors.as('moderator').upload(name, picture)).error, null, name);
    const text = new Blob(['<svg onload="alert(1)"/>'], { type: 'image/svg+xml' });
    assert.notEqual((await actors.as('moderator').upload(path(), text)).error, null);
    const large = new Blob([new Uint8Array(131_073)], { type: 'image/jpeg' });
    assert.notEqual((await actors.as('moderator').upload(path(), large)).error, null);
  });

  it('are never replaced, moved or copied elsewhere', async () => {
    const name = await putUp();
    for (const who of ['moderator', ...others]) {
      const changes = {
        replaced: await actors.as(who).update(name, picture),
        overwritten: await actors.as(who).upload(name, picture, { upsert: true }),
        moved: await actors.as(who).move(name, path(otherChat)),
        copied: await actors.as(who).copy(name, path(otherChat)),
      };
      for (const [what, { error }] of Object.entries(changes)) assert.notEqual(error, null, `${who}: ${what}`);
      assert.equal(await actors.isThere(name), true, who);
    }
  });

  it('are those of the chat only when a moderator says so, of one that is there', async () => {
    const name = await putUp();
    for (const other of others) assert.ok((await set(other, name)) >= 400, other);
    assert.equal(await set('moderator', path()), 400);
    // Storage looks at size and type of what is uploaded, not of what is copied from another bucket.
    for (const [type, size] of [
      ['application/pdf', 10],
      ['image/jpeg', 131_073],
    ] as const) {
      const source = `${college}/${chat}/${randomUUID()}/original`;
      const copied = path();
      const file = new Blob([new Uint8Array(size)], { type });
      assert.equal((await actors.as('moderator', 'chat-files').upload(source, file)).error, null);
      const id = source.split('/')[2];
      await actors.call('moderator', 'send_message', {
        chat,
        id: randomUUID(),
        body: '',
        files: [{ id, kind: 'file', name: 'a' }],
      });
      const files = actors.as('moderator', 'chat-files');
      assert.equal((await files.copy(source, copied, { destinationBucket: 'chat-pictures' })).error, null);
      assert.equal(await set('moderator', copied), 400, type);
    }
    assert.equal(await set('moderator', name), 200);
    const shown = await (await actors.call('participant', 'my_chats', { chat })).json();
    assert.equal(shown[0].picture_path, name);
  });
});
