import { type SVGTemplateResult, svg } from 'lit';

/**
 * Icons beside those of `element/icon.ts`, strokes on a field of 20 × 20. They are apart so that a page with nothing but a
 * chat does not download them. `icon` draws them:
 *
 *     html`<button aria-label=${strings.copy}>${icon(signs.copy)}</button>`
 */
export const signs = {
  calendar: svg`<rect x="3" y="4.25" width="14" height="12.5" rx="2"/><path d="M3 8.25h14M6.75 2.75v3M13.25 2.75v3"/>`,
  chevronRight: svg`<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>`,
  copy: svg`<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 7V5.5a2 2 0 0 0-2-2H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7"/>`,
  door: svg`<path d="M5 17V4.5a1.5 1.5 0 0 1 1.5-1.5h7A1.5 1.5 0 0 1 15 4.5V17M3 17h14M12 10v.2"/>`,
  download: svg`<path d="M10 3.25v9.25M6.25 9 10 12.75 13.75 9M3.5 12.5v2a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-2"/>`,
  edit: svg`<path d="m3.5 16.5.8-3.6 8.6-8.6a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4l-8.6 8.6zM11.5 5.8l2.75 2.75"/>`,
  eye: svg`<path d="M2.25 10C3.8 6.7 6.6 4.75 10 4.75S16.2 6.7 17.75 10c-1.55 3.3-4.35 5.25-7.75 5.25S3.8 13.3 2.25 10Z"/><circle cx="10" cy="10" r="2.4"/>`,
  eyeOff: svg`<path d="M7.7 5c.7-.2 1.5-.3 2.3-.3 3.4 0 6.2 2 7.75 5.3a10 10 0 0 1-2 2.9M5 6.5A10 10 0 0 0 2.25 10c1.55 3.3 4.35 5.25 7.75 5.25 1.3 0 2.5-.3 3.6-.8M3 3l14 14"/>`,
  filter: svg`<path d="M3 5.5h14M5.5 10h9M8 14.5h4"/>`,
  flag: svg`<path d="M5 17.5V3.5M5 4.25c3-1.75 5.5 1.5 10 0v7.5c-4.5 1.5-7-1.75-10 0"/>`,
  folder: svg`<path d="M2.75 6a2 2 0 0 1 2-2h2.9l1.85 2h5.75a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4.75a2 2 0 0 1-2-2z"/>`,
  globe: svg`<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c2 2 3 4.4 3 7s-1 5-3 7c-2-2-3-4.4-3-7s1-5 3-7Z"/>`,
  history: svg`<path d="M3.5 10a6.5 6.5 0 1 0 1.9-4.6L3.25 7.5M3.25 3.25V7.5H7.5M10 6.5V10.25L12.5 12"/>`,
  image: svg`<rect x="2.75" y="3.5" width="14.5" height="13" rx="2.25"/><circle cx="7" cy="7.75" r="1.25"/><path d="m3.25 14.5 3.9-3.7 2.7 2.5 3.4-3.5 3.75 3.5"/>`,
  inbox: svg`<path d="M3 11.25 5 4.75a1.5 1.5 0 0 1 1.4-1h7.2a1.5 1.5 0 0 1 1.4 1l2 6.5v3.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.75zM3.2 11.25h3.8c.3 1.5 1.5 2.5 3 2.5s2.7-1 3-2.5h3.8"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.25v4.5M10 6.5v.1"/>`,
  key: svg`<circle cx="6.75" cy="13.25" r="3.5"/><path d="m9.25 10.75 7-7M13.5 6.5l2 2"/>`,
  link: svg`<path d="M8.5 11.5a3.25 3.25 0 0 0 4.6 0l2.9-2.9a3.25 3.25 0 0 0-4.6-4.6l-1.15 1.15M11.5 8.5a3.25 3.25 0 0 0-4.6 0L4 11.4A3.25 3.25 0 0 0 8.6 16l1.15-1.15"/>`,
  list: svg`<path d="M7.5 5.25H17M7.5 10H17M7.5 14.75H17M3.5 5.25h.5M3.5 10h.5M3.5 14.75h.5"/>`,
  phone: svg`<path d="M6.2 3.25 8 6.8 6.5 8.5c.9 2.2 2.8 4 5 5l1.7-1.5 3.55 1.8v2.2c0 .6-.4 1-1 1C9.3 17 3 10.7 3 4.25c0-.6.4-1 1-1z"/>`,
  plus: svg`<path d="M10 4v12M4 10h12"/>`,
  print: svg`<path d="M6 7.5v-4h8v4M6 13.5H4.75A1.75 1.75 0 0 1 3 11.75v-2.5A1.75 1.75 0 0 1 4.75 7.5h10.5A1.75 1.75 0 0 1 17 9.25v2.5a1.75 1.75 0 0 1-1.75 1.75H14M6 11.5h8v5H6z"/>`,
  qr: svg`<rect x="3" y="3" width="5.5" height="5.5" rx="1"/><rect x="11.5" y="3" width="5.5" height="5.5" rx="1"/><rect x="3" y="11.5" width="5.5" height="5.5" rx="1"/><path d="M11.5 11.5h2.25v2.25M17 11.5v2.25M17 17h-2.25M11.5 17v-.5"/>`,
  shield: svg`<path d="M10 2.75 4 5v4.5c0 3.7 2.5 6.3 6 7.75 3.5-1.45 6-4.05 6-7.75V5zM7.5 9.8l1.9 1.9 3.3-3.6"/>`,
  table: svg`<path d="M5 4.5a2 2 0 0 1 2-2h4.5L15.5 6.5v9a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM11.25 2.75V6.75h4M7.75 10h5v4.5h-5zM10.25 10v4.5M7.75 12.25h5"/>`,
  trash: svg`<path d="M3.75 5.5h12.5M8 5.25V3.5h4v1.75M5.25 5.75l.7 9.3a1.5 1.5 0 0 0 1.5 1.45h5.1a1.5 1.5 0 0 0 1.5-1.45l.7-9.3M8.5 9v4.25M11.5 9v4.25"/>`,
  upload: svg`<path d="M10 12.75V3.5M6.25 7 10 3.25 13.75 7M3.5 12.5v2a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-2"/>`,
  userPlus: svg`<circle cx="8" cy="6.5" r="3"/><path d="M2.25 16.5c.4-3.1 2.6-4.75 5.75-4.75 1.3 0 2.5.3 3.4.85M15 11.5v5M12.5 14h5"/>`,
} satisfies Record<string, SVGTemplateResult>;
