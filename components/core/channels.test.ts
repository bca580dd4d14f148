import { expect } from '@esm-bundle/chai';
import { RealtimeClient } from '@supabase/realtime-js';
import { until } from '../element/testing/until.ts';
import type { Client } from './backend.ts';
import { Channels } from './channels.ts';

type Frame = [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: Record<string, unknown>,
];

/** A server of Realtime for one page: answers joins and leaves as a test tells it. */
class Server {
  static present: Server;
  sockets: FakeSocket[] = [];
  joins: string[] = [];
  leaves: string[] = [];
  beats = 0;
  reachable = true;
  /** Takes what comes and answers nothing, like a socket whose other end has gone without a word. */
  silent = false;
  /** Leaves are answered only after this. */
  hold: Promise<void> = Promise.resolve();

  constructor() {
    Server.present = this;
  }

  async take(socket: FakeSocket, [joinRef, ref, topic, event]: Frame): Promise<void> {
    if (this.silent) return;
    const reply = () => socket.hear([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]);
    if (event === 'heartbeat') this.beats += 1;
    if (event === 'phx_join') this.joins.push(topic);
    if (event === 'phx_leave') {
      this.leaves.push(topic);
      await this.hold;
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
        socket.hear([joinRef, null, `realtime:${topic}`, 'broadcast', { type: 'broadcast', event, payload }]);
    }
  }

  /** Ends a channel as the server does when the right to it has gone. */
  close(topic: string): void {
    for (const socket of this.open) {
      const joinRef = socket.joined.get(`realtime:${topic}`) ?? null;
      socket.joined.delete(`realtime:${topic}`);
      socket.hear([joinRef, joinRef, `realtime:${topic}`, 'phx_close', {}]);
    }
  }
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

  send(text: string): void {
    queueMicrotask(() => void this.#server.take(this, JSON.parse(text)));
  }

  hear(frame: Frame): void {
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

  beforeEach(() => {
    server = new Server();
    loads = 0;
    loadFailures = 0;
    const realtime = new RealtimeClient('ws://realtime.test/realtime/v1', {
      params: { apikey: 'key' },
      accessToken: async () => 'token',
      transport: FakeSocket as unknown as typeof WebSocket,
    });
    const client = {
      realtime: async () => {
        loads += 1;
        if (loadFailures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
        return realtime;
      },
    };
    channels = new Channels(client as unknown as Client);
  });

  const topic = 'chat:1';
  const hear = () => {
    const heard: unknown[] = [];
    let joined = 0;
    let lost = 0;
    const leave = channels.subscribe(topic, {
      events: { message: ({ text }) => heard.push(text) },
      onJoined: () => {
        joined += 1;
      },
      onLost: () => {
        lost += 1;
      },
    });
    return { heard, leave, joined: () => joined, lost: () => lost };
  };

  it('C11 many listeners of one topic cost one channel, which goes with the last', async () => {
    const first = hear();
    const second = hear();
    await until(() => first.joined() === 1 && second.joined() === 1, 'both are joined');
    expect(server.joins).to.deep.equal(['realtime:chat:1']);
    server.broadcast(topic, 'message', { text: 'раз' });
    first.leave();
    server.broadcast(topic, 'message', { text: 'два' });
    expect([first.heard, second.heard]).to.deep.equal([['раз'], ['раз', 'два']]);
    expect(server.leaves).to.deep.equal([]);
    second.leave();
    await until(() => server.leaves.length === 1, 'the channel is left');
  });

  it('C11 who leaves a topic and returns before the server has noticed hears it again', async () => {
    const first = hear();
    await until(() => first.joined() === 1, 'joined');
    let open = () => {};
    server.hold = new Promise((resolve) => {
      open = resolve;
    });
    first.leave();
    const again = hear();
    await until(() => server.leaves.length === 1, 'the server is told');
    open();
    await until(() => again.joined() === 1, 'joined again');
    server.broadcast(topic, 'message', { text: 'слышно' });
    expect(again.heard).to.deep.equal(['слышно']);
    expect(first.heard).to.deep.equal([]);
    again.leave();
  });

  it('C11 a channel that the server closed is opened again', async () => {
    const listener = hear();
    await until(() => listener.joined() === 1, 'joined');
    server.close(topic);
    expect(listener.lost()).to.equal(1);
    await until(() => listener.joined() === 2, 'joined again', 6000);
    server.broadcast(topic, 'message', { text: 'снова' });
    expect(listener.heard).to.deep.equal(['снова']);
    listener.leave();
  }).timeout(8000);

  it('C11 a lost socket is opened at once when the connection is known to be back', async () => {
    const listener = hear();
    await until(() => listener.joined() === 1, 'joined');
    server.reachable = false;
    for (const socket of server.open) socket.drop();
    expect(listener.lost()).to.equal(1);
    server.reachable = true;
    const before = performance.now();
    channels.reconnect();
    await until(() => listener.joined() === 2, 'joined again');
    expect(performance.now() - before, 'sooner than the next try').to.be.lessThan(700);
    listener.leave();
  });

  it('C11 a socket that died without a word is found out soon after the page wakes', async () => {
    const listener = hear();
    await until(() => listener.joined() === 1, 'joined');
    server.silent = true;
    channels.reconnect();
    await until(() => server.sockets[0]?.readyState === WebSocket.CLOSED, 'it is given up', 5000);
    server.silent = false;
    await until(() => listener.joined() === 2, 'joined over another', 4000);
    listener.leave();
  }).timeout(10_000);

  it('C11 a socket that lives is left alone when the page wakes', async () => {
    const listener = hear();
    await until(() => listener.joined() === 1, 'joined');
    channels.reconnect();
    await until(() => server.beats >= 2, 'it was felt twice', 5000);
    await new Promise(requestAnimationFrame);
    expect(server.sockets.length).to.equal(1);
    expect(listener.lost()).to.equal(0);
    listener.leave();
  }).timeout(8000);

  it('C11 the code of the socket that could not be loaded is loaded again', async () => {
    loadFailures = 1;
    const listener = hear();
    await until(() => loads === 1, 'the first try');
    await until(() => listener.lost() === 1, 'the listener knows');
    channels.reconnect();
    await until(() => listener.joined() === 1, 'joined after all', 6000);
    listener.leave();
  }).timeout(8000);
});
