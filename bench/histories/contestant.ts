/** A message as every list gets it. */
export interface BenchMessage {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
  readonly author: 'me' | 'timur' | 'marina';
  readonly at: Date;
}

/** One of the lists that are compared. */
export interface Contestant {
  /** Takes the messages, in its own form; the time for that does not count. */
  prepare(messages: BenchMessage[]): void;
  /** Puts a list with them and a place to write into `place`, the end in view. */
  open(place: HTMLElement): Promise<void>;
  /** One more arrives at the end. */
  add(message: BenchMessage): void;
  /** The element with the last message that is drawn. */
  last(): Element | null | undefined;
  field(): HTMLElement | null | undefined;
  /** Scrolls up by `px`, so that older messages come in; undefined where they are all there. */
  scroller?(): HTMLElement | null | undefined;
}

const words = 'пара завтра в аудитории двести четырнадцать а практика переносится на пятницу принесите тетради'.split(
  ' ',
);

/** The same messages in every run: of 1 to 40 words, by two others and by me. */
export function makeMessage(seq: number): BenchMessage {
  const length = ((seq * 7919) % 97) % 5 === 0 ? 40 - (seq % 17) : 1 + ((seq * 31) % 12);
  const text = Array.from({ length }, (_, nth) => words[(seq + nth * 3) % words.length]).join(' ');
  return {
    id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
    seq,
    text: `${text} ${seq}`,
    author: (['timur', 'timur', 'marina', 'me', 'marina'] as const)[Math.floor(seq / 2) % 5] ?? 'me',
    at: new Date(Date.UTC(2026, 8, 1) + seq * 40_000),
  };
}
