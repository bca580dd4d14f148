/**
 * How two pages of a mesh find each other. Whoever carries it sees to it that nobody but the two speaks or hears there.
 * Messages may be lost, doubled or late; the mesh says again what matters.
 */
export interface Signalling {
  /** Opens the way to somebody until it is closed. */
  open(peer: string, handlers: SignalHandlers): SignalWay;
}

export interface SignalWay {
  say(signal: Signal): void;
  close(): void;
}

export interface SignalHandlers {
  readonly heard: (signal: unknown) => void;
  /** The way is open, for the first time or again. */
  readonly up: () => void;
  readonly down: () => void;
}

/** Where a connection stands in the description of it, and what a candidate is. */
interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

export interface Candidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

/**
 * `from` and `to` are the pages that are meant: another page of the same person is another. `link` is one connection between
 * the two, made by whoever offers; what belongs to an older one is not for the present.
 */
export type Signal =
  /** I am here; who hears it says so too, unless this was an answer. */
  | { readonly kind: 'here'; readonly from: string; readonly to: string; readonly isAnswer: boolean }
  /** The link does not carry: offer again. */
  | { readonly kind: 'ask'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'describe';
      readonly from: string;
      readonly to: string;
      readonly link: string;
      readonly description: Description;
    }
  | {
      readonly kind: 'candidate';
      readonly from: string;
      readonly to: string;
      readonly link: string;
      readonly candidate: Candidate;
    };

const longestId = 64;
/** A description of four media with many codecs has some ten thousand characters. */
const longestSdp = 100_000;
const longestCandidate = 2000;

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest;
const isId = (value: unknown): value is string => isText(value, longestId);
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isDescription = (value: unknown): value is Description =>
  isFields(value) && (value.type === 'offer' || value.type === 'answer') && isText(value.sdp, longestSdp);

const isCandidate = (value: unknown): value is Candidate =>
  isFields(value) &&
  typeof value.candidate === 'string' &&
  value.candidate.length <= longestCandidate &&
  (value.sdpMid === null || isId(value.sdpMid)) &&
  (value.sdpMLineIndex === null || typeof value.sdpMLineIndex === 'number');

/** What a peer has said; null where that is nonsense, which any participant can send. */
export function readSignal(received: unknown): Signal | null {
  if (!isFields(received) || !isId(received.from) || !isId(received.to)) return null;
  const { kind, from, to, link, description, candidate } = received;
  if (kind === 'here') return { kind, from, to, isAnswer: received.isAnswer === true };
  if (kind === 'ask') return { kind, from, to };
  if (!isId(link)) return null;
  if (kind === 'describe' && isDescription(description)) {
    const { type, sdp } = description;
    return { kind, from, to, link, description: { type, sdp } };
  }
  if (kind === 'candidate' && isCandidate(candidate)) {
    const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
    return { kind, from, to, link, candidate: { candidate: line, sdpMid, sdpMLineIndex } };
  }
  return null;
}
