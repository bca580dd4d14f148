import { type SVGTemplateResult, svg } from 'lit';

/** Icons of the editor, strokes on a field of 20 × 20; `icon` draws them. */
export const editorSigns = {
  bold: svg`<path d="M6 4h4.5a3 3 0 0 1 0 6H6zM6 10h5.25a3 3 0 0 1 0 6H6z"/>`,
  italic: svg`<path d="M8.5 4H14M6 16h5.5M11.5 4l-3 12"/>`,
  underline: svg`<path d="M6 3.5V9a4 4 0 0 0 8 0V3.5M4.5 16.5h11"/>`,
  strike: svg`<path d="M14 6.25C13.4 4.7 12 3.75 10 3.75c-2.4 0-3.9 1.2-3.9 2.9 0 1.5 1 2.3 2.6 2.8M3.5 10.25h13M6 13.5c.5 1.7 2 2.75 4.1 2.75 2.5 0 4-1.2 4-3 0-.6-.1-1-.4-1.5"/>`,
  heading: svg`<path d="M4.5 4v12M4.5 10h7M11.5 4v12M15 8.5l2-1.5v9"/>`,
  subheading: svg`<path d="M3.5 4v12M3.5 10h6M9.5 4v12M13 9.5c.2-1 1-1.5 2-1.5 1.2 0 2 .7 2 1.8 0 1.6-3.8 3.3-4 6.2h4.2"/>`,
  ordered: svg`<path d="M8 5.25h9M8 10h9M8 14.75h9M3.25 4.25 4.5 3.5v3.75M3 12.9c.2-.7 2.1-.8 2.1.3 0 .8-2.1 2-2.1 3h2.25"/>`,
  quote: svg`<path d="M4 14.5c2.25-.6 3.5-2.2 3.5-4.7V6H3.5v4h4M12.5 14.5c2.25-.6 3.5-2.2 3.5-4.7V6h-4v4h4"/>`,
  code: svg`<path d="M7 5.5 2.75 10 7 14.5M13 5.5 17.25 10 13 14.5"/>`,
  poll: svg`<path d="M4 16.5V9.5M10 16.5v-13M16 16.5V12"/>`,
  table: svg`<rect x="3" y="3.75" width="14" height="12.5" rx="2"/><path d="M3 8h14M3 12h14M8 8v8"/>`,
  file: svg`<path d="m16 9.25-6.3 6.3a3.9 3.9 0 0 1-5.5-5.5l6.5-6.5a2.6 2.6 0 0 1 3.7 3.7l-6.5 6.5a1.3 1.3 0 0 1-1.85-1.85l5.95-5.9"/>`,
  video: svg`<path d="M6.5 4.3c0-.8.8-1.2 1.4-.8l8 5.5c.6.4.6 1.3 0 1.7l-8 5.5c-.6.4-1.4 0-1.4-.8z"/>`,
  divider: svg`<path d="M3 10h14M7 5.5h6M7 14.5h6"/>`,
  undo: svg`<path d="M4.5 8.5h7.75a3.75 3.75 0 0 1 0 7.5H8M4.5 8.5 8 5M4.5 8.5 8 12"/>`,
  redo: svg`<path d="M15.5 8.5H7.75a3.75 3.75 0 0 0 0 7.5H12M15.5 8.5 12 5M15.5 8.5 12 12"/>`,
} satisfies Record<string, SVGTemplateResult>;
