import { css, html, type TemplateResult } from 'lit';
import { icon, type Sign } from '../element/icon.ts';

/**
 * Avatars of people, groups and colleges, and the colours of names. The element that draws them lists `avatarStyles`:
 *
 *     html`${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'm' })}`
 *     html`<b class="name tone-${toneOf(person.id)}">${person.name}</b>` // .name { color: var(--sferum-name) }
 */

const tones = 8;

/** Tone of an avatar and of a name in colour, 0 to 7: it follows from the id, so it is the same everywhere. */
export function toneOf(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % tones;
}

/** «Алина», «Соколова» → «АС». */
export function initials(name: string, surname: string): string {
  return `${[...name][0] ?? ''}${[...surname][0] ?? ''}`.toLocaleUpperCase();
}

export interface AvatarOptions {
  /** Decides the tone. */
  id: string;
  /** Initials; of a square one a code, broken at its hyphen into two lines. */
  text?: string;
  icon?: Sign;
  /** Address of a picture, in place of both; empty for none. */
  picture?: string;
  size: 's' | 'm' | 'l';
  /** People are round, groups and colleges square: distinct without colour and without reading. */
  square?: boolean;
  online?: boolean;
}

/** The picture beside a name. Decoration: the name itself is always there as text. */
export function avatar(options: AvatarOptions): TemplateResult {
  const { id, picture = '', text = '', size, square = false, online = false } = options;
  const [first, second] = square ? text.split('-', 2) : [text];
  return html`<span
    class="avatar ${size} tone-${toneOf(id)} ${square ? 'square' : ''}"
    aria-hidden="true"
    >${picture ? html`<img src=${picture} alt="" loading="lazy" />` : options.icon ? icon(options.icon, size === 's' ? 18 : 23) : html`<span>${first}${second ? html`<br />${second}` : ''}</span>`}${
      online ? html`<i class="online"></i>` : ''
    }</span
  >`;
}

const hues = [25, 60, 95, 150, 195, 230, 268, 320];

/** Colours of the tones (`.tone-n`), for names in colour (`--sferum-name`) and avatars. */
const toneStyles = [
  ...hues.map(
    (hue, tone) => css`
      .tone-${tone} {
        --sferum-hue: ${hue};
      }
    `,
  ),
  css`
    [class*='tone-'] {
      --sferum-avatar-bg: var(--sferum-shade, light-dark(oklch(0.9 0.045 var(--sferum-hue)), oklch(0.36 0.05 var(--sferum-hue))));
      --sferum-avatar-fg: var(--sferum-ink, light-dark(oklch(0.4 0.1 var(--sferum-hue)), oklch(0.91 0.045 var(--sferum-hue))));
      --sferum-name: var(--sferum-ink, light-dark(oklch(0.47 0.11 var(--sferum-hue)), oklch(0.82 0.08 var(--sferum-hue))));
    }
    @supports not (color: light-dark(red, red)) {
      [class*='tone-'] {
        --sferum-avatar-bg: var(--sferum-shade, hsl(var(--sferum-hue) 45% 86%));
        --sferum-avatar-fg: var(--sferum-ink, hsl(var(--sferum-hue) 60% 24%));
        --sferum-name: var(--sferum-ink, hsl(var(--sferum-hue) 60% 30%));
      }
    }
  `,
];

export const avatarStyles = [
  ...toneStyles,
  css`
    .avatar {
      --sferum-avatar-size: 46px;
      position: relative;
      display: grid;
      place-items: center;
      flex: none;
      width: var(--sferum-avatar-size);
      height: var(--sferum-avatar-size);
      border-radius: 50%;
      background: var(--sferum-avatar-bg);
      color: var(--sferum-avatar-fg);
      font: 600 calc(var(--sferum-avatar-size) * 0.36) / 1 var(--sferum-family);
      letter-spacing: 0.01em;
      user-select: none;
    }
    .avatar.s {
      --sferum-avatar-size: 34px;
    }
    .avatar.m {
      --sferum-avatar-size: 40px;
    }
    .avatar.square {
      border-radius: min(calc(var(--sferum-avatar-size) * 0.28), calc(var(--sferum-round, 10px) * 1.3));
      font-size: calc(var(--sferum-avatar-size) * 0.285);
      font-weight: 700;
      line-height: 1.08;
      text-align: center;
    }
    .avatar img {
      width: 100%;
      height: 100%;
      border-radius: inherit;
      object-fit: cover;
    }
    .avatar .online {
      position: absolute;
      right: -1px;
      bottom: -1px;
      width: 11px;
      height: 11px;
      border-radius: 50%;
      background: var(--sferum-online);
      box-shadow: 0 0 0 2px var(--sferum-behind, var(--sferum-surface));
    }
  `,
];
