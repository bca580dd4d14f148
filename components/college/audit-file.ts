import { unparse } from 'papaparse';
import type { Language } from '../core/localize.ts';
import type { AuditStrings } from '../locales/ru/audit.ts';
import type { AuditEntry } from './audit-api.ts';
import { details, whatHappened, whoDid } from './audit-words.ts';

/** The log as a table that office programs open: UTF-8 with its mark, no cell begins a formula. */
export function auditFile(entries: readonly AuditEntry[], strings: AuditStrings, language: Language): Blob {
  const { columns } = strings;
  const at = (date: Date) => date.toLocaleString(language === 'en' ? 'en-GB' : 'ru');
  const text = unparse(
    {
      fields: [columns.date, columns.event, columns.details, columns.who],
      data: entries.map((entry) => [
        at(entry.at),
        whatHappened(entry, strings),
        details(entry, strings, language),
        whoDid(entry, strings),
      ]),
    },
    { delimiter: ';', escapeFormulae: true },
  );
  return new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' });
}
