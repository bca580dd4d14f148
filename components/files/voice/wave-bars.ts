import { type SVGTemplateResult, svg } from 'lit';

/** The bars of a recording, drawn in a field of 200 × 26; those before `share` are played. */
export function waveBars(levels: readonly number[], share: number): SVGTemplateResult {
  const step = 200 / Math.max(1, levels.length);
  return svg`${levels.map((level, index) => {
    const height = Math.max(3, level * 24);
    return svg`<rect
      class=${(index + 0.5) / levels.length <= share ? 'bar played' : 'bar'}
      x=${(index * step).toFixed(2)}
      y=${(13 - height / 2).toFixed(2)}
      width=${Math.max(1, Math.min(3, step * 0.6)).toFixed(2)}
      height=${height.toFixed(2)}
      rx="1.2"
    ></rect>`;
  })}`;
}
