/** Versions of the Phoenix serializer: JSON objects, or JSON arrays with binary frames for broadcasts. */
export type Version = '1.0.0' | '2.0.0';

export type Payload = Record<string, unknown>;

/** A broadcast. JSON stays text, so that it is parsed and serialized once. */
export interface Broadcast {
  event: string;
  payload: { json: string } | { bytes: Uint8Array };
  meta?: { id?: string; replayed?: boolean };
}

/** A message from a client. */
export interface Push {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: Payload;
  /** Set when `event` is `broadcast` and the frame holds one that can be passed on. */
  broadcast?: Broadcast;
}

/** A frame that can go out on a socket. */
export interface Frame {
  data: Buffer;
  binary: boolean;
}

/** A frame that does not follow the protocol. */
export class BrokenFrame extends Error {}

const USER_BROADCAST_PUSH = 3;
const USER_BROADCAST = 4;
const PUSH_HEADER = 7;
const BINARY = 0;
const JSON_TEXT = 1;

/** Reads a frame of a client. Throws `BrokenFrame`. */
export function decode(version: Version, data: Buffer, binary: boolean): Push {
  if (binary) {
    if (version === '1.0.0') {
      throw new BrokenFrame('version 1.0.0 has no binary frames');
    }
    return decodeBinary(data);
  }
  const message = parse(data.toString());
  return version === '1.0.0' ? fromObject(message) : fromArray(message);
}

/** A message for one socket. */
export function encode(
  version: Version,
  message: { joinRef: string | null; ref: string | null; topic: string; event: string; payload: Payload },
): Frame {
  const { joinRef, ref, topic, event, payload } = message;
  const text = JSON.stringify(
    version === '1.0.0' ? { topic, event, payload, ref } : [joinRef, ref, topic, event, payload],
  );
  return { data: Buffer.from(text), binary: false };
}

/** One message for many sockets, encoded once for each version that is asked for. */
export class SharedFrame {
  readonly #make: (version: Version) => Frame | null;
  readonly #made = new Map<Version, Frame | null>();

  private constructor(make: (version: Version) => Frame | null) {
    this.#make = make;
  }

  static event(topic: string, event: string, payload: Payload): SharedFrame {
    return new SharedFrame((version) => encode(version, { joinRef: null, ref: null, topic, event, payload }));
  }

  static broadcast(topic: string, broadcast: Broadcast): SharedFrame {
    return new SharedFrame((version) =>
      version === '1.0.0' ? broadcastText(topic, broadcast) : broadcastBytes(topic, broadcast),
    );
  }

  /** The bytes for a version; null where it has no form for them (binary payloads in 1.0.0). */
  for(version: Version): Frame | null {
    let frame = this.#made.get(version);
    if (frame === undefined) {
      frame = this.#make(version);
      this.#made.set(version, frame);
    }
    return frame;
  }
}

/** Bytes that a payload takes. */
export function payloadSize({ payload }: Broadcast): number {
  return 'json' in payload ? Buffer.byteLength(payload.json) : payload.bytes.byteLength;
}

function broadcastText(topic: string, { event, payload, meta }: Broadcast): Frame | null {
  if (!('json' in payload)) {
    return null;
  }
  const tail = meta ? `,"meta":${JSON.stringify(meta)}` : '';
  const body = `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${payload.json}${tail}}`;
  const text = `{"topic":${JSON.stringify(topic)},"event":"broadcast","payload":${body},"ref":null}`;
  return { data: Buffer.from(text), binary: false };
}

function broadcastBytes(topic: string, { event, payload, meta }: Broadcast): Frame {
  const names = [topic, event, meta ? JSON.stringify(meta) : ''].map((name) => Buffer.from(name));
  const sizes = names.map((name) => name.byteLength);
  const [encoding, body] = 'json' in payload ? [JSON_TEXT, Buffer.from(payload.json)] : [BINARY, payload.bytes];
  return { data: Buffer.concat([Buffer.from([USER_BROADCAST, ...sizes, encoding]), ...names, body]), binary: true };
}

function decodeBinary(data: Buffer): Push {
  if (data[0] !== USER_BROADCAST_PUSH || data.byteLength < PUSH_HEADER) {
    throw new BrokenFrame('unknown binary frame');
  }
  const encoding = data[6];
  let offset = PUSH_HEADER;
  const [joinRef = '', ref = '', topic = '', event = '', metadata = ''] = [...data.subarray(1, 6)].map((size) => {
    offset += size;
    return utf8(data.subarray(offset - size, offset));
  });
  if (offset > data.byteLength || encoding === undefined || encoding > JSON_TEXT) {
    throw new BrokenFrame('binary frame does not add up');
  }
  const body = data.subarray(offset);
  let payload: Broadcast['payload'];
  if (encoding === JSON_TEXT) {
    const json = utf8(body);
    parse(json); // Invalid JSON would break every client that receives it.
    payload = { json };
  } else {
    payload = { bytes: Buffer.from(body) };
  }
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: 'broadcast',
    payload: metadata ? object(parse(metadata)) : {},
    broadcast: { event, payload },
  };
}

function fromArray(message: unknown): Push {
  if (!Array.isArray(message) || message.length < 5) {
    throw new BrokenFrame('expected an array of five');
  }
  return push(message[0], message[1], message[2], message[3], message[4]);
}

function fromObject(message: unknown): Push {
  const { join_ref, ref, topic, event, payload } = object(message);
  return push(join_ref, ref, topic, event, payload);
}

function push(joinRef: unknown, ref: unknown, topic: unknown, event: unknown, given: unknown): Push {
  if (typeof topic !== 'string' || typeof event !== 'string') {
    throw new BrokenFrame('topic and event are strings');
  }
  const payload = object(given ?? {});
  const read: Push = { joinRef: reference(joinRef), ref: reference(ref), topic, event, payload };
  if (event === 'broadcast' && typeof payload.event === 'string') {
    read.broadcast = { event: payload.event, payload: { json: JSON.stringify(payload.payload ?? {}) } };
  }
  return read;
}

function reference(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value !== 'string') {
    throw new BrokenFrame('a reference is a string or null');
  }
  return value;
}

function object(value: unknown): Payload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BrokenFrame('expected an object');
  }
  return value as Payload;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokenFrame('not JSON', { cause: error });
  }
}

const strict = new TextDecoder('utf-8', { fatal: true });

function utf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch (error) {
    throw new BrokenFrame('not UTF-8', { cause: error });
  }
}
