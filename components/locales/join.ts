import { texts } from '../element/localize.ts';
import { join } from './ru/join.ts';

export const joinTexts = texts(join, async () => (await import('./en/join.ts')).join);
