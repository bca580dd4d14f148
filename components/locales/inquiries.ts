import { texts } from '../element/localize.ts';
import { inquiries } from './ru/inquiries.ts';

export const inquiriesTexts = texts(inquiries, async () => (await import('./en/inquiries.ts')).inquiries);
