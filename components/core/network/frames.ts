import type { Decode } from '@supabase/phoenix';

/** The first byte of a binary frame of Supabase Realtime: a broadcast. */
const broadcast = 4;

/**
 * Reads a frame of Realtime, version 2.0.0: an array as JSON or, of broadcasts, which Phoenix itself does not know in this
 * form, the lengths of topic, event and metadata, the encoding, which is JSON for all that a database sends, and then these.
 */
export const decodeFrame: Decode<void> = (frame, deliver) => {
  if (typeof frame === 'string') {
    const [join_ref, ref, topic, event, payload] = JSON.parse(frame);
    deliver({ join_ref, ref, topic, event, payload });
    return;
  }
  const [kind, topicLength = 0, eventLength = 0, metaLength = 0] = new Uint8Array(frame);
  if (kind !== broadcast) throw new Error(`an unknown kind of frame: ${kind}`);
  const text = (from: number, to?: number): string => new TextDecoder().decode(frame.slice(from, to));
  const eventAt = 5 + topicLength;
  const metaAt = eventAt + eventLength;
  const payload = { event: text(eventAt, metaAt), payload: JSON.parse(text(metaAt + metaLength)) };
  deliver({ join_ref: null, ref: null, topic: text(5, eventAt), event: 'broadcast', payload });
};
