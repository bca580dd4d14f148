import { expect } from '@esm-bundle/chai';
import { until } from '../../../element/testing/until.ts';
import { longestData } from '../engine.ts';
import { Hub } from '../testing/hub.ts';
import { Party } from '../testing/party.ts';
import { openConnections, watchConnections } from '../testing/received.ts';
import { MeshEngine } from './mesh.ts';

const times = { offerAgain: 1500, mend: 500, look: 100 };

describe('L7 a lesson from browser to browser', () => {
  let hub: Hub;
  let party: Party;
  let stopWatching: () => void;

  beforeEach(() => {
    hub = new Hub();
    stopWatching = watchConnections();
    party = new Party((me, connection, handlers) => {
      return new MeshEngine({ me, connection, iceServers: [], signalling: hub.join(me), times }, handlers);
    });
  });

  afterEach(() => {
    party.end();
    stopWatching();
  });

  it('carries pictures and voices between two, and a screen with its sound that comes later', async () => {
    await Promise.all([party.come('a', 'camera', 'microphone'), party.come('b', 'camera', 'microphone')]);
    await Promise.all([party.allFlow('camera'), party.allFlow('microphone')]);
    const a = party.guests.get('a');
    await a?.engine.publish('screen', await party.track('screen'));
    await a?.engine.publish('screenSound', await party.track('screenSound'));
    await Promise.all([party.flows('a', 'screen', 'b'), party.flows('a', 'screenSound', 'b')]);
    await a?.engine.publish('screen', null);
    await until(() => party.trackOf('a', 'screen', 'b') === undefined, 'the end of the screen');
    await party.flows('a', 'camera', 'b');
  });

  it('lets somebody in who has neither camera nor microphone', async () => {
    await Promise.all([party.come('a', 'camera', 'microphone'), party.come('b')]);
    await Promise.all([party.flows('a', 'camera', 'b'), party.flows('a', 'microphone', 'b')]);
    expect(party.guests.get('a')?.engine.peers.get('b')?.tracks).to.deep.equal({});
  });

  it('connects three, and says who speaks and how well they are received', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => party.come(id, 'camera', 'microphone')));
    await Promise.all([party.allFlow('camera'), party.allFlow('microphone')]);
    const atA = party.guests.get('a')?.engine.peers;
    await until(() => (party.guests.get('a')?.engine.peers.get('b')?.level ?? 0) > 0, 'the voice of b');
    await until(() => party.guests.get('a')?.engine.peers.get('b')?.quality === 'good', 'how b is received');
    expect(atA?.size).to.equal(2);
  });

  it('connects six with their pictures', async () => {
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => party.come(id, 'camera')));
    await party.allFlow('camera');
    expect(openConnections().length).to.equal(30);
  }).timeout(40_000);

  it('leaves no dead link where both begin to publish at once, twenty times', async () => {
    for (let round = 0; round < 20; round++) {
      const ids = [`a${round}`, `b${round}`];
      const [a, b] = await Promise.all(ids.map((id) => party.come(id)));
      const tracks = await Promise.all([party.track('camera'), party.track('camera')]);
      await Promise.all([
        a?.engine.publish('camera', tracks[0] ?? null),
        b?.engine.publish('camera', tracks[1] ?? null),
      ]);
      await party.allFlow('camera');
      for (const id of ids) party.leave(id);
    }
  }).timeout(60_000);

  it('shows somebody who left and came back once, and nobody of them meanwhile', async () => {
    await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
    await party.allFlow('camera');
    party.leave('b');
    await until(() => party.guests.get('a')?.engine.peers.size === 0, 'b to be away');
    await party.come('b', 'camera');
    await party.allFlow('camera');
    expect([...(party.guests.get('a')?.engine.peers.keys() ?? [])]).to.deep.equal(['b']);
    expect(openConnections().length).to.equal(2);
  });

  it('is left when the page is closed', async () => {
    await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
    await party.allFlow('camera');
    dispatchEvent(new Event('pagehide'));
    expect([...party.guests.values()].map(({ engine }) => engine.state)).to.deep.equal(['ended', 'ended']);
    expect(openConnections()).to.deep.equal([]);
  });

  it('goes on while signalling is cut, which what flows does not need', async () => {
    await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
    await party.allFlow('camera');
    hub.cut('a', true);
    await party.allFlow('camera');
    hub.cut('a', false);
    await party.allFlow('camera');
    expect(openConnections().length).to.equal(2);
  });

  it('says that it is being mended while nobody is reached, and is mended', async () => {
    await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
    await party.allFlow('camera');
    const a = party.guests.get('a')?.engine;
    // What is closed without a word is to the other end as a network that is gone.
    hub.cut('b', true);
    for (const connection of openConnections()) connection.close();
    await until(() => a?.state === 'reconnecting', 'the mending');
    expect(a?.peers.get('b')?.isConnected).to.equal(false);
    hub.cut('b', false);
    await party.allFlow('camera');
    expect(a?.state).to.equal('connected');
  });

  for (const closes of ['a', 'b']) {
    it(`finds the new page of ${closes === 'b' ? 'the one who offers' : 'the other'}`, async () => {
      await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
      await party.allFlow('camera');
      party.guests.get(closes)?.engine.disconnect();
      await party.come(closes, 'camera');
      await party.allFlow('camera');
      expect(openConnections().length).to.equal(2);
    });
  }

  it('offers again what was lost on the way', async () => {
    let lost = 0;
    hub.passes = (_from, _to, { kind }) => {
      if (kind !== 'describe' || lost >= 2) return true;
      lost += 1;
      return false;
    };
    await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
    await party.allFlow('camera');
    expect(lost).to.equal(2);
  });

  it('goes on after everything that was said in a while was lost', async () => {
    await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
    await party.allFlow('camera');
    hub.cut('a', true);
    party.guests.get('b')?.engine.disconnect();
    const again = party.come('b', 'camera');
    await again;
    hub.cut('a', false);
    await party.allFlow('camera');
    expect(openConnections().length).to.equal(2);
  });

  it('drops whom the database has taken out, and does not let them back', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => party.come(id, 'camera')));
    await party.allFlow('camera');
    const removed = party.guests.get('c');
    party.guests.delete('c');
    party.tell();
    await until(() => openConnections().length === 4, 'the links to c to be closed by all');
    for (const to of ['a', 'b']) {
      const from = removed?.connection;
      hub.speak('c', to, { kind: 'here', from, to: party.guests.get(to)?.connection, isAnswer: false });
      hub.speak('c', to, { kind: 'ask', from, to: party.guests.get(to)?.connection });
    }
    await party.flows('a', 'camera', 'b');
    expect(party.guests.get('a')?.engine.peers.has('c')).to.equal(false);
    expect(party.guests.get('b')?.engine.peers.has('c')).to.equal(false);
    removed?.engine.disconnect();
  });

  it('L5 does not play whom somebody has muted, whatever their page sends', async () => {
    await Promise.all([party.come('a', 'microphone'), party.come('b', 'microphone')]);
    await party.flows('a', 'microphone', 'b');
    party.tell(new Set(['a']));
    await until(() => party.trackOf('a', 'microphone', 'b') === undefined, 'silence');
    party.tell();
    await party.flows('a', 'microphone', 'b');
  });

  it('carries short messages, and refuses long ones', async () => {
    const [a, b] = await Promise.all([party.come('a'), party.come('b')]);
    await party.allConnected();
    await until(() => {
      if (b.data.length === 0) a.engine.send({ caption: 'Ключ составной' });
      return b.data.length > 0;
    }, 'the message');
    expect(b.data[0]).to.deep.equal({ from: 'a', data: { caption: 'Ключ составной' } });
    expect(() => a.engine.send({ caption: 'x'.repeat(longestData) })).to.throw(RangeError);
  });

  it('drops what is nonsense or too long, in signals and in messages, and goes on', async () => {
    const channels: RTCDataChannel[] = [];
    const { createDataChannel } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.createDataChannel = function (...args) {
      const channel = createDataChannel.apply(this, args);
      channels.push(channel);
      return channel;
    };
    try {
      const [a, b] = await Promise.all([party.come('a', 'camera'), party.come('b', 'camera')]);
      await party.allFlow('camera');
      const long = 'x'.repeat(1_000_000);
      const [from, to] = [a.connection, b.connection];
      for (const signal of [
        null,
        'nonsense',
        [],
        {},
        { kind: 'here', from: long, to },
        { kind: 'here', from, to: 7 },
        { kind: 'describe', from, to, link: 'x', description: { type: 'offer', sdp: long } },
        { kind: 'describe', from, to, link: 'x', description: 'offer' },
        { kind: 'candidate', from, to, link: 'x', candidate: { candidate: long, sdpMid: null, sdpMLineIndex: null } },
        { kind: 'unheard of', from, to },
        // Another page of the same person, which the database does not know.
        { kind: 'describe', from: 'y', to, link: 'x', description: { type: 'offer', sdp: 'v=0' } },
      ]) {
        hub.speak('a', 'b', signal);
      }
      for (const channel of channels) {
        for (const text of ['{', '[]', 'null', '{"on":7}', '{"data":7}', long.slice(0, 100_000)]) channel.send(text);
        channel.send(new Uint8Array(100));
      }
      await party.allFlow('camera');
      expect(b.data).to.deep.equal([]);
    } finally {
      RTCPeerConnection.prototype.createDataChannel = createDataChannel;
    }
  });

  it('is where somebody came in last: the links to the page before are dropped', async () => {
    const first = await party.come('a', 'camera');
    await party.come('b', 'camera');
    await party.allFlow('camera');
    await party.come('a', 'camera');
    await party.allFlow('camera');
    first.engine.disconnect();
    await until(() => openConnections().length === 2, 'no more links than two ends of one');
  });
});
