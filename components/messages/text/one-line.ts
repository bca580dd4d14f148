import { isUnreached } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { isPlain } from './draw-text.ts';

/** What knows marks, once a text has had some. */
let code: typeof import('./plain-text.ts') | null = null;

/** Fetches what knows marks if one of these texts has some: to be awaited before they are drawn. */
export async function readyFor(texts: readonly string[]): Promise<void> {
  if (code || texts.every(isPlain)) return;
  try {
    code = await import('./plain-text.ts');
  } catch (error) {
    // Marks are shown as they are written until it is there.
    if (!isUnreached(error)) throw error;
  }
}

/** A text as a list shows it, in one line; `readyFor` has to have been awaited. */
export const oneLine = (text: string, mentions: readonly Person[], everybody: string): string =>
  code?.plainText(text, mentions, everybody) ?? text;
