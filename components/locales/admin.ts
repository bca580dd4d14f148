import { texts } from '../element/localize.ts';
import { admin } from './ru/admin.ts';

export const adminTexts = texts(admin, async () => (await import('./en/admin.ts')).admin);
