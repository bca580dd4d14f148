import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import ICAL from 'ical.js';
import { StorageActors } from '../../tests/storage-actors.ts';

describe('L10 The calendar, through its function', () => {
  const college = randomUUID();
  const chat = randomUUID();
  const plan = randomUUID();
  let actors: StorageActors;

  const sql = (query: string, values: unknown[] = []) =>
    actors.supabase.database.transaction((tx) => tx.query(query, values));
  const address = (key: string) => `${actors.supabase.url}/functions/v1/calendar?key=${key}`;
  const call = (headers: Record<string, string>, body: string) =>
    fetch(`${actors.supabase.url}/functions/v1/calendar`, { method: 'POST', headers, body });
  const summaries = (text: string) =>
    new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event).summary);
  const make = async (name: string): Promise<string> => (await actors.call(name, 'make_calendar_address', {})).json();

  before(async () => {
    actors = await StorageActors.start('chat-files');
    await sql(
      `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск')`,
      [college],
    );
    const teacher = await actors.person('teacher', college, 'teacher');
    const student = await actors.person('student', college, 'student');
    await actors.person('outsider', college, 'student');
    await sql(`insert into public.chats (id, college_id, kind, title) values ($1, $2, 'other', 'Кружок')`, [
      chat,
      college,
    ]);
    await sql('insert into public.chat_members (chat_id, person_id) values ($1, $2), ($1, $3)', [
      chat,
      teacher,
      student,
    ]);
    await sql(
      `insert into private.lesson_plans (id, chat_id, topic, kind, media, teacher_id, starts_on, starts_at, minutes)
        values ($1, $2, 'Тема', 'lesson', 'video', $3, current_date + 1, '09:40', 90)`,
      [plan, chat, teacher],
    );
  });
  after(() => actors.stop());

  it('L10 an address is subscribed to without signing in, and is a calendar', async () => {
    const response = await fetch(address(await make('student')));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.match(response.headers.get('cache-control') ?? '', /private/);
    assert.deepEqual(summaries(await response.text()), ['Тема, Кружок']);
    const head = await fetch(address(await make('student')), { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.deepEqual(summaries(await (await fetch(address(await make('outsider')))).text()), []);
  });

  it('L10 made anew or revoked an address is good no more, nor is one that never was', async () => {
    const first = await make('student');
    const second = await make('student');
    const status = async (key: string) => (await fetch(address(key))).status;
    assert.deepEqual([await status(first), await status(second)], [404, 200]);
    await actors.call('student', 'revoke_calendar_address', {});
    assert.equal(await status(second), 404);
    for (const key of ['', 'forged', "'", 'x'.repeat(5000)]) assert.equal(await status(key), 404, key);
    assert.equal((await fetch(`${actors.supabase.url}/functions/v1/calendar`)).status, 404);
  });

  it('L10 one plan is a file for the participants of its chat', async () => {
    const body = JSON.stringify({ plan });
    const response = await call(actors.headers('student'), body);
    const { ics } = await response.json();
    assert.deepEqual(summaries(ics), ['Тема, Кружок']);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal((await call(actors.headers('outsider'), body)).status, 400);
    assert.equal((await call(actors.headers('nobody'), body)).status, 401);
    assert.equal((await call({}, body)).status, 401);
    assert.equal((await call({ authorization: 'Bearer forged' }, body)).status, 401);
    for (const wrong of ['', '{', 'null', '[]', '{"plan":1}'])
      assert.equal((await call(actors.headers('student'), wrong)).status, 400, wrong);
    const other = await fetch(address('x'), { method: 'DELETE' });
    assert.equal(other.status, 405);
  });
});
