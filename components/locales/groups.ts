import { texts } from '../element/localize.ts';
import { groups } from './ru/groups.ts';

export const groupsTexts = texts(groups, async () => (await import('./en/groups.ts')).groups);
