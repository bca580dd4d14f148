import { texts } from '../element/localize.ts';
import { auth } from './ru/auth.ts';

export const authTexts = texts(auth, async () => (await import('./en/auth.ts')).auth);
