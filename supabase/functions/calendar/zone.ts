/** What a zone lacks to UTC from a moment on, in minutes: 180 for Moscow. */
export interface Offset {
  readonly from: Date;
  readonly minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const time = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
    found = new Intl.DateTimeFormat('en-US', { timeZone: zone, era: 'short', ...numeric, ...time });
    formats.set(zone, found);
  }
  return found;
}

function offsetAt(zone: string, moment: Date): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((shown - Math.floor(moment.getTime() / 1000) * 1000) / 60_000);
}

const day = 86_400_000;

/** The offsets of a zone between two moments, each with the second in which it begins; the first one holds from `from`. */
export function offsetsOf(zone: string, from: Date, to: Date): readonly Offset[] {
  const offsets: Offset[] = [{ from, minutes: offsetAt(zone, from) }];
  for (let time = from.getTime(); time < to.getTime(); time += day) {
    const before = offsetAt(zone, new Date(time));
    const after = offsetAt(zone, new Date(time + day));
    if (before === after) continue;
    let [low, high] = [time, time + day];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(zone, new Date(middle)) === before) low = middle;
      else high = middle;
    }
    offsets.push({ from: new Date(high), minutes: after });
  }
  return offsets;
}
