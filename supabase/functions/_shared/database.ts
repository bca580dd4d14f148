import { cors } from './cors.ts';
import { thisProject } from './project.ts';

/** The functions of the database, as somebody calls them. */
export interface Database {
  readonly url: string;
  readonly apikey: string;
  readonly token: string;
}

/** With all rights, for what the database keeps for the secret key. */
export function asService(): Database {
  const { secretKey, url } = thisProject();
  return { url, apikey: secretKey, token: secretKey };
}

/** As whoever has this token: the database checks token, session and rights. */
export function asCaller(token: string): Database {
  const { publishableKey, url } = thisProject();
  return { url, apikey: publishableKey, token };
}

export const tokenOf = (request: Request): string | null =>
  /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;

/** What is not done, in the form in which the database says it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { readonly code: string; readonly message: string; readonly details?: string | null };

  constructor(status: number, body: Refusal['body']) {
    super(body.message);
    this.status = status;
    this.body = body;
  }

  get response(): Response {
    return Response.json(this.body, { status: this.status, headers: cors });
  }
}

/**
 * The answer of a function of the database.
 * @throws {Refusal} what it refuses, as it is; 502 when it is not reached.
 */
export async function ask<T>(
  { apikey, token, url }: Database,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<T> {
  let response: Response;
  let answer: string;
  try {
    response = await fetch(`${url}/rest/v1/rpc/${name}`, {
      method: 'POST',
      headers: { apikey, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    answer = await response.text();
  } catch (error) {
    console.error(`The database was not reached: ${(error as Error).message}`);
    throw unreached;
  }
  if (response.ok) return (answer ? JSON.parse(answer) : null) as T;
  throw new Refusal(response.status, refusalOf(answer) ?? unreached.body);
}

const unreached = new Refusal(502, { code: 'try_again', message: 'The database was not reached. Try again.' });

/** Null for the page of some gateway in between. */
function refusalOf(answer: string): Refusal['body'] | null {
  try {
    const { code, details = null, message } = JSON.parse(answer) as Refusal['body'];
    return { code, message, details };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
