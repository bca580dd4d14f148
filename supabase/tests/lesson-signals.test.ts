import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type RealtimeChannel, RealtimeClient } from '@supabase/realtime-js';
import WebSocket from 'ws';
import { StorageActors } from './storage-actors.ts';

describe('L7 Signals of a lesson on the mesh, over Realtime', () => {
  const college = randomUUID();
  const chat = randomUUID();
  let actors: StorageActors;
  let ids: Record<string, string>;
  let lesson: string;
  const sockets = new Map<string, RealtimeClient>();

  const sql = (query: string, values: unknown[] = []) =>
    actors.supabase.database.transaction((tx) => tx.query(query, values));

  before(async () => {
    actors = await StorageActors.start('chat-files');
    await sql(
      `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск')`,
      [college],
    );
    ids = {
      teacher: await actors.person('teacher', college, 'teacher'),
      student: await actors.person('student', college, 'student'),
      classmate: await actors.person('classmate', college, 'student'),
      outsider: await actors.person('outsider', college, 'student'),
    };
    await sql(`insert into public.chats (id, college_id, kind, title) values ($1, $2, 'other', 'Кружок')`, [
      chat,
      college,
    ]);
    await sql('insert into public.chat_members (chat_id, person_id) select $1, unnest($2::uuid[])', [
      chat,
      ['teacher', 'student', 'classmate'].map((name) => ids[name]),
    ]);
    const started = await actors.call('teacher', 'start_lesson', { chat, kind: 'lesson', media: 'video' });
    lesson = (await started.json()).lesson.id;
    for (const name of ['teacher', 'student', 'classmate']) await enter(name);
    for (const name of Object.keys(ids)) {
      const token = actors.headers(name).authorization?.replace('Bearer ', '') ?? '';
      sockets.set(
        name,
        new RealtimeClient(`${actors.supabase.url.replace('http', 'ws')}/realtime/v1`, {
          params: { apikey: actors.supabase.publishableKey },
          accessToken: async () => token,
          transport: WebSocket as unknown as typeof globalThis.WebSocket,
        }),
      );
    }
  });
  after(async () => {
    await Promise.all([...sockets.values()].map((socket) => socket.disconnect()));
    await actors.stop();
  });

  const enter = (name: string) =>
    actors.call(name, 'enter_lesson', { lesson, connection: randomUUID(), with_video: false });
  const pair = (one: string, other: string) =>
    `lesson:${lesson}:pair:${[String(ids[one]), String(ids[other])].sort().join(':')}`;

  /** Joins a topic as somebody. @returns The channel and what it receives; null when they may not. */
  async function join(name: string, topic: string): Promise<{ channel: RealtimeChannel; received: unknown[] } | null> {
    const socket = sockets.get(name);
    assert.ok(socket);
    await socket.setAuth();
    const channel = socket.channel(topic, { config: { private: true, broadcast: { ack: true } } });
    const received: unknown[] = [];
    channel.on('broadcast', { event: '*' }, ({ event, payload }) => received.push([event, payload]));
    const status = await new Promise<string>((resolve) => channel.subscribe(resolve));
    if (status === 'SUBSCRIBED') return { channel, received };
    await socket.removeChannel(channel);
    return null;
  }
  const say = (channel: RealtimeChannel, payload: object) =>
    channel.send({ type: 'broadcast', event: 'signal', payload });

  it('L7 two hear each other and not themselves, and no third one comes in between', async () => {
    const teacher = await join('teacher', pair('teacher', 'student'));
    const student = await join('student', pair('teacher', 'student'));
    assert.ok(teacher && student);
    assert.equal(await say(teacher.channel, { offer: 1 }), 'ok');
    assert.equal(await say(student.channel, { answer: 2 }), 'ok');
    assert.deepEqual(student.received, [['signal', { offer: 1 }]]);
    assert.deepEqual(teacher.received, [['signal', { answer: 2 }]]);
    for (const name of ['classmate', 'outsider'])
      assert.equal(await join(name, pair('teacher', 'student')), null, name);
    await teacher.channel.unsubscribe();
    await student.channel.unsubscribe();
  });

  it('L7 nobody speaks on the topic of the lesson, nor past the socket', async () => {
    const topic = `lesson:${lesson}`;
    const teacher = await join('teacher', topic);
    const student = await join('student', topic);
    assert.ok(teacher && student);
    const forged = { revision: 999, lesson: { id: lesson }, people: [] };
    await student.channel.send({ type: 'broadcast', event: 'state', payload: forged });
    for (const [name, to] of [
      ['student', topic],
      ['classmate', pair('teacher', 'student')],
      ['outsider', pair('teacher', 'student')],
    ] as const) {
      await fetch(`${actors.supabase.url}/realtime/v1/api/broadcast`, {
        method: 'POST',
        headers: { ...actors.headers(name), 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ topic: to, event: 'state', payload: forged, private: true }] }),
      });
    }
    await actors.call('student', 'raise_hand', { lesson, raised: true });
    const heard = new Promise<void>((resolve) => {
      teacher.channel.on('broadcast', { event: 'mute' }, () => resolve());
    });
    await actors.call('teacher', 'moderate_lesson', { lesson, deed: 'mute' });
    await heard;
    const events = teacher.received.map((each) => (each as [string, { revision?: number }])[1].revision);
    assert.ok(!events.includes(999) && events.length >= 1, String(events));
    await teacher.channel.unsubscribe();
    await student.channel.unsubscribe();
  });

  it('L5 the page of who is removed learns it, and joins nothing of the lesson any more', async () => {
    const student = await join('student', `lesson:${lesson}`);
    assert.ok(student);
    const learned = new Promise<unknown>((resolve) => {
      student.channel.on('broadcast', { event: 'state' }, ({ payload }) => {
        const mine = payload.people.find(({ person }: { person: { id: string } }) => person.id === ids.student);
        if (mine?.is_out) resolve(mine.connection);
      });
    });
    await actors.call('teacher', 'moderate_lesson', { lesson, deed: 'remove', person: ids.student });
    assert.equal(await learned, null);
    await student.channel.unsubscribe();
    assert.equal(await join('student', `lesson:${lesson}`), null);
    assert.equal(await join('student', pair('teacher', 'student')), null);
    assert.equal(await join('teacher', pair('teacher', 'student')), null);
    const others = await join('teacher', pair('teacher', 'classmate'));
    assert.ok(others, 'the others go on');
    await others.channel.unsubscribe();
  });
});
