/**
 * The loudness of a recording as bars: base64, a byte for each bar.
 *
 *     encodeWave(levels);       // any number of levels from 0 to 1
 *     decodeWave(file.wave);    // at most 64 from 0 to 1
 */

/** Bars of a recording. */
export const mostBars = 64;

/** As many levels as there are bars: of each stretch the loudest, relative to the loudest of all. */
export function encodeWave(levels: readonly number[]): string {
  const bars = Math.min(mostBars, levels.length);
  const loudest = Math.max(0.01, ...levels);
  let bytes = '';
  for (let bar = 0; bar < bars; bar += 1) {
    const stretch = levels.slice(
      Math.floor((bar * levels.length) / bars),
      Math.floor(((bar + 1) * levels.length) / bars),
    );
    bytes += String.fromCharCode(Math.round((Math.max(...stretch) / loudest) * 255));
  }
  return btoa(bytes);
}

export function decodeWave(text: string): number[] {
  try {
    return [...atob(text)].slice(0, 96).map((byte) => byte.charCodeAt(0) / 255);
  } catch {
    // Anybody may have sent it.
    return [];
  }
}
