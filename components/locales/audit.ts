import { texts } from '../element/localize.ts';
import { audit } from './ru/audit.ts';

export const auditTexts = texts(audit, async () => (await import('./en/audit.ts')).audit);
