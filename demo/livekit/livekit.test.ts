import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { withEnvironment } from '../../supabase/functions/_testing/environment.ts';
import type { ReportingEngine } from '../../supabase/functions/lesson/engine.ts';
import { livekitEngine } from '../../supabase/functions/lesson/livekit.ts';
import { signToken } from '../../supabase/functions/lesson/signing.ts';
import { StorageActors } from '../../supabase/tests/storage-actors.ts';
import { configuration, freePort, installLiveKit, type LiveKit, missingForLiveKit, startLiveKit } from './livekit.ts';

const missing = await missingForLiveKit();

/** Waits until something is so; a server on this machine does it in a moment. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(what);
}

describe('L7 The configuration of LiveKit for this machine', () => {
  it('L7 opens nothing but loopback, and names no server of others', () => {
    const text = configuration(1, 2, 3, 'key', 'secret', 'http://127.0.0.1:4/livekit');
    for (const line of ['bind_addresses: ["127.0.0.1"]', 'node_ip: 127.0.0.1', 'interfaces: { includes: [lo] }'])
      assert.ok(text.includes(line), line);
    const addresses = [...text.matchAll(/\d+\.\d+\.\d+\.\d+|[\w-]+\.(?:com|io|example)\b/g)].map(([found]) => found);
    assert.deepEqual(new Set(addresses), new Set(['127.0.0.1']));
    assert.match(text, /stun_servers: \[/);
    assert.match(text, /auto_create: false/);
  });
});

describe(`L7 Lessons on a real LiveKit${missing && ` (skipped: ${missing})`}`, { skip: missing !== '' }, () => {
  const college = randomUUID();
  let folder: string;
  let livekit: LiveKit;
  let actors: StorageActors;
  let chat: string;
  let student: string;

  const sql = (query: string, values: unknown[] = []) =>
    actors.supabase.database.transaction((tx) => tx.query<Record<string, unknown>>(query, values));
  const ask = async (name: string, body: object) => {
    const response = await fetch(`${actors.supabase.url}/functions/v1/lesson`, {
      method: 'POST',
      headers: { ...actors.headers(name), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const sweep = () =>
    fetch(`${actors.supabase.url}/functions/v1/lesson`, {
      method: 'POST',
      headers: { authorization: `Bearer ${actors.supabase.serviceRoleKey}` },
      body: JSON.stringify({ do: 'sweep' }),
    });
  /** What LiveKit itself says, past the function. */
  const livekitSays = async <T>(work: (engine: ReportingEngine) => Promise<T>): Promise<T> => {
    const { apiUrl, key, secret, url } = livekit;
    return (await withEnvironment({}, () => work(livekitEngine({ url, apiUrl, key, secret })))).result;
  };
  const isThere = async (lesson: string) =>
    ((await livekitSays((engine) => engine.present(lesson))) ?? []).some(({ personId }) => personId === student);
  const validate = async (token: string) =>
    (await fetch(`${livekit.apiUrl}/rtc/validate?access_token=${token}`)).status;

  async function begin(kind = 'lesson'): Promise<{ lesson: string; token: string }> {
    const { body } = await ask('teacher', { do: 'start', chat, kind, media: 'video' });
    const lesson: string = body.lesson.id;
    const entered = await ask('student', { do: 'enter', lesson, connection: randomUUID(), with_video: false });
    assert.equal(entered.status, 200, JSON.stringify(entered.body));
    assert.equal(entered.body.entrance.url, livekit.url);
    return { lesson, token: entered.body.entrance.token };
  }

  /** Joins as a page does, without sending anything yet. */
  async function comeIn(token: string): Promise<WebSocket> {
    const socket = new WebSocket(`${livekit.url}/rtc?access_token=${token}&auto_subscribe=1&protocol=15&sdk=js`);
    const message = once(socket, 'message');
    await once(socket, 'open');
    await message;
    return socket;
  }

  before(
    async () => {
      await installLiveKit((line) => console.log(line));
      const port = await freePort();
      livekit = await startLiveKit({ webhook: `http://127.0.0.1:${port}/functions/v1/lesson/livekit` });
      folder = await mkdtemp(join(tmpdir(), 'sferum-livekit-'));
      const envFile = join(folder, '.env');
      const { apiUrl, key, secret, url } = livekit;
      const settings = { LESSON_ENGINE: 'livekit', LIVEKIT_URL: url, LIVEKIT_API_URL: apiUrl };
      const secrets = { ...settings, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret };
      await writeFile(
        envFile,
        Object.entries(secrets)
          .map(([name, value]) => `${name}=${value}`)
          .join('\n'),
      );
      actors = await StorageActors.start('chat-files', { port, envFile });
      await sql(
        `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск')`,
        [college],
      );
      const teacher = await actors.person('teacher', college, 'teacher');
      student = await actors.person('student', college, 'student');
      chat = randomUUID();
      await sql(`insert into public.chats (id, college_id, kind, title) values ($1, $2, 'other', 'Кружок')`, [
        chat,
        college,
      ]);
      await sql('insert into public.chat_members (chat_id, person_id) values ($1, $2), ($1, $3)', [
        chat,
        teacher,
        student,
      ]);
    },
    { timeout: 900_000 },
  );
  after(async () => {
    await actors?.stop();
    await livekit?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  it('L7 its token joins the room of its lesson, and a forged one, or one that is over, does not', async () => {
    const { lesson, token } = await begin();
    assert.equal(await validate(token), 200);
    const socket = await comeIn(token);
    await until('the student is there', () => isThere(lesson));
    const video = { room: lesson, roomJoin: true, canPublish: true };
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: livekit.key, sub: student, nbf: now - 1000, exp: now + 100, video };
    assert.equal(await validate(await signToken('another secret, long enough for it', claims)), 401);
    assert.equal(await validate(await signToken(livekit.secret, { ...claims, exp: now - 500 })), 401);
    socket.close();
    assert.equal((await ask('teacher', { do: 'end', lesson })).status, 200);
    assert.deepEqual(await livekitSays((engine) => engine.rooms()), []);
  });

  it('L5 who is removed is out, and out again when they come with the old token', async () => {
    const { lesson, token } = await begin();
    const socket = await comeIn(token);
    await until('the student is there', () => isThere(lesson));
    const closed = once(socket, 'close');
    assert.equal((await ask('teacher', { do: 'moderate', lesson, deed: 'remove', person: student })).status, 200);
    await closed;
    assert.equal(await isThere(lesson), false);
    const again = await comeIn(token);
    await until('LiveKit lets them in with the old token', () => isThere(lesson));
    const out = once(again, 'close');
    assert.equal((await sweep()).status, 200);
    await out;
    assert.equal(await isThere(lesson), false);
    await ask('teacher', { do: 'end', lesson });
  });

  it('L5 it takes what somebody may do, by the names that the function gives it', async () => {
    const { lesson, token } = await begin();
    const socket = await comeIn(token);
    await until('the student is there', () => isThere(lesson));
    assert.equal((await sweep()).status, 200);
    assert.equal((await ask('teacher', { do: 'moderate', lesson, deed: 'silence', person: student })).status, 200);
    const now = Math.floor(Date.now() / 1000);
    const admin = await signToken(livekit.secret, {
      iss: livekit.key,
      exp: now + 100,
      video: { room: lesson, roomAdmin: true },
    });
    const listed = await fetch(`${livekit.apiUrl}/twirp/livekit.RoomService/ListParticipants`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ room: lesson }),
    });
    const { participants } = await listed.json();
    const { permission } = participants[0];
    assert.deepEqual(
      [permission.can_publish, permission.can_subscribe, permission.can_publish_data, permission.can_publish_sources],
      [true, true, true, ['CAMERA', 'SCREEN_SHARE']],
    );
    assert.equal((await ask('teacher', { do: 'moderate', lesson, deed: 'mute' })).status, 200);
    socket.close();
    await ask('teacher', { do: 'end', lesson });
  });

  it('L5 what it reports is believed, because it is signed', async () => {
    const { lesson } = await begin();
    await sql(
      `insert into private.lesson_visits (lesson_id, connection, person_id, joined_at) values ($1, 'PA_x', $2, now())`,
      [lesson, student],
    );
    await livekitSays((engine) => engine.end(lesson));
    await until('room_finished has closed the visit', async () => {
      const { rows } = await sql('select left_at from private.lesson_visits where lesson_id = $1', [lesson]);
      return rows[0]?.left_at !== null;
    });
    await ask('teacher', { do: 'end', lesson });
  });
});
