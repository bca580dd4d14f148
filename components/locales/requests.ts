import { texts } from '../element/localize.ts';
import { requests } from './ru/requests.ts';

export const requestsTexts = texts(requests, async () => (await import('./en/requests.ts')).requests);
