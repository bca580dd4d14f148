import { csvFile } from '../../files/csv-file.ts';
import type { ImportStrings } from '../../locales/ru/admin/import.ts';
import { columnTitles, personFields } from '../people-table.ts';
import type { CheckedLine, LineProblem } from './admin-import-api.ts';
import { type CellFault, isShortenedNumber, type PersonLine } from './people-file.ts';

const isFault = (reason: LineProblem['reason']): reason is CellFault['reason'] =>
  ['date', 'formula', 'unreadable', 'quotes', 'cells'].includes(reason);

/** What is to be corrected, in one sentence. */
export function fixOf(
  { field, reason, detail = '' }: LineProblem,
  line: PersonLine | undefined,
  strings: ImportStrings,
) {
  const { reasons } = strings;
  const written = line?.[field] ?? '';
  if (isFault(reason)) {
    const text = reason === 'date' && field === 'group' ? reasons.groupDate : reasons[reason];
    return text.replace('#', detail).replace('%', () => written);
  }
  if (field === 'phone' && isShortenedNumber(written)) return reasons.shortened;
  if (reason === 'empty') return field === 'subjects' ? reasons.emptySubjects : reasons.empty;
  if (reason === 'role') return field === 'group' ? reasons.staffGroup : reasons.studentSubjects;
  if (reason === 'graduated') return reasons.graduated.replace('#', () => written);
  if (reason === 'unknown') {
    const text = field === 'role' ? reasons.role : detail ? reasons.similar : reasons.group;
    return text.replace('#', () => written).replace('%', () => detail);
  }
  return reasons[reason].replace('#', detail);
}

/** The group that is offered instead of the one in this line; empty when there is none like it. */
export const offeredGroup = ({ problems }: CheckedLine): string =>
  problems.find(({ field, reason }) => field === 'group' && reason === 'unknown')?.detail ?? '';

/** The lines with errors as they were written, and what is wrong with each; corrected it can be imported. */
export function errorsFile(lines: readonly CheckedLine[], people: readonly PersonLine[], strings: ImportStrings): Blob {
  const written = new Map(people.map((person) => [person.line, person]));
  return csvFile(
    [...columnTitles(strings), strings.columns.line, strings.columns.fix],
    lines
      .filter(({ status }) => status === 'error')
      .map(({ line, problems }) => [
        ...personFields.map((field) => written.get(line)?.[field] ?? ''),
        String(line),
        problems
          .map((problem) => `${strings.fields[problem.field]}: ${fixOf(problem, written.get(line), strings)}`)
          .join('. '),
      ]),
  );
}

/** A list to begin with. */
export const templateFile = (strings: ImportStrings): Blob => csvFile(columnTitles(strings), strings.example);
