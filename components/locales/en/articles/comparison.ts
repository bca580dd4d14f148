import type { ComparisonStrings } from '../../ru/articles/comparison.ts';

export const comparison: ComparisonStrings = {
  between: 'From “#” to “@”',
  nothing: 'no differences',
  otherwise: 'formatting or insertions have changed',
  added: 'added',
  removed: 'removed',
  words: { one: '# word', few: '# words', many: '# words', other: '# words' },
  lines: {
    one: '# more paragraph without changes',
    few: '# more paragraphs without changes',
    many: '# more paragraphs without changes',
    other: '# more paragraphs without changes',
  },
  more: 'Show more',
  cover: 'cover',
  was: 'was: #',
  styles: {
    paragraph: 'plain text',
    heading: 'heading',
    subheading: 'subheading',
    quote: 'quotation',
    code: 'code',
    bullet: 'list',
    ordered: 'numbered list',
    cell: 'table',
  },
  embeds: {
    picture: 'picture',
    video: 'video',
    player: 'video',
    file: 'file',
    poll: 'poll',
    table: 'table',
    divider: 'divider',
  },
};
