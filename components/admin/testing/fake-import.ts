import { Fake } from '../../college/testing/fake-apis.ts';
import type { AdminImportApi, CheckedLine } from '../import/admin-import-api.ts';
import type { PersonLine } from '../import/people-file.ts';

/** A college where «ИС-21» is, and «Лунин» is already; whose number has no eleven digits has an error. */
export class FakeImport extends Fake implements Pick<AdminImportApi, keyof AdminImportApi> {
  readonly checked: (readonly PersonLine[])[] = [];
  readonly added: { readonly people: readonly PersonLine[]; readonly file: string }[] = [];

  async check(_college: string, people: readonly PersonLine[]): Promise<CheckedLine[]> {
    await this.answer();
    this.checked.push(people);
    return people.map(judge);
  }

  async add(_college: string, people: readonly PersonLine[], file: string): Promise<CheckedLine[]> {
    await this.answer();
    this.added.push({ people, file });
    return people.map(judge);
  }
}

function judge({ line, surname, name, patronymic, phone, group }: PersonLine): CheckedLine {
  const digits = phone.replace(/\D/g, '');
  const problems: CheckedLine['problems'] = [
    ...(surname ? [] : [{ field: 'surname', reason: 'empty' } as const]),
    ...(digits.length === 11
      ? []
      : [{ field: 'phone', reason: 'phone_digits', detail: String(digits.length) } as const]),
    ...(group === '' || group === 'ИС-21'
      ? []
      : [{ field: 'group', reason: 'unknown', ...(group === 'ИС-2l' && { detail: 'ИС-21' }) } as const]),
  ];
  const status = problems.length > 0 ? 'error' : surname === 'Лунин' ? 'exists' : 'new';
  return { line, status, surname, name, patronymic, phone: digits, problems };
}

/** A list as an office program writes it. */
export function listFile(rows: readonly string[], name = 'Студенты_сентябрь.csv'): File {
  return new File([['Фамилия;Имя;Телефон;Роль;Группа', ...rows].join('\n')], name);
}
