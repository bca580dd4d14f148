import { texts } from '../../../element/localize.ts';

/** Russian texts of what changed between versions of an article; other languages have the same type. */
export const comparison = {
  between: 'От «#» до «@»',
  nothing: 'различий нет',
  otherwise: 'изменились оформление или вставки',
  added: 'добавлено',
  removed: 'убрано',
  words: { one: '# слово', few: '# слова', many: '# слов', other: '# слова' },
  lines: {
    one: 'Ещё # абзац без изменений',
    few: 'Ещё # абзаца без изменений',
    many: 'Ещё # абзацев без изменений',
    other: 'Ещё # абзаца без изменений',
  },
  more: 'Показать дальше',
  cover: 'обложка',
  was: 'было: #',
  styles: {
    paragraph: 'обычный текст',
    heading: 'заголовок',
    subheading: 'подзаголовок',
    quote: 'цитата',
    code: 'код',
    bullet: 'список',
    ordered: 'нумерованный список',
    cell: 'таблица',
  },
  embeds: {
    picture: 'изображение',
    video: 'видео',
    player: 'видео',
    file: 'файл',
    poll: 'опрос',
    table: 'таблица',
    divider: 'разделитель',
  },
};

export type ComparisonStrings = typeof comparison;

export const comparisonTexts = texts(
  comparison,
  async () => (await import('../../en/articles/comparison.ts')).comparison,
);
