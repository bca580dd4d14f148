import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Inbox } from '../testing/inbox.ts';
import { noDatabase, TestServer, versions } from './test-server.ts';

let server: TestServer;

before(async () => {
  server = await TestServer.start(noDatabase);
});

after(() => server.stop());

for (const vsn of versions) {
  describe(`Broadcast among clients, protocol ${vsn}`, { timeout: 30_000 }, () => {
    it('reaches the others but not the sender', async () => {
      const ann = await server.joined(await server.client(vsn), 'hall', { broadcast: { ack: true } });
      const bob = await server.joined(await server.client(vsn), 'hall');
      assert.equal(await ann.channel.send({ type: 'broadcast', event: 'hi', payload: { from: 'Аня 🎓' } }), 'ok');
      await bob.channel.send({ type: 'broadcast', event: 'back', payload: { list: [1, null] } });
      assert.deepEqual(await bob.received.count(1), [{ type: 'broadcast', event: 'hi', payload: { from: 'Аня 🎓' } }]);
      assert.deepEqual(await ann.received.count(1), [
        { type: 'broadcast', event: 'back', payload: { list: [1, null] } },
      ]);
    });

    it('reaches the sender who asks for it', async () => {
      const ann = await server.joined(await server.client(vsn), 'mirror', { broadcast: { self: true } });
      await ann.channel.send({ type: 'broadcast', event: 'me', payload: { n: 1 } });
      assert.equal((await ann.received.count(1))[0]?.event, 'me');
    });

    it('is received over the other version of the protocol', async () => {
      const other = vsn === '1.0.0' ? '2.0.0' : '1.0.0';
      const ann = await server.joined(await server.client(vsn), 'bridge');
      const bob = await server.joined(await server.client(other), 'bridge');
      await ann.channel.send({ type: 'broadcast', event: 'hi', payload: { n: 1 } });
      assert.deepEqual(await bob.received.count(1), [{ type: 'broadcast', event: 'hi', payload: { n: 1 } }]);
    });

    it('goes by HTTP while the channel is not joined', async () => {
      const bob = await server.joined(await server.client(vsn), 'post');
      const ann = (await server.client(vsn)).channel('post');
      assert.equal(await ann.send({ type: 'broadcast', event: 'rest', payload: { n: 1 } }), 'ok');
      assert.deepEqual(await ann.httpSend('http', { n: 2 }), { success: true });
      assert.deepEqual(
        (await bob.received.count(2)).map(({ event, payload }) => [event, payload.n]),
        [
          ['rest', 1],
          ['http', 2],
        ],
      );
    });

    it('ends when the channel is left, and begins when it is joined again', async () => {
      const client = await server.client(vsn);
      const ann = await server.joined(await server.client(vsn), 'door', { broadcast: { ack: true } });
      const bob = await server.joined(client, 'door');
      const stays = await server.joined(client, 'elsewhere');
      assert.equal(await client.removeChannel(bob.channel), 'ok');
      assert.equal(await ann.channel.send({ type: 'broadcast', event: 'missed', payload: {} }), 'ok');
      const again = await server.joined(client, 'door');
      await ann.channel.send({ type: 'broadcast', event: 'received', payload: {} });
      assert.equal((await again.received.count(1))[0]?.event, 'received');
      assert.deepEqual(bob.received.items, []);
      assert.equal(stays.channel.state, 'joined');
    });

    it('goes on after the socket was lost', async () => {
      const restarted = await TestServer.start(noDatabase);
      const client = await restarted.client(vsn);
      client.reconnectTimer.timerCalc = () => 1;
      const { statuses, channel } = await restarted.joined(client, 'hall');
      channel.rejoinTimer.timerCalc = () => 1;
      restarted.cut();
      await statuses.until((items) => items.filter(({ status }) => status === 'SUBSCRIBED').length === 2);
      await restarted.stop();
    });

    it('answers heartbeats', async () => {
      const beats = new Inbox<string>();
      const client = await server.client(vsn);
      await server.joined(client, 'hall');
      client.onHeartbeat(beats.add);
      client.sendHeartbeat();
      assert.deepEqual(await beats.count(2), ['sent', 'ok']);
    });

    it('refuses Postgres Changes with the reason', async () => {
      const { statuses } = server.join(await server.client(vsn), 'table', {}, (channel) =>
        channel.on('postgres_changes', { event: '*', schema: 'public' }, () => {}),
      );
      const [first] = await statuses.count(1);
      assert.equal(first?.status, 'CHANNEL_ERROR');
      assert.match(first?.message ?? '', /^PostgresChangesUnavailable: .*realtime\.broadcast_changes/);
    });
  });
}

describe('Binary broadcast', { timeout: 30_000 }, () => {
  it('reaches protocol 2.0.0 unchanged and spares 1.0.0', async () => {
    const ann = await server.joined(await server.client('2.0.0'), 'bytes', { broadcast: { ack: true } });
    const bob = await server.joined(await server.client('2.0.0'), 'bytes');
    const old = await server.joined(await server.client('1.0.0'), 'bytes');
    const bytes = Uint8Array.from([0, 255, 7, 128]);
    assert.equal(await ann.channel.send({ type: 'broadcast', event: 'raw', payload: bytes.buffer }), 'ok');
    await ann.channel.httpSend('raw by HTTP', bytes.buffer);
    await ann.channel.send({ type: 'broadcast', event: 'text', payload: {} });
    const received = await bob.received.count(3);
    for (const { payload } of received.slice(0, 2)) {
      assert.deepEqual(new Uint8Array(payload as unknown as ArrayBuffer), bytes);
    }
    assert.deepEqual(
      (await old.received.count(1)).map(({ event }) => event),
      ['text'],
    );
  });
});
