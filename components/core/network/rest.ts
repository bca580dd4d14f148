/**
 * Calls of PostgREST, typed by the schema, as far as api files need them: functions, and reads, inserts and updates of
 * single tables. Nothing is sent before a query is awaited; `unwrap` makes its answer a value.
 *
 *     const groups = await unwrap(rest.rpc('college_groups', { college }).order('number').range(0, 99));
 *     const [name] = await unwrap(rest.from('profiles').select('surname, name').eq('id', id).limit(1));
 */

import type { Database } from '../database.types.ts';

type Tables = Database['public']['Tables'];
type Functions = Database['public']['Functions'];
type Value = string | number | boolean;

/** An answer; of a request that never arrived the status is 0. */
export interface Answer<T> {
  data: T | null;
  error: { code?: string; message: string; details?: string | null } | null;
  status: number;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The columns that a list names; embedded rows, which it may name too, have to be typed by whoever asks. */
type Columns<Row, List extends string> = List extends `${infer First},${infer Rest}`
  ? Columns<Row, First> & Columns<Row, Rest>
  : List extends ` ${infer Name}`
    ? Columns<Row, Name>
    : List extends keyof Row
      ? Pick<Row, List>
      : unknown;

type One<T> = T extends readonly (infer Row)[] ? Row : T;

/** The arguments of a function: none, or an object, which can be left out where it could be empty. */
type Arguments<Args> = [Args] extends [never] ? [] : Record<never, never> extends Args ? [args?: Args] : [args: Args];

/** The status of a page of some server in between; where it is no refusal, nobody was reached. */
export const statusOfPage = (status: number): number => (status >= 400 && status < 500 ? status : 0);

/** One request, with the answer `T`, about rows as in `Row`. */
export class Query<Row, T> implements PromiseLike<Answer<T>> {
  readonly #fetch: Fetch;
  readonly #url: URL;
  readonly #init: RequestInit;
  readonly #headers: Record<string, string>;

  constructor(fetch: Fetch, url: string, apikey: string, method: string, body?: unknown) {
    this.#fetch = fetch;
    this.#url = new URL(url);
    this.#headers = { apikey, accept: 'application/json' };
    this.#init = { method, headers: this.#headers };
    if (body === undefined) return;
    this.#headers['content-type'] = 'application/json';
    this.#init.body = JSON.stringify(body);
  }

  /** The columns to answer with; after an insert or update, those of the rows as they are now. */
  select<List extends string>(columns: List): Query<Row, Columns<Row, List>[]> {
    if (this.#init.method !== 'GET') this.#headers.prefer = 'return=representation';
    return this.#add('select', columns.replace(/\s/g, '')) as Query<Row, unknown> as Query<Row, Columns<Row, List>[]>;
  }

  eq(column: keyof Row & string, value: Value): this {
    return this.#add(column, `eq.${value}`);
  }

  neq(column: keyof Row & string, value: Value): this {
    return this.#add(column, `neq.${value}`);
  }

  order(column: keyof Row & string, { ascending = true } = {}): this {
    return this.#add('order', `${column}.${ascending ? 'asc' : 'desc'}`);
  }

  limit(rows: number): this {
    return this.#add('limit', `${rows}`);
  }

  /** The rows between two indexes, both included. */
  range(from: number, to: number): this {
    return this.#add('offset', `${from}`).limit(to - from + 1);
  }

  /** The only row; none, or several, are an error. */
  single(): Query<Row, One<T>> {
    this.#headers.accept = 'application/vnd.pgrst.object+json';
    return this as Query<Row, unknown> as Query<Row, One<T>>;
  }

  abortSignal(signal: AbortSignal): this {
    this.#init.signal = signal;
    return this;
  }

  /** The request outlives the page. */
  keepalive(): this {
    this.#init.keepalive = true;
    return this;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is sent when it is awaited.
  then<Fulfilled = Answer<T>, Rejected = never>(
    fulfilled?: ((answer: Answer<T>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    rejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#send().then(fulfilled, rejected);
  }

  #add(name: string, value: string): this {
    this.#url.searchParams.append(name, value);
    return this;
  }

  async #send(): Promise<Answer<T>> {
    let status = 0;
    let text = '';
    try {
      const answer = await this.#fetch(this.#url.href, this.#init);
      status = answer.status;
      text = await answer.text();
      const body = text ? JSON.parse(text) : null;
      if (answer.ok) return { data: body, error: null, status };
      if (body) return { data: null, error: body, status };
      return { data: null, error: { message: answer.statusText }, status: statusOfPage(status) };
    } catch (thrown) {
      // No answer, or none of PostgREST: a gateway, or the sign-in of a network, may answer with a page.
      return { data: null, error: { message: status ? text : String(thrown) }, status: statusOfPage(status) };
    }
  }
}

/** The functions and tables that a person can use. */
export class Rest {
  readonly #url: string;
  readonly #key: string;
  readonly #fetch: Fetch;

  /** `fetch` adds what tells who asks. */
  constructor(url: string, key: string, fetch: Fetch) {
    this.#url = url;
    this.#key = key;
    this.#fetch = fetch;
  }

  rpc<Name extends keyof Functions & string>(
    name: Name,
    ...[args = {} as never]: Arguments<Functions[Name]['Args']>
  ): Query<One<Functions[Name]['Returns']>, Functions[Name]['Returns']> {
    return this.#query(`rpc/${name}`, 'POST', args);
  }

  from<Name extends keyof Tables & string>(table: Name) {
    type Row = Tables[Name]['Row'];
    return {
      select: <List extends string>(columns: List) => this.#query<Row, Row[]>(table, 'GET').select(columns),
      insert: (row: Tables[Name]['Insert']) => this.#query<Row, null>(table, 'POST', row),
      update: (row: Tables[Name]['Update']) => this.#query<Row, null>(table, 'PATCH', row),
    };
  }

  #query<Row, T>(path: string, method: string, body?: unknown): Query<Row, T> {
    return new Query(this.#fetch, `${this.#url}/${path}`, this.#key, method, body);
  }
}
