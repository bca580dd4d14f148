import { ask, type OperatorAccess, type OperatorRest, restOf } from './access.ts';

export type Status = 'pending' | 'approved' | 'rejected';

/** The application of a college, with its future administrator. */
export interface CollegeApplication {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  /** Country, city and street. */
  readonly place: string;
  readonly site: string;
  readonly administrator: string;
  /** Digits with the country code; whoever signs in with it becomes the administrator. */
  readonly phone: string;
  readonly createdAt: Date;
  /** Why it was rejected; empty otherwise. */
  readonly reason: string;
}

const sentences = {
  SF002: 'Эта заявка уже решена (it is decided already).',
  SF003: 'Такой заявки нет (there is no such application). Номера показывает: npm run operator -- colleges list',
};

/** The operator's decisions on applications; errors are sentences for people. */
export class Applications {
  readonly #access: OperatorAccess;
  readonly #rest: OperatorRest;

  constructor(access: OperatorAccess) {
    this.#access = access;
    this.#rest = restOf(access);
  }

  /** Oldest first. */
  async list(status: Status = 'pending'): Promise<CollegeApplication[]> {
    const rows = await this.#ask(this.#rest.rpc('operator_college_applications', { status }));
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      shortName: row.short_name,
      place: [row.country, row.city, row.address].filter(Boolean).join(', '),
      site: row.site,
      administrator: [row.surname, row.given_name, row.patronymic].filter(Boolean).join(' '),
      phone: row.phone,
      createdAt: new Date(row.created_at),
      reason: row.reason,
    }));
  }

  /** Registers the college. @returns its id. */
  async approve(application: string): Promise<string> {
    return await this.#ask(this.#rest.rpc('approve_college_application', { application }));
  }

  async reject(application: string, reason: string): Promise<void> {
    await this.#ask(this.#rest.rpc('reject_college_application', { application, reason }));
  }

  #ask<T>(answer: PromiseLike<{ data: T | null; error: { code: string; message: string } | null }>): Promise<T> {
    return ask(this.#access, answer, { ...sentences, '22P02': sentences.SF003 });
  }
}
