import { texts } from '../element/localize.ts';
import { invitations } from './ru/invitations.ts';

export const invitationsTexts = texts(invitations, async () => (await import('./en/invitations.ts')).invitations);
