import type { Language } from '../../element/localize.ts';
import { csvFile } from '../../files/csv-file.ts';
import type { AuditEntry } from './admin-audit-api.ts';
import { type AuditWords, details, whatHappened, whoDid } from './audit-words.ts';

/** The log as a table that office programs open. */
export function auditFile(entries: readonly AuditEntry[], strings: AuditWords, language: Language): Blob {
  const { columns } = strings;
  const at = (date: Date) => date.toLocaleString(language === 'en' ? 'en-GB' : 'ru');
  return csvFile(
    [columns.date, columns.event, columns.details, columns.who],
    entries.map((entry) => [
      at(entry.at),
      whatHappened(entry, strings),
      details(entry, strings, language),
      whoDid(entry, strings),
    ]),
  );
}
