import { texts } from '../element/localize.ts';
import { inquiry } from './ru/inquiry.ts';

export const inquiryTexts = texts(inquiry, async () => (await import('./en/inquiry.ts')).inquiry);
