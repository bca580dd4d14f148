import { texts } from '../element/localize.ts';
import { common } from './ru/common.ts';

export const commonTexts = texts(common, async () => (await import('./en/common.ts')).common);
