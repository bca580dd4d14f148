/** Parsers for values from Postgres, by type oid; the same for PGlite and `pg`. */
export const parsers: Record<number, (text: string) => unknown> = {
  16: (text) => text === 't',
  17: bytes,
  20: integer,
  21: Number,
  23: Number,
  26: Number,
  114: JSON.parse,
  700: float,
  701: float,
  1082: same,
  1083: same,
  1114: (text) => text.replace(' ', 'T'),
  1184: timestamptz,
  1186: same,
  1266: same,
  1700: float,
  3802: JSON.parse,
};

function same(text: string): string {
  return text;
}

/** An integer beyond 2^53 stays text, because a number would silently be rounded. */
function integer(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** NaN and infinity stay strings, as Postgres writes them in JSON. */
function float(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

/** `2026-01-02 03:04:05.678901+00` → `2026-01-02T03:04:05.678901+00:00`; `infinity` stays. */
function timestamptz(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
}

/**
 * Serializers of parameters for PGlite, by type oid: unlike `pg`, its own ones refuse texts for numbers, dates and so
 * on.
 */
export const serializers: Record<number, (value: unknown) => string> = {
  16: plain,
  17: (value) => (value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : plain(value)),
  20: plain,
  21: plain,
  23: plain,
  25: plain,
  26: plain,
  700: plain,
  701: plain,
  1043: plain,
  1082: plain,
  1114: plain,
  1184: plain,
  1700: plain,
};

function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
