import type { CommonStrings } from '../ru/common.ts';

export const common = {
  loading: 'Loading',
  retry: 'Try again',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  clear: 'Clear',
  more: 'Show more',
  moreFailed: 'The rest did not load.',
  erased: 'Deleted user',
  remove: 'Remove: #',
  chosen: 'Chosen: #',
  nothingFound: 'Nothing found',
  signIn: 'Sign in',
  signOut: 'Sign out',
  send: 'Send',
  errorCode: 'Error code: #',
  errors: {
    offline: { title: 'The server did not answer', text: 'Check your internet connection and try again.' },
    denied: { title: 'No access', text: 'Ask the administrator of your college for access.' },
    missing: { title: 'Not found', text: 'The link may be out of date, or you are no longer a member.' },
    conflict: { title: 'The data has changed', text: 'Reload the page and try again.' },
    invalid: { title: 'The server did not accept the data', text: 'Check what you entered and try again.' },
    limited: { title: 'Too many requests', text: 'Wait a minute and try again.' },
    unknown: {
      title: 'The server did not carry out the request',
      text: 'Your data is safe. Try again; if it does not help, write to the administrator.',
    },
  },
} satisfies CommonStrings;
