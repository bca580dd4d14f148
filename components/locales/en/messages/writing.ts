import type { WritingStrings } from '../../ru/messages/writing.ts';

export const writing: WritingStrings = {
  emoji: 'Emoji',
  toolbar: 'Formatting of the selection',
  bold: 'Bold',
  italic: 'Italic',
  code: 'Code',
  quote: 'Quote',
  list: 'List',
  people: 'Whom to mention',
  everybody: 'everyone',
  everybodyNote: 'All participants will see it as a mention',
  found: '#, @ of %. Enter mentions.',
};
