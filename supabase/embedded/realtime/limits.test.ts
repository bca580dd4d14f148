import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RealtimeConfig } from './index.ts';
import { anonKey, noDatabase, TestServer } from './test-server.ts';

const servers: TestServer[] = [];
const start = async (config: Partial<RealtimeConfig> = {}) => {
  const server = await TestServer.start(noDatabase, config);
  servers.push(server);
  return server;
};

after(async () => {
  for (const server of servers) await server.stop();
});

/** A socket without the client library, and what is answered to each message. */
async function bare(server: TestServer) {
  const { socket, received, closed } = await server.socket();
  let ref = 0;
  const push = (topic: string, event: string, payload: object = {}) => {
    socket.send(JSON.stringify(['1', String(++ref), topic, event, payload]));
  };
  return {
    received,
    closed,
    push,
    /** The answer: its status, and its reason where it has one. */
    async ask(topic: string, event: string, payload: object = {}): Promise<string> {
      push(topic, event, payload);
      const own = String(ref);
      const found = await received.find((message) => message[1] === own && message[3] === 'phx_reply');
      const { status, response } = found[4] as { status: string; response: { reason?: string } };
      return response.reason ?? status;
    },
  };
}

const post = (server: TestServer, body: object, path = '/api/broadcast') =>
  server.realtime.fetch(
    new Request(`http://x/realtime/v1${path}`, {
      method: 'POST',
      headers: { apikey: anonKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

describe('Limits of Realtime', { timeout: 60_000 }, () => {
  it('lets a connection join 100 channels, and another one when one is left', async () => {
    const { ask } = await bare(await start({ joinsPerSecond: 1000 }));
    for (let each = 0; each < 100; each++) assert.equal(await ask(`realtime:${each}`, 'phx_join'), 'ok');
    assert.equal(await ask('realtime:more', 'phx_join'), 'ChannelRateLimitReached: Too many channels');
    assert.equal(await ask('realtime:0', 'phx_leave'), 'ok');
    assert.equal(await ask('realtime:more', 'phx_join'), 'ok');
  });

  it('closes a socket that joins too often', async () => {
    const server = await start();
    const { closed, received, push } = await bare(server);
    for (let each = 0; each < 5000; each++) push('realtime:again', 'phx_join');
    assert.equal(await closed, 1008);
    assert.match(JSON.stringify(received.items.at(-1)), /ClientJoinRateLimitReached/);
    while (server.realtime.stats().connections > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(server.realtime.stats(), { connections: 0, channels: 0, topics: 0 });
  });

  it('ends a channel that sends too much, and says why', async () => {
    const { ask, received, push } = await bare(await start());
    await ask('realtime:hall', 'phx_join');
    // Many more than the 100 of one second, so that a slow machine sends too much in one as well.
    for (let each = 0; each < 1000; each++) {
      push('realtime:hall', 'broadcast', { type: 'broadcast', event: 'e', payload: {} });
    }
    const [, , , , payload] = await received.find((message) => message[3] === 'system');
    assert.deepEqual(payload, {
      extension: 'system',
      status: 'error',
      message: 'Too many messages per second',
      channel: 'hall',
    });
    assert.deepEqual(await received.find((message) => message[3] === 'phx_close'), [
      '1',
      '1',
      'realtime:hall',
      'phx_close',
      {},
    ]);
  });

  it('refuses a payload of more than 256 KB, on the socket and by HTTP', async () => {
    const server = await start();
    const { ask } = await bare(server);
    await ask('realtime:hall', 'phx_join', { config: { broadcast: { ack: true } } });
    const broadcastOf = (size: number) => ({ type: 'broadcast', event: 'e', payload: 'x'.repeat(size) });
    assert.equal(await ask('realtime:hall', 'broadcast', broadcastOf(256 * 1024 - 2)), 'ok');
    const refusal = 'payload_size_exceeded: A payload has up to 262144 bytes';
    assert.equal(await ask('realtime:hall', 'broadcast', broadcastOf(256 * 1024)), refusal);
    const response = await post(server, { messages: [{ topic: 'hall', event: 'e', payload: 'x'.repeat(256 * 1024) }] });
    assert.deepEqual([response.status, await response.json()], [422, { message: refusal }]);
  });

  it('closes a socket whose frame is larger than any', async () => {
    const { closed, push } = await bare(await start({ frameBytes: 1000 }));
    push('phoenix', 'heartbeat', { x: 'x'.repeat(1000) });
    assert.equal(await closed, 1009);
  });

  it('counts broadcasts by HTTP, each of a batch', async () => {
    const server = await start();
    const messages = Array.from({ length: 60 }, () => ({ topic: 'hall', event: 'e', payload: {} }));
    assert.equal((await post(server, { messages })).status, 202);
    let response = await post(server, { messages });
    // The second may be over before the next batch comes.
    for (let tries = 0; response.status === 202 && tries < 100; tries++) response = await post(server, { messages });
    assert.deepEqual(
      [response.status, await response.json()],
      [429, { message: 'Too many messages to broadcast, please reduce the batch size' }],
    );
  });

  it('tells a socket too many why, and closes it', async () => {
    const server = await start({ connections: 1 });
    const first = await bare(server);
    assert.equal(await first.ask('realtime:hall', 'phx_join'), 'ok');
    const second = await bare(server);
    assert.equal(await second.ask('realtime:hall', 'phx_join'), 'ConnectionRateLimitReached: Too many connected users');
    assert.equal(await second.closed, 1013);
  });

  it('lets nobody on public channels where only private ones are allowed', async () => {
    const server = await start({ allowPublic: false });
    const refusal = 'PrivateOnly: This project only allows private channels';
    assert.equal(await (await bare(server)).ask('realtime:hall', 'phx_join'), refusal);
    assert.equal((await post(server, { messages: [{ topic: 'hall', event: 'e', payload: {} }] })).status, 422);
  });

  it('takes topics of any text but NUL, up to 255 bytes', async () => {
    const server = await start();
    const { ask } = await bare(server);
    for (const name of ['100%', '%00', '../x', ' ', 'я'.repeat(123), '*', 'realtime:']) {
      assert.equal(await ask(`realtime:${name}`, 'phx_join'), 'ok', name);
    }
    for (const name of ['a\0b', '\ud800', 'x'.repeat(300)]) {
      assert.match(await ask(`realtime:${name}`, 'phx_join'), /^InvalidTopic: /, name);
      assert.equal((await post(server, { messages: [{ topic: name, event: 'e', payload: {} }] })).status, 422);
    }
    for (const name of ['phoenix', 'other:x', 'Realtime:x']) {
      assert.equal(await ask(name, 'phx_join'), 'unmatched topic', name);
    }
  });

  it('keeps presence keys such as __proto__ ordinary ones, and refuses objects', async () => {
    const server = await start();
    const watcher = await bare(server);
    await watcher.ask('realtime:hall', 'phx_join', { config: { presence: { enabled: true } } });
    for (const key of ['__proto__', 'constructor', 'toString', '', 7]) {
      const { ask } = await bare(server);
      assert.equal(await ask('realtime:hall', 'phx_join', { config: { presence: { key } } }), 'ok');
      const payload = JSON.parse('{"__proto__": {"x": 1}, "phx_ref": "forged", "n": 1}') as object;
      assert.equal(await ask('realtime:hall', 'presence', { type: 'presence', event: 'track', payload }), 'ok');
    }
    const joins = () =>
      watcher.received.items.flatMap((message) => (message[3] === 'presence_diff' ? [message[4]] : []));
    await watcher.received.until(() => JSON.stringify(joins()).includes('"7":'));
    for (const key of ['__proto__', 'constructor', 'toString']) {
      assert.match(JSON.stringify(joins()), new RegExp(`"${key}":{"metas":\\[`));
    }
    assert.doesNotMatch(JSON.stringify(joins()), /forged/);
    assert.equal(({} as { x?: number }).x, undefined);
    const { ask } = await bare(server);
    for (const key of [{}, [], [['a']]]) {
      const reason = await ask('realtime:hall', 'phx_join', { config: { presence: { key } } });
      assert.equal(reason, 'InvalidJoinPayload: config.presence.key is a text');
    }
  });

  it('tells of a thousand who come at once in few frames', async () => {
    const server = await start({ joinsPerSecond: 2000, channelsPerConnection: 1, messagesPerSecond: 10_000 });
    const watcher = await bare(server);
    await watcher.ask('realtime:hall', 'phx_join', { config: { presence: { enabled: true } } });
    const sockets = await Promise.all(Array.from({ length: 200 }, () => bare(server)));
    await Promise.all(
      sockets.map(({ ask }, at) => ask('realtime:hall', 'phx_join', { config: { presence: { key: `k${at}` } } })),
    );
    for (const { push } of sockets) push('realtime:hall', 'presence', { event: 'track', payload: {} });
    const diffs = () => watcher.received.items.filter((message) => message[3] === 'presence_diff');
    const keys = () => diffs().flatMap((message) => Object.keys((message[4] as { joins: object }).joins));
    await watcher.received.until(() => keys().length === 200);
    assert.equal(new Set(keys()).size, 200);
    assert.ok(diffs().length < 100, `${diffs().length} frames`);
  });
});
