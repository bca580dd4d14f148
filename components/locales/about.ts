import { texts } from '../element/localize.ts';
import { about } from './ru/about.ts';

export const aboutTexts = texts(about, async () => (await import('./en/about.ts')).about);
