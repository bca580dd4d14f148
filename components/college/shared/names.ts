/** A person as far as names go. */
export interface PersonName {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string;
}

/** «Алина Соколова». */
export const shortName = ({ name, surname }: PersonName): string => `${name} ${surname}`.trim();

/** «Игорь Павлович Лунин»: in full, as those who teach and work are called. */
export const fullName = ({ name, patronymic, surname }: PersonName): string =>
  [name, patronymic, surname].filter(Boolean).join(' ');
