import { texts } from '../element/localize.ts';
import { college } from './ru/college.ts';

export const collegeTexts = texts(college, async () => (await import('./en/college.ts')).college);
