/** What a person is called; all parts are empty when the account was erased. */
export interface PersonName {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string;
}

/** «Алина Соколова»: how students and people one knows are called. */
export const shortName = ({ name, surname }: PersonName): string => `${name} ${surname}`.trim();

/** «Игорь Павлович Лунин»: how those who teach and work are called. */
export const fullName = ({ name, patronymic, surname }: PersonName): string =>
  [name, patronymic, surname].filter(Boolean).join(' ');
