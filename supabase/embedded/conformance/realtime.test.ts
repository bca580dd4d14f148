import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe } from 'node:test';
import {
  createClient,
  REALTIME_CHANNEL_STATES,
  type RealtimeChannel,
  type SupabaseClient,
} from '@supabase/supabase-js';
import WebSocket from 'ws';
import { Inbox } from '../testing/inbox.ts';
import { methodsOf } from './methods.ts';
import { openTarget, type Target } from './target.ts';

type Options = NonNullable<Parameters<SupabaseClient['channel']>[1]>['config'];
type Received = { event: string; payload: Record<string, unknown>; meta?: { id: string; replayed?: boolean } };

interface Joined {
  channel: RealtimeChannel;
  received: Inbox<Received>;
  statuses: Inbox<{ status: string; message: string }>;
}

interface WithSocket {
  socketAdapter: { getSocket(): { disconnect(): void } };
}

/** A name that no other test uses. */
const fresh = (what: string) => `${what} ${randomUUID()}`;

describe('Realtime as supabase-js uses it', { timeout: 120_000 }, () => {
  const { complete, method } = methodsOf('realtime');
  let target: Target;
  let admin: SupabaseClient;
  const clients: SupabaseClient[] = [];

  before(async () => {
    target = await openTarget();
    admin = target.client({ key: target.secretKey });
    clients.push(admin);
  });
  after(async () => {
    for (const { realtime } of clients) {
      // A new channel ends its waiting for one; realtime.disconnect() would keep the process for ten seconds.
      realtime.channel('the end');
      (realtime as unknown as WithSocket).socketAdapter.getSocket().disconnect();
    }
    await target.stop();
  });

  function anonymous(options: Parameters<Target['client']>[0] = {}): SupabaseClient {
    const client = target.client(options);
    clients.push(client);
    return client;
  }

  /** Somebody signed in; `renew` gives them another token. */
  async function person(): Promise<{ client: SupabaseClient; id: string; renew: () => Promise<string> }> {
    const [email, password] = [`${randomUUID()}@example.com`, 'correct horse'];
    const { data, error } = await admin.auth.admin.createUser({ email, password, email_confirm: true });
    assert.equal(error, null);
    const client = anonymous();
    const renew = async () => {
      const { data, error } = await client.auth.signInWithPassword({ email, password });
      assert.equal(error, null);
      return data.session?.access_token ?? '';
    };
    await renew();
    return { client, id: data.user?.id ?? '', renew };
  }

  async function member(room: string, rights: { may_speak?: boolean; may_be_seen?: boolean } = {}) {
    const someone = await person();
    const { error } = await admin.from('room_members').insert({ room, person_id: someone.id, ...rights });
    assert.equal(error, null);
    return someone;
  }

  function join(
    client: SupabaseClient,
    topic: string,
    config: Options = {},
    prepare: (channel: RealtimeChannel) => void = () => {},
  ): Joined {
    const channel = client.channel(topic, { config });
    const joined: Joined = { channel, received: new Inbox(), statuses: new Inbox() };
    channel.on('broadcast', { event: '*' }, (message) => joined.received.add(message as unknown as Received));
    prepare(channel);
    channel.subscribe((status, error) => joined.statuses.add({ status, message: error?.message ?? '' }));
    return joined;
  }

  async function joined(...args: Parameters<typeof join>): Promise<Joined> {
    const found = join(...args);
    const [first] = await found.statuses.count(1);
    assert.deepEqual(first, { status: 'SUBSCRIBED', message: '' });
    return found;
  }

  method('supabase.channel()', 'works', (it) => {
    it('gives the same channel for the same topic until it is removed', async () => {
      const client = anonymous();
      const one = client.channel('one');
      assert.equal(client.channel('one'), one);
      assert.equal(one.topic, 'realtime:one');
      await client.removeChannel(one);
      assert.notEqual(client.channel('one'), one);
    });
  });

  method('supabase.getChannels()', 'works', (it) => {
    it('names the channels that were made', () => {
      const client = anonymous();
      const channels = [client.channel('a'), client.channel('b')];
      assert.deepEqual(client.getChannels(), channels);
      return Promise.resolve();
    });
  });

  method('supabase.removeChannel()', 'works', (it) => {
    it('leaves one channel and stays on the other', async () => {
      const client = anonymous();
      const [topic, other] = [fresh('left'), fresh('stays')];
      const [left, stays] = [await joined(client, topic), await joined(client, other)];
      assert.equal(await client.removeChannel(left.channel), 'ok');
      await left.statuses.find(({ status }) => status === 'CLOSED');
      const speaker = await joined(anonymous(), topic, { broadcast: { ack: true } });
      assert.equal(await speaker.channel.send({ type: 'broadcast', event: 'gone', payload: {} }), 'ok');
      await anonymous().channel(other).httpSend('here', {});
      assert.equal((await stays.received.count(1))[0]?.event, 'here');
      assert.deepEqual(left.received.items, []);
    });
  });

  method('supabase.removeAllChannels()', 'works', (it) => {
    it('leaves everything and closes the socket', async () => {
      const client = anonymous();
      await joined(client, fresh('first'));
      await joined(client, fresh('second'));
      assert.deepEqual(await client.removeAllChannels(), ['ok', 'ok']);
      assert.deepEqual(client.getChannels(), []);
      assert.equal(client.realtime.isConnected(), false);
    });
  });

  method('channel.subscribe()', 'works', (it) => {
    it('joins a public channel without a session', async () => {
      const { channel } = await joined(anonymous(), fresh('hall'));
      assert.equal(channel.state, REALTIME_CHANNEL_STATES.joined);
    });
    it('joins a private channel that the policies let its person read', async () => {
      const room = fresh('room');
      await joined((await member(room)).client, room, { private: true });
    });
    it('refuses a private channel to others, with the reason', async () => {
      const room = fresh('room');
      await member(room);
      for (const client of [anonymous(), (await member(fresh('elsewhere'))).client]) {
        const { statuses } = join(client, room, { private: true });
        assert.deepEqual((await statuses.count(1))[0], {
          status: 'CHANNEL_ERROR',
          message: `Unauthorized: You do not have permissions to read from this Channel topic: ${room}`,
        });
      }
    });
    it('refuses a token that is none', async () => {
      const client = anonymous();
      await client.realtime.setAuth('not.a.token');
      const { statuses } = join(client, fresh('hall'));
      const [first] = await statuses.count(1);
      assert.equal(first?.status, 'CHANNEL_ERROR');
      assert.match(first?.message ?? '', /^(MalformedJWT|JwtSignatureError)/);
    });
    it('refuses a channel without a name', async () => {
      const client = anonymous();
      const { statuses } = join(client, '');
      assert.match((await statuses.count(1))[0]?.message ?? '', /^TopicNameRequired/);
    });
  });

  method('channel.subscribe() with config.broadcast.replication_ready', 'works', (it) => {
    it('tells when broadcasts from the database arrive', async () => {
      const system = new Inbox<Record<string, unknown>>();
      const topic = fresh('ready');
      await joined(anonymous(), topic, { broadcast: { replication_ready: true } }, (channel) =>
        channel.on('system', {}, system.add),
      );
      const { extension, status, message, channel } = await system.find(({ extension }) => extension === 'system');
      assert.deepEqual(
        { extension, status, message, channel },
        { extension: 'system', status: 'ok', message: 'Replication connection established', channel: topic },
      );
    });
  });

  method('channel.subscribe() with config.broadcast.replay', 'works', (it) => {
    it('receives the newest broadcasts since then, oldest first', async () => {
      const room = fresh('past');
      const { client } = await member(room);
      const since = Date.now() - 60_000;
      for (const n of [1, 2, 3]) {
        const { error } = await admin.rpc('say', { payload: { n }, event: 'past', topic: room, private: true });
        assert.equal(error, null);
      }
      const { received } = await joined(client, room, { private: true, broadcast: { replay: { since, limit: 2 } } });
      const past = await received.count(2);
      assert.deepEqual(
        past.map(({ event, payload, meta }) => [event, payload.n, meta?.replayed]),
        [
          ['past', 2, true],
          ['past', 3, true],
        ],
      );
    });
    it('is only for private channels', () => {
      assert.throws(
        () => anonymous().channel('public', { config: { broadcast: { replay: { since: 0 } } } }),
        /must be a private channel/,
      );
      return Promise.resolve();
    });
  });

  method("channel.on('broadcast')", 'works', (it) => {
    it('receives the others, not itself', async () => {
      const topic = fresh('hall');
      const ann = await joined(anonymous(), topic, { broadcast: { ack: true } });
      const bob = await joined(anonymous(), topic);
      await ann.channel.send({ type: 'broadcast', event: 'hi', payload: { from: 'Аня 🎓' } });
      await bob.channel.send({ type: 'broadcast', event: 'back', payload: { list: [1, null] } });
      assert.deepEqual(await bob.received.count(1), [{ type: 'broadcast', event: 'hi', payload: { from: 'Аня 🎓' } }]);
      assert.deepEqual(await ann.received.count(1), [
        { type: 'broadcast', event: 'back', payload: { list: [1, null] } },
      ]);
    });
    it('receives only the events asked for', async () => {
      const topic = fresh('hall');
      const wanted = new Inbox<unknown>();
      const bob = await joined(anonymous(), topic, {}, (channel) =>
        channel.on('broadcast', { event: 'wanted' }, wanted.add),
      );
      const ann = anonymous().channel(topic);
      await ann.httpSend('other', {});
      await ann.httpSend('wanted', { n: 1 });
      await bob.received.count(2);
      assert.equal(wanted.items.length, 1);
    });
    it('receives realtime.send() of the database, and on a private channel the private ones alone', async () => {
      const room = fresh('room');
      const inside = await joined((await member(room)).client, room, { private: true });
      const outside = await joined(anonymous(), room);
      const publish = (event: string, isPrivate: boolean) =>
        admin.rpc('say', { payload: { body: 'Привет' }, event, topic: room, private: isPrivate });
      await publish('in', true);
      await publish('out', false);
      const [message] = await inside.received.count(1);
      assert.deepEqual([message?.event, message?.payload.body], ['in', 'Привет']);
      assert.equal(message?.payload.id, message?.meta?.id);
      assert.equal((await outside.received.count(1))[0]?.event, 'out');
    });
    it('receives realtime.broadcast_changes() of a trigger', async () => {
      const room = fresh('room');
      const { received } = await joined((await member(room)).client, room, { private: true });
      const { data } = await admin.from('room_posts').insert({ room, body: 'a' }).select().single();
      await admin.from('room_posts').update({ body: 'b' }).eq('id', data.id);
      await admin.from('room_posts').delete().eq('id', data.id);
      const changes = (await received.count(3)).map(({ payload: { id: _, ...change } }) => change);
      const place = { schema: 'public', table: 'room_posts' };
      const [before, now] = [
        { id: data.id, room, body: 'a' },
        { id: data.id, room, body: 'b' },
      ];
      assert.deepEqual(changes, [
        { ...place, operation: 'INSERT', record: before, old_record: null },
        { ...place, operation: 'UPDATE', record: now, old_record: before },
        { ...place, operation: 'DELETE', record: null, old_record: now },
      ]);
    });
  });

  method("channel.on('presence')", 'works', (it) => {
    it('tells of the state, of who comes and of who goes', async () => {
      const topic = fresh('here');
      const events = new Inbox<{ event: string; key?: string }>();
      const bob = await joined(anonymous(), topic, { presence: { key: 'bob' } }, (channel) => {
        channel.on('presence', { event: 'sync' }, () => events.add({ event: 'sync' }));
        channel.on('presence', { event: 'join' }, ({ key }) => events.add({ event: 'join', key }));
        channel.on('presence', { event: 'leave' }, ({ key }) => events.add({ event: 'leave', key }));
      });
      await events.count(1);
      const ann = await joined(anonymous(), topic, { presence: { key: 'ann' } });
      assert.equal(await ann.channel.track({ mood: 'fine' }), 'ok');
      await events.find(({ event, key }) => event === 'join' && key === 'ann');
      await events.until(() => 'ann' in bob.channel.presenceState());
      await ann.channel.unsubscribe();
      await events.find(({ event, key }) => event === 'leave' && key === 'ann');
    });
    it('is refused after subscribe()', async () => {
      const { channel } = await joined(anonymous(), fresh('late'));
      assert.throws(() => channel.on('presence', { event: 'sync' }, () => {}), /after `subscribe\(\)`/);
    });
  });

  method("channel.on('system')", 'works', (it) => {
    it('tells why the server ends a channel', async () => {
      const system = new Inbox<Record<string, unknown>>();
      const topic = fresh('busy');
      const { channel, statuses } = await joined(anonymous(), topic, {}, (channel) =>
        channel.on('system', {}, system.add),
      );
      for (let call = 0; call < 6; call++) void channel.track({ call });
      const { status, message } = await system.find(({ status }) => status === 'error');
      assert.deepEqual([status, message], ['error', 'Client presence rate limit exceeded']);
      await statuses.find(({ status }) => status === 'CLOSED');
    });
  });

  method(
    "channel.on('postgres_changes')",
    { refused: '`PostgresChangesUnavailable` when joining, with the way to do without' },
    (it) => {
      it('is refused when joining, not ignored', async () => {
        const client = anonymous();
        const { statuses } = join(client, fresh('table'), {}, (channel) =>
          channel.on('postgres_changes', { event: '*', schema: 'public' }, () => {}),
        );
        const [first] = await statuses.count(1);
        if (target.name === 'a local Supabase') {
          assert.equal(first?.status, 'SUBSCRIBED');
        } else {
          assert.equal(first?.status, 'CHANNEL_ERROR');
          assert.match(first?.message ?? '', /^PostgresChangesUnavailable: .*realtime\.broadcast_changes/);
        }
      });
    },
  );

  method('channel.send()', 'works', (it) => {
    it('is acknowledged where that is asked for', async () => {
      const { channel } = await joined(anonymous(), fresh('ack'), { broadcast: { ack: true } });
      assert.equal(await channel.send({ type: 'broadcast', event: 'hi', payload: {} }), 'ok');
    });
    it('is received by oneself where that is asked for', async () => {
      const { channel, received } = await joined(anonymous(), fresh('mirror'), { broadcast: { self: true } });
      await channel.send({ type: 'broadcast', event: 'me', payload: { n: 1 } });
      assert.deepEqual(await received.count(1), [{ type: 'broadcast', event: 'me', payload: { n: 1 } }]);
    });
    it('carries bytes', async () => {
      const topic = fresh('bytes');
      const bytes = Uint8Array.from([0, 255, 7, 128]);
      const ann = await joined(anonymous(), topic, { broadcast: { ack: true } });
      const bob = await joined(anonymous(), topic);
      assert.equal(await ann.channel.send({ type: 'broadcast', event: 'raw', payload: bytes.buffer }), 'ok');
      assert.deepEqual(new Uint8Array((await bob.received.count(1))[0]?.payload as unknown as ArrayBuffer), bytes);
    });
    it('is received from protocol 1.0.0 in 2.0.0, and back', async () => {
      const topic = fresh('bridge');
      const ann = await joined(anonymous({ realtime: { vsn: '1.0.0' } }), topic);
      const bob = await joined(anonymous(), topic);
      await ann.channel.send({ type: 'broadcast', event: 'old', payload: { n: 1 } });
      await bob.channel.send({ type: 'broadcast', event: 'new', payload: { n: 2 } });
      assert.equal((await bob.received.count(1))[0]?.event, 'old');
      assert.equal((await ann.received.count(1))[0]?.event, 'new');
    });
    it('goes by HTTP while the channel is not joined', async () => {
      const topic = fresh('post');
      const bob = await joined(anonymous(), topic);
      const ann = anonymous({ realtime: { logger: () => {} } });
      assert.equal(await ann.channel(topic).send({ type: 'broadcast', event: 'rest', payload: { n: 1 } }), 'ok');
      assert.equal((await bob.received.count(1))[0]?.payload.n, 1);
    });
    it('reaches nobody from who may only listen', async () => {
      const room = fresh('lecture');
      const [teacher, student] = [await member(room), await member(room, { may_speak: false })];
      const quiet = await joined(student.client, room, { private: true, broadcast: { ack: true } });
      const speaker = await joined(teacher.client, room, { private: true, broadcast: { ack: true } });
      assert.equal(await quiet.channel.send({ type: 'broadcast', event: 'no', payload: {} }), 'error');
      assert.equal(await speaker.channel.send({ type: 'broadcast', event: 'yes', payload: {} }), 'ok');
      assert.deepEqual(
        (await quiet.received.count(1)).map(({ event }) => event),
        ['yes'],
      );
      assert.deepEqual(speaker.received.items, []);
    });
  });

  method('channel.httpSend()', 'works', (it) => {
    it('carries JSON and bytes, with names that need encoding', async () => {
      const topic = fresh('100% / «зал»?');
      const { received } = await joined(anonymous(), topic);
      const channel = anonymous().channel(topic);
      const bytes = Uint8Array.from([0, 255]);
      assert.deepEqual(await channel.httpSend('a/b %', { n: 1 }), { success: true });
      assert.deepEqual(await channel.httpSend('raw', bytes), { success: true });
      const [json, raw] = await received.count(2);
      assert.deepEqual([json?.event, json?.payload], ['a/b %', { n: 1 }]);
      assert.deepEqual(new Uint8Array(raw?.payload as unknown as ArrayBuffer), bytes);
    });
    it('asks the policies of a private channel', async () => {
      const room = fresh('room');
      const [inside, outside] = [await member(room), await person()];
      const { received } = await joined(inside.client, room, { private: true });
      const refused = outside.client.channel(room, { config: { private: true } });
      await assert.rejects(refused.httpSend('no', {}), /Unauthorized/);
      const room2 = (await member(room)).client;
      assert.deepEqual(await room2.channel(room, { config: { private: true } }).httpSend('yes', {}), { success: true });
      assert.equal((await received.count(1))[0]?.event, 'yes');
    });
  });

  method('channel.track()', 'works', (it) => {
    it('shows itself to who comes later, with what it says of itself, and replaces that', async () => {
      const topic = fresh('here');
      const ann = await joined(anonymous(), topic, { presence: { key: 'ann' } });
      await ann.channel.track({ mood: 'fine' });
      await ann.channel.track({ mood: 'busy' });
      const synced = new Inbox<unknown>();
      const bob = await joined(anonymous(), topic, {}, (channel) =>
        channel.on('presence', { event: 'sync' }, () => synced.add(null)),
      );
      await synced.until(() => 'ann' in bob.channel.presenceState());
      const [mine] = bob.channel.presenceState<{ mood: string }>().ann ?? [];
      assert.equal(mine?.mood, 'busy');
    });
    it('is refused to who may not be seen, who sees nobody either', async () => {
      const room = fresh('room');
      const [seen, hidden] = [await member(room), await member(room, { may_be_seen: false })];
      const ann = await joined(seen.client, room, { private: true, presence: { key: 'ann' } });
      assert.equal(await ann.channel.track({}), 'ok');
      const bob = await joined(hidden.client, room, { private: true, presence: { key: 'bob', enabled: true } });
      assert.equal(await bob.channel.track({}), 'error');
      assert.deepEqual(bob.channel.presenceState(), {});
    });
  });

  method('channel.untrack()', 'works', (it) => {
    it('hides itself again', async () => {
      const topic = fresh('here');
      const left = new Inbox<string>();
      await joined(anonymous(), topic, {}, (channel) =>
        channel.on('presence', { event: 'leave' }, ({ key }) => left.add(key)),
      );
      const ann = await joined(anonymous(), topic, { presence: { key: 'ann' } });
      await ann.channel.track({});
      assert.equal(await ann.channel.untrack(), 'ok');
      assert.deepEqual(await left.count(1), ['ann']);
    });
  });

  method('channel.presenceState()', 'works', (it) => {
    it('names everybody by key, one who is there twice in two parts', async () => {
      const topic = fresh('here');
      const synced = new Inbox<unknown>();
      const { channel } = await joined(anonymous(), topic, { presence: { key: 'me' } }, (mine) =>
        mine.on('presence', { event: 'sync' }, () => synced.add(null)),
      );
      await channel.track({ from: 'here' });
      for (const from of ['phone', 'desk']) {
        const { channel: other } = await joined(anonymous(), topic, { presence: { key: 'ann' } });
        await other.track({ from });
      }
      await synced.until(() => channel.presenceState().ann?.length === 2);
      const state = channel.presenceState<{ from: string }>();
      assert.deepEqual(Object.keys(state).sort(), ['ann', 'me']);
      assert.deepEqual(state.ann?.map(({ from }) => from).sort(), ['desk', 'phone']);
    });
  });

  method('channel.unsubscribe()', 'works', (it) => {
    it('ends the channel, which can be joined anew', async () => {
      const client = anonymous();
      const topic = fresh('door');
      const { channel } = await joined(client, topic);
      assert.equal(await channel.unsubscribe(), 'ok');
      assert.deepEqual(client.getChannels(), []);
      await joined(client, topic);
    });
  });

  method('channel.updateJoinPayload()', 'works', (it) => {
    it('is what the next join says', async () => {
      const client = anonymous();
      const { channel, received, statuses } = await joined(client, fresh('later'));
      channel.updateJoinPayload({ config: { broadcast: { self: true, ack: true } } });
      await client.realtime.disconnect();
      client.realtime.connect();
      await statuses.until((items) => items.filter(({ status }) => status === 'SUBSCRIBED').length === 2);
      await channel.send({ type: 'broadcast', event: 'me', payload: {} });
      await received.count(1);
    });
  });

  method('channel.teardown()', 'works', (it) => {
    it('removes a channel without leaving it', async () => {
      const { channel } = await joined(anonymous(), fresh('gone'));
      channel.teardown();
      assert.equal(channel.state, REALTIME_CHANNEL_STATES.closed);
    });
  });

  method('realtime.connect()', 'works', (it) => {
    it('opens a socket without a channel', async () => {
      const { realtime } = anonymous();
      const opened = new Promise<void>((resolve) => realtime.stateChangeCallbacks.open.push(['test', resolve]));
      realtime.connect();
      assert.equal(realtime.isConnecting(), true);
      await opened;
      assert.equal(realtime.isConnected(), true);
    });
  });

  method('realtime.disconnect()', 'works', (it) => {
    it('closes the socket, after which it can be opened anew', async () => {
      const client = anonymous();
      await joined(client, fresh('hall'));
      const closing = client.realtime.disconnect();
      await closing;
      assert.equal(client.realtime.isConnected(), false);
      await joined(client, fresh('hall'));
    });
  });

  method('realtime.isConnected()', 'works', (it) => {
    it('is true while the socket is open', async () => {
      const client = anonymous();
      assert.equal(client.realtime.isConnected(), false);
      await joined(client, fresh('hall'));
      assert.equal(client.realtime.isConnected(), true);
    });
  });

  method('realtime.isConnecting()', 'works', (it) => {
    it('is true while the socket opens', async () => {
      const client = anonymous();
      const { statuses } = join(client, fresh('hall'));
      assert.equal(client.realtime.isConnecting(), true);
      await statuses.count(1);
      assert.equal(client.realtime.isConnecting(), false);
    });
  });

  method('realtime.isDisconnecting()', 'works', (it) => {
    it('is true while the socket closes', async () => {
      const client = anonymous();
      await joined(client, fresh('hall'));
      const closing = client.realtime.disconnect();
      assert.equal(client.realtime.isDisconnecting(), true);
      await closing;
      assert.equal(client.realtime.isDisconnecting(), false);
    });
  });

  method('realtime.connectionState()', 'works', (it) => {
    it('goes from connecting to open', async () => {
      const client = anonymous();
      const { statuses } = join(client, fresh('hall'));
      assert.equal(client.realtime.connectionState(), 'connecting');
      await statuses.count(1);
      assert.equal(client.realtime.connectionState(), 'open');
    });
  });

  method('realtime.endpointURL()', 'works', (it) => {
    it('is an address that opens a socket', () => {
      const url = new URL(anonymous().realtime.endpointURL());
      assert.equal(
        `${url.protocol}//${url.host}${url.pathname}`,
        `${target.url.replace('http', 'ws')}/realtime/v1/websocket`,
      );
      assert.equal(url.searchParams.get('vsn'), '2.0.0');
      return Promise.resolve();
    });
  });

  method('realtime.setAuth()', 'works', (it) => {
    it('renews the token of joined channels, which stay', async () => {
      const room = fresh('room');
      const { client, renew } = await member(room);
      const { received, statuses } = await joined(client, room, { private: true, broadcast: { self: true } });
      await client.realtime.setAuth(await renew());
      await client.channel(room).send({ type: 'broadcast', event: 'still here', payload: {} });
      await received.count(1);
      assert.equal(statuses.items.length, 1);
    });
    it('ends a channel that the new token may not read, with the reason', async () => {
      const room = fresh('room');
      const { client, id, renew } = await member(room);
      const system = new Inbox<Record<string, unknown>>();
      const { statuses } = await joined(client, room, { private: true }, (channel) =>
        channel.on('system', {}, system.add),
      );
      await admin.from('room_members').delete().eq('person_id', id);
      await client.realtime.setAuth(await renew());
      const { message } = await system.find(({ status }) => status === 'error');
      assert.match(String(message), /permission.* to read from this Channel topic/);
      await statuses.find(({ status }) => status === 'CLOSED');
    });
    it('ends the channels of a token that is none', async () => {
      const client = anonymous();
      const { statuses } = await joined(client, fresh('hall'));
      await client.realtime.setAuth('not.a.token');
      await statuses.find(({ status }) => status === 'CLOSED');
    });
  });

  method('realtime.sendHeartbeat()', 'works', (it) => {
    it('is answered', async () => {
      const client = anonymous();
      const beats = new Inbox<string>();
      await joined(client, fresh('hall'));
      client.realtime.onHeartbeat(beats.add);
      await client.realtime.sendHeartbeat();
      assert.deepEqual(await beats.count(2), ['sent', 'ok']);
    });
  });

  method('realtime.onHeartbeat()', 'works', (it) => {
    it('tells how long the answer took', async () => {
      const client = anonymous();
      const beats = new Inbox<{ status: string; latency: number | undefined }>();
      await joined(client, fresh('hall'));
      client.realtime.onHeartbeat((status, latency) => beats.add({ status, latency }));
      await client.realtime.sendHeartbeat();
      const { latency } = await beats.find(({ status }) => status === 'ok');
      assert.equal(typeof latency, 'number');
    });
  });

  method('realtime.push()', 'works', (it) => {
    it('sends a message of the protocol as it is', async () => {
      const client = anonymous();
      const { channel, received } = await joined(client, fresh('hall'), { broadcast: { self: true } });
      client.realtime.push({
        topic: channel.topic,
        event: 'broadcast',
        payload: { type: 'broadcast', event: 'by hand', payload: { n: 1 } },
        ref: '99',
        join_ref: channel.joinPush.ref ?? '',
      });
      assert.equal((await received.count(1))[0]?.event, 'by hand');
    });
  });

  for (const name of ['channel', 'getChannels', 'removeChannel', 'removeAllChannels']) {
    method(`realtime.${name}()`, 'works', (it) => {
      it('is what the client itself has by this name', async () => {
        const client = anonymous();
        const { channel } = await joined(client, fresh('hall'));
        assert.deepEqual(client.realtime.getChannels(), client.getChannels());
        assert.equal(client.realtime.channel(channel.subTopic), channel);
        if (name === 'removeAllChannels') await client.realtime.removeAllChannels();
        else await client.realtime.removeChannel(channel);
        assert.deepEqual(client.realtime.getChannels(), []);
      });
    });
  }

  method('realtime.log()', 'works', (it) => {
    it('hands what happens on the socket to the logger', async () => {
      const logged = new Inbox<string>();
      const client = anonymous({ realtime: { logger: (kind: string) => logged.add(kind) } });
      await joined(client, fresh('hall'));
      await logged.find((kind) => kind === 'receive');
      client.realtime.log('own', 'word');
      await logged.find((kind) => kind === 'own');
    });
  });

  method('realtime.hasLogger()', 'works', (it) => {
    it('tells whether there is one', () => {
      assert.equal(anonymous({ realtime: { logger: () => {} } }).realtime.hasLogger(), true);
      assert.equal(anonymous().realtime.hasLogger(), false);
      return Promise.resolve();
    });
  });

  const { realtime } = createClient('http://127.0.0.1', 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  });
  // Settings, and what a channel does to itself.
  complete(realtime, 'realtime.', ['accessToken', 'fetch']);
  complete(realtime.channel('names'), 'channel.', ['copyBindings']);
});
