import { PostgrestClient } from '@supabase/postgrest-js';
import type { Database } from '../../components/core/database.types.ts';

export type Status = 'pending' | 'approved' | 'rejected';

/** A college that asks to be registered, with its future administrator. */
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
  /** Why it was refused. */
  readonly reason: string;
}

/** Where the operator decides: a Supabase with our migrations. */
export interface OperatorAccess {
  readonly url: string;
  /** Its secret (service_role) key, which opens everything. */
  readonly secretKey: string;
}

/** What the operator says of applications; errors are sentences for people. */
export class Applications {
  readonly #rest: PostgrestClient<Database, { PostgrestVersion: '13' }, 'public'>;
  readonly #url: string;

  constructor({ secretKey, url }: OperatorAccess) {
    this.#url = url;
    this.#rest = new PostgrestClient(`${url}/rest/v1`, {
      headers: { apikey: secretKey, authorization: `Bearer ${secretKey}` },
    });
  }

  /** The oldest first. */
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

  async #ask<T>(answer: PromiseLike<{ data: T | null; error: { code: string; message: string } | null }>): Promise<T> {
    const { data, error } = await answer;
    if (error) throw new Error(this.#sentence(error), { cause: error });
    return data as T;
  }

  #sentence({ code, message }: { code: string; message: string }): string {
    switch (code) {
      case 'SF002':
        return 'Эта заявка уже решена (it is decided already).';
      case 'SF003':
      case '22P02':
        return 'Такой заявки нет (there is no such application). Номера показывает: npm run operator -- colleges list';
      case '42501':
      case 'PGRST301':
      case '':
        return `${this.#url} не принимает ключ или не отвечает (the key is refused, or nobody answers): ${message}`;
      default:
        return `${message} (${code})`;
    }
  }
}
