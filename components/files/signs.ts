import { type SVGTemplateResult, svg } from 'lit';

/** Icons of files, strokes on a field of 20 × 20; `icon` draws them. */
export const fileSigns = {
  camera: svg`<rect x="2.5" y="5.75" width="15" height="11" rx="2"/><path d="m6.75 5.75 1-2.25h4.5l1 2.25"/><circle cx="10" cy="11" r="3"/>`,
  file: svg`<path d="M5 4.5a2 2 0 0 1 2-2h4.5L15.5 6.5v9a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM11.25 2.75V6.75h4M7.75 10.5h4.5M7.75 13.5h3"/>`,
  minus: svg`<path d="M4 10h12"/>`,
  next: svg`<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>`,
  pause: svg`<path d="M7 4.5v11M13 4.5v11"/>`,
  play: svg`<path fill="currentColor" d="M6.5 4.3c0-.8.8-1.2 1.4-.8l8 5.5c.6.4.6 1.3 0 1.7l-8 5.5c-.6.4-1.4 0-1.4-.8z"/>`,
  previous: svg`<path d="M12.5 4.5 7 10l5.5 5.5"/>`,
} satisfies Record<string, SVGTemplateResult>;
