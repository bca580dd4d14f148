import type { Quality } from '../engine.ts';

/** Share of packets lost and milliseconds to and fro, above which somebody is received badly, and above which weakly. */
const bad = { loss: 0.1, way: 600 };
const weak = { loss: 0.03, way: 250 };

/** How well one peer is received, by what has arrived since the last question. */
export class PeerQuality {
  #value: Quality = 'unknown';
  #received = 0;
  #lost = 0;

  get value(): Quality {
    return this.#value;
  }

  async ask(link: { stats(): Promise<RTCStatsReport> }): Promise<void> {
    const report = await link.stats();
    let [received, lost, way] = [0, 0, 0];
    for (const each of report.values()) {
      if (each.type === 'inbound-rtp') {
        received += each.packetsReceived ?? 0;
        lost += Math.max(0, each.packetsLost ?? 0);
      }
      if (each.type === 'candidate-pair' && each.nominated)
        way = Math.max(way, (each.currentRoundTripTime ?? 0) * 1000);
    }
    const [newlyReceived, newlyLost] = [received - this.#received, lost - this.#lost];
    this.#received = received;
    this.#lost = lost;
    const loss = newlyReceived + newlyLost > 0 ? newlyLost / (newlyReceived + newlyLost) : 0;
    this.#value = loss > bad.loss || way > bad.way ? 'bad' : loss > weak.loss || way > weak.way ? 'weak' : 'good';
  }
}
