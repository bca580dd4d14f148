import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RealtimeChannelOptions } from '@supabase/realtime-js';
import type { Database } from '../database.ts';
import { type Received, roomDatabase, TestServer, tokenOf } from './test-server.ts';

let database: Database;
let server: TestServer;
/** How far the server's clock is ahead, in milliseconds. */
let ahead = 0;

before(async () => {
  database = await roomDatabase();
  await database.transaction((tx) =>
    tx.exec(`
      insert into public.members values
        ('room', 'ann', true, true), ('room', 'bob', false, true), ('diary', 'ann', true, false);
      create policy "With a word in a header" on realtime.messages for select to anon using (
        current_setting('request.headers', true)::json ->> 'x-word' = 'sesame'
      );
    `),
  );
  server = await TestServer.start(database, {}, () => Date.now() + ahead);
});

after(async () => {
  await server.stop();
  await database.close();
});

type Broadcasting = NonNullable<RealtimeChannelOptions['config']['broadcast']>;

const enter = async (person: string, room = 'room', broadcast: Broadcasting = {}) =>
  server.joined(await server.client('2.0.0', await tokenOf(person)), room, {
    private: true,
    broadcast: { ack: true, ...broadcast },
  });

/** What a client receives that joins now and asks for a replay of everything. */
const past = async (room: string, wanted: (received: Received[]) => boolean, version = '2.0.0') => {
  const client = await server.client(version, await tokenOf('ann'));
  const { received } = await server.joined(client, room, { private: true, broadcast: { replay: { since: 0 } } });
  return received.until(wanted);
};

const has = (event: string) => (received: Received[]) => received.some((message) => message.event === event);

describe('A token on a private channel', { timeout: 60_000 }, () => {
  const refusal = async (token: string) => {
    const { statuses } = server.join(await server.client('2.0.0', token), 'room', { private: true });
    return (await statuses.count(1))[0]?.message ?? '';
  };

  it('of another project, or by no algorithm, or that says nothing is refused', async () => {
    const foreign = await tokenOf('ann', undefined, new TextEncoder().encode('the secret of some other project'));
    const body = foreign.split('.')[1];
    const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${body}.`;
    assert.equal(await refusal(foreign), 'JwtSignatureError: Failed to validate JWT signature');
    assert.equal(await refusal(none), 'JwtSignatureError: Failed to validate JWT signature');
    for (const nonsense of ['a.b.c', 'no token', `x.${Buffer.from('[]').toString('base64url')}.y`]) {
      assert.equal(await refusal(nonsense), 'MalformedJWT: The token provided is not a valid JWT');
    }
  });

  it('that has expired is refused', async () => {
    assert.match(await refusal(await tokenOf('ann', 1)), /^InvalidJWTToken: Token has expired \d+ seconds ago$/);
  });

  it('that expires meanwhile ends the channel, and says so', async () => {
    const { system, statuses } = await enter('bob');
    ahead = 3601_000;
    const { message, status } = await system.find(({ status }) => status === 'error');
    ahead = 0;
    assert.match(message, /^Token has expired \d+ seconds ago$/);
    assert.equal(status, 'error');
    await statuses.find(({ status }) => status === 'CLOSED');
  });

  it('that is renewed in time keeps it', async () => {
    const client = await server.client('2.0.0', await tokenOf('ann', Math.floor(Date.now() / 1000) + 60));
    const ann = await server.joined(client, 'room', { private: true, broadcast: { ack: true } });
    await client.setAuth(await tokenOf('ann'));
    // Answered after the token was taken, which stands before it in the queue.
    assert.equal(await ann.channel.send({ type: 'broadcast', event: 'first', payload: {} }), 'ok');
    ahead = 120_000;
    assert.equal(await ann.channel.send({ type: 'broadcast', event: 'second', payload: {} }), 'ok');
    ahead = 0;
    assert.equal(ann.channel.state, 'joined');
  });
});

describe('Policies of a private channel', { timeout: 60_000 }, () => {
  it('see the headers of the request that opened the socket', async () => {
    const reply = async (headers: Record<string, string>) => {
      const { socket, received } = await server.socket('2.0.0', undefined, headers);
      socket.send(JSON.stringify(['1', '1', 'realtime:cave', 'phx_join', { config: { private: true } }]));
      return (await received.count(1))[0]?.[4];
    };
    assert.deepEqual(await reply({ 'x-word': 'sesame' }), { status: 'ok', response: { postgres_changes: [] } });
    assert.deepEqual(await reply({ 'x-word': "'); drop table realtime.messages; --" }), {
      status: 'error',
      response: { reason: 'Unauthorized: You do not have permissions to read from this Channel topic: cave' },
    });
  });

  it('refuse who asks for a private channel in a word', async () => {
    const { socket, received } = await server.socket();
    socket.send(JSON.stringify(['1', '1', 'realtime:room', 'phx_join', { config: { private: 'true' } }]));
    assert.match(JSON.stringify(await received.count(1)), /Unauthorized/);
    socket.send(JSON.stringify(['2', '2', 'realtime:room', 'phx_join', { config: { private: 1 } }]));
    assert.match(JSON.stringify(await received.count(2)), /InvalidJoinPayload: config\.private is true or false/);
  });

  it('refuse a broadcast of a client that may only read', async () => {
    const bob = await enter('bob');
    assert.equal(await bob.channel.send({ type: 'broadcast', event: 'no', payload: {} }), 'error');
  });
});

describe('A broadcast that is to be kept', { timeout: 60_000 }, () => {
  it('is received at once and once, and replayed later', async () => {
    const bob = await enter('bob');
    const ann = await enter('ann');
    const sent = { type: 'broadcast' as const, event: 'kept', payload: { text: 'слово' }, persist: true };
    assert.equal(await ann.channel.send(sent), 'ok');
    assert.equal(await ann.channel.send({ type: 'broadcast', event: 'not kept', payload: {} }), 'ok');
    const live = await bob.received.until(has('not kept'));
    assert.deepEqual(
      live.map(({ event, meta }) => [event, meta]),
      [
        ['kept', undefined],
        ['not kept', undefined],
      ],
    );
    const [kept] = await past('room', has('kept'));
    assert.deepEqual(kept?.payload, { text: 'слово' });
    assert.equal(kept?.meta?.replayed, true);
  });

  it('may be bytes, which protocol 1.0.0 cannot carry', async () => {
    const ann = await enter('ann');
    const bytes = Uint8Array.from([0, 255, 10]);
    assert.equal(
      await ann.channel.send({ type: 'broadcast', event: 'raw', payload: bytes.buffer, persist: { ttl: 60 } }),
      'ok',
    );
    assert.deepEqual(await ann.channel.httpSend('end', { n: 1 }, { persist: true }), { success: true });
    const raw = (await past('room', has('end'))).find(({ event }) => event === 'raw');
    assert.deepEqual(new Uint8Array(raw?.payload as unknown as ArrayBuffer), bytes);
    assert.equal(
      (await past('room', has('end'), '1.0.0')).some(({ event }) => event === 'raw'),
      false,
    );
  });

  it('is gone when its time is over', async () => {
    const ann = await enter('ann');
    await ann.channel.send({ type: 'broadcast', event: 'short', payload: {}, persist: { ttl: 1 } });
    await database.transaction((tx) =>
      tx.exec(`update realtime.messages set expires_at = expires_at - interval '1 second' where event = 'short'`),
    );
    await ann.channel.send({ type: 'broadcast', event: 'long', payload: {}, persist: { ttl: 60 } });
    assert.equal(
      (await past('room', has('long'))).some(({ event }) => event === 'short'),
      false,
    );
  });

  it('is received and not kept where the policies say so', async () => {
    const ann = await enter('ann', 'diary');
    assert.equal(await ann.channel.send({ type: 'broadcast', event: 'x', payload: {}, persist: true }), 'ok');
    assert.deepEqual(await ann.channel.httpSend('y', {}, { persist: true }), { success: true });
    const { rows } = await database.transaction((tx) =>
      tx.query(`select event from realtime.messages where topic = 'diary'`),
    );
    assert.deepEqual(rows, []);
  });

  it('is refused for a time that is none', async () => {
    const ann = await enter('ann');
    for (const ttl of [0, -1, 1.5, 259_201]) {
      const answer = await ann.channel.send({ type: 'broadcast', event: 'x', payload: {}, persist: { ttl } });
      assert.equal(answer, 'invalid_persist_ttl');
      await assert.rejects(ann.channel.httpSend('x', {}, { persist: { ttl } }), /1 to 259200 seconds/);
    }
  });

  it('is refused on a public channel', async () => {
    const body = { method: 'POST', headers: { apikey: 'sb_publishable_test', 'content-type': 'application/json' } };
    const url = 'http://x/realtime/v1/api/broadcast/hall/events/e?persist=true';
    const response = await server.realtime.fetch(new Request(url, { ...body, body: '{}' }));
    assert.deepEqual(
      [response.status, await response.json()],
      [422, { message: 'persist can only be used on private channels' }],
    );
  });
});

describe('realtime.send_binary()', { timeout: 60_000 }, () => {
  it('reaches the members of a private channel', async () => {
    const { received } = await enter('bob');
    await database.transaction((tx) => tx.exec(`select realtime.send_binary('\\x00ff', 'bytes', 'room')`));
    const message = await received.find(({ event }) => event === 'bytes');
    assert.deepEqual(new Uint8Array(message.payload as unknown as ArrayBuffer), Uint8Array.from([0, 255]));
    assert.equal(typeof message.meta?.id, 'string');
  });
});
