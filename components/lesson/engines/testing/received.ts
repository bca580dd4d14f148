/** All connections that were made since `watchConnections`, and what has arrived over them. */
const made = new Set<RTCPeerConnection>();
const Original = RTCPeerConnection;

export function watchConnections(): () => void {
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      made.add(this);
    }
  };
  return () => {
    window.RTCPeerConnection = Original;
    for (const connection of made) connection.close();
    made.clear();
  };
}

/** Connections that nobody has closed. */
export const openConnections = (): RTCPeerConnection[] =>
  [...made].filter(({ connectionState }) => connectionState !== 'closed');

/** What has arrived of a track that another page publishes. */
export async function received(track: MediaStreamTrack | undefined): Promise<{ frames: number; energy: number }> {
  const receiver = [...made].flatMap((each) => each.getReceivers()).find((each) => each.track === track);
  let [frames, energy] = [0, 0];
  for (const each of (await receiver?.getStats())?.values() ?? []) {
    if (each.type !== 'inbound-rtp') continue;
    frames += each.framesDecoded ?? 0;
    energy += each.totalAudioEnergy ?? 0;
  }
  return { frames, energy };
}
