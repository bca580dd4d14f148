import type { PostgresError } from '../session.ts';

/** PostgREST's answer to an error of Postgres; `relation` is the one whose columns the request names. */
export function databaseErrorResponse(error: PostgresError, role: string, relation?: string): Response {
  return errorResponse(status(error, role), {
    code: error.code,
    // PostgREST names columns with their table.
    message:
      error.code === '42703' && relation
        ? error.message.replace(/^column "(.*)" does not exist$/, `column ${relation}.$1 does not exist`)
        : error.message,
    details: error.detail ?? null,
    hint: error.hint ?? null,
  });
}

export interface ErrorBody {
  code: string;
  message: string;
  details?: string | readonly object[] | null;
  hint?: string | null;
}

/** A request that PostgREST refuses before it asks the database. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message);
  }
}

export function errorResponse(status: number, { code, message, details = null, hint = null }: ErrorBody): Response {
  return Response.json({ code, details, hint, message }, { status });
}

export function notImplemented(details: string): Response {
  return errorResponse(400, notImplementedError(details));
}

export function notImplementedError(details: string): ErrorBody {
  return { code: 'PGRST127', message: 'Feature not implemented', details };
}

const byCode: Record<string, number> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '57P01': 503,
  P0001: 400,
};

const byClass: Record<string, number> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

function status({ code }: PostgresError, role: string): number {
  // 401 asks to sign in; 403 is for those who have.
  if (code === '42501') return role === 'anon' ? 401 : 403;
  const raised = /^PT([2-5]\d\d)$/.exec(code)?.[1];
  if (raised !== undefined) return Number(raised);
  return byCode[code] ?? byClass[code.slice(0, 2)] ?? 400;
}
