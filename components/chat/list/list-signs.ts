import { type SVGTemplateResult, svg } from 'lit';

/** Icons of the list of chats beside those of `element/icon.ts`, strokes on a field of 20 × 20. */
export const listSigns = {
  bell: svg`<path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.25 1.75H3.75zM8.25 17.5h3.5"/>`,
  bellOff: svg`<path d="M5 8.75v4.75l-1.25 1.75h11M7.4 4.75A5 5 0 0 1 15 9v3.25M8.25 17.5h3.5M3 2.75l14 14.5"/>`,
  pin: svg`<path d="M7 3h6M8 3v5.25L5.75 11v1h8.5v-1L12 8.25V3M10 12v5.25"/>`,
  up: svg`<path d="M10 16.25v-12M4.75 9.25 10 4l5.25 5.25"/>`,
} satisfies Record<string, SVGTemplateResult>;
