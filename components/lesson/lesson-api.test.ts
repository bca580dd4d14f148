import { expect } from '@esm-bundle/chai';
import type { Backend } from '../core/backend.ts';
import type { TopicEvents } from '../core/channels.ts';
import { AppError, toAppError } from '../core/errors.ts';
import { provideBackend } from '../element/host/provider.ts';
import { LessonApi } from './lesson-api.ts';

const url = 'http://lesson-api.test';
const person = { id: 'b', surname: 'Гареев', name: 'Тимур', patronymic: '' };
const lessonJson = {
  id: 'l',
  chat_id: 'c',
  kind: 'lesson',
  media: 'video',
  engine: 'mesh',
  topic: 'Тема',
  host: person,
  started_at: '2027-02-09T06:40:00Z',
  ended_at: null,
  count: 1,
  is_locked: false,
  places: 10,
  video_places: 6,
};
const personJson = {
  person,
  connection: 'page',
  joined_at: '2027-02-09T06:41:00Z',
  with_video: true,
  is_out: false,
  is_on_stage: true,
  is_silenced: false,
  hand_at: null,
  call: null,
};
const stateJson = {
  lesson: lessonJson,
  revision: 7,
  people: [personJson],
  rights: { lead: true, end: true, call: false },
};

describe('the api of lessons', () => {
  const { fetch } = globalThis;
  const sent: { where: string; body: unknown }[] = [];
  let answer: () => Response;
  let stop: () => void;
  let api: LessonApi;
  beforeEach(() => {
    sent.length = 0;
    const given = provideBackend(document.body, { url, key: 'key', college: '' });
    stop = given.stop;
    api = new LessonApi(given.backend);
    globalThis.fetch = async (input, init) => {
      sent.push({ where: String(input).replace(url, ''), body: JSON.parse(String(init?.body)) });
      return answer();
    };
  });
  afterEach(() => {
    globalThis.fetch = fetch;
    stop();
  });

  it('L1 begins, comes in and moderates by the function, with what the database takes', async () => {
    answer = () => Response.json({ ...stateJson, entrance: { engine: 'mesh', iceServers: [] } });
    await api.start('c', { kind: 'lesson', media: 'audio', call: 'all' });
    await api.start('c', { kind: 'call', media: 'video', topic: 'Тема', call: ['b'] });
    const { entrance, state } = await api.enter('l', 'page', true);
    await api.moderate('l', { deed: 'remove', person: 'b' });
    await api.startPlanned('p', '2027-02-09');
    const where = '/functions/v1/lesson';
    const chosen = { people: ['b'], everybody: false };
    const nobody = { people: [], everybody: false };
    expect(sent).to.deep.equal([
      {
        where,
        body: { do: 'start', chat: 'c', topic: '', kind: 'lesson', media: 'audio', people: [], everybody: true },
      },
      { where, body: { do: 'start', chat: 'c', topic: 'Тема', kind: 'call', media: 'video', ...chosen } },
      { where, body: { do: 'enter', lesson: 'l', connection: 'page', with_video: true } },
      { where, body: { do: 'moderate', lesson: 'l', deed: 'remove', person: 'b' } },
      { where, body: { do: 'start_planned', plan: 'p', day: '2027-02-09', ...nobody } },
    ]);
    expect(entrance).to.deep.equal({ engine: 'mesh', iceServers: [] });
    expect(state.revision).to.equal(7);
    expect(state.rights).to.deep.equal({ lead: true, end: true, call: false });
    expect(state.lesson.startedAt).to.deep.equal(new Date('2027-02-09T06:40:00Z'));
    expect(state.people[0]).to.deep.include({
      person,
      isIn: true,
      connection: 'page',
      isSilenced: false,
      handAt: null,
    });
  });

  it('L9 asks the function what one may begin, because it alone knows whether there are broadcasts', async () => {
    answer = () => Response.json({ refusal: null, kinds: ['lesson', 'call'], call_all: true });
    expect(await api.startRights('c')).to.deep.equal({ refusal: null, kinds: ['lesson', 'call'], callAll: true });
    expect(sent).to.deep.equal([{ where: '/functions/v1/lesson', body: { do: 'start_rights', chat: 'c' } }]);
  });

  it('L1 says in one word why somebody does not come in', async () => {
    const refusals = [
      [400, { code: 'SF006', details: 'removed' }],
      [400, { code: 'SF006', details: 'locked' }],
      [400, { code: 'SF006', details: 'video_full' }],
      [502, { code: 'SF007', details: 'unreachable' }],
      [403, { code: '42501', details: null }],
    ] as const;
    const found: string[] = [];
    for (const [status, refusal] of refusals) {
      answer = () => Response.json({ message: 'refused', ...refusal }, { status });
      const error = await api.enter('l', 'page', false).catch(toAppError);
      found.push(error instanceof AppError ? `${error.code} ${error.reason}`.trim() : 'entered');
    }
    expect(found).to.deep.equal([
      'invalid removed',
      'invalid locked',
      'invalid video_full',
      'offline unreachable',
      'denied',
    ]);
  });

  it('L10 says when to remind by the clock of this device, and takes a file as one', async () => {
    const planned = {
      plan_id: 'p',
      day: '2027-02-09',
      chat_id: 'c',
      chat_title: 'Чат',
      group_number: 'ИС-21',
      kind: 'lesson',
      media: 'video',
      topic: '',
      teacher: null,
      starts_at: '2001-01-01T00:00:00Z',
      ends_at: '2001-01-01T01:30:00Z',
      seconds: 900,
      is_moved: false,
      is_cancelled: false,
      is_weekly: true,
      lesson_id: null,
      is_running: false,
      may_change: true,
      version: 1,
    };
    answer = () => Response.json([planned]);
    const before = Date.now();
    const [first] = await api.planned({ chat: 'c' }, new Date(0), new Date(1));
    const remind = (first?.remindAt.getTime() ?? 0) - 300_000;
    expect(remind >= before && remind <= Date.now(), String(remind - before)).to.equal(true);
    answer = () => Response.json({ ics: 'BEGIN:VCALENDAR' });
    const file = await api.calendarFile('p');
    expect([file.type, await file.text()]).to.deep.equal(['text/calendar;charset=utf-8', 'BEGIN:VCALENDAR']);
  });

  it('L4 takes what is broadcast only when it is whole, and has one topic for two', async () => {
    const events = new Map<string, TopicEvents>();
    const said: unknown[] = [];
    const channels = {
      subscribe: (topic: string, on: { events: TopicEvents }) => {
        events.set(topic, on.events);
        return () => events.delete(topic);
      },
      send: async (...args: unknown[]) => {
        said.push(args);
        return true;
      },
    };
    const pretended = (userId: string) => new LessonApi({ channels, userId } as unknown as Backend);
    const got: unknown[] = [];
    pretended('a').subscribe('l', {
      onChange: ({ revision, people }) => got.push([revision, people[0]?.person.id]),
      onStale: () => got.push('stale'),
      onMute: (who) => got.push(['mute', who]),
    });
    const on = events.get('lesson:l');
    on?.state?.(stateJson);
    for (const part of [{}, { revision: 8 }, { ...stateJson, lesson: null }, { ...stateJson, people: [null] }])
      on?.state?.(part);
    on?.stale?.({ revision: 9 });
    on?.mute?.({ person_id: null });
    on?.mute?.({ person_id: 'b' });
    expect(got).to.deep.equal([[7, 'b'], ...Array(5).fill('stale'), ['mute', null], ['mute', 'b']]);

    const heard: unknown[] = [];
    const handlers = { onSignal: (signal: unknown) => heard.push(signal) };
    const link = pretended('b').link('l', 'a', handlers);
    expect(events.has('lesson:l:pair:a:b')).to.equal(true);
    events.get('lesson:l:pair:a:b')?.signal?.({ offer: 1 });
    expect(await link.send({ answer: 2 })).to.equal(true);
    expect([heard, said]).to.deep.equal([[{ offer: 1 }], [['lesson:l:pair:a:b', 'signal', { answer: 2 }]]]);
    link.close();
    expect(events.has('lesson:l:pair:a:b')).to.equal(false);
  });
});
