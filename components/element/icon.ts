import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

/**
 * Icons that many elements need; those of fewer are in `ui/signs.ts`, and the function draws both. An element that uses
 * it has the label in words beside it or in `aria-label`:
 *
 *     html`<button aria-label=${strings.close}>${icon('close')}</button>`
 *     html`${icon(signs.calendar, 16)} ${date}`
 */

/** Strokes on a field of 20 × 20: those that every page may need. */
const drawings = {
  alert: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6.25v4.5M10 13.5v.1"/>`,
  back: svg`<path d="M11.5 4.25 5.75 10l5.75 5.75M6 10h10.5"/>`,
  building: svg`<path d="M3 17h14M4.5 17V8M15.5 17V8M2.75 8 10 3.25 17.25 8zM8 17v-5.5M12 17v-5.5"/>`,
  chevronDown: svg`<path d="M4.5 7.5 10 13l5.5-5.5"/>`,
  chat: svg`<path d="M3 9.25C3 5.9 6.1 3.25 10 3.25s7 2.65 7 6-3.1 6-7 6c-.9 0-1.7-.12-2.5-.36L3.9 16.5l.9-3.05C3.7 12.35 3 10.9 3 9.25Z"/>`,
  check: svg`<path d="m4 10.5 4 4 8-9"/>`,
  checks: svg`<path d="m1.75 10.7 3.7 3.7 7.3-8.3M9.3 14.2l.3.3 7.9-8.9"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4.25L12.75 12"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  down: svg`<path d="M10 3.75v12M4.75 10.75 10 16l5.25-5.25"/>`,
  graduate: svg`<path d="M10 4 1.75 8 10 12l8.25-4zM5 9.75v3.75c1.4 1.2 3.1 1.75 5 1.75s3.6-.55 5-1.75V9.75"/>`,
  lock: svg`<rect x="4.25" y="9" width="11.5" height="8" rx="2"/><path d="M6.75 9V6.5a3.25 3.25 0 0 1 6.5 0V9"/>`,
  megaphone: svg`<path d="M3 8.5v3.25a1 1 0 0 0 1 1h2L13.5 16.5V3.75L6 7.5H4a1 1 0 0 0-1 1ZM6.5 12.9l.9 3.6M16.25 8.25a3 3 0 0 1 0 3.75"/>`,
  more: svg`<g fill="currentColor" stroke="none"><circle cx="4.5" cy="10" r="1.4"/><circle cx="10" cy="10" r="1.4"/><circle cx="15.5" cy="10" r="1.4"/></g>`,
  retry: svg`<path d="M16.5 10a6.5 6.5 0 1 1-1.9-4.6L16.75 7.5M16.75 3.25V7.5H12.5"/>`,
  search: svg`<circle cx="9" cy="9" r="5.25"/><path d="m13 13 3.75 3.75"/>`,
  send: svg`<path d="M16.9 3.1 9 11M16.9 3.1l-4.7 13.6c-.2.5-.9.5-1.1.1L8.6 11.4 3.2 8.9c-.5-.2-.4-.9.1-1.1z"/>`,
  user: svg`<circle cx="10" cy="6.5" r="3.25"/><path d="M3.75 16.75c.5-3.3 3-5 6.25-5s5.75 1.7 6.25 5"/>`,
  users: svg`<circle cx="7.5" cy="7" r="2.9"/><path d="M2 16.25c.4-2.9 2.5-4.5 5.5-4.5s5.1 1.6 5.5 4.5M12.8 4.3a2.9 2.9 0 0 1 0 5.4M14.8 12.1c1.8.6 2.9 2 3.2 4.15"/>`,
  wifiOff: svg`<path d="M2.5 7.5c1-.9 2.1-1.6 3.3-2.05M9 4.65c3.1-.2 6.2.7 8.5 2.85M5 10.5c.9-.8 1.9-1.3 3-1.6M12.2 9c1 .3 2 .8 2.8 1.5M7.6 13.3a3.7 3.7 0 0 1 4.8 0M10 16v.1M3 2.75l13 14.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof drawings;

/** The name of one of these drawings, or a drawing of one's own (`ui/signs.ts`). */
export type Sign = IconName | SVGTemplateResult;

/** A sign in the colour of the text around it. Always decoration: the words stand beside it or in a label. */
export function icon(sign: Sign, size = 20): TemplateResult {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 20 20" aria-hidden="true">
    ${typeof sign === 'string' ? drawings[sign] : sign}
  </svg>`;
}
