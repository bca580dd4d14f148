import { csvFile } from '../../files/csv-file.ts';
import type { ImportStrings } from '../../locales/ru/admin/import.ts';
import { columnTitles, phoneAsText } from '../people-table.ts';
import type { ExportedPerson } from './members-export-api.ts';

/** The people of a college as a table. */
export function membersFile(people: readonly ExportedPerson[], strings: ImportStrings): Blob {
  const { file, roles } = strings;
  return csvFile(
    [...columnTitles(strings), file.admin, file.state, file.since],
    people.map((person) => [
      person.surname,
      person.name,
      person.patronymic,
      phoneAsText(person.phone),
      roles[person.role],
      person.groups,
      person.subjects,
      person.isAdmin ? file.yes : '',
      file.states[person.state],
      person.since.toISOString().slice(0, 10),
    ]),
  );
}
