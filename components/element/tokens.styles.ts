import { type CSSResult, css, unsafeCSS } from 'lit';

/** One of two colours; `plain` is the light one for browsers that cannot compute it. */
type Choice = (light: string, dark: string, plain?: string) => CSSResult;

const byTheme: Choice = (light, dark) => unsafeCSS(`light-dark(${light}, ${dark})`);
const plainly: Choice = (light, _dark, plain = light) => unsafeCSS(plain);

/** The hue of the site's brand, by lightness and chroma. */
const brand = (color: string) => `oklch(from var(--sferum-brand-used) ${color} h)`;

const colors = (of: Choice) => css`
  --sferum-surface: var(--sferum-ground, ${of('#fff', '#17191f')});
  --sferum-raised: var(--sferum-ground, ${of('#fff', '#20232b')});
  --sferum-bubble-in: var(--sferum-ground, ${of('#fff', '#20232b')});
  --sferum-line: var(--sferum-ink, ${of('#e1e5ed', '#2b2f3a')});
  --sferum-line-strong: var(--sferum-ink, ${of('#848ba0', '#6d7488')});
  --sferum-text: var(--sferum-ink, ${of('#171b28', '#e9ebf2')});
  --sferum-text-2: var(--sferum-ink, ${of('#4a5165', '#b4bac9')});
  --sferum-text-3: var(--sferum-ink, ${of('#5f677b', '#9aa1b2')});
  --sferum-danger: var(--sferum-ink, ${of('#c2263a', '#cc3b4e')});
  --sferum-danger-text: var(--sferum-ink, ${of('#b71f34', '#ff98a2')});
  --sferum-danger-soft: var(--sferum-shade, ${of('#fcecee', '#3a1d23')});
  --sferum-success-text: var(--sferum-ink, ${of('#13703f', '#74d5a3')});
  --sferum-success-soft: var(--sferum-shade, ${of('#e3f4ea', '#16311f')});
  --sferum-warning-text: var(--sferum-ink, ${of('#855000', '#f3be66')});
  --sferum-warning-soft: var(--sferum-shade, ${of('#fff1d9', '#37290f')});
  --sferum-online: var(--sferum-ink, ${of('#1e9a5a', '#3cc07e')});
  --sferum-on-accent: var(--sferum-ground, #fff);
  --sferum-scrim: ${of('rgb(16 20 34 / 0.44)', 'rgb(4 5 8 / 0.62)')};
  --sferum-sunken: var(--sferum-ground, ${of(brand('0.969 min(c, 0.006)'), '#101217', '#f3f5f9')});
  --sferum-thread: var(--sferum-ground, ${of(brand('0.954 min(c, 0.01)'), '#0f1116', '#edf0f7')});
  --sferum-hover: var(--sferum-shade, ${of(brand('0.962 min(c, 0.008)'), '#22252e', '#f0f2f8')});
  --sferum-press: var(--sferum-shade, ${of(brand('0.932 min(c, 0.013)'), '#2a2e38', '#e5e8f2')});
  --sferum-accent: var(--sferum-ink, ${of(
    brand('min(l, 0.52) calc(c * min(1, 0.52 / l))'),
    brand('clamp(0.5, l, 0.53) min(0.17, c * min(1, 0.53 / l))'),
    '#2f4bc0',
  )});
  --sferum-accent-hover: var(--sferum-ink, ${of(
    brand('min(l - 0.05, 0.46) calc(c * min(1, 0.46 / l))'),
    brand('0.46 min(0.16, c * min(1, 0.46 / l))'),
    '#243cae',
  )});
  --sferum-accent-text: var(--sferum-ink, ${of(
    brand('min(l, 0.468) calc(c * min(1, 0.468 / l))'),
    brand('max(l, 0.8) min(c, 0.1)'),
    '#2f4bc0',
  )});
  --sferum-accent-soft: var(--sferum-shade, ${of(
    brand('0.952 calc(c * 0.14)'),
    brand('0.29 min(c, 0.055)'),
    '#e9efff',
  )});
  --sferum-bubble-own: var(--sferum-ground, ${of(
    brand('0.918 min(c * 0.24, 0.036)'),
    brand('0.345 min(c, 0.075)'),
    '#d9e4fd',
  )});
  --sferum-focus: var(--sferum-accent-text);
  --sferum-e1: 0 0 0 1px var(--sferum-ink, transparent), 0 1px 2px ${of('rgb(23 27 40 / 0.07)', 'rgb(0 0 0 / 0.4)')};
  --sferum-e2: 0 0 0 1px var(--sferum-ink, transparent), 0 0 0 1px ${of('rgb(23 27 40 / 0.06)', 'rgb(255 255 255 / 0.07)')}, 0 6px 20px ${of('rgb(23 27 40 / 0.13)', 'rgb(0 0 0 / 0.5)')};
  --sferum-e3: 0 0 0 1px var(--sferum-ink, transparent), 0 0 0 1px ${of('rgb(23 27 40 / 0.06)', 'rgb(255 255 255 / 0.08)')}, 0 20px 56px ${of('rgb(23 27 40 / 0.24)', 'rgb(0 0 0 / 0.62)')};
`;

/**
 * The roles of colour, type, space and shape. A site sets five properties (`--sferum-brand`, `--sferum-font`,
 * `--sferum-round`, `--sferum-text-base`, `--sferum-dense`); everything else follows. The lightness of what derives
 * from the brand is bounded, so that text stays readable whatever colour the site has. For people with low vision two
 * more, `--sferum-ink` and `--sferum-ground`, take the place of all colours.
 */
export const tokens = css`
  :host {
    --sferum-brand-used: var(--sferum-brand, #2f4bc0);
    /* Invalid, so that the fallbacks below hold, where there are no ink and ground. */
    --sferum-shade: color-mix(in srgb, var(--sferum-ink) 14%, var(--sferum-ground));

    ${colors(byTheme)}

    --sferum-family: var(
      --sferum-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      'Liberation Sans',
      sans-serif
    );
    --sferum-size: var(--sferum-text-base, 15px);
    --sferum-t-micro: 500 calc(var(--sferum-size) * 0.733) / 1.27 var(--sferum-family);
    --sferum-t-caption: 400 calc(var(--sferum-size) * 0.8) / 1.34 var(--sferum-family);
    --sferum-t-small: 400 calc(var(--sferum-size) * 0.867) / 1.39 var(--sferum-family);
    --sferum-t-body: 400 var(--sferum-size) / 1.4 var(--sferum-family);
    --sferum-t-strong: 600 var(--sferum-size) / 1.34 var(--sferum-family);
    --sferum-t-title: 600 calc(var(--sferum-size) * 1.134) / 1.3 var(--sferum-family);
    --sferum-t-heading: 650 calc(var(--sferum-size) * 1.4) / 1.24 var(--sferum-family);

    --sferum-control: 36px;
    --sferum-row: calc(60px * var(--sferum-dense, 1));
    --sferum-r-s: calc(var(--sferum-round, 10px) * 0.6);
    --sferum-r-m: var(--sferum-round, 10px);
    --sferum-r-l: calc(var(--sferum-round, 10px) * 1.4);
    --sferum-r-xl: calc(var(--sferum-round, 10px) * 1.8);
    --sferum-fast: 120ms;
    --sferum-base: 200ms;
    --sferum-slow: 320ms;
    --sferum-ease: cubic-bezier(0.2, 0, 0, 1);
  }

  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([theme='auto']) {
    color-scheme: light dark;
  }
  /* Inherited by the tags that stand in this one. */
  :host([theme='contrast']) {
    --sferum-ink: light-dark(#000, #fff);
    --sferum-ground: light-dark(#fff, #000);
  }

  /* Browsers before 2024: the light theme in plain colours. */
  @supports not ((color: light-dark(red, red)) and (color: oklch(from red l c h))) {
    :host([theme='contrast']) {
      --sferum-ink: #000;
      --sferum-ground: #fff;
    }
    :host {
      --sferum-shade: var(--sferum-ground);
      ${colors(plainly)}
    }
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --sferum-fast: 0ms;
      --sferum-base: 0ms;
      --sferum-slow: 0ms;
    }
  }
  @media (prefers-contrast: more) {
    :host {
      --sferum-line: var(--sferum-line-strong);
      --sferum-text-2: var(--sferum-text);
      --sferum-text-3: var(--sferum-text);
    }
  }
`;
