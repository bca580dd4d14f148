import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../database.ts';
import { fuzz, type Random } from '../testing/random.ts';
import { BrokenFrame, decode, encode } from './frames.ts';
import { anonKey, roomDatabase, TestServer, tokenOf, versions } from './test-server.ts';

const texts = [
  '',
  'hall',
  'room',
  'realtime:hall',
  'realtime:room',
  'realtime:',
  'phoenix',
  '%',
  '__proto__',
  'a\0b',
  '\ud800',
  '🎓',
  'x'.repeat(300),
] as const;
const events = [
  'phx_join',
  'phx_leave',
  'broadcast',
  'presence',
  'access_token',
  'heartbeat',
  'phx_close',
  'other',
] as const;

/** Anything that JSON can hold. */
function anything(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 6 : 8)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick([0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, -9e15, 253_402_300_800_000]);
    case 3:
    case 4:
      return random.pick(texts);
    case 5:
      return random.pick(events);
    case 6:
      return Array.from({ length: random.below(4) }, () => anything(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [random.pick(texts), anything(random, depth + 1)]),
      );
  }
}

/** A good value, or now and then anything. */
const mostly = <T>(random: Random, good: T): unknown => (random.chance(0.12) ? anything(random) : good);

function payloadOf(random: Random, event: unknown, token: string): unknown {
  switch (event) {
    case 'phx_join':
      return {
        access_token: mostly(random, token),
        config: mostly(random, {
          private: mostly(random, random.chance(0.5)),
          broadcast: mostly(random, {
            self: mostly(random, true),
            ack: mostly(random, true),
            ...(random.chance(0.3) && {
              replay: mostly(random, { since: mostly(random, 0), limit: mostly(random, 5) }),
            }),
          }),
          presence: mostly(random, { key: mostly(random, 'me'), enabled: mostly(random, true) }),
          postgres_changes: mostly(random, []),
        }),
      };
    case 'broadcast':
      return {
        type: 'broadcast',
        event: mostly(random, 'e'),
        payload: anything(random),
        persist: mostly(random, false),
      };
    case 'presence':
      return {
        type: 'presence',
        event: random.pick(['track', 'untrack', 'TRACK', 'other']),
        payload: anything(random),
      };
    case 'access_token':
      return { access_token: mostly(random, token) };
    default:
      return anything(random);
  }
}

/** A frame as a client may send it: right, wrong in its values, or damaged in its bytes. */
function frameOf(random: Random, version: (typeof versions)[number], token: string): { data: Buffer; binary: boolean } {
  const topic = random.chance(0.8) ? random.pick(['realtime:hall', 'realtime:room']) : random.pick(texts);
  const binary = version === '2.0.0' && random.chance(0.4);
  let data: Buffer;
  if (binary) {
    const names = [
      random.pick(['', '1']),
      '7',
      topic,
      random.pick(['e', '']),
      random.pick(['', '{"persist":true}', '{']),
    ];
    const parts = names.map((name) => Buffer.from(name).subarray(0, 255));
    const body = random.chance(0.5) ? Buffer.from(JSON.stringify(anything(random))) : random.bytes(random.below(40));
    data = Buffer.concat([Buffer.from([3, ...parts.map(({ length }) => length), random.below(3)]), ...parts, body]);
  } else {
    const event = random.pick(events);
    const payload = payloadOf(random, event, token);
    const joinRef = mostly(random, random.pick(['1', null]));
    const message =
      version === '1.0.0'
        ? { topic: mostly(random, topic), event, payload, ref: mostly(random, '7'), join_ref: joinRef }
        : [joinRef, mostly(random, '7'), mostly(random, topic), event, payload];
    data = Buffer.from(JSON.stringify(message));
  }
  return { data: random.chance(0.2) ? random.damage(data) : data, binary };
}

describe('Frames', () => {
  it('are read, or refused as broken, whatever they are', async () => {
    let read = 0;
    await fuzz(20_000, async (random) => {
      const version = random.pick(versions);
      const { data, binary } = random.chance(0.2)
        ? { data: random.bytes(random.below(60)), binary: random.chance(0.5) }
        : frameOf(random, version, 'token');
      try {
        const push = decode(version, data, binary);
        read += 1;
        if (!binary) encode(version, push);
      } catch (error) {
        assert.ok(error instanceof BrokenFrame, String(error));
      }
    });
    assert.ok(read > 1000);
  });
});

describe('A server', () => {
  let database: Database;
  let server: TestServer;
  let tokens: string[];

  before(async () => {
    database = await roomDatabase();
    await database.transaction((tx) =>
      tx.exec(`insert into public.members values ('room', 'ann', true), ('room', 'bob', false)`),
    );
    const limits = { messagesPerSecond: 1e9, joinsPerSecond: 1e9, presenceCalls: 1e9, connections: 1e9 };
    server = await TestServer.start(database, limits);
    tokens = [await tokenOf('ann'), await tokenOf('bob'), await tokenOf('eve'), 'a.b.c', anonKey];
  });
  after(async () => {
    await server.stop();
    await database.close();
  });

  /** Nothing that nobody foresaw was met; a message with NUL cannot be kept, which is logged. */
  const unforeseen = () => server.logged.items.filter((line) => / at |UnknownError/.test(line));

  it('answers a heartbeat after any frames, on this socket or on another one', async () => {
    await fuzz(150, async (random) => {
      const version = random.pick(versions);
      const { socket, closed, received } = await server.socket(version);
      const gone = closed.then(() => true);
      for (let count = 1 + random.below(20); count > 0; count--) {
        const { data, binary } = frameOf(random, version, random.pick(tokens));
        socket.send(data, { binary });
      }
      const beat =
        version === '1.0.0'
          ? { topic: 'phoenix', event: 'heartbeat', payload: {}, ref: 'beat' }
          : [null, 'beat', 'phoenix', 'heartbeat', {}];
      socket.send(JSON.stringify(beat));
      const answered = received.find((message) => JSON.stringify(message).includes('"beat"')).then(() => true);
      await Promise.race([gone, answered]);
      socket.terminate();
    });
    assert.deepEqual(unforeseen(), []);
    const { socket, received } = await server.socket();
    socket.send('[null, "1", "phoenix", "heartbeat", {}]');
    await received.count(1);
  });

  it('never answers a broadcast by HTTP with 500', async () => {
    const seen = new Set<number>();
    await fuzz(1000, async (random) => {
      const headers = new Headers();
      if (random.chance(0.9)) headers.set('apikey', anonKey);
      if (random.chance(0.5)) headers.set('authorization', `Bearer ${random.pick(tokens)}`);
      headers.set(
        'content-type',
        random.pick(['application/json', 'application/octet-stream', 'text/plain', 'application/json; x']),
      );
      const message = () => ({
        topic: mostly(random, random.pick(texts)),
        event: mostly(random, random.pick(texts)),
        payload: anything(random),
        private: mostly(random, random.chance(0.3)),
      });
      const one = random.chance(0.5);
      const name = () => encodeURIComponent(random.pick(texts).toWellFormed());
      const persist = random.pick(['', '&persist=true', '&persist[ttl]=60', '&persist[ttl]=x', '&persist=%FF']);
      const path = one ? `/${name()}/events/${name()}?private=${random.chance(0.5)}${persist}` : '';
      const good = one ? anything(random) : mostly(random, { messages: mostly(random, [message(), message()]) });
      const body = Buffer.from(JSON.stringify(good));
      const url = `http://x/realtime/v1/api/broadcast${random.chance(0.1) ? path.replace('%', '%%') : path}`;
      const sent = { method: 'POST', headers, body: new Uint8Array(random.chance(0.2) ? random.damage(body) : body) };
      const answer = await server.realtime.fetch(new Request(url, sent));
      const { status } = answer;
      seen.add(status);
      const shown = `${status} ${await answer.text()} to ${url} ${unforeseen()}`;
      assert.ok([202, 400, 401, 403, 404, 415, 422].includes(status), shown);
    });
    assert.deepEqual(unforeseen(), []);
    assert.ok(seen.has(202) && seen.has(422) && seen.has(403) && seen.has(400));
  });
});
