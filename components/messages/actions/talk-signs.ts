import { type SVGTemplateResult, svg } from 'lit';

/** Icons of what is done with messages, beside those of `ui/signs.ts`. */
export const talkSigns = {
  reply: svg`<path d="M8.25 4.5 3 9.75 8.25 15v-3.25c4.5 0 7 1.25 8.75 4-.25-4.5-2.75-8-8.75-8.5z"/>`,
  forward: svg`<path d="M11.75 4.5 17 9.75 11.75 15v-3.25c-4.5 0-7 1.25-8.75 4 .25-4.5 2.75-8 8.75-8.5z"/>`,
  pin: svg`<path d="M7 3h6M8 3v5.25L5.75 11.5h8.5L12 8.25V3M10 11.5V17"/>`,
  smile: svg`<circle cx="10" cy="10" r="7"/><path d="M7 11.75c.7 1.1 1.75 1.75 3 1.75s2.3-.65 3-1.75M7.5 7.75v.5M12.5 7.75v.5"/>`,
} satisfies Record<string, SVGTemplateResult>;
