import { texts } from '../element/localize.ts';
import { chat } from './ru/chat.ts';

export const chatTexts = texts(chat, async () => (await import('./en/chat.ts')).chat);
