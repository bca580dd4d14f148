/**
 * How the pages of a mesh find each other. Whoever carries it vouches for `from`: nobody can speak in another's name.
 * Messages may be lost, doubled or late; the mesh says again what matters.
 */
export interface Signalling {
  /** Hears until the returned function is called. `up` is called whenever what is said arrives again. */
  listen(handlers: SignalHandlers): () => void;
  /** Whom to hear, where each speaks in a place of their own. */
  hear(people: ReadonlySet<string>): void;
  say(signal: Signal): void;
}

export interface SignalHandlers {
  readonly heard: (from: string, signal: unknown) => void;
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
 * `page` is one stay of a person in a lesson: another page of the same person is another. `link` is one connection between
 * two pages, made by whoever offers; what belongs to an older one is not for the present.
 */
export type Signal =
  /** I am here; whoever hears it answers in the same way, if it does not know `page` yet. */
  | { readonly kind: 'here'; readonly page: string; readonly to: string | null }
  /** The link does not carry: offer again. */
  | { readonly kind: 'ask'; readonly page: string; readonly to: string }
  | {
      readonly kind: 'describe';
      readonly page: string;
      readonly to: string;
      /** The page that is meant. */
      readonly toPage: string;
      readonly link: string;
      readonly description: Description;
    }
  | {
      readonly kind: 'candidate';
      readonly page: string;
      readonly to: string;
      readonly toPage: string;
      readonly link: string;
      readonly candidate: Candidate;
    }
  | { readonly kind: 'bye'; readonly page: string; readonly to: null };

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
  if (!isFields(received) || !isId(received.page)) return null;
  const { kind, page, to, toPage, link, description, candidate } = received;
  if (kind === 'bye') return { kind, page, to: null };
  if (kind === 'here') return to === null || isId(to) ? { kind, page, to } : null;
  if (!isId(to)) return null;
  if (kind === 'ask') return { kind, page, to };
  if (!isId(toPage) || !isId(link)) return null;
  if (kind === 'describe' && isDescription(description)) {
    const { type, sdp } = description;
    return { kind, page, to, toPage, link, description: { type, sdp } };
  }
  if (kind === 'candidate' && isCandidate(candidate)) {
    const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
    return { kind, page, to, toPage, link, candidate: { candidate: line, sdpMid, sdpMLineIndex } };
  }
  return null;
}
