import type { MistakesStrings } from '../ru/mistakes.ts';

export const mistakes: MistakesStrings = {
  title: 'This part of the page is not set up yet',
  missing: 'To the webmaster: #tag lacks the attribute #attribute. Add it:',
  address:
    'To the webmaster: the attribute #attribute of #tag has to be an address that begins with https://. For example:',
  secret:
    'To the webmaster: the attribute #attribute of #tag has a secret key, and every visitor sees it. Revoke it in Supabase and write the publishable one:',
  unknown: 'To the webmaster: there is no such tag. #attribute takes the name of a tag without “sferum-”, for example:',
  help: 'How to set it up',
};
