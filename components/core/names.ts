/** The name of a person; all parts are empty when the account was erased, the patronymic also where there is none. */
export interface PersonName {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string;
}

/** Somebody with an account; the id is empty when it was erased. */
export interface Person extends PersonName {
  readonly id: string;
}

/** «Алина Соколова»: for students, and for people one knows. */
export const shortName = ({ name, surname }: PersonName): string => `${name} ${surname}`.trim();

/** «Игорь Павлович Лунин»: for teachers and staff. */
export const fullName = ({ name, patronymic, surname }: PersonName): string =>
  [name, patronymic, surname].filter(Boolean).join(' ');
