import { texts } from '../core/localize.ts';
import { members } from './ru/members.ts';

export const membersTexts = texts(members, async () => (await import('./en/members.ts')).members);
