import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import type { RealtimeConfig } from './index.ts';
import { anonKey, noDatabase, TestServer } from './test-server.ts';

const servers: TestServer[] = [];
const lines: Socket[] = [];
const start = async (config: Partial<RealtimeConfig> = {}) => {
  const server = await TestServer.start(noDatabase, config);
  servers.push(server);
  return server;
};

after(async () => {
  for (const line of lines) line.destroy();
  for (const server of servers) await server.stop();
});

const joining = (topic: string, config: object = {}) => JSON.stringify(['1', '1', topic, 'phx_join', { config }]);

/** A line on which bytes can be sent as one likes; upgraded to a WebSocket. */
async function line(server: TestServer): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  lines.push(socket);
  socket.on('error', () => {}); // It is meant to be torn.
  socket.write(
    `GET /realtime/v1/websocket?apikey=${anonKey}&vsn=2.0.0 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

/** A text frame of a client, or the first `cut` bytes of it. */
function frame(text: string | Buffer, cut = Number.POSITIVE_INFINITY): Buffer {
  const payload = Buffer.from(text);
  assert.ok(payload.length < 126);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]).subarray(0, cut);
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()).resume());

async function until(server: TestServer, connections: number): Promise<void> {
  while (server.realtime.stats().connections !== connections) await new Promise((resolve) => setImmediate(resolve));
}

describe('One slow reader', { timeout: 60_000 }, () => {
  it('delays nobody, and is cut when too much waits to be sent', async () => {
    const server = await start({ bufferedBytes: 1_000_000, messagesPerSecond: 100_000 });
    const slow = await server.socket();
    slow.socket.send(joining('realtime:hall'));
    await slow.received.count(1);
    const quick = await server.socket();
    quick.socket.send(joining('realtime:hall'));
    const speaker = await server.socket();
    speaker.socket.send(joining('realtime:hall', { broadcast: { ack: true } }));
    await Promise.all([quick.received.count(1), speaker.received.count(1)]);
    slow.socket.pause();
    let sent = 0;
    const payload = { text: 'x'.repeat(200_000) };
    // The system takes some megabytes before anything waits in this process.
    while (server.realtime.stats().connections === 3) {
      sent += 1;
      speaker.socket.send(
        JSON.stringify(['1', `b${sent}`, 'realtime:hall', 'broadcast', { type: 'broadcast', event: 'e', payload }]),
      );
      await speaker.received.find((message) => message[1] === `b${sent}`);
      await quick.received.count(1 + sent);
      assert.ok(sent < 1000, 'nobody was cut');
    }
    await server.logged.find((message) => message === 'A socket that reads too slowly was closed');
    assert.equal(quick.received.items.length, 1 + sent);
    assert.equal(server.realtime.stats().channels, 2);
  });
});

describe('A socket that is gone', { timeout: 60_000 }, () => {
  it('is removed when its connection breaks, and the others learn that its person left', async () => {
    const server = await start();
    const watcher = await server.socket();
    watcher.socket.send(joining('realtime:hall', { presence: { enabled: true } }));
    await watcher.received.count(2);
    const torn = await line(server);
    torn.write(frame(joining('realtime:hall', { presence: { key: 'ann' } })));
    torn.write(frame(JSON.stringify(['1', '2', 'realtime:hall', 'presence', { event: 'track' }])));
    await watcher.received.find((message) => JSON.stringify(message).includes('"joins":{"ann"'));
    torn.resetAndDestroy();
    await watcher.received.find((message) => JSON.stringify(message).includes('"leaves":{"ann"'));
    await until(server, 1);
    assert.deepEqual(server.realtime.stats(), { connections: 1, channels: 1, topics: 1 });
  });

  it('is noticed when it is silent, though its line still stands', async () => {
    const server = await start({ silenceMs: 50 });
    const silent = await line(server);
    silent.write(frame(joining('realtime:hall')));
    await closed(silent);
    assert.deepEqual(server.realtime.stats(), { connections: 0, channels: 0, topics: 0 });
  });

  it('is one that never ends its frame', async () => {
    const server = await start({ silenceMs: 1500 });
    const drip = await line(server);
    const bytes = frame(joining('realtime:hall'));
    const end = closed(drip);
    let sent = 0;
    const timer = setInterval(() => drip.write(bytes.subarray(sent, ++sent)), 100);
    await end;
    clearInterval(timer);
    assert.ok(sent < bytes.length);
    assert.equal(server.realtime.stats().connections, 0);
  });
});

describe('What is no message', { timeout: 60_000 }, () => {
  const codes: [string, Buffer | string, boolean, number][] = [
    ['broken UTF-8', Buffer.from([0x5b, 0xff, 0xfe, 0x5d]), false, 1007],
    ['no JSON', '[1, 2', false, 1007],
    ['JSON of another shape', '{"topic": "x"}', false, 1007],
    ['a number as topic', '["1", "2", 3, "phx_join", {}]', false, 1007],
    ['nothing', '', false, 1007],
    [
      'JSON nested too deeply',
      `["1","2","realtime:x","broadcast",{"event":"e","payload":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`,
      false,
      1007,
    ],
    ['an unknown binary frame', Buffer.from([9, 0, 0, 0, 0, 0, 0]), true, 1007],
    ['a binary frame that is cut off', Buffer.from([3, 1, 1, 200, 1, 0, 1, 65]), true, 1007],
    ['broken UTF-8 in a binary frame', Buffer.from([3, 0, 0, 2, 1, 0, 1, 0xff, 0xfe, 65, 0x7b, 0x7d]), true, 1007],
    ['no JSON in a binary frame', Buffer.from([3, 0, 0, 1, 1, 0, 1, 65, 66, 0x7b]), true, 1007],
  ];
  for (const [what, data, binary, code] of codes) {
    it(`closes the socket that sends it: ${what}`, async () => {
      const { socket, closed } = await (await start()).socket();
      if (what === 'broken UTF-8') {
        // The library of this test would not send it as text.
        const raw = await line(servers.at(-1) as TestServer);
        raw.write(frame(data));
        const answer = await new Promise<Buffer>((resolve) => raw.once('data', resolve));
        assert.deepEqual([answer[0], answer.readUInt16BE(2)], [0x88, code]);
        socket.close();
        return;
      }
      socket.send(data, { binary });
      assert.equal(await closed, code);
    });
  }

  it('is not taken for one of the channel joined before under the same topic', async () => {
    const { socket, received } = await (await start()).socket();
    socket.send(joining('realtime:hall'));
    socket.send(JSON.stringify(['2', '2', 'realtime:hall', 'phx_join', {}]));
    await received.find((message) => message[0] === '2' && message[3] === 'phx_reply');
    assert.ok(received.items.some((message) => message[0] === '1' && message[3] === 'phx_close'));
    socket.send(JSON.stringify(['1', '3', 'realtime:hall', 'broadcast', { event: 'e', payload: {} }]));
    const [, , , , payload] = await received.find((message) => message[1] === '3');
    assert.deepEqual(payload, { status: 'error', response: { reason: 'unmatched topic' } });
  });
});

describe('A request to open a socket', { timeout: 60_000 }, () => {
  for (const [what, query, status] of [
    ['without a key', 'vsn=2.0.0', 401],
    ['with another project’s key', 'vsn=2.0.0&apikey=sb_publishable_other', 401],
    ['in a version that does not exist', `vsn=9.0.0&apikey=${anonKey}`, 400],
  ] as const) {
    it(`is refused ${what}`, async () => {
      const { hostname, port } = new URL((await start()).url);
      const socket = connect(Number(port), hostname);
      lines.push(socket);
      socket.write(
        `GET /realtime/v1/websocket?${query} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
      assert.match(String(answer), new RegExp(`^HTTP/1\\.1 ${status} `));
    });
  }
});
