import { texts } from '../element/localize.ts';
import { profile } from './ru/profile.ts';

export const profileTexts = texts(profile, async () => (await import('./en/profile.ts')).profile);
