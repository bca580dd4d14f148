import { isUnreached } from '../core/errors.ts';
import type { Language, Texts } from '../element/localize.ts';

/**
 * Texts that come with code after the first paint, in a language that may still have to be fetched: null until they are
 * there, and then `redraw` is called.
 *
 *     const words = lateWords(readingTexts, language, () => this.requestUpdate());
 */
export function lateWords<T extends object>(texts: Texts<T>, language: Language, redraw: () => void): T | null {
  const words = texts.in(language);
  if (!words) void fetchWords(texts, language, redraw);
  return words ?? null;
}

async function fetchWords(texts: Texts<object>, language: Language, redraw: () => void): Promise<void> {
  try {
    await texts.load(language);
    redraw();
  } catch (error) {
    // The next drawing asks again.
    if (!isUnreached(error)) throw error;
  }
}
