import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { StorageActors } from '../../tests/storage-actors.ts';
import { withEnvironment } from '../_testing/environment.ts';
import lesson from './handler.ts';
import { readToken } from './signing.ts';

const secret = 'a secret of livekit, long enough for it';
const dailySecret = Buffer.from('a secret of daily').toString('base64');

interface Asked {
  readonly what: string;
  readonly body: Record<string, unknown>;
  readonly token: string;
}

/** What the function answers, as far as the tests look at it. */
interface Answer {
  readonly code?: string;
  readonly details?: string;
  readonly lesson?: { readonly id: string; readonly topic: string; readonly engine: string };
  readonly entrance?: Entrance;
}

interface Entrance {
  readonly engine: string;
  readonly url: string;
  readonly token: string;
  readonly iceServers: readonly { readonly urls: string[]; readonly username: string; readonly credential: string }[];
}

/** What stands for the API of LiveKit and of Daily. */
class StandIn {
  readonly asked: Asked[] = [];
  /** By what is asked; everything else is answered `{}`. */
  answers: Record<string, { status: number; body: unknown }> = {};
  mood: 'works' | 'fails' | 'silent' | 'nonsense' = 'works';
  /** What happens elsewhere before an answer arrives, by what was asked. */
  meanwhile: Record<string, () => Promise<unknown>> = {};
  readonly #server: Server;
  #port = 0;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const what = `${request.method} ${(request.url ?? '').replace('/twirp/livekit.RoomService/', '')}`;
      const text = await read(request);
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      this.asked.push({ what, body: text ? JSON.parse(text) : {}, token });
      await this.meanwhile[what]?.();
      if (this.mood === 'silent') return;
      if (this.mood === 'fails') response.writeHead(500).end('{"code":"internal"}');
      else if (this.mood === 'nonsense') response.writeHead(200).end('<h1>It works!</h1>');
      else {
        const { body, status } = this.answers[what] ?? { status: 200, body: {} };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      }
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  forget(): void {
    this.asked.length = 0;
    this.answers = {};
    this.meanwhile = {};
    this.mood = 'works';
  }

  get names(): string[] {
    return this.asked.map(({ what }) => what);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const field = (value: unknown, name: string): unknown => (value as Record<string, unknown> | undefined)?.[name];

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('Lessons, through their function', () => {
  const college = randomUUID();
  const otherCollege = randomUUID();
  const group = randomUUID();
  let actors: StorageActors;
  let ids: Record<string, string>;
  const server = new StandIn();
  let chat = '';
  let logged = '';

  const sql = (query: string, values: unknown[] = []) =>
    actors.supabase.database.transaction((tx) => tx.query<Record<string, unknown>>(query, values));

  const environment = (engine: string) => ({
    SUPABASE_URL: actors.supabase.url,
    SUPABASE_SERVICE_ROLE_KEY: actors.supabase.serviceRoleKey,
    SUPABASE_ANON_KEY: actors.supabase.anonKey,
    LESSON_ENGINE: engine,
    // One that is silent is waited for in vain; a machine that is busy answers late.
    LESSON_SERVER_MS: server.mood === 'silent' ? '300' : '30000',
    LIVEKIT_URL: server.url.replace('http', 'ws'),
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: secret,
    DAILY_API_URL: `${server.url}/daily`,
    DAILY_API_KEY: 'daily-key',
    DAILY_WEBHOOK_SECRET: dailySecret,
    STUN_URLS: 'stun:turn.college.example:3478',
    TURN_URLS: 'turn:turn.college.example:3478, turns:turn.college.example:5349?transport=tcp',
    TURN_SECRET: 'north',
  });

  async function send(request: Request, engine: string): Promise<{ status: number; body: Answer }> {
    const { logged: lines, result } = await withEnvironment(environment(engine), () => lesson(request));
    logged = lines;
    const text = await result.text();
    return { status: result.status, body: (text && JSON.parse(text)) || {} };
  }

  const post = (headers: Record<string, string>, body: string, path = '/lesson') =>
    new Request(`http://127.0.0.1${path}`, { method: 'POST', headers, body });

  /** What somebody asks of the function. */
  const ask = (name: string, body: object, engine = 'livekit') =>
    send(post(actors.headers(name), JSON.stringify(body)), engine);

  const outcome = async (name: string, body: object, engine = 'livekit') => {
    const answer = await ask(name, body, engine);
    const { code, details } = answer.body;
    return answer.status < 300 ? 'done' : [answer.status, code, details].filter(Boolean).join(' ');
  };

  async function start(kind = 'lesson', engine = 'livekit'): Promise<string> {
    const { body, status } = await ask('teacher', { do: 'start', chat, kind, media: 'video' }, engine);
    assert.equal(status, 200, JSON.stringify(body));
    return body.lesson?.id ?? '';
  }

  async function enter(name: string, id: string, engine = 'livekit') {
    const { body, status } = await ask(
      name,
      { do: 'enter', lesson: id, connection: randomUUID(), with_video: false },
      engine,
    );
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(body.entrance);
    return { entrance: body.entrance };
  }

  /** What LiveKit reports. */
  function report(event: object, { by = secret, exp = 300, body = JSON.stringify(event) } = {}): Request {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const sha256 = createHash('sha256').update(JSON.stringify(event)).digest('base64');
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'key', nbf: now - 5, exp: now + exp, sha256 })}`;
    const signature = createHmac('sha256', by).update(signed).digest('base64url');
    return post({ authorization: `${signed}.${signature}` }, body, '/lesson/livekit');
  }
  const seconds = (ago = 0) => String(Math.floor(Date.now() / 1000) - ago);
  const joined = (id: string, name: string, sid: string, ago = 0) => ({
    event: 'participant_joined',
    createdAt: seconds(ago),
    room: { name: id },
    participant: { sid, identity: ids[name], joinedAt: seconds(ago) },
  });
  const left = (id: string, name: string, sid: string, ago = 0) => ({
    ...joined(id, name, sid, ago),
    event: 'participant_left',
  });
  const visits = async (id: string) =>
    (
      await sql(
        'select connection, left_at is not null as gone from private.lesson_visits where lesson_id = $1 order by 1',
        [id],
      )
    ).rows.map(({ connection, gone }) => `${connection}${gone ? ' gone' : ''}`);

  before(async () => {
    await server.start();
    actors = await StorageActors.start('chat-files');
    await sql(
      `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск'), ($2, 'Горный', 'Горный', 'Горск')`,
      [college, otherCollege],
    );
    await sql(
      `insert into public.groups (id, college_id, number, start_year, end_year) values ($1, $2, 'ИС-21', extract(year from now())::int, extract(year from now())::int + 4)`,
      [group, college],
    );
    ids = {
      teacher: await actors.person('teacher', college, 'teacher'),
      curator: await actors.person('curator', college, 'teacher'),
      administrator: await actors.person('administrator', college, 'staff', true),
      student: await actors.person('student', college, 'student'),
      classmate: await actors.person('classmate', college, 'student'),
      removed: await actors.person('removed', college, 'student'),
      stranger: await actors.person('stranger', otherCollege, 'teacher', true),
    };
  });
  after(async () => {
    await actors.stop();
    await server.stop();
  });
  beforeEach(async () => {
    server.forget();
    chat = randomUUID();
    await sql(
      `insert into public.chats (id, college_id, kind, group_id, title) values ($1, $2, 'group', $3, 'ИС-21')`,
      [chat, college, group],
    );
    await sql('insert into public.chat_members (chat_id, person_id) select $1, unnest($2::uuid[])', [
      chat,
      ['teacher', 'curator', 'student', 'classmate', 'removed'].map((name) => ids[name]),
    ]);
    await sql('update public.memberships set left_at = now() where person_id = $1 and left_at is null', [ids.removed]);
  });

  const everybody = ['teacher', 'curator', 'student', 'administrator', 'removed', 'stranger', 'nobody'];
  const outcomes = async (body: object) => {
    const found: Record<string, string> = {};
    for (const name of everybody) found[name] = await outcome(name, body);
    return found;
  };

  it('L9 tells who holds lessons of broadcasts where the engine has them, whatever the caller says of it', async () => {
    const kinds = async (engine: string) => {
      const { body } = await ask('teacher', { do: 'start_rights', chat, engine: 'daily' }, engine);
      return (body as { readonly kinds?: readonly string[] }).kinds;
    };
    assert.deepEqual(await kinds('mesh'), ['lesson', 'call']);
    assert.deepEqual(await kinds('livekit'), ['lesson', 'call', 'broadcast']);
    assert.equal(await outcome('stranger', { do: 'start_rights', chat }, 'livekit'), '400 SF003');
  });

  it('L1 begins a lesson for whoever may, with the token of the caller and the engine of the server', async () => {
    const refused = { administrator: '400 SF003', removed: '400 SF003', stranger: '400 SF003', nobody: '401 42501' };
    assert.deepEqual(await outcomes({ do: 'start', chat, kind: 'lesson', media: 'video', engine: 'mesh' }), {
      ...refused,
      teacher: 'done',
      curator: 'done',
      student: '403 42501',
    });
    const { rows } = await sql('select engine from private.lessons where chat_id = $1', [chat]);
    assert.deepEqual(rows, [{ engine: 'livekit' }]);
  });

  it('L1 lets in whoever may, moderates and ends for who leads', async () => {
    const id = await start();
    const refused = { administrator: '400 SF003', removed: '400 SF003', stranger: '400 SF003', nobody: '401 42501' };
    assert.deepEqual(await outcomes({ do: 'enter', lesson: id, connection: randomUUID(), with_video: true }), {
      ...refused,
      teacher: 'done',
      curator: 'done',
      student: 'done',
    });
    for (const deed of ['mute', 'silence', 'allow', 'lower_hand', 'remove', 'readmit']) {
      assert.deepEqual(await outcomes({ do: 'moderate', lesson: id, deed, person: ids.classmate }), {
        ...refused,
        teacher: 'done',
        curator: 'done',
        student: '403 42501',
      });
    }
    assert.equal(await outcome('student', { do: 'end', lesson: id }), '403 42501');
    assert.equal(await outcome('stranger', { do: 'end', lesson: id }), '400 SF003');
    assert.equal(server.names.includes('POST DeleteRoom'), false, 'the room stays for who may not end it');
    assert.equal(await outcome('curator', { do: 'end', lesson: id }), 'done');
    assert.equal(server.names.at(-1), 'POST DeleteRoom');
    assert.equal(
      await outcome('student', { do: 'enter', lesson: id, connection: randomUUID(), with_video: false }),
      '400 SF006 ended',
    );
  });

  it('L1 begins what was planned', async () => {
    const plan = randomUUID();
    await sql(
      `insert into private.lesson_plans (id, chat_id, topic, kind, media, teacher_id, starts_on, starts_at, minutes)
        values ($1, $2, 'Тема', 'lesson', 'audio', $3, current_date, '09:40', 90)`,
      [plan, chat, ids.teacher],
    );
    const day = String((await sql('select current_date::text as day')).rows[0]?.day);
    const call = { do: 'start_planned', plan, day };
    assert.equal(await outcome('student', call), '403 42501');
    assert.equal(await outcome('stranger', call), '400 SF003');
    const { body } = await ask('curator', call);
    assert.deepEqual([body.lesson?.topic, body.lesson?.engine], ['Тема', 'livekit']);
  });

  it('L7 wants a token of a session that stands, and a body that is one', async () => {
    const id = await start();
    const call = JSON.stringify({ do: 'enter', lesson: id, connection: randomUUID(), with_video: false });
    const status = async (headers: Record<string, string>, body = call) =>
      (await send(post(headers, body), 'livekit')).status;
    const { authorization = '' } = actors.headers('student');
    const [head, claims] = authorization.split('.');
    assert.equal(await status({}), 401);
    assert.equal(await status({ authorization: 'Bearer forged' }), 401);
    assert.equal(await status({ authorization: `${head}.${claims}.AAAA` }), 401);
    assert.equal(await status({ authorization: `Bearer ${actors.supabase.anonKey}` }), 401);
    assert.equal(await status({ authorization: `Bearer ${actors.supabase.serviceRoleKey}` }), 403);
    for (const body of ['', '{', '[]', 'null', '"x"', '{}', '{"do":"dance"}', '{"do":"constructor"}'])
      assert.equal(await status({ authorization }, body), 400, body);
    assert.equal(await status({ authorization }, JSON.stringify({ do: 'enter', lesson: 'x'.repeat(70_000) })), 413);
    assert.equal(
      await status({ authorization }, JSON.stringify({ do: 'enter', lesson: 'no uuid', connection: null })),
      404,
    );
    const get = new Request('http://127.0.0.1/lesson', { headers: { authorization } });
    assert.equal((await send(get, 'livekit')).status, 405);
    const { result } = await withEnvironment(environment('livekit'), () =>
      lesson(new Request('http://127.0.0.1/lesson', { method: 'OPTIONS' })),
    );
    assert.deepEqual([result.status, result.headers.get('access-control-allow-origin')], [204, '*']);
  });

  describe('on LiveKit', () => {
    it('L7 a token says who it is for and each thing that they may do, for ten minutes', async () => {
      const id = await start();
      const { entrance } = await enter('student', id);
      assert.equal(entrance.url, environment('livekit').LIVEKIT_URL);
      assert.equal(await readToken('another secret', entrance.token), null);
      const claims = (await readToken(secret, entrance.token)) as unknown as ReturnType<typeof claimsOf>;
      assert.deepEqual([claims.iss, claims.sub, claims.name], ['key', ids.student, 'Тест student']);
      assert.equal(claims.exp - claims.nbf, 660);
      assert.deepEqual(claims.video, {
        room: id,
        roomJoin: true,
        roomAdmin: false,
        roomCreate: false,
        roomList: false,
        roomRecord: false,
        ingressAdmin: false,
        canPublish: true,
        canSubscribe: true,
        canPublishData: true,
        canPublishSources: ['camera', 'microphone', 'screen_share', 'screen_share_audio'],
        canUpdateOwnMetadata: false,
        hidden: false,
        recorder: false,
        agent: false,
      });
      const [room] = server.asked;
      assert.equal(room?.what, 'POST CreateRoom');
      assert.deepEqual([room?.body.name, room?.body.max_participants], [id, 100]);
      assert.deepEqual(claimsOf(room?.token ?? '').video, { roomCreate: true });
    });

    it('L5 who is silenced gets no microphone, also in a new token', async () => {
      const id = await start();
      await enter('student', id);
      await sql(
        'insert into private.lesson_visits (lesson_id, connection, person_id, joined_at) values ($1, $2, $3, now())',
        [id, 'PA_s', ids.student],
      );
      server.forget();
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'silence' });
      assert.deepEqual(
        server.asked.map(({ body, what }) => [what, body]),
        [
          [
            'POST UpdateParticipant',
            {
              room: id,
              identity: ids.student,
              permission: {
                can_subscribe: true,
                can_publish: true,
                can_publish_data: true,
                can_publish_sources: ['CAMERA', 'SCREEN_SHARE'],
                hidden: false,
                can_update_metadata: false,
              },
            },
          ],
        ],
      );
      assert.deepEqual(claimsOf(server.asked[0]?.token ?? '').video, { room: id, roomAdmin: true });
      const { entrance } = await enter('student', id);
      assert.deepEqual(claimsOf(entrance.token).video.canPublishSources, ['camera', 'screen_share']);
    });

    it('L9 no token lets the audience of a broadcast publish; the stage is given when they have come', async () => {
      const id = await start('broadcast');
      assert.equal(claimsOf((await enter('teacher', id)).entrance.token).video.canPublish, true);
      const viewer = claimsOf((await enter('student', id)).entrance.token).video;
      assert.deepEqual([viewer.canPublish, viewer.canPublishSources, viewer.canSubscribe], [false, [], true]);
      await send(report(joined(id, 'student', 'PA_1')), 'livekit');
      server.forget();
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'to_stage', person: ids.student });
      assert.equal(field(server.asked[0]?.body.permission, 'can_publish'), true);
      assert.equal(claimsOf((await enter('student', id)).entrance.token).video.canPublish, false);
      server.forget();
      await send(report(joined(id, 'student', 'PA_2')), 'livekit');
      assert.equal(field(server.asked[0]?.body.permission, 'can_publish'), true);
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'to_audience', person: ids.student });
      assert.equal(field(server.asked.at(-1)?.body.permission, 'can_publish'), false);
      const { rows } = await sql('select private.lesson_places($1, $2) as places', ['livekit', 'broadcast']);
      assert.equal(rows[0]?.places, 500);
    });

    it('L5 mutes the microphones of one, or of all who do not lead', async () => {
      const id = await start();
      for (const name of ['teacher', 'student', 'classmate']) {
        await enter(name, id);
        await send(report(joined(id, name, `PA_${name}`)), 'livekit');
      }
      const tracks = [
        { sid: 'TR_c', source: 'CAMERA' },
        { sid: 'TR_m', source: 'MICROPHONE' },
        { sid: 'TR_n', source: 'MICROPHONE', muted: true },
      ];
      const participants = ['teacher', 'student', 'classmate'].map((name) => ({ identity: ids[name], tracks }));
      const muted = () =>
        server.asked
          .filter(({ what }) => what === 'POST MutePublishedTrack')
          .map(({ body }) => `${body.identity} ${body.track_sid}`)
          .sort();
      server.forget();
      server.answers['POST ListParticipants'] = { status: 200, body: { participants } };
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'mute', person: ids.student });
      assert.deepEqual(muted(), [`${ids.student} TR_m`]);
      server.asked.length = 0;
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'mute' });
      assert.deepEqual(muted(), [`${ids.classmate} TR_m`, `${ids.student} TR_m`].sort());
    });

    it('L5 who was removed is removed again as often as they come with an old token', async () => {
      const id = await start();
      await enter('student', id);
      await send(report(joined(id, 'student', 'PA_1')), 'livekit');
      assert.deepEqual(await visits(id), ['PA_1']);
      server.forget();
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'remove', person: ids.student });
      assert.deepEqual(
        server.asked.map(({ body, what }) => [what, body]),
        [['POST RemoveParticipant', { room: id, identity: ids.student }]],
      );
      assert.equal(
        await outcome('student', { do: 'enter', lesson: id, connection: randomUUID(), with_video: false }),
        '400 SF006 removed',
      );
      server.forget();
      assert.equal((await send(report(joined(id, 'student', 'PA_2')), 'livekit')).status, 200);
      assert.deepEqual(server.names, ['POST RemoveParticipant']);
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'readmit', person: ids.student });
      await enter('student', id);
      server.forget();
      await send(report(joined(id, 'student', 'PA_3')), 'livekit');
      assert.deepEqual(server.names, ['POST UpdateParticipant']);
    });

    it('L5 who comes to a locked lesson with an old token is removed, and who lost the chat', async () => {
      const id = await start();
      await enter('student', id);
      await enter('classmate', id);
      await send(report(joined(id, 'classmate', 'PA_1')), 'livekit');
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'lock' });
      server.forget();
      await send(report(joined(id, 'student', 'PA_2')), 'livekit');
      assert.deepEqual(
        server.asked.map(({ body, what }) => `${what} ${body.identity}`),
        [`POST RemoveParticipant ${ids.student}`],
      );
      server.forget();
      await send(report(joined(id, 'classmate', 'PA_3')), 'livekit');
      assert.deepEqual(server.names, ['POST UpdateParticipant']);
      await sql('delete from public.chat_members where chat_id = $1 and person_id = $2', [chat, ids.classmate]);
      server.forget();
      await send(report(joined(id, 'classmate', 'PA_4')), 'livekit');
      assert.deepEqual(server.names, ['POST RemoveParticipant']);
    });

    it('L5 reports that come late, twice or in another order bear no harm', async () => {
      const id = await start();
      await enter('student', id);
      for (const event of [
        left(id, 'student', 'PA_1', 1),
        joined(id, 'student', 'PA_1', 5),
        joined(id, 'student', 'PA_1', 5),
        left(id, 'student', 'PA_1', 1),
      ])
        assert.equal((await send(report(event), 'livekit')).status, 200);
      assert.deepEqual(await visits(id), ['PA_1 gone']);
      await send(report(joined(id, 'student', 'PA_2')), 'livekit');
      await send(report({ event: 'room_finished', createdAt: seconds(), room: { name: id } }), 'livekit');
      assert.deepEqual(await visits(id), ['PA_1 gone', 'PA_2 gone']);
      await ask('teacher', { do: 'end', lesson: id });
      await send(report(joined(id, 'student', 'PA_3')), 'livekit');
      assert.deepEqual(await visits(id), ['PA_1 gone', 'PA_2 gone', 'PA_3 gone']);
      assert.equal(server.names.at(-1), 'POST RemoveParticipant', 'and nobody comes into what is over');
      for (const event of [
        {},
        { event: 'participant_joined' },
        { event: 'participant_joined', room: { name: 'by hand' }, participant: { identity: ids.student, sid: 'PA_4' } },
        { event: 'participant_joined', room: { name: id }, participant: { identity: 'a bot', sid: 'PA_5' } },
        {
          event: 'participant_joined',
          room: { name: randomUUID() },
          participant: { identity: ids.student, sid: 'PA_6' },
        },
        { event: 'something_new', room: { name: id }, participant: { identity: ids.student, sid: 'PA_7' } },
      ])
        assert.equal((await send(report(event), 'livekit')).status, 200, JSON.stringify(event));
      assert.deepEqual(await visits(id), ['PA_1 gone', 'PA_2 gone', 'PA_3 gone']);
    });

    it('L5 nobody else than the server reports who was there', async () => {
      const id = await start();
      await enter('student', id);
      const event = joined(id, 'student', 'PA_1');
      const status = async (request: Request) => (await send(request, 'livekit')).status;
      assert.equal(await status(report(event, { by: 'another secret, long enough for it' })), 401);
      assert.equal(await status(report(event, { exp: -100 })), 401);
      assert.equal(await status(report(event, { body: JSON.stringify(joined(id, 'classmate', 'PA_1')) })), 401);
      assert.equal(await status(post({}, JSON.stringify(event), '/lesson/livekit')), 401);
      assert.equal(await status(post(actors.headers('teacher'), JSON.stringify(event), '/lesson/livekit')), 401);
      const { entrance } = await enter('student', id);
      assert.equal(
        await status(post({ authorization: entrance.token }, JSON.stringify(event), '/lesson/livekit')),
        401,
        'nor who holds a token of a lesson',
      );
      assert.deepEqual(await visits(id), []);
    });

    for (const mood of ['fails', 'silent', 'nonsense'] as const) {
      it(`L7 a server that ${mood} is said to be unreachable, and what the database decided holds`, async () => {
        const id = await start();
        await enter('student', id);
        await send(report(joined(id, 'student', 'PA_1')), 'livekit');
        server.forget();
        server.mood = mood;
        const unreachable = '502 SF007 unreachable';
        assert.equal(
          await outcome('classmate', { do: 'enter', lesson: id, connection: randomUUID(), with_video: false }),
          unreachable,
        );
        assert.equal(
          await outcome('teacher', { do: 'moderate', lesson: id, deed: 'remove', person: ids.student }),
          unreachable,
        );
        assert.equal(
          await outcome('student', { do: 'enter', lesson: id, connection: randomUUID(), with_video: false }),
          '400 SF006 removed',
        );
        assert.deepEqual(await visits(id), ['PA_1 gone']);
        assert.equal(
          (await send(report(joined(id, 'student', 'PA_2')), 'livekit')).status,
          502,
          'so that it is reported again',
        );
        assert.equal(await outcome('teacher', { do: 'end', lesson: id }), unreachable);
        assert.doesNotMatch(logged, new RegExp(secret));
        server.forget();
        assert.equal(await outcome('teacher', { do: 'end', lesson: id }), 'done');
        assert.deepEqual(server.names, ['POST DeleteRoom']);
      });
    }

    it('L1 with the secret key it looks after lessons: reports that were lost, rooms that were left', async () => {
      const id = await start();
      for (const name of ['student', 'classmate']) await enter(name, id);
      await send(report(joined(id, 'student', 'PA_lost')), 'livekit');
      await sql(`update private.lesson_visits set seen_at = seen_at - interval '1 minute' where lesson_id = $1`, [id]);
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'remove', person: ids.classmate });
      server.forget();
      const orphan = randomUUID();
      const participants = [
        { identity: ids.student, sid: 'PA_now', joined_at: seconds(5) },
        { identity: ids.classmate, sid: 'PA_out', joined_at: seconds(5) },
        { identity: 'a recorder', sid: 'PA_bot', joined_at: seconds(5) },
      ];
      server.answers['POST ListParticipants'] = { status: 200, body: { participants } };
      server.answers['POST ListRooms'] = {
        status: 200,
        body: { rooms: [{ name: id }, { name: orphan }, { name: 'by hand' }] },
      };
      const sweep = JSON.stringify({ do: 'sweep' });
      for (const name of everybody)
        assert.ok((await send(post(actors.headers(name), sweep), 'livekit')).status >= 400, name);
      assert.deepEqual(server.names, []);
      // Other tests have left lessons of their own; their rooms are there too.
      await sql('update private.lessons set ended_at = now() where id <> $1 and ended_at is null', [id]);
      const key = { authorization: `Bearer ${actors.supabase.serviceRoleKey}` };
      assert.equal((await send(post(key, sweep), 'livekit')).status, 200);
      assert.deepEqual(await visits(id), ['PA_lost gone', 'PA_now', 'PA_out']);
      assert.deepEqual(
        server.asked
          .filter(({ what }) => /Remove|Delete/.test(what))
          .map(({ body, what }) => `${what} ${body.identity ?? body.room}`),
        [`POST RemoveParticipant ${ids.classmate}`, `POST DeleteRoom ${orphan}`],
      );
    });

    it('L1 looks after lessons also while the server of an engine is away', async () => {
      const id = await start();
      await sql(
        `update private.lessons set started_at = now() - interval '1 hour', empty_since = now() - interval '1 hour' where id = $1`,
        [id],
      );
      server.mood = 'fails';
      const key = { authorization: `Bearer ${actors.supabase.serviceRoleKey}` };
      assert.equal((await send(post(key, JSON.stringify({ do: 'sweep' })), 'livekit')).status, 502);
      const { rows } = await sql('select ended_at is not null as over from private.lessons where id = $1', [id]);
      assert.deepEqual(rows, [{ over: true }]);
    });

    describe('looking after them', () => {
      const sweeps = () =>
        send(
          post({ authorization: `Bearer ${actors.supabase.serviceRoleKey}` }, JSON.stringify({ do: 'sweep' })),
          'livekit',
        );
      beforeEach(() => sql('update private.lessons set ended_at = now() where ended_at is null'));

      it('L1 leaves who came in while the server was answering', async () => {
        const id = await start();
        await enter('student', id);
        server.answers['POST ListParticipants'] = { status: 200, body: { participants: [] } };
        server.meanwhile['POST ListParticipants'] = async () => {
          server.meanwhile = {};
          await actors.supabase.database.transaction((tx) =>
            tx.query(`select public.note_lesson_visit($1, $2, 'PA_just')`, [id, ids.student]),
          );
        };
        assert.equal((await sweeps()).status, 200);
        assert.deepEqual(await visits(id), ['PA_just']);
        await sql(`update private.lesson_visits set seen_at = now() - interval '1 minute' where lesson_id = $1`, [id]);
        assert.equal((await sweeps()).status, 200);
        assert.deepEqual(await visits(id), ['PA_just gone'], 'who is not there a minute later has left');
      });

      it('L1 leaves the rooms of more lessons than it looks after at once', async () => {
        await sql(
          `with chats as (
            insert into public.chats (college_id, kind, title) select $1, 'other', 'Много' from generate_series(1, 500) returning id
          )
          insert into private.lessons (chat_id, kind, media, engine) select id, 'call', 'audio', 'livekit' from chats`,
          [college],
        );
        const late = await start();
        const orphan = randomUUID();
        server.answers['POST ListParticipants'] = { status: 404, body: {} };
        server.answers['POST ListRooms'] = { status: 200, body: { rooms: [{ name: late }, { name: orphan }] } };
        assert.equal((await sweeps()).status, 200);
        assert.deepEqual(
          server.asked.filter(({ what }) => what === 'POST DeleteRoom').map(({ body }) => body.room),
          [orphan],
        );
      });

      it('L1 a report that a room is over, told late, leaves who has come into it since', async () => {
        const id = await start();
        await enter('student', id);
        await send(report(joined(id, 'student', 'PA_again')), 'livekit');
        await send(report({ event: 'room_finished', createdAt: seconds(60), room: { name: id } }), 'livekit');
        assert.deepEqual(await visits(id), ['PA_again']);
        await send(report({ event: 'room_finished', createdAt: seconds(), room: { name: id } }), 'livekit');
        assert.deepEqual(await visits(id), ['PA_again gone']);
      });
    });
  });

  describe('on Daily', () => {
    it('L7 makes a room once, and a token for one room, one person and one day', async () => {
      const id = await start('lesson', 'daily');
      const url = `https://college.daily.co/${id}`;
      server.answers[`GET /daily/rooms/${id}`] = { status: 404, body: { error: 'not-found' } };
      server.answers['POST /daily/rooms'] = { status: 200, body: { url } };
      server.answers['POST /daily/meeting-tokens'] = { status: 200, body: { token: 'a token' } };
      assert.deepEqual((await enter('teacher', id, 'daily')).entrance, { engine: 'daily', url, token: 'a token' });
      const [, room, token] = server.asked;
      assert.deepEqual(server.names, [`GET /daily/rooms/${id}`, 'POST /daily/rooms', 'POST /daily/meeting-tokens']);
      assert.equal(room?.token, 'daily-key');
      const made = room?.body as { privacy: string; properties: { max_participants: number; exp: number } };
      assert.deepEqual([made.privacy, made.properties.max_participants], ['private', 100]);
      const given = token?.body.properties as Record<string, unknown>;
      assert.deepEqual(
        [given.room_name, given.user_id, given.user_name, given.is_owner, given.permissions],
        [id, ids.teacher, 'Тест teacher', true, { hasPresence: true, canSend: true, canAdmin: false }],
      );
      assert.ok(Number(given.exp) > Date.now() / 1000 && Number(given.exp) <= Date.now() / 1000 + 86_400);
      server.forget();
      server.answers[`GET /daily/rooms/${id}`] = { status: 200, body: { url } };
      server.answers['POST /daily/meeting-tokens'] = { status: 200, body: { token: 'another' } };
      await enter('student', id, 'daily');
      assert.deepEqual(server.names, [`GET /daily/rooms/${id}`, 'POST /daily/meeting-tokens']);
      assert.equal(field(server.asked[1]?.body.properties, 'is_owner'), false);
    });

    function dailyReport(event: object, { by = dailySecret, ago = 0 } = {}): Request {
      const body = JSON.stringify(event);
      const time = String(Math.floor(Date.now() / 1000) - ago);
      const signature = createHmac('sha256', Buffer.from(by, 'base64')).update(`${time}.${body}`).digest('base64');
      return post({ 'x-webhook-timestamp': time, 'x-webhook-signature': signature }, body, '/lesson/daily');
    }
    const event = (type: string, id: string, name: string, session: string) => ({
      version: '1.0.0',
      type,
      event_ts: Date.now() / 1000,
      payload: { room: id, user_id: ids[name], session_id: session, joined_at: Date.now() / 1000 - 10 },
    });

    it('L5 notes who came and went, and ejects who may not be there', async () => {
      const id = await start('lesson', 'daily');
      await enter('student', id, 'daily');
      server.forget();
      assert.equal((await send(dailyReport(event('participant.joined', id, 'student', 's1')), 'daily')).status, 200);
      assert.deepEqual(
        server.asked.map(({ body, what }) => [what, body]),
        [[`POST /daily/rooms/${id}/update-permissions`, { data: { s1: { canSend: true } } }]],
      );
      server.forget();
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'silence', person: ids.student }, 'daily');
      assert.deepEqual(server.asked[0]?.body, { data: { s1: { canSend: ['video', 'screenVideo'] } } });
      server.forget();
      await ask('teacher', { do: 'moderate', lesson: id, deed: 'remove', person: ids.student }, 'daily');
      await send(dailyReport(event('participant.joined', id, 'student', 's2')), 'daily');
      const ejected = [`POST /daily/rooms/${id}/eject`, { user_ids: [ids.student] }];
      assert.deepEqual(
        server.asked.map(({ body, what }) => [what, body]),
        [ejected, ejected],
      );
      await send(dailyReport(event('participant.left', id, 'student', 's2')), 'daily');
      assert.deepEqual(await visits(id), ['s1 gone', 's2 gone']);
      await ask('teacher', { do: 'end', lesson: id }, 'daily');
      assert.equal(server.names.at(-1), `DELETE /daily/rooms/${id}`);
    });

    it('L5 believes no report without its signature, or an old one', async () => {
      const id = await start('lesson', 'daily');
      await enter('student', id, 'daily');
      const joinedEvent = event('participant.joined', id, 'student', 's1');
      const status = async (request: Request) => (await send(request, 'daily')).status;
      assert.equal(await status(dailyReport(joinedEvent, { by: Buffer.from('another').toString('base64') })), 401);
      assert.equal(await status(dailyReport(joinedEvent, { ago: 1000 })), 401);
      assert.equal(await status(post({}, JSON.stringify(joinedEvent), '/lesson/daily')), 401);
      assert.deepEqual(await visits(id), []);
    });
  });

  describe('on the mesh', () => {
    it('L7 gives the servers of the college for finding each other, with credentials of coturn', async () => {
      const id = await start('lesson', 'mesh');
      const { entrance } = await enter('student', id, 'mesh');
      const [stun, turn] = entrance.iceServers;
      assert.deepEqual(stun, { urls: ['stun:turn.college.example:3478'] });
      assert.deepEqual(turn?.urls, ['turn:turn.college.example:3478', 'turns:turn.college.example:5349?transport=tcp']);
      const [until, who] = turn?.username.split(':') ?? [];
      assert.equal(who, ids.student);
      assert.ok(Number(until) > Date.now() / 1000 + 3600);
      assert.equal(
        turn?.credential,
        createHmac('sha1', 'north')
          .update(turn?.username ?? '')
          .digest('base64'),
      );
      assert.deepEqual(server.names, [], 'no server is asked');
    });

    it('L7 the lesson goes on with its engine when the college has chosen another one', async () => {
      const id = await start('lesson', 'mesh');
      assert.equal((await enter('student', id, 'livekit')).entrance.engine, 'mesh');
      assert.equal(
        await outcome('teacher', { do: 'start', chat, kind: 'broadcast', media: 'video' }, 'mesh'),
        '400 SF001 engine',
      );
    });

    it('L7 is served by the embedded Supabase', async () => {
      const call = (name: string, body: object) =>
        fetch(`${actors.supabase.url}/functions/v1/lesson`, {
          method: 'POST',
          headers: { ...actors.headers(name), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const started = await call('teacher', { do: 'start', chat, kind: 'lesson', media: 'video' });
      const { lesson: made } = await started.json();
      assert.deepEqual([started.status, made.engine], [200, 'mesh']);
      const entered = await call('student', {
        do: 'enter',
        lesson: made.id,
        connection: randomUUID(),
        with_video: true,
      });
      assert.deepEqual(
        (await entered.json()).entrance,
        { engine: 'mesh', iceServers: [] },
        'and asks no server of others',
      );
      assert.equal((await call('stranger', { do: 'end', lesson: made.id })).status, 400);
    });
  });
});
