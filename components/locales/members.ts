import { texts } from '../element/localize.ts';
import { members } from './ru/members.ts';

export const membersTexts = texts(members, async () => (await import('./en/members.ts')).members);
