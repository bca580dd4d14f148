import type { SignedOutStrings } from '../ru/signed-out.ts';

export const signedOut: SignedOutStrings = {
  'sferum-admin': {
    title: 'Sign in to manage the college',
    text: 'This part is for the administrators of the college.',
  },
  'sferum-article': { title: 'Sign in to read the article', text: 'Members of the college see it.' },
  'sferum-articles': { title: 'Sign in to read articles', text: 'Members of the college see them.' },
  'sferum-chat': { title: 'Sign in to read the chat', text: 'Only participants see the conversation.' },
  'sferum-chats': { title: 'Sign in to read the chats', text: 'Only participants see the conversation.' },
  'sferum-college': {
    title: 'Sign in to see the college',
    text: 'Groups and members are shown to those who belong to the college.',
  },
  'sferum-colleges': { title: 'Sign in to see your college', text: 'Your colleges will be here.' },
  'sferum-documents': { title: 'Sign in to open the documents', text: 'Documents are for members of the college.' },
  'sferum-group': {
    title: 'Sign in to see the group',
    text: 'The page of a group is shown to those who belong to the college.',
  },
  'sferum-inquiry': {
    title: 'Sign in to write to the administration',
    text: 'Those who belong to the college or have applied can write.',
  },
  'sferum-invite': { title: 'Invitation', text: 'Sign in to show its link and QR code.' },
  'sferum-lesson': { title: 'Sign in to join the lesson', text: 'Only participants of the chat see it.' },
  'sferum-profile': {
    title: 'My profile',
    text: 'Sign in to change your name, download your data or delete your account.',
  },
};
