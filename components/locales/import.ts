import { texts } from '../element/localize.ts';
import { imports } from './ru/import.ts';

export const importTexts = texts(imports, async () => (await import('./en/import.ts')).imports);
