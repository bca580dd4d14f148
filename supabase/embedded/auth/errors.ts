/** An answer of GoTrue's kind that says why not. */
export class AuthFault extends Error {
  readonly status: number;
  /** One of auth-js' error codes. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Clients that name a version of the API get `{code, message}`, older ones the shape that came before. */
export function faultResponse(fault: AuthFault, request: Request): Response {
  const { code, message, status } = fault;
  const versioned = request.headers.has('x-supabase-api-version');
  return Response.json(versioned ? { code, message } : { code: status, error_code: code, msg: message }, {
    status,
    headers: { 'x-supabase-api-version': '2024-01-01' },
  });
}
