/**
 * The order of the tiles: whoever has a place keeps it. Who comes stands at the end; into the place of who leaves goes the
 * last one, so that one tile moves and not all; who speaks from a later page changes places with whoever of the first page
 * has been silent longest.
 */
export function tileOrder(
  before: readonly string[],
  people: readonly string[],
  { first, speaker, spokeAt }: { first: number; speaker: string | null; spokeAt: (id: string) => number },
): readonly string[] {
  const present = new Set(people);
  const order: (string | null)[] = before.map((id) => (present.has(id) ? id : null));
  const known = new Set(before);
  for (const id of people) if (!known.has(id)) order.push(id);
  const filled: string[] = [];
  for (let index = 0; index < order.length; index++) {
    while (order.length > index && order.at(-1) === null) order.pop();
    const id = order[index] ?? order.pop();
    if (id !== undefined && id !== null) filled.push(id);
  }
  const at = speaker === null ? -1 : filled.indexOf(speaker);
  if (at < first || speaker === null) return same(before, filled);
  const page = filled.slice(0, first);
  const [silent] = [...page].sort((a, b) => spokeAt(a) - spokeAt(b));
  if (silent === undefined) return same(before, filled);
  const place = filled.indexOf(silent);
  filled[place] = speaker;
  filled[at] = silent;
  return filled;
}

/** The list from before where nothing is different, so that nothing is drawn anew. */
const same = (before: readonly string[], now: readonly string[]): readonly string[] =>
  before.length === now.length && now.every((id, index) => id === before[index]) ? before : now;
