/**
 * Pasted text as somebody would have typed it: lines end one way, bullets of word processors begin items of a list, no
 * spaces at the end of lines, none that do not break, and no empty lines around it. Cells of a spreadsheet stay apart by
 * tabs.
 */
export const cleanPaste = (text: string): string =>
  text
    .replace(/\r\n?|[\v\f\u2028\u2029]/g, '\n')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u00ad\u200b\ufeff]/g, '')
    .replace(/^[ \t]*[·•o▪§][ \t]*\t[ \t]*/gm, '• ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
