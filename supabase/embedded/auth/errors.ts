import { isPostgresError } from '../session.ts';

/** A refusal, in GoTrue's form. */
export class AuthFault extends Error {
  readonly status: number;
  /** One of auth-js' error codes. */
  readonly code: string;
  /** Further fields of the answer. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** Clients that name a version of the API get `{ code, message }`, older ones the form before it. */
export function faultResponse(fault: AuthFault, request: Request): Response {
  const { code, message, more, status } = fault;
  const version = Date.parse(`${request.headers.get('x-supabase-api-version')}T00:00:00Z`);
  const versioned = version >= Date.parse('2024-01-01T00:00:00Z');
  return Response.json(
    { ...(versioned ? { code, message } : { code: status, error_code: code, msg: message }), ...more },
    { status, headers: versioned ? { 'x-supabase-api-version': '2024-01-01' } : {} },
  );
}

/** Whether another request inserted the same at the same time. */
export const isTaken = (error: unknown): boolean => isPostgresError(error) && error.code === '23505';
