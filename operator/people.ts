import { GoTrueAdminApi } from '@supabase/auth-js';
import { formatPhone, parsePhone } from '../components/core/phone.ts';
import { ask, headersOf, type OperatorAccess, type OperatorRest, restOf } from './access.ts';

export interface RegisteredCollege {
  readonly id: string;
  readonly name: string;
  readonly city: string;
}

/**
 * What only the operator can do for people and their colleges; errors are sentences for people.
 *
 * @example
 * const name = await new People({ url, secretKey }).changeNumber('79001112233', '79004445566');
 */
export class People {
  readonly #access: OperatorAccess;
  readonly #rest: OperatorRest;

  constructor(access: OperatorAccess) {
    this.#access = access;
    this.#rest = restOf(access);
  }

  async colleges(): Promise<RegisteredCollege[]> {
    return await ask(this.#access, this.#rest.from('colleges').select('id, name, city').order('name'), {});
  }

  /**
   * Makes the owner of a number an administrator of the college.
   * @param college - Id of the college, or the beginning of one that no other college has.
   * @returns whether they are one now; else they become one when they first sign in with exactly this number.
   */
  async appoint(college: string, number: string): Promise<boolean> {
    const phone = digitsOf(number);
    const fitting = (await this.colleges()).filter(({ id }) => id.startsWith(college.toLowerCase()));
    const [found] = fitting;
    if (!found || fitting.length > 1) {
      throw new Error(
        'Такого колледжа нет (there is no such college). Номера показывает: npm run operator -- colleges registered',
      );
    }
    const answer = this.#rest.rpc('appoint_administrator', { college: found.id, phone });
    return (await ask(this.#access, answer, {})) === 'admitted';
  }

  /**
   * Changes a person's number. Their sessions stay.
   * @returns their name.
   */
  async changeNumber(from: string, to: string): Promise<string> {
    const [before, phone] = [digitsOf(from), digitsOf(to)];
    const [person] = await ask(this.#access, this.#rest.rpc('person_of_number', { phone: before }), {});
    if (!person) throw new Error(`Номера ${formatPhone(before)} ни у кого нет (nobody has this number).`);
    // Auth itself answers 500 to that.
    if (before !== phone && (await ask(this.#access, this.#rest.rpc('is_number_taken', { phone }), {}))) {
      throw new Error(
        `С номером ${formatPhone(phone)} есть другой аккаунт (another account has this number). Сначала пусть его удалят в разделе «Мои данные».`,
      );
    }
    const auth = new GoTrueAdminApi({ url: `${this.#access.url}/auth/v1`, headers: headersOf(this.#access) });
    const { error } = await auth.updateUserById(person.id, { phone, phone_confirm: true });
    if (error) throw new Error(`Номер не изменён (not changed): ${error.message}`, { cause: error });
    return [person.surname, person.name, person.patronymic].filter(Boolean).join(' ');
  }
}

function digitsOf(number: string): string {
  const parsed = parsePhone(number);
  if ('problem' in parsed) throw new Error(`Это не номер телефона (not a telephone number): ${number}`);
  return parsed.phone;
}
