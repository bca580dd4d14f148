import { expect } from '@esm-bundle/chai';
import { RealtimeClient } from '@supabase/realtime-js';
import { until } from '../element/testing/until.ts';
import { Channels } from './channels.ts';
import { Topics } from './network/topics.ts';

type Frame = [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: Record<string, unknown>,
];

/** A Realtime server for one page; a test decides how it answers joins and leaves. */
class Server {
  static present: Server;
  sockets: FakeSocket[] = [];
  joins: string[] = [];
  leaves: string[] = [];
  beats = 0;
  reachable = true;
  /** Receives and answers nothing, like a socket whose other end is gone. */
  silent = false;
  /** Leaves are answered only after this. */
  leaveGate: Promise<void> = Promise.resolve();

  constructor() {
    Server.present = this;
  }

  sent: unknown[] = [];

  async receive(socket: FakeSocket, [joinRef, ref, topic, event, payload]: Frame): Promise<void> {
    if (this.silent) return;
    if (event === 'broadcast') this.sent.push([topic, payload.event, payload.payload]);
    const reply = () => socket.deliver([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]);
    if (event === 'heartbeat') this.beats += 1;
    if (event === 'phx_join') this.joins.push(topic);
    if (event === 'phx_leave') {
      this.leaves.push(topic);
      await this.leaveGate;
      if (socket.joined.get(topic) === joinRef) socket.joined.delete(topic);
    }
    if (event === 'phx_join' && joinRef) socket.joined.set(topic, joinRef);
    reply();
  }

  get open(): FakeSocket[] {
    return this.sockets.filter(({ readyState }) => readyState === WebSocket.OPEN);
  }

  broadcast(topic: string, event: string, payload: Record<string, unknown>): void {
    for (const socket of this.open) {
      const joinRef = socket.joined.get(`realtime:${topic}`);
      if (joinRef)
        socket.deliver([joinRef, null, `realtime:${topic}`, 'broadcast', { type: 'broadcast', event, payload }]);
    }
  }

  /** Closes a channel, as the server does when the right to it has ended. */
  close(topic: string): void {
    for (const socket of this.open) {
      const joinRef = socket.joined.get(`realtime:${topic}`) ?? null;
      socket.joined.delete(`realtime:${topic}`);
      socket.deliver([joinRef, joinRef, `realtime:${topic}`, 'phx_close', {}]);
    }
  }
}

/** What a page sends as a broadcast: the lengths of its parts, then the parts. */
function broadcastIn(message: ArrayBuffer): Frame {
  const bytes = new Uint8Array(message);
  let at = 7;
  const [joinRef = '', ref = '', topic = '', event = ''] = [...bytes.slice(1, 6)].map((length) => {
    at += length;
    return new TextDecoder().decode(bytes.slice(at - length, at));
  });
  const payload = JSON.parse(new TextDecoder().decode(bytes.slice(at))) as unknown;
  return [joinRef, ref, topic, 'broadcast', { type: 'broadcast', event, payload }];
}

class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  binaryType = 'arraybuffer';
  bufferedAmount = 0;
  joined = new Map<string, string>();
  onopen: (() => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  readonly #server = Server.present;

  constructor(readonly url: string) {
    this.#server.sockets.push(this);
    queueMicrotask(() => {
      if (!this.#server.reachable) return this.drop();
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
    });
  }

  send(message: string | ArrayBuffer): void {
    const frame = typeof message === 'string' ? (JSON.parse(message) as Frame) : broadcastIn(message);
    queueMicrotask(() => void this.#server.receive(this, frame));
  }

  deliver(frame: Frame): void {
    if (this.readyState === WebSocket.OPEN) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.drop();
  }

  drop(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code: 1006 });
  }
}

describe('C11 channels', () => {
  let server: Server;
  let channels: Channels;
  let loads: number;
  let loadFailures: number;
  /** After so long realtime-js opens a lost socket by itself, in milliseconds. */
  let nextAttempt: number;

  beforeEach(() => {
    nextAttempt = 1000;
    server = new Server();
    loads = 0;
    loadFailures = 0;
    const realtime = new RealtimeClient('ws://realtime.test/realtime/v1', {
      params: { apikey: 'key' },
      accessToken: async () => 'token',
      transport: FakeSocket as unknown as typeof WebSocket,
      reconnectAfterMs: () => nextAttempt,
    });
    channels = new Channels(async () => {
      loads += 1;
      if (loadFailures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
      return new Topics(realtime);
    });
  });

  const topic = 'chat:1';
  const subscribe = () => {
    const received: unknown[] = [];
    let joined = 0;
    let lost = 0;
    const unsubscribe = channels.subscribe(topic, {
      events: { message: ({ text }) => received.push(text) },
      onJoined: () => {
        joined += 1;
      },
      onLost: () => {
        lost += 1;
      },
    });
    return { received, unsubscribe, joined: () => joined, lost: () => lost };
  };

  it('C11 many subscribers of one topic share one channel, which is closed after the last', async () => {
    const first = subscribe();
    const second = subscribe();
    await until(() => first.joined() === 1 && second.joined() === 1, 'both have joined');
    expect(server.joins).to.deep.equal(['realtime:chat:1']);
    server.broadcast(topic, 'message', { text: 'раз' });
    first.unsubscribe();
    server.broadcast(topic, 'message', { text: 'два' });
    expect([first.received, second.received]).to.deep.equal([['раз'], ['раз', 'два']]);
    expect(server.leaves).to.deep.equal([]);
    second.unsubscribe();
    await until(() => server.leaves.length === 1, 'the channel is closed');
  });

  it('C11 a subscriber that returns before the server has closed the channel receives again', async () => {
    const first = subscribe();
    await until(() => first.joined() === 1, 'joined');
    let open = () => {};
    server.leaveGate = new Promise((resolve) => {
      open = resolve;
    });
    first.unsubscribe();
    const again = subscribe();
    await until(() => server.leaves.length === 1, 'the server is asked to close it');
    open();
    await until(() => again.joined() === 1, 'joined again');
    server.broadcast(topic, 'message', { text: 'снова' });
    expect(again.received).to.deep.equal(['снова']);
    expect(first.received).to.deep.equal([]);
    again.unsubscribe();
  });

  it('C11 a channel that the server closed is opened again', async () => {
    const subscriber = subscribe();
    await until(() => subscriber.joined() === 1, 'joined');
    server.close(topic);
    expect(subscriber.lost()).to.equal(1);
    await until(() => subscriber.joined() === 2, 'joined again');
    server.broadcast(topic, 'message', { text: 'снова' });
    expect(subscriber.received).to.deep.equal(['снова']);
    subscriber.unsubscribe();
  });

  it('C11 a lost socket is opened at once when the connection is back', async () => {
    const subscriber = subscribe();
    await until(() => subscriber.joined() === 1, 'joined');
    nextAttempt = 3_600_000;
    for (const socket of server.open) socket.drop();
    expect(subscriber.lost()).to.equal(1);
    channels.reconnect();
    await until(() => subscriber.joined() === 2, 'joined again');
    expect(server.sockets.length, 'by one attempt').to.equal(2);
    subscriber.unsubscribe();
  });

  it('C11 a dead socket is noticed soon after the page wakes', async () => {
    const subscriber = subscribe();
    await until(() => subscriber.joined() === 1, 'joined');
    server.silent = true;
    channels.reconnect();
    await until(() => server.sockets[0]?.readyState === WebSocket.CLOSED, 'it is closed');
    server.silent = false;
    await until(() => subscriber.joined() === 2, 'joined through another');
    subscriber.unsubscribe();
  });

  it('C11 a live socket is kept when the page wakes', async () => {
    const subscriber = subscribe();
    await until(() => subscriber.joined() === 1, 'joined');
    channels.reconnect();
    await until(() => server.beats >= 2, 'two heartbeats');
    await new Promise(requestAnimationFrame);
    expect(server.sockets.length).to.equal(1);
    expect(subscriber.lost()).to.equal(0);
    subscriber.unsubscribe();
  });

  it('L7 sends on a topic that is subscribed to, while its channel is up, and by no other way', async () => {
    let requests = 0;
    const realFetch = globalThis.fetch;
    globalThis.fetch = async () => {
      requests += 1;
      return new Response();
    };
    const subscriber = subscribe();
    expect(await channels.send('chat:2', 'signal', {}), 'nobody subscribed').to.equal(false);
    await until(() => subscriber.joined() === 1, 'joined');
    expect(await channels.send(topic, 'signal', { offer: 1 })).to.equal(true);
    await until(() => server.sent.length === 1, 'it arrives');
    expect(server.sent).to.deep.equal([['realtime:chat:1', 'signal', { offer: 1 }]]);
    nextAttempt = 3_600_000;
    for (const socket of server.open) socket.drop();
    await until(() => subscriber.lost() === 1, 'lost');
    expect(await channels.send(topic, 'signal', {}), 'while it is down').to.equal(false);
    subscriber.unsubscribe();
    expect(await channels.send(topic, 'signal', {}), 'nobody subscribes any more').to.equal(false);
    expect(requests).to.equal(0);
    globalThis.fetch = realFetch;
  });

  it('C11 code of the socket that could not be loaded is loaded again', async () => {
    loadFailures = 1;
    const subscriber = subscribe();
    await until(() => loads === 1, 'the first attempt');
    await until(() => subscriber.lost() === 1, 'the subscriber knows');
    channels.reconnect();
    await until(() => subscriber.joined() === 1, 'joined in the end');
    subscriber.unsubscribe();
  });

  it('C11 code that knows the events of a topic comes after the socket at the latest, and is loaded again too', async () => {
    const received: unknown[] = [];
    let lost = 0;
    let joined = 0;
    let asked = 0;
    const unsubscribe = channels.subscribe(topic, {
      events: async () => {
        asked += 1;
        if (asked === 1) throw new TypeError('Failed to fetch dynamically imported module');
        return { message: ({ text }) => received.push(text) };
      },
      onJoined: () => {
        joined += 1;
      },
      onLost: () => {
        lost += 1;
      },
    });
    await until(() => lost === 1, 'the subscriber knows');
    expect(server.joins, 'nothing is received that nobody would understand').to.deep.equal([]);
    channels.reconnect();
    await until(() => joined === 1, 'joined in the end');
    server.broadcast(topic, 'message', { text: 'раз' });
    expect(received).to.deep.equal(['раз']);
    unsubscribe();
  });
});
