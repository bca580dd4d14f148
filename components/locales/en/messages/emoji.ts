import type { EmojiStrings } from '../../ru/messages/emoji.ts';

export const emoji: EmojiStrings = {
  title: 'Emoji',
  search: 'Find an emoji',
  recent: 'Recent',
  found: 'Found',
  nothing: 'Nothing found. Try another word.',
  groups: [
    'Faces and feelings',
    'People and gestures',
    'Parts',
    'Animals and nature',
    'Food and drink',
    'Travel and places',
    'Activities',
    'Objects',
    'Symbols',
    'Flags',
  ],
};
