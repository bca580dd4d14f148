import type { ImportStrings } from '../locales/ru/admin/import.ts';

/** Columns of a table of people, as it is imported and exported. */
export const personFields = ['surname', 'name', 'patronymic', 'phone', 'role', 'group', 'subjects'] as const;
export type PersonField = (typeof personFields)[number];

export const columnTitles = ({ fields }: ImportStrings): string[] => personFields.map((field) => fields[field]);

/** A number that an office program keeps as text, and that the import reads: no plus, which would begin a formula. */
export const phoneAsText = (phone: string): string => phone.replace(/^7(\d{3})(\d{3})(\d{2})(\d{2})$/, '7 $1 $2-$3-$4');

/** The digits of a number as people write them. */
export const shownPhone = (phone: string): string => phone && `+${phoneAsText(phone)}`;
