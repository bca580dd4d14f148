/**
 * Follows the version of a site for people with low vision: while an element of the page matches `selector`, all tags
 * take its two colours and the size of its text. The element is the one that carries the colours of the mode.
 *
 *     const unfollow = followLowVision('.special body'); // data-sferum-low-vision of the script
 */

import { help } from '../element/host/config.ts';

/** The least contrast that text of such a version must have (WCAG, level AAA). */
const leastContrast = 7;

type Rgb = readonly [red: number, green: number, blue: number];

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Null for what lets through what is behind it, and for notations that no such script uses. */
function parseColor(color: string): Rgb | null {
  const [, red, green, blue, alpha = '1'] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(color) ?? [];
  return red && green && blue && Number(alpha) === 1 ? [Number(red), Number(green), Number(blue)] : null;
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function groundOf(element: Element): Rgb {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const ground = parseColor(getComputedStyle(at).backgroundColor);
    if (ground) return ground;
  }
  return white;
}

/** Text and ground as `element` has them; black and white where the page's own would be hard to read. */
function colorsOf(element: Element): { ink: Rgb; ground: Rgb } {
  const ground = groundOf(element);
  const ink = parseColor(getComputedStyle(element).color);
  if (ink && contrast(ink, ground) >= leastContrast) return { ink, ground };
  return contrast(black, ground) > contrast(white, ground)
    ? { ink: black, ground: white }
    : { ink: white, ground: black };
}

const properties = ['--sferum-ink', '--sferum-ground', '--sferum-text-base'] as const;

function isSelector(text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

/** Follows the page until the returned function is called. */
export function followLowVision(selector: string): () => void {
  if (!isSelector(selector)) {
    console.error(`sferum: data-sferum-low-vision is no CSS selector: «${selector}» ${help.address}`);
    return () => {};
  }
  const page = document.documentElement;
  let frame = 0;
  const show = () => {
    frame = 0;
    const shown = document.querySelector(selector);
    const { ink, ground } = shown ? colorsOf(shown) : {};
    const size = shown ? Math.max(15, Number.parseFloat(getComputedStyle(shown).fontSize)) : 0;
    const values = shown ? [`rgb(${ink})`, `rgb(${ground})`, `${size}px`] : ['', '', ''];
    for (const [index, name] of properties.entries()) {
      const value = values[index] ?? '';
      // What is the same already is not written: the observer would see it.
      if (page.style.getPropertyValue(name) !== value) page.style.setProperty(name, value);
    }
  };
  const look = () => {
    frame ||= requestAnimationFrame(show);
  };
  const observer = new MutationObserver(look);
  observer.observe(page, { attributes: true, childList: true, subtree: true });
  // The style sheet of the mode can come later than its class, and its colours by a transition.
  const events = ['load', 'transitionend'] as const;
  for (const event of events) document.addEventListener(event, look, true);
  show();
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    for (const event of events) document.removeEventListener(event, look, true);
    for (const name of properties) page.style.removeProperty(name);
  };
}
